"""Every form says what trace.json says, is the same for the same trace, and never runs a cell."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from traces import synthetic

from provenance.errors import InputError
from provenance.tracefile.encode import to_dict
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
