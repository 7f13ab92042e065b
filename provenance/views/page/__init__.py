"""The report as one self-contained page: no network, no foreign script, hostile text inert.

The overview is rendered here and works without script; documents and pairs are drawn on demand by report.js, which
writes text only as text nodes. A content security policy admits the page's own script and style by their hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ...tracefile.shapes import Json
from ...tracefile.words import NODES, count, day, labels, summary
from ..palette import ROLE_STYLES, on
from ..plots.layout import lineage_layout
from ..policy import policy
from .embed import Embed, packed, script_json
from .method import method
from .rows import Rows, filters

_MOST = 400  # documents listed before a reader asks for the rest
_DENSE = 60  # rows from which titles give way to more documents on a screen


def _file(name: str) -> str:
    return files("provenance.views.page").joinpath(name).read_text("utf-8")


def _style() -> str:
    """The style sheet with the palette's colours as variables."""
    light = "".join(f"--{s.role}:{s.light};--on-{s.role}:{on(s.light)};" for s in ROLE_STYLES)
    dark = "".join(f"--{s.role}:{s.dark};--on-{s.role}:{on(s.dark)};" for s in ROLE_STYLES)
    codes = "".join(f".fill-{s.role}{{fill:var(--{s.role})}}"
                    f".on-{s.role}{{fill:var(--on-{s.role});stroke:var(--{s.role})}}"
                    f".role-{s.role}{{background:var(--{s.role});color:var(--on-{s.role})}}" for s in ROLE_STYLES)
    head = f":root{{{light}}}{codes}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return head + _file("report.css")


def page(trace: Json, texts: Mapping[str, str], pair: tuple[str, str] | None = None) -> str:
    """The page as a string; ``pair`` names two documents whose comparison it should open with.

    ``trace`` follows ``provenance.trace/1``; ``texts`` holds the stored text of every document by id.
    """
    embed = Embed(trace, texts)
    rows = Rows(lineage_layout(trace, collapse=False), embed).all()
    dates = sorted(day(item["published"]) for item in trace["documents"] if item["published"])
    start = embed.pairs.get(frozenset(pair)) if pair else None
    found = summary(trace)
    script, style = _file("report.js"), _style()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("report.html")).render(
        policy=policy([script], [style]), script=Markup(script), style=Markup(style),
        data=Markup((packed if embed.many else script_json)(embed.data())), packed=embed.many,
        start="" if start is None else f"#pair-{start}", finding=found["finding"], rows=rows,
        facts=_about(found, dates), filters=filters(rows), roles=ROLE_STYLES, drawn=_drawn(rows), method=method(trace),
        marks=_legend(rows), lines={edge["style"] for row in rows for edge in row.get("edges", ())},
        labels=labels(trace), total=len(trace["documents"]), dense=len(rows) > _DENSE, most=_MOST)


def _drawn(rows: list[dict[str, Any]]) -> set[str]:
    """Roles that stand in a bar: the legend names no other."""
    return {piece["role"] for row in rows for piece in row.get("bar", ())}


def _about(found: Json, dates: list[str]) -> str:
    told = count(found["articles"], "article")
    if found["stories"] > 1:
        told += f" in {count(found['stories'], 'story', 'stories')}"
    if dates:
        told += f", {dates[0]}" if dates[0] == dates[-1] else f", {dates[0]} to {dates[-1]}"
    return told


def _legend(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    shown = {row["mark"] for row in rows if "mark" in row}
    names = {"release": NODES["release"], "inferred": "source we do not have", "article": NODES["article"],
             "ai": "reads as AI-rewritten", "unplaced": "not placed",
             "alone": "joined to no other"}
    return [(mark, name) for mark, name in names.items() if mark in shown]
