"""At its edges the command line ends with one line and the contract's exit code, and every command keeps the law."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mutants import STORY, files

from provenance.cli import app, failure, options, talk
from provenance.errors import InputError

TEXT = f"{STORY} {STORY}"


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parent.parent)
    return subprocess.run([sys.executable, "-m", "provenance", *map(str, arguments)], capture_output=True, text=True,
                          cwd=cwd, check=False, timeout=120, stdin=subprocess.DEVNULL,
                          env=os.environ | {"PYTHONPATH": root} | environment)


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def inside(capsys: pytest.CaptureFixture[str]) -> Run:
    """As `run`, in this process: sooner, where no stream or environment matters."""
    def called(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        told = options.renewed(list(map(str, arguments)))
        code = failure.guarded(lambda: app(args=told, standalone_mode=False))
        return subprocess.CompletedProcess(told, code, *capsys.readouterr())

    return called


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of good and unusable files, among them a hostile name."""
    folder = tmp_path_factory.mktemp("odd") / "in"
    folder.mkdir()
    (folder / "a..txt").write_text(TEXT, "utf-8")
    (folder / "UP.TXT").write_text(f"{TEXT} Again.", "utf-8")
    (folder / "x\x1b[31m.txt").write_text(f"{TEXT} Once more.", "utf-8")
    dated = {"id": "dated", "text": f"Dated. {TEXT}", "published": "2025-02-30"}
    (folder / "date.jsonl").write_text(json.dumps(dated) + "\n[\n")
    (folder / "bad.jsonl.gz").write_bytes(b"\x1f\x8bnonsense")
    (folder / "cut.txt.zst").write_bytes(files()[".txt.zst"][:-5])
    (folder / "photo\x1b[2J.png").write_bytes(b"")
    (folder / "gone.txt").symlink_to("nowhere")
    return folder


DOCUMENTS, SKIPPED = 4, 5


def skips(result: subprocess.CompletedProcess[str]) -> int:
    assert "\x1b" not in result.stderr + result.stdout
    assert "date left out" in result.stderr
    return len(re.findall("^skipped: .+: .+$", result.stderr, re.MULTILINE))


@pytest.mark.slow
def test_every_command_sees_the_same_documents(odd: Path, tmp_path: Path) -> None:
    traced = run("trace", odd, "-o", tmp_path / "trace")
    assert traced.returncode == 0, traced.stderr
    found = json.loads((tmp_path / "trace" / "trace.json").read_text("utf-8"))
    ids = {item["id"] for item in found["documents"]}
    assert (len(ids), len(found["skipped"])) == (DOCUMENTS, SKIPPED)
    assert any("date left out" in warning for warning in found["warnings"])
    assert run("report", tmp_path / "trace" / "trace.json", "-o", tmp_path / "again").returncode == 0
    scored = run("score", odd, "--json")
    assert {json.loads(row)["id"] for row in scored.stdout.splitlines()} == ids
    assert skips(scored) == SKIPPED
    built = run("index", "build", tmp_path / "archive", odd)
    assert f"stored {DOCUMENTS} documents" in built.stderr
    assert skips(built) == SKIPPED
    asked = run("index", "query", tmp_path / "archive", odd, "--json", "--fast")
    assert {json.loads(row)["id"] for row in asked.stdout.splitlines()} == ids
    assert skips(asked) == SKIPPED
    scanned = run("scan", odd, "-o", tmp_path / "scan", "--workers", "1")
    assert json.loads(scanned.stdout)["documents"] == DOCUMENTS
    assert skips(scanned) == SKIPPED


@pytest.mark.slow
def test_an_output_that_would_destroy_inputs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(TEXT, "utf-8")
    result = run("trace", "texts", "-o", ".", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert [path.name for path in tmp_path.rglob("*")] == ["texts", "a.txt"]


@pytest.mark.parametrize("arguments", [
    ["compare", "IN/UP.TXT", "IN/a..txt", "-o", "IN"], ["compare", "IN/UP.TXT", "IN/a..txt", "-o", "IN/UP.TXT"],
    ["trace", "IN/UP.TXT", "-o", "IN/UP.TXT"], ["trace", "IN/UP.TXT", "-o", "/proc/nothing/there"],
    ["index", "query", "IN", "IN"], ["score", "IN/UP.TXT", "--source", "nothing"],
    ["trace", "IN", "--strict"], ["trace", "IN/UP.TXT", "--settings", "IN/UP.TXT"]])
def test_user_errors_are_one_line_and_exit_2(odd: Path, arguments: list[str], inside: Run) -> None:
    result = inside(*(argument.replace("IN", str(odd)) for argument in arguments))
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert re.fullmatch("error: .+\n", result.stderr)


def test_nothing_to_score_is_exit_1(odd: Path, tmp_path: Path, inside: Run) -> None:
    (tmp_path / "empty.txt").write_text("")
    for arguments in (["score", tmp_path / "empty.txt"], ["score", odd / "UP.TXT", "--source", odd / "UP.TXT"],
                      ["index", "build", tmp_path / "archive", tmp_path / "empty.txt"], ["trace", "/dev/zero"]):
        result = inside(*arguments)
        assert result.returncode == 1, result.stderr
        assert result.stderr.splitlines()[-1].startswith("error: ")


@pytest.mark.slow
def test_a_terminal_that_knows_ascii_only(odd: Path) -> None:
    result = run("compare", odd / "UP.TXT", odd / "a..txt", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, "")
    result = run("score", odd / "a..txt", "--json", PYTHONIOENCODING="ascii")
    assert json.loads(result.stdout)["id"] == "a..txt"


@pytest.mark.slow
def test_a_full_disk_behind_stdout(odd: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run([sys.executable, "-m", "provenance", "score", str(odd / "UP.TXT"), "--json"],
                                stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert "No space left on device" in result.stderr


@pytest.mark.slow
def test_an_old_spelling_works_with_a_note(odd: Path, tmp_path: Path) -> None:
    result = run("compare", odd / "UP.TXT", odd / "a..txt", "--out", tmp_path / "pair.html")
    assert result.returncode == 0, result.stderr
    assert "--out is now --output" in result.stderr
    assert "Content-Security-Policy" in (tmp_path / "pair.html").read_text("utf-8")
    assert options.renewed(["a", "--out=x", "--", "--out"]) == ["a", "--output=x", "--", "--out"]


def test_the_common_options_stand_at_every_command(inside: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for command in (["trace"], ["score"], ["compare"], ["report"], ["plot"], ["scan"], ["index", "build"],
                    ["index", "add"], ["index", "query"], ["index", "stats"], ["index", "compact"]):
        told = inside(*command, "-h").stdout
        assert {"--quiet", "--debug"} <= set(re.findall(r"--\w+", told)), command


def raising(error: BaseException) -> Callable[[], object]:
    def run() -> object:
        raise error

    return run


@pytest.mark.parametrize(("error", "code", "told"), [
    (ZeroDivisionError("x\x1b[2J\ny"), 1, "internal failure: ZeroDivisionError"),
    (RecursionError("deep"), 1, "internal failure"), (MemoryError(), 1, "out of memory"),
    (OSError(30, "Read-only file system", "/x/y"), 2, "Read-only file system (/x/y)"),
    (InputError("what", "where", "remedy"), 2, "what (where): remedy"), (KeyboardInterrupt(), 130, "interrupted")])
def test_whatever_goes_wrong_is_one_line(error: BaseException, code: int, told: str,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    talk.begin(quiet=False, debug=False)
    assert failure.guarded(raising(error)) == code
    printed = capsys.readouterr().err
    assert told in printed
    assert printed.count("\n") == 1
    assert "\x1b" not in printed


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    talk.begin(quiet=False, debug=True)
    assert failure.guarded(raising(ZeroDivisionError("x"))) == 1
    talk.begin(quiet=False, debug=False)
    assert "Traceback" in capsys.readouterr().err
