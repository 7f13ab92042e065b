"""The registry of kinds, who speaks, and what a source does not have."""

from __future__ import annotations

import re

import pytest

from provenance.align import align
from provenance.facts import KINDS, lacking
from provenance.facts.compare import compare
from provenance.facts.kinds import Kind
from provenance.prepare import prepare
from provenance.records import Document, Prepared
from provenance.tracefile.schema import schema
from provenance.views.pair.difference import difference

SOURCE = """Orlin Sound, a study of 1,312 ferry crews, found that 24% of decks rust within 11 years.

"Nobody paints a deck twice in one summer," said Dr Petra Vale, who led the work at Orlin.
"""


def ready(name: str, text: str) -> Prepared:
    return prepare(Document(name, text, "", published="2025-03-12"))


@pytest.mark.parametrize(("sentence", "expected"), [
    ("More than 1,300 crews took part.", []),
    ("About a quarter of all decks rust.", []),
    ("One in four decks rusts within 11 years.", []),
    ("Two crews in Orlin agreed.", []),
    ('"Nobody paints a deck twice in one summer," Vale said.', []),
    ('"Nobody paints a deck twice in a single summer," Vale said.', []),
    ("The port spent $40 million on paint.", ["money:USD:40000000"]),
    ("Rust took 31% of all hulls.", ["percent:31"]),
    ("Ada Quill, a rival at Dunmore who took no part, said decks rot.", ["speaker:ada quill"]),
    ('"We have always used tar for this," Vale said.', ["quote:we have always used tar for this"]),
])
def test_what_a_source_does_not_have(sentence: str, expected: list[str]) -> None:
    article, source = ready("a", f"Decks rust fast.\n\n{sentence}\n"), ready("s", SOURCE)
    found = lacking(article, [source])
    assert [fact.value for facts in found.values() for fact in facts] == expected
    assert all(article.text_of(article.sentences[index]) == sentence for index in found)


def test_nothing_is_lacking_without_a_source_or_where_one_of_two_has_it() -> None:
    article, source = ready("a", "The port spent $40 million on paint, said Ada Quill."), ready("s", SOURCE)
    assert lacking(article, []) == {}
    assert lacking(article, [source, article]) == {}
    assert [len(facts) for facts in lacking(article, [source]).values()] == [2]


def test_who_speaks_is_a_fact() -> None:
    text = ('"It held," said Ingrid Pell.\n\nDunstan Averley, a retired pilot, told reporters he had doubts. '
            "According to Mira Stoll, it leaked. Tove Brandt sailed it.")
    assert [fact.value.removeprefix("speaker:") for fact in ready("a", text).facts if fact.kind == "speaker"] == \
        ["ingrid pell", "dunstan averley", "mira stoll"]


def test_a_new_kind_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    grades = Kind("grade", "exact", 0.5, lambda text: [(m.start(), m.end(), m[1].lower())
                                                       for m in re.finditer(r"grade ([A-E])\b", text)])
    monkeypatch.setitem(KINDS, "grade", grades)
    article, source = ready("a", "The pier got grade A. The boat got grade C."), ready("s", "The pier got grade A.")
    told = {f.fact.value: f.status for f in compare(article, source, (), ()) if f.fact.kind == "grade"}
    assert told == {"grade:a": "kept", "grade:c": "added"}
    found = lacking(article, [source], frozenset({"grade"}))
    assert [fact.value for facts in found.values() for fact in facts] == ["grade:c"]


def test_the_schema_of_a_trace_names_every_kind() -> None:
    assert set(schema()["$defs"]["fact"]["properties"]["kind"]["enum"]) == set(KINDS)


def told(article: str, source: str) -> dict[tuple[str, str], str]:
    first, second = ready("a", article), ready("s", source)
    return {(found.fact.kind, found.fact.text): found.status
            for found in compare(first, second, align(second, first).links, ())}


def test_a_figure_of_another_thing_is_no_change() -> None:
    source = "Rust took 24% of the decks within 11 years, the study of ferries found."
    assert told("Rust took 29% of the decks within 11 years, the study of ferries found.", source)[
        "percent", "29%"] == "changed"
    other = told("Of the money that painters earn in a year, 29% is spent on brushes.", source)
    assert other["percent", "29%"] == "added"


@pytest.mark.parametrize(("mine", "theirs", "status"), [
    ("nearly 45,000 men", "more than 44,000 men", "rounded"),
    ("some 19 percent of men", "19.4 percent of men", "rounded"),
    ("19 percent of men", "around 20 percent of men", "rounded"),
    ("1,300 men", "1,312 men", "rounded"),
    ("more than 1,300 men", "more than 1,700 men", "changed"),
    ("8,003 men", "8,000 men", "changed"),
])
def test_rounding_is_no_change(mine: str, theirs: str, status: str) -> None:
    text = "The harbour survey of last winter followed {} who had worked on the ferries of Orlin Sound."
    found = told(text.format(mine), text.format(theirs))
    assert [value for (kind, _), value in found.items() if kind in ("number", "percent")][:1] == [status]


@pytest.mark.parametrize(("mine", "theirs"), [
    ("The UK harbour board met.", "The harbour board of the United Kingdom met."),
    ("Sailors in Britain met.", "British sailors met."),
    ("The Orlin Paint Organisation met Petra Hagstrom.", "The Orlin Paint Organization met Petra Hagström."),
    ('"We count every foetal programme at 15 per cent of odours," she said.',
     '"We count every fetal program at 15% of odors," she said.'),
])
def test_variants_of_spelling_and_name_are_one(mine: str, theirs: str) -> None:
    assert set(told(mine, theirs).values()) <= {"kept"}


def test_what_was_left_out_is_ranked_by_weight() -> None:
    source = ready("s", 'Decks rot in Orlin.\n\nIt cost $40 million in 2019.\n\n"Nobody paints a deck twice," said '
                        "Dunstan Averley, a pilot.")
    dropped = [found.fact.kind for found in compare(ready("a", "Nothing was said."), source, (), ())]
    assert dropped == ["quote", "speaker", "money", "date", "place"]


def test_an_altered_quotation_is_shown_word_by_word() -> None:
    assert difference("“We never paint a deck twice”", "“Mind you, we seldom paint a deck twice in summer”") == [
        ("same", "“We"), ("gone", "seldom"), ("new", "never"), ("same", "paint a deck twice”")]
