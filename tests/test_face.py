"""The face: every public name is documented, exemplified, typed and cheap; results show and read back as tables."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from traces import sample

import provenance
from provenance.columns import arrow_table
from provenance.face.traced import _result
from provenance.records import Trace
from provenance.tracefile.encode import to_dict
from provenance.views.tables import tables as csv_tables

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "provenance" / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.S)
NAMES = [name for name in provenance.__all__ if name != "__version__"]


@pytest.mark.parametrize("name", provenance.__all__)
def test_every_public_name_has_a_line_and_an_example(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", PAGE, re.M), "no line in the table of docs/api.md"
    assert any(re.search(rf"\bprovenance\.{name}\b", example) for example in EXAMPLES), "no example in docs/api.md"


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_and_method_has_a_docstring(name: str) -> None:
    found = getattr(provenance, name)
    assert (found.__doc__ or "").strip()
    assert not found.__doc__.startswith(f"{name}("), "a generated signature is no docstring"
    for method, value in vars(found).items() if isinstance(found, type) else ():
        if not method.startswith("_") and callable(value):
            assert (value.__doc__ or "").strip(), f"{name}.{method} has no docstring"


@pytest.mark.parametrize("name", NAMES)
def test_no_module_hides_a_public_name(name: str) -> None:
    assert not (ROOT / "provenance" / f"{name}.py").exists()
    assert not (ROOT / "provenance" / name).exists()
    assert name in dir(provenance)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        provenance.nothing  # noqa: B018


@pytest.mark.slow
def test_the_examples_of_the_page_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "api.md", "exec"), names)
    assert str(names["result"]).count("\n") == 0


def test_import_loads_no_library() -> None:
    """Milliseconds cannot be tested on a busy machine; what is imported can."""
    asked = "import sys, provenance; print([name for name in ('numpy', 'pyarrow', 'rich', 'typer') " \
            "if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.fixture(scope="module", params=["harbor", "lantern"])
def result(request: pytest.FixtureRequest) -> provenance.Result:
    held = sample(request.param)
    return _result(held, to_dict(held))


@pytest.fixture(scope="module")
def folder(result: provenance.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result written once, to be read or copied."""
    out = tmp_path_factory.mktemp("written") / "out"
    result.write(out)
    return out


def test_tables_hold_what_the_csv_files_hold(result: provenance.Result) -> None:
    found = result.tables()
    for name, content in csv_tables(result.json, result.texts):
        table = found[name.removesuffix(".csv")]
        rows = list(csv.DictReader(io.StringIO(content)))
        assert table.column_names == list(rows[0])
        for row, told in zip(table.to_pylist(), rows, strict=True):
            # A cell of a CSV file stands on one line.
            assert {key: "" if value is None else re.sub("[\r\n]+", " ", str(value)) for key, value in row.items()} \
                == {key: _bare(value) for key, value in told.items()}


def _bare(cell: str) -> str:
    """Without the apostrophe that keeps spreadsheets from running a cell."""
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def test_columns_keep_their_types_where_there_is_no_row() -> None:
    empty = arrow_table([], ["document", "p_role", "start"])
    assert [str(kind) for kind in empty.schema.types] == ["string", "double", "int64"]


def test_tables_become_data_frames(result: provenance.Result) -> None:
    pytest.importorskip("pandas")
    frame = result.tables()["documents"].to_pandas()
    assert list(frame["id"]) == [report.document.id for report in result.documents]


def test_results_show_themselves_in_one_line(result: provenance.Result) -> None:
    for shown in (result, Trace(**{one.name: getattr(result, one.name) for one in fields(Trace)}),
                  result.documents[0], result.documents[0].document):
        assert "\n" not in repr(shown)
        assert len(repr(shown)) < 600
    assert result.finding in repr(result)


def test_the_summary_of_a_notebook_escapes_what_documents_say(result: provenance.Result) -> None:
    document = result.json["documents"][0] | {"outlet": "<script>alert(1)</script>"}
    held = replace(result, json={**result.json, "documents": [document, *result.json["documents"][1:]]})
    assert "<script>" not in held._repr_html_()
    assert "&lt;script&gt;" in held._repr_html_()


def test_a_written_result_reads_back(result: provenance.Result, folder: Path) -> None:
    again = provenance.load(folder)
    assert again.json == result.json
    assert again.texts == result.texts
    assert again.tables() == result.tables()
    # A path that was absolute is shared from the folder of the inputs on.
    assert [replace(one.document, path=None) for one in again.documents] == [
        replace(one.document, path=None) for one in result.documents]
    # Records are those of the file: written again, they say the same but for spans, which stand in alignments.
    told = to_dict(again)
    for pair, first in zip(told["pairs"], result.json["pairs"], strict=True):
        assert {**pair, "spans": []} == {**first, "spans": []}
    assert told["documents"] == result.json["documents"]
    assert told["lineage"] == result.json["lineage"]


def test_an_earlier_minor_version_is_read(result: provenance.Result, folder: Path, tmp_path: Path) -> None:
    """The first version had no ``summary``, ``evidence``, ``note`` or digests."""
    file = shutil.copytree(folder, tmp_path / "out") / "trace.json"
    old = json.loads(file.read_text("utf-8"))
    old.pop("summary")
    old["software"] = {"provenance": "0.1.0", "python": "3.11.7"}
    for pair in old["pairs"]:
        del pair["evidence"], pair["spans"]
    for document in old["documents"]:
        for sentence in document["sentences"]:
            del sentence["note"]
    file.write_text(json.dumps(old), "utf-8")
    again = provenance.load(file)
    assert again.finding == result.finding
    assert again.pairs[0].evidence == ()
    assert again.write(tmp_path / "again")


def test_a_trace_that_makes_no_records_is_a_user_error(folder: Path, tmp_path: Path) -> None:
    file = shutil.copytree(folder, tmp_path / "out") / "trace.json"
    broken = json.loads(file.read_text("utf-8"))
    broken["documents"][0]["attribution"]["padding"] = {"share_words": 0.5}
    file.write_text(json.dumps(broken), "utf-8")
    with pytest.raises(provenance.InputError, match="not a valid trace"):
        provenance.load(file)
