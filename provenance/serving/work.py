"""What one job computes: the texts sent, their nearest in the archive, a trace of both, and its pages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ..archive import read_manifest
from ..archive.query import Index, Match, derived, used
from ..comparison import compare
from ..errors import NothingUsable
from ..face.traced import Result, trace
from ..reading import documents, usable
from ..reading.raw import Raw
from ..reading.validate import document
from ..records import Document, Skipped
from ..settings import Settings
from ..views import page
from .jobs import Tell
from .question import Answer, Question, Row, Sent

NEAR = 5  # archived texts looked at for each article
USERS = 50  # archived texts looked at for a release
PAIRS = 12  # pairs shown side by side
_SOURCES = 60  # archived texts traced together with those sent


@dataclass(frozen=True, slots=True)
class _Find:
    """A text that was sent, one that it may derive from or that may derive from it, and what the archive says."""

    sent: Document
    other: Document
    match: Match | None

    @property
    def source_first(self) -> tuple[Document, Document]:
        return (self.sent, self.other) if self.sent.role == "release" else (self.other, self.sent)


def answer(question: Question, tell: Tell) -> Answer:
    """Everything one page shows. Raises NothingUsable where no text that was sent can be traced."""
    skipped: list[Skipped] = []
    sent = _apart(_documents(question, skipped))
    if not sent:
        raise NothingUsable(f"nothing usable: {skipped[0].reason if skipped else 'no text'}")
    finds, nearest = _asked(question, sent, tell)
    held = {one.id for one in sent}
    others = {find.other.id: find.other for find in finds if find.other.id not in held}
    result = trace([*sent, *others.values()], None, question.settings, skipped=skipped, progress=tell)
    if question.keep:
        result.write(question.keep)
    known = {(find.sent.id, find.other.id) for find in finds}
    shown = [*finds, *(find for find in _between(sent) if (find.sent.id, find.other.id) not in known)]
    pairs = _pages(shown, result, tell)
    rows = tuple(_row(find, at if at in pairs else None) for at, find in enumerate(shown))
    return Answer(result.finding, rows, nearest, page(result.json, result.texts), pairs, result.skipped)


def _documents(question: Question, skipped: list[Skipped]) -> list[Document]:
    articles = _read(question.articles, skipped)
    return articles + [replace(one, role="release") for one in _read(question.releases, skipped)]


def _read(sent: Sequence[Sent], skipped: list[Skipped]) -> list[Document]:
    pasted = [document(Raw(one.name, one.content, {})) for one in sent if isinstance(one.content, str)]
    files = [one for one in sent if isinstance(one.content, bytes)]
    return list(usable([*pasted, *(_of_files(files) if files else ())], skipped))


def _of_files(files: Sequence[Sent]) -> list[Document | Skipped]:
    """Files as every command reads a folder, tables that describe them included; they lie on the disk that long."""
    with tempfile.TemporaryDirectory(prefix="provenance.") as made:
        folder = Path(made)
        for number, file in enumerate(files):
            assert isinstance(file.content, bytes)
            place = _place(folder, file.name, number)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
        return [_renamed(one, f"{made}/") for one in documents([made])]


def _place(folder: Path, name: str, number: int) -> Path:
    """Where in the folder a file may lie: a name from outside leads nowhere else, and no two are the same."""
    parts = [part.replace("\0", "")[:80] for part in PurePosixPath(name.replace("\\", "/")).parts]
    place = folder.joinpath(*[part for part in parts if part.strip("./ ")][-6:] or [f"text-{number}.txt"])
    free = place.parent / f"{number}-{place.name}" if place.exists() else place
    return free if _reachable(free, folder) else folder / f"text-{number}{place.suffix}"


def _reachable(place: Path, folder: Path) -> bool:
    """No file stands where a folder is needed."""
    return all(not above.is_file() for above in place.parents if above.is_relative_to(folder))


def _renamed(item: Document | Skipped, prefix: str) -> Document | Skipped:
    return replace(item, path=(item.path or "").removeprefix(prefix))


def _apart(sent: Iterable[Document]) -> list[Document]:
    """Ids that no other text has; those of an archive are kept apart by `_asked`."""
    found: dict[str, Document] = {}
    for one in sent:
        name, number = one.id, 2
        while name in found:
            name, number = f"{one.id} ({number})", number + 1
        found[name] = replace(one, id=name)
    return list(found.values())


@lru_cache(maxsize=1)
def _index(path: str, commit: int, settings: Settings) -> Index:
    return Index(Path(path), settings)


def _asked(question: Question, sent: Sequence[Document], tell: Tell) -> tuple[list[_Find], tuple[str, ...]]:
    """What the archive holds for each article; for releases that came alone, who used them.

    Also said: the text that came nearest, for those where none is likely enough.
    """
    if question.archive is None:
        return [], ()
    index = _index(question.archive, read_manifest(Path(question.archive)).commit, question.settings)
    articles = [one for one in sent if one.role != "release"]
    top, judge = (NEAR, derived) if articles else (USERS, used)
    finds, nearest = list[_Find](), list[str]()
    for done, one in enumerate(articles or sent, 1):
        listed = index.found(one, top, judge)
        likely = [(other, match) for other, match in listed
                  if (match.p_derived or 0.0) >= question.settings.undecided_threshold]
        finds += [_Find(one, other, match) for other, match in likely]
        nearest += [] if likely else [_nothing(one, listed)]
        tell("asking the archive", done, len(articles or sent))
    kept = sorted(finds, key=lambda find: -(find.match.p_derived or 0.0) if find.match else 0.0)[:_SOURCES]
    return _parts(kept, sent, bool(articles)), tuple(nearest)


def _parts(finds: Sequence[_Find], sent: Sequence[Document], sources: bool) -> list[_Find]:
    """Archived texts in the part they play here, under ids that none of the texts sent has; one sent stands for itself.

    Among ``sources`` an archive that names its releases is believed; one that names none is an archive of releases.
    """
    taken, named = {one.id for one in sent}, any(find.other.role == "release" for find in finds)
    same, made = {one.sha256: one for one in sent}, []
    for find in finds:
        if find.other.sha256 in same:
            made.append(replace(find, other=same[find.other.sha256]))
            continue
        role = find.other.role if sources and named else "release" if sources else "article"
        name = f"{find.other.id} (archive)" if find.other.id in taken else find.other.id
        made.append(replace(find, other=replace(find.other, id=name, role=role)))
    return made


def _nothing(one: Document, listed: Sequence[tuple[Document, Match]]) -> str:
    told = f"{one.title or one.id}: no text of the archive is likely to "
    told += "derive from it" if one.role == "release" else "be its source"
    if listed and listed[0][1].score > 0:
        told += f"; nearest is {listed[0][0].title or listed[0][0].id}"
    return told


def _between(sent: Sequence[Document]) -> list[_Find]:
    """Pairs among what was sent: each article with each release, or the only two."""
    releases, articles = [one for one in sent if one.role == "release"], [one for one in sent if one.role != "release"]
    if releases:
        return [_Find(article, release, None) for article in articles for release in releases]
    if len(articles) == 2:
        first, second = sorted(articles, key=lambda one: one.published or "9999")
        return [_Find(second, first, None)]
    return []


def _pages(finds: Sequence[_Find], result: Result, tell: Tell) -> dict[int, str]:
    """Pages of the first pairs of which both were traced, the source first, by their place among the finds."""
    wanted = [(at, find.source_first) for at, find in enumerate(finds)
              if {find.sent.id, find.other.id} <= result.texts.keys()][:PAIRS]
    made = {}
    for at, (first, second) in wanted:
        made[at] = compare(first, second).html()
        tell("putting side by side", len(made), len(wanted))
    return made


def _row(find: _Find, pair: int | None) -> Row:
    match, other = find.match, find.other
    return Row(find.sent.title or find.sent.id, other.title or other.id, other.outlet, other.published,
               match.p_derived if match else None, match.verbatim_words if match else None, pair)
