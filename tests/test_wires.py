"""Agency credits: found in their many forms, not found where there are none; papers of one wire are siblings."""

from __future__ import annotations

import gzip
import json
import random
from itertools import combinations
from pathlib import Path

import pytest

from provenance.lab import bench
from provenance.lab.bench.lineage import related
from provenance.lineage import attribution_lines, build
from provenance.lineage.credits import agency_of, credits
from provenance.prepare import prepare
from provenance.records import Document, Lineage, Prepared
from provenance.settings import Settings

BODY = """The council of Tarrow Bay has approved a new bridge over the harbour, officials said on Monday.

It will open in two years and cost 4 million crowns. The mayor called it a good day for the town.

The old bridge closed in the storm that took the roof off the fish market in the winter before last."""
FORMS = [json.loads(line) for line in (Path(bench.__file__).parent / "credits.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["text"][:50])
def test_hand_made_forms(form: dict[str, str]) -> None:
    parts = [form["text"], BODY] if form["place"] == "head" else [BODY, form["text"]]
    found = [credit.agency for credit in credits("Harbour bridge approved\n\n" + "\n\n".join(parts))]
    assert found == ([form["agency"]] if form["agency"] else [])


def test_releases_credit_no_agency(data: Path) -> None:
    with gzip.open(data / "reuse" / "senate_releases.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line)["text"] for line, _ in zip(lines, range(4000), strict=False)]
    chosen = random.Random(4).sample(rows, 400)
    assert sum(bool(credits(text)) for text in chosen) <= 4


def paper(key: str, *parts: str, outlet: str | None = None, day: int | None = None) -> Prepared:
    return prepare(Document(key, "\n\n".join(parts), key, outlet=outlet or f"The {key.title()} Post",
                            published=f"2026-03-{day:02d}" if day else None))


def placed(documents: list[Prepared]) -> Lineage:
    return build(documents, related(documents), {}, Settings(bootstrap=10), None)


def test_papers_of_one_agency_text_are_siblings_under_its_wire() -> None:
    papers = [paper("gull", "TARROW BAY (Reuters) - " + BODY, day=3), paper("heron", "Reuters", BODY, day=4),
              paper("stork", BODY, "(Reporting by Jane Ostrel; Editing by Olin Marsh)", day=4),
              paper("tern", BODY, day=5)]
    found = placed(papers)
    (wire,) = found.inferred
    assert (wire.kind, wire.name, wire.id) == ("wire", "Reuters", "wire:S1:Reuters")
    assert found.roots == (wire.id,)
    edges = {edge.child: edge for edge in found.edges}
    assert {edge.parent for edge in found.edges} == {wire.id}
    assert set(edges) == {"gull", "heron", "stork", "tern"}
    assert edges["tern"].support < edges["heron"].support
    reasons = [reason.text for reason in edges["heron"].evidence if reason.type == "attribution_line"]
    assert any('"Reuters"' in text for text in reasons)


def test_an_announcement_stands_above_the_wire() -> None:
    text = BODY + "\n\nMedia contact: Jane Ostrel"
    release = prepare(Document("r", text, "r", role="release", published="2026-03-02"))
    found = placed([release, paper("gull", "Reuters", BODY, day=3), paper("heron", BODY, "(Reuters)", day=4)])
    assert {(edge.parent, edge.child) for edge in found.edges if edge.directed} == {
        ("r", "wire:S1:Reuters"), ("wire:S1:Reuters", "gull"), ("wire:S1:Reuters", "heron")}
    assert found.roots == ("r",)


def test_the_agency_itself_is_the_parent_where_it_is_here() -> None:
    agency = paper("wire", BODY, outlet="Reuters", day=3)
    papers = [agency, paper("gull", "Reuters", BODY.replace("Monday", "the day"), day=4)]
    found = placed(papers)
    assert found.inferred == ()
    (edge,) = found.edges
    assert (edge.parent, edge.child, edge.directed) == ("wire", "gull", True)
    assert agency_of("the reuters") == "Reuters"


def test_papers_that_credit_different_stories_of_an_agency_share_no_wire() -> None:
    other = ("Trawlers from Vell landed the largest catch of herring since the war, and the market at Saint Brannock "
             "ran out of ice by noon, the harbour office reported after the weekend.")
    found = placed([paper("gull", "Reuters", BODY), paper("heron", "Reuters", other)])
    assert not [source for source in found.inferred if source.kind == "wire"]


def test_a_byline_of_another_paper_is_credited_to_it() -> None:
    sun = paper("sun", BODY, outlet="The Tarrow Sun", day=3)
    mail = paper("mail", "By Jane Ostrel, The Tarrow Sun", BODY.replace("town", "place"), outlet="Evening Mail", day=3)
    lines = attribution_lines.find([sun, mail])
    assert [(line.document, line.target) for line in lines if line.target] == [("mail", "sun")]
    assert [(edge.parent, edge.child) for edge in placed([sun, mail]).edges if edge.directed] == [("sun", "mail")]


def test_wires_do_not_depend_on_order() -> None:
    papers = [paper("gull", "PTI", BODY), paper("heron", BODY, "(PTI)"), paper("stork", BODY + " It rained.")]
    first = placed(papers)
    for one, other in combinations(range(3), 2):
        swapped = list(papers)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert placed(swapped) == first
