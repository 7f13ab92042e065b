"""What an archive writes down and answers, counted by hand on texts small enough for that."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from provenance import archive, disk
from provenance.archive import asking, manifest, parts, query
from provenance.archive.manifest import Manifest, Part
from provenance.archive.query import Index
from provenance.errors import ArchiveError
from provenance.find.terms import Vocabulary
from provenance.reading import stream
from provenance.records import Document
from provenance.settings import Settings
from provenance.text.segment import ids, stem, words
from provenance.text.shingles import shingles

FERRY = ("The ferry of Pell Sound will sail twice a day from May, its owner said, and carry forty cars and their "
         "drivers to the islands of the north.")
MILL = ("A mill at Orrin Ford burned to the ground on Sunday night while its keeper was at the harvest dance with all "
        "of the ford.")
ARTICLE = ("Islanders are glad. The ferry of Pell Sound will sail twice a day from May, and a mill at Orrin Ford "
           "burned to the ground on Sunday night, as we wrote.")
SHORT = "The ferry of Pell Sound sails."


def made(name: str, text: str, published: str | None = None) -> Document:
    document = stream.document({"id": name, "text": text, "published": published}, name)
    assert isinstance(document, Document)
    return document


def part(name: str, commit: int = 0, replaces: Sequence[str] = (), size: int = 1) -> Part:
    return Part(name, size, {}, commit, tuple(replaces))


# The manifest


@pytest.mark.parametrize(("replaces", "told"), [
    ((), "abcd"), (("a",), "dbc"), (("b", "c"), "ad"), (("a", "c"), "db"), (("c",), "abd"), (("a", "b", "c"), "d")])
def test_a_part_stands_where_the_first_it_replaces_stood(replaces: Sequence[str], told: str) -> None:
    held = Manifest("s", "x", (part("a", 1), part("b", 2), part("c", 3)), 3)
    found = held.having(part("d", 4, replaces))
    assert "".join(one.name for one in found.parts) == told
    assert (found.commit, found.replaced) == (4, frozenset(replaces))
    assert held.having(part("d", 2)).commit == 3


def test_documents_are_those_of_all_parts() -> None:
    assert Manifest("s", "x", (part("a", size=3), part("b", size=4))).documents == 7


def test_the_scheme_names_what_makes_keys() -> None:
    assert manifest.scheme_of(Settings()) == "word-crc32/snowball-english/tf-idf/run5/sample2"
    assert manifest.scheme_of(Settings(shingle=4)) != manifest.scheme_of(Settings())


def recorded(path: Path, one: Part, mark: str = "x") -> None:
    (path / "parts" / one.name).mkdir(parents=True)
    manifest.write_record(path / "parts" / one.name, one, mark)


def test_a_manifest_that_is_behind_learns_of_later_parts_by_their_records(tmp_path: Path) -> None:
    for one, mark in ((part("old", 2), "x"), (part("same", 3), "x"), (part("next", 4), "x"),
                      (part("merged", 5, ["old", "next"]), "x"), (part("strange", 9), "y")):
        recorded(tmp_path, one, mark)
    (tmp_path / "parts" / "bare").mkdir()
    manifest.write_manifest(tmp_path, Manifest("s", "x", (part("old", 2),), 3))
    found = manifest.read_manifest(tmp_path)
    assert [one.name for one in found.parts] == ["merged"]
    assert (found.commit, manifest.stored(tmp_path).commit) == (5, 3)
    assert found.replaced == {"old", "next"}


def test_a_manifest_that_is_up_to_date_is_as_it_was_written(tmp_path: Path) -> None:
    held = Manifest("s", "x", (Part("old", 7, {"a.parquet": (12, "seal")}, 2, ("older",)),), 2)
    recorded(tmp_path, held.parts[0])
    manifest.write_manifest(tmp_path, held)
    assert replace(manifest.read_manifest(tmp_path), changed="") == held
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["documents"] == 7


def test_leftovers_are_ours_by_name_and_nature(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    for name in ("wanted", "merged", ".tmp-7", ".old-7", "mine", ".hidden"):
        (folder / name).mkdir(parents=True)
    (folder / ".tmp-8").write_text("a file")
    (folder / "gone").symlink_to(tmp_path)
    held = Manifest("s", "x", (part("wanted", 3, ["merged", "gone"]),))
    ours, foreign = manifest.leftovers(tmp_path, held)
    assert [entry.name for entry in ours] == [".old-7", ".tmp-7", "merged"]
    assert [entry.name for entry in foreign] == [".hidden", ".tmp-8", "gone", "mine"]
    assert manifest.leftovers(tmp_path / "none", held) == ([], [])


@pytest.mark.parametrize(("damage", "told"), [
    (lambda file: file.unlink(), "missing"), (lambda file: file.write_bytes(b"12345"), "5 bytes, not 4"),
    (lambda file: file.write_bytes(b"abce"), "checksum differs"), (lambda file: None, "")])
def test_a_file_is_checked_for_being_there_its_size_and_its_seal(tmp_path: Path, damage, told: str) -> None:
    file = tmp_path / "parts" / "one" / "a.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"abcd")
    held = Manifest(manifest.scheme_of(Settings()), "x", (Part("one", 1, {"a.bin": (4, disk.digest(file))}),))
    damage(file)
    if told:
        with pytest.raises(ArchiveError, match=told):
            manifest.check(tmp_path, held, Settings())
    else:
        manifest.check(tmp_path, held, Settings())


# Writing


@pytest.mark.parametrize(("sizes", "told"), [
    ([40, 60, 1, 99, 2, 100], [[40, 60], [1, 99], [2], [100]]), ([101], [[101]]), ([101, 1, 1], [[101], [1, 1]]),
    ([], []), ([50, 50, 1], [[50, 50], [1]])])
def test_neighbours_are_merged_up_to_a_size(sizes: list[int], told: list[list[int]], monkeypatch: pytest.MonkeyPatch,
                                            ) -> None:
    monkeypatch.setattr(archive, "MERGED", 100)
    groups = archive._groups(tuple(part(str(at), size=size) for at, size in enumerate(sizes)))
    assert [[one.documents for one in group] for group in groups] == told


def test_what_was_added_is_counted_and_told_after_every_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PART", 2)
    listed = [made(str(number), f"{FERRY} Number {number}.") for number in range(5)]
    told: list[int] = []
    done = archive.build(tmp_path / "a", [*listed, listed[0], listed[4]], progress=told.append)
    assert (done.stored, done.known, told) == (5, 2, [2, 4, 6, 7])
    held = archive.read_manifest(tmp_path / "a")
    assert [(one.documents, one.commit, one.name[:9]) for one in held.parts] == [
        (2, 1, "00000001-"), (2, 2, "00000002-"), (1, 3, "00000003-")]
    told.clear()
    assert archive.add(tmp_path / "a", listed, progress=told.append).known == 5
    assert told == [2, 4, 5]
    assert len(archive.read_manifest(tmp_path / "a").parts) == 3
    assert archive.compact(tmp_path / "a") == (3, 1)
    assert archive.compact(tmp_path / "a") == (1, 1)
    [merged] = archive.read_manifest(tmp_path / "a").parts
    assert (merged.commit, merged.documents) == (4, 5)
    assert list(merged.replaces) == [one.name for one in held.parts]
    assert [entry.name for entry in (tmp_path / "a" / "parts").iterdir()] == [merged.name]


def test_the_first_of_equal_texts_is_kept_and_order_holds(tmp_path: Path) -> None:
    archive.build(tmp_path / "a", [made("z", FERRY), made("a", MILL), made("b", FERRY)])
    [folder] = (tmp_path / "a" / "parts").iterdir()
    assert pq.read_table(folder / parts.DOCUMENTS)["id"].to_pylist() == ["z", "a"]
    sizes = [len(words(text)[0]) for text in (FERRY, MILL)]
    assert pq.read_table(folder / parts.DOCUMENTS)["words"].to_pylist() == sizes


def test_a_build_that_fails_leaves_nothing_and_an_empty_folder_stays(tmp_path: Path) -> None:
    def failing():
        raise OSError("gone")
        yield

    (tmp_path / "there").mkdir()
    for name, stays in (("new", False), ("there", True)):
        with pytest.raises(OSError, match="gone"):
            archive.build(tmp_path / name, failing())
        assert (tmp_path / name).exists() is stays
        assert not stays or not list((tmp_path / name).iterdir())
    assert archive.build(tmp_path / "there", []).stored == 0
    assert (tmp_path / "there").is_dir()
    assert archive.build(tmp_path / "there", [made("a", FERRY)]).stored == 1
    with pytest.raises(ArchiveError, match="exists here"):
        archive.build(tmp_path / "there", [])
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="not empty"):
        archive.build(tmp_path / "file", [])


def test_a_build_that_fails_half_way_takes_its_half_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, *told: object) -> Part:
        (path / "parts" / ".tmp-7").mkdir()
        (path / "parts" / ".tmp-7" / "documents.parquet").write_text("half")
        raise OSError("gone")

    monkeypatch.setattr(parts, "write_part", half)
    with pytest.raises(OSError, match="gone"):
        archive.build(tmp_path / "a", [made("a", FERRY)])
    assert not (tmp_path / "a").exists()


def test_the_lock_says_who_writes_and_is_empty_afterwards(tmp_path: Path) -> None:
    with archive.locked(tmp_path):
        held = json.loads((tmp_path / "lock").read_text("utf-8"))
        assert held["pid"] == os.getpid()
        with pytest.raises(ArchiveError, match=rf"written by process {os.getpid()} on .* since {held['since']}"), \
                archive.locked(tmp_path):
            pass
    assert (tmp_path / "lock").read_text("utf-8") == ""
    assert archive._holder("nothing") == archive._holder("[]") == archive._holder("{}") == "another process"


def counted(texts: Sequence[str]) -> dict[tuple[int, int], int]:
    """The same by counting stems, text by text."""
    return {(int(ids([name])[0]), number): times for number, text in enumerate(texts)
            for name, times in Counter(stem(word) for word in words(text)[0]).items()}


def sampled(texts: Sequence[str]) -> Counter[tuple[int, int]]:
    """Runs of five words whose hash begins with two zero bits, once for each text."""
    found = [(key, number) for number, text in enumerate(texts)
             for key in set(shingles(ids(words(text)[0]), 5).tolist()) if key >> 62 == 0]
    return Counter(found)


def test_a_part_holds_every_stem_of_every_text_with_its_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [FERRY, MILL, ARTICLE, SHORT]
    monkeypatch.setattr(archive, "PART", 2)
    archive.build(tmp_path / "a", [made(str(at), text) for at, text in enumerate(texts)])
    first, second = sorted((tmp_path / "a" / "parts").iterdir())
    for folder, own in ((first, texts[:2]), (second, texts[2:])):
        assert rows_of(folder) == (counted(own), sampled(own))
    archive.compact(tmp_path / "a")
    [merged] = (tmp_path / "a" / "parts").iterdir()
    assert rows_of(merged) == (counted(texts), sampled(texts))
    facts = archive.stats(tmp_path / "a")
    assert (facts["documents"], facts["parts"], facts["postings"], facts["runs"]) == (
        4, 1, len(counted(texts)), sampled(texts).total())
    assert facts["bytes"] == sum((merged / name).stat().st_size for name in parts.FILES)
    assert (facts["unfinished"], facts["foreign"]) == (0, 0)


def rows_of(folder: Path) -> tuple[dict[tuple[int, int], int], Counter[tuple[int, int]]]:
    """A part's files read without the package: postings with their counts, and sampled runs."""
    terms, listed, runs = (pq.read_table(folder / name).to_pydict() for name in (
        parts.TERMS, parts.POSTINGS, parts.RUNS))
    spread = [term for term, times in zip(terms["term"], terms["documents"], strict=True) for _ in range(times)]
    assert spread == sorted(spread)
    assert runs["run"] == sorted(runs["run"])
    return (dict(zip(zip(spread, listed["document"], strict=True), listed["count"], strict=True)),
            Counter(zip(runs["run"], runs["document"], strict=True)))


def test_every_text_is_found_by_its_number_across_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROWS", 3)
    listed = [made(f"d{number}", f"{FERRY} Number {number}.", "2026-01-02") for number in range(8)]
    archive.build(tmp_path / "a", listed)
    [folder] = (tmp_path / "a" / "parts").iterdir()
    assert pq.ParquetFile(folder / parts.DOCUMENTS).metadata.num_row_groups == 3
    texts = parts.Texts(folder)
    for number in (7, 0, 3, 2, 5, 6):
        found = texts.document(number)
        assert (found.id, found.text, found.published) == (f"d{number}", listed[number].text, "2026-01-02")
    assert parts.tables([], Settings(), Vocabulary())[parts.TERMS].num_rows == 0


# Asking


@pytest.fixture
def index(tmp_path: Path) -> Index:
    archive.build(tmp_path / "a", [made("mill", MILL, "2026-02-01"), made("ferry", FERRY, "2026-02-02"),
                                   made("choir", "The choir of Ospreth sang for two hours in a cold hall near Quell.")])
    return Index(tmp_path / "a")


def runs(text: str) -> set[int]:
    return set(shingles(ids(words(text)[0]), 5).tolist())


def test_shares_of_runs_and_passages_are_exact(index: Index) -> None:
    found = {match.id: match for match in index.query(made("x", ARTICLE))}
    own = runs(ARTICLE)
    for name, text in (("ferry", FERRY), ("mill", MILL)):
        match, other = found[name], runs(text)
        both = len(own & other)
        assert match.containment_article == both / len(own)
        assert match.containment_source == both / len(other)
        assert match.jaccard == both / len(own | other)
        [passage] = match.passages
        assert ARTICLE[passage.start:passage.end] == passage.text
        assert passage.text.lower() == text[passage.source_start:passage.source_end].lower()
        assert passage.words == match.verbatim_words == len(passage.text.split())
        assert (match.p_derived, match.judged, match.note) == (None, False, "")
    assert found["ferry"].passages[0].text == "The ferry of Pell Sound will sail twice a day from May"
    assert found["mill"].passages[0].text == "a mill at Orrin Ford burned to the ground on Sunday night"
    assert (found["choir"].containment_article, found["choir"].passages) == (0.0, ())


def test_the_text_itself_is_left_out_unless_asked_for(index: Index) -> None:
    same = made("copy", FERRY)
    assert "ferry" not in [match.id for match in index.query(same)]
    best = index.query(same, itself=True)[0]
    assert best.id == "ferry"
    assert (best.containment_article, best.containment_source, best.jaccard) == (1.0, 1.0, 1.0)
    assert 1.0 - 1e-9 <= best.cosine <= 1.0


def test_ties_go_to_the_earlier_then_by_id_and_no_more_than_asked(tmp_path: Path) -> None:
    texts = {"late": ("Pell", "2026-03-01"), "b": ("Orrin", "2026-02-01"), "a": ("Vell", "2026-02-01"),
             "none": ("Kell", None)}
    archive.build(tmp_path / "a", [made(name, FERRY.replace("Pell", word), day) for name, (word, day) in texts.items()])
    asked = made("x", FERRY.replace("Pell", "Tarn"))
    found = Index(tmp_path / "a").query(asked)
    assert [match.id for match in found] == ["a", "b", "late", "none"]
    assert len({round(match.score, 9) for match in found}) == 1
    assert [match.id for match in Index(tmp_path / "a").query(asked, top=2)] == ["a", "b"]


def test_five_are_told_where_nobody_says_how_many(tmp_path: Path) -> None:
    listed = [made(str(number), FERRY.replace("Pell", f"Pell{'n' * number}")) for number in range(12)]
    archive.build(tmp_path / "a", listed)
    [(_, matches)] = asking.answers(tmp_path / "a", [made("x", FERRY.replace("Pell", "Tarn"))], judged=False)
    assert len(matches) == 5
    assert len(Index(tmp_path / "a").query(made("x", FERRY.replace("Pell", "Tarn")))) == 10


def test_one_run_is_the_whole_of_a_text_of_five_words(tmp_path: Path) -> None:
    archive.build(tmp_path / "a", [made("five", "The ferry of Pell Sound"), made("mill", MILL)])
    [match] = Index(tmp_path / "a").query(made("x", "The ferry of Pell Sound!"), top=1)
    assert (match.containment_article, match.containment_source, match.jaccard) == (1.0, 1.0, 1.0)
    assert match.passages[0].words == 5


def test_a_text_too_short_is_found_and_not_judged(index: Index) -> None:
    asked: list[str] = []

    def judge(article: Document, sources: Sequence[Document]) -> list[float]:
        asked.extend(source.id for source in sources)
        return [0.7] * len(sources)

    found = {match.id: match for match in index.query(made("x", ARTICLE), judge=judge)}
    assert (found["ferry"].p_derived, found["ferry"].judged, found["ferry"].note) == (0.7, True, "")
    assert "choir" not in asked
    assert (found["choir"].p_derived, found["choir"].judged) == (None, False)
    assert found["choir"].note.startswith("too short: 14 words")
    asked.clear()
    [*short] = index.query(made("y", SHORT), judge=judge)
    assert short
    assert not asked
    assert all(match.note.startswith("too short: 6 words") for match in short)


Asked = list[tuple[tuple[str, str], tuple[str, str]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Puts fixed probabilities in the place of the judge, and keeps what it was asked: (id, role) of each text."""
    told = {"ferry": 0.9, "mill": 0.2, "late": 0.1}
    kept: Asked = []

    def answer(pairs: Asked) -> list[float]:
        kept.extend(pairs)
        return [told.get(a, told.get(b, 0.0)) for (a, _), (b, _) in pairs]

    monkeypatch.setattr(query, "_chances", answer)
    monkeypatch.setattr(query, "_read", lambda document: (document.id, document.role))
    query._release.cache_clear()
    yield kept
    query._release.cache_clear()


def test_an_archived_text_is_asked_about_as_the_release(asked: Asked) -> None:
    article, sources = made("x", ARTICLE), [made("ferry", FERRY), made("mill", MILL)]
    assert query.derived(article, sources) == [0.9, 0.2]
    assert asked == [(("ferry", "release"), ("x", "article")), (("mill", "release"), ("x", "article"))]
    asked.clear()
    assert query.used(article, sources) == [0.9, 0.2]
    assert asked == [(("x", "release"), ("ferry", "article")), (("x", "release"), ("mill", "article"))]


@pytest.mark.parametrize(("enough", "told", "count"), [(0.9, [0.9, 0.0, 0.0], 1), (0.90001, [0.9, 0.2, 0.1], 3)])
def test_a_sure_first_source_ends_the_asking(enough: float, told: list[float], count: int, asked: Asked) -> None:
    sources = [made("ferry", FERRY), made("mill", MILL), made("late", SHORT)]
    assert query.first(enough)(made("x", ARTICLE), sources) == told
    assert len(asked) == count
    assert query.first(enough)(made("x", ARTICLE), []) == []


def test_the_judge_is_the_one_of_pairs() -> None:
    from provenance.judge import judge
    from provenance.prepare import outline

    article, source = made("x", ARTICLE), made("ferry", FERRY)
    pair = outline(replace(source, role="release")), outline(replace(article, role="article"))
    assert query.derived(article, [source]) == pytest.approx([judge([pair])[0].p_derived])
    assert query._chances([]) == []


def test_many_are_asked_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.build(tmp_path / "a", [made("ferry", FERRY)])
    monkeypatch.setattr(asking, "_AT_ONCE", 2)
    listed = [made(str(number), f"{ARTICLE} {number}") for number in range(5)]
    taken: list[str] = []

    def one_by_one():
        for article in listed:
            taken.append(article.id)
            yield article

    found = asking.answers(tmp_path / "a", one_by_one(), judged=False, top=1)
    first = next(found)
    assert (first[0].id, taken) == ("0", ["0", "1"])
    assert [article.id for article, _ in found] == ["1", "2", "3", "4"]
    assert [match.id for match in first[1]] == ["ferry"]
