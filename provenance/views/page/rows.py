"""The rows of the overview: one a document or unseen source, in the order of the lineage, with all they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...tracefile.shapes import Json
from ...tracefile.words import SAYS, abstains, count, day, figure, line, percent, short
from ..palette import BY_ROLE, HEAD_WORD, LABELS, ROLE_STYLES, STANDING_WORDS
from ..plots.layout import Layout, Line, Node, copies_of
from .embed import Embed

Row = dict[str, Any]
_WIDTH, _ROW = 200, 44  # pixels: the drawing before the script fits it to the page
_SIGNS = {"likely_ai": "▲", "unclear": "◇", "likely_human": ""}


def _bar(shares: Mapping[str, float]) -> list[Row]:
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


class _Used:
    """How many articles use each sentence of a document as the source of one of theirs."""

    def __init__(self, trace: Json) -> None:
        self._spans: dict[str, list[tuple[int, int, str]]] = {}
        for item in trace["documents"]:
            for sentence in item["sentences"]:
                if source := sentence["source"]:
                    self._spans.setdefault(source["id"], []).append((source["start"], source["end"], item["id"]))

    def by(self, item: Json) -> list[int]:
        """For each sentence of the document, the number of documents that took it."""
        spans = self._spans.get(item["id"], [])
        return [len({user for start, end, user in spans if start < sentence["end"] and sentence["start"] < end})
                for sentence in item["sentences"]]


def _map(item: Json, size: int) -> list[Row]:
    """Where along an article each role lies, neighbours of one role joined; places in percent of its characters."""
    runs: list[list[Any]] = []
    for sentence in item["sentences"]:
        if runs and runs[-1][0] == sentence["role"]:
            runs[-1][2] = sentence["end"]
        else:
            runs.append([sentence["role"], sentence["start"], sentence["end"]])
    return [{"role": role, "x": f"{100 * start / size:.1f}%", "width": f"{100 * (end - start) / size:.1f}%",
             "opacity": None} for role, start, end in runs if role in BY_ROLE]


def _taken(item: Json, size: int, used: list[int]) -> list[Row]:
    """Where along an announcement text was taken, darker where more articles have it."""
    most = max(used, default=0)
    return [{"role": "verbatim", "x": f"{100 * s['start'] / size:.1f}%",
             "width": f"{100 * (s['end'] - s['start']) / size:.1f}%", "opacity": f"{users / most:.2f}"}
            for s, users in zip(item["sentences"], used, strict=True) if users]


def _marks(node: Node, standing: str | None, ai: bool) -> str:
    if node.kind in ("inferred", "wire"):
        return "inferred"
    if not node.placed:
        return "unplaced"
    return "release" if node.kind == "release" or standing == "release" else "ai" if ai else "article"


def _edge(item: Line, embed: Embed) -> Row:
    edge = embed.edges[item.index]
    verb = SAYS[item.style]
    child, parent = embed.names.get(item.child, item.child), embed.names.get(item.parent, item.parent)
    return {"index": item.index, "parent": item.parent, "style": item.style, "tree": item.tree,
            "width": f"{1 + 2 * item.support:.2f}", "href": embed.link(edge),
            "name": f"{child} {verb} {parent}, support {figure(item.support)}"}


class Rows:
    """Makes the rows of one trace."""

    def __init__(self, layout: Layout, embed: Embed) -> None:
        self.layout, self.embed = layout, embed
        self.items = {item["id"]: item for item in embed.trace["documents"]}
        self.folded = copies_of(embed.trace)
        self.groups = Counter(self.folded.values())
        self.used = _Used(embed.trace)
        self.edges: dict[str, list[Row]] = {}
        for item in layout.lines:
            self.edges.setdefault(item.child, []).append(_edge(item, embed))

    def all(self) -> list[Row]:
        """Story headings and documents in drawing order; those joined to no other at the end."""
        rows = [*self._joined(), *self._alone()]
        _draw(rows)
        return rows

    def _joined(self) -> Iterator[Row]:
        first = {band.first: band for band in self.layout.bands}
        for node in self.layout.nodes:
            if node.row in first:
                band = first[node.row]
                yield {"kind": "story", "name": f"Story {line(band.story)}", "story": line(band.story),
                       "size": count(band.size, "document"),
                       "ticks": [{"x": f"{x:.4f}", "name": name} for x, name in band.ticks]}
            yield self._source(node) if node.id in self.embed.sources else self._document(node)

    def _alone(self) -> Iterator[Row]:
        if self.layout.alone:
            yield {"kind": "story", "name": "Joined to no other", "size": count(len(self.layout.alone), "document"),
                   "ticks": [], "story": ""}
        for key in self.layout.alone:
            node = Node(key, self.embed.names[key], "article", 0, 0.0, None, True)
            yield self._document(node) | {"mark": "alone", "bare": self.embed.many}

    def _document(self, node: Node) -> Row:
        item, embed = self.items[node.id], self.embed
        score, shares = item["attribution"]["ai_rewritten"], item["attribution"]["composition"]
        ai = score["label"] == "likely_ai"
        name, title = embed.names[item["id"]], line(item["title"])
        release = item["standing"] == "release"
        return {
            "kind": "document", "key": embed.documents[item["id"]], "id": item["id"], "name": short(name, 90),
            "title": "" if title and title in name else title, "x": f"{node.x:.4f}", "depth": node.depth,
            "mark": _marks(node, item["standing"], ai), "date": day(item["published"]),
            "edges": self.edges.get(node.id, []), "story": line(item["story"]),
            "outlet": line(item["outlet"]) or "no outlet", "standing": self._standing(item), "bare": False,
            "probability": None if item["p_derived"] is None else figure(item["p_derived"]),
            "bar": _bar(shares) if item["id"] in embed.opened and not release else [],
            "bar_words": _bar_words(shares), **self._along(item, release),
            "label": LABELS[score["label"]], "sign": "" if release else _SIGNS[score["label"]],
            "ai": ai and not release, "release": release,
            "padding": "–" if abstains(item) else percent(item["attribution"]["padding"]["share_words"]),
            **self._fold(item["id"]),
        }

    def _standing(self, item: Json) -> str:
        return HEAD_WORD if item["id"] in self.embed.heads else STANDING_WORDS[item["standing"]]

    def _along(self, item: Json, release: bool) -> Row:
        """The map along a document, and what it shows in words."""
        size, used = max(1, len(self.embed.texts[item["id"]])), self.used.by(item) if release else []
        taken = sum(users > 0 for users in used)
        if item["id"] not in self.embed.opened:
            return {"map": [], "map_words": ""}
        return {"map": _taken(item, size, used) if release else _map(item, size),
                "map_words": f"{taken} of {count(len(used), 'sentence')} taken by others" if release else
                "where in the text each part stands"}

    def _fold(self, key: str) -> Row:
        """``copies`` that this row stands for, or ``folded``: the number of the document that stands for this one."""
        drawn = self.folded.get(key)
        return {"copies": self.groups[key] - 1 if drawn == key else 0,
                "folded": None if drawn in (None, key) else self.embed.documents[drawn]}

    def _source(self, node: Node) -> Row:
        source = self.embed.trace["lineage"]["inferred"][self.embed.sources[node.id]]
        told = f"explains {count(len(source['explains']), 'article')}"
        if source["claims"]:
            told += f", {count(len(source['claims']), 'claim')}"
        return {"kind": "source", "key": self.embed.sources[node.id], "id": node.id,
                "name": self.embed.names[node.id], "title": told, "x": f"{node.x:.4f}", "depth": node.depth,
                "mark": "inferred", "edges": [], "release": False, "bare": False, "copies": 0,
                "folded": None}


def _draw(rows: list[Row]) -> None:
    """Paths for a page without script: pixels, rows of equal height."""
    place = {row["id"]: (float(row["x"]) * _WIDTH, number) for number, row in enumerate(rows) if "id" in row}
    for number, row in enumerate(rows):
        for edge in row.get("edges", ()):
            x, (px, up) = float(row["x"]) * _WIDTH, place[edge["parent"]]
            edge["parent_row"] = up
            edge["path"] = f"M{px:.1f} {(up - number) * _ROW:.1f}V0H{x:.1f}"


def filters(rows: list[Row]) -> list[Row]:
    """The columns a reader may filter by, each with its values."""
    held = [row for row in rows if row["kind"] == "document"]
    names = (("story", "Story"), ("outlet", "Outlet"), ("standing", "Standing"), ("label", "Reads as"))
    return [{"name": name, "title": title, "values": sorted({row[name] for row in held})} for name, title in names]
