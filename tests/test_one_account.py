"""One account of descent: standing, lines, shares, headline, tables and page say the same of every document."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from provenance import standing
from provenance.pipeline import trace
from provenance.prepare import prepare
from provenance.reading import read
from provenance.records import Derivation, Document, Edge, Lineage, Prepared
from provenance.settings import Settings
from provenance.tracefile.encode import to_dict
from provenance.tracefile.words import percent, style_of
from provenance.views import page
from provenance.views.graphml import graphml
from provenance.views.tables import tables

STUDY = Path(__file__).parent.parent / "samples" / "study"
Json = dict[str, Any]
TEXT = "The Orvane Bridge will close for repairs on 3 March 2025, said Ilse Tarn, the engineer of the county council."


def inconsistent(found: Json) -> list[str]:
    """What a trace says in two ways, in words; empty where it gives one account."""
    documents = {item["id"]: item for item in found["documents"]}
    told = []
    for edge in found["lineage"]["edges"]:
        child = documents[edge["child"]]
        if edge["directed"] and child["standing"] not in ("derived", "release"):
            told.append(f"{edge['child']} {edge['kind']} from {edge['parent']} and stands {child['standing']}")
    for item in found["documents"]:
        shares = [item["attribution"]["composition"][role] for role in
                  ("verbatim", "paraphrase", "added", "padding", "unclear", "furniture", "disclosure")]
        if any(sentence["role"] != "heading" for sentence in item["sentences"]) and abs(sum(shares) - 1) > 1e-3:
            told.append(f"the shares of {item['id']} sum to {sum(shares)}")
        for sentence in item["sentences"]:
            if sentence["source"] and sentence["source"]["id"] not in documents:
                told.append(f"{item['id']} has a sentence of a document that is not there")
    counts = Counter(item["standing"] for item in found["documents"])
    summary = found["summary"]
    articles = len(documents) - counts["release"]
    if (summary["articles"], summary["derived"]) != (articles, counts["derived"]):
        told.append("the summary counts otherwise")
    if summary["derived"] and f"{counts['derived']} of {articles} articles derive" not in summary["finding"]:
        told.append("the headline counts otherwise")
    return told


def study(stories: int, others: int) -> list[Document]:
    """Articles and announcements of the first ``stories`` of the study, the last of them without its announcement."""
    documents, _ = read([str(STUDY / "articles.jsonl"), str(STUDY / "releases.jsonl")])
    truth = [json.loads(line) for line in (STUDY / "truth.jsonl").read_text("utf-8").splitlines()]
    events = [*list(dict.fromkeys(row["event"] for row in truth if row.get("event")))[:stories - 1], "battery"]
    wanted = {row["id"] for row in truth if row.get("event") in events}
    wanted |= {row["id"] for row in [row for row in truth if not row.get("event")][:others]}
    return [one for one in documents if one.id in wanted or one.id.removeprefix("r-") in events]


@pytest.mark.slow
def test_a_trace_of_two_hundred_documents_gives_one_account() -> None:
    documents = study(8, 17)
    assert len(documents) == 200
    found = to_dict(trace(documents))
    assert inconsistent(found) == []
    tabled = dict(tables(found, {one.id: one.text for one in documents}))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(tabled["documents.csv"]))}
    shown = page(found, {one.id: one.text for one in documents})
    for item in found["documents"]:
        assert rows[item["id"]]["standing"] == item["standing"]
    lines = Counter(style_of(edge) for edge in found["lineage"]["edges"])
    for style, number in lines.items():
        assert len(re.findall(rf'class="edge {style}[ "]', shown)) == number
    assert found["summary"]["finding"] in html.unescape(shown)
    assert graphml(found).count(b"<edge ") == len(found["lineage"]["edges"])


def prepared(name: str, role: str = "article") -> Prepared:
    return prepare(Document(id=name, text=TEXT, sha256=f"{name:0>64}", role=role))  # type: ignore[arg-type]


def pair(a: str, b: str, p: float) -> Derivation:
    return Derivation(a, b, 0, 0, 0, 0, 0, 0, 0, 0, p_related=p, relation="unrelated", p_derived=p)


def test_a_story_no_release_explains_is_decided_by_its_own_kin() -> None:
    held = [prepared("r", "release"), prepared("a"), prepared("b"), prepared("c")]
    found = Lineage({"r": "S2", "a": "S1", "b": "S1", "c": "S3"}, (Edge("a", "b", True, 0.9, "derives"),), (), (), ())
    decided = standing.decide(held, [pair("r", "a", 0.01), pair("a", "b", 0.97)], found, Settings())
    assert (decided["b"].standing, decided["b"].p_derived, decided["b"].release) == ("derived", 0.97, None)
    assert decided["c"].standing == "unrelated"


def test_a_line_into_what_does_not_stand_derived_says_kinship_only() -> None:
    edge = Edge("r", "a", True, 0.9, "derives")
    found = Lineage({"r": "S1", "a": "S1"}, (edge,), ("r",), (), ())
    for stands, kept in (("derived", True), ("undecided", False), ("independent", False)):
        decided = {"a": standing.Decision(stands, 0.5), "r": standing.Decision("release", None)}  # type: ignore[arg-type]
        told, = standing.agreed(found, decided).edges
        assert told == (edge if kept else replace(edge, kind="shares_source", directed=False))


def test_the_headline_states_its_error_and_its_bases() -> None:
    documents, skipped = read([str(STUDY.parent / "lantern")])
    found = to_dict(trace(documents, skipped=skipped))
    summary = found["summary"]
    assert f"at a {percent(summary['ai_error'])} error" in summary["finding"]
    assert "of the derived articles' words" in summary["finding"]
    assert inconsistent(found) == []


def test_passages_are_for_readers_and_change_nothing_else() -> None:
    documents = [one for one in read([str(STUDY.parent / "harbor")])[0]
                 if one.role == "release" or one.outlet == "Seaward Daily"]
    shown, plain = to_dict(trace(documents)), to_dict(trace(documents, passages=False))
    assert any(pair["passages"] for pair in shown["pairs"])
    assert not any(pair["passages"] for pair in plain["pairs"])
    for pair in (*shown["pairs"], *plain["pairs"]):
        pair["passages"] = []
    assert shown == plain
