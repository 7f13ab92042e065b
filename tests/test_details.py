"""What readers tripped over: titles, short queries, speech without punctuation, figures, links, words of evidence."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from rich.console import Console
from traces import sample

from provenance import archive, compare
from provenance.archive.query import Index, derived
from provenance.attribute import meanings, style
from provenance.attribute.evidence import _beyond
from provenance.errors import InputError
from provenance.furniture.headline import headline
from provenance.judge.explain import GROUPS, Vocabulary, describe
from provenance.lineage.reasons import line_reason
from provenance.prepare import prepare
from provenance.reading import documents, read
from provenance.reading.validate import Raw, document
from provenance.records import Document, SentenceRole
from provenance.roles import compose
from provenance.roles.abstaining import RUN_ON, restrained
from provenance.text.clauses import LONG
from provenance.text.segment import sentences, words
from provenance.views import page, to_dict
from provenance.views.plots import boxed, figure, fonts, render
from provenance.views.terminal import tree

SAMPLES = Path(__file__).parent.parent / "samples"
SPEECH = (
    "good evening tonight the council of brenfold has voted to close the bridge for nine months and that means drivers "
    "will have to go round by kelder quay which adds twenty minutes to the trip we spoke to the mayor who said there "
    "was no other way because the steel has rusted through in three places and the engineers found it last spring but "
    "some shopkeepers are angry they say nobody asked them and the trade they lose will not come back the work starts "
    "on the fourth of may and it will cost two point three million pounds half of it from the county and half from a "
    "loan that the town pays back over ten years now over to the weather where it looks like rain for the weekend ")


@pytest.mark.parametrize(("text", "title"), [
    ("Pressing AI\n← Back to front page\n\nBridge to close for months\n\nBody.", "Bridge to close for months"),
    ("The Kelder Quay Herald\n\nSkippers circle the harbour as trust signs up\n\nBy Ann Lee\n\nBody.",
     "Skippers circle the harbour as trust signs up"),
    ("Robots win\nThe machines have taken over the yard, says boss\n\nBody.", "Robots win"),
    ("FOR IMMEDIATE RELEASE\n\nAcme Names New Chief of Turbines\n\nBody.", "Acme Names New Chief of Turbines"),
    ("---\ntitle: \"A day out\"\ndate: 2024\n---\nBody of it.", "A day out"),
    ("---\ndate: 2024\n---\n# A day in\nBody of it.", "A day in"),
    ("HEADLINE: Bridge to close\nBYLINE: Ann Lee\n\nBody.", "Bridge to close"),
    ("Acme Corporation Announces Record Turbine Sales.\n\nBody.", "Acme Corporation Announces Record Turbine Sales."),
    ("Sport\nRovers lose again at home\n\nBody.", "Rovers lose again at home"),
    ("It began with a whistle.\n\nBody.", None), ("One line alone", None), ("", None), ("\n\n", None)])
def test_the_title_is_the_headline_and_no_name_of_a_site(text: str, title: str | None) -> None:
    assert headline(text) == title


def test_a_page_whose_title_names_the_site_is_called_by_its_headline(tmp_path: Path) -> None:
    body = "<p>The bridge at Brenfold closes in spring, the council said on Tuesday.</p>" * 3
    (tmp_path / "a.html").write_text(
        "<html><head><title>Pressing AI</title><meta property='og:site_name' content='Pressing AI'></head><body>"
        f"<article><h1>Bridge to close for nine months in spring</h1>{body}</article></body></html>", "utf-8")
    (found,) = read([str(tmp_path)])[0]
    assert found.title == "Bridge to close for nine months in spring"
    assert found.outlet == "Pressing AI"


def test_a_bad_date_costs_the_date_and_not_the_article() -> None:
    for wrong in ("0001-01-01", "9999-12-31", "2024-02-30", "٢٠٢٤-٠١-٠١", "last week"):
        found = document(Raw("a.txt", "A bridge is closed for nine months.", {"published": wrong}, "metadata"))
        assert isinstance(found, Document)
        assert found.published is None
        assert found.notes[0].startswith(f"date left out: published is {wrong!r}: ")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("held") / "archive"
    archive.build(folder, read([str(SAMPLES / "harbor/release.txt")])[0])
    return Index(folder)


def test_two_words_are_too_short_to_ask_with(held: Index) -> None:
    for text, count in (("Marrowtide Energy", 2), ("Ostrey Harbours Trust signs for turbines off Kelder Quay", 9)):
        asked = document(Raw("a.txt", text, {}))
        assert isinstance(asked, Document)
        (match,) = held.query(asked, 5, derived)
        assert (match.p_derived, match.judged) == (None, False)
        assert match.note == f"too short: {count} words; fewer than 20 cannot be judged"
    long = read([str(SAMPLES / "harbor/harbour_and_quay.txt")])[0][0]
    (match,) = held.query(long, 5, derived)
    assert match.judged
    assert match.note == ""


def test_two_words_are_too_short_to_compare() -> None:
    pair = [document(Raw(name, "Marrowtide Energy", {})) for name in "ab"]
    assert all(isinstance(one, Document) for one in pair)
    found = compare(*pair).as_dict()  # type: ignore[arg-type]
    assert found["note"] == "too short: 2 words; fewer than 20 cannot be judged"
    assert found["p_related"] is found["relation"] is None
    assert found["spans"] is not None


def cut(text: str) -> list[str]:
    return [text[one.start:one.end] for one in sentences(text, words(text)[1])]


@pytest.mark.parametrize("text", [SPEECH, SPEECH.upper(), SPEECH * 8, SPEECH.replace(" but ", " >> but ")])
def test_speech_without_punctuation_is_cut_into_clauses(text: str) -> None:
    found = cut(text)
    sizes = [len(one.split()) for one in found]
    assert max(sizes) <= 34
    assert min(sizes) >= 8
    assert " ".join(found) == text.strip()


def test_clauses_begin_where_speech_would_pause() -> None:
    found = [one.split()[0] for one in cut(SPEECH)]
    assert found[1:4] == ["that", "we", "and"]
    assert any(one.startswith((">> but", "but")) for one in cut(SPEECH.replace(" but ", " >> but ")))


def test_written_sentences_stay_whole_however_long() -> None:
    long = ", ".join(f"Senator Number{at} of the county of Brenfold" for at in range(LONG // 4))
    assert cut(f"They were {long}.") == [f"They were {long}."]
    for name in ("harbor", "lantern"):
        for one in read([str(SAMPLES / name)])[0]:
            assert all(len(sentence.split()) < LONG for sentence in cut(one.text))


def test_no_padding_is_told_of_speech_without_punctuation() -> None:
    item = prepare(Document(id="a", text=f"A bridge is closed.\n\n{SPEECH * 6}", sha256="0" * 64, language="en"))
    assert len(item.sentences) > 30
    assert sum(one.words for one in item.sentences) == len(item.words)
    assert [one.clause for one in item.sentences] == [False, *[True] * (len(item.sentences) - 1)]
    told = compose(item, [])
    assert {one.role for one in told[1:]} <= {"added", "unclear"}
    assert {one.note for one in told if one.role == "unclear" and one.p_role == 0} == {RUN_ON}
    ordinary = restrained(SentenceRole(0, 9, "padding", 0.9), item.sentences[0])
    assert ordinary.role == "padding"
    assert restrained(ordinary, item.sentences[1]).role == "unclear"


def test_figures_take_their_style_from_a_file(tmp_path: Path) -> None:
    trace = to_dict(sample("harbor"))
    own = tmp_path / "mine.mplstyle"
    own.write_text("font.size: 11\nytick.color: cc0000\n", "utf-8")
    plain, styled = render(trace, "composition", "svg"), render(trace, "composition", "svg", look=own)
    assert plain == render(trace, "composition", "svg")
    assert b"#cc0000" in styled
    assert b"#cc0000" not in plain
    for text in ("no.such.setting: 3\n", "nothing of the kind", "font.size: many\n"):
        own.write_text(text, "utf-8")
        with pytest.raises(InputError, match="not a matplotlib style"):
            render(trace, "composition", "svg", look=own)


def test_letters_no_font_has_are_named_and_others_are_found() -> None:
    assert fonts.families(["Ostrey", "Ægir"]) == ([fonts.OWN], "")
    own, other = (fonts._letters(next(one.fname for one in fontManager.ttflist if one.name == name))
                  for name in (fonts.OWN, "STIXGeneral"))
    letter = chr(min(code for code in other - own if chr(code).isprintable()))
    names, lacking = fonts.families([f"Ostrey {letter}"])
    assert names[0] == fonts.OWN
    assert len(names) == 2
    assert lacking == ""
    _, lacking = fonts.families(["\U000e01ef\U0001f9ff" + "\u0378"])
    assert "\u0378" not in lacking  # not a letter
    trace = to_dict(sample("harbor"))
    assert boxed(trace) == ""
    trace["documents"][0]["outlet"] = "\U0001e900\U00016a40"  # Adlam, Mro: in no font that matplotlib brings
    if boxed(trace):
        assert "\U0001e900" in boxed(trace)
        assert "install one that has them" in boxed(trace)


def legend(kind: str, trace: dict[str, Any]) -> set[str]:
    made = figure(trace, kind)
    return {text.get_text() for one in made.legends for text in one.get_texts()}


def test_a_legend_lists_what_is_drawn() -> None:
    trace = to_dict(sample("harbor"))
    for item in trace["documents"]:
        shares = item["attribution"]["composition"]
        shares["added"] = shares.get("added", 0.0) + shares.pop("disclosure", 0.0)
        shares["disclosure"] = 0.0
        item["attribution"]["ai_rewritten"]["label"] = "likely_human"
    assert "Added" in legend("composition", trace)
    assert "Disclosure" not in legend("composition", trace)
    assert "reads as AI-rewritten" not in legend("lineage", trace)
    texts = {one.document.id: one.document.text for one in sample("harbor").documents}
    shown = page(trace, texts)
    keys = re.findall(r'<abbr title="[^"]*">(\w\w)</abbr>', shown[:shown.index('<table class="lineage">')])
    assert "Ad" in keys
    assert "Di" not in keys


def test_second_sources_stand_in_the_terminal() -> None:
    trace = to_dict(sample("harbor"))
    edges = trace["lineage"]["edges"]
    child = next(edge["child"] for edge in edges if edge["directed"])
    parent = next(item["id"] for item in trace["documents"] if item["id"] not in (
        child, *(edge["parent"] for edge in edges if edge["child"] == child)) and item["standing"] == "derived")
    edges.append({"parent": parent, "child": child, "directed": True, "support": 0.8, "kind": "second_source",
                  "evidence": []})
    console = Console(file=io.StringIO(), width=140)
    console.print(tree(trace, width=140))
    assert isinstance(console.file, io.StringIO)
    assert "also draws on " in console.file.getvalue()


def test_every_feature_of_style_has_a_meaning_a_reader_knows() -> None:
    for name in style.NAMES:
        assert meanings.meaning(name)
        assert meanings.unit(name) or name == "opening sentence length"
    assert {name for name in style.NAMES if not name.endswith(" per sentence")} == set(meanings._TOLD)
    assert _beyond(-0.04).startswith("like the usual human text (+0.0,")
    assert _beyond(2.4).startswith("much more like machine rewriting")


def test_reasons_are_sentences_without_our_own_words() -> None:
    release, article = (next(iter(documents([str(SAMPLES / f"harbor/{name}")]))) for name in (
        "release.txt", "harbour_and_quay.txt"))
    assert isinstance(release, Document)
    assert isinstance(article, Document)
    row = {key: 0.4 for keys in GROUPS.values() for key in keys} | {
        "held_a": 0.4, "held_b": 0.5, "matched_a": 0.3, "matched_b": 0.2, "own_names": 3.0, "own_quotes": 3.0,
        "gap": float(np.log1p(1))}
    a, b = prepare(release), prepare(article)
    for placed in (True, False):
        said = [describe(group, a, b, row, placed, Vocabulary()) for group in GROUPS]
        assert not [one for one in said if re.search(r"by weight|\bmass\b|\bruns?\b|partner|neighbouring content", one)]
    assert 'words in a row are the same, "' in describe("copied_runs", a, b, row, True, Vocabulary())
    days = [prepare(Document(name, "A text", "0", published=day)) for name, day in (("a", "2024-01-01"),
                                                                                   ("b", "2024-01-02"))]
    assert describe("dates", *days, row, True, Vocabulary()) == "published 1 day apart"


def test_a_line_too_long_is_cut_with_an_ellipsis() -> None:
    class Line:
        document, name, note, text = "a", "b", "names it", "word " * 80
    said = line_reason(Line(), 1.0).text  # type: ignore[arg-type]
    assert said.endswith('word…"')


@pytest.mark.slow
def test_the_command_line_says_too_short(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("Marrowtide Energy")
    run = [sys.executable, "-m", "provenance", "index"]
    for words_of in (("build", str(tmp_path / "held"), str(SAMPLES / "harbor/release.txt")),
                     ("query", str(tmp_path / "held"), str(tmp_path / "two.txt"))):
        done = subprocess.run([*run, *words_of], capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr
    assert "too short: 2 words; fewer than 20 cannot be judged" in done.stdout
    assert "0.9" not in done.stdout.split("shares")[0]
