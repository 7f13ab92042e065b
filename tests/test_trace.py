"""The main job, on the invented stories and, where present, on the five real articles."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from provenance import judge, roles
from provenance.errors import NothingUsable
from provenance.pipeline import trace
from provenance.reading import read
from provenance.records import Document, DocumentReport, Prepared, Trace
from provenance.settings import Settings
from provenance.tracefile import shapes
from provenance.tracefile.encode import to_dict
from provenance.tracefile.schema import schema, validate

FAST = Settings(bootstrap=20)


def by_id(found: Trace) -> dict[str, DocumentReport]:
    return {report.document.id: report for report in found.documents}


@pytest.fixture(scope="module")
def harbor(samples: Path) -> Trace:
    return trace(read([str(samples / "harbor")])[0], settings=FAST)


@pytest.fixture(scope="module")
def lantern(samples: Path) -> Trace:
    return trace(read([str(samples / "lantern")])[0], settings=FAST)


@pytest.fixture(scope="module")
def a24(data: Path) -> Trace:
    return trace(read([str(data / "a24")])[0], settings=FAST)


def truth(samples: Path, story: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((samples / story / "truth.json").read_text("utf-8"))["documents"]
    return found


DERIVES = {"verbatim", "light_rewrite", "heavy_rewrite", "padded_rewrite", "partial"}


def test_release_given_standing_follows_truth(harbor: Trace, samples: Path) -> None:
    reports = by_id(harbor)
    for name, row in truth(samples, "harbor").items():
        standing = reports[name].standing
        if row["relation"] == "release":
            assert standing == "release"
        else:
            assert (standing == "derived") == (row["relation"] in DERIVES), (name, row["relation"], standing)


def test_release_absent_story_is_inferred(lantern: Trace, samples: Path) -> None:
    rows = truth(samples, "lantern")
    wanted = {name for name, row in rows.items() if row["relation"] in DERIVES}
    (source,) = [item for item in lantern.lineage.inferred if len(item.explains) > 2]
    assert set(source.explains) == wanted
    assert source.claims
    assert all(len(claim.witnesses) >= 2 for claim in source.claims)
    outside = {name: by_id(lantern)[name].standing for name in rows if name not in wanted}
    assert "derived" not in outside.values()


def test_composition_sums_to_one_and_offsets_hold(harbor: Trace) -> None:
    for report in harbor.documents:
        shares = report.attribution.composition
        assert sum(share for role, share in shares.items() if not role.startswith("from_")) == pytest.approx(1)
        text = report.document.text
        for sentence in report.sentences:
            assert 0 <= sentence.start < sentence.end <= len(text)
            assert 0 <= sentence.p_role <= 1
        for finding in report.facts:
            if finding.status != "dropped":
                assert text[finding.fact.start:finding.fact.end] == finding.fact.text


def test_verbatim_repost_is_mostly_verbatim(harbor: Trace, samples: Path) -> None:
    for name, row in truth(samples, "harbor").items():
        if row["relation"] == "verbatim":
            assert by_id(harbor)[name].attribution.composition["verbatim"] > 0.7


def test_changed_number_is_found(harbor: Trace, samples: Path) -> None:
    altered = [name for name, row in truth(samples, "harbor").items()
               if any(sentence.get("altered") for sentence in row["sentences"])]  # type: ignore[attr-defined]
    assert altered
    for name in altered:
        assert any(finding.status == "changed" for finding in by_id(harbor)[name].facts)


def test_any_order_any_workers_same_bytes(samples: Path) -> None:
    documents = list(read([str(samples / "lantern")])[0])
    first = json.dumps(to_dict(trace(documents, settings=FAST)), sort_keys=True)
    random.Random(3).shuffle(documents)
    assert json.dumps(to_dict(trace(documents, settings=FAST)), sort_keys=True) == first


@pytest.mark.slow
def test_worker_count_changes_nothing(samples: Path) -> None:
    documents = [*read([str(samples / "lantern")])[0], *read([str(samples / "harbor")])[0]]
    copies = [Document(**{**{name: getattr(d, name) for name in Document.__slots__}, "id": f"{n}-{d.id}"})
              for n in range(3) for d in documents]
    one, two = (json.dumps(to_dict(trace(copies, settings=FAST, workers=n)), sort_keys=True) for n in (1, 2))
    assert one == two


def test_short_documents_are_listed_not_dropped(samples: Path) -> None:
    documents = [*read([str(samples / "lantern")])[0], Document(id="tiny", text="Too short to say.", sha256="")]
    found = trace(documents, settings=FAST)
    assert [item.path for item in found.skipped] == ["tiny"]
    with pytest.raises(NothingUsable):
        trace([Document(id="tiny", text="Too short to say.", sha256="")])


def test_one_document_is_a_story_of_its_own(samples: Path) -> None:
    found = trace(read([str(samples / "lantern" / "cultura_brief.md")])[0], settings=FAST)
    (report,) = found.documents
    assert (report.standing, report.p_derived) == ("unrelated", None)
    assert found.lineage.edges == ()


def test_five_real_articles_have_one_unseen_source(a24: Trace) -> None:
    assert len({report.story for report in a24.documents}) == 1
    assert {report.standing for report in a24.documents} == {"derived"}
    (source,) = a24.lineage.inferred
    assert len(source.explains) == 5


def test_five_real_articles_added_money(a24: Trace) -> None:
    having = {report.document.id: {finding.status for finding in report.facts
                                   if finding.fact.kind == "money" and "75" in finding.fact.text
                                   and finding.status != "dropped"}
              for report in a24.documents}
    assert sorted(len(found) for found in having.values()) == [0, 0, 0, 0, 1]
    assert {"added"} in having.values()


def test_five_real_articles_furniture_disclosure_padding(a24: Trace) -> None:
    def marked(part: str) -> set[str]:
        return {sentence.role for report in a24.documents for sentence in report.sentences
                if part in report.document.text[sentence.start:sentence.end]}

    assert marked("Photo by") == {"furniture"}
    assert marked("Back to front page") == {"furniture"}
    assert marked("By Jakub") == {"furniture"}
    assert marked("Always consult the original") == {"disclosure"}
    assert sum(report.attribution.composition["padding"] > 0.1 for report in a24.documents) >= 3


def test_five_real_articles_attribution_lines(a24: Trace) -> None:
    lines = [evidence.text for edge in a24.lineage.edges for evidence in edge.evidence
             if evidence.type == "attribution_line"]
    assert any("Original reporting by" in line for line in lines)
    assert any("According to" in line for line in lines)
    assert all("DeepMind" in line for line in lines)


def test_a_pair_that_cannot_be_judged_becomes_a_warning(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents, _ = read([str(samples / "harbor")])
    bad = {"coastal_newsline.html", "seaward_daily.txt"}
    real = judge.judge

    def judged(pairs: Any, *given: Any, **named: Any) -> Any:
        if any({a.id, b.id} == bad for a, b in pairs):
            raise IndexError("broken on purpose")
        return real(pairs, *given, **named)

    monkeypatch.setattr(judge, "judge", judged)
    found = trace(documents, settings=FAST)
    assert len(found.documents) == 10
    assert [one for one in found.warnings if "broken on purpose" in one and all(name in one for name in bad)]


def test_a_document_that_cannot_be_examined_becomes_a_warning(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = roles.compose

    def composed(article: Prepared, *given: Any, **named: Any) -> Any:
        if article.id == "seaward_daily.txt":
            raise RuntimeError("defeated")
        return known(article, *given, **named)

    monkeypatch.setattr(roles, "compose", composed)
    found = trace(read([str(samples / "harbor")])[0], settings=FAST)
    assert any("seaward_daily.txt could not be examined" in warning and "defeated" in warning
               for warning in found.warnings)
    told = by_id(found)["seaward_daily.txt"]
    assert {one.role for one in told.sentences} <= {"unclear", "heading", "furniture", "disclosure"}
    assert not told.facts
    assert told.standing == "derived"
    assert validate(to_dict(found))


def test_shapes_and_schema_name_the_same_parts() -> None:
    defs = schema()["$defs"]
    for name, shape in (("document", shapes.DocumentShape), ("sentence", shapes.SentenceShape),
                        ("fact", shapes.FactShape), ("pair", shapes.PairShape), ("lineage", shapes.LineageShape),
                        ("attribution", shapes.AttributionShape)):
        assert set(defs[name]["properties"]) == set(shape.__annotations__), name
    assert set(schema()["properties"]) == set(shapes.TraceBody.__annotations__) | {"summary"}
