"""Budgets: how much one input may hold. Beyond them it is skipped as too large; see docs/input.md.

They bound memory, not taste: the longest text in any of our collections has 160,000 characters.
"""

from __future__ import annotations

CHARACTERS = 1_000_000  # of one document's text, about 170,000 words
FIELD = 2_000  # characters of one metadata field
LINE = 16_000_000  # characters of one line or row of a table: a text at its limit, every character escaped
FILE = 8 << 20  # bytes of a file that is one document, unpacked: a text at its limit in any encoding
OFFICE = 64 << 20  # bytes of a Word, rich text, PDF or JSON file: pictures and marks outweigh the text
MEMBER = 256 << 20  # bytes of one file in a ZIP, unpacked
PAGE = 10 << 20  # bytes of one web page: the parser's tree takes some thirty times that
TABLE = 2 << 30  # bytes of a Parquet file that has to be unpacked before it can be read


class TooLarge(ValueError):
    """An input beyond a budget."""

    def __init__(self, what: str, limit: int, unit: str) -> None:
        super().__init__(f"too large: {what} exceeds {limit:,} {unit}")
