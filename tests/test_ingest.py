"""Reading: every accepted form, and every way an input can be unusable."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from provenance.errors import InputError
from provenance.reading import read

STORY = ("The Orvane Bridge will close for repairs on 3 March 2025, the county said. Traffic will be sent over the "
         "Lower Ford for eleven weeks while crews replace 214 bearings.")


def test_plain_text_and_markdown(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b.md").write_text("# Bridge to close\n\n" + STORY, "utf-8")
    documents, skipped = read([str(tmp_path)])
    assert [document.id for document in documents] == ["a.txt", "b.md"]
    assert documents[0].text == STORY
    assert documents[1].title == "Bridge to close"
    assert skipped == ()


def test_line_ends_and_unicode_are_the_only_change(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Cafe\u0301  closes.\r\nToday,  it   said.".encode())
    documents, _ = read([str(tmp_path / "a.txt")])
    assert documents[0].text == "Caf\u00e9  closes.\nToday,  it   said."


def test_legacy_encoding_is_detected(tmp_path: Path) -> None:
    words = "Le caf\u00e9 de la gare a \u00e9t\u00e9 r\u00e9nov\u00e9 apr\u00e8s des ann\u00e9es de d\u00e9lais. " * 4
    (tmp_path / "a.txt").write_bytes(words.encode("cp1252"))
    documents, skipped = read([str(tmp_path / "a.txt")])
    assert skipped == ()
    assert "r\u00e9nov\u00e9" in documents[0].text


def test_html_gives_text_title_and_date(tmp_path: Path) -> None:
    body = "".join(f"<p>{STORY} Paragraph {n} of the council's notice follows here.</p>" for n in range(4))
    (tmp_path / "a.html").write_text(
        '<html><head><title>Bridge to close</title><meta property="article:published_time" '
        f'content="2025-02-11T09:00:00Z"></head><body><nav>Home</nav><article><h1>Bridge to close</h1>{body}'
        "</article></body></html>", "utf-8")
    documents, _ = read([str(tmp_path / "a.html")])
    assert "214 bearings" in documents[0].text
    assert "<p>" not in documents[0].text
    assert documents[0].published is not None
    assert documents[0].published.startswith("2025-02-11")
    assert documents[0].published_source == "html"


ROWS = [{"id": "one", "text": STORY, "outlet": "Orvane Post", "published": "2025-02-11"},
        {"id": "two", "text": STORY + " Buses follow.", "outlet": "", "published": ""}]


def _write_table(path: Path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(ROWS[0]), delimiter="\t" if path.suffix == ".tsv" else ",")
            writer.writeheader()
            writer.writerows(ROWS)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_tables(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"corpus{suffix}"
    _write_table(path)
    documents, skipped = read([str(path)])
    assert [(d.id, d.outlet, d.published) for d in documents] == [("one", "Orvane Post", "2025-02-11"),
                                                                   ("two", None, None)]
    assert skipped == ()


@pytest.mark.parametrize("squeeze", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_compressed(tmp_path: Path, squeeze: object) -> None:
    suffix = ".gz" if squeeze is gzip.compress else ".zst"
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(squeeze(json.dumps(ROWS[0]).encode()))  # type: ignore[operator]
    documents, _ = read([str(path)])
    assert [document.id for document in documents] == ["one"]


def test_order_of_inputs_does_not_matter(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.txt"):
        (tmp_path / name).write_text(f"{STORY} {name}", "utf-8")
    paths = [str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")]
    assert read(paths) == read(paths[::-1]) == read([str(tmp_path / "*.txt")])


def test_unusable_inputs_are_listed_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(STORY, "utf-8")
    (tmp_path / "empty.txt").write_text("  \n", "utf-8")
    (tmp_path / "photo.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "broken.jsonl").write_text(  # one good line, two bad ones
        '{"text": "fine enough to read"}\n{"text": \n{"title": "no text"}\n', "utf-8")
    (tmp_path / "bad.txt.gz").write_bytes(b"not gzip")
    documents, skipped = read([str(tmp_path)])
    reasons = {Path(item.path).name: item.reason for item in skipped}
    assert {"empty.txt", "photo.txt", "bad.txt.gz"} <= set(reasons)
    assert sum(name.startswith("broken.jsonl") for name in reasons) == 2
    assert all(reasons.values())
    assert "good.txt" in {document.id for document in documents}


def test_missing_path_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        read([str(tmp_path / "nowhere.txt")])


def test_metadata_sidecar_and_option(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(STORY, "utf-8")
    table = tmp_path / "m.csv"
    table.write_text("path,outlet,published,role\na.txt,Orvane Post,2025-02-11,release\n", "utf-8")
    (document,), _ = read([str(tmp_path / "in")], table)
    assert (document.outlet, document.published, document.role) == ("Orvane Post", "2025-02-11", "release")
    assert document.published_source == "metadata"


def test_release_by_path_or_id(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "r.txt").write_text("FOR IMMEDIATE RELEASE\n\n" + STORY, "utf-8")
    documents, _ = read([str(tmp_path / "a.txt")], release=str(tmp_path / "r.txt"))
    assert {d.id: d.role for d in documents} == {"a.txt": "article", "r.txt": "release"}
    with pytest.raises(InputError, match="release"):
        read([str(tmp_path / "a.txt")], release="unknown")


def test_two_files_of_one_name_keep_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"{STORY} {folder}", "utf-8")
    documents, _ = read([str(tmp_path)])
    assert len({document.id for document in documents}) == 2
