"""Bytes and lines of a file, compressed or not, within the budgets."""

from __future__ import annotations

import codecs
import io
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard
from charset_normalizer import from_bytes

from . import limits

_BLOCK = 1 << 17
_BITE = 2_048  # compressed bytes at once: zstd can make 100 MB of them
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BAD = re.compile("[\udc80-\udcff]")
_LONE = re.compile("[\ud800-\udfff]")
_FOREIGN = re.compile("[^\x00-\x7f\udc80-\udcff]")


class _Frames(io.RawIOBase):
    """All frames of a zstd file or members of a gzip file.

    Unlike the libraries' own readers it gives what stands before damage, and tells a file that ends inside a frame; as
    OSError, since readers of records take an EOFError for the end of the file.
    """

    def __init__(self, packed: IO[bytes], frame: Callable[[], Any]) -> None:
        self._packed, self._new, self._rest, self._ready, self._inside = packed, frame, b"", b"", False
        self._frame = frame()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._ready and self._more():
            pass
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _more(self) -> bool:
        data = self._rest or self._packed.read(_BITE)
        if not self._inside:
            data = data.lstrip(b"\0")  # tapes pad gzip members so, and no frame begins with it
        if not data:
            return self._at_end()
        self._inside, self._rest = True, b""
        self._ready = self._frame.decompress(data)
        if self._frame.eof:
            self._rest, self._inside = self._frame.unused_data, False
            self._frame = self._new()
        return True

    def _at_end(self) -> bool:
        if self._inside:
            raise OSError("the compressed file is cut short")
        more = bool(self._packed.peek(1))  # type: ignore[attr-defined]
        self._rest = b""
        return more


@contextmanager
def opened(path: Path | None) -> Iterator[io.BufferedReader[Any]]:
    """The unpacked bytes of a regular file, or of standard input. Raises OSError for anything else."""
    if path is None:
        stdin = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _BLOCK)
        try:
            yield stdin
        finally:
            stdin.detach()
        return
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("not a regular file")
    with path.open("rb") as plain:
        yield io.BufferedReader(_unpacked(plain, path.suffix.lower()), _BLOCK)


def _unpacked(plain: BinaryIO, suffix: str) -> io.RawIOBase:
    if suffix == ".gz":
        return _Frames(plain, partial(zlib.decompressobj, zlib.MAX_WBITS | 16))
    if suffix == ".zst":
        return _Frames(plain, zstandard.ZstdDecompressor().decompressobj)
    return plain  # type: ignore[return-value]


def whole(path: Path, limit: int = limits.FILE) -> bytes:
    """All bytes of a file, unpacked. Raises TooLarge beyond ``limit``."""
    with opened(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise limits.TooLarge("the file", limit, "bytes")
    return data


def encoding_of(sample: bytes) -> str:
    """The encoding of text that begins so: by its mark, UTF-8 where that fits, else a guess.

    A few broken bytes among characters that only UTF-8 writes so do not make it another encoding. Raises ValueError
    for binary data.
    """
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in sample[:4096]:
        raise ValueError("looks binary, not text")
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    if len(_BAD.findall(text)) <= len(_FOREIGN.findall(text)):
        return "utf-8"
    best = from_bytes(sample).best()
    if best is None:
        raise ValueError("text encoding cannot be told")
    return best.encoding


def _of_lines(sample: bytes) -> str:
    """As `encoding_of`, but a damaged row must not cost the others: stray zeros and odd bytes are left to the rows.

    Raises ValueError where zeros abound, as in pictures and in UTF-16 without a mark.
    """
    if any(sample.startswith(mark) for mark, _ in _MARKS):
        return encoding_of(sample)
    if sample.count(0) * 3 > len(sample):
        raise ValueError("looks binary, not text")
    try:
        return encoding_of(sample.replace(b"\0", b""))
    except ValueError:
        return "utf-8"


def decode(data: bytes) -> str:
    """Text of bytes; what cannot be decoded stands as lone surrogates, which `validate` replaces and notes."""
    return data.decode(encoding_of(data), "surrogateescape")


def mended(text: str) -> tuple[str, int]:
    """The text with U+FFFD for each half character or undecoded byte (lone surrogates), and how many there were."""
    return (text, 0) if text.isascii() else _LONE.subn("\ufffd", text)


def lines(path: Path | None, newline: str) -> Iterator[str | None]:
    """Lines with their ends as `open` cuts them under ``newline``; None for one beyond `limits.LINE` characters."""
    with opened(path) as stream:
        text = io.TextIOWrapper(stream, _of_lines(stream.peek(_BLOCK)), "surrogateescape", newline)
        try:
            while line := text.readline(limits.LINE + 1):
                if len(line) <= limits.LINE or _ended(line):
                    yield line
                else:
                    while (line := text.readline(_BLOCK)) and not _ended(line):
                        pass
                    yield None
        finally:
            text.detach()


def _ended(line: str) -> bool:
    return line.endswith(("\n", "\r"))
