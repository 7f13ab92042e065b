"""Web archives (WARC): every HTML response that a server answered with success."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecordLoader

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of, why
from ..unpack import decode, opened
from .html import page

logging.getLogger("warcio").setLevel(logging.CRITICAL)  # its remarks are not ours to print

_DAMAGED = "the record is damaged: it does not end where it says"
_PAGES = ("response", "resource")
# Records about records, without which a crawl cannot be written; none of them is an input.
_NOTES = ("warcinfo", "request", "metadata")


def read(path: Path) -> Iterator[Raw | Skipped]:
    """One text a page; records that hold none are counted by kind."""
    others: Counter[str] = Counter()
    name = place_of(path)
    with opened(path) as stream:
        records = ArchiveIterator(stream)
        records.loader = _Loader(verify_http=False)
        for number, record in enumerate(records, 1):
            kind = _kind(record)
            found = _page(name, number, record) if kind == "html" else None
            if _damaged(records, record):
                yield Skipped(_place(name, number, record), _DAMAGED)
            elif found:
                yield found
            elif kind:
                others[kind] += 1
    for kind, count in sorted(others.items()):
        yield Skipped(name, f"{count} record{'s' if count > 1 else ''} of type {kind}: not a page")


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc]
    """The library's, but a response that does not say of what does not end the crawl."""

    def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int) -> Any:
        return super().load_http_headers(rec_type, uri or "http:", stream, length)


def _kind(record: Any) -> str:
    """``html`` for a page, '' for a record about others, else what the record is."""
    if record.rec_type in _NOTES:
        return ""
    if record.rec_type not in _PAGES:
        return str(record.rec_type)
    headers = record.http_headers or record.rec_headers
    kind = (headers.get_header("Content-Type") or "unknown").split(";")[0].strip().lower()
    return "html" if "html" in kind else kind


def _place(name: str, number: int, record: Any) -> str:
    return f"{name}:{record.rec_headers.get_header('WARC-Target-URI') or number}"


def _damaged(records: ArchiveIterator, record: Any) -> bool:
    """Whether a record ends elsewhere than it says; the library only prints that."""
    before = records.err_count
    with redirect_stderr(StringIO()):
        records.read_to_end(record)
    return bool(records.err_count > before or getattr(record.raw_stream, "limit", 0) > 0)


def _page(name: str, number: int, record: Any) -> Raw | Skipped:
    url, place = record.rec_headers.get_header("WARC-Target-URI"), _place(name, number, record)
    code = record.http_headers.get_statuscode() or "nothing" if record.http_headers else "200"
    if not code.startswith("2"):
        return Skipped(place, f"the server answered {code}, not with a page")
    data = _payload(record.content_stream())
    if len(data) > limits.PAGE:
        return Skipped(place, str(limits.TooLarge("the page", limits.PAGE, "bytes")))
    try:
        found = page(place, decode(data), url)
    except Exception as error:  # one page that no parser can take must not cost the rest of the crawl
        return Skipped(place, f"cannot be read: {why(error)}")
    return replace(found, fields={**found.fields, "id": url}) if isinstance(found, Raw) else found


def _payload(stream: Any) -> bytes:
    """At most one byte more than a page may have; the library's streams give fewer bytes than asked for."""
    data = bytearray()
    while len(data) <= limits.PAGE and (more := stream.read(limits.PAGE + 1 - len(data))):
        data += more
    return bytes(data)
