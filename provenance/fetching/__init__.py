"""Pages named in a table, fetched politely into a web archive that is kept as evidence.

The one room that uses the network, and only when the user calls it. Every answer goes into the archive as it was sent;
every page that could not be had goes into a table with the reason. Run again, it goes on with what is missing.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .. import __version__
from ..disk import save
from ..errors import InputError
from . import net
from .manners import Manners
from .net import Page, Refused

AGENT = f"provenance/{__version__} (research on press releases in the news)"
TRIES = 3
_AGAIN = (429, 500, 502, 503, 504)
Talk = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a run ended: pages now in the archive, of these fetched in this run, and failures as (url, reason)."""

    pages: int
    new: int
    failed: tuple[tuple[str, str], ...]


def addresses(table: Path) -> list[str]:
    """The distinct addresses of a table's column ``url`` (or of its only column), in order. Raises InputError."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("cannot read the table of addresses", table, "give a UTF-8 CSV with a column url") from error
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "url" not in head and any(len(row) != 1 for row in rows):
        raise InputError("the table has no column url", table, "name the column of addresses url")
    at, body = (head.index("url"), rows[1:]) if "url" in head else (0, rows)
    found = [row[at].strip() for row in body if len(row) > at and row[at].strip()]
    if not found:
        raise InputError("the table names no address", table, "give one address a row in the column url")
    return list(dict.fromkeys(found))


def fetch(urls: Sequence[str], out: Path, *, delay: float = 2.0, private: bool = False, talk: Talk | None = None,
          agent: str = AGENT) -> Fetched:
    """Fetch every address that is not in the archive ``out`` yet, one host at a time, and append it.

    ``delay`` is the least pause between two pages of one host in seconds. Failures are also written to
    ``<out>.failed.csv``. Raises InputError where ``out`` is no archive of ours or cannot be written.
    """
    had = resume(out)
    manners = Manners(partial(net.get, agent=agent, private=private), agent, delay)
    wanted = [url for url in _by_host(urls) if url not in had]
    failed: list[tuple[str, str]] = []
    for done, url in enumerate(wanted, 1):
        try:
            pages = _followed(url, manners, agent, private)
            _append(out, pages)
        except Refused as error:
            failed.append((url, str(error)))
        if talk:
            talk(done, len(wanted), url)
    _failures(out, failed)
    return Fetched(len(had & set(urls)) + len(wanted) - len(failed), len(wanted) - len(failed), tuple(failed))


def _by_host(urls: Sequence[str]) -> Iterator[str]:
    """One page of every host in turn, so that no host is asked twice while another could be."""
    queues: dict[str, list[str]] = {}
    for url in urls:
        queues.setdefault(urlsplit(url).netloc, []).append(url)
    for turn in range(max(map(len, queues.values()), default=0)):
        yield from (queue[turn] for queue in queues.values() if len(queue) > turn)


def _followed(url: str, manners: Manners, agent: str, private: bool) -> list[Page]:
    """The answers from ``url`` to the page it leads to. Raises Refused where that is no page."""
    pages: list[Page] = []
    asked = url
    for _ in range(net.HOPS + 1):
        page = _tried(asked, manners, agent, private)
        pages.append(page)
        if page.location is None:
            break
        asked = page.location
    else:
        raise Refused(f"more than {net.HOPS} redirects")
    if pages[-1].status != 200:
        raise Refused(f"the server answered {pages[-1].status} {pages[-1].reason}".strip())
    return pages


def _tried(url: str, manners: Manners, agent: str, private: bool) -> Page:
    """A page, asked for again where the server is in trouble."""
    for attempt in range(1, TRIES + 1):
        manners.wait(url)
        page = net.get(url, agent, private)
        if page.status not in _AGAIN or attempt == TRIES:
            return page
        manners.rest(url, net.retry_after(page) or 2.0 ** attempt)
    raise AssertionError("the last try returns")


def _append(out: Path, pages: Sequence[Page]) -> None:
    """Append answers as records, all or none: a record cut short would hide what follows it."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=out.name.endswith(".gz"))
    for page in pages:
        headers = StatusAndHeaders(f"{page.status} {page.reason}", list(page.headers), protocol="HTTP/1.1")
        _put(writer, writer.create_warc_record(page.url, "response", payload=BytesIO(page.body), http_headers=headers))
    first, last = pages[0].url, pages[-1].url
    if first != last:  # so that a later run knows the address in the table is done
        _put(writer, writer.create_warc_record(first, "metadata", payload=BytesIO(f"via: {last}\r\n".encode()),
                                               warc_content_type="application/warc-fields"))
    try:
        with out.open("ab") as file:
            before = file.tell()
            try:
                file.write(buffer.getvalue())
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
    except OSError as error:
        raise InputError(f"cannot write the archive: {error.strerror}", out, "make room or choose another file with -o"
                         ) from error


def _put(writer: WARCWriter, record: Any) -> None:
    writer.write_record(record)
    record.raw_stream.close()  # the library copies the payload into a file of its own to digest it, and leaves it open


def resume(out: Path) -> set[str]:
    """Addresses answered with a page in the archive so far; what a run cut short left at its end is removed.

    Raises InputError for a file that is no web archive.
    """
    had: set[str] = set()
    if not out.exists():
        return had
    whole = 0
    try:
        with out.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                done = record.rec_type == "metadata" or (record.http_headers is not None
                                                         and record.http_headers.get_statuscode() == "200")
                record.content_stream().read()
                records.read_to_end(record)
                whole = records.get_record_offset() + records.get_record_length()
                if done:
                    had.add(record.rec_headers.get_header("WARC-Target-URI"))
    except Exception as error:  # the library raises what its decoders raise
        if not whole:
            raise InputError("not a web archive", out, "choose a new file with -o") from error
    if whole < out.stat().st_size:
        os.truncate(out, whole)
    return had


def _failures(out: Path, failed: Sequence[tuple[str, str]]) -> None:
    """The table of what failed and why; gone where nothing did."""
    table = out.with_name(f"{out.name}.failed.csv")
    if not failed:
        table.unlink(missing_ok=True)
        return
    lines = StringIO(newline="")
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([("url", "reason"), *failed])
    save(table, lines.getvalue().encode("utf-8"))
