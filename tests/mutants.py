"""Small files of every format, invented, and seeded damage to them: for the tests of the reader."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import zipfile
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


def _zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def _docx() -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _zip(
        ("[Content_Types].xml", b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         b'<Override PartName="/word/document.xml" ContentType="' + kind.encode() + b'"/></Types>'),
        ("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         f'<Relationship Id="r1" Type="{rel}" Target="word/document.xml"/></Relationships>'.encode()),
        ("word/document.xml", f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{STORY}</w:t></w:r></w:p></w:body>'
         "</w:document>".encode()))


def _rss() -> bytes:
    items = "".join(f"<item><title>Notice {n}</title><description>{STORY} No. {n}</description></item>"
                    for n in range(3))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'.encode()


def _nexis() -> bytes:
    return "".join(f"Notice {n}\nOrvane Post\nJanuary {n + 1}, 2024\nLength: 60 words\nBody\n{STORY}\n"
                   "Load-Date: January 9, 2024\nEnd of Document\n" for n in range(3)).encode()


PLAIN: dict[str, Callable[[], bytes]] = {
    ".txt": STORY.encode, ".md": f"# Bridge to close\n\n{STORY}".encode, ".html": _html, ".jsonl": _jsonl,
    ".csv": lambda: _delimited(","), ".tsv": lambda: _delimited("\t"), ".parquet": _parquet, ".warc": _warc,
    ".json": lambda: json.dumps(ROWS).encode(),
    ".rtf": lambda: b"{\\rtf1\\ansi " + STORY.encode("ascii", "replace") + b"}",
    ".docx": _docx, ".rss": _rss, ".zip": lambda: _zip(("a.txt", STORY.encode()), ("b.jsonl", _jsonl())),
    ".nexis.txt": _nexis,
    ".eml": f"Subject: Bridge\nFrom: a@orvane.example\nContent-Type: text/plain; charset=utf-8\n\n{STORY}".encode}


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
