"""Every form says what trace.json says, is the same for the same trace, and never runs a cell."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from traces import synthetic

import provenance
from provenance.errors import InputError
from provenance.tracefile.encode import shared_paths, to_dict
from provenance.views.arrow import tables
from provenance.views.exports import FORMS, exported

TRACE = synthetic(12)
PLAIN: dict[str, Any] = to_dict(TRACE)
TEXTS = {report.document.id: report.document.text for report in TRACE.documents}


def files(*forms: str, trace: dict[str, Any] = PLAIN) -> dict[str, bytes]:
    return dict(exported(trace, TEXTS, forms))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_trace_gives_the_same_bytes(form: str) -> None:
    if form in ("prov", "xlsx"):
        pytest.importorskip({"prov": "prov", "xlsx": "xlsxwriter"}[form])
    assert files(form) == files(form)


def test_parquet_has_every_row() -> None:
    made = files("parquet")
    assert set(made) == {"documents.parquet", "pairs.parquet", "sentences.parquet", "facts.parquet"}
    assert pq.read_table(io.BytesIO(made["documents.parquet"])).num_rows == len(PLAIN["documents"])
    assert pq.read_table(io.BytesIO(made["pairs.parquet"])).num_rows == len(PLAIN["pairs"])


def test_a_sheet_never_runs_a_cell() -> None:
    pytest.importorskip("xlsxwriter")
    hostile = json.loads(json.dumps(PLAIN))
    hostile["documents"][0]["title"] = "=HYPERLINK(\"http://x\")"
    book = zipfile.ZipFile(io.BytesIO(files("xlsx", trace=hostile)["documents.xlsx"]))
    sheet, words = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK" in words
    assert 'state="frozen"' in sheet


def test_prov_names_every_document_and_line_of_descent() -> None:
    pytest.importorskip("prov")
    made = json.loads(files("prov")["lineage.prov.json"])
    assert len(made["entity"]) >= len(PLAIN["documents"])
    directed = [edge for edge in PLAIN["lineage"]["edges"] if edge["directed"]]
    assert len(made["wasDerivedFrom"]) >= len(directed) > 0
    assert all("pp:support" in relation for relation in made["wasDerivedFrom"].values())
    assert files("prov")["lineage.provn"].startswith(b"document")


def test_gexf_is_the_lineage() -> None:
    root = ElementTree.fromstring(files("gexf")["lineage.gexf"])
    nodes = [one for one in root.iter() if one.tag.endswith("}node")]
    assert len(nodes) == len(PLAIN["lineage"]["nodes"])


def test_a_paper_names_version_settings_and_counts() -> None:
    told = files("methods")["methods.md"].decode()
    articles = [item for item in PLAIN["documents"] if item["role"] != "release"]
    assert f"{len(articles)} articles" in told
    assert PLAIN["settings"]["hash"] in told
    assert PLAIN["settings"]["hash"] in files("citation")["citation.bib"].decode()


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(InputError, match="docx"):
        files("docx")


def test_a_table_becomes_a_polars_frame_in_one_line() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    table = tables(PLAIN, TEXTS)["sentences"]
    frame = polars.from_arrow(table)
    assert frame.height == table.num_rows
    assert frame.columns == table.column_names
    assert frame["text"].to_list() == table["text"].to_pylist()


def test_a_sheet_is_flat_with_a_header_that_stays() -> None:
    pytest.importorskip("xlsxwriter")
    sheet = zipfile.ZipFile(io.BytesIO(files("xlsx")["documents.xlsx"])).read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert "mergeCell" not in sheet
    assert sheet.count("<row ") == len(PLAIN["documents"]) + 1
    assert "<autoFilter " in sheet


def test_paths_that_are_shared_say_nothing_of_whose_they_are() -> None:
    told = shared_paths(["/home/ann/study/texts/a.txt", "/home/ann/study/texts/b/c.csv:3", "d/e.txt", None, "<stdin>"])
    assert told == {"/home/ann/study/texts/a.txt": "texts/a.txt", "/home/ann/study/texts/b/c.csv:3": "texts/b/c.csv:3",
                    "d/e.txt": "d/e.txt", "<stdin>": "<stdin>"}
    assert shared_paths(["/home/ann/a.txt"]) == {"/home/ann/a.txt": "ann/a.txt"}


def test_nothing_that_trace_writes_names_the_folder_it_was_given(tmp_path: Path) -> None:
    place = tmp_path / "private" / "texts"
    place.mkdir(parents=True)
    for name in ("release.txt", "harbour_and_quay.txt", "tidal_register.txt"):
        (place / name).write_bytes((Path(__file__).parent.parent / "samples/harbor" / name).read_bytes())
    (place / "empty.txt").write_text("")
    found = provenance.trace([place])
    found.write(tmp_path / "out")
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(written) > 10
    assert [path.name for path in written if str(tmp_path).encode() in path.read_bytes()] == []
    assert found.json["skipped"][0]["path"] == "texts/empty.txt"
    for _, data in exported(found.json, found.texts, [form for form in FORMS if form not in ("prov", "xlsx")]):
        assert str(tmp_path).encode() not in data


@pytest.mark.slow
def test_scores_as_one_flat_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "score", str(Path(__file__).parent.parent / "samples/harbor"), "--source",
         "release.txt", "-o", str(tmp_path / "scores.csv"), "--json"], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "scores.csv").read_text("utf-8"))))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert [float(row["ai_score"]) for row in rows] == [line["ai_rewritten"]["score"] for line in lines]
    assert {"padding_share", "share_verbatim", "calibrated_on"} <= set(rows[0])
