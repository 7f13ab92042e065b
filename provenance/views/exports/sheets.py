"""The four tables of a trace as Parquet, and the documents as one Excel sheet for editors."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from ...errors import InputError
from ..tables import table, tables

_EPOCH = datetime(2000, 1, 1)  # of every sheet: equal traces have equal bytes
_WIDEST = 60
_CELL = 32_767  # characters a cell of Excel can hold
_FIGURE = re.compile(r"-?\d{1,12}(?:\.\d+)?(?:e-?\d+)?")
_HIDDEN = ("sha256", "url", "path", "language", "published_source")


def parquet(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``documents.parquet``, ``pairs.parquet``, ``sentences.parquet``, ``facts.parquet``: the CSV files, typed."""
    for name, content in tables(trace, texts):
        buffer = io.BytesIO()
        read = arrow_csv.read_csv(io.BytesIO(content.encode("utf-8", "replace")),
                                  parse_options=arrow_csv.ParseOptions(newlines_in_values=True))
        pq.write_table(read, buffer, compression="zstd")
        yield name.replace(".csv", ".parquet"), buffer.getvalue()


def xlsx(trace: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``documents.xlsx``: one row a document, a frozen header, filters; text is never taken for a formula."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise InputError("Excel files need the package xlsxwriter", "--to xlsx",
                         "pip install 'press-provenance[export]'") from error
    rows = list(csv.reader(io.StringIO(table("documents.csv", trace, texts))))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})
    book.set_properties({"created": _EPOCH, "title": trace["schema"]})
    sheet = book.add_worksheet("documents")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for at, name in enumerate(rows[0]):
        sheet.write_string(0, at, name, head)
        width = max([len(name), *(len(row[at]) for row in rows[1:201])])
        sheet.set_column(at, at, min(_WIDEST, width + 1), None, {"hidden": name in _HIDDEN})
    for number, row in enumerate(rows[1:], 1):
        for at, cell in enumerate(row):
            figure = _number(cell) if rows[0][at] not in ("id", "title", "outlet") else None
            if figure is None:
                sheet.write_string(number, at, cell.removeprefix("'")[:_CELL])
            else:
                sheet.write_number(number, at, figure)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows) - 1), len(rows[0]) - 1)
    book.close()
    yield "documents.xlsx", buffer.getvalue()


def _number(cell: str) -> float | None:
    return float(cell) if _FIGURE.fullmatch(cell) else None
