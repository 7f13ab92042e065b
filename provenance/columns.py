"""Rows as Arrow tables whose columns have the type of their name, whatever the rows hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

_WHOLE = {"words", "sentence", "start", "end", "source_start", "source_end", "verbatim_words", "paraphrase_words",
          "a_start", "a_end", "b_start", "b_end"}
_MEASURES = ("p_", "share_", "coverage_", "containment_", "ai_score", "ai_fpr", "padding_share", "jaccard",
             "tfidf_cosine", "similarity", "probability")


def arrow_table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pa.Table:
    """The named columns of ``rows``; what a row lacks is null. No rows at all make an empty table of the same types."""
    held = list(rows)
    return pa.table({name: pa.array([row.get(name) for row in held], type_of(name)) for name in columns})


def type_of(column: str) -> pa.DataType:
    """int64 for offsets and counts, float64 for measures, else string."""
    if column in _WHOLE:
        return pa.int64()
    return pa.float64() if column.startswith(_MEASURES) else pa.string()
