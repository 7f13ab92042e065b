"""Descent, stories, attribution lines and inferred sources on invented texts."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from provenance.align import align
from provenance.lab.bench.cascades import UNSEEN, Grower, dated, hide, make
from provenance.lab.bench.lineage import calibration_error, compare, related
from provenance.lineage import attribution_lines, build, publication, stories, witness
from provenance.lineage.case import announcing
from provenance.lineage.descent import arborescence, marginals, resamples
from provenance.lineage.readings import BLOCKS, overlaps, read
from provenance.lineage.rooting import arisen
from provenance.lineage.second import seconds
from provenance.records import Derivation, Lineage, Prepared
from provenance.settings import Settings
from provenance.text.rarity import load_background

FAST = Settings(bootstrap=10)
RELEASE = """Ostrel Foods will open a cannery at Pelham Wharf in March, the company said on Monday.

The plant will pack 14,000 tonnes of mackerel a year and employ 210 people when it is running in full.

Ostrel is paying £38 million for the site, which has stood empty since the ropeworks closed in 2009.

The town council approved the plan by nine votes to two after a hearing that lasted until midnight.

"We looked at eleven harbours and this one had the deepest berth," said Dagny Harrow, who runs the company.

Two cranes from the old ropeworks will be kept and painted green. A cold store for 3,000 pallets goes up beside them.

Trawlers from Vell and Saint Brannock will land their catch at the wharf from April, by day and by night."""
COPY = """Ostrel Foods will open a cannery at Pelham Wharf in March, the company said on Monday.

The plant will pack 14,000 tonnes of mackerel a year and give work to 210 people when in full swing.

Ostrel is paying £38 million for the site, which has stood empty since the ropeworks closed in 2009.

"We looked at eleven harbours and this one had the deepest berth," said Dagny Harrow, who runs the company.

Local fishermen have waited sixteen years for such news, and the pub on the quay stayed open late to mark it."""
GRANDCHILD = """The plant will pack 14,000 tonnes of mackerel a year and give work to 210 people when in full swing.

Ostrel is paying £38 million for the site, which has stood empty since the ropeworks closed in 2009.

Local fishermen have waited sixteen years for such news, and the pub on the quay stayed open late to mark it.

A bus to the wharf is planned from the railway station every half hour."""
OTHER = """The town council approved the plan by nine votes to two after a hearing that lasted until midnight.

Ostrel is paying £38 million for the site, which has stood empty since the ropeworks closed in 2009.

Two cranes from the old ropeworks will be kept and painted green. A cold store for 3,000 pallets goes up beside them.

Trawlers from Vell and Saint Brannock will land their catch at the wharf from April, by day and by night."""


def family() -> list[Prepared]:
    texts = {"release": RELEASE, "copy": COPY, "grandchild": GRANDCHILD, "other": OTHER}
    return [make(key, text) for key, text in texts.items()]


def placed(documents: list[Prepared], release: str | None = None, settings: Settings = FAST) -> Lineage:
    pairs = [(a, b) for a, b in combinations(documents, 2)]
    alignments = {(a.id, b.id): align(a, b) for a, b in pairs}
    return build(documents, related(documents), alignments, settings, release)


def parents(lineage: Lineage) -> dict[str, str]:
    return {edge.child: edge.parent for edge in lineage.edges if edge.kind == "derives" and edge.directed}


def pair(a: str, b: str, p: float) -> Derivation:
    return Derivation(a, b, 0, 0, 0, 0, 0, 0, 0, 0, p, "heavy_rewrite")


def with_fields(document: Prepared, **fields: str) -> Prepared:
    return replace(document, document=replace(document.document, **fields))


def test_copy_of_a_copy_is_placed_below_the_copy() -> None:
    lineage = placed(family(), "release")
    assert parents(lineage) == {"copy": "release", "grandchild": "copy", "other": "release"}
    assert lineage.roots == ("release",)
    assert lineage.inferred == ()
    edge = next(edge for edge in lineage.edges if edge.child == "grandchild")
    assert edge.support > 0.8
    assert edge.alternative == "release"
    assert edge.margin is not None
    assert edge.margin > 0
    assert any(reason.type == "shared_innovation" and "give work to" in reason.text for reason in edge.evidence)


def test_result_does_not_depend_on_input_order() -> None:
    documents = family()
    first = placed(documents, "release")
    shuffled = documents[::-1]
    pairs = related(documents)
    random.Random(4).shuffle(pairs)
    alignments = {(a.id, b.id): align(a, b) for a, b in combinations(documents, 2)}
    assert build(shuffled, [replace(p, a=p.b, b=p.a) for p in pairs], alignments, FAST, "release") == first


THIRD = """Ostrel Foods will open a cannery at Pelham Wharf in March, the company said on Monday.

The town council approved the plan by nine votes to two after a hearing that lasted until midnight.

"We looked at eleven harbours and this one had the deepest berth," said Dagny Harrow, who runs the company.

Trawlers from Vell and Saint Brannock will land their catch at the wharf from April, by day and by night.

Gulls, says the harbour master, have begun to gather already."""


def test_two_documents_need_no_third_as_their_source() -> None:
    lineage = placed([document for document in family() if document.id in ("copy", "other")])
    assert lineage.inferred == ()
    (edge,) = lineage.edges
    assert (edge.directed, edge.kind) == (False, "shares_source")


def test_what_no_document_can_have_given_the_others_needs_a_source() -> None:
    documents = [document for document in family() if document.id in ("copy", "other")]
    lineage = placed([*documents, make("third", THIRD)])
    assert lineage.roots == ("inferred:S1",)
    source = lineage.inferred[0]
    assert source.explains == ("copy", "other", "third")
    assert any(claim.verbatim and "£38 million" in claim.text for claim in source.claims)
    assert all(0 <= share <= 1 for share in source.explained_share.values())
    assert set(parents(lineage).values()) == {"inferred:S1"}
    assert all(edge.evidence for edge in lineage.edges)


def days(documents: list[Prepared], stamps: str) -> list[Prepared]:
    return [with_fields(document, published=f"2026-03-{stamp}") for document, stamp in
            zip(documents, stamps.split(), strict=True)]


def versions() -> list[Prepared]:
    """Six versions of one text, each the one before without a paragraph and with one of its own."""
    body = RELEASE.split("\n\n")
    own = ["The bakers of Vell will keep their ovens lit.", "No ferry runs on the feast of Saint Brannock.",
           "A brass band from the upper town has been hired.", "Old nets hang in the chapel porch to this day.",
           "Nobody at the lighthouse would comment on the noise."]
    texts = [body]
    for step, line in enumerate(own):
        texts.append([*texts[-1][:step + 1], line, *texts[-1][step + 2:]])
    return [make(f"v{number}", "\n\n".join(text)) for number, text in enumerate(texts)]


def test_versions_that_each_edit_the_one_before_form_a_chain() -> None:
    lineage = placed(days(versions(), "01 02 03 04 05 06"))
    assert parents(lineage) == {f"v{number + 1}": f"v{number}" for number in range(5)}
    assert (lineage.inferred, lineage.roots) == ((), ("v0",))


def test_undated_versions_stand_beside_their_neighbours() -> None:
    lineage = placed(versions())
    links = {frozenset((edge.parent, edge.child)) for edge in lineage.edges if edge.kind != "second_source"}
    assert links == {frozenset((f"v{number}", f"v{number + 1}")) for number in range(5)}
    assert lineage.inferred == ()


@pytest.mark.parametrize("made", ["truncated", "extended", "exact", "credited"])
def test_a_copy_of_the_day_after_has_its_original_as_parent(made: str) -> None:
    body = RELEASE.split("\n\n")
    text = {"truncated": body[:5], "extended": [*body, "The quay will be swept on Sundays."], "exact": body,
            "credited": ["According to Outlet0, which first reported the news:", *body[:5]]}[made]
    first = with_fields(make("first", RELEASE), published="2026-03-01", outlet="Outlet0")
    second = with_fields(make("second", "\n\n".join(text)), published="2026-03-02", outlet="Outlet1")
    lineage = placed([first, second])
    assert parents(lineage) == {"second": "first"}
    assert lineage.inferred == ()
    assert all(edge.support >= 0.9 for edge in lineage.edges)


def test_no_edge_runs_against_the_days() -> None:
    lineage = placed(days(family(), "09 02 03 04"), "release")
    when = {"release": 9, "copy": 2, "grandchild": 3, "other": 4}
    assert {edge.child for edge in lineage.edges} >= {"copy", "grandchild", "other"}
    assert all(when[edge.parent] <= when[edge.child] for edge in lineage.edges if edge.directed)


def test_equal_days_give_no_direction() -> None:
    lineage = placed(days([document for document in family() if document.id in ("copy", "other")], "04 04"))
    assert not [edge for edge in lineage.edges if edge.directed]


def test_same_text_is_one_node_with_a_twin() -> None:
    documents = [*family(), make("repost", RELEASE)]
    lineage = placed(documents, "release")
    edge = next(edge for edge in lineage.edges if edge.child == "repost")
    assert (edge.parent, edge.directed) == ("release", True)


def test_singletons_and_pairs() -> None:
    documents = family()[:2]
    lineage = build(documents, [pair("release", "copy", 0.1)], {}, FAST, "release")
    assert dict(lineage.story_of) == {"copy": "S1", "release": "S2"}
    assert lineage.roots == ("release",)
    assert lineage.unplaced == ("copy",)
    assert build([], [], {}, FAST, None) == Lineage({}, (), (), (), ())


def test_documents_that_only_report_the_same_event_are_unplaced() -> None:
    documents = family()
    pairs = [p if "other" not in (p.a, p.b) else replace(p, relation="same_event") for p in related(documents)]
    lineage = build(documents, pairs, {}, FAST, "release")
    assert lineage.unplaced == ("other",)
    assert lineage.story_of["other"] == "S1"


def test_one_weak_pair_does_not_weld_two_stories() -> None:
    pairs = [pair("a", "b", 1), pair("c", "d", 1), pair("b", "c", 0.6)]
    assert stories("abcd", pairs, FAST) == [["a", "b"], ["c", "d"]]
    assert stories("abcd", [*pairs[:2], pair("b", "c", 0.95)], FAST) == [["a", "b", "c", "d"]]
    assert stories("abcd", pairs[:2], FAST) == [["a", "b"], ["c", "d"]]


def test_weak_links_need_company() -> None:
    firm = [pair(a, b, 1) for a, b in combinations("abcd", 2)]
    loose = [pair("a", "e", 0.7), pair("b", "e", 0.1), pair("c", "e", 0.1), pair("d", "e", 0.55)]
    assert stories("abcde", firm + loose, FAST) == [["a", "b", "c", "d"], ["e"]]


def test_stories_are_named_by_size_then_id() -> None:
    lineage = build([make(key, RELEASE) for key in "edcba"], [pair("d", "e", 1), pair("d", "c", 1)], {}, FAST, None)
    assert dict(lineage.story_of) == {"a": "S2", "b": "S3", "c": "S1", "d": "S1", "e": "S1"}


@pytest.mark.parametrize("seed", range(30))
def test_arborescence_is_the_best_one(seed: int) -> None:
    generator = np.random.default_rng(seed)
    size = int(generator.integers(2, 9))
    scores, root = generator.normal(size=(size, size)), int(generator.integers(size))
    ours = arborescence(scores, root)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((i, j, scores[i, j]) for i in range(size) for j in range(size)
                                  if i != j and j != root)
    best = nx.maximum_spanning_arborescence(graph).size("weight")
    assert ours[root] == -1
    assert sum(scores[ours[j], j] for j in range(size) if j != root) == pytest.approx(best)


def test_marginals_sum_to_one_and_agree_with_enumeration() -> None:
    scores = np.random.default_rng(1).normal(size=(2, 3, 3))
    edges, logs = marginals(scores, 0)
    assert np.allclose(edges.sum(axis=1)[:, 1:], 1.0)
    s = np.exp(scores[0])
    trees = {"01,02": s[0, 1] * s[0, 2], "01,12": s[0, 1] * s[1, 2], "02,21": s[0, 2] * s[2, 1]}
    total = sum(trees.values())
    assert edges[0, 1, 2] == pytest.approx(trees["01,12"] / total)
    assert logs[0] == pytest.approx(np.log(total))


def test_resamples_are_seeded() -> None:
    assert (resamples(BLOCKS, 5, 1) == resamples(BLOCKS, 5, 1)).all()
    assert (resamples(BLOCKS, 5, 1).sum(axis=1) == BLOCKS).all()


def test_overlaps_count_shared_weight() -> None:
    readings = read([make("a", "Green cranes lift heavy crates slowly."), make("b", "Green cranes sleep.")],
                    load_background())
    shared = overlaps(readings, 0).sum(axis=0)
    assert shared[0, 1] == pytest.approx(shared[1, 0])
    assert 0 < shared[0, 1] < shared[0, 0]
    assert arisen(readings, overlaps(readings, 1).sum(axis=0).astype(float), 1) == pytest.approx(0.0, abs=1e-5)


def test_dates_speak_softly() -> None:
    assert publication.moment("2026-03-04") == pytest.approx((20516.5, 0.5))
    assert publication.moment("no date") is None
    assert publication.moment(None) is None
    documents = [with_fields(document, published=day) for document, day in zip(
        family(), ["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-03"], strict=True)]
    agreed = publication.believe(publication.moments(documents), lambda matrix: float(matrix[0, 1:].sum()))
    assert agreed.odds[0, 2] > 0 > agreed.odds[2, 0]
    assert abs(agreed.loose).max() < 5
    refuted = publication.believe(publication.moments(documents), lambda matrix: float(matrix[2, :2].sum()))
    assert refuted.share < 0.1 < agreed.share
    assert abs(refuted.odds).max() < 2
    assert not publication.believe(publication.moments(family()), lambda matrix: 0.0).odds.any()


def test_exact_dates_rule_out_what_is_not_older() -> None:
    when = publication.moments([with_fields(document, published=day) for document, day in zip(
        family(), ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-02T09:00:00Z"], strict=True)])
    odds = publication.exact(when)
    assert odds[0, 1] > 0 > -4 > odds[1, 0]
    assert odds[1, 2] < -4 < 0 < publication.exact(when, ties=True)[1, 2]
    assert odds[1, 3] == odds[3, 1] == 0.0  # a day and a time of that day


def test_attribution_lines_resolve_to_outlets_people_and_links() -> None:
    paper = with_fields(make("paper", RELEASE), outlet="The Pelham Courier", url="https://courier.example/cannery")
    readers = [
        with_fields(make("one", "The cannery opens in March, the Courier reports. It will employ 210."),
                    outlet="Vell News"),
        with_fields(make("two", "Original reporting by Ostrel Foods\n\nThe cannery opens in March."), outlet="Digest"),
        with_fields(make("three", "A cannery is coming (https://www.courier.example/cannery) to the wharf."),
                    outlet="Blog"),
        with_fields(make("four", "Image via Pelham Courier\n\nThe wharf is to have a cannery by March."),
                    outlet="Fish Daily"),
        with_fields(make("five", "The wharf gets a cannery, as first reported by Pelham Courier."), outlet="Quay FM"),
    ]
    lines = attribution_lines.find([paper, *readers])
    targets = {(line.document, line.name): line.target for line in lines}
    assert targets["one", "Courier"] == "paper"
    assert targets["two", "Ostrel Foods"] is None
    assert any(line.document == "three" and line.target == "paper" for line in lines)
    assert not any(line.document == "four" for line in lines)
    assert targets["five", "Pelham Courier"] == "paper"


def test_an_attribution_line_names_the_parent() -> None:
    documents = [with_fields(document, outlet=document.id.title() + " Times") for document in family()]
    named = make("named", "A cannery opens in March, according to the Other Times. " + OTHER.replace("nine", "9")
                 + "\n\nOther Times first reported the plan.")
    lineage = placed([*documents, with_fields(named, outlet="Late Edition")], "release")
    assert parents(lineage)["named"] == "other"


def test_second_parent_is_found() -> None:
    spliced = make("spliced", COPY + "\n\n" + "\n\n".join(OTHER.split("\n\n")[2:]) + " The tide there turns late.")
    documents = sorted([*family(), spliced], key=lambda document: document.id)
    ids = [document.id for document in documents]
    above = [ids.index("release") if key in ("copy", "other") else -1 if key == "release" else ids.index("copy")
             for key in ids]
    found = seconds(read(documents, load_background()), above, len(ids))
    assert [(ids[made.parent], ids[made.child]) for made in found] in (
        [("release", "spliced")], [("other", "spliced")])


def test_testimony_needs_two_witnesses() -> None:
    documents = [make("copy", COPY), make("other", OTHER)]
    said = witness.testimony(documents, {("copy", "other"): align(*documents)}, None)
    assert all(len(claim.witnesses) >= 2 for claim in said.claims)
    assert said.explained["copy"] < 1


def grower() -> Grower:
    return Grower([RELEASE, COPY, GRANDCHILD + "\n\n" + OTHER], seed=3)


def test_grown_cascades_are_deterministic_and_well_formed() -> None:
    story = grower().story("k", "train", "copied", 0, 8)
    again = grower().story("k", "train", "copied", 0, 8)
    assert [d.document.text for d in story.documents] == [d.document.text for d in again.documents]
    assert story.parents == again.parents
    assert story.root is not None
    assert all(story.order[above] < story.order[child] for child, many in story.parents.items() for above in many)
    later = dated(story)
    assert all(document.document.published for document in later.documents)


def test_hiding_links_to_the_nearest_visible_ancestor() -> None:
    story = grower().story("k", "train", "copied", 0, 8)
    assert story.root is not None
    hidden = hide(story, {story.root})
    children = [child for child, above in story.parents.items() if story.root in above]
    if len(children) > 1:
        assert hidden.root is None
        assert all(UNSEEN in hidden.parents[child] for child in children)
    chain = replace(story, documents=story.documents[:3], parents={
        story.documents[0].id: (), story.documents[1].id: (story.documents[0].id,),
        story.documents[2].id: (story.documents[1].id,)})
    first, inner, last = (document.id for document in chain.documents)
    assert hide(chain, {inner}).parents == {first: (), last: (first,)}
    assert hide(chain, {first}).root == inner


def test_compare_counts_edges() -> None:
    documents = family()
    story = replace(grower().story("k", "train", "copied", 0, 4), documents=tuple(documents), parents={
        "release": (), "copy": ("release",), "grandchild": ("copy",), "other": ("release",)})
    counts = compare(story, placed(documents, "release"))
    assert counts["children"] == 3
    assert sum(ok for _, ok in counts["scored"]) == 3
    assert counts["both"] == counts["theirs"] == 4
    assert calibration_error([(1.0, True), (0.5, True), (0.5, False)]) == 0.0
    assert calibration_error([]) is None


def test_large_story_is_fast_enough() -> None:
    story = grower().story("big", "train", "copied", 0, 60)
    documents = list(story.documents)
    lineage = build(documents, related(documents), {}, FAST, story.root)
    assert {edge.child for edge in lineage.edges} >= {d.id for d in documents} - {story.root}


SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize(("folder", "release"), [("harbor", "release.txt"), ("lantern", None)])
def test_samples_keep_to_their_truth(folder: str, release: str | None) -> None:
    import json

    from provenance.prepare import prepare
    from provenance.reading import read as ingest

    truth = json.loads((SAMPLES / folder / "truth.json").read_text("utf-8"))["documents"]
    documents = [prepare(document) for document in ingest([str(SAMPLES / folder)])[0]]
    kept = [d for d in documents if truth[d.id]["parents"] or d.id == release]
    expected = {d.id: truth[d.id]["parents"][0] for d in kept if truth[d.id]["parents"]}
    made = parents(placed(kept, release, Settings()))
    right = sum(made.get(child) == above or (above == "unseen" and made.get(child, "").startswith("inferred:"))
                for child, above in expected.items())
    assert right >= len(expected) - 1


def test_five_articles_without_their_release() -> None:
    folder = Path("../shared/data/a24")
    if not folder.is_dir():
        pytest.skip("the five articles are benchmark data and not here")
    from provenance.prepare import prepare
    from provenance.reading import read as ingest

    lineage = placed([prepare(document) for document in ingest([str(folder)])[0]])
    assert len(set(lineage.story_of.values())) == 1
    assert len(lineage.inferred[0].explains) == 5
    assert not [edge for edge in lineage.edges if edge.directed and not edge.parent.startswith("inferred:")]
    assert any(reason.type == "attribution_line" for edge in lineage.edges for reason in edge.evidence)


def test_commentary_is_no_claim_and_every_witness_states_it() -> None:
    trend = "The opening by Ostrel Foods underscores a broader trend and signals a pivotal moment for the coast."
    texts = {"copy": COPY, "third": THIRD, "other": OTHER}
    documents = [make(key, f"{text}\n\n{trend}") for key, text in texts.items()]
    alignments = {(a.id, b.id): align(a, b) for a, b in combinations(documents, 2)}
    said = witness.testimony(documents, alignments, None)
    assert said.claims
    assert not [claim for claim in said.claims if "trend" in claim.text]
    held = {document.id: document.document.text for document in documents}
    for claim in said.claims:
        if claim.verbatim:
            assert all(claim.text.split(",")[0][:40] in held[key] for key in claim.witnesses)


def test_rewrites_of_one_text_need_nothing_else_in_common() -> None:
    spokes = [pair("hub", leaf, 0.95) for leaf in "abcd"]
    strangers = [pair(one, other, 0.1) for one, other in combinations("abcd", 2)]
    loose = pair("hub", "e", 0.55)
    assert stories([*"abcde", "hub"], [*spokes, *strangers, loose, *(pair(one, "e", 0.1) for one in "abcd")], FAST) == [
        ["a", "b", "c", "d", "hub"], ["e"]]


def test_only_the_announcer_says_today() -> None:
    announcement = "VELTHAM, Orrin - Tessel Looms today announced that it will close its mill at Harrow Ford in June."
    report = "Tessel Looms announced on Thursday that it will close its mill at Harrow Ford in June."
    assert announcing(make("a", announcement)) > announcing(make("b", report)) == 0.0
