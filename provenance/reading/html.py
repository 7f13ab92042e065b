"""Article text, title and date evidence from HTML pages and WARC records (trafilatura, htmldate, warcio)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import trafilatura
from charset_normalizer import from_bytes
from htmldate import find_date
from warcio.archiveiterator import ArchiveIterator

Fields = dict[str, str | None]
Dated = Literal["html"] | None

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # their remarks are not ours to print


def page(html: str, url: str | None = None) -> tuple[str, Fields, Dated]:
    """Text (empty when none is found), metadata fields and whether the page dated itself.

    The date is the original one, not the last modification.
    """
    text = trafilatura.extract(html, url=url, include_comments=False, include_tables=True, favor_recall=True) or ""
    found = trafilatura.extract_metadata(html, default_url=url)
    published = find_date(html, original_date=True, extensive_search=False, url=url)
    title = found.title if found else None
    fields: Fields = {
        "title": title,
        "outlet": found.sitename if found else None,
        "url": (found.url if found else None) or url,
        "published": published,
    }
    if title and text and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    return text, fields, "html" if published else None


def warc_pages(path: Path) -> Iterator[tuple[str, str, Fields, Dated]]:
    """(place, text, fields, dated) of every HTML response in a WARC file, compressed or not."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response" or not record.http_headers:
                continue
            if "html" not in (record.http_headers.get_header("Content-Type") or ""):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            decoded = from_bytes(record.content_stream().read()).best()
            text, fields, dated = page(str(decoded) if decoded else "", url)
            yield f"{path}:{url}", text, {**fields, "id": url}, dated
