"""One story, examined: what `provenance.pipeline.trace` says of it, as flat rows of four tables.

A row of ``documents`` is an article (or a release of its story). Counts of words carry their name; shares are taken of
``story_words``, the words of the article that are neither furniture nor headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from ..tracefile.shapes import Json

Row = dict[str, Any]

TABLES: dict[str, pa.Schema] = {
    "documents": pa.schema([
        ("id", pa.string()), ("role", pa.string()), ("outlet", pa.string()), ("published", pa.string()),
        ("month", pa.string()), ("title", pa.string()), ("url", pa.string()), ("words", pa.int64()),
        ("story", pa.string()), ("standing", pa.string()), ("origin", pa.string()), ("p_derived", pa.float64()),
        ("release", pa.string()),
        ("parent", pa.string()), ("parent_support", pa.float64()), ("copy_of", pa.string()),
        ("syndicated", pa.bool_()), ("story_words", pa.int64()),
        ("copied_from_release", pa.int64()), ("copied_from_siblings", pa.int64()),
        ("reworded_from_release", pa.int64()), ("reworded_from_siblings", pa.int64()),
        ("added_words", pa.int64()), ("padding_words", pa.int64()), ("unclear_words", pa.int64()),
        ("ai_score", pa.float64()), ("ai_label", pa.string()), ("ai_fpr", pa.float64()),
        ("facts_kept", pa.int64()), ("facts_changed", pa.int64()), ("facts_added", pa.int64()),
        ("hours_after_release", pa.float64())]),
    "edges": pa.schema([
        ("story", pa.string()), ("parent", pa.string()), ("child", pa.string()), ("parent_outlet", pa.string()),
        ("child_outlet", pa.string()), ("kind", pa.string()), ("directed", pa.bool_()), ("support", pa.float64()),
        ("hours", pa.float64())]),
    "facts": pa.schema([
        ("document", pa.string()), ("kind", pa.string()), ("status", pa.string()), ("text", pa.string()),
        ("source", pa.string()), ("source_text", pa.string())]),
    "stories": pa.schema([
        ("story", pa.string()), ("release", pa.string()), ("articles", pa.int64()), ("outlets", pa.int64()),
        ("derived", pa.int64()), ("undecided", pa.int64()), ("inferred_sources", pa.int64()),
        ("first_published", pa.string()), ("last_published", pa.string())]),
}
TOLD_FACTS = ("changed", "added")  # written one by one; kept and dropped facts are counted
# Where an article's text comes from: a release among those given, a source that is not among them, or neither.
ORIGINS = ("release", "common_source", "undecided", "same_event", "unrelated")
COPY = 0.9  # five-word resemblance from which one text is a syndicated copy of another


def examined(trace: Json, texts: Mapping[str, str], story: str) -> dict[str, list[Row]]:
    """The rows of one traced story, by table; ``trace`` follows ``provenance.trace/1``."""
    frame = _Frame(trace, texts, story)
    documents = [frame.document(item) for item in trace["documents"]]
    return {"documents": documents, "edges": list(frame.edges()), "facts": list(frame.facts()),
            "stories": [frame.story_row(documents)]}


class _Frame:
    """Look-ups that every row of one story needs."""

    def __init__(self, trace: Json, texts: Mapping[str, str], story: str) -> None:
        self.trace, self.texts, self.story = trace, texts, story
        self.by_id = {item["id"]: item for item in trace["documents"]}
        self.releases = {key for key, item in self.by_id.items() if item["role"] == "release"}
        self.pairs = {frozenset((pair["a"], pair["b"])): pair for pair in trace["pairs"]}
        self.parent: dict[str, Json] = {}
        for edge in trace["lineage"]["edges"]:
            best = self.parent.get(edge["child"])
            if edge["kind"] == "derives" and (best is None or edge["support"] > best["support"]):
                self.parent[edge["child"]] = edge

    def document(self, item: Json) -> Row:
        """One row of ``documents``."""
        edge, release, copy = self.parent.get(item["id"]), self._release(item), self._copied(item)
        score = item["attribution"]["ai_rewritten"]
        status = [fact["status"] for fact in item["facts"]]
        return {
            **{name: item[name] for name in ("id", "role", "outlet", "published", "title", "url", "words", "standing",
                                             "p_derived")},
            "month": (item["published"] or "")[:7] or None, "story": self.story, "release": release,
            "origin": _origin(item["standing"], release),
            "parent": edge["parent"] if edge else None, "parent_support": edge["support"] if edge else None,
            "copy_of": copy, "syndicated": copy is not None, **self._words(item), "ai_score": score["score"],
            "ai_label": score["label"], "ai_fpr": score["fpr_at_label"],
            **{f"facts_{name}": status.count(name) for name in ("kept", "changed", "added")},
            "hours_after_release": hours(self.by_id[release]["published"], item["published"]) if release else None}

    def _release(self, item: Json) -> str | None:
        """The release a derived article goes back to: the one of the pair with the highest probability."""
        if item["standing"] != "derived":
            return None
        near = {key: self.pairs[frozenset((key, item["id"]))] for key in self.releases
                if frozenset((key, item["id"])) in self.pairs}
        return min(near, key=lambda key: (-(near[key]["p_derived"] or 0.0), key)) if near else None

    def _copied(self, item: Json) -> str | None:
        """The earliest article of the story this one repeats almost whole; ids break ties of date."""
        mine = (item["published"] or "9999", item["id"])
        earlier = [(other["published"] or "9999", key) for key, other in self.by_id.items()
                   if key != item["id"] and other["role"] == "article" == item["role"]
                   and (other["published"] or "9999", key) < mine
                   and self.pairs.get(frozenset((key, item["id"])), {}).get("jaccard", 0.0) >= COPY]
        return min(earlier)[1] if earlier else None

    def _words(self, item: Json) -> Row:
        """Words of the article by what became of them, and by whom they come from."""
        counts = dict.fromkeys(("story_words", "copied_from_release", "copied_from_siblings", "reworded_from_release",
                                "reworded_from_siblings", "added_words", "padding_words", "unclear_words"), 0)
        text = self.texts[item["id"]]
        for sentence in item["sentences"]:
            if sentence["role"] in ("furniture", "disclosure", "heading"):
                continue
            size = len(text[sentence["start"]:sentence["end"]].split())
            counts["story_words"] += size
            counts[self._column(sentence)] += size
        return counts

    def _column(self, sentence: Json) -> str:
        if sentence["role"] not in ("verbatim", "paraphrase"):
            return f"{sentence['role']}_words"
        done = "copied" if sentence["role"] == "verbatim" else "reworded"
        whom = "release" if (sentence["source"] or {}).get("id") in self.releases else "siblings"
        return f"{done}_from_{whom}"

    def edges(self) -> Iterator[Row]:
        """Rows of ``edges``: lines of descent and of common descent, unseen sources included."""
        for edge in self.trace["lineage"]["edges"]:
            parent, child = self.by_id.get(edge["parent"], {}), self.by_id.get(edge["child"], {})
            yield {"story": self.story, "parent": edge["parent"], "child": edge["child"],
                   "parent_outlet": parent.get("outlet"), "child_outlet": child.get("outlet"), "kind": edge["kind"],
                   "directed": edge["directed"], "support": edge["support"],
                   "hours": hours(parent.get("published"), child.get("published"))}

    def facts(self) -> Iterator[Row]:
        """Rows of ``facts``: what was changed and what was added."""
        for item in self.trace["documents"]:
            for fact in item["facts"]:
                if fact["status"] in TOLD_FACTS:
                    source = fact["source"] or {}
                    yield {"document": item["id"], "kind": fact["kind"], "status": fact["status"],
                           "text": fact["text"], "source": source.get("id"), "source_text": source.get("text")}

    def story_row(self, documents: Sequence[Row]) -> Row:
        """The row of ``stories``."""
        articles = [row for row in documents if row["role"] == "article"]
        dates = sorted(row["published"] for row in articles if row["published"])
        return {"story": self.story, "release": min(self.releases) if self.releases else None,
                "articles": len(articles), "outlets": len({row["outlet"] for row in articles if row["outlet"]}),
                **{name: sum(row["standing"] == name for row in articles) for name in ("derived", "undecided")},
                "inferred_sources": len(self.trace["lineage"]["inferred"]),
                "first_published": dates[0] if dates else None, "last_published": dates[-1] if dates else None}


def _origin(standing: str | None, release: str | None) -> str | None:
    """One of `ORIGINS`, or None for a release."""
    if standing == "derived":
        return "release" if release else "common_source"
    return {"independent": "same_event", "release": None}.get(standing or "undecided", standing or "undecided")


def hours(earlier: str | None, later: str | None) -> float | None:
    """Hours from one ISO date to another; whole days where either has no time of day, None where one is missing."""
    if not earlier or not later:
        return None
    try:
        if min(len(earlier), len(later)) <= 10:
            earlier, later = earlier[:10], later[:10]
        first, second = datetime.fromisoformat(earlier), datetime.fromisoformat(later)
    except ValueError:
        return None
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return (second - first).total_seconds() / 3600
