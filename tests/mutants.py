"""Small files of every format, invented, and seeded damage to them: for the tests of the reader."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

STORY = ("The Orvane Bridge will close for repairs on 3 March 2025, the county said on Monday. Traffic will be sent "
         "over the Lower Ford for eleven weeks while crews replace 214 bearings. “It cannot wait,” said Ilse Tarn, the "
         "county’s engineer, who expects costs of 4.2 million dollars.")
ROWS = [{"id": f"row-{n}", "title": f"Bridge notice {n}", "outlet": "Orvane Post, weekly", "published": "2025-02-11",
         "text": f"{STORY}\nNotice number {n} follows, with “quotes” and, commas."} for n in range(12)]


def _jsonl() -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def _delimited(mark: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]), delimiter=mark)
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out)
    return out.getvalue()


def _html() -> bytes:
    body = "".join(f"<p>{STORY} Paragraph {n} of the notice.</p>" for n in range(4))
    return f"<html><head><title>Bridge to close</title></head><body><article><h1>Bridge to close</h1>{body}" \
           "</article></body></html>".encode()


def warc(pages: list[tuple[str | None, str, bytes]], packed: bool = False) -> bytes:
    """A WARC of (address, status line, HTML) responses."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, status, page in pages:
        headers = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        record = writer.create_warc_record(url or "urn:none", "response", payload=io.BytesIO(page),
                                           http_headers=headers)
        if url is None:
            record.rec_headers.remove_header("WARC-Target-URI")
        writer.write_record(record)
        record.raw_stream.close()
    return out.getvalue()


def _warc() -> bytes:
    return warc([(f"http://orvane.example/{n}", "200 OK", _html()) for n in range(3)])


PLAIN: dict[str, Callable[[], bytes]] = {
    ".txt": STORY.encode, ".md": f"# Bridge to close\n\n{STORY}".encode, ".html": _html, ".jsonl": _jsonl,
    ".csv": lambda: _delimited(","), ".tsv": lambda: _delimited("\t"), ".parquet": _parquet, ".warc": _warc}


def files() -> dict[str, bytes]:
    """Bytes by suffix: every format plain, gzipped and under zstd."""
    found: dict[str, bytes] = {}
    for suffix, make in PLAIN.items():
        data = make()
        found |= {suffix: data, f"{suffix}.gz": gzip.compress(data, mtime=0),
                  f"{suffix}.zst": zstandard.ZstdCompressor().compress(data)}
    return found


def damaged(data: bytes, draw: random.Random) -> bytes:
    """The bytes after one to four blows: bits flipped, a stretch cut, repeated, zeroed, or odd bytes put in."""
    made = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(made) + 1)
        to = min(len(made), at + draw.choice((1, 2, 8, 64, 512)))
        match draw.randrange(7):
            case 0:
                for place in range(at, to):
                    made[place] ^= 1 << draw.randrange(8)
            case 1:
                del made[at:to]
            case 2:
                del made[at:]
            case 3:
                made[at:at] = made[at:to] * draw.choice((1, 2, 50))
            case 4:
                made[at:to] = bytes(to - at)
            case 5:
                made[at:at] = draw.choice((b'"', b"\r", b"\n", b",", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"{[",
                                           b"\\ud800", b"</article>", b"\x1b[2J", b"99999999999999999999"))
            case _:
                made[at:to] = draw.randbytes(to - at)
    return bytes(made)
