"""Where each document stands in a drawing of the lineage; the page and the plots share it.

One document a row, as in the trees of phylogenetics: rows in tree order, time (or depth) from left to right, all
names in one column, so that no label ever covers another, at 5 documents or at 200.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from ...tracefile.shapes import Json
from ...tracefile.words import Style, labels, style_of

_STEP = 0.07  # of the width: a child of the same moment stands this far from its parent


@dataclass(frozen=True, slots=True)
class Node:
    """A document, an unseen source, or several verbatim copies drawn as one. ``x`` lies in 0..1."""

    id: str
    label: str
    kind: Literal["release", "article", "inferred", "wire"]
    row: int
    x: float
    date: str | None
    placed: bool
    parent: str | None = None  # the node it hangs from in the drawing
    depth: int = 0
    members: tuple[str, ...] = ()  # the copies this node stands for, itself among them


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between two drawn nodes; ``index`` counts ``lineage.edges``."""

    parent: str
    child: str
    style: Style
    support: float
    index: int
    tree: bool  # the line that puts the child on its row; the others run beside the tree


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of one story with its own axis: ``ticks`` are (x, words)."""

    story: str
    first: int
    last: int
    size: int
    ticks: tuple[tuple[float, str], ...]
    timed: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing without units."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    rows: int
    alone: tuple[str, ...]  # documents joined to no other, left out of the drawing


def moment(published: str | None) -> datetime | None:
    """An ISO 8601 date or time as UTC; None where there is none or it cannot be read."""
    if not published:
        return None
    try:
        found = datetime.fromisoformat(published if len(published) > 7 else published + "-01-01"[:10 - len(published)])
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def copies_of(trace: Json) -> dict[str, str]:
    """Each member of a group of three or more verbatim copies to the one drawn for them all.

    A group is an article with the copies made of it, or the copies of one announcement, the earliest of which is drawn.
    What something else derives from, or draws on, is drawn by itself.
    """
    documents = {item["id"]: item for item in trace["documents"]}
    verbatim = {frozenset((p["a"], p["b"])) for p in trace["pairs"] if p["relation"] == "verbatim"}
    touched = Counter(end for edge in trace["lineage"]["edges"] for end in (edge["parent"], edge["child"]))
    groups: dict[str, list[str]] = defaultdict(list)
    for edge in trace["lineage"]["edges"]:
        if touched[edge["child"]] == 1 and frozenset((edge["parent"], edge["child"])) in verbatim:
            groups[edge["parent"]].append(edge["child"])
    found: dict[str, str] = {}
    for parent, children in groups.items():
        drawn = parent if documents[parent]["standing"] != "release" else min(
            children, key=lambda key: (documents[key]["published"] or "9", key))
        members = {drawn, *children}
        if len(members) > 2:
            found |= dict.fromkeys(sorted(members), drawn)
    return found


def _tree(keys: Sequence[str], edges: Sequence[tuple[int, Json]], roots: set[str],
          when: Mapping[str, datetime]) -> tuple[list[str], dict[str, tuple[str, int]], dict[str, int]]:
    """(rows in order, child to (parent, edge), depth): best parents first, then whatever else connects."""
    far = datetime.max.replace(tzinfo=UTC)
    rank = {"derives": 0, "shares_source": 1, "second_source": 2}
    chosen: dict[str, tuple[str, int]] = {}
    for index, edge in sorted(edges, key=lambda e: (rank[e[1]["kind"]], not e[1]["directed"], -e[1]["support"], e[0])):
        parent, child = edge["parent"], edge["child"]
        if not edge["directed"] and child in roots | set(chosen) and parent not in roots | set(chosen):
            parent, child = child, parent
        seen, at = {child}, parent
        while at in chosen and at not in seen:
            seen.add(at)
            at = chosen[at][0]
        if child not in chosen and child not in roots and at not in seen:
            chosen[child] = (parent, index)
    children: dict[str, list[str]] = defaultdict(list)
    for child, (parent, _) in chosen.items():
        children[parent].append(child)
    rows: list[str] = []
    depth: dict[str, int] = {}
    stack = [(key, 0) for key in sorted((k for k in keys if k not in chosen), reverse=True,
                                        key=lambda k: (k not in roots, when.get(k, far), k))]
    while stack:
        key, level = stack.pop()
        rows.append(key)
        depth[key] = level
        below = sorted(children[key], key=lambda k: (when.get(k, far), k), reverse=True)
        stack += [(child, level + 1) for child in below]
    return rows, chosen, depth


def _scale(times: Sequence[datetime]) -> Mapping[datetime, float]:
    """Time to 0..1: linear, or by the logarithm of hours since the first where most came at once."""
    first, last = min(times), max(times)
    hours = {t: (t - first) / timedelta(hours=1) for t in times}
    length = hours[last]
    ordered = sorted(set(hours.values()))
    middle = ordered[len(ordered) // 2]
    if length > 0 and middle / length < 0.15:
        return {t: math.log1p(value / 6) / math.log1p(length / 6) for t, value in hours.items()}
    return {t: value / length if length else 0.0 for t, value in hours.items()}


def _ticks(scale: Mapping[datetime, float], most: int = 5) -> tuple[tuple[float, str], ...]:
    """A few dates that stand apart, first and last among them."""
    by_day: dict[str, float] = {}
    for time, x in sorted(scale.items()):
        by_day.setdefault(f"{time.day} {time:%b %Y}", x)
    marks = list(by_day.items())
    kept = [marks[0]]
    for name, x in marks[1:]:
        if x - kept[-1][1] >= 1 / most:
            kept.append((name, x))
    if marks[-1] != kept[-1] and len(kept) > 1 and marks[-1][1] - kept[-1][1] < 1 / most:
        kept[-1] = marks[-1]
    years = [name.rsplit(" ", 1)[1] for name, _ in kept]
    same = [False] + [a == b for a, b in pairwise(years)]
    return tuple((x, name.rsplit(" ", 1)[0] if again else name)
                 for (name, x), again in zip(kept, same, strict=True))


def _across(rows: Sequence[str], chosen: Mapping[str, tuple[str, int]], depth: Mapping[str, int],
            when: Mapping[str, datetime]) -> tuple[dict[str, float], tuple[tuple[float, str], ...]]:
    """Each row's x, and the axis. Time where at least half the documents have one and they differ, else depth."""
    dated = [when[key] for key in rows if key in when]
    if 2 * len(dated) < len(rows) or len(set(dated)) < 2:
        deepest = max(1, max(depth[key] for key in rows))
        return {key: depth[key] / deepest for key in rows}, ()
    scale = _scale(dated)
    x: dict[str, float] = {}
    for key in rows:
        if key in when:
            x[key] = 0.08 + 0.92 * scale[when[key]]
        above = x.get(chosen[key][0]) if key in chosen else None
        if key not in when:
            x[key] = 0.0 if above is None else min(1.0, above + _STEP)
        elif above is not None and chosen[key][0] in when and 0 <= x[key] - above < _STEP:
            x[key] = above + _STEP  # of one day: beside the trunk, not on it
    ticks = tuple((0.08 + 0.92 * at, name) for at, name in _ticks(scale))
    return x, ticks


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the stories of a trace are drawn from."""

    names: Mapping[str, str]
    documents: Mapping[str, Json]
    kinds: Mapping[str, Any]
    when: Mapping[str, datetime]
    members: Mapping[str, tuple[str, ...]]  # of a node that stands for copies
    edges: Sequence[tuple[int, Json]]  # between drawn nodes, with their number in the trace
    roots: set[str]
    unplaced: set[str]


def _ground(trace: Json, stands: Mapping[str, str]) -> _Ground:
    documents = {item["id"]: item for item in trace["documents"]}
    hidden = {copy for copy, first in stands.items() if copy != first}
    members: dict[str, tuple[str, ...]] = {}
    for copy, first in sorted(stands.items()):
        members[first] = (*members.get(first, ()), copy)
    return _Ground(
        names=labels(trace), documents=documents,
        kinds={node["id"]: node["kind"] for node in trace["lineage"]["nodes"] if node["id"] not in hidden},
        when={key: time for key, item in documents.items() if (time := moment(item["published"]))},
        members=members,
        edges=[(index, edge) for index, edge in enumerate(trace["lineage"]["edges"])
               if edge["child"] not in hidden and edge["parent"] not in hidden],
        roots=set(trace["lineage"]["roots"]), unplaced=set(trace["lineage"]["unplaced"]))


def _story(ground: _Ground, story: str, keys: Sequence[str], at: int) -> tuple[list[Node], list[Line], Band]:
    """One story from row ``at`` on."""
    held = set(keys)
    inside = [(i, e) for i, e in ground.edges if e["child"] in held and e["parent"] in held]
    rows, chosen, depth = _tree(keys, inside, ground.roots, ground.when)
    x, ticks = _across(rows, chosen, depth, ground.when)
    nodes = [
        Node(key, ground.names.get(key, key), ground.kinds[key], at + number, x[key],
             ground.documents[key]["published"] if key in ground.documents else None, key not in ground.unplaced,
             chosen[key][0] if key in chosen else None, depth[key], ground.members.get(key, ()))
        for number, key in enumerate(rows)]
    size = sum(max(1, len(node.members)) for node in nodes if node.id in ground.documents)
    tree = {index for _, index in chosen.values()}
    lines = [Line(e["parent"], e["child"], style_of(e), e["support"], i, i in tree) for i, e in ground.edges
             if e["child"] in held]
    return nodes, lines, Band(story, at, at + len(rows) - 1, size, ticks, bool(ticks))


def lineage_layout(trace: Json, collapse: bool = True) -> Layout:
    """Rows, places and lines of every story of two documents or more, the largest story first.

    ``collapse`` draws three or more verbatim copies of one parent, from which nothing derives, as one node.
    """
    ground = _ground(trace, copies_of(trace) if collapse else {})
    groups = _groups(trace, ground.kinds)
    joined = {end for _, edge in ground.edges for end in (edge["parent"], edge["child"])}
    alone = {keys[0] for keys in groups.values() if len(keys) == 1} - joined
    nodes: list[Node] = []
    lines: list[Line] = []
    bands: list[Band] = []
    at = 0
    for story in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        if groups[story][0] not in alone:
            more, links, band = _story(ground, story, groups[story], at + 1)  # a row for the story's own heading
            nodes += more
            lines += links
            bands.append(band)
            at = band.last + 1
    return Layout(tuple(nodes), tuple(lines), tuple(bands), at, tuple(sorted(alone)))


def order_of(trace: Json) -> list[str]:
    """Ids of all documents as the lineage lists them, those joined to no other last."""
    layout = lineage_layout(trace, collapse=False)
    held = {item["id"] for item in trace["documents"]}
    listed = [node.id for node in layout.nodes if node.id in held]
    return listed + sorted(held - set(listed))


def _groups(trace: Json, drawn: Iterable[str]) -> dict[str, list[str]]:
    """Story to the ids drawn in it; an unseen source goes with those it explains."""
    story_of = {item["id"]: item["story"] for item in trace["documents"]}
    for source in trace["lineage"]["inferred"]:
        story_of[source["id"]] = next((story_of[k] for k in source["explains"] if k in story_of), source["id"])
    groups: dict[str, list[str]] = defaultdict(list)
    for key in drawn:
        groups[story_of.get(key, key)].append(key)
    return groups
