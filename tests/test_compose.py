"""Roles of sentences, and the two views of a comparison."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from provenance.align import align
from provenance.facts.compare import compare
from provenance.lab.bench import roles as bench
from provenance.lab.bench.role_families import FAMILIES, REGIMES, read_family
from provenance.lab.bench.role_scores import scores
from provenance.lab.train.roles import build, cases
from provenance.prepare import prepare
from provenance.records import Document, Prepared, SentenceRole
from provenance.roles import _Found, _Place, agreed, compose, composition, load_roles, padding, regime_name
from provenance.roles.model import CLAIMS, surroundings
from provenance.roles.sourcing import account
from provenance.text.rarity import load_background
from provenance.views.pair import compare_html, pieces, rows, show

RELEASE = """Brindlow Dairy to build cheese works at Hask

Brindlow Dairy will build a cheese works at Hask Mill, the company said on Thursday.

The works will cost 18.5 million crowns and open in September 2027. It will employ 140 people.

"Milk from these valleys has gone elsewhere for thirty years," said Joren Tass, managing director of Brindlow Dairy.

The county will lend 4 million crowns for a road to the site.
"""
ARTICLE = """Why the Hask cheese works matters

By The Valley Desk

In a world of constant change, one thing is clear: food connects us all.

The works will cost 18.5 million crowns and open in September 2027.

Some 140 people are to be employed there by Brindlow Dairy.

Inspectors in Pell counted 37 closed dairies last spring, records at the Ministry of Farming show.

Ultimately, it is a powerful reminder that progress is a journey, and it may well inspire communities everywhere.

This article was generated with the help of AI and reviewed by an editor.
"""
DATA = Path("../shared/data")


def doc(name: str, text: str, role: str = "article") -> Prepared:
    return prepare(Document(name, text, "", role=role))  # type: ignore[arg-type]


def judged(article: Prepared, *sources: Prepared) -> dict[str, SentenceRole]:
    found = compose(article, [(source, align(source, article)) for source in sources])
    return {article.document.text[role.start:role.end][:9]: role for role in found}


def test_every_role_with_its_release() -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    found = judged(article, release)
    wanted = {"Why the H": "heading", "By The Va": "furniture", "In a worl": "padding", "The works": "verbatim",
              "Some 140 ": "paraphrase", "Inspector": "added", "Ultimatel": "padding", "This arti": "disclosure"}
    assert {name: role.role for name, role in found.items()} == wanted


def test_sources_point_at_the_sentence_that_says_it() -> None:
    release = doc("r", RELEASE, "release")
    found = judged(doc("a", ARTICLE), release)
    name, start, end, similarity = found["Some 140 "].source or ("", 0, 0, 0.0)
    assert name == "r"
    assert "140 people" in release.document.text[start:end]
    assert 0 < similarity <= 1
    assert all(role.source is None for role in found.values() if role.role not in ("verbatim", "paraphrase"))
    assert all(0 < role.p_role <= 1 for role in found.values())


def test_without_sources_nothing_is_copied_and_padding_is_still_seen() -> None:
    found = judged(doc("a", ARTICLE))
    assert not {"verbatim", "paraphrase"} & {role.role for role in found.values()}
    assert found["In a worl"].role == found["Ultimatel"].role == "padding"
    assert found["Inspector"].role == "added"


def test_what_only_a_sibling_has_is_added_and_points_there() -> None:
    sibling = doc("s", "Elsewhere\n\nInspectors in Pell counted 37 closed dairies last spring, records at the Ministry "
                       "of Farming show.\n\nThe minister was away.")
    found = judged(doc("a", ARTICLE), doc("r", RELEASE, "release"), sibling)
    assert found["Inspector"].role == "added"
    assert (found["Inspector"].source or ("",))[0] == "s"
    assert found["Inspector"].source_kind == "sibling"
    assert "sibling" in found["Inspector"].note
    assert (found["The works"].source or ("",))[0] == "r"
    assert found["The works"].source_kind == "release"


def test_a_parent_is_told_from_a_sibling() -> None:
    article, other = doc("a", ARTICLE), doc("b", RELEASE)
    sources = [(other, align(other, article))]
    kinds = [{role.source_kind for role in compose(article, sources, parents=parents)} for parents in ((), ("b",))]
    assert kinds == [{None, "sibling"}, {None, "parent"}]


def test_among_siblings_a_claim_nobody_shares_is_added() -> None:
    one, two = doc("a", ARTICLE), doc("b", RELEASE)
    found = judged(one, two)
    assert found["The works"].role == "verbatim"
    assert found["Inspector"].role == "added"


def test_siblings_cannot_outvote_padding() -> None:
    article, alone = doc("a", ARTICLE), judged(doc("a", ARTICLE))
    alike = [doc(f"s{number}", ARTICLE.replace("progress", "change")) for number in range(4)]
    found = judged(article, *alike)
    assert alone["Ultimatel"].role == found["Ultimatel"].role == "padding"


@pytest.mark.parametrize("line", [
    "Some 140 people are to be employed there by Brindlow Dairy at a cost of 9.7 million crowns.",
    '"This is the best news for the valley since the railway came," said Joren Tass.',
    "Milk from these valleys has gone elsewhere for thirty years, said Alda Fenn."])
def test_a_particular_the_release_lacks_makes_an_addition(line: str) -> None:
    found = judged(doc("a", f"Cheese\n\n{line}\n\nIt will open in September 2027."), doc("r", RELEASE, "release"))
    assert found[line[:9]].role == "added"


def test_roles_and_facts_do_not_contradict_each_other() -> None:
    for path in sorted(FAMILIES.glob("*.json"))[20:32:3]:
        family = read_family(path)
        for member in family.members[:3]:
            alignment = align(family.release, member.prepared)
            found = compose(member.prepared, [(family.release, alignment)])
            facts = agreed(compare(member.prepared, family.release, alignment.links, ()), found, family.release)
            restated = {at for at, role in enumerate(found) if role.role in ("verbatim", "paraphrase")}
            assert not [fact.fact.text for fact in facts if fact.status == "added" and fact.fact.sentence in restated
                        and (fact.fact.kind in ("quote", "speaker", "money", "percent"))]


def test_shares_sum_to_one_and_tell_where_words_come_from() -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    found = compose(article, [(release, align(release, article))])
    told = composition(article, found)
    assert sum(share for role, share in told.items() if not role.startswith("from_")) == pytest.approx(1)
    assert told["from_release"] == pytest.approx(told["verbatim"] + told["paraphrase"])
    assert told["from_siblings"] == 0


def test_padding_without_a_source_takes_more_than_one_sure_sentence() -> None:
    article = doc("a", ARTICLE)
    roles = compose(article, [])
    assert padding(article, roles, sourced=False).label in ("some", "much")
    first = next(at for at, role in enumerate(roles) if role.role == "padding" and role.p_role > 0.9)
    one = [replace(role, role="added") if role.role == "padding" and at != first else role
           for at, role in enumerate(roles)]
    assert padding(article, one, sourced=False).label == "none"
    assert padding(article, one, sourced=True).label in ("some", "much")


def test_an_alignment_given_the_wrong_way_round_is_made_anew() -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    assert compose(article, [(release, align(article, release))]) == compose(
        article, [(release, align(release, article))])


def test_roles_cover_every_sentence_in_order_and_empty_texts_have_none() -> None:
    article = doc("a", ARTICLE)
    assert [(role.start, role.end) for role in compose(article, [])] == [(s.start, s.end) for s in article.sentences]
    assert compose(doc("e", ""), []) == ()


def test_regimes_by_company() -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    assert regime_name([]) == "alone"
    assert regime_name([(article, align(article, release))]) == "siblings"
    assert regime_name([(release, align(release, article))]) == "release"
    assert set(load_roles().sharpness) == set(REGIMES)


def test_training_is_deterministic_and_learns_its_families() -> None:
    families = [read_family(path) for path in sorted(FAMILIES.glob("*.json"))[-3:]]
    weights = load_roles().wording
    first, second = (build(cases(families, weights), cases(families, weights, "siblings"), weights) for _ in range(2))
    assert first == second


def test_surroundings_are_shaped_and_look_both_ways() -> None:
    p = np.full((3, len(CLAIMS)), 1 / len(CLAIMS))
    assert surroundings(p).shape == (3, len(CLAIMS) * 4 - 3)
    first, last = p.copy(), p.copy()
    first[0], last[2] = (1, 0, 0), (1, 0, 0)
    assert (surroundings(first)[1] == surroundings(last)[1]).all()


def test_rows_hold_every_sentence_of_both_texts() -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    found = rows(release, article, align(release, article))
    assert [row.b for row in found if row.b is not None] == list(range(len(article.sentences)))
    assert {index for row in found for index in row.a} == set(range(len(release.sentences)))
    assert {row.tie for row in found} >= {"verbatim", "new", "dropped", "aside"}


def test_pieces_put_a_sentence_together_again() -> None:
    article = doc("a", ARTICLE)
    sentence = article.sentences[3]
    cut = pieces(article, sentence, [(sentence.start + 4, sentence.start + 9, 0)])
    assert "".join(piece.text for piece in cut) == article.text_of(sentence)
    assert [piece.run for piece in cut] == [None, 0, None]


@pytest.mark.parametrize("width", [60, 100])
def test_terminal_view_wraps_and_makes_sense_without_colour(width: int) -> None:
    release, article = doc("r", RELEASE, "release"), doc("a", ARTICLE)
    alignment = align(release, article)
    console = Console(width=width, no_color=True, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    show(console, release, article, alignment, compare(article, release, alignment.links, ()))
    console.file.close()
    text = console.export_text()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "= 0.99" in text
    assert "Facts:" in text


def test_page_is_self_contained_and_escapes_what_it_shows() -> None:
    evil = doc("r", RELEASE.replace("Hask Mill", "<script>alert(1)</script> Mill"), "release")
    article = doc("<b>a</b>", ARTICLE)
    alignment = align(evil, article)
    page = compare_html(evil, article, alignment, compare(article, evil, alignment.links, ()))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>a</b>" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert 'href="#a' in page
    assert 'href="#b' in page


@pytest.mark.skipif(not (DATA / "cascade").is_dir(), reason="needs the benchmark data in ../shared/data")
def test_roles_hold_their_floor_on_a_cascade_family() -> None:
    family = read_family(sorted((DATA / "cascade").glob("*.json"))[0])
    found = scores(list(bench.told([family], lambda m, s: [(r.role, r.p_role) for r in compose(m.prepared, s)],
                                   "release")))
    assert found["accuracy"] > 0.85


@pytest.mark.parametrize("detail", ["Joren Tass, 43, has run it since spring.", "He is the 14th to run the works."])
def test_an_age_or_a_place_in_a_row_makes_no_addition_by_itself(detail: str) -> None:
    article, release = doc("a", f"{RELEASE}\n{detail}"), doc("r", RELEASE, "release")
    assert not account(article, release, load_background()).lacking


def test_a_count_that_the_release_lacks_makes_its_sentence_an_addition() -> None:
    article, release = doc("a", f"{RELEASE}\nSome 43 farms have signed."), doc("r", RELEASE, "release")
    assert [fact.text for fact in account(article, release, load_background()).lacking] == ["43"]


def test_padding_that_stands_in_the_parent_was_copied_from_it() -> None:
    article, parent = doc("a", ARTICLE), doc("p", ARTICLE.replace("The Valley Desk", "Nell Orm"))
    sources = [(parent, align(parent, article))]
    told = {kind: {article.document.text[role.start:role.end][:9]: role.role
                   for role in compose(article, sources, parents=parents)}
            for kind, parents in (("parent", ["p"]), ("sibling", []))}
    assert (told["parent"]["Ultimatel"], told["sibling"]["Ultimatel"]) == ("verbatim", "padding")


def test_a_doubtful_restatement_of_little_is_told_as_what_it_is_without_it() -> None:
    p = np.array([0.5, 0.1, 0.4, 0.0, 0.0, 0.0])
    slight, close = (_Found(p, [_Place(0, 0, 9, shared, 0.0)], False, 0.0, frozenset()) for shared in (0.1, 0.4))
    assert slight.told("release")[:2] == ("padding", pytest.approx(0.8))
    assert close.told("release")[0] == "paraphrase"
