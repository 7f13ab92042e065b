"""Nothing that was committed is lost: whatever fails, dies, is put back or strays into the folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import provenance
from provenance import archive, disk
from provenance.archive import parts
from provenance.archive.query import Index
from provenance.errors import ArchiveError
from provenance.reading import stream
from provenance.records import Document

WORDS = "ferry harbour budget council bridge survey turbine archive orchard lantern quarry tunnel".split()


def made(number: int) -> Document:
    told = " ".join(f"{WORDS[(number * 7 + at) % 12]}{number * at % 97}" for at in range(60))
    document = stream.document({"id": f"d{number}", "text": f"Story {number}: {told}."}, "x")
    assert isinstance(document, Document)
    return document


FIRST, MORE = [made(number) for number in range(12)], [made(number) for number in range(30)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PART", 6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive.build(tmp_path / "a", FIRST)
    return tmp_path / "a"


def stored(path: Path) -> set[str]:
    """Every document, asked for by its own text under another checksum."""
    index = Index(path)
    asked = [Document(f"q{one.id}", one.text, "0" * 64) for one in MORE]
    return {best[0].id for one in asked if (best := index.query(one, 1)) and best[0].containment_article == 1.0}


STEPS = ("os.fsync", "os.rename", "os.unlink", "os.mkdir", "os.rmdir")
ACTS: dict[str, Callable[[Path], object]] = {"add": lambda path: archive.add(path, MORE), "compact": archive.compact}


class Fault:
    """Lets ``left`` steps happen, then raises ``error`` once; a write that fails has written half."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, left: int, error: BaseException) -> None:
        self.left, self.error = left, error
        for name in STEPS:
            real = getattr(os, name.split(".")[1])
            monkeypatch.setattr(name, lambda *given, real=real, **named: self.step() or real(*given, **named))
        opened = disk.written
        monkeypatch.setattr(disk, "written", lambda path: Watched(self, opened(path)))

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error


class Watched:
    """A file whose writes are steps."""

    def __init__(self, fault: Fault, inner: object) -> None:
        self.fault, self.inner = fault, inner

    def __enter__(self) -> Watched:
        self.stream = self.inner.__enter__()
        return self

    def __exit__(self, *told: object) -> object:
        return self.inner.__exit__(*told)

    def write(self, data: bytes) -> int:
        try:
            self.fault.step()
        except BaseException:
            self.stream.write(bytes(data)[:len(data) // 2])
            raise
        return int(self.stream.write(data))

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def steps_of(folder: Path, act: Callable[[Path], object], tmp_path: Path) -> int:
    """How many steps an act takes when nothing fails."""
    copy = shutil.copytree(folder, tmp_path / "counted")
    with pytest.MonkeyPatch.context() as patch:
        fault = Fault(patch, 1 << 30, OSError())
        act(copy)
    return (1 << 30) - fault.left


@pytest.mark.parametrize("every", [61, pytest.param(5, marks=pytest.mark.slow),
                                   pytest.param(1, marks=[pytest.mark.slow, pytest.mark.exhaustive])])
@pytest.mark.parametrize("act", ACTS)
def test_any_step_may_fail(folder: Path, tmp_path: Path, act: str, every: int) -> None:
    total = steps_of(folder, ACTS[act], tmp_path)
    assert total >= 60
    for number in range(1, total + 1, every):
        copy = shutil.copytree(folder, tmp_path / f"c{number}")
        with pytest.MonkeyPatch.context() as patch:
            Fault(patch, number, OSError(28, "No space left on device"))
            with pytest.raises(OSError, match="No space"):
                ACTS[act](copy)
        recovers(copy)
        shutil.rmtree(copy)


def recovers(path: Path) -> None:
    """The archive holds what was committed, takes the rest, and nothing is left over."""
    before = stored(path)
    assert {one.id for one in FIRST} <= before
    archive.add(path, MORE)
    assert stored(path) == {one.id for one in MORE}
    archive.compact(path)
    facts = archive.stats(path)
    assert (facts["documents"], facts["parts"], facts["unfinished"], facts["foreign"]) == (30, 1, 0, 0)


DYING = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import pytest
import test_archive_faults as faults
from provenance import archive
archive.PART = 6

class Dead(BaseException):
    pass

def die(self):
    self.left -= 1
    if self.left == 0:
        os._exit(7)

faults.Fault.step = die
with pytest.MonkeyPatch.context() as patch:
    faults.Fault(patch, int(sys.argv[2]), Dead())
    faults.ACTS[sys.argv[4]](Path(sys.argv[1]))
"""


def dies(copy: Path, number: int, act: str) -> int:
    environment = os.environ | {"PYTHONPATH": str(Path(provenance.__file__).parents[1])}
    return subprocess.run([sys.executable, "-c", DYING, str(copy), str(number), str(Path(__file__).parent), act],
                          env=environment, capture_output=True, timeout=120).returncode


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_the_process_may_die_at_a_step(folder: Path, tmp_path: Path, act: str) -> None:
    total = steps_of(folder, ACTS[act], tmp_path)
    for number in (total // 2, total - 2):
        copy = shutil.copytree(folder, tmp_path / f"c{number}")
        assert dies(copy, number, act) == 7
        recovers(copy)


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("act", ACTS)
def test_the_process_may_die_at_any_step(folder: Path, tmp_path: Path, act: str) -> None:
    for number in range(1, steps_of(folder, ACTS[act], tmp_path) + 1):
        copy = shutil.copytree(folder, tmp_path / f"c{number}")
        assert dies(copy, number, act) == 7
        recovers(copy)
        shutil.rmtree(copy)


def test_an_old_manifest_put_back_loses_nothing(folder: Path) -> None:
    old = (folder / "manifest.json").read_bytes()
    archive.add(folder, MORE)
    for act in (lambda: None, lambda: archive.compact(folder)):
        act()
        (folder / "manifest.json").write_bytes(old)
        assert stored(folder) == {one.id for one in MORE}
        assert archive.add(folder, MORE).stored == 0
        assert archive.stats(folder)["documents"] == 30
        assert stored(folder) == {one.id for one in MORE}


@pytest.mark.parametrize("change", [
    lambda body: body["parts"].pop(), lambda body: body["parts"].append(body["parts"][0]),
    lambda body: body["parts"][0]["files"].clear(), lambda body: body.pop("sha256"),
    lambda body: body.update(documents=3)])
def test_an_altered_manifest_is_refused(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    file = folder / "manifest.json"
    body = json.loads(file.read_text())
    change(body)
    file.write_text(json.dumps(body))
    for act in (archive.stats, Index, archive.compact, lambda path: archive.add(path, MORE)):
        with pytest.raises(ArchiveError, match="checksum differs"):
            act(folder)


def test_strays_are_left_alone_and_told(folder: Path) -> None:
    (folder / "parts" / "notes.txt").write_text("mine")
    (folder / "parts" / "photos").mkdir()
    (folder / "parts" / "photos" / "one.jpg").write_text("mine")
    shutil.copytree(folder / "parts", folder.parent / "b" / "parts")
    other = folder.parent / "c"
    archive.build(other, MORE[20:])
    shutil.copytree(next((other / "parts").iterdir()), folder / "parts" / "00000009-of-another")
    done = archive.add(folder, MORE)
    assert done.stored == 18
    assert done.foreign == ("00000009-of-another", "notes.txt", "photos")
    archive.compact(folder)
    assert archive.stats(folder)["foreign"] == 3
    assert (folder / "parts" / "photos" / "one.jpg").read_text() == "mine"
    assert stored(folder) == {one.id for one in MORE}


def test_a_first_build_that_fails_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    def broken() -> object:
        yield FIRST[0]
        raise RuntimeError("the input ended")

    with pytest.raises(RuntimeError, match="ended"):
        archive.build(tmp_path / "a", broken())
    assert not (tmp_path / "a").exists()
    archive.build(tmp_path / "a", [])
    (tmp_path / "b").mkdir()
    archive.build(tmp_path / "b", [])
    assert list((tmp_path / "b").iterdir()) == []
    for name in ("a", "b"):
        assert archive.build(tmp_path / name, FIRST).stored == 12


READING = """
import sys
from pathlib import Path
from provenance.archive.query import Index
from provenance.records import Document
asked = Document("q", sys.argv[2], "0" * 64)
wrong = 0
print("started", flush=True)
for _ in range(int(sys.argv[3])):
    wrong += Index(Path(sys.argv[1])).query(asked, 1)[0].id != "d3"
print(wrong)
"""


def read_while_compacting(folder: Path, reads: int) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(provenance.__file__).parents[1])}
    reader = subprocess.Popen([sys.executable, "-c", READING, str(folder), FIRST[3].text, str(reads)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "started\n"
    number, commits = 100, 0
    while reader.poll() is None:
        archive.add(folder, [made(number)])
        commits += archive.compact(folder)[0] > 1
        number += 1
        time.sleep(0.01)
    told, error = reader.communicate()
    assert (reader.returncode, error, told.strip()) == (0, "", "0")
    assert commits >= 5


@pytest.mark.slow
def test_readers_and_a_compacting_writer(folder: Path) -> None:
    read_while_compacting(folder, 40)


@pytest.mark.slow
def test_a_thousand_reads_while_compacting(folder: Path) -> None:
    read_while_compacting(folder, 1_000)


def test_a_reader_keeps_what_it_opened(folder: Path) -> None:
    index = Index(folder)
    archive.add(folder, MORE)
    archive.compact(folder)
    assert not any((folder / "parts" / part.name).exists() for part in index.manifest.parts)
    assert index.query(Document("q", FIRST[3].text, "0" * 64), 1)[0].id == "d3"


def test_readers_need_no_right_to_write(folder: Path) -> None:
    (folder / "reading").unlink(missing_ok=True)
    os.chmod(folder, 0o555)
    try:
        assert {one.id for one in FIRST} <= stored(folder)
    finally:
        os.chmod(folder, 0o755)


def test_every_file_of_a_part_is_named_by_its_record(folder: Path) -> None:
    for part in archive.read_manifest(folder).parts:
        record = disk.read_sealed(folder / "parts" / part.name / "part.json")
        assert set(record["files"]) == set(parts.FILES)
        assert record["commit"] == part.commit
