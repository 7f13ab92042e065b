"""A trace in the forms other tools take: Parquet, Excel, GEXF, W3C PROV, and text for a paper.

A form is a function from the trace and its texts to files, and a line in `FORMS`. Forms that need a further library
say which extra brings it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...errors import InputError
from ...tracefile.shapes import Json
from .graphs import gexf
from .paper import citation, methods
from .prov import prov
from .sheets import parquet, xlsx

Form = Callable[[Json, Mapping[str, str]], Iterator[tuple[str, bytes]]]
FORMS: dict[str, Form] = {"parquet": parquet, "xlsx": xlsx, "gexf": gexf, "prov": prov, "methods": methods,
                          "citation": citation}


def exported(trace: Json, texts: Mapping[str, str], forms: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every form asked for. Raises InputError for an unknown form or a missing extra."""
    if unknown := [form for form in forms if form not in FORMS]:
        raise InputError(f"unknown form {unknown[0]!r}", "--to", f"use {', '.join(FORMS)}")
    for form in forms:
        yield from FORMS[form](trace, texts)
