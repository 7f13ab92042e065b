"""The archive survives kills, refuses damage and other schemes, and finds partial copies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import provenance
from provenance import archive, disk
from provenance.archive import parts
from provenance.archive.asking import answers
from provenance.archive.query import Index
from provenance.cli.scale import index_app
from provenance.errors import ArchiveError
from provenance.lab.bench import workload
from provenance.reading import read, stream
from provenance.records import Document
from provenance.settings import Settings

ITEMS = list(workload.items(2_000, workload.TUNING))[:1_000]


def made(item: workload.Item) -> Document:
    row = {"id": item.id, "text": item.text, "outlet": item.outlet, "role": "release"}
    document = stream.document(row, item.id)
    assert isinstance(document, Document)
    return document


RELEASES = [made(item) for item in ITEMS if item.kind == "release"]
SMALL = RELEASES[:50]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    archive.build(path, SMALL)
    return path


def test_adding_twice_changes_nothing(folder: Path) -> None:
    before = (folder / "manifest.json").read_text("utf-8")
    assert archive.add(folder, [*SMALL, *SMALL[:3]]) == archive.Added(0, 53, 0, ())
    assert (folder / "manifest.json").read_text("utf-8") == before
    assert archive.add(folder, [*RELEASES[48:52], RELEASES[51]]).stored == 2
    assert archive.stats(folder)["documents"] == 52


def test_partial_copies_are_found_first_with_evidence(tmp_path: Path) -> None:
    archive.build(tmp_path / "a", RELEASES)
    index = Index(tmp_path / "a")
    partial = [item for item in ITEMS if item.kind == "partial"]
    for item in partial:
        best = index.query(made(item), 3)[0]
        assert best.id == item.source
        assert best.verbatim_words >= 10
        for passage in best.passages:
            assert item.text[passage.start:passage.end] == passage.text


@pytest.mark.slow
def test_parts_and_compaction_do_not_change_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.build(tmp_path / "one", RELEASES)
    monkeypatch.setattr(archive, "PART", 70)
    archive.build(tmp_path / "many", RELEASES)
    asked = [made(item) for item in ITEMS[400:440]]
    whole = [Index(tmp_path / "one").query(article) for article in asked]
    assert [Index(tmp_path / "many").query(article) for article in asked] == whole
    assert archive.compact(tmp_path / "many") == (6, 1)
    assert [Index(tmp_path / "many").query(article) for article in asked] == whole
    assert archive.stats(tmp_path / "many")["documents"] == 400


def test_a_judge_speaks_but_the_text_decides_the_order(folder: Path) -> None:
    def judge(article: Document, sources: Sequence[Document]) -> list[float]:
        return [0.9 if source.id == SMALL[7].id else 0.1 for source in sources]

    article = replace(SMALL[3], text=SMALL[3].text + " " + SMALL[7].text[:400], sha256="0" * 64)
    matches = Index(folder).query(article, judge=judge)
    assert [match.id for match in matches[:2]] == [SMALL[3].id, SMALL[7].id]
    assert [match.p_derived for match in matches[:2]] == [0.1, 0.9]
    assert matches[0].judged
    assert [match.id for match in Index(folder).query(article)] == [match.id for match in matches]


def test_the_shipped_judge_gives_probabilities(tmp_path: Path, samples: Path) -> None:
    lantern, harbor = samples / "lantern_release_not_shipped.txt", samples / "harbor" / "release.txt"
    archive.build(tmp_path / "a", read([str(lantern), str(harbor)])[0])
    asked = read([str(samples / "harbor" / "saltmere_post.txt")])[0]
    [(article, matches)] = answers(tmp_path / "a", asked, top=3)
    assert article is asked[0]
    assert [match.judged for match in matches] == [True, True]
    assert matches[0].id.endswith("release.txt")
    assert (matches[0].p_derived or 0.0) > 0.8
    assert (matches[1].p_derived or 0.0) < 0.5


def test_many_articles_are_asked_in_order_whatever_the_number_of_workers(folder: Path) -> None:
    asked = [made(item) for item in ITEMS[400:440]]
    alone = list(answers(folder, asked, judged=False))
    assert [article.id for article, _ in alone] == [article.id for article in asked]
    assert list(answers(folder, iter(asked), judged=False, workers=2)) == alone
    archive.add(folder, RELEASES)
    assert list(answers(folder, asked, judged=False)) != alone


def test_the_article_itself_is_not_its_source(folder: Path) -> None:
    assert SMALL[0].id not in {match.id for match in Index(folder).query(SMALL[0])}


@pytest.mark.parametrize("name", parts.FILES)
@pytest.mark.parametrize("damage", ["truncated", "altered", "missing"])
def test_damage_is_named(folder: Path, name: str, damage: str) -> None:
    file = next((folder / "parts").glob(f"*/{name}"))
    data = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    elif damage == "truncated":
        file.write_bytes(data[:len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    for act in (lambda: Index(folder), lambda: archive.add(folder, RELEASES), lambda: archive.stats(folder),
                lambda: archive.compact(folder)):
        with pytest.raises(ArchiveError, match=rf"{damage}.*{name}"):
            act()


def test_another_scheme_is_refused(folder: Path) -> None:
    other = Settings(shingle=4)
    for act in (lambda: Index(folder, other), lambda: archive.add(folder, RELEASES, other)):
        with pytest.raises(ArchiveError, match="built under"):
            act()


def test_no_archive_a_broken_manifest_and_a_full_folder(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive here"):
        Index(tmp_path / "none")
    with pytest.raises(ArchiveError, match="exists here"):
        archive.build(folder, SMALL)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveError, match="not empty"):
        archive.build(tmp_path / "other", SMALL)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ArchiveError, match="cannot be read"):
        archive.stats(folder)
    disk.write_sealed(folder / "manifest.json", {"schema": "provenance.archive/9"})
    with pytest.raises(ArchiveError, match="schema"):
        archive.stats(folder)
    (folder / "manifest.json").write_text('{"schema": "provenance.archive/1"}')
    with pytest.raises(ArchiveError, match="build the archive again"):
        archive.stats(folder)
    (folder / "manifest.json").write_text("[1]")
    with pytest.raises(ArchiveError, match="not a JSON object"):
        archive.stats(folder)


ADDING = """
import sys
from pathlib import Path
from provenance import archive
from provenance.reading import stream
archive.PART = 40
inputs = stream.usable(stream.documents([sys.argv[2]]), [])
archive.add(Path(sys.argv[1]), inputs, progress=lambda n: print(n, flush=True))
"""
HOLDING = """
import sys, time
from pathlib import Path
from provenance import archive
with archive.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def started(code: str, *arguments: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(provenance.__file__).parents[1])}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                            env=environment)


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def table(path: Path) -> Path:
    rows = [json.dumps({"id": document.id, "text": document.text}) for document in RELEASES]
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03])
def test_a_kill_while_adding_leaves_the_last_good_state(folder: Path, tmp_path: Path, delay: float) -> None:
    process = started(ADDING, folder, table(tmp_path / "all.jsonl"))
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    time.sleep(delay)
    killed(process)
    facts = archive.stats(folder)
    assert int(facts["documents"]) >= 80
    Index(folder).query(RELEASES[0])
    stray = folder / "parts" / ".tmp-1-1"
    stray.mkdir()
    assert int(archive.stats(folder)["unfinished"]) >= 1
    done = archive.add(folder, RELEASES)
    assert done.leftovers >= 1
    assert archive.stats(folder)["documents"] == len(RELEASES)
    assert archive.stats(folder)["unfinished"] == 0


@pytest.mark.slow
def test_the_second_writer_is_told_who_writes(folder: Path) -> None:
    process = started(HOLDING, folder)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ArchiveError, match=f"written by process {process.pid} on "):
            archive.add(folder, RELEASES)
        assert Index(folder).query(SMALL[0])
    finally:
        killed(process)
    assert archive.add(folder, RELEASES[:60]).stored == 10


def test_command_line(tmp_path: Path) -> None:
    run = CliRunner()
    data, folder = table(tmp_path / "all.jsonl"), tmp_path / "a"
    with data.open("a") as stream_:
        stream_.write('\n{"id": "x"}\nnot json\n')
    done = run.invoke(index_app, ["build", str(folder), str(data)])
    assert done.exit_code == 0
    assert "stored 400 documents" in done.stderr
    assert "no text column" in done.stderr
    assert done.stdout == ""
    assert "400 were there already" in run.invoke(index_app, ["add", str(folder), str(data)]).stderr
    assert json.loads(run.invoke(index_app, ["stats", str(folder), "--json"]).stdout)["documents"] == 400
    assert "documents" in run.invoke(index_app, ["stats", str(folder)]).stdout
    article = tmp_path / "article.txt"
    article.write_text(next(item.text for item in ITEMS if item.kind == "partial"))
    answer = run.invoke(index_app, ["query", str(folder), str(article), "--json", "--top", "2"])
    row = json.loads(answer.stdout)
    assert len(row["matches"]) == 2
    assert row["matches"][0]["passages"]
    assert "words in" in run.invoke(index_app, ["query", str(folder), str(article)]).stdout
    assert run.invoke(index_app, ["compact", str(folder)]).exit_code == 0
    strict = run.invoke(index_app, ["add", str(folder), str(data), "--strict"])
    assert strict.exit_code != 0
