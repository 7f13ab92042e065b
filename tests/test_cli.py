"""The command line keeps the contract: files, streams, exit codes, one-line errors."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from provenance.cli import app, failure, options

WRITTEN = {"trace.json", "report.html", "lineage.png", "lineage.svg", "similarity.png", "composition.png",
           "timeline.png", "documents.csv", "pairs.csv", "sentences.csv", "facts.csv", "lineage.graphml", "texts"}


def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command in this process: its streams and exit code, without the seconds that importing takes."""
    told = options.renewed(list(map(str, arguments)))
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", given)
        code = failure.guarded(lambda: app(args=told, prog_name="provenance", standalone_mode=False))
    texts = [(stream.flush(), stream.buffer.getvalue().decode())[1] for stream in (out, err)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(told, code, *texts)


@pytest.mark.slow
def test_the_command_starts_and_ends_as_a_process() -> None:
    for arguments, code in ((["--version"], 0), (["trace", "/no/such/file.txt"], 2)):
        done = subprocess.run([sys.executable, "-m", "provenance", *arguments], capture_output=True, check=False)
        assert done.returncode == code


@pytest.fixture(scope="module")
def traced(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("traced") / "harbor"
    result = run("trace", samples / "harbor", "-o", out)
    assert result.returncode == 0, result.stderr
    assert "harbor" in result.stderr
    assert result.stdout
    return out


def test_trace_writes_everything_the_contract_names(traced: Path) -> None:
    assert {path.name for path in traced.iterdir()} >= WRITTEN
    assert all(path.is_dir() or path.stat().st_size for path in traced.iterdir())
    result = json.loads((traced / "trace.json").read_text("utf-8"))
    assert result["schema"] == "provenance.trace/1"
    for document in result["documents"]:
        if document["role"] != "inferred":
            assert document["sha256"]


@pytest.mark.slow
def test_views_are_rendered_again_without_recomputing(traced: Path, tmp_path: Path) -> None:
    assert run("report", traced / "trace.json", "-o", tmp_path / "again").returncode == 0
    for name in ("trace.json", "report.html", "documents.csv", "lineage.graphml"):
        assert (tmp_path / "again" / name).read_bytes() == (traced / name).read_bytes(), name
    for kind in ("lineage", "timeline"):
        assert run("plot", traced / "trace.json", "--kind", kind, "-o", tmp_path / f"{kind}.svg").returncode == 0
        assert (tmp_path / f"{kind}.svg").stat().st_size > 1000


def test_score_gives_one_json_object_a_line(samples: Path) -> None:
    result = run("score", samples / "harbor", "--json")
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 10
    for row in rows:
        assert row["ai_rewritten"]["label"] in {"likely_ai", "unclear", "likely_human"}
        assert 0 <= row["padding"]["share_words"] <= 1
        assert row["sentences"]


def test_score_against_a_source_is_relative(samples: Path) -> None:
    result = run("score", samples / "harbor" / "tidal_register.txt", "--source", samples / "harbor" / "release.txt",
                 "--json")
    rows = {row["id"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["tidal_register.txt"]["ai_rewritten"]["relative"] is True


def test_compare_prints_and_writes_a_page(samples: Path, tmp_path: Path) -> None:
    pair = samples / "harbor" / "release.txt", samples / "harbor" / "seaward_daily.txt"
    result = run("compare", *pair, "-o", tmp_path / "pair.html")
    assert result.returncode == 0, result.stderr
    assert "<html" in (tmp_path / "pair.html").read_text("utf-8")
    loaded = json.loads(run("compare", *pair, "--json").stdout)
    assert {"spans", "coverage_a", "coverage_b", "facts"} <= set(loaded)


def test_stdin_is_json_lines(tmp_path: Path) -> None:
    text = "The Orvane Bridge will close for repairs on 3 March 2025, the county said. " * 3
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name in "ab")
    result = run("trace", "-", "-o", tmp_path / "out", "--json", stdin=lines)
    assert result.returncode == 0, result.stderr
    assert [document["id"] for document in json.loads(result.stdout)["documents"]][:2] == ["a", "b"]


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["trace", "/no/such/file.txt"], 2, "/no/such/file.txt"),
    (["trace", "--no-such-option"], 2, "--no-such-option"),
    (["trace"], 2, "INPUT"),
    (["bench", "nothing"], 2, "nothing"),
    (["train", "nothing", "--data", ".", "-o", "x"], 2, "nothing"),
    (["plot", "/no/trace.json", "--kind", "lineage", "-o", "x.png"], 2, "/no/trace.json"),
])
def test_errors_are_one_line_with_the_remedy(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert result.returncode == code
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert message in line


def test_nothing_usable_is_exit_1_and_strict_is_exit_2(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    result = run("trace", tmp_path / "empty.txt", "-o", tmp_path / "out")
    assert result.returncode == 1
    assert not (tmp_path / "out").exists()
    good = samples / "harbor" / "release.txt"
    assert run("trace", tmp_path / "empty.txt", good, "-o", tmp_path / "out", "--strict").returncode == 2
    lenient = run("trace", tmp_path / "empty.txt", good, "-o", tmp_path / "out")
    assert lenient.returncode == 0
    assert "empty.txt" in lenient.stderr
    assert json.loads((tmp_path / "out" / "trace.json").read_text("utf-8"))["skipped"]


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("provenance ")
    for command in ("trace", "score", "compare", "index", "scan", "report", "plot", "bench", "train"):
        result = run(command, "-h")
        assert result.returncode == 0
        assert "Usage" in result.stdout
    assert "derivation" in run("bench", "--list").stdout


def test_quiet_says_nothing(samples: Path, tmp_path: Path) -> None:
    result = run("--quiet", "trace", samples / "lantern", "-o", tmp_path / "out")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.slow
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "provenance", "trace", "-", "-o", str(tmp_path / "out")],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    time.sleep(12)  # it waits for the end of its standard input, which does not come
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.splitlines() == ["interrupted: nothing was written"]
    assert not (tmp_path / "out").exists()
