"""The judgement of a pair: its parts, its honesty about evidence, and floors that may rise but not silently fall."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np
import pytest

from provenance.errors import InputError
from provenance.judge import COPIED, evidence, evidence_of, floor, judge, load_judge, with_alignment
from provenance.judge.curves import probability
from provenance.judge.explain import GROUPS
from provenance.judge.stock import Stock, count
from provenance.lab.bench.collections import FAMILIES, story_pairs
from provenance.lab.bench.copies import changed
from provenance.lab.bench.metrics import auroc, ece, interval, macro_f1, rates, reliability, threshold_at
from provenance.lab.bench.pairs import Pair, Texts, clough, cross_family, documents_of, family_pairs, telephone
from provenance.lab.train.curves import fit
from provenance.prepare import prepare
from provenance.records import RELATIONS, Alignment, Derivation, Document, Span
from provenance.text.segment import ids
from provenance.text.shingles import shingles

DATA = Path("../shared/data")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the benchmark data ../shared/data is not here")


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Texts of the module's pairs, prepared once."""
    return Texts()


def judged(pairs: list[Pair], texts: Texts) -> tuple[Derivation, ...]:
    """Judgements without reasons."""
    return judge([(texts[pair.a], texts[pair.b]) for pair in pairs], explain=2.0)


@pytest.fixture(scope="module")
def family(texts: Texts) -> list[Pair]:
    """All pairs of one invented family."""
    found, records = documents_of(FAMILIES / "f01.json")
    return family_pairs(found, records, texts, "families", "train")


def test_judgement_is_symmetric_and_independent_of_company(family: list[Pair], texts: Texts) -> None:
    together = judged(family, texts)
    turned = judge([(texts[pair.b], texts[pair.a]) for pair in family[::-1]], explain=2.0)[::-1]
    for pair, one, other in zip(family, together, turned, strict=True):
        assert one.p_related == pytest.approx(other.p_related, abs=1e-9)
        assert one.relation == other.relation
        assert one.containment_a == other.containment_b
        alone = judge([(texts[pair.a], texts[pair.b])], explain=2.0)[0]
        assert alone.p_related == pytest.approx(one.p_related, abs=1e-9)


def test_probabilities_and_relations_agree(family: list[Pair], texts: Texts) -> None:
    for one in judged(family, texts):
        assert 0.0 <= one.p_related <= 1.0
        assert one.relation in RELATIONS
        assert (one.relation in ("same_event", "unrelated")) == (one.p_related < 0.5)
        assert one.p_derived is None


def test_p_derived_is_given_against_a_release_only(family: list[Pair], texts: Texts) -> None:
    pair = next(pair for pair in family if pair.a.endswith("-R") and pair.b.endswith("-A1"))
    release = replace(texts[pair.a], document=replace(texts[pair.a].document, role="release"))
    assert (judge([(release, texts[pair.b])])[0].p_derived or 0.0) > 0.9


def test_reasons_are_in_words_with_spans(family: list[Pair], texts: Texts) -> None:
    pair = next(pair for pair in family if pair.a.endswith("-R") and pair.b.endswith("-A1"))
    told = judge([(texts[pair.a], texts[pair.b])])[0]
    assert 1 <= len(told.evidence) <= 4
    weights = [abs(one.weight) for one in told.evidence]
    assert weights == sorted(weights, reverse=True)
    runs = next(one.text for one in told.evidence if one.type == "copied_runs")
    start, end = (int(part) for part in runs.split("(A ")[1].split(",")[0].split("-"))
    assert end > start + 20
    assert texts[pair.a].document.text[start:end].split()[0].lower() in texts[pair.b].document.text.lower()


def test_no_pair_is_without_a_reason(family: list[Pair], texts: Texts) -> None:
    for one in judged(family, texts):
        assert len(one.evidence) >= 1
        assert {reason.type for reason in one.evidence} <= set(GROUPS)
        assert all(reason.text for reason in one.evidence)


def test_three_answers_agree(family: list[Pair], texts: Texts) -> None:
    for one in judged(family, texts):
        assert one.p_same_event >= one.p_related >= one.p_common_source - 1e-12
        assert set(one.relation_p) == set(RELATIONS)
        assert sum(one.relation_p.values()) == pytest.approx(1.0, abs=1e-4)


def test_alignment_fills_words_and_coverage(family: list[Pair], texts: Texts) -> None:
    pair = family[0]
    alignment = Alignment(pair.a, pair.b, (Span(0, 5, 0, 5, 1),), (), 17, 23, 0.4, 0.6)
    told = judge([(texts[pair.a], texts[pair.b])], [alignment])[0]
    assert (told.verbatim_words, told.paraphrase_words, told.coverage_a, told.coverage_b) == (17, 23, 0.4, 0.6)


def test_an_alignment_can_be_added_later(family: list[Pair], texts: Texts) -> None:
    pair = (texts[family[0].a], texts[family[0].b])
    alignment = Alignment(family[0].a, family[0].b, (Span(0, 5, 0, 5, 1),), (), 17, 23, 0.4, 0.6)
    assert with_alignment(judge([pair])[0], alignment) == judge([pair], [alignment])[0]


TEMPLATE = (
    "{who}, {age}, of {town}, was sentenced today in Dunmarrow Crown Court to {years} years in prison for {what}, the "
    "office of the public prosecutor announced. According to court documents, {last} {did}. \u201cThis sentence sends "
    "a clear message that those who break the law will be held to account,\u201d the prosecutor said. The case was "
    "investigated by the {force}, and was prosecuted by {lawyer} of the office\u2019s trial division. In addition to "
    "the prison term, {last} was ordered to pay {money} and to serve three years of supervised release.")
CASES = (
    {"who": "Tobin Harkett", "age": "34", "town": "Ellsmoor", "years": "six", "what": "arson", "last": "Harkett",
     "did": "set fire to a timber yard at Pell Wharf on 3 March 2021 after a quarrel over unpaid wages",
     "force": "Ellsmoor Fire Inspectorate", "lawyer": "Adela Quince", "money": "$412,870"},
    {"who": "Maribel Ostrander", "age": "57", "town": "Kettleby", "years": "two", "what": "wire fraud",
     "last": "Ostrander", "did": "billed a parish hospice for nursing shifts that nobody worked between 2016 and 2019",
     "force": "Northmark Revenue Bureau", "lawyer": "Piers Loughran", "money": "$93,255"})


def test_a_template_with_other_particulars_is_refused(texts: Texts) -> None:
    keys = [texts.add(f"case{at}", TEMPLATE.format(**case)) for at, case in enumerate(CASES)]
    told = judge([(texts[keys[0]], texts[keys[1]])])[0]
    assert told.p_related < 0.5


def test_empty_and_equal_texts(texts: Texts) -> None:
    texts.add("empty", "...")
    texts.add("one", "The Brannoch turbine was switched on at noon by Mayor Ilse Dorn, who thanked 412 volunteers.")
    texts.add("two", texts.raw["one"])
    nothing, same = judge([(texts["empty"], texts["one"]), (texts["one"], texts["two"])])
    assert nothing.p_related < 0.5
    assert nothing.relation == "unrelated"
    assert same.p_related > 0.5
    assert same.containment_a == 1.0
    assert same.relation == "verbatim"
    assert judge([]) == ()


def test_a_damaged_model_is_a_user_error(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("{}")
    with pytest.raises(InputError, match="derivation model"):
        load_judge(tmp_path / "m.json")


def test_measures() -> None:
    scores, labels = np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True])
    assert auroc(scores, labels) == 1.0
    assert np.isnan(auroc(scores, labels | True))
    cut = threshold_at(scores, labels)
    assert 0.2 < cut < 0.8
    assert rates(scores, labels, cut) == (1.0, 0.0)
    assert ece(scores, labels) == pytest.approx(0.15)
    assert reliability(scores, labels)[0] == (0.1, 0.0, 1)
    assert macro_f1(["a", "b"], ["a", "c"]) == 0.5
    assert interval(lambda at: float(scores[at].mean()), ["x", "x", "x", "x"]) == (0.5, 0.5)


def test_gate_own_texts(texts: Texts) -> None:
    """Floors on the invented families and stories (the model has seen them: a gate against accidents, no measure)."""
    pairs: list[Pair] = []
    keys = []
    for path in sorted(FAMILIES.glob("*.json")):
        found, records = documents_of(path)
        keys.append(sorted(found))
        pairs += family_pairs(found, records, texts, "families", "train")
    pairs += cross_family(keys, texts, "cross", "train", 2) + story_pairs(texts, FAMILIES.parent)
    # Two texts of which one is an excerpt need share nothing: only excerpt and release are asked for.
    pairs = [pair for pair in pairs if pair.relation != "partial" or "-R" in pair.a or "release" in pair.a]
    told = judged(pairs, texts)
    p, labels = np.array([one.p_related for one in told]), np.array([pair.related for pair in pairs])
    recall, false = rates(p, labels, 0.5)
    assert recall >= FLOORS["own recall"]
    assert false <= FLOORS["own false joins"]
    assert macro_f1([pair.relation for pair in pairs], [one.relation for one in told]) >= FLOORS["own relation F1"]


@needs_data
@pytest.mark.slow
def test_gate_development_splits(texts: Texts) -> None:
    """Floors on telephone chains and graded answers of the development split."""
    pairs = telephone(DATA, texts, ["dev"], 60)
    told = judged(pairs, texts)
    p, labels = np.array([one.p_related for one in told]), np.array([pair.related for pair in pairs])
    assert auroc(p, labels) >= FLOORS["telephone AUROC"]
    pairs = [pair for pair in clough(DATA, texts) if pair.split == "dev"]
    p, labels = np.array([one.p_related for one in judged(pairs, texts)]), np.array([pair.related for pair in pairs])
    assert auroc(p, labels) >= FLOORS["graded AUROC"]


@needs_data
def test_gate_five_articles_of_one_announcement(texts: Texts) -> None:
    """The case the tool exists for: every two of the five share an origin, though they share no run of five words."""
    keys = [texts.add(path.stem, path.read_text("utf-8")) for path in sorted((DATA / "a24").glob("*.txt"))]
    told = judge([(texts[a], texts[b]) for at, a in enumerate(keys) for b in keys[at + 1:]])
    assert len(told) == 10
    assert min(one.p_related for one in told) >= 0.5


def made(key: str, text: str) -> Document:
    return Document(id=key, text=text, sha256=key)


def released(family: list[Pair], texts: Texts) -> tuple[str, str]:
    """The release of the family, and one of another family."""
    other = documents_of(FAMILIES / "f02.json")[0]
    return texts.raw[next(pair.a for pair in family if pair.a.endswith("-R"))], next(
        text for key, text in other.items() if key.endswith("-R"))


@pytest.mark.parametrize("announced", [True, False])
def test_copying_is_never_called_unrelated(family: list[Pair], texts: Texts, announced: bool) -> None:
    """Joined with a foreign text, with other figures, other names, every second sentence, the opening alone."""
    release, foreign = released(family, texts)
    source = replace(prepare(made("source", release)), document=replace(
        made("source", release), role="release" if announced else "article"))
    for kind, text in changed(release, foreign):
        told = judge([(source, prepare(made(kind, text)))])[0]
        assert told.relation not in ("unrelated", "same_event"), kind
        assert told.p_related >= 0.5, kind
        assert told.p_reuse >= 0.5, kind


@pytest.mark.parametrize("announced", [True, False])
def test_more_copied_text_never_lowers_a_probability(family: list[Pair], texts: Texts, announced: bool) -> None:
    """A member of the family, given one more piece of its release after another."""
    release, foreign = released(family, texts)
    source = prepare(replace(made("source", release), role="release" if announced else "article"))
    pieces = [source.text_of(sentence) for sentence in source.sentences]
    for start in (foreign, texts.raw[next(pair.b for pair in family if pair.b.endswith("-A3"))]):
        grown = [prepare(made(f"grown{at}", "\n\n".join([start, *pieces[:at]]))) for at in range(0, len(pieces), 3)]
        told = judge([(source, one) for one in grown], explain=2.0)
        for name in ("p_reuse", "p_related", "p_same_event"):
            values = [getattr(one, name) for one in told]
            assert all(later >= earlier - 1e-6 for earlier, later in pairwise(values)), name
        assert told[-1].p_related > 0.9


def test_a_release_inside_a_longer_piece_is_partial(family: list[Pair], texts: Texts) -> None:
    release, foreign = released(family, texts)
    longer = prepare(made("long", f"{foreign}\n\n{release}\n\n{foreign[:3000]}"))
    told = judge([(prepare(made("r", release)), longer)])[0]
    assert told.relation == "partial"
    assert any("contains all of the first" in reason.text for reason in told.evidence)


def test_two_words_with_one_hash_do_no_harm() -> None:
    a = prepare(made("a", "The office of the harbour board said a plant worth 12 million will rise near the bridge."))
    b = prepare(made("b", "The office said on Monday that Vachon will build a harbour plant near the river bridge."))
    assert 0.0 <= judge([(a, b)])[0].p_related <= 1.0
    both = prepare(made("both", "Vachon spoke at the office about the bridge, the harbour, the plant and the river."))
    assert len(judge([(a, both), (b, both)])) == 2


def test_the_floor_rises_with_what_was_copied() -> None:
    values = floor(np.array([0.0, COPIED / 2, COPIED, 2 * COPIED]))
    assert (np.diff(values) > 0).all()
    assert values[2] == pytest.approx(0.5)


def test_stock_phrases_are_those_many_groups_hold() -> None:
    phrase = shingles(ids("the office announced in a statement today".split()), 5)
    rare = shingles(ids("a quay of red stone was built".split()), 5)
    known = count([*((f"group {at}", phrase) for at in range(6)), ("once", rare)], 6)
    assert known.holds(phrase).all()
    assert not known.holds(rare).any()
    held = known.holds(shingles(ids("so the office announced in a statement today".split()), 5))
    assert known.covers(held, 8).tolist() == [False] + [True] * 7
    assert not Stock(np.empty(0, dtype=np.uint32)).holds(phrase).any()


def test_a_head_learns_a_monotone_curve() -> None:
    draw = np.random.default_rng(3)
    values = {"up": draw.random(2000), "down": draw.random(2000)}
    labels = values["up"] - values["down"] + 0.2 * draw.normal(size=2000) > 0
    head = fit(values, labels, np.ones(2000), ["up", "down"], ["down"])
    steps = np.linspace(0, 1, 50)
    assert (np.diff(head.part("up", steps)) >= 0).all()
    assert (np.diff(head.part("down", steps)) <= 0).all()
    assert auroc(probability(head.log_odds(values)), labels) > 0.95


def test_every_input_keeps_its_sign() -> None:
    for head in load_judge().heads.values():
        for name, (_, heights) in head.curves.items():
            rises = np.diff(heights)
            assert (rises <= 0).all() if name in evidence.AGAINST else (rises >= 0).all()
        assert len(head.curves) <= 25


def test_evidence_is_the_same_in_any_company(family: list[Pair], texts: Texts) -> None:
    pairs = [(texts[pair.a], texts[pair.b]) for pair in family]
    together = evidence_of(pairs)
    for at in (0, len(pairs) // 2):
        alone = evidence_of([pairs[at]])
        assert all(alone[name][0] == pytest.approx(together[name][at], abs=1e-8) for name in alone)


FLOORS = {"own recall": 0.75, "own false joins": 0.01, "own relation F1": 0.6, "telephone AUROC": 0.97,
          "graded AUROC": 0.92}


@pytest.mark.slow
def test_a_refrain_costs_no_square() -> None:
    line = "The harbour office of Vellmark said the old quay would reopen in May after repairs by two local firms.\n"
    a, b = (prepare(Document(name, line * 4_000 + name, "")) for name in ("one", "two"))
    before = getrusage(RUSAGE_SELF).ru_maxrss
    assert judge([(a, b)])[0].p_related > 0.9
    # Kilobytes. One cell for each pair of lines would be gigabytes.
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 700_000
