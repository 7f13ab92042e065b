"""One plan, two engines: the same rows, also when an executor dies in mid-job; stages resume; hot buckets are told."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from provenance import corpus
from provenance.corpus.engines import Engine
from provenance.corpus.engines.duck import Duck
from provenance.errors import InputError, NothingUsable
from provenance.lab.bench import workload
from provenance.reading import stream
from provenance.records import Document
from provenance.settings import Settings
from provenance.text.bulk import tokenise
from provenance.text.shingles import containment, shingle_set

HAS_SPARK = find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(not HAS_SPARK, reason="needs pyspark (the extra spark) and Java 17")
pandas_is_new = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


def planted() -> list[Document]:
    """160 releases and 340 articles with planted reuse, a viral release, exact duplicates and odd rows."""
    items = list(workload.items(2_000, workload.TUNING))
    chosen = [*items[:160], *[item for item in items[400:] if item.source is None or int(item.source[3:]) < 160][:340]]
    rows = [{"id": item.id, "text": item.text, "outlet": item.outlet,
             "published": f"20{10 + item.day // 360:02}-{item.day % 360 // 30 + 1:02}-{item.day % 30 + 1:02}"
             if item.day % 30 < 28 else None} for item in chosen]
    rows += [{"id": "copy", "text": rows[0]["text"]}, {"id": "short", "text": "Two words"}, {"id": "mark", "text": "!"}]
    made = [stream.document(row, str(number)) for number, row in enumerate(rows)]
    return [document for document in made if isinstance(document, Document)]


DOCUMENTS = planted()
TABLES = corpus.STAGES[1:]


@pytest.fixture
def duck(tmp_path: Path) -> Iterator[Duck]:
    engine = Duck(tmp_path / "spill", workers=1)
    yield engine
    engine.close()


def spark_engine(tmp_path: Path) -> Engine:
    from provenance.corpus.engines.spark import Spark

    return Spark("local-cluster[2,1,1024]", tmp_path)


def rows(out: Path, name: str) -> list[tuple[object, ...]]:
    table = pa.concat_tables([pq.read_table(file) for file in sorted((out / name).glob("*.parquet"))],
                             promote_options="permissive")
    names = sorted(set(table.column_names) - {"arrival"})
    told = [tuple(round(value, 12) if isinstance(value, float) else value for value in row)
            for row in zip(*(table[column].to_pylist() for column in names), strict=True)]
    return sorted(told, key=repr)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("duck") / "scan"
    engine = Duck(out / "spill", workers=2, alone=-1.0)  # processes from the first batch on
    corpus.scan(DOCUMENTS, "key", out, engine)
    engine.close()
    return out


@pytest.mark.slow
def test_pairs_are_those_of_all_pairs(reference: Path) -> None:
    ids, bounds = tokenise([document.text for document in DOCUMENTS])
    sets = {document.id: shingle_set(ids[low:high], 5) for document, low, high in
            zip(DOCUMENTS, bounds[:-1], bounds[1:], strict=True)}
    found = {(row["id_a"], row["id_b"]): row for row in pq.read_table(reference / "pairs").to_pylist()}
    viral = {item.id for item in workload.items(2_000, workload.TUNING) if "r0-0" in (item.id, item.source)}
    del sets["copy"]  # collapsed into its first copy
    names = sorted(sets)
    some, much = [], []
    for i, one in enumerate(names):
        for other in names[i + 1:]:
            a, b = containment(sets[one], sets[other]), containment(sets[other], sets[one])
            row = found.get((one, other)) or found.get((other, one))
            if row and row["exact"]:
                assert sorted([a, b]) == pytest.approx(sorted([row["containment_a"], row["containment_b"]]))
            if max(a, b) >= 0.1 and not (one in viral and other in viral):
                (much if max(a, b) >= 0.3 else some).append(bool(row))
    assert len(some) > 50
    assert np.mean(some) >= 0.9
    assert len(much) > 50
    assert np.mean(much) >= 0.98


@pytest.mark.slow
def test_stories_and_parents_are_the_planted_ones(reference: Path) -> None:
    parent = {row["child"]: row["parent"] for row in pq.read_table(reference / "edges").to_pylist()}
    story = {row["doc"]: row["story"] for row in pq.read_table(reference / "stories").to_pylist()}
    docs = {row["id"]: row["doc"] for row in pq.read_table(reference / "docs").to_pylist()}
    items = {item.id: item for item in workload.items(2_000, workload.TUNING)}
    copies = [items[name] for name in docs if name in items and items[name].kind in {"verbatim", "light", "partial"}]
    together = [item for item in copies if story.get(docs[item.id]) == story.get(docs[str(item.source)], -1)]
    assert len(copies) > 100
    assert len(together) >= 0.97 * len(copies)
    assert parent["copy"] == DOCUMENTS[0].id
    viral = sum(item.source == "r0-0" for item in together)
    assert viral >= 100


@pytest.mark.slow
def test_order_of_input_and_number_of_workers_do_not_matter(reference: Path, tmp_path: Path, duck: Duck) -> None:
    order = np.random.default_rng(1).permutation(len(DOCUMENTS)).tolist()
    corpus.scan([DOCUMENTS[place] for place in order], "key", tmp_path / "scan", duck)
    for name in TABLES:
        assert rows(tmp_path / "scan", name) == rows(reference, name), name


@pytest.mark.slow
def test_a_stopped_scan_goes_on_where_it_was(reference: Path, tmp_path: Path, duck: Duck) -> None:
    out = tmp_path / "scan"

    def stop(name: str) -> None:
        if name == "candidates":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpus.scan(DOCUMENTS, "key", out, duck, talk=stop)
    found = corpus.scan(DOCUMENTS, "key", out, duck)
    assert found.computed == corpus.STAGES[corpus.STAGES.index("candidates"):]
    assert rows(out, "edges") == rows(reference, "edges")
    assert corpus.scan(DOCUMENTS, "key", out, duck).computed == ()
    assert corpus.scan(DOCUMENTS[:90], "other", out, duck).computed == corpus.STAGES
    assert json.loads((out / "scan.json").read_text())["documents"] == 90


def test_hot_buckets_are_capped_and_told(tmp_path: Path, duck: Duck) -> None:
    text = next(document.text for document in DOCUMENTS if len(document.text) > 1000)
    made = [stream.document({"id": f"d{n:03}", "text": f"{text} number {n}"}, str(n)) for n in range(90)]
    found = corpus.scan([document for document in made if isinstance(document, Document)], "k", tmp_path / "s", duck)
    assert found.capped > 20
    assert found.largest == 90
    assert found.stories == 1
    assert found.edges == 89
    assert found.pairs < 90 * 5


def test_boilerplate_of_one_outlet_makes_no_story(tmp_path: Path, duck: Duck) -> None:
    about = "About the Trust: " + " ".join(f"word{n} of the trust" for n in range(30))
    fresh = [item.text for item in workload.items(2_000, 99) if item.kind == "fresh"][:12]
    rows_ = [{"id": f"n{n}", "text": " ".join(text.split()[:70]) + " " + about, "outlet": "Trust",
              "published": f"20{10 + n}-03-01"} for n, text in enumerate(fresh)]
    made = [document for row in rows_ if isinstance(document := stream.document(row, "x"), Document)]
    together = corpus.scan(made, "k", tmp_path / "s", duck)
    assert together.pairs >= 60
    assert together.edges <= 1


def test_refusals(tmp_path: Path, duck: Duck) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        corpus.scan(DOCUMENTS, "k", tmp_path / "other", duck)
    with pytest.raises(InputError, match="not a folder"):
        corpus.scan(DOCUMENTS, "k", tmp_path / "other" / "thesis.doc", duck)
    with pytest.raises(NothingUsable):
        corpus.scan([], "k", tmp_path / "none", duck)


def test_settings_and_inputs_change_the_key(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("{}")
    before = corpus.fingerprint([file], Settings())
    assert corpus.fingerprint([file], replace(Settings(), seed=2)) != before
    file.write_text("{ }")
    assert corpus.fingerprint([file], Settings()) != before


@pytest.mark.slow
def test_command_line(tmp_path: Path) -> None:
    from provenance.cli.scale import scan_app

    data = tmp_path / "corpus.jsonl"
    data.write_text("\n".join(json.dumps({"id": d.id, "text": d.text, "outlet": d.outlet, "published": d.published})
                              for d in DOCUMENTS[:60]), "utf-8")
    run = CliRunner()
    first = run.invoke(scan_app, [str(data), "-o", str(tmp_path / "out")])
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["documents"] == 60
    again = run.invoke(scan_app, [str(data), "-o", str(tmp_path / "out")])
    assert "nothing to compute" in again.stderr
    assert run.invoke(scan_app, [str(data), "-o", str(tmp_path / "out"), "--engine", "dask"]).exit_code != 0


# The test below asks for the same rows of the same two executors, one of which dies.
@pytest.mark.slow
@pytest.mark.exhaustive
@needs_spark
@pandas_is_new
def test_spark_gives_the_same_rows_with_two_executors(reference: Path, tmp_path: Path) -> None:
    same_on_spark(reference, tmp_path, lambda _: None)


@pytest.mark.slow
@needs_spark
@pandas_is_new
def test_spark_gives_the_same_rows_when_an_executor_is_killed(reference: Path, tmp_path: Path) -> None:
    killed: list[int] = []

    def assassin() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not killed:
            workers = [pid for pid in descendants() if "pyspark.daemon" in command(pid)]
            if workers:
                parent = next(pid for pid in ancestors(workers[0]) if "CoarseGrainedExecutorBackend" in command(pid))
                os.kill(parent, signal.SIGKILL)
                killed.append(parent)
            time.sleep(0.02)

    def talk(name: str) -> None:
        if name == "signatures":
            threading.Thread(target=assassin, daemon=True).start()

    same_on_spark(reference, tmp_path, talk)
    assert killed


def same_on_spark(reference: Path, tmp_path: Path, talk: Callable[[str], None]) -> None:
    engine = spark_engine(tmp_path)
    try:
        corpus.scan(DOCUMENTS, "key", tmp_path / "scan", engine, talk=talk)
    finally:
        engine.close()
    for name in TABLES:
        assert rows(tmp_path / "scan", name) == rows(reference, name), name


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def ancestors(pid: int) -> list[int]:
    """The process and those above it, nearest first."""
    line = [pid]
    while line[-1] > 1:
        try:
            line.append(int(Path(f"/proc/{line[-1]}/stat").read_text().rpartition(")")[2].split()[1]))
        except (OSError, IndexError, ValueError):
            break
    return line


def descendants() -> list[int]:
    """Processes this test run has started, directly or not."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if pid != os.getpid() and os.getpid() in ancestors(pid)]
