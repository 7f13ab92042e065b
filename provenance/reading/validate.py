"""The one way a text becomes a Document, whatever format it came in and whichever command asked.

A text is refused (Skipped) where it cannot be worked with; a field that cannot be believed is left out with a note.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from ..furniture.headline import headline
from ..records import Document, Skipped
from ..text.segment import has_words
from . import limits
from .dates import fault
from .raw import Raw
from .unpack import mended

_NAMES = ("id", "title", "outlet", "url", "role", "byline", "section")
# A machine-readable stamp near the top is the only date a bare text can be trusted for.
_STAMP = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_STAMP_WITHIN = 600


def canonical(text: str) -> str:
    """NFC with ``\\n`` line ends; a byte-order mark is dropped. The only change ever made to a text."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def document(raw: Raw, extra: Mapping[str, Any] | None = None) -> Document | Skipped:
    """A text as a Document, or why it cannot be one; ``extra`` are fields of a metadata table, which come first."""
    if not isinstance(raw.text, str):
        return Skipped(raw.place, "no text column" if raw.text is None else "text is not a string")
    if len(raw.text) > limits.CHARACTERS:
        return Skipped(raw.place, str(limits.TooLarge("the text", limits.CHARACTERS, "characters")))
    whole, lost = mended(raw.text)
    text = canonical(whole)
    if not has_words(text):
        return Skipped(raw.place, "empty: no words")
    fields = _Fields(raw.fields, extra or {})
    if lost:
        fields.notes.append(f"{lost} character{'s' if lost > 1 else ''} could not be read: U+FFFD stands there")
    named = {name: fields.text(name) for name in _NAMES}
    role = _role(named["role"])
    if role is None:
        return Skipped(raw.place, f"role must be release or article, not {named['role']!r}")
    published, source = _published(fields, raw, text)
    return Document(
        id=named["id"] or PurePath(raw.place).name or raw.place, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), path=raw.place,
        title=_own_title(named["title"], named["outlet"]) or headline(text),
        outlet=named["outlet"], url=named["url"], published=published, published_source=source, role=role,
        byline=named["byline"], section=named["section"], notes=tuple(fields.notes))


@dataclass
class _Fields:
    """What came with a text and what a metadata table says of it; what cannot be used leaves a note."""

    own: Mapping[str, Any]
    extra: Mapping[str, Any]
    notes: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """A field of the table, else of the text itself."""
        for fields in (self.extra, self.own):
            if name in fields and (told := self._usable(name, fields[name])) is not None:
                return told
        return None

    def dates(self) -> tuple[str | None, str | None]:
        """The date the table gives and the text's own, each None where absent or not to be believed."""
        return self._date(self.extra.get("published")), self._date(self.own.get("published"))

    def _date(self, value: object) -> str | None:
        told = self._usable("published", value)
        if told is None or not (wrong := fault(told)):
            return told
        self.notes.append(f"date left out: published is {told!r}: {wrong}")
        return None

    def _usable(self, name: str, value: object) -> str | None:
        if value is None or value != value:  # NaN is how data frames write an empty cell
            return None
        if not isinstance(value, str | int | float | date):
            self.notes.append(f"{name} left out: it is not a text but a {type(value).__name__}")
            return None
        if isinstance(value, int) and value.bit_length() > 4 * limits.FIELD:
            value = "9" * (limits.FIELD + 1)
        told = mended(str(value))[0].strip()
        if len(told) > limits.FIELD:
            self.notes.append(f"{name} left out: longer than {limits.FIELD:,} characters")
            return None
        return told or None


def _role(told: str | None) -> Literal["release", "article"] | None:
    match (told or "article").lower():
        case "release":
            return "release"
        case "article":
            return "article"
    return None


def _published(fields: _Fields, raw: Raw,
               text: str) -> tuple[str | None, Literal["metadata", "html", "text"] | None]:
    """The date and where it is from: the metadata table, the text's own fields, a stamp at its top."""
    given, own = fields.dates()
    if given:
        return given, "metadata"
    if own:
        return own, raw.dated_by
    stamp = _STAMP.search(text[:_STAMP_WITHIN])
    return (stamp[0], "text") if stamp and not fault(stamp[0]) else (None, None)


def _own_title(title: str | None, outlet: str | None) -> str | None:
    """A title, unless it is the name of the site: pages without one of their own carry that."""
    return None if title is not None and title == outlet else title
