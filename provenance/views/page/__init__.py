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

from ...tracefile.words import NODES, SAYS, count, day, labels, line, percent, short, summary
from ..palette import BY_ROLE, HEAD_WORD, LABELS, ROLE_STYLES, STANDING_WORDS, on
from ..plots.layout import Layout, Line, Node, lineage_layout
from ..policy import policy
from .embed import Embed, packed, script_json
from .method import method

Json = Mapping[str, Any]
_WIDTH, _ROW = 200, 44  # pixels: the drawing before the script fits it to the page
_DENSE = 60  # rows from which titles give way to more documents on a screen
_SIGNS = {"likely_ai": "▲", "unclear": "◇", "likely_human": ""}


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


def _bar(shares: Mapping[str, float]) -> list[dict[str, Any]]:
    """Pieces of a composition bar in percent, with a code where it fits."""
    pieces, at = [], 0.0
    for style in ROLE_STYLES:
        share = shares.get(style.role, 0.0)
        if share > 0:
            pieces.append({"role": style.role, "x": f"{100 * at:.2f}%", "width": f"{100 * share:.2f}%",
                           "middle": f"{100 * (at + share / 2):.2f}%", "pattern": style.pattern,
                           "code": style.code if share >= 0.1 else "",
                           "figure": percent(share).removesuffix(" %") if share >= 0.2 else ""})
        at += share
    return pieces


def _bar_words(shares: Mapping[str, float]) -> str:
    told = [f"{BY_ROLE[role].name.lower()} {percent(share)}" for role, share in shares.items()
            if share > 0 and role in BY_ROLE]
    return ", ".join(told) or "no words"


def _marks(node: Node, standing: str | None, ai: bool) -> str:
    if node.kind in ("inferred", "wire"):
        return "inferred"
    if not node.placed:
        return "unplaced"
    return "release" if node.kind == "release" or standing == "release" else "ai" if ai else "article"


def _edge(item: Line, embed: Embed) -> dict[str, Any]:
    edge = embed.edges[item.index]
    verb = SAYS[item.style]
    child, parent = embed.names.get(item.child, item.child), embed.names.get(item.parent, item.parent)
    return {"index": item.index, "parent": item.parent, "style": item.style, "tree": item.tree,
            "width": f"{1 + 2 * item.support:.2f}", "href": embed.link(edge),
            "name": f"{child} {verb} {parent}, support {item.support:.2f}"}


def _document_row(node: Node, item: Json, embed: Embed, edges: list[dict[str, Any]]) -> dict[str, Any]:
    score, shares = item["attribution"]["ai_rewritten"], item["attribution"]["composition"]
    ai = score["label"] == "likely_ai"
    name, title = embed.names[item["id"]], line(item["title"])
    release = item["standing"] == "release"
    standing = HEAD_WORD if item["id"] in embed.heads else STANDING_WORDS[item["standing"]]
    return {
        "kind": "document", "key": embed.documents[item["id"]], "id": item["id"], "name": short(name, 90),
        "title": "" if title and title in name else title, "x": f"{node.x:.4f}", "depth": node.depth,
        "bare": False, "mark": _marks(node, item["standing"], ai), "date": day(item["published"]), "edges": edges,
        "story": line(item["story"]), "outlet": line(item["outlet"]) or "no outlet", "standing": standing,
        "probability": None if item["p_derived"] is None else f"{item['p_derived']:.2f}",
        "bar": _bar(shares) if item["id"] in embed.opened and not release else [], "bar_words": _bar_words(shares),
        "label": LABELS[score["label"]], "sign": "" if release else _SIGNS[score["label"]],
        "ai": ai and not release, "release": release,
        "padding": percent(item["attribution"]["padding"]["share_words"]),
    }


def _source_row(node: Node, embed: Embed) -> dict[str, Any]:
    source = embed.trace["lineage"]["inferred"][embed.sources[node.id]]
    told = f"explains {count(len(source['explains']), 'article')}"
    if source["claims"]:
        told += f", {count(len(source['claims']), 'claim')}"
    return {"kind": "source", "key": embed.sources[node.id], "id": node.id, "name": embed.names[node.id],
            "title": told, "x": f"{node.x:.4f}", "depth": node.depth, "mark": "inferred", "edges": [],
            "release": False, "bare": False}


def _rows(layout: Layout, embed: Embed) -> list[dict[str, Any]]:
    """Story headings and documents in drawing order; those joined to no other at the end."""
    items = {item["id"]: item for item in embed.trace["documents"]}
    edges: dict[str, list[dict[str, Any]]] = {}
    for item in layout.lines:
        edges.setdefault(item.child, []).append(_edge(item, embed))
    first = {band.first: band for band in layout.bands}
    rows: list[dict[str, Any]] = []
    for node in layout.nodes:
        if node.row in first:
            band = first[node.row]
            rows.append({"kind": "story", "name": f"Story {line(band.story)}", "story": line(band.story),
                         "size": count(band.size, "document"),
                         "ticks": [{"x": f"{x:.4f}", "name": name} for x, name in band.ticks]})
        rows.append(_source_row(node, embed) if node.id in embed.sources
                    else _document_row(node, items[node.id], embed, edges.get(node.id, [])))
    if layout.alone:
        rows.append({"kind": "story", "name": "Joined to no other", "size": count(len(layout.alone), "document"),
                     "ticks": [], "story": ""})
    for key in layout.alone:
        node = Node(key, embed.names[key], "article", 0, 0.0, None, True)
        rows.append(_document_row(node, items[key], embed, []) | {"mark": "alone", "bare": embed.many})
    return rows


def _draw(rows: list[dict[str, Any]]) -> None:
    """Paths for a page without script: pixels, rows of equal height."""
    place = {row["id"]: (float(row["x"]) * _WIDTH, number) for number, row in enumerate(rows) if "id" in row}
    for number, row in enumerate(rows):
        for edge in row.get("edges", ()):
            x, (px, up) = float(row["x"]) * _WIDTH, place[edge["parent"]]
            edge["parent_row"] = up
            edge["path"] = f"M{px:.1f} {(up - number) * _ROW:.1f}V0H{x:.1f}"


def _filters(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    held = [row for row in rows if row["kind"] == "document"]
    names = (("story", "Story"), ("outlet", "Outlet"), ("standing", "Standing"), ("label", "Reads as"))
    return [{"name": name, "title": title, "values": sorted({row[name] for row in held})} for name, title in names]


def page(trace: Json, texts: Mapping[str, str], pair: tuple[str, str] | None = None) -> str:
    """The page as a string; ``pair`` names two documents whose comparison it should open with.

    ``trace`` follows ``provenance.trace/1``; ``texts`` holds the stored text of every document by id.
    """
    embed = Embed(trace, texts)
    rows = _rows(lineage_layout(trace, collapse=False), embed)
    _draw(rows)
    dates = sorted(day(item["published"]) for item in trace["documents"] if item["published"])
    start = embed.pairs.get(frozenset(pair)) if pair else None
    found = summary(trace)
    script, style = _file("report.js"), _style()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("report.html")).render(
        policy=policy([script], [style]), script=Markup(script), style=Markup(style),
        data=Markup((packed if embed.many else script_json)(embed.data())), packed=embed.many,
        start="" if start is None else f"#pair-{start}", finding=found["finding"], rows=rows,
        facts=_about(found, dates), filters=_filters(rows), roles=ROLE_STYLES, drawn=_drawn(rows), method=method(trace),
        marks=_legend(rows), lines={edge["style"] for row in rows for edge in row.get("edges", ())},
        labels=labels(trace), total=len(trace["documents"]), dense=len(rows) > _DENSE)


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
