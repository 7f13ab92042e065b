"""Word, rich text and PDF files: their text alone; an export of a press database in one is cut into its articles."""

from __future__ import annotations

import importlib
import io
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of
from ..unpack import decode, whole
from .exports import articles

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks are not ours to print


def needed(module: str, name: str) -> ModuleType:
    """A parser of the extra. Raises ValueError that names it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ValueError(f"needs {name}: pip install 'press-provenance[formats]'") from error


def docx(path: Path) -> Iterator[Raw | Skipped]:
    """A Word file (python-docx): its paragraphs, a blank line between them."""
    parser = needed("docx", "python-docx")
    document = parser.Document(io.BytesIO(_checked(whole(path, limits.OFFICE))))
    yield from articles(place_of(path), "\n\n".join(paragraph.text for paragraph in document.paragraphs))


def _checked(data: bytes) -> bytes:
    """The same bytes of a ZIP, unless it unpacks to more than a document can be."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > limits.OFFICE:
            raise limits.TooLarge("the unpacked file", limits.OFFICE, "bytes")
    return data


def rtf(path: Path) -> Iterator[Raw | Skipped]:
    """A rich text file (striprtf)."""
    parser = needed("striprtf.striprtf", "striprtf")
    yield from articles(place_of(path), parser.rtf_to_text(decode(whole(path, limits.OFFICE)), errors="replace"))


def pdf(path: Path) -> Iterator[Raw | Skipped]:
    """The text layer of a PDF (pypdf); a scan without one is skipped."""
    parser = needed("pypdf", "pypdf")
    reader = parser.PdfReader(io.BytesIO(whole(path, limits.OFFICE)))
    text = "\n\n".join(page.extract_text() for page in reader.pages)
    if not text.strip():
        yield Skipped(place_of(path), "the PDF has no text layer: scanned pages must be recognised (OCR) first")
        return
    yield from articles(place_of(path), text)
