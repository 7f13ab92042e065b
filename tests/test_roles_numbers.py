"""What the role model sees and says, counted sentence by sentence, and the rules after it at their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log, log1p, sqrt

import numpy as np
import pytest

from provenance.align import align, shared_words
from provenance.facts import PARTICULARS, lacking
from provenance.languages.english import manner as en
from provenance.languages.english.words import STOPWORDS
from provenance.prepare import prepare
from provenance.records import Alignment, Document, Fact, FactFinding, Link, Prepared, SentenceRole, Span
from provenance.roles import (
    LABELS,
    _disclosed,
    _Found,
    _kind,
    _new,
    _note,
    _particular,
    _Place,
    _places,
    _quoted,
    _Reading,
    _sharpened,
    abstaining,
    agreed,
    compose,
    composition,
    load_roles,
    model,
    padding,
    sourcing,
    weight,
)
from provenance.roles.features import _facts, _sections, _shape, _wording, features
from provenance.roles.model import Question, Softmax
from provenance.text.rarity import load_background
from provenance.text.segment import ids as word_ids
from provenance.text.vectors import load_vectors

ARTICLE = """Why the Hask cheese works matters

By The Valley Desk

In a world of constant change, one thing is clear: food connects us all. It matters. The works of the dairy will cost \
18.5 million crowns, and its road 4 million crowns. Is it worth the money?

Key takeaways

140 people will work for Brindlow Dairy in Hask Mill from May 2027

What comes next?

"Milk from these valleys has gone elsewhere for thirty years," said Joren Tass, 61, of Brindlow Dairy. The works of \
the dairy matter to the valley, which has waited for its cheese.

This article was generated with the help of AI and reviewed by an editor."""
RELEASE = """Brindlow Dairy to build cheese works at Hask

Brindlow Dairy will build a cheese works at Hask Mill, the company said on Thursday. The works will cost 18.5 million \
crowns and open in September 2027. It will employ 140 people.

"Milk from these valleys has gone elsewhere for thirty years," said Joren Tass, managing director of Brindlow Dairy. \
The county will lend money for a road."""


def doc(name: str, text: str, role: str = "article", **also: str) -> Prepared:
    return prepare(Document(name, text, "", role=role, **also))  # type: ignore[arg-type]


BOTH = doc("a", ARTICLE), doc("r", RELEASE, "release")


# What is seen of each sentence


def content(one: Prepared, low: int, high: int) -> list[int]:
    return [at for at in range(low, high) if one.words[at] not in STOPWORDS
            and (len(one.words[at]) > 1 or one.words[at].isdigit())]


@pytest.mark.parametrize("one", [*BOTH, doc("s", "The the of. A 7 b. Valley valley cheese road works mill dairy.")])
def test_how_much_a_sentence_says(one: Prepared) -> None:
    found, background = weight.weight(one, load_background()), load_background()
    for index, sentence in enumerate(one.sentences):
        words = content(one, sentence.first_word, sentence.last_word)
        rare = sorted((float(background.idf([one.stems[at]])[0]) for at in words), reverse=True)[:3]
        fresh = sum(float(background.idf([one.stems[at]])[0]) for at in words
                    if one.stems.index(one.stems[at]) >= sentence.first_word)
        count = max(len(words), 1)
        told = {"rarest": sum(rare) / max(len(rare), 1) / 5, "fresh": log1p(fresh) / 5,
                "abstract": sum(bool(en.ABSTRACT.search(one.words[at])) for at in words) / count,
                "word_length": sum(len(one.words[at]) for at in words) / count / 5}
        assert {name: column[index] for name, column in found.items()} == pytest.approx(told), index


def shape(one: Prepared, index: int) -> dict[str, float]:
    """The columns of `_shape` that are rules, for one sentence."""
    sentence, count = one.sentences[index], len(one.sentences)
    text, size = one.text_of(sentence), sentence.words
    company = Counter(other.paragraph for other in one.sentences)

    def alone(at: int) -> bool:
        return 0 <= at < count and company[one.sentences[at].paragraph] == 1

    def lone(at: int) -> bool:
        closed = alone(at) and en.PATTERNS["ends"].search(one.text_of(one.sentences[at]))
        return alone(at) and one.sentences[at].words <= 14 and not closed

    question = bool(en.PATTERNS["question"].search(text))
    asked = alone(index) and size <= 14 and question
    hits = len(en.PATTERNS["significance"].findall(text))
    told = {f"kind_{kind}": sentence.kind == kind for kind in ("body", "heading", "furniture", "disclosure")}
    told |= {name: bool(pattern.search(text)) for name, pattern in en.PATTERNS.items() if name != "significance"}
    told |= {"alone": alone(index), "lone": lone(index), "asked": asked, "short": size <= 7,
             "titled": (lone(index) or asked) and index + 1 < count and not alone(index + 1),
             "lone_run": lone(index) and lone(index + 1), "lone_first": lone(index) and index == 0,
             "lone_top": lone(index) and 0 < index < 4, "lone_bottom": lone(index) and index >= count - 3,
             "sentence_alone": alone(index) and told["ends"] and not question,
             "opening": index == 0 or one.sentences[index - 1].paragraph != sentence.paragraph,
             "first": index == 0, "top": index < 4, "bottom": index >= count - 3, "last": index == count - 1}
    return {name: float(value) for name, value in told.items()} | {
        "length": log1p(size) / 3, "significance": min(hits, 4), "significance_share": 5 * hits / max(size, 1),
        "capitals": sum(word[0].isupper() for word in text.split()) / max(len(text.split()), 1),
        "place": index / max(count - 1, 1)}


FLAT = doc("f", "Prices rise\n\nMore to read\n\nThe dairy works of the valley opened at noon on Monday after a year "
                "of rain.\n\nIs it worth the money that the county of the valley lends?\n\nA long line that stands "
                "alone here and has more words than fifteen in all\n\nIt matters, a vital key step, a landmark, a "
                "journey: trust, hope.")


@pytest.mark.parametrize("one", [*BOTH, FLAT, doc("x", "One line"), doc("y", "Prices rose.\n\nUp.")])
def test_the_shape_and_place_of_every_sentence(one: Prepared) -> None:
    found = _shape(one)
    for index in range(len(one.sentences)):
        told = shape(one, index)
        assert {name: found[name][index] for name in told} == pytest.approx(told), index
    assert set(found) == {*shape(one, 0), "tool", "disclosing"}


@pytest.mark.parametrize(("line", "tool", "disclosing"), [
    ("This article was generated with the help of AI.", 1, 1), ("The mayor was helped by AI in the vote.", 0, 0),
    ("The cheese was reviewed by an editor.", 0, 1), ("This is no financial advice.", 0, 1),
    ("The works open in May.", 0, 0), ("Every story was written by AI tools, a rival said.", 1, 0)])
def test_what_reads_like_a_disclosure(line: str, tool: int, disclosing: int) -> None:
    found = _shape(doc("a", f"The works open at noon on Monday.\n\n{line}"))
    assert (found["tool"][-1], found["disclosing"][-1]) == (tool, disclosing)


def test_a_heading_speaks_for_what_follows_it() -> None:
    one = doc("a", "Takeaways\n\nIt opens in May.\n\nKey takeaways\n\nIt costs 4 million crowns, the county says.\n\n"
                   "Why it matters\n\nIt feeds the valley, and it feeds it well.")
    one = replace(one, sentences=tuple(replace(sentence, kind="heading" if sentence.words <= 3 else "body")
                                       for sentence in one.sentences))
    found = _sections(one)
    heads = [index for index, sentence in enumerate(one.sentences) if sentence.kind == "heading"]
    assert heads == [0, 2, 4]
    assert found["sectioned"].tolist() == [0, 0, 1, 1, 1, 1]  # the title is over the whole
    assert found["takeaway"].tolist() == [0, 0, 1, 1, 0, 0]
    assert found["talk"].tolist() == [0, 0, 0, 0, 1, 1]


def fact(kind: str, sentence: int, start: int = 0, end: int = 1, **also: object) -> Fact:
    return Fact(kind, also.pop("text", "x"), start, end, "v", sentence, **also)  # type: ignore[arg-type]


def test_facts_are_counted_to_a_limit() -> None:
    one = doc("a", "One thing. Two things. Three things. Four things. Five things.")
    listed = [*[fact("number", 0)] * 5, *[fact("person", 1)] * 3, *[fact("place", 1)] * 2, fact("quote", 2),
              fact("speaker", 3), fact("date", 4)]
    found = _facts(replace(one, facts=tuple(listed)))
    assert found["n_number"].tolist() == [3, 0, 0, 0, 0]
    assert found["n_person"].tolist() == [0, 3, 0, 0, 0]
    assert found["figures"].tolist() == [4, 0, 0, 0, 1]
    assert found["names"].tolist() == [0, 4, 0, 0, 0]
    assert found["factless"].tolist() == [0, 0, 0, 1, 0]


def test_wording_is_the_weight_of_distinct_stems() -> None:
    one = doc("a", "Cheese cheese journey. The road of it.")
    stems = {one.stems[0]: 2.0, one.stems[2]: -0.5, "road": 1.0}
    found = _wording(one, stems)
    assert found["wording"].tolist() == [1.5, 1.0]
    assert found["wording_share"].tolist() == pytest.approx([1.5 / sqrt(3), 1.0 / sqrt(4)])
    assert set(features(one, stems)) >= {"wording", "rarest", "takeaway", "figures", "lone"}


# The model


def test_softmax_of_clipped_standard_scores() -> None:
    own = Softmax(("x", "y"), np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([[1.0, 0.0], [0.0, 0.5]]),
                  np.array([0.25, 0.0]))
    found = own.predict({"x": np.array([3.0, 99.0]), "y": np.array([2.0, -99.0])})
    for row, (one, two) in zip(found, [(1.25, 1.0), (4.25, -2.0)], strict=True):
        assert row.tolist() == pytest.approx([exp(one) / (exp(one) + exp(two)), exp(two) / (exp(one) + exp(two))])
    assert model.softmax(np.array([[1000.0, 1000.0]])).tolist() == [[0.5, 0.5]]
    assert model.softmax(np.zeros((0, 2))).shape == (0, 2)


def test_the_surroundings_of_each_sentence() -> None:
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.0, 0.4, 0.6], [1.0, 0.0, 0.0]])
    found = model.surroundings(p)
    beyond = [1 / 3] * 3

    def at(row: int) -> Sequence[float]:
        return p[row] if 0 <= row < 4 else beyond

    for row in range(4):
        near = [at(row - 1)[label] + at(row + 1)[label] for label in range(2)]
        far = [at(row - 2)[label] + at(row + 2)[label] for label in range(2)]
        rest = [sum(p[other, label] for other in range(4) if other != row) / 3 for label in range(2)]
        own = [log(max(value, 1e-3)) for value in p[row]]
        assert found[row].tolist() == pytest.approx([*own, *near, *far, *rest])
    single = model.surroundings(p[:1])[0]
    assert single[3:].tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_an_answer_is_the_softmax_of_the_surroundings() -> None:
    own = Softmax(("x",), np.zeros(1), np.ones(1), np.array([[1.0, -1.0]]), np.zeros(2))
    question = Question(own, np.arange(10.0).reshape(5, 2) / 10, np.array([0.5, 0.0]))
    columns = {"x": np.array([0.3, -0.7, 2.0])}
    raw = model.surroundings(own.predict(columns)) @ question.around + question.around_bias
    assert question.answer(columns) == pytest.approx(model.softmax(raw))


def test_the_odds_that_a_sentence_pads() -> None:
    assert model.pads(np.array([[0.2, 0.8], [1.0, 0.0], [0.5, 0.5]])).tolist() == pytest.approx(
        [log(4), log(0.001), 0.0])


def test_sharpness_raises_the_odds() -> None:
    found = _sharpened(np.array([[0.8, 0.2], [1.0, 0.0]]), 2.0)
    assert found[0].tolist() == pytest.approx([0.64 / 0.68, 0.04 / 0.68])
    assert found[1].tolist() == pytest.approx([1.0, 1e-12])


def test_only_what_reads_like_a_disclosure_is_one() -> None:
    line = np.array([[0.4, 0.2, 0.3, 0.1], [0.4, 0.2, 0.3, 0.1]])
    found = _disclosed(line, {"disclosing": np.array([0.0, 1.0])})
    assert found[0].tolist() == pytest.approx([4 / 7, 2 / 7, 0.0, 1 / 7])
    assert found[1].tolist() == pytest.approx(line[1].tolist())


# What a source offers


def stems_of(one: Prepared, index: int) -> set[str]:
    sentence = one.sentences[index]
    return {one.stems[at] for at in range(sentence.first_word, sentence.last_word)
            if one.words[at] not in STOPWORDS and len(one.words[at]) > 1 and not one.words[at][0].isdigit()}


def rows_of(one: Prepared) -> list[int]:
    """Sentences that can be aligned, of equal ones the first."""
    found: dict[tuple[str, tuple[str, ...]], int] = {}
    for index, sentence in enumerate(one.sentences):
        if sentence.kind in ("body", "heading"):
            found.setdefault((sentence.kind, one.words[sentence.first_word:sentence.last_word]), index)
    return list(found.values())


def in_order(one: Sequence[str], two: Sequence[str]) -> int:
    """Longest common subsequence."""
    best = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            best[i + 1][j + 1] = best[i][j] + 1 if left == right else max(best[i][j + 1], best[i + 1][j])
    return best[-1][-1]


def offered(article: Prepared, source: Prepared, index: int) -> tuple[dict[str, float], int]:
    """The columns a source has for one sentence of the article, and the sentence of it that is nearest."""
    rows = rows_of(source)
    own, theirs = stems_of(article, index), [stems_of(source, row) for row in rows]
    count = len(rows)

    def heavy(stem: str) -> float:
        rarity = max(float(load_background().idf([stem])[0]), 0.3)
        held = max(sum(stem in other for other in theirs), 1)
        inside = log((1 + count) / (0.5 + held)) / log((1 + count) / 1.5)
        return rarity * min(max(inside, 0.05), 1) if count > 1 else rarity

    def mass(stems: set[str]) -> float:
        return sum(map(heavy, stems))

    total = max(mass(own), 1e-9)
    shared = [mass(own & other) for other in theirs]
    two = [mass(own & (one | other)) for one, other in pairwise(theirs)]
    known = set().union(*theirs)
    vectors = load_vectors()
    table = vectors.by_key(word_ids(sorted(known)))

    def kin(stem: str) -> float:
        near = 1.0 if stem in known else float(max((vectors.by_key(word_ids([stem])) @ table.T)[0], default=0))
        return near if near >= 0.35 else 0.0

    lengths = [max(mass(other), 1e-9) for other in theirs]
    cosines = [round(part / sqrt(total * length), 9) for part, length in zip(shared, lengths, strict=True)]
    at = int(np.argmax(cosines))
    mine = [article.stems[place] for place in content(article, article.sentences[index].first_word,
                                                     article.sentences[index].last_word)]
    listed = [[source.stems[place] for place in content(source, source.sentences[row].first_word,
                                                        source.sentences[row].last_word)] for row in rows]
    nearest = sorted(range(count), key=lambda row: (-round(shared[row], 9), row))[:3]
    kept = {pair for line in listed for pair in pairwise(line)}
    return {"one": max(shared) / total, "two": max([*two, *shared]) / total, "amount": log1p(max(shared)) / 4,
            "anywhere": mass(own & known) / total, "unseen": log1p(mass(own - known)) / 4,
            "kin": sum(heavy(stem) * kin(stem) for stem in own) / total, "cosine": cosines[at],
            "order": max(in_order(mine, listed[row]) for row in nearest) / max(len(mine), 1),
            "pairs": sum(pair in kept for pair in pairwise(mine)) / max(len(mine) - 1, 1)}, rows[at]


LINES = doc("one", "Brindlow Dairy will build a cheese works at Hask Mill.")
TWO = doc("two", "Brindlow Dairy will build a cheese works. The dairy of Hask makes cheese at the mill.")
COMMON = doc("c", " ".join(f"The dairy of {name} makes cheese." for name in (
    "Hask", "Pell", "Orrin", "Vell", "Kell", "Tarn", "Dorn", "Quill", "Marsh")))  # two words in all nine sentences


@pytest.mark.parametrize("source", [BOTH[1], doc("b", ARTICLE.replace("valley", "town")), LINES, TWO, COMMON])
def test_what_a_source_offers_is_counted_word_by_word(source: Prepared) -> None:
    article = BOTH[0]
    found = sourcing.account(article, source, load_background())
    aligned = set(rows_of(article))
    for index, sentence in enumerate(article.sentences):
        if index in aligned:
            told, nearest = offered(article, source, index)
            assert {name: found.columns[name][index] for name in told} == pytest.approx(told, abs=1e-6), index
            assert found.nearest[index] == (nearest if told["cosine"] else -1)
            assert found.similarity[index] == pytest.approx(min(told["cosine"], 1.0))
        elif sentence.kind not in ("body", "heading"):
            assert (found.columns["one"][index], found.nearest[index], found.similarity[index]) == (0, -1, 0)
    runs = shared_words(source, article)[1]
    assert found.copied.tolist() == pytest.approx([
        runs[sentence.first_word:sentence.last_word].mean() for sentence in article.sentences])


def test_facts_a_source_has_or_lacks_are_counted_to_three() -> None:
    article, source = BOTH
    found = sourcing.account(article, source, load_background()).columns
    missing = {id(one) for many in lacking(article, [source], PARTICULARS | sourcing.NAMES).values() for one in many}
    for index in range(len(article.sentences)):
        for group, kinds in sourcing._GROUPS.items():
            own = [one for one in article.facts if one.kind in kinds and index in sourcing.spread(article, one)]
            new = sum(id(one) in missing for one in own)
            assert found[f"new_{group}"][index] == min(new, 3)
            if group != "speaker":
                assert found[f"had_{group}"][index] == min(len(own) - new, 3)
    crowded = replace(article, facts=tuple(replace(article.facts[0], kind="number", sentence=2) for _ in range(5)))
    assert sourcing._facts(crowded, {})["had_figure"][2] == 3


def test_several_sources_offer_the_best_of_each() -> None:
    base = sourcing.account(*BOTH, load_background())
    one = replace(base, columns={name: np.array([0.2]) for name in sourcing.COLUMNS})
    two = replace(base, columns={name: np.array([0.7]) for name in sourcing.COLUMNS})
    found = sourcing.together([one, two])
    least = {"unseen", "new_quote", "new_figure", "new_speaker", "new_person", "new_name"}
    assert {name for name, column in found.items() if column[0] == 0.2} == least
    assert set(found) == set(sourcing.COLUMNS)


@pytest.mark.parametrize(("text", "number", "norm", "told"), [
    ("Joren Tass, 61, of Hask", "61", 61.0, True), ("Joren Tass, 110, of Hask", "110", 110.0, True),
    ("Joren Tass, 111, of Hask", "111", 111.0, False), ("some 61 farms", "61", 61.0, False),
    ("the 14th farm", "14th", 14.0, True), ("Joren Tass, 6.5, of Hask", "6.5", 6.5, False),
    ("Joren Tass, 0, of Hask", "0", 0.0, False),
    ("aged 61 and retired", "61", 61.0, True), ("aged 61 farms", "61", 61.0, False),
    ("some 61, at least", "61", 61.0, False), ("turned 61.", "61", 61.0, True)])
def test_an_age_or_a_place_in_a_row_binds_nothing(text: str, number: str, norm: float, told: bool) -> None:
    one, start = doc("a", text), text.index(number)
    found = Fact("number", number, start, start + len(number), "v", 0, norm=norm)
    assert sourcing._passing(one, found) is told
    assert not sourcing._passing(one, replace(found, kind="money"))
    assert not sourcing._passing(one, replace(found, norm=None))


def test_a_quotation_stands_in_every_sentence_it_runs_over() -> None:
    one = doc("a", "He spoke. “It is so. It was so. It will be.” He left.")
    ends = [sentence.end for sentence in one.sentences]
    assert len(ends) >= 5
    quote = fact("quote", 1, one.sentences[1].start, one.sentences[3].start + 2)
    assert sourcing.spread(one, quote) == [1, 2, 3]
    assert sourcing.spread(one, replace(quote, end=one.sentences[2].start)) == [1]
    assert sourcing.spread(one, replace(quote, kind="number")) == [1]
    assert sourcing.spread(one, replace(quote, end=99)) == list(range(1, len(ends)))


# The rules after the model


P = {"release": 0.3, "added": 0.25, "padding": 0.4, "furniture": 0.05, "disclosure": 0.0, "heading": 0.0}


def told(**p: float) -> np.ndarray:
    return np.array([p.get(label, 0.0) for label in LABELS])


@pytest.mark.parametrize(("new", "said", "wanted"), [
    ([], [], told(**P)), ([0], [], told(added=0.95, furniture=0.05)),
    ([], [0], told(release=0.7, added=0.25, furniture=0.05)), ([0], [0], told(added=0.95, furniture=0.05))])
def test_particulars_have_their_say(new: list[int], said: list[int], wanted: np.ndarray) -> None:
    found = _particular(told(**P)[None], new, said)
    assert found[0].tolist() == pytest.approx(wanted.tolist())
    even = _particular(told(release=0.3, added=0.3, padding=0.4)[None], [], [0])
    assert even[0].tolist() == pytest.approx(told(release=0.3, added=0.7).tolist())


def found(p: np.ndarray, *places: _Place, new: bool = False, elsewhere: float = 0.0, parents: Sequence[int] = (),
          ) -> _Found:
    return _Found(p, places, new, elsewhere, frozenset(parents))


def place(order: int = 0, similarity: float = 0.5, copied: float = 0.0) -> _Place:
    return _Place(order, 0, 9, similarity, copied)


def test_a_role_is_told_from_one_half_up() -> None:
    assert found(told(added=0.5, padding=0.45)).told("release")[:2] == ("added", 0.5)
    assert found(told(added=0.4999, padding=0.45)).told("release") == ("unclear", 0.4999, None)
    assert found(told(furniture=0.8, added=0.2)).told("alone")[:2] == ("furniture", 0.8)


def test_copied_words_make_a_sentence_verbatim() -> None:
    copied = place(copied=0.8)
    assert found(told(release=0.4, added=0.3), copied).told("release") == ("verbatim", 0.8, copied)
    assert found(told(added=0.9), copied).told("release") == ("verbatim", 0.9, copied)
    assert found(told(added=0.9), place(copied=0.7999)).told("release")[0] == "added"
    assert found(told(added=0.9), copied, new=True).told("release")[0] == "added"
    assert found(told(heading=0.9), copied).told("release")[0] == "heading"
    # Padding is handed down by the announcement or a parent, not by a sibling.
    assert found(told(padding=0.9), copied).told("release")[0] == "verbatim"
    assert found(told(padding=0.9), copied).told("siblings")[0] == "padding"
    assert found(told(padding=0.9), copied, parents=[0]).told("siblings")[0] == "verbatim"
    assert found(told(padding=0.9), copied, parents=[1]).told("siblings")[0] == "padding"


def test_with_an_announcement_restating_is_of_it_alone() -> None:
    sibling, own = place(1, 0.9, 0.9), place(0, 0.4)
    assert found(told(release=0.9), own, sibling).told("release") == ("paraphrase", 0.9, own)
    assert found(told(release=0.9), own, sibling).told("siblings") == ("verbatim", 0.9, sibling)
    near, far = place(0, 0.6), place(1, 0.7)
    assert found(told(release=0.9), near, far).told("siblings")[2] == far
    assert found(told(release=0.9), near, place(1, 0.6)).told("siblings")[2] == near


@pytest.mark.parametrize(("p", "similarity", "role", "sure"), [
    (0.65, 0.24, "paraphrase", 0.65), (0.6499, 0.24, "padding", 0.6), (0.6499, 0.25, "paraphrase", 0.6499),
    (0.95, 0.2999, "paraphrase", 0.89), (0.95, 0.3, "paraphrase", 0.95)])
def test_a_restatement_of_little_is_doubted(p: float, similarity: float, role: str, sure: float) -> None:
    rest = 1 - p
    one = found(told(release=p, added=0.4 * rest, padding=0.6 * rest), place(similarity=similarity))
    assert one.told("release")[:2] == (role, pytest.approx(sure))
    nowhere = found(told(release=p, added=0.4 * rest, padding=0.6 * rest)).told("release")
    assert nowhere[:2] == (("padding", pytest.approx(0.6)) if p < 0.65 else ("paraphrase", pytest.approx(min(p, 0.89))))


def test_what_it_would_be_without_restating_is_never_surer_than_doubtful() -> None:
    assert found(told(release=0.6, added=0.4)).told("release")[:2] == ("added", 0.89)
    assert found(told(release=0.6, added=0.2, padding=0.2)).told("release")[0] == "added"


@pytest.mark.parametrize(("elsewhere", "similarity", "copied", "there"), [
    (0.5, 0.3, 0.0, True), (0.4999, 0.3, 0.0, False), (0.5, 0.2999, 0.0, False), (0.0, 0.1, 0.8, True)])
def test_an_addition_points_at_a_sibling_that_has_it(elsewhere: float, similarity: float, copied: float, there: bool,
                                                     ) -> None:
    sibling = place(1, similarity, copied)
    one = found(told(added=0.9), place(0, 0.9), sibling, elsewhere=elsewhere)
    assert one.told("release")[2] == (sibling if there else None)
    role, _, shown = found(told(added=0.9), sibling, elsewhere=elsewhere).told("siblings")
    assert (role, shown) == (("verbatim", sibling) if copied else ("added", None))
    assert found(told(furniture=0.9), sibling, elsewhere=1.0).told("release")[2] is None


def test_the_sibling_that_copied_or_is_nearer_is_shown() -> None:
    far, near, copied, same = place(1, 0.4), place(2, 0.6), place(3, 0.3, 0.8), place(4, 0.6)
    assert found(told(added=0.9), far, near, same, elsewhere=1.0).told("release")[2] == near
    assert found(told(added=0.9), far, near, copied, elsewhere=1.0).told("release")[2] == copied


def test_notes_and_kinds_of_a_source() -> None:
    assert _note("n", "added", None) == _note("n", "verbatim", place()) == "n"
    assert _note("n", "added", place(copied=0.8)) == "word for word in a sibling"
    assert _note("n", "padding", place(copied=0.7999)) == "a sibling says so too"
    assert [_kind(one, ["p"]) for one in (BOTH[1], doc("p", "x"), doc("s", "x"))] == ["release", "parent", "sibling"]


def test_places_are_links_or_the_nearest_sentence() -> None:
    article, source = BOTH
    base = sourcing.account(article, source, load_background())
    count = len(article.sentences)
    nearest = np.full(count, -1)
    nearest[2] = 1
    one = replace(base, nearest=nearest, similarity=np.full(count, 0.12345678), copied=np.linspace(0, 1, count))
    linked = Alignment("r", "a", (), (Link(3, (1, 2), "paraphrase", 0.77777, 0.9),), 0, 0, 0.0, 0.0)
    places = _places(article, [(source, linked)], [one])
    assert [len(many) for many in places] == [1 if index in (2, 3) else 0 for index in range(count)]
    by_link, by_word = places[3][0], places[2][0]
    assert (by_link.start, by_link.end) == (source.sentences[1].start, source.sentences[2].end)
    assert (by_link.similarity, by_word.similarity) == (0.7778, 0.1235)
    assert (by_word.start, by_word.end) == (source.sentences[1].start, source.sentences[1].end)
    assert by_word.copied == pytest.approx(2 / (count - 1))
    nearest[2] = 0
    assert _places(article, [(source, replace(linked, links=()))], [one])[2][0].start == source.sentences[0].start


def test_a_particular_is_new_where_every_source_lacks_it() -> None:
    article, source = BOTH
    base = sourcing.account(article, source, load_background())
    number, quote = (next(one for one in article.facts if one.kind == kind) for kind in ("number", "quote"))
    other = replace(base, lacking=(quote,))
    first = replace(base, lacking=(number, quote))
    p = np.tile(told(added=0.9), (len(article.sentences), 1))
    assert _new(article, [(source, first)], p) == {*sourcing.spread(article, number), *sourcing.spread(article, quote)}
    assert _new(article, [(source, first), (source, other)], p) == frozenset(sourcing.spread(article, quote))
    assert _new(article, [], p) == frozenset()


@pytest.mark.parametrize(("order", "release", "new"), [(0.5, 0.5, False), (0.4999, 0.5, True), (0.5, 0.4999, True)])
def test_a_quotation_in_other_words_is_the_sources(order: float, release: float, new: bool) -> None:
    article, source = BOTH
    base = sourcing.account(article, source, load_background())
    quote = next(one for one in article.facts if one.kind == "quote")
    theirs = next(one for one in source.facts if one.kind == "quote")
    nearest = np.full(len(article.sentences), -1)
    nearest[quote.sentence] = theirs.sentence
    columns = {**base.columns, "order": np.full(len(article.sentences), order)}
    one = replace(base, lacking=(quote,), nearest=nearest, columns=columns)
    p = np.tile(told(release=release), (len(article.sentences), 1))
    assert bool(_new(article, [(source, one)], p)) is new
    away = replace(one, nearest=np.full(len(article.sentences), theirs.sentence - 1))
    assert not _quoted([quote.sentence], [(source, away)])


# What the roles come to


def roles(*told_: tuple[str, float]) -> list[SentenceRole]:
    return [SentenceRole(0, 1, role, p) for role, p in told_]  # type: ignore[arg-type]


def sized(*words: int) -> Prepared:
    """As many sentences as are counted, each of so many words."""
    base = doc("a", "One. " * len(words))
    ends = np.cumsum(words).tolist()
    return replace(base, sentences=tuple(replace(base.sentences[0], first_word=end - count, last_word=end)
                                         for end, count in zip(ends, words, strict=True)))


def test_shares_of_words_by_role() -> None:
    listed = [replace(one, source_kind=kind) for one, kind in zip(
        roles(("verbatim", 1), ("added", 1), ("padding", 1), ("heading", 1)),
        ("release", "sibling", None, "release"), strict=True)]
    found = composition(sized(6, 3, 1, 90), listed)
    assert {name: share for name, share in found.items() if share} == {
        "verbatim": 0.6, "added": 0.3, "padding": 0.1, "from_release": 0.6, "from_siblings": 0.3}
    assert not any(composition(sized(5), roles(("heading", 1))).values())


@pytest.mark.parametrize(("pads", "sourced", "label", "share"), [
    ([(10, 0.5)], True, "some", 0.10), ([(9, 0.9)], True, "none", 0.09), ([(25, 0.5)], True, "much", 0.25),
    ([(24, 0.5)], True, "some", 0.24), ([(12, 0.85), (13, 0.85)], False, "much", 0.25),
    ([(12, 0.85), (13, 0.8499)], False, "none", 0.25), ([(5, 0.9), (5, 0.9)], False, "some", 0.10),
    ([(40, 0.99)], False, "none", 0.40), ([(5, 0.9), (4, 0.9)], False, "none", 0.09)])
def test_padding_is_labelled_from_a_tenth_and_a_quarter(pads: list[tuple[int, float]], sourced: bool, label: str,
                                                        share: float) -> None:
    rest = 100 - sum(words for words, _ in pads)
    article = sized(*(words for words, _ in pads), rest, 50)
    listed = roles(*(("padding", p) for _, p in pads), ("added", 0.9), ("heading", 0.9))
    assert padding(article, listed, sourced).label == label
    assert padding(article, listed, sourced).share_words == pytest.approx(share)


def test_the_share_of_a_single_word_is_all_of_it() -> None:
    assert padding(sized(1), roles(("padding", 0.9)), True).share_words == 1.0
    assert padding(sized(1), roles(("heading", 0.9)), True).share_words == 0.0


def test_a_quotation_in_a_restated_sentence_is_changed() -> None:
    article, source = BOTH
    quote = next(one for one in source.facts if one.kind == "quote")
    own = replace(next(one for one in article.facts if one.kind == "quote"), sentence=0)
    finding = FactFinding(own, "added")

    def outcome(role: str, start: int, end: int, name: str = "r") -> str:
        held = SentenceRole(0, 1, role, 0.9, (name, start, end, 0.5))  # type: ignore[arg-type]
        return agreed([finding], [held], source)[0].status

    low, high = quote.start, quote.end
    assert outcome("paraphrase", low, high) == outcome("verbatim", high - 1, high + 5) == "changed"
    assert outcome("paraphrase", high, high + 5) == outcome("paraphrase", 0, low) == "added"
    assert outcome("added", low, high) == outcome("paraphrase", low, high, "x") == "added"
    held = [SentenceRole(0, 1, "paraphrase", 0.9, ("r", low, high, 0.5))]
    for other in (replace(finding, status="kept"), replace(finding, fact=fact("number", 0))):
        assert agreed([other], held, source) == (other,)


# Where the model must not speak


def test_in_another_language_copying_alone_is_told() -> None:
    article = doc("a", "Die Fähre fährt ab Mai zweimal am Tag. Der Rat hat es am Montag gesagt.", language="de")
    source = doc("s", "Die Fähre fährt ab Mai zweimal am Tag.", language="de")
    links = (Link(0, (0,), "verbatim", 0.98765, 0.9), Link(1, (0,), "paraphrase", 0.9, 0.9))
    aligned = Alignment("s", "a", (Span(0, 5, 0, 5, 1),), links, 0, 0, 0.0, 0.0)
    first, second = compose(article, [(source, aligned)])
    assert (first.role, first.p_role, first.source) == (
        "verbatim", 0.9877, ("s", source.sentences[0].start, source.sentences[0].end, 0.98765))
    assert (second.role, second.p_role, second.note) == ("unclear", 0.0, abstaining.FOREIGN)
    assert abstaining.silent(BOTH[0], [(source, aligned)])
    assert abstaining.silent(BOTH[0], [(BOTH[1], aligned), (source, aligned)]) == ""
    assert abstaining.silent(BOTH[0], []) == ""


def test_of_two_sources_the_first_is_named() -> None:
    article = doc("a", "Die Fähre fährt ab Mai.", language="de")
    aligned = Alignment("s", "a", (), (Link(0, (0,), "verbatim", 0.9, 0.9),), 0, 0, 0.0, 0.0)
    sources = [(doc(name, "Die Fähre fährt ab Mai.", language="de"), replace(aligned, a=name)) for name in "st"]
    [told_] = abstaining.copied_only(article, sources, lambda source: "sibling", "n")
    assert told_.source is not None
    assert told_.source[0] == "s"


def test_among_clauses_no_padding_is_told() -> None:
    sentence = replace(BOTH[0].sentences[2], clause=True)
    pads = SentenceRole(0, 1, "padding", 0.9)
    assert abstaining.restrained(pads, sentence).role == "unclear"
    assert abstaining.restrained(pads, sentence).p_role == 0.0
    assert abstaining.restrained(replace(pads, role="added"), sentence).role == "added"
    assert abstaining.restrained(pads, BOTH[0].sentences[2]) == pads


def test_roles_of_an_article_follow_from_the_parts() -> None:
    """The whole way, put together by hand for the release: story or not, claims, sharpness, particulars."""
    article, source = BOTH
    held = load_roles()
    columns = features(article, held.wording)
    line = _disclosed(held.line.answer(columns), columns)
    story = line[:, 0] >= 0.5
    one = sourcing.account(article, source, load_background())
    chosen = {name: column[story] for name, column in {**columns, **sourcing.together([one])}.items()}
    claims = np.full((len(story), 3), 1 / 3)
    claims[story] = held.claims.answer({**chosen, "pads": model.pads(held.alone.own.predict(chosen))})
    p = _sharpened(np.concatenate([line[:, :1] * claims, line[:, 1:]], axis=1), held.sharpness["release"])
    said = {at for fact in article.facts if fact.kind in ("quote", "speaker") for at in sourcing.spread(article, fact)}
    p = _particular(p, _new(article, [(source, one)], p), said)
    for role, row in zip(compose(article, [(source, align(source, article))]), p, strict=True):
        if role.role not in ("verbatim", "unclear", "paraphrase"):
            assert role.role == LABELS[int(row.argmax())]
            assert role.p_role == pytest.approx(row.max(), abs=6e-5)


def test_without_siblings_nothing_stands_elsewhere() -> None:
    reading = _Reading(BOTH[0], load_roles())
    assert reading.elsewhere([]).tolist() == [0.0] * len(BOTH[0].sentences)
    same = sourcing.account(BOTH[0], doc("again", BOTH[0].document.text), load_background())
    assert reading.elsewhere([same])[reading.story].min() > 0.5


def test_what_somebody_is_quoted_with_does_not_pad() -> None:
    line = "Ultimately, it is a powerful reminder that progress is a journey, and it may well inspire communities."
    lines = {"plain": line, "quoted": f"“{line}”"}
    told_ = {name: compose(doc("a", f"The works open in May.\n\n{text}"), [])[-1].role for name, text in lines.items()}
    assert told_ == {"plain": "padding", "quoted": "added"}
