"""Languages are data under one roof, and know nothing of our samples."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rich.console import Console

import provenance
from provenance.facts import extract
from provenance.judge import judge
from provenance.judge.translation import across
from provenance.lab.bench import languages as bench
from provenance.languages import LANGUAGES, language_of
from provenance.pipeline import trace
from provenance.prepare import prepare
from provenance.records import Document, Prepared, Trace
from provenance.scoring import score
from provenance.settings import Settings
from provenance.text.language import language
from provenance.text.segment import sentences, stem, words
from provenance.tracefile.encode import to_dict
from provenance.tracefile.words import abstains
from provenance.views.scores import show
from provenance.views.terminal import documents_table

PACKAGE = Path(provenance.__file__).parent
FOLDER = PACKAGE / "languages"


def files() -> list[Path]:
    return sorted(FOLDER.glob("*/*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_language_is_data(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
              and not node.name.startswith("_")]
    assert not public, "word lists and patterns only"


def test_no_list_knows_a_sample() -> None:
    coined = {"marrowtide", "ostrey", "kelder", "brannoch", "saltmere", "wattshore", "lantern", "gannet", "pellingham",
              "wexholt", "northmarl"}
    for path in files():
        known = set(re.findall(r"[a-z]+", path.read_text("utf-8").casefold()))
        assert not known & coined, path.name


OTHERS = sorted(set(LANGUAGES) - {"en"})


def document(text: str, name: str = "a", role: str = "article", published: str | None = None) -> Document:
    return Document(name, text, "0" * 64, role=role, published=published)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", OTHERS)
def test_a_text_is_known_by_its_function_words(code: str) -> None:
    for family in bench.families(code):
        for kind in ("release", "rewrite", "independent", "distractor"):
            assert language(words(family[kind])[0]) == code, (family["id"], kind)
        assert language(words(family["translation"])[0]) == "en"


def test_a_language_without_a_folder_is_other_and_a_few_words_are_nothing() -> None:
    polish = ("Most na rzece zostanie zamknięty w poniedziałek, ponieważ robotnicy wymieniają stare deski i poręcze "
              "przed zimą oraz malują oba filary na zielono")
    assert language(words(polish)[0]) == "other"
    assert language(words("Der Hafen von Dorlin ist zu")[0]) is None
    assert language_of("other") is language_of(None) is LANGUAGES["en"]
    assert language_of("de-AT") is LANGUAGES["de"]


@pytest.mark.parametrize("code", OTHERS)
def test_forms_of_one_figure_meet(code: str) -> None:
    right, made = bench.forms(code)
    assert right == made > 10


@pytest.mark.parametrize(("code", "text", "values"), [
    ("de", "Die Halle kostet 1.250,5 Mio. Euro und öffnet am 3. Mai 2027.",
     {"money:EUR:1250500000", "date:2027-05-03"}),
    ("de", "Zwischen 5 und 7 Prozent der 12.000 Haushalte", {"percent:5", "percent:7", "number:12000"}),
    ("fr", "Le prix de 3,5 milliards d’euros, le 1er juin 2026", {"money:EUR:3500000000", "date:2026-06-01"}),
    ("es", "Costó 2,5 millones de euros, un 6 % menos, el 14 de junio de 2025",
     {"money:EUR:2500000", "percent:6", "date:2025-06-14"}),
    ("es", "Pagó 1,250 pesos por doce cajas", {"money:MXN:1250", "number:12"})])
def test_figures_are_read_as_the_language_writes_them(code: str, text: str, values: set[str]) -> None:
    found = extract(text, sentences(text, words(text)[1], LANGUAGES[code]), None, LANGUAGES[code])
    assert values <= {fact.value for fact in found}
    assert all(text[fact.start:fact.end] == fact.text for fact in found)


def test_no_word_of_another_language_is_taken_for_an_english_figure() -> None:
    text = "El mar entra once metros; die Halle mag may, six fois, la second de mars"
    found = extract(text, sentences(text, words(text)[1]), None, LANGUAGES["de"])
    assert not [fact for fact in found if fact.norm is not None or fact.kind == "date"]


def test_sentences_end_where_the_language_ends_them() -> None:
    for code, text, count in (
            ("de", "Am 3. Mai 2027 fährt sie, z. B. nach Halmsee. Dr. Antje Moll u. a. kommen mit. Dann ist Ruhe.", 3),
            ("fr", "M. Ribeyre et Mme. Oustric sont venus. Ils partiront le 3 juillet.", 2),
            ("es", "El Sr. Quintanar vive en la Avda. del Puerto. Vendrá el lunes.", 2)):
        assert len(sentences(text, words(text)[1], LANGUAGES[code])) == count, code


def test_stems_bear_their_language_and_elisions_are_cut() -> None:
    assert stem("jahre", LANGUAGES["de"]) == "jahr·de"
    assert stem("running") == "run"
    made = prepare(document("L'usine de la ville sera ouverte lundi, a dit le maire, et une usine qui est dans les "
                            "Alpes sera fermée pour l'été."))
    assert made.document.language == "fr"
    assert made.stems[0] == made.stems[made.words.index("usine")]


def test_german_nouns_are_no_names() -> None:
    text = ("Die Gemeinde baut eine neue Halle. Der Bürgermeister Jörn Tewes eröffnet die Halle in Dorlin mit der "
            "Norda GmbH.")
    found = extract(text, sentences(text, words(text)[1], LANGUAGES["de"]), None, LANGUAGES["de"])
    names = {(fact.kind, fact.value) for fact in found if fact.value.startswith("name:")}
    assert names == {("person", "name:jörn tewes"), ("place", "name:dorlin"), ("organisation", "name:norda")}


def prepared(family: dict[str, str], kind: str) -> Prepared:
    return prepare(document(family[kind], kind, "release" if kind == "release" else "article", family["published"]))


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_is_told_by_names_figures_and_their_order(code: str) -> None:
    one, other = bench.families(code)[:2]
    release, translation, report = (prepared(one, kind) for kind in ("release", "translation", "independent"))
    stranger = prepared(other, "translation")
    assert across(release, translation)
    assert not across(release, report)
    found = judge([(release, translation), (release, stranger), (report, translation)])
    assert [pair.relation for pair in found] == ["heavy_rewrite", "unrelated", "unrelated"]
    assert found[0].p_derived == found[0].p_related
    assert found[0].evidence[0].type == "translation"
    assert abs(sum(found[0].relation_p.values()) - 1) < 1e-9


@pytest.fixture(scope="module")
def ferry() -> Trace:
    family = bench.families("de")[0]
    rows = [*bench.documents(family, "de"), {"id": "werft/translation", "text": family["translation"],
                                             "published": family["published"], "role": "article"}]
    return trace([Document(row["id"], row["text"], f"{at:064d}", published=row["published"], role=row["role"])
                  for at, row in enumerate(rows)], settings=Settings(bootstrap=20))


def test_a_german_story_is_traced(ferry: Trace) -> None:
    standing = {report.document.id.rpartition("/")[2]: report.standing for report in ferry.documents}
    assert standing == {"release": "release", "copy": "derived", "edited": "derived", "rewrite": "derived",
                        "translation": "derived", "independent": "unrelated", "distractor": "unrelated"}


def test_roles_and_ai_mark_abstain_and_say_so(ferry: Trace) -> None:
    for report in ferry.documents:
        assert report.attribution.ai_rewritten.label == "unclear"
        told = {sentence.role for sentence in report.sentences}
        assert told <= {"unclear", "verbatim", "heading", "furniture", "disclosure"}, report.document.id
    copy = next(report for report in ferry.documents if report.document.id == "werft/copy")
    assert copy.attribution.composition["verbatim"] > 0.9
    assert "English" in copy.attribution.ai_rewritten.reason
    assert any("no role but copying is told and the AI mark abstains" in warning for warning in ferry.warnings)
    assert any("another language" in warning and "translation" in warning for warning in ferry.warnings)
    body = to_dict(ferry)
    assert all(abstains(item) for item in body["documents"])
    assert body["summary"]["padding_share"] is None
    columns = list(documents_table(body).columns)
    assert set(columns[-1]._cells) == {"–"}


@pytest.mark.slow
@pytest.mark.parametrize("code", OTHERS)
def test_every_language_finds_copies_and_rewrites_and_joins_nothing_else(code: str) -> None:
    found = bench.measured(code)
    for name in ("recognised", "copies", "rewrites", "independent", "distractors", "forms", "abstains"):
        hits, of = found[name]
        assert hits == of > 0, name
    assert found["false_joins"][0] == found["false_changes"][0] == 0


def test_a_score_of_another_language_shows_no_padding() -> None:
    family = bench.families("fr")[0]
    (row,) = score([document(family["rewrite"], published=family["published"])]).rows
    assert row["language"] == "fr"
    assert "English" in row["ai_rewritten"]["reason"]
    console = Console(record=True, width=200)
    show([row], console)
    assert "0%" not in console.export_text()
