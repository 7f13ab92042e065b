"""The law of the reader: every input comes out once, as a document or with a reason; nothing raises, nothing hangs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
import zstandard
from mutants import ROWS, STORY, damaged, files, warc

from provenance.errors import InputError
from provenance.prepare import SENTENCES, attempt
from provenance.reading import documents, limits, read
from provenance.reading.dates import fault
from provenance.records import Document, Skipped

TEXT = f"{STORY} {STORY}"


def only(path: Path, data: bytes) -> tuple[tuple[Document, ...], dict[str, str]]:
    """What one file of these bytes gives: documents, and reasons by place without the folder."""
    path.write_bytes(data)
    found, skipped = read([str(path)])
    return found, {item.path.removeprefix(f"{path.parent}/"): item.reason for item in skipped}


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def check(folder: Path, seeds: range) -> None:
    """Each seed damages one file; what is read of it keeps the law, and is the same on every way in."""
    base = files()
    for seed in seeds:
        draw = random.Random(seed)
        suffix = sorted(base)[seed % len(base)]
        path = folder / f"m{seed}{suffix}"
        path.write_bytes(damaged(base[suffix], draw))
        found, skipped = read([str(path)])
        assert found or skipped, f"{path}: a silent drop"
        if suffix.split(".")[1] in ("txt", "md", "html"):
            assert len(found) + len(skipped) == 1, path
        if suffix == ".jsonl":
            assert len(found) + len(skipped) == sum(bool(row.strip()) for row in path.read_bytes().split(b"\n")), path
        streamed = list(documents([str(path)]))
        assert sorted((item for item in streamed if isinstance(item, Document)), key=lambda d: d.id) == list(found)
        assert Counter(item for item in streamed if isinstance(item, Skipped)) == Counter(skipped)
        for item in found:
            json.dumps([item.id, item.title, item.path, item.text], ensure_ascii=False).encode()
        path.unlink()


def test_damaged_files_keep_the_law(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    check(tmp_path, range(240))
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_three_thousand_damaged_files_keep_the_law(tmp_path: Path) -> None:
    check(tmp_path, range(1_000, 4_000))


def test_every_frame_of_a_zstd_file_is_read(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor().compress
    found, skipped = only(tmp_path / "a.jsonl.zst", b"".join(pack(lines(row)) for row in ROWS[:3]))
    assert [item.id for item in found] == ["row-0", "row-1", "row-2"]
    assert skipped == {}


@pytest.mark.parametrize("suffix", [".jsonl.zst", ".csv.zst", ".txt.zst", ".jsonl.gz", ".txt.gz", ".warc.gz"])
def test_a_file_cut_short_is_told(tmp_path: Path, suffix: str) -> None:
    found, skipped = only(tmp_path / f"a{suffix}", files()[suffix][:-20])
    assert len(found) <= len(ROWS)
    assert "cut short" in skipped[f"a{suffix}"]


def test_what_stands_before_the_damage_is_kept(tmp_path: Path) -> None:
    data = lines(*({"id": str(n), "text": f"{TEXT} {random.Random(n).randbytes(2_000).hex()}"} for n in range(400)))
    found, skipped = only(tmp_path / "a.jsonl.gz", gzip.compress(data)[:-5_000])
    assert 300 < len(found) < 400
    assert "further" in skipped["a.jsonl.gz"]


def test_gzip_members_and_padding(tmp_path: Path) -> None:
    members = b"".join(gzip.compress(lines(row)) for row in ROWS[:3])
    found, skipped = only(tmp_path / "a.jsonl.gz", members + bytes(5_000))
    assert (len(found), skipped) == (3, {})


@pytest.mark.parametrize("stray", ['row-2,"stray,B,2025-01-01,text', 'row-2,st"ray",B,2025-01-01,"a "quoted" word"',
                                   "row-2,too,few", "row-2,title,B,2025-01-01,a text, with commas"])
def test_a_malformed_row_of_a_csv_costs_itself_alone(tmp_path: Path, stray: str) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]))
    writer.writeheader()
    writer.writerows({**ROWS[0], "id": f"row-{n}", "text": f"{TEXT} No. {n}"} for n in range(50))
    rows = out.getvalue().splitlines(keepends=True)
    rows[3] = f"{stray}\r\n"
    found, skipped = only(tmp_path / "a.csv", "".join(rows).encode())
    assert (len(found), list(skipped)) == (49, ["a.csv:3"])
    assert "quotation mark" in skipped["a.csv:3"]


def test_cells_with_line_ends_and_trailing_empty_cells_are_read(tmp_path: Path) -> None:
    found, skipped = only(tmp_path / "a.csv", f'id,text\r\none,"{STORY}\r\n\r\n{STORY}",,\r\n'.encode())
    assert (found[0].text, skipped) == (f"{STORY}\n\n{STORY}", {})


def test_odd_file_system_entries_are_listed(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "UP.TXT").write_text(TEXT, "utf-8")
    (tmp_path / "a..txt").write_text(TEXT, "utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / ".hidden.txt").write_text(TEXT, "utf-8")
    (tmp_path / "photo.png").write_bytes(b"png")
    (tmp_path / "README.md").write_text(TEXT, "utf-8")
    entries = {path.name for path in tmp_path.iterdir()}
    found, skipped = read([str(tmp_path)])
    assert {item.id for item in found} == {"good.txt", "UP.TXT", "a..txt"}
    assert {item.id for item in found} | {Path(item.path).name for item in skipped} == entries
    assert len(found) + len(skipped) == len(entries)
    named, refused = read([str(tmp_path / "good.txt"), str(tmp_path / "pipe.txt"), "/dev/zero",
                           str(tmp_path / "gone.txt"), str(tmp_path / "photo.png")])
    assert (len(named), len(refused)) == (1, 4)


def test_an_unreadable_folder_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, skipped = read([str(tmp_path)])
    assert len(found) == 1
    assert [(Path(item.path).name, item.reason) for item in skipped] == [
        ("locked", "folder cannot be read: Permission denied")]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "w", encoding="utf-8") as out:
        out.write(TEXT)
    (document,), _ = read([str(tmp_path)])
    assert document.id == "caf\\xe9.txt"
    (release,), _ = read([str(tmp_path)], release=os.fsdecode(name))
    assert release.role == "release"


def test_half_characters_are_replaced_and_noted(tmp_path: Path) -> None:
    (document,), skipped = only(tmp_path / "a.jsonl", b'{"id":"\\udc00x","text":"\\ud800 ' + TEXT.encode() + b'"}\n')
    assert document.text.startswith("\ufffd The")
    assert document.id == "\ufffdx"
    assert document.notes == ("1 character could not be read: U+FFFD stands there",)
    assert skipped == {}


def test_a_broken_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    (document,), _ = only(tmp_path / "a.txt", TEXT.encode().replace(b"Lower", b"L\xffwer", 1))
    assert "“It cannot wait,”" in document.text
    assert "L\ufffdwer" in document.text


@pytest.mark.parametrize("line", [b"[" * 200_000, b'{"a":' * 100_000, b"9" * 5_000, b'"text"', b"{", b"\x00\x01"])
def test_lines_that_are_no_row(tmp_path: Path, line: bytes) -> None:
    found, skipped = only(tmp_path / "a.jsonl", lines(ROWS[0]) + line + b"\n" + lines(ROWS[1]))
    assert ([item.id for item in found], list(skipped)) == (["row-0", "row-1"], ["a.jsonl:2"])


def test_budgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 5_000)
    monkeypatch.setattr(limits, "CHARACTERS", 3_000)
    long, longer = {"id": "long", "text": TEXT * 6}, {"id": "longer", "text": TEXT * 40}
    found, skipped = only(tmp_path / "a.jsonl", lines(ROWS[0], long, longer, ROWS[1]))
    assert [item.id for item in found] == ["row-0", "row-1"]
    assert all(reason.startswith("too large") for reason in skipped.values())
    assert list(skipped) == ["a.jsonl:2", "a.jsonl:3"]
    monkeypatch.setattr(limits, "FILE", 4_000)
    bomb = gzip.compress(b"word " * 1_000_000)
    assert list(only(tmp_path / "a.txt.gz", bomb)[1].values()) != []
    table = "id,text\none,word\n" + "two," + "x" * 9_000 + "\nthree,word\n"
    found, skipped = only(tmp_path / "a.csv", table.encode())
    assert ([item.id for item in found], list(skipped)) == (["one", "three"], ["a.csv:2"])


@pytest.mark.slow
def test_a_document_of_too_many_sentences_is_told() -> None:
    made = attempt(Document("a", "Go now. " * (SENTENCES + 1), ""))
    assert isinstance(made, Skipped)
    assert "too large" in made.reason


@pytest.mark.parametrize("published", ["0001-01-01", "9999-01-01", "2025-02-30", "٢٠٢٥-٠١-٠١", "-9", "2025-13", "soon",
                                       "2025-01-01T25:00", "2025-01-01T10:00+99:00", "11/02/2025"])
def test_a_date_that_cannot_be_is_left_out_with_a_note(tmp_path: Path, published: str) -> None:
    (document,), skipped = only(tmp_path / "a.jsonl", lines({"id": "a", "text": TEXT, "published": published}))
    assert (document.published, document.published_source, skipped) == (None, None, {})
    assert "date left out" in document.notes[0]
    assert published in document.notes[0]


@pytest.mark.parametrize("published", ["2025", "2025-02", "2024-02-29", "2025-02-11T09:00Z",
                                       "2025-02-11 09:00:30.5+0100"])
def test_dates_that_are_kept(published: str) -> None:
    assert fault(published) == ""


def test_fields_of_other_kinds(tmp_path: Path) -> None:
    row = {"id": 7, "text": TEXT, "outlet": {"name": "x"}, "title": "t" * 3_000, "url": None, "published": float("nan")}
    (document,), _ = only(tmp_path / "a.jsonl", lines(row))
    assert (document.id, document.outlet, document.url, document.published) == ("7", None, None, None)
    assert len(document.notes) == 2


def test_falsy_values_are_values(tmp_path: Path) -> None:
    (document,), _ = only(tmp_path / "a.jsonl", lines({"id": 0, "text": TEXT, "title": "", "outlet": None}))
    assert (document.id, document.outlet) == ("0", None)
    assert "not a string" in only(tmp_path / "b.jsonl", lines({"text": 0}))[1]["b.jsonl:1"]
    assert "no words" in only(tmp_path / "c.jsonl", lines({"text": ""}))[1]["c.jsonl:1"]


def test_metadata_rows_that_match_nothing_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "metadata.csv").write_text("path,outlet\na.txt,Post\nb.txt,Post\n,Post\na.txt,Again\n", "utf-8")
    (document,), skipped = read([str(tmp_path)])
    assert document.outlet == "Post"
    assert [(item.path[-14:], item.reason) for item in skipped] == [
        ("metadata.csv:2", "no input has the path 'b.txt'"), ("metadata.csv:3", "names no path"),
        ("metadata.csv:4", "names 'a.txt' a second time; the first row counts")]
    given = tmp_path / "m.csv"
    given.write_text("path,outlet,title\na.txt,Herald,\n", "utf-8")
    (document,), _ = read([str(tmp_path / "a.txt")], given)
    assert (document.outlet, document.title) == ("Herald", None)


def test_a_table_named_metadata_that_holds_texts_is_read(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text(f'id,text\none,"{TEXT}"\n', "utf-8")
    assert [item.id for item in read([str(tmp_path)])[0]] == ["one"]


def test_no_file_is_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    monkeypatch.chdir(tmp_path)
    found, _ = read([".", "a.txt", str(tmp_path / "a.txt"), "*.txt"], release=str(tmp_path / "a.txt"))
    assert [(item.id, item.role) for item in found] == [("a.txt", "release")]


def test_same_ids_are_kept_apart_alike_on_every_way_in(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(*({"id": "one", "text": f"{TEXT} {n}"} for n in range(3))))
    found, _ = read([str(tmp_path)])
    place = tmp_path / "a.jsonl"
    assert {item.id for item in found} == {"one", f"one~{place}:2", f"one~{place}:3"}
    assert {item.id for item in documents([str(tmp_path)]) if isinstance(item, Document)} == {d.id for d in found}


def test_standard_input_is_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(ROWS[0], {"title": "none"}))))
    found, skipped = read(["-"])
    assert [item.id for item in found] == ["row-0"]
    assert skipped == (Skipped("<stdin>:2", "no text column"),)


def test_web_archives(tmp_path: Path) -> None:
    page = files()[".html"]
    data = warc([("http://a.example/1", "200 OK", page), (None, "200 OK", page),
                 ("http://a.example/2", "404 Not Found", page)], packed=True)
    found, skipped = only(tmp_path / "a.warc.gz", data)
    assert {item.id for item in found} == {"http://a.example/1", "a.warc.gz:2"}
    assert skipped == {"a.warc.gz:http://a.example/2": "the server answered 404, not with a page"}
    assert only(tmp_path / "b.warc.gz", gzip.compress(b"WARC/1.0\r\nnonsense\r\n\r\n"))[1]
    cut = only(tmp_path / "c.warc", warc([("http://a.example/1", "200 OK", page)])[:-300])
    assert cut == ((), {"c.warc:http://a.example/1": "the record is damaged: it does not end where it says"})


def test_an_input_that_names_nothing_is_a_user_error(tmp_path: Path) -> None:
    for name in (str(tmp_path / "*.txt"), str(tmp_path / "a\0b"), "x" * 5_000):
        with pytest.raises(InputError, match="no such file"):
            read([name])
