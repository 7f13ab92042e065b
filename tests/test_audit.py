"""An audit says what a trace says, counts every input, survives a stop, and its intervals cover the truth."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pyarrow.parquet as pq
import pytest

from provenance import disk
from provenance.archive.query import derived, first
from provenance.auditing import Plan, audit, claim, examination, network
from provenance.auditing.estimate import Clusters, Estimate, wilson
from provenance.auditing.grouping import stories
from provenance.auditing.machine import machine_share
from provenance.auditing.rows import ORIGINS
from provenance.auditing.sampling import allocate, sample, sheet, texts, write_design
from provenance.auditing.validation import TAKEN, corrected, validate
from provenance.corpus.engines.duck import Duck
from provenance.errors import InputError, NothingUsable
from provenance.reading import read
from provenance.records import Document
from provenance.settings import Settings
from provenance.views.study import finding, page

SAMPLES = Path(__file__).parent.parent / "samples"
FILES = ("documents.parquet", "edges.parquet", "facts.parquet", "stories.parquet", "audit.json", "estimates.csv",
         "outlets.gexf", "outlets.graphml")


def corpus() -> list[Document]:
    return list(read([str(SAMPLES / "harbor"), str(SAMPLES / "lantern")])[0])


def run(out: Path, documents: list[Document], by: tuple[str, ...] = ("outlet", "month")) -> dict[str, Any]:
    engine = Duck(out.parent / "spill", 1)
    try:
        return audit(documents, Plan("key", None, by, Settings()), out, engine)
    finally:
        engine.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("audit") / "out"
    return out, run(out, corpus())


def rows(out: Path, table: str = "documents") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


def width(found: Estimate) -> float:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def inside(found: Estimate, truth: float) -> bool:
    return width(found) > 0 and (found.low or 0.0) <= truth <= (found.high or 0.0)


def test_every_input_is_a_row_or_skipped(made: tuple[Path, dict[str, Any]]) -> None:
    out, told = made
    articles = [row for row in rows(out) if row["role"] == "article"]
    given = [one for one in corpus() if one.role == "article"]
    assert len(articles) + len(told["skipped"]) == len(given) == told["counts"]["inputs"]
    assert len({row["id"] for row in rows(out)}) == len(rows(out))


def test_one_account_of_descent(made: tuple[Path, dict[str, Any]]) -> None:
    out, _ = made
    documents = {row["id"]: row for row in rows(out)}
    for edge in rows(out, "edges"):
        parent = documents.get(edge["parent"])
        if parent is not None and parent["role"] == "release" and edge["kind"] == "derives" and edge["directed"]:
            assert documents[edge["child"]]["standing"] == "derived"
    for row in documents.values():
        parts = [row[name] for name in row if name.startswith(("copied_from", "reworded_from"))]
        assert sum(parts) + row["added_words"] + row["padding_words"] + row["unclear_words"] == row["story_words"]


def test_shares_add_up_and_name_their_base(made: tuple[Path, dict[str, Any]]) -> None:
    _, told = made
    for group in {json.dumps(row["group"]) for row in told["estimates"]}:
        mine = {row["measure"]: row for row in told["estimates"]
                if json.dumps(row["group"]) == group and row["copies"] == "with copies"}
        assert sum(mine[name]["value"] for name in ORIGINS) \
            == pytest.approx(1, abs=1e-5)
        assert (mine["release"]["base"], mine["padding"]["base"]) == ("articles", "derived articles")
        for row in mine.values():
            assert row["value"] is None or row["low"] - 1e-6 <= row["value"] <= row["high"] + 1e-6


@pytest.mark.slow
def test_a_stopped_audit_ends_with_the_same_bytes(made: tuple[Path, dict[str, Any]], tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = made
    again = tmp_path / "again"
    real = examination._one

    def stop(settings: Settings, case: examination.Case) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(examination, "_one", stop)
    with pytest.raises(KeyboardInterrupt):
        run(again, list(reversed(corpus())))
    monkeypatch.setattr(examination, "_one", real)
    assert not (again / "audit.json").exists()
    run(again, [])  # what was read before the stop is not read again
    for name in FILES:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


@pytest.mark.slow
def test_an_audit_killed_at_every_write_loses_nothing(made: tuple[Path, dict[str, Any]], tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    out, _ = made
    again, real, killed = tmp_path / "again", disk.put, 0

    def fuse(left: list[int]) -> Any:
        def write(path: Path, data: bytes) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            real(path, data)
        return write

    while True:
        # What is written last is written anew by every run, so later runs get further before they die.
        left = [max(1, killed - 8)]
        monkeypatch.setattr(disk, "put", fuse(left))  # what every one-step write goes through
        try:
            run(again, corpus())
            break
        except KeyboardInterrupt:
            killed += 1
            assert not (again / "audit.json").exists()
    assert killed >= 6
    for name in FILES:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_exact_copies_keep_rows_of_their_own(tmp_path: Path) -> None:
    release, *articles = sorted((one for one in corpus() if one.path and "harbor" in one.path),
                                key=lambda one: one.role != "release")
    first = next(one for one in articles if one.published)
    copies = [replace(first, id=f"copy{n}", outlet=f"Copy Paper {n}", published="2031-01-01") for n in range(3)]
    run(tmp_path / "out", [release, first, *copies])
    found = {row["id"]: row for row in rows(tmp_path / "out")}
    assert {found[f"copy{n}"]["copy_of"] for n in range(3)} == {first.id}
    assert {found[f"copy{n}"]["standing"] for n in range(3)} == {found[first.id]["standing"]}
    assert Counter(edge["kind"] for edge in rows(tmp_path / "out", "edges"))["copy"] == 3


@pytest.fixture(scope="module")
def shown(made: tuple[Path, dict[str, Any]]) -> str:
    """The page of the audit, drawn once."""
    return page(made[1], pq.read_table(made[0] / "documents.parquet"))


def test_the_page_says_what_the_tables_say(made: tuple[Path, dict[str, Any]], shown: str) -> None:
    out, told = made
    overall = next(row for row in told["estimates"] if row["measure"] == "release" and not row["group"])
    assert f"{100 * overall['value']:.1f} % of {overall['n']:,} articles" in finding(told)
    assert finding(told) in shown
    hostile = dict(told, skipped=[{"path": "<script>alert(1)</script>", "reason": "x"}])
    assert "<script>alert" not in page(hostile, pq.read_table(out / "documents.parquet"))


def test_machine_text_is_a_share_with_an_interval_or_nothing(made: tuple[Path, dict[str, Any]], shown: str) -> None:
    out, told = made
    documents = pq.read_table(out / "documents.parquet")
    assert told["machine_share"] is None
    assert "machine-rewritten text" not in shown
    group = {"by": "corpus", "name": "all", "texts": 18, "archive": 90, "share": 0.25, "low": 0.1, "high": 0.4,
             "flagged": 3, "at_least": 2, "note": ""}
    with_share = page(dict(told, machine_share={"articles": 18, "warnings": [], "groups": [group]}), documents)
    assert "25.0 % (10.0 % to 40.0 %)" in with_share
    with pytest.raises(InputError, match="human texts"):
        machine_share(out / "work" / "ordered", corpus()[:3], ())


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(InputError, match="thesis"):
        claim(tmp_path)


def test_a_corpus_of_releases_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable):
        run(tmp_path / "out", [one for one in corpus() if one.role == "release"])


def test_a_story_too_large_is_held_by_its_release_and_near_copies() -> None:
    chain = np.array([(n, n + 1) for n in range(999)], dtype=np.int64)
    weak = np.full(999, 0.2)
    assert len(stories(1000, {}, chain, weak)) == 1000
    strong = weak.copy()
    strong[:9] = 0.8
    assert max(len(story.articles) for story in stories(1000, {}, chain, strong)) == 10
    assert [story.releases for story in stories(3, {0: "R", 2: "R"}, chain[:0], weak[:0])] == [("R",), ()]


def test_intervals_know_that_articles_of_one_story_are_not_independent() -> None:
    hits = np.repeat(np.array([True, False] * 20), 25)
    together = Clusters([f"s{n // 25}" for n in range(1000)], ["one paper"] * 1000).share(hits)
    apart = Clusters([f"s{n}" for n in range(1000)], ["one paper"] * 1000).share(hits)
    assert width(together) > 3 * width(apart)
    assert wilson(0.0, 10)[1] > 0.2


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    clusters = Clusters([f"{n // 10}" for n in range(400)], [f"p{n % 10}" for n in range(400)])
    covered = 0
    for _ in range(600):
        levels = generator.beta(2, 3, size=40)
        hits = generator.random((40, 10)) < levels[:, None]
        found = clusters.share(hits.ravel())
        covered += inside(found, 0.4)
    assert 0.92 <= covered / 600 <= 0.98


def test_correction_covers_however_biased_the_tool_is() -> None:
    generator = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        truth = generator.random(3000) < 0.35
        told = np.where(truth, generator.random(3000) < 0.7, generator.random(3000) < 0.2).astype(float)
        places = [np.flatnonzero(told == answer) for answer in (0, 1)]
        drawn = np.concatenate([generator.choice(members, 75, replace=False) for members in places])
        found = corrected(told, float(told.var() / len(told)), truth[drawn].astype(float), told[drawn],
                          told[drawn].astype(np.int64), [len(members) for members in places])
        covered += inside(found, 0.35)
    assert 0.92 <= covered / 400 <= 0.985


def test_sampling_gives_every_stratum_its_share() -> None:
    assert allocate([100, 100, 1], 20) == [10, 9, 1]
    assert sum(allocate([5, 3, 900], 50)) == 50
    assert allocate([3, 3], 100) == [3, 3]


def test_a_sample_is_coded_and_read_back(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    pytest.importorskip("krippendorff")
    out = tmp_path / "audit"
    shutil.copytree(made[0], out)
    drawn, design = sample(out, 12, ("origin",))
    told = texts(out, drawn)
    assert all(told[row["id"]][0] for row in drawn)
    written = sheet(drawn, told)
    columns = written.splitlines()[0].replace('"', "").split(",")
    assert not {"standing", "origin", "ai_label", "p_derived"} & set(columns)
    assert "likely_ai" not in written
    write_design(design, tmp_path)
    for coder in "AB":
        (tmp_path / f"{coder}.csv").write_text("unit,coder,derived\n" + "".join(
            f"{row['unit']},{coder},{'yes' if row['origin'] in TAKEN else 'no'}\n" for row in drawn), "utf-8")
    found = validate(out, [tmp_path / "A.csv", tmp_path / "B.csv"])
    assert [found["alpha"], found["precision"]["value"], found["recall"]["value"]] == [1.0, 1.0, 1.0]
    assert found["corrected"]["value"] == pytest.approx(sum(
        row["value"] for row in made[1]["estimates"] if row["measure"] in ("release", "common_source")
        and row["copies"] == "with copies" and not row["group"]), abs=1e-5)
    (tmp_path / "A.csv").write_text("unit,coder,derived\nu0001,A,maybe\n", "utf-8")
    with pytest.raises(InputError, match="maybe"):
        validate(out, [tmp_path / "A.csv"])


def test_no_table_runs_a_cell(tmp_path: Path) -> None:
    documents = [replace(one, outlet="=HYPERLINK(1)" if one.outlet else None) for one in corpus()[:6]]
    run(tmp_path / "out", documents, ("outlet",))
    cells = (tmp_path / "out" / "estimates.csv").read_text("utf-8")
    assert "'=HYPERLINK(1)" in cells
    assert '"=HYPERLINK' not in cells
    drawn, _ = sample(tmp_path / "out", 4, ())
    assert '"=HYPERLINK' not in sheet(drawn, texts(tmp_path / "out", drawn))


def test_outlets_with_names_xml_cannot_hold_stay_apart(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_edge("The\x07Ferry Post", "The\x08Ferry Post", weight=1)
    network.write(graph, tmp_path)
    for name, reader in (("outlets.graphml", nx.read_graphml), ("outlets.gexf", nx.read_gexf)):
        found = reader(tmp_path / name)
        assert (len(found.nodes), len(found.edges)) == (2, 1), name


def test_a_story_that_cannot_be_examined_costs_its_own_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(examination, "trace", broken)
    case = examination.Case("S1", (Document("a", "Some words of a text.", "0" * 64),), ())
    found = examination._one(Settings(), case)
    assert [row["path"] for row in found["short"]] == ["a"]
    assert "RuntimeError: no" in found["short"][0]["reason"]
    assert not found["documents"]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pyspark") is None or shutil.which("java") is None,
                    reason="needs pyspark (the extra spark) and Java 17")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark_audits_to_the_same_bytes_with_two_executors(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    from provenance.corpus.engines.spark import Spark

    out, engine = tmp_path / "out", Spark("local-cluster[2,1,1024]", tmp_path)
    try:
        audit(corpus(), Plan("key", None, ("outlet", "month"), Settings()), out, engine)
    finally:
        engine.close()
    for name in FILES:
        assert (out / name).read_bytes() == (made[0] / name).read_bytes(), name


def test_the_best_source_is_judged_alone_where_it_is_likely() -> None:
    documents = corpus()
    release = next(one for one in documents if one.role == "release")
    article = next(one for one in documents if one.outlet == "Seaward Daily")
    others = [replace(one, role="release") for one in documents if one.path and "lantern" in one.path][:2]
    for sources in ([release, *others], [*others, release], [release], []):
        told, every = first(0.5)(article, sources), derived(article, sources)
        assert told == ([every[0], *[0.0] * (len(every) - 1)] if sources[:1] == [release] else every)


def test_a_repost_of_a_release_is_told_to_come_from_it(tmp_path: Path) -> None:
    """An article whose text is the very text of a release is another document, not the release itself."""
    release = next(one for one in corpus() if one.role == "release")
    repost = replace(release, id="repost", role="article", outlet="Copy Paper", published="2031-01-01")
    engine = Duck(tmp_path / "spill", 1)
    try:
        audit([repost], Plan("key", None, (), Settings()), tmp_path / "out", engine, releases=[release])
    finally:
        engine.close()
    found = {row["id"]: row for row in rows(tmp_path / "out")}["repost"]
    assert (found["origin"], found["release"]) == ("release", release.id)
