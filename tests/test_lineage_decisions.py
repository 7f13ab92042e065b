"""Each decision of lineage at the value where it turns, and ties that go by name."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, nextafter

import numpy as np
import pytest

from provenance.lineage import attribution_lines, copies, drawing, placing, publication, stories, wires, witness
from provenance.lineage.attribution_lines import AttributionLine
from provenance.lineage.case import Case, case_of
from provenance.lineage.credits import agency_of, credits
from provenance.lineage.descent import FEATURES, NEVER, Descent, edit_distances, infer, plain, rooted, sums, weights
from provenance.lineage.drawing import View
from provenance.lineage.second import Second
from provenance.prepare import prepare
from provenance.records import (
    Alignment,
    Claim,
    Derivation,
    Document,
    Edge,
    Evidence,
    Fact,
    InferredSource,
    Lineage,
    Link,
    Prepared,
)
from provenance.settings import Settings

SETTINGS = Settings(bootstrap=2)


def document(name: str, text: str = "", published: str | None = None, **also: str) -> Prepared:
    told = text or f"The {name} quarry closes in June. Forty masons lose their work there."
    return prepare(Document(name, told, f"{name:0>64}", published=published, **also))  # type: ignore[arg-type]


def pair(a: str, b: str, p: float, relation: str = "heavy_rewrite", **also: float) -> Derivation:
    return Derivation(a, b, 0, also.get("one", 0.0), also.get("two", 0.0), 0, 0, 0, 0, 0, p, relation)  # type: ignore[arg-type]


# Stories


@pytest.mark.parametrize(("p", "together"), [(0.5, True), (nextafter(0.5, 0), False)])
def test_two_documents_share_a_story_from_the_threshold_up(p: float, together: bool) -> None:
    assert (stories("ab", [pair("a", "b", p)], SETTINGS) == [["a", "b"]]) is together


@pytest.mark.parametrize(("bridge", "welded"), [(0.9, True), (nextafter(0.9, 0), False)])
def test_a_bridge_welds_from_strong_up(bridge: float, welded: bool) -> None:
    pairs = [pair("a", "b", 0.95), pair("b", "c", bridge), pair("c", "d", 0.95)]
    assert (len(stories("abcd", pairs, SETTINGS)) == 1) is welded
    leaf = [pair("a", "b", 0.95), pair("b", "c", bridge)]
    assert len(stories("abc", leaf, SETTINGS)) == 1  # c has no company of its own


@pytest.mark.parametrize(("far", "parts"), [(0.3, 1), (0.2, 2)])
def test_parts_that_are_on_average_unrelated_are_cut(far: float, parts: int) -> None:
    """The third is related by .7 to one and by ``far`` to the other: on average by .5, or by .45."""
    near = [pair("a", "b", 0.95), pair("b", "c", 0.7), pair("a", "c", far)]
    assert len(stories("abc", near, SETTINGS)) == parts
    assert len(stories("abc", near, replace(SETTINGS, related_threshold=0.45))) == 1


def test_pairs_nobody_judged_count_as_related_as_the_way_between_them() -> None:
    chain = [pair("a", "b", 0.8), pair("b", "c", 0.6)]
    assert stories("abc", chain, SETTINGS) == [["a", "b", "c"]]  # a and c count .6
    assert stories("abc", [*chain, pair("a", "c", 0.1)], SETTINGS) == [["a", "b"], ["c"]]


def test_what_no_document_lies_between_is_not_related() -> None:
    pairs = [pair("a", "b", 0.8), pair("b", "c", 0.55), pair("c", "d", 0.8)]
    # a and d meet over no document: they count 0, a and c .55, b and d .55; on average .41 with b and c.
    assert stories("abcd", pairs, SETTINGS) == [["a", "b"], ["c", "d"]]


def test_large_components_are_not_clustered(monkeypatch: pytest.MonkeyPatch) -> None:
    from provenance import lineage

    loose = [pair("a", "b", 0.8), pair("b", "c", 0.6), pair("a", "c", 0.1)]
    for largest, parts in ((2, 1), (3, 2)):
        monkeypatch.setattr(lineage, "LARGEST", largest)
        assert len(stories("abc", loose, SETTINGS)) == parts


def test_of_several_announcements_the_earliest_dated_is_the_root() -> None:
    from provenance.lineage import _first

    held = [document("a"), document("b", published="2026-03-02"), document("c", published="2026-03-01")]
    assert _first(held, ["a", "b", "c"]) == "c"
    assert _first(held, ["a", "b"]) == "b"
    assert _first([document("d"), document("a")], ["d", "a"]) == "a"
    assert _first(held, []) is None


def test_stories_come_largest_first_then_by_name() -> None:
    found = stories("zyxwv", [pair("x", "y", 1.0), pair("v", "w", 1.0)], SETTINGS)
    assert found == [["v", "w"], ["x", "y"], ["z"]]


# Edges


def view(p: list[list[float]], mode: str = "open", parents: list[int] | None = None, root: int = 0,
         days: list[str | None] | None = None, lines: tuple[AttributionLine, ...] = (), certainty: float = 1.0) -> View:
    """A story of as many documents as ``p`` has rows, whose edges have these probabilities."""
    n = len(p) - (mode == "hidden")
    documents = tuple(document("abcdef"[at], published=days[at] if days else None) for at in range(n))
    case = replace(case_of(documents, SETTINGS), lines=lines)
    size = len(p)
    fitted = Descent(np.array(p), np.zeros((len(FEATURES), size, size)), np.zeros((size, size)), 0.0, 0.5, np.ones(4))
    above = np.array(parents or [-1 if at == root else root for at in range(size)])
    return View(case, fitted, weights("visible"), np.zeros((size, size)), above, root, mode,  # type: ignore[arg-type]
                "inferred:S1" if mode == "hidden" else None, certainty)


@pytest.fixture(autouse=True)
def _plain_support(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Support is the probability itself, so that the rules after it show."""
    if "calibrated" not in request.keywords:
        monkeypatch.setattr(drawing, "calibrated", lambda p, *told: p)


@pytest.mark.parametrize(("ahead", "back", "directed", "support"), [
    (0.75, 0.5, True, 0.75), (0.74, 0.5, False, 1.24), (0.375, 0.25, True, 0.375)])
def test_under_a_known_root_a_direction_is_one_and_a_half_times_its_reverse(
        ahead: float, back: float, directed: bool, support: float) -> None:
    drawn = view([[0, 1, 0.1], [0, 0, ahead], [0, back, 0]], "visible", [-1, 0, 1]).edges()
    edge = next(edge for edge in drawn if edge.child == "c")
    assert (edge.parent, edge.directed, edge.kind) == ("b", directed, "derives")
    assert edge.support == pytest.approx(support)
    assert next(edge for edge in drawn if edge.child == "b").directed  # from the root, whatever its reverse


@pytest.mark.parametrize(("ahead", "back", "directed", "support"), [
    (0.75, 0.25, True, 0.75), (0.75, 0.251, False, 1.001), (0.5, 0.1, True, 0.5), (0.499, 0.1, False, 0.599)])
def test_without_a_known_root_descent_must_be_likely_and_clear(ahead: float, back: float, directed: bool,
                                                               support: float) -> None:
    [edge] = view([[0, ahead], [back, 0]]).edges()
    assert (edge.directed, edge.kind) == (directed, "derives" if directed else "shares_source")
    assert edge.support == pytest.approx(support)


def test_descent_never_runs_against_the_days() -> None:
    days = ["2026-03-02", "2026-03-01"]
    assert not view([[0, 0.9], [0.1, 0]], days=days).edges()[0].directed
    assert view([[0, 0.9], [0.1, 0]], days=days[::-1]).edges()[0].directed


def test_support_is_scaled_by_how_certain_the_story_is() -> None:
    assert view([[0, 0.9], [0.1, 0]], certainty=0.6).edges()[0].support == pytest.approx(0.54)


def test_the_next_best_parent_and_the_margin() -> None:
    drawn = view([[0, 0.7, 0.2], [0.1, 0, 0.5], [0.1, 0.3, 0]], "visible", [-1, 0, 1]).edges()
    edge = next(edge for edge in drawn if edge.child == "c")
    assert (edge.alternative, edge.margin) == ("a", 0.3)
    [alone] = view([[0, 0.9], [0.1, 0]], "visible").edges()
    assert (alone.alternative, alone.margin) == (None, None)


@pytest.mark.parametrize(("days", "told"), [
    (["2026-03-01", "2026-03-02"], True), (["2026-03-01", "2026-03-01"], False), (["2026-03-01", None], False),
    ([None, None], False), (["2026-03-01T23:00:00Z", "2026-03-01"], False)])
def test_dates_speak_where_both_days_are_known_and_differ(days: list[str | None], told: bool) -> None:
    assert view([[0, 0.9], [0.1, 0]], days=days).dated_edge(0, 1) is told


def test_dates_speak_on_an_edge_from_an_unseen_source_where_the_story_has_two_days() -> None:
    for days, told in ((["2026-03-01", "2026-03-02"], True), (["2026-03-01"] * 2, False), ([None, "2026-03-01"], False),
                       (["2026-03-01", None], False)):
        hidden = view([[0, 0, 0], [0, 0, 0], [0.5, 0.5, 0]], "hidden", [2, 2, -1], 2, days)
        assert bool(hidden.dated_edge(2, 0)) is told
    assert hidden.names == ["a", "b", "inferred:S1"]


LINE = AttributionLine("b", "Vell", "as Vell reported", "credits its report", 0.9, "c")


@pytest.mark.parametrize(("weight", "drawn"), [(0.9, True), (nextafter(0.9, 0), False)])
def test_a_plain_credit_makes_a_second_parent(weight: float, drawn: bool) -> None:
    made = view([[0, 0.7, 0.7], [0.1, 0, 0.1], [0.1, 0.2, 0]], "visible", lines=(replace(LINE, weight=weight),)).edges()
    second = [edge for edge in made if edge.kind == "second_source"]
    assert bool(second) is drawn
    if drawn:
        assert (second[0].parent, second[0].child, second[0].directed) == ("c", "b", True)
        assert second[0].support == pytest.approx(0.6 + 0.3 * 0.9)
        assert second[0].evidence[0].weight == pytest.approx(5.0 * 0.9)
        assert second[0].evidence[0].type == "attribution_line"


def test_a_credited_parent_is_no_second_one_and_weighs_five_times_its_line() -> None:
    made = view([[0, 0.7, 0.7], [0.1, 0, 0.1], [0.1, 0.9, 0]], "visible", [-1, 2, 0], lines=(LINE,)).edges()
    assert [(edge.parent, edge.child, edge.kind) for edge in made] == [("c", "b", "derives"), ("a", "c", "derives")]
    [named] = [one for one in made[0].evidence if one.type == "attribution_line"]
    assert named.weight == pytest.approx(4.5)
    assert not [one for one in made[1].evidence if one.type == "attribution_line"]


def test_a_line_on_an_outsider_speaks_for_the_unseen_source() -> None:
    outside = replace(LINE, target=None, name="quarry", document="a")
    drawn = view([[0, 0, 0], [0, 0, 0], [0.5, 0.5, 0]], "hidden", [2, 2, -1], 2, lines=(outside,)).edges()
    told = {edge.child: [one.weight for one in edge.evidence] for edge in drawn}
    assert told == {"a": [pytest.approx(1.5 * 0.9)], "b": []}


@pytest.mark.parametrize(("odds", "parents", "lines", "directed"), [
    (log(1.5), [-1, 0, 0], (), False), (nextafter(log(1.5), 9), [-1, 0, 0], (), True), (0.0, [-1, 2, 0], (), True),
    (0.0, [-1, 0, 0], (LINE,), True), (0.0, [-1, 0, 0], (replace(LINE, document="a"),), False)])
def test_a_second_parent_is_directed_where_it_is_above_older_or_named(
        odds: float, parents: list[int], lines: tuple[AttributionLine, ...], directed: bool) -> None:
    held = view([[0] * 3] * 3, parents=parents, lines=lines)
    held.dated[2, 1] = odds
    edge = held._second(Second(2, 1, 0.1, 30))
    assert (edge.parent, edge.child, edge.directed, edge.kind) == ("c", "b", directed, "second_source")
    assert edge.support == pytest.approx(0.7)
    assert edge.evidence[-1].weight == pytest.approx(1.0)
    assert "30 runs of three words" in edge.evidence[-1].text
    assert held._second(Second(2, 1, 0.3, 30)).support == 0.9


def test_two_that_give_each_other_are_one_second_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [Second(2, 1, 0.1, 30), Second(1, 2, 0.2, 40), Second(1, 3, 0.1, 30)]
    monkeypatch.setattr(drawing, "seconds", lambda *told: both)
    made = view([[0] * 4] * 4)._second_sources()
    assert [(edge.parent, edge.child) for edge in made] == [("b", "c"), ("b", "d")]


def test_edges_against_the_days_lose_their_direction() -> None:
    edges = [Edge("a", "b", True, 0.9, "derives"), Edge("b", "c", True, 0.9, "derives"),
             Edge("a", "c", False, 0.9, "second_source")]
    found = drawing.in_time(edges, {("a", "b"), ("a", "c")})
    assert [(edge.directed, edge.kind) for edge in found] == [
        (False, "shares_source"), (True, "derives"), (False, "second_source")]


def test_an_edge_from_an_unseen_source_says_what_its_child_states() -> None:
    claims = (Claim("x", ("a", "b")), Claim("y", ("b", "c")), Claim("z", ("a", "c")))
    source = InferredSource("inferred:S1", ("a", "b", "c"), claims, {"a": 0.25})
    edge = Edge("inferred:S1", "a", True, 0.9, "derives")
    [told] = drawing.with_claims(edge, source).evidence
    assert (told.type, told.weight) == ("shared_claims", round(2 / 3, 3))
    assert told.text == "a states 2 of the 3 claims that at least two witnesses make, 25% of its words"
    assert drawing.with_claims(replace(edge, parent="b"), source).evidence == ()
    assert drawing.with_claims(edge, replace(source, claims=())).evidence == ()


# How a story is read


def test_documents_that_only_share_the_event_stand_alone() -> None:
    held = [document(name) for name in "abcd"]
    pairs = [pair("a", "b", 0.5), pair("c", "d", 0.9, "same_event"), pair("a", "c", nextafter(0.5, 0))]
    assert placing._independent(held, pairs, SETTINGS, None) == {"c", "d"}
    assert placing._independent(held, pairs, SETTINGS, "c") == {"d"}
    assert placing._independent(held, [pair("a", "b", 0.9, "unrelated")], SETTINGS, "a") == {"b", "c", "d"}


def test_of_equal_texts_the_root_the_oldest_or_the_first_stands_for_all() -> None:
    same = "The quarry at Tamsin closes in June. Forty masons lose their work there."
    held = [document("a", same), document("b", same, "2026-03-02"), document("c", same, "2026-03-01"), document("d")]
    assert placing._twins(held, None) == {"a": "c", "b": "c"}
    assert placing._twins(held, "a") == {"b": "a", "c": "a"}
    by_id = {one.id: one for one in held}
    edge = placing._twin_edge("b", "c", by_id, None)
    assert (edge.directed, edge.support, edge.kind) == (True, 0.9, "derives")
    assert [one.weight for one in edge.evidence] == [5.0, 0.0]
    undated = placing._twin_edge("b", "a", by_id, None)
    assert (undated.directed, undated.kind, len(undated.evidence)) == (False, "shares_source", 1)
    assert placing._twin_edge("b", "a", by_id, "a").support == 0.95


def line(document: str, target: str | None, weight: float = 1.0, name: str = "quarry") -> AttributionLine:
    return AttributionLine(document, name, "t", "n", weight, target)


def case(*lines: AttributionLine, days: tuple[str | None, ...] = (None, None, None)) -> Case:
    return replace(case_of([document(name, published=day) for name, day in zip("abc", days, strict=True)], SETTINGS),
                   lines=lines)


def test_lines_give_odds_to_whom_they_name() -> None:
    told = [("b", "a", 0.8), ("b", "a", 0.2), ("c", "a", 0.5), ("c", None, 0.6), ("c", None, 0.4)]
    held = case(*(line(*one) for one in told))
    named = placing._named(held, 3)
    assert named[0].tolist() == pytest.approx([0, 5.0, 2.5])
    assert not named[1:].any()
    unseen = placing._named(held, 4)
    assert unseen[3].tolist() == pytest.approx([0, 0, 1.5 * 0.6, 0])


def test_of_two_the_one_that_is_named_came_first() -> None:
    two = [document(name) for name in "ab"]
    held = replace(case_of(two, SETTINGS), lines=(line("b", "a", 0.4),))
    assert placing._of_two(held) == {0: pytest.approx(1 / (1 + exp(-2.0))), 1: pytest.approx(1 / (1 + exp(2.0)))}


def test_which_may_have_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    chances = {0: 0.5, 1: 0.3, 2: 0.0101}
    monkeypatch.setattr(placing, "source_chances", lambda held: (chances, 0.2))
    found = placing._first(case())
    assert found == {0: pytest.approx(0.5 / 0.8), 1: pytest.approx(0.3 / 0.8)}  # .0101 of .81 is below .02
    chances[2] = 0.02
    assert set(placing._first(case())) == {0, 1, 2}
    later = ("2026-03-02", "2026-03-01", None)
    assert placing._first(case(days=later)) == {1: pytest.approx(0.3 / 0.32), 2: pytest.approx(0.02 / 0.32)}
    monkeypatch.setattr(placing, "ROOTS", 1)
    assert placing._first(case()) == {0: 1.0}
    chances.clear()
    chances[0] = 0.9
    monkeypatch.setattr(placing, "ROOTS", 6)
    assert placing._first(case(days=later)) == {1: 0.5, 2: 0.5}  # nobody who was weighed can have been first


def read_as(monkeypatch: pytest.MonkeyPatch, held: Case, best: float = 0.8, hidden: float = 0.6, needed: bool = True,
            alike: bool = False, root: int | None = None) -> tuple[object, ...]:
    """Which reading `view_of` takes, with what was found put in place."""
    monkeypatch.setattr(placing, "witnesses", lambda *told: alike)
    monkeypatch.setattr(placing, "needed", lambda *told: needed)
    monkeypatch.setattr(placing, "source_chances", lambda held: ({2: best, 1: best, 0: 0.1}, hidden))
    monkeypatch.setattr(placing, "oldest_chance", lambda held, oldest: best)
    monkeypatch.setattr(placing, "_open", lambda held, nearest=None: ("open", nearest is not None))
    monkeypatch.setattr(placing, "_with_root", lambda held, at, sure: ("root", at, sure))
    monkeypatch.setattr(placing, "_with_hidden", lambda source, held: ("hidden", source))
    return placing.view_of("inferred:S1", held, root)  # type: ignore[return-value]


def test_a_story_is_read_by_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_as(monkeypatch, case(), root=1) == ("root", 1, 1.0)
    assert read_as(monkeypatch, case(), alike=True) == ("open", True)
    assert read_as(monkeypatch, case(), needed=False) == ("open", False)
    assert read_as(monkeypatch, case(), 0.75) == ("root", 1, 0.75)
    below = nextafter(0.75, 0)
    assert read_as(monkeypatch, case(), below, 0.5) == ("hidden", "inferred:S1")
    assert read_as(monkeypatch, case(), below, nextafter(0.5, 0)) == ("open", False)
    one_day = ("2026-03-02", "2026-03-01", "2026-03-02")
    assert read_as(monkeypatch, case(days=one_day), below, 0.1) == ("hidden", "inferred:S1")
    assert read_as(monkeypatch, case(days=("2026-03-02", "2026-03-02", "2026-03-01")), 0.75) == ("root", 2, 0.75)


def test_lines_and_forms_speak_for_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[np.ndarray] = []

    def keep(ranked: list[int], *told: np.ndarray) -> tuple[dict[int, float], float]:
        given.append(told[-1][np.argsort(ranked)])
        return {}, 0.0

    monkeypatch.setattr(placing, "posterior", keep)
    monkeypatch.setattr(placing, "announcing", lambda held: 3.0 if held.id == "c" else 0.0)
    placing.source_chances(case(line("b", "a", 0.8), days=("2026-03-01", "2026-03-02", None)))
    assert given[-1].tolist() == pytest.approx([1.5 * 0.8, -5.0 * 0.8 - 6.0, 3.0])
    placing.source_chances(case(line("b", None, 0.8), line("c", None, 0.6), line("c", None, 1.0, "nobody")))
    assert given[-1].tolist() == pytest.approx([-1.5 * 0.8, -1.5 * 0.8, 3.0 - 1.5 * 0.8])


def test_beliefs_rule_out_younger_parents_but_for_the_root() -> None:
    held = case(days=("2026-03-02", "2026-03-01", "2026-03-03"))
    shared = placing.Shared(held.overlaps, rooted(held.readings, 0), held.edit)
    beliefs, dated = placing._beliefs(held, shared, 0, "visible")
    assert sum(belief.share for belief in beliefs) == pytest.approx(1.0)
    assert [belief.share for belief in beliefs] == sorted((belief.share for belief in beliefs), reverse=True)
    for belief in beliefs:
        assert belief.prior[2, 1] <= NEVER / 2  # younger than its child
        assert belief.prior[0, 1] > NEVER / 2  # the root is everybody's source
        assert belief.prior[1, 0] > NEVER / 2
    assert dated[1, 2] > 0
    assert np.array_equal(publication.younger(held.when), held.younger)


def test_a_document_is_the_parent_before_an_unseen_source_nearly_as_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[np.ndarray] = []
    monkeypatch.setattr(placing, "arborescence", lambda p, root: kept.append(p) or np.array([3, 3, 3, -1]))
    found = placing._with_hidden("inferred:S1", case())
    assert kept[0][3] == pytest.approx(1.25 * found.fitted.probability[3], abs=1e-8)
    assert kept[0][:3] == pytest.approx(found.fitted.probability[:3], abs=1e-8)


def test_an_open_story_is_averaged_over_who_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_first", lambda held: {0: 0.3, 2: 0.7})
    found = placing._open(case())
    one, two = (placing._rooted(case(), root, 10)[0].probability for root in (0, 2))
    assert found.fitted.probability == pytest.approx(0.3 * one + 0.7 * two)
    assert (found.root, found.mode, found.certainty) == (2, "open", 1.0)


def test_the_oldest_is_the_source_unless_an_outsider_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    held = case(days=("2026-03-01", "2026-03-02", "2026-03-03"))
    plain_chance = placing.oldest_chance(held, 0)
    told = placing.oldest_chance(replace(held, lines=(line("b", None, 1.0),)), 0)
    assert log(plain_chance / (1 - plain_chance)) - log(told / (1 - told)) == pytest.approx(1.5)
    monkeypatch.setattr(placing, "evidence", lambda *told: ([1, 2], np.zeros((2, 1)), np.zeros(1)))
    assert placing.oldest_chance(held, 0) == 0.0


def test_the_fit_of_a_named_root_is_the_one_of_its_coefficients() -> None:
    held = case()
    fitted, beliefs, _ = placing._rooted(held, 1, 0)
    shared = placing.Shared(held.overlaps, rooted(held.readings, 1), held.edit)
    again = infer(shared, 1, beliefs, np.zeros((0, held.overlaps.shape[1])))
    assert fitted.scores == pytest.approx(again.scores)
    assert sums(plain(held.readings)) == pytest.approx(sums(held.overlaps))
    assert edit_distances([["a"], ["a"]]).tolist() == [[0, 0], [0, 0]]


# What a source must have said


def fact(kind: str, value: str, text: str = "x", norm: float | None = None, sentence: int = 0) -> Fact:
    return Fact(kind, text, 0, 1, value, sentence, norm=norm)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "told"), [
    (fact("number", "n", norm=10.0), True), (fact("number", "n", norm=9.9), False), (fact("number", "n"), False),
    (fact("duration", "d", norm=10.0), True), (fact("duration", "d", norm=9.0), False),
    (fact("money", "money:4", "4 crowns"), True), (fact("money", "m", "some money"), False),
    (fact("quote", "q", '"So"'), True), (fact("person", "name:7"), False), (fact("date", "date:2026-03-04"), True),
    (fact("percent", "p", "4 %"), True)])
def test_which_figures_tell(one: Fact, told: bool) -> None:
    assert witness._is_telling(one) is told


def test_groups_join_strongest_first_and_a_witness_gives_two_sentences() -> None:
    links = {(("a", 0), ("b", 0)): 0.9, (("a", 1), ("b", 0)): 0.8, (("a", 2), ("b", 0)): 0.7, (("c", 0), ("b", 0)): 0.6}
    assert witness._groups(links) == [[("a", 0), ("a", 1), ("b", 0), ("c", 0)], [("a", 2)]]
    turned = {key: 1.0 - value for key, value in links.items()}
    assert witness._groups(turned) == [[("a", 0)], [("a", 1), ("a", 2), ("b", 0), ("c", 0)]]
    even = dict.fromkeys(links, 0.5)
    assert witness._groups(even) == [[("a", 0), ("a", 1), ("b", 0), ("c", 0)], [("a", 2)]]


WORDS = "bell rope tower crane barge ferry quarry slate chapel band".split()


@pytest.mark.parametrize(("shared", "own", "told"), [(8, 2, True), (7, 0, False), (8, 3, False), (10, 0, True)])
def test_word_for_word_is_eight_words_and_four_fifths(shared: int, own: int, told: bool) -> None:
    common = " ".join(WORDS[:shared])
    left, right = (document(name, " ".join([common, *more.split()[:own]]) + ".") for name, more in (
        ("a", "mason owner price"), ("b", "summer winter autumn")))
    assert witness._exact(("a", 0), ("b", 0), {"a": left, "b": right}) == (common if told else None)


def aligned(a: str, b: str, *links: tuple[int, int, float, float]) -> dict[tuple[str, str], Alignment]:
    made = tuple(Link(j, (i,), "paraphrase", similarity, p) for i, j, similarity, p in links)
    return {(a, b): Alignment(a, b, (), made, 0, 0, 0.0, 0.0)}


ONE = document("a", "The quarry sold 412 blocks of slate in May. Is that so? Nobody knows.")
TWO = document("b", "In May 412 blocks of slate left the quarry, its owner said. Who cares? It rained.")


@pytest.mark.parametrize(("p", "linked"), [(0.7, True), (nextafter(0.7, 0), False)])
def test_sentences_are_one_claim_from_a_sure_link_up(p: float, linked: bool) -> None:
    found = witness._links({"a": ONE, "b": TWO}, aligned("b", "a", (0, 0, 0.6, p), (1, 1, 0.9, 0.9)))
    assert found == ({(("a", 0), ("b", 0)): 0.6} if linked else {})
    both = aligned("a", "b", (0, 0, 0.6, 0.9)) | aligned("b", "a", (0, 0, 0.8, 0.9))
    assert witness._links({"a": ONE, "b": TWO}, both) == {(("a", 0), ("b", 0)): 0.8}
    assert witness._links({"a": ONE}, both) == {}


def test_a_question_or_a_heading_states_nothing() -> None:
    assert [witness._states(ONE, at) for at in range(3)] == [True, False, True]
    quoted = document("q", 'He asked, "Is that so?" Nobody knew.')
    assert not witness._states(quoted, 0)
    head = replace(ONE, sentences=(replace(ONE.sentences[0], kind="heading"), *ONE.sentences[1:]))
    assert not witness._states(head, 0)


def test_sentences_with_one_figure_are_tied_by_a_telling_word() -> None:
    from provenance.text.rarity import load_background

    held = witness._same_figures([ONE, TWO], load_background())
    assert held == [(("a", 0), ("b", 0))]
    apart = document("c", "She has 412 readers.")
    assert witness._same_figures([ONE, apart], load_background()) == []
    assert witness._same_figures([ONE, ONE], load_background()) == []


class Known:
    """Every stem as rare as said."""

    def __init__(self, rarity: float) -> None:
        self.rarity = rarity

    def idf(self, stems: list[str]) -> np.ndarray:
        return np.full(len(stems), self.rarity)


@pytest.mark.parametrize(("rarity", "kind", "tied"), [(3.0, "number", True), (nextafter(3.0, 0), "number", False),
                                                      (0.0, "quote", True)])
def test_a_shared_word_is_telling_from_three_up(rarity: float, kind: str, tied: bool) -> None:
    number = next(one for one in ONE.facts if one.norm == 412)
    same = next(one for one in TWO.facts if one.norm == 412)
    assert witness._tied(ONE, replace(number, kind=kind), TWO, same, Known(rarity)) is tied  # type: ignore[arg-type]


def test_what_two_say_alike_is_a_claim_of_theirs() -> None:
    said = witness.testimony([ONE, TWO], aligned("a", "b", (0, 0, 0.6, 0.9)), None)
    [claim] = said.claims
    assert (claim.text, claim.witnesses, claim.verbatim) == (ONE.text_of(ONE.sentences[0]), ("a", "b"), False)
    for one in (ONE, TWO):
        body = [sentence.words for sentence in one.sentences]
        assert said.explained[one.id] == pytest.approx(body[0] / sum(body))
    nothing = witness.testimony([ONE, document("z", "It rained all day.")], {}, None)
    assert (nothing.claims, nothing.explained) == ((), {"a": 0.0, "z": 0.0})


def test_claims_of_more_witnesses_come_first_and_wording_before_sense() -> None:
    exact = "The works at Tamsin sold 412 blocks of grey slate to the county in May."
    three = [document(name, f"{exact} {ownly}") for name, ownly in (
        ("a", "Forty carts of 77 horses left the yard."), ("b", "The yard lost 77 horses and forty carts, they say."),
        ("c", "It rained."))]
    links = aligned("a", "b", (0, 0, 1.0, 0.9), (1, 1, 0.5, 0.9)) | aligned("a", "c", (0, 0, 1.0, 0.9)) | \
        aligned("b", "c", (0, 0, 1.0, 0.9))
    first, second = witness.testimony(three, links, None).claims
    assert (first.text, first.witnesses, first.verbatim) == (exact[:-1], ("a", "b", "c"), True)
    assert (second.witnesses, second.verbatim) == (("a", "b"), False)


def test_a_sentence_that_says_the_same_of_another_document_is_its_witness() -> None:
    """Two sentences of the first, one of the second: the first place of all is the one most like the others."""
    links = {(("a", 0), ("b", 0)): 0.6, (("a", 1), ("b", 0)): 0.9}
    one = document("a", "The works sold 412 blocks. It sold 412 blocks of slate in May.")
    two = document("b", "The county bought 412 blocks of slate in May.")
    claim = witness._claim([("a", 0), ("a", 1), ("b", 0)], links, {"a": one, "b": two})
    assert claim is not None
    assert (claim.text, claim.witnesses) == (two.text_of(two.sentences[0]), ("a", "b"))
    vague = document("c", "The works sold some blocks.")
    assert witness._claim([("a", 0), ("c", 0)], {(("a", 0), ("c", 0)): 0.9}, {"a": one, "c": vague}) is None
    turned = witness._claim([("a", 1), ("b", 0)], {(("a", 1), ("b", 0)): 0.9}, {"a": one, "b": two})
    assert turned is not None
    assert turned.text == one.text_of(one.sentences[1])  # a tie goes by name


def test_commentary_without_a_figure_in_common_is_no_proposition() -> None:
    named = document("n", "Ilse Dorn opened the quarry gate. Ilse Dorn marks a pivotal moment for the coast.")
    by_id = {"n": named}
    assert witness._particulars(("n", 0), by_id)
    assert witness._proposition(("n", 0), [set()], by_id)
    assert not witness._proposition(("n", 1), [set()], by_id)
    assert witness._proposition(("n", 1), [{("money", "x")}], by_id)
    assert not witness._proposition(("n", 1), [{("person", "x")}], by_id)
    assert not witness._proposition(("a", 2), [set()], {"a": ONE})


# Who names whom


OUTLETS = {"a": "The Tarrow Sun", "b": "Tarrow Sun and Mail", "c": "Vell News Daily", "d": "Quay FM", "e": ""}


@pytest.mark.parametrize(("name", "target"), [
    ("Tarrow Sun", "a"), ("the Tarrow Sun", "a"), ("Vell", "c"), ("News Daily", None), ("Vell News", "c"),
    ("QuayFM", "d"), ("Quay FM Radio", "d"), ("Daily", None), ("Mail", "b"), ("Tarrow", None), ("Nobody", None),
    ("the", None)])
def test_a_name_means_the_one_outlet_it_can_mean(name: str, target: str | None) -> None:
    reader = document("e")
    held = {key: attribution_lines._key(outlet) for key, outlet in OUTLETS.items()}
    assert attribution_lines._resolve(name, reader, held) == target


def test_a_paper_that_names_itself_names_nobody() -> None:
    held = {key: attribution_lines._key(outlet) for key, outlet in OUTLETS.items()}
    assert attribution_lines._resolve("Tarrow Sun", document("a"), held) is None
    twice = held | {"f": held["a"]}
    assert attribution_lines._resolve("Tarrow Sun", document("e"), twice) is None


@pytest.mark.parametrize(("link", "target"), [
    ("https://www.sun.example/a/1", "a"), ("sun.example/a/1/", "a"), ("https://sun.example/a/2", "b"),
    ("https://sun.example/other", None), ("https://mail.example/x", "c"), ("https://mail.example/", None),
    ("https://own.example/x", None), ("https://none.example/x", None)])
def test_a_link_leads_to_its_address_or_the_only_one_of_its_site(link: str, target: str | None) -> None:
    urls = {"a": "https://sun.example/a/1", "b": "https://www.sun.example/a/2", "c": "https://mail.example/y",
            "d": "https://own.example/1", "e": "https://own.example/2"}
    held = [document(key, url=url) for key, url in urls.items()]
    assert attribution_lines._linked(link, held[-1], held) == target


@pytest.mark.parametrize(("name", "vague"), [
    ("PA", True), ("BBC", False), ("It", True), ("Monday", True), ("Vell", False)])
def test_short_and_empty_names_are_vague(name: str, vague: bool) -> None:
    assert attribution_lines._vague(name) is vague


def test_a_stamp_stands_in_the_first_six_lines() -> None:
    sun = document("sun", "It rained.", outlet="The Tarrow Sun")
    for before, found in ((5, ["sun"]), (6, [])):
        lines = [f"Line {number} says nothing of note." for number in range(before)]
        reader = document("r", "\n".join([*lines, "The Tarrow Sun", "It rained."]), outlet="Mail")
        assert [one.target for one in attribution_lines.find([sun, reader]) if one.target] == found


def test_the_strongest_line_of_a_name_is_kept_and_order_is_by_weight() -> None:
    sun = document("sun", "It rained.", outlet="Tarrow Sun")
    reader = document("r", "According to Tarrow Sun, it rained.\n\nOriginal reporting by Tarrow Sun\n\nAs reported by "
                           "Vell Post, it did.", outlet="Mail")
    found = attribution_lines.find([sun, reader])
    assert [(one.name, one.weight, one.target) for one in found] == [
        ("Tarrow Sun", 1.0, "sun"), ("Vell Post", 0.9, None)]


@pytest.mark.parametrize(("outlets", "target"), [(["Reuters", "Mail"], "x"), (["Sun", "Mail"], None),
                                                 (["Reuters", "Reuters"], None)])
def test_a_credited_agency_is_the_document_that_is_its_own(outlets: list[str], target: str | None) -> None:
    held = [document("x", outlet=outlets[0]), document("y", outlet=outlets[1]),
            document("r", "Reuters\n\nIt rained all day.", outlet="Post")]
    [told] = attribution_lines._credits(held[2], held)
    assert (told.name, told.weight, told.target) == ("Reuters", 1.0, target)
    part = document("p", "It rained. Reuters contributed to this report.", outlet="Post")
    assert attribution_lines._credits(part, [part])[0].weight == 0.7
    assert attribution_lines._credits(document("o", "Reuters\n\nIt rained.", outlet="Reuters"), held) == []


def test_credits_stand_near_the_head_or_the_foot() -> None:
    filler = [f"Line {number} of the story says nothing of note." for number in range(30)]
    for place, found in ((11, True), (12, False), (24, False), (25, True)):
        lines = [*filler]
        lines[place:place] = ["By Reuters"]
        assert bool(credits("\n".join(lines))) is found, place
    assert agency_of("The REUTERS ") == "Reuters"
    assert agency_of(None) is None


REST = "the council of the town approved a bridge over the harbour after a hearing that lasted until midnight and more"


@pytest.mark.parametrize(("line", "first", "last"), [
    (f"TARROW BAY (Reuters) - {REST}.", 12, 0), (f"{REST}. - Reuters", 0, 6)])
def test_a_dateline_opens_a_paragraph_near_the_head_and_a_sign_off_ends_one_near_the_foot(
        line: str, first: int, last: int) -> None:
    filler = [f"Line {number} of the story says nothing of note." for number in range(30)]
    for place in range(31):
        found = credits("\n".join([*filler[:place], line, *filler[place:]]))
        assert bool(found) is (place < first or place > 30 - last), place


def test_a_credit_is_quoted_as_it_stands() -> None:
    [whole], [part] = credits("It rained.\nBy Jane Ostrel, Reuters"), credits(f"TARROW BAY (Reuters) - {REST}.")
    assert (whole.text, whole.form) == ("By Jane Ostrel, Reuters", "byline")
    assert (part.text, part.form) == ("TARROW BAY (Reuters) -", "dateline")


@pytest.mark.parametrize(("size", "found"), [(110, True), (111, False)])
def test_a_line_that_is_a_credit_is_short(size: int, found: bool) -> None:
    line = "By J" + "a" * (size - 13) + ", Reuters"
    assert len(line) == size
    assert bool(credits(f"It rained.\n{line}")) is found


@pytest.mark.parametrize(("text", "told"), [
    ("The whole was written by hand.\nReuters contributed to this report.", ("contribution", False)),
    ("Reuters\nReuters contributed to this report.", ("line", True)),
    ("Reuters contributed to this report.\n\nReuters", ("line", True))])
def test_of_two_credits_that_of_the_whole_text_counts(text: str, told: tuple[str, bool]) -> None:
    [found] = credits(text)
    assert (found.form, found.whole) == told


@pytest.mark.parametrize("line", [
    "Photo: Reuters", "A spokesman told Reuters", "Rep. Ann Tolley (R-PA)", "Harrisburg, PA"])
def test_pictures_statements_and_states_credit_nobody(line: str) -> None:
    assert credits(f"It rained all day.\n{line}") == ()


# A story as a whole


def test_documents_of_one_event_alone_have_no_place_and_a_root_stays_one() -> None:
    held = [document("a"), document("b")]
    pairs = [pair("a", "b", 0.9, "same_event")]
    nobody = placing.place("S1", held, pairs, {}, SETTINGS, None)
    assert (nobody.edges, nobody.roots, nobody.unplaced) == ((), (), ("a", "b"))
    rooted_ = placing.place("S1", held, pairs, {}, SETTINGS, "a")
    assert (rooted_.edges, rooted_.roots, rooted_.unplaced) == ((), ("a",), ("b",))
    three = placing.place("S1", [*held, document("c")], [*pairs, pair("b", "c", 0.9, "unrelated")], {}, SETTINGS, None)
    assert three.unplaced == ("a", "b", "c")


def test_equal_texts_alone_hang_from_the_one_that_stands_for_them() -> None:
    same = "The quarry at Tamsin closes in June. Forty masons lose their work there."
    held = [document("a", same, "2026-03-02"), document("b", same, "2026-03-01")]
    found = placing.place("S1", held, [pair("a", "b", 0.99)], {}, SETTINGS, None)
    [edge] = found.edges
    assert (edge.parent, edge.child, edge.directed, found.roots) == ("b", "a", True, ("b",))


def test_a_story_with_its_wires() -> None:
    wire = wires.Wire("Reuters", ("x", "y"))
    node, held = wire.node("S1"), [document(name) for name in "xyz"]
    edges = [Edge("x", "y", True, 0.9, "derives"), Edge("r", "x", True, 0.8, "derives"),
             Edge("y", "z", True, 0.7, "derives"), Edge("inferred:S1", "x", True, 0.6, "derives")]
    source = InferredSource("inferred:S1", ("x", "y", "z"), (), {})
    kept, sources, roots = wires.applied("S1", [wire], held, {}, edges, [source], ["inferred:S1", "r", "x"])
    assert {(edge.parent, edge.child) for edge in kept} == {(node, "x"), (node, "y"), ("r", node), ("y", "z")}
    assert [one.id for one in sources] == [node]  # nothing hangs from the unseen one any more
    assert roots == ("r",)
    assert wires.applied("S1", [], held, {}, edges, [source], ["r"]) == (edges, (source,), ("r",))
    alone = wires.applied("S1", [wire], held, {}, [edges[0]], [], ["x"])
    assert alone[2] == (node,)
    other = wires.applied("S1", [wire], held, {}, [Edge("inferred:S1", "z", True, 0.6, "derives")], [source],
                          ["inferred:S1"])
    assert [one.id for one in other[1]] == [node, "inferred:S1"]
    assert other[2] == tuple(sorted(["inferred:S1", node]))


# Wires and copies


def triples(*letters: str) -> dict[str, frozenset[tuple[str, ...]]]:
    return {str(at): frozenset((letter,) for letter in held) for at, held in enumerate(letters)}


@pytest.mark.parametrize(("one", "other", "share"), [
    ("abcd", "defg", 0.25), ("abcde", "efghi", 0.2), ("ab", "abcdef", 1.0), ("", "abc", 0.0)])
def test_the_share_is_of_the_shorter_text(one: str, other: str, share: float) -> None:
    held = triples(one, other)
    assert wires._share(held["0"], held["1"]) == share
    assert wires._alike(["0", "1"], held) == ([["0", "1"]] if share >= 0.25 else [])


@pytest.mark.parametrize(("common", "member"), [(7, True), (6, False)])
def test_a_paper_without_a_credit_has_the_text_from_seven_tenths(common: int, member: bool,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    letters = "abcdefghij"
    held = {"x": letters, "y": letters, "z": letters[:common] + "klmnop"[:10 - common]}
    monkeypatch.setattr(wires, "_triples", lambda one: frozenset((letter,) for letter in held[one.id]))
    told = [document("x", "Reuters\n\nIt rained all day."), document("y", "Reuters\n\nIt rained all day."),
            document("z", "It rained all day.")]
    [wire] = wires.find(told)
    assert wire.members == (("x", "y", "z") if member else ("x", "y"))
    assert wire.node("S2") == "wire:S2:Reuters"
    early = [replace(one, document=replace(one.document, published=day)) for one, day in zip(
        told, ["2026-03-02", "2026-03-02", "2026-03-01"], strict=True)]
    assert wires.find(early)[0].members == ("x", "y")
    release = [*told[:2], replace(told[2], document=replace(told[2].document, role="release"))]
    assert wires.find(release)[0].members == ("x", "y")


def test_what_stands_above_the_prints_stands_above_the_wire_once() -> None:
    edges = [Edge("r", "x", True, 0.6, "derives", (), "q", 0.2), Edge("r", "y", True, 0.8, "derives"),
             Edge("s", "y", True, 0.7, "derives"), Edge("x", "y", True, 0.99, "derives"),
             Edge("t", "x", False, 0.99, "shares_source"), Edge("inferred:S1", "x", True, 0.99, "derives")]
    [above] = wires._above(edges, {"x": "wire", "y": "wire"})
    assert (above.parent, above.child, above.support, above.alternative) == ("r", "wire", 0.8, None)


@pytest.mark.parametrize(("edge", "stays"), [
    (Edge("r", "z", True, 0.9, "derives"), True), (Edge("r", "x", True, 0.9, "derives"), False),
    (Edge("r", "x", True, 0.9, "second_source"), True), (Edge("y", "x", True, 0.9, "second_source"), False),
    (Edge("y", "x", True, 0.9, "second_source", (Evidence("attribution_line", "t", 1.0),)), True),
    (Edge("r", "x", True, 0.9, "derives", (Evidence("attribution_line", "t", 1.0),)), False)])
def test_what_is_still_said_of_a_print(edge: Edge, stays: bool) -> None:
    assert wires._stays(edge, {"x": "wire", "y": "wire"}) is stays


def test_a_print_says_whose_it_is() -> None:
    wire = InferredSource("wire:S1:Reuters", ("x", "y"), (), {}, "wire", "Reuters")
    credited, silent = (wires.print_of(wire, document(name, text)) for name, text in (
        ("x", "Reuters\n\nIt rained all day."), ("y", "It rained all day.")))
    assert (credited.support, silent.support) == (0.95, 0.75)
    assert [edge.evidence[0].weight for edge in (credited, silent)] == [5.0, 1.0]


def test_a_copy_stands_beside_the_document_that_stands_for_it() -> None:
    held = [document("a", published="2026-03-01"), document("b", published="2026-03-02"), document("c"), document("d")]
    pairs = [pair("a", "b", 0.97, one=0.8, two=0.9), pair("a", "c", 0.97), pair("d", "a", 0.4999)]
    source = InferredSource("inferred:S1", ("a",), (), {"a": 0.4})
    alone = Lineage({"a": "S1"}, (), (), (source,), ())
    found = copies.with_copies(alone, {"b": "a", "c": "a", "d": "a"}, held, pairs, SETTINGS)
    assert dict(found.story_of) == {"a": "S1", "b": "S1", "c": "S1", "d": "S2"}
    assert found.unplaced == ("d",)
    told = {edge.child: (edge.parent, edge.directed, edge.kind, edge.support) for edge in found.edges}
    assert told == {"b": ("a", True, "derives", 0.97), "c": ("a", False, "shares_source", 0.97)}
    assert "80% of the runs" in found.edges[0].evidence[0].text
    assert found.inferred[0].explains == ("a", "b", "c")
    assert found.inferred[0].explained_share == {"a": 0.4, "b": 0.4, "c": 0.4}
    exact = copies.with_copies(Lineage({"a": "S1"}, (), (), (), ()), {"d": "a"}, held, [pair("d", "a", 0.5)], SETTINGS)
    assert exact.story_of["d"] == "S1"
    hours = [replace(one, document=replace(one.document, published=f"2026-03-01T0{at}:00")) for at, one in enumerate(
        held[:2])]
    day = copies.with_copies(Lineage({"a": "S1"}, (), (), (), ()), {"b": "a"}, hours, pairs, SETTINGS)
    assert not day.edges[0].directed  # of one day, whatever the hour
    release = replace(held[0], document=replace(held[0].document, role="release", published=None))
    known = copies.with_copies(Lineage({"a": "S1"}, (), (), (), ()), {"c": "a"}, [release, held[2]], pairs, SETTINGS)
    assert known.edges[0].directed

