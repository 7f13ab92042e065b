"""Nothing that is not ours is replaced, and nothing that we write can act."""

from __future__ import annotations

import csv
import io
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from traces import sample

from provenance.errors import InputError
from provenance.reading import read
from provenance.reading.earlier import OUTPUTS, written
from provenance.views import claim, load_trace, output, to_dict, write
from provenance.views.graphml import graphml
from provenance.views.policy import with_policy
from provenance.views.tables import tables


def made(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    trace = sample(name)
    return to_dict(trace), {report.document.id: report.document.text for report in trace.documents}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_name_a_run_writes_is_known_again(tmp_path: Path) -> None:
    names = write(*made("harbor"), tmp_path / "out")
    assert {name.split("/")[0] for name in names} <= set(OUTPUTS)
    assert written(tmp_path / "out") == set(names)


@pytest.mark.parametrize("name", ["texts", "facts.csv", "trace.json"])
def test_names_that_no_run_wrote_are_refused(tmp_path: Path, name: str) -> None:
    if name == "texts":
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine")
    else:
        (tmp_path / name).write_text("mine")
    before = contents(tmp_path)
    for attempt in (lambda: claim(tmp_path), lambda: write(*made("harbor"), tmp_path)):
        with pytest.raises(InputError, match="no earlier run wrote"):
            attempt()
    assert contents(tmp_path) == before


@pytest.mark.slow
def test_inputs_are_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "texts").mkdir()
    monkeypatch.chdir(tmp_path)
    for inputs in (["texts"], ["."], [str(tmp_path)], ["other", "texts/"]):
        with pytest.raises(InputError, match=r"replace the input|no earlier run"):
            claim(".", inputs)
    write(*made("harbor"), tmp_path / "out")
    with pytest.raises(InputError, match="replace the input"):
        claim("out", [str(tmp_path / "out" / "texts")])
    claim("out", ["texts"])


def test_a_folder_that_cannot_be_written_is_refused_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        claim(tmp_path / "file")
    with pytest.raises(InputError, match="cannot write there"):
        claim(tmp_path / "file" / "below")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(InputError, match="No space left"):
        claim(tmp_path / "new" / "out")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_the_texts_of_others_beside_ours_stay(tmp_path: Path) -> None:
    trace, texts = made("harbor")
    write(trace, texts, tmp_path / "out")
    (tmp_path / "out" / "texts" / "mine.txt").write_text("mine")
    write(*made("lantern"), tmp_path / "out")
    assert (tmp_path / "out" / "texts" / "mine.txt").read_text() == "mine"
    assert written(tmp_path / "out") | {"texts/mine.txt"} == set(contents(tmp_path / "out"))
    assert load_trace(tmp_path / "out" / "trace.json")[0]["summary"] == made("lantern")[0]["summary"]


@pytest.mark.slow
def test_files_change_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is moved by itself where the folder is all ours; where the kernel cannot, they are, to the same end."""
    one, other = made("harbor"), made("lantern")
    write(*one, tmp_path / "step")
    write(*one, tmp_path / "moved")
    with monkeypatch.context() as patched:
        patched.setattr(output, "_one_by_one", lambda *_: pytest.fail("moved one by one"))
        write(*other, tmp_path / "step")
    monkeypatch.setattr(output, "_exchanged", lambda *_: False)
    write(*other, tmp_path / "moved")
    assert contents(tmp_path / "step") == contents(tmp_path / "moved")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["moved", "step"]


@pytest.mark.slow
def test_a_move_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*made("harbor"), tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("mine")
    before, real, count = contents(tmp_path / "out"), os.replace, 0

    def failing(source: Any, goal: Any) -> None:
        nonlocal count
        count += 1
        if count == 20:
            raise OSError(5, "Input/output error")
        real(source, goal)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(InputError, match="Input/output error"):
        write(*made("lantern"), tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_outputs_of_earlier_runs_are_no_inputs(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("The bridge will close on Monday, the county said.", "utf-8")
    write(*made("harbor"), tmp_path / "reports" / "one")
    (tmp_path / "reports" / "one" / "kept.txt").write_text("Another text of mine, about the ferry.", "utf-8")
    found, skipped = read([str(tmp_path)])
    assert [item.id for item in found] == ["kept.txt", "mine.txt"]
    assert {Path(item.path).name for item in skipped} == {path.name for path in (tmp_path / "reports" / "one").iterdir()
                                                         if path.name != "kept.txt"}
    assert len(read([str(tmp_path / "reports" / "one" / "texts")])[0]) == 10


def test_one_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output.save(b"new", tmp_path / "below" / "page.html")
    assert (tmp_path / "below" / "page.html").read_bytes() == b"new"
    for place, inputs, reason in ((tmp_path, [], "a folder"), (tmp_path / "below" / "page.html" / "x", [], "cannot"),
                                  (tmp_path / "below" / "page.html", [tmp_path / "below" / "page.html"], "an input")):
        with pytest.raises(InputError, match=reason):
            output.save(b"other", place, inputs)
    monkeypatch.setattr(os, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(InputError, match="No space left"):
        output.save(b"other", tmp_path / "below" / "page.html")
    assert contents(tmp_path) == {"below/page.html": b"new"}


HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "a\r=HYPERLINK(1)", "\n=1", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠x",
           "a\u2028=1", "\x85=1", "\x1b]0;x\x07", "\x9b2J"]


def test_cells_are_inert_and_stand_on_one_line() -> None:
    trace, texts = made("harbor")
    for document, title in zip(trace["documents"], HOSTILE, strict=False):
        document["title"] = title
    for title in HOSTILE[len(trace["documents"]):]:
        trace["documents"].append({**trace["documents"][0], "title": title})
    for _, content in tables(trace, texts):
        rows = list(csv.reader(io.StringIO(content)))
        assert len(rows) == len(re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", content)) - 1
        assert content.startswith('"')
        for cell in (cell for row in rows for cell in row):
            assert not re.match(r"\s*[=+@＝＋－＠]|\s*-(?![\d.]+(e-?\d+)?$)", cell), cell
            assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", cell)


def test_ids_that_differ_in_white_space_stay_apart_in_graphml() -> None:
    trace, _ = made("harbor")
    nodes = trace["lineage"]["nodes"]
    odd = ["a b", "a  b", "a\tb", "a\nb", " a b", "a\x01b", "a\x02b"]
    renamed = {node["id"]: name for node, name in zip(nodes, odd, strict=False)}
    for item in [*nodes, *trace["documents"]]:
        item["id"] = renamed.get(item["id"], item["id"])
    for edge in trace["lineage"]["edges"]:
        edge["parent"], edge["child"] = (renamed.get(edge[end], edge[end]) for end in ("parent", "child"))
    root = ET.fromstring(graphml(trace))
    found = [node.get("id") for node in root.iter("{http://graphml.graphdrawing.org/xmlns}node")]
    assert len(set(found)) == len(found) == len(nodes)
    assert set(odd[:5]) <= set(found)


def test_the_compare_page_may_run_its_own_script_only() -> None:
    page = with_policy('<head>\n<meta charset="utf-8">\n<style>a{}</style></head><script>let a</script>')
    (policy,) = re.findall('Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
