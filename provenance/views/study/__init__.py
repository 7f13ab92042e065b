"""The audit as one self-contained page: every number with its denominator and its interval; no network."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import jinja2
import pyarrow as pa

from ...tracefile.shapes import Json
from ...tracefile.words import visible
from .figures import by_group, drawable, rendered

MOST = 2_000  # outlets listed in the page; all are in estimates.csv
SHOWN = 40  # of them before a reader asks for the rest

QUESTIONS: tuple[tuple[str, str], ...] = (
    ("release", "derive from a release among those given"),
    ("common_source", "share a source that is not among the releases given"),
    ("undecided", "rewrite or own report: the text cannot decide"),
    ("same_event", "cover the same event, with no sign of the release's text"),
    ("unrelated", "have nothing to do with any other text given"),
    ("syndicated", "repeat an earlier article almost whole"),
    ("reads_ai", "read as AI-rewritten, at a stated error of 1 %"),
    ("changed_facts", "changed at least one figure, quote or name of their source"),
    ("copied_from_release", "mean share of words copied from the release"),
    ("copied_from_siblings", "mean share of words copied from another article"),
    ("reworded_from_release", "mean share of words reworded from the release"),
    ("reworded_from_siblings", "mean share of words reworded from another article"),
    ("added", "mean share of words with facts of their own"),
    ("padding", "mean share of words that say nothing checkable"),
    ("unclear", "mean share of words whose role is unclear"),
)
CAPTIONS = {
    "shares": "How the articles of each outlet stand; whiskers are 95 % intervals of the share that derive.",
    "months": "Share of articles that derive from a release, by month; the band is the 95 % interval.",
    "flow": "Directed lines of descent and dated copies between outlets.",
    "copied": "Copied and reworded share of derived articles.",
    "lags": "Days from the release to the article.",
}


def percent(value: float | None) -> str:
    """A share as a percentage with one decimal, or a dash."""
    return "–" if value is None else f"{100 * value:.1f} %"


def page(audit: Json, documents: pa.Table) -> str:
    """The page of an audit; ``audit`` is what ``audit.json`` holds, ``documents`` its table of that name."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True,
                                     undefined=jinja2.StrictUndefined)
    environment.filters |= {"percent": percent, "shown": lambda text: visible(str(text))}
    template = environment.from_string(files("provenance.views.study").joinpath("study.html").read_text("utf-8"))
    pictures = [(CAPTIONS[name.removesuffix(".svg")],
                 "data:image/svg+xml;base64," + base64.b64encode(data).decode())
                for name, data in rendered(audit, documents) if name.endswith(".svg")]
    return template.render(audit=audit, finding=finding(audit), overall=list(_overall(audit)),
                           outlets=list(_outlets(audit))[:MOST], pictures=pictures, lags=_lag(audit),
                           most=SHOWN)


def finding(audit: Json) -> str:
    """The audit in one sentence, with its interval and what it rests on."""
    told = {(row["measure"], row["copies"]): row for row in audit["estimates"] if not row["group"]}
    derived = told["release", "with copies"]
    undecided = told["undecided", "with copies"]
    return (f"{percent(derived['value'])} of {derived['n']:,} articles (95 % interval {percent(derived['low'])} to "
            f"{percent(derived['high'])}) derive from a release; for another {percent(undecided['value'])} the text "
            f"cannot decide between a rewrite and an own report.")


def _overall(audit: Json) -> Iterator[dict[str, Any]]:
    told = {(row["measure"], row["copies"]): row for row in audit["estimates"] if not row["group"]}
    for measure, words in QUESTIONS:
        if (measure, "with copies") in told:
            yield {"words": words, "all": told[measure, "with copies"], "first": told.get((measure, "without copies"))}


def _outlets(audit: Json) -> Iterator[dict[str, Any]]:
    """One row an outlet, most articles first."""
    columns = ("release", "undecided", "syndicated", "reads_ai", "copied_from_release", "changed_facts", "padding")
    told = {name: {row["group"]["outlet"]: row for row in by_group(audit, "outlet", name)} for name in columns}
    for name, row in sorted(told["release"].items(), key=lambda item: (-item[1]["n"], item[0])):
        yield {"outlet": name, "n": row["n"], "cells": [told[column].get(name) for column in columns]}


def _lag(audit: Json) -> Json | None:
    return next((row for row in audit["lags"] if not row["group"]), None)


def views(audit: Json, documents: pa.Table) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of the page and every figure."""
    yield from rendered(audit, documents)
    yield "audit.html", page(audit, documents).encode("utf-8", "surrogatepass")


__all__: Sequence[str] = ["drawable", "finding", "page", "views"]
