"""The study in one command: where the articles of a corpus come from, and what they did with it.

Articles are read once, exact copies collapsed, and siblings found by the scan; each distinct article is asked for its
release; stories are examined whole by `provenance.pipeline.trace`, so that an audit and a trace cannot disagree; then
the tables, the network of outlets and the estimates are made. Everything is kept in portions under ``work``: a run that
was stopped goes on where it was and ends with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import archive
from ..corpus import scan
from ..corpus.engines import Engine
from ..disk import save
from ..errors import InputError, NothingUsable
from ..parallel import Pool
from ..records import Document, Skipped
from ..settings import Settings
from .examination import examine, place
from .grouping import batches, stories
from .machine import machine_share
from .rows import TABLES
from .sources import ask, document
from .sources import releases as found_releases
from .summary import summarise
from .told import FILE, write_audit
from .work import NAME, Portions, Work, collect

SCHEMA = "provenance.audit/1"
FILES = (*(f"{name}.parquet" for name in TABLES), FILE, "estimates.parquet", "estimates.csv",
         "outlets.graphml", "outlets.gexf")
VIEWS = ("audit.html", "validation.json", "shares.png", "shares.svg", "months.png", "months.svg", "flow.png",
         "flow.svg", "copied.png", "copied.svg", "lags.png", "lags.svg")
_ORDER = {"documents": ("story", "id"), "edges": ("story", "child", "parent", "kind"),
          "facts": ("document", "kind", "status", "text"), "stories": ("story",)}
Talk = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is audited: ``key`` of the inputs, folder of the archive of releases, columns that form groups."""

    key: str
    releases: Path | None
    by: tuple[str, ...]
    settings: Settings


def key_of(*inputs: str, by: Sequence[str], settings: Settings) -> str:
    """What identifies an audit: digests of its inputs, the grouping and the settings."""
    told = json.dumps([inputs, list(by), settings.hash, SCHEMA])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def audit(documents: Iterable[Document], plan: Plan, out: Path, engine: Engine, *, releases: Iterable[Document] = (),
          human: Sequence[Document] = (), workers: int = 1, skipped: Sequence[Skipped] = (),
          talk: Talk | None = None) -> dict[str, Any]:
    """Audit ``documents`` into the folder ``out``; the returned mapping is what ``audit.json`` holds.

    Where ``plan`` names no archive, one is made of ``releases`` and of the corpus's own documents with the role
    ``release``. Where ``human`` texts are given, the share of machine text is estimated against them. ``skipped`` may
    still grow while documents are read. Raises NothingUsable where there is no article, InputError where ``out``
    cannot be written or ``human`` is too small.
    """
    tell = talk or (lambda stage, done, total: None)
    work = Work(out / "work", plan.key)
    scan(documents, plan.key, work.folder / "scan", engine, plan.settings, talk=lambda stage: tell(stage, 0, 0))
    work.stage("skipped", lambda made: save(made / "skipped.json", json.dumps(
        [[item.path, item.reason] for item in skipped]).encode()))
    docs, arrivals = _articles(engine)
    with Pool(workers) as pool:
        held = _archive(engine, plan, work, releases)
        release_of = ask(arrivals, work.folder / "scan" / "documents", held, work, pool, tell) if held else {}
        grouped = stories(len(docs), release_of, *_siblings(engine, docs))
        named = set(release_of.values())
        engine.read("places", work.stage("places", lambda made: place(grouped, docs, made)))
        engine.read("released", work.stage("released", lambda made: found_releases(held, named, made)))
        portions = examine(engine, sum(1 for _ in batches(grouped)), work, plan.settings, pool, tell)
    share = machine_share(work.folder / "ordered", human, plan.by) if human else None
    return _told(portions, plan, out, work, share)


def _articles(engine: Engine) -> tuple[list[int], dict[int, int]]:
    """Numbers of the distinct articles in the scan, and each one's place among them by arrival."""
    found = engine.fetch("SELECT doc, arrival FROM docs WHERE doc = first_copy AND role <> 'release' ORDER BY doc")
    docs = found["doc"].to_pylist()
    if not docs:
        raise NothingUsable("no article in the corpus: every document is a release")
    return docs, {arrival: at for at, arrival in enumerate(found["arrival"].to_pylist())}


def _siblings(engine: Engine, docs: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of articles that share text, as places in ``docs``, with their containment."""
    found = engine.fetch("""SELECT p.a, p.b, p.containment_own FROM pairs p JOIN docs x ON p.a = x.doc
        JOIN docs y ON p.b = y.doc WHERE x.role <> 'release' AND y.role <> 'release' AND x.doc = x.first_copy
        AND y.doc = y.first_copy ORDER BY p.a, p.b""")
    place_of = np.searchsorted(np.array(docs, dtype=np.int64), np.stack([found["a"].to_numpy(), found["b"].to_numpy()]))
    return place_of.T.astype(np.int64), found["containment_own"].to_numpy().astype(np.float64)


def _archive(engine: Engine, plan: Plan, work: Work, given: Iterable[Document]) -> Path | None:
    """The archive asked for releases: the one named, or one made of the releases given and the corpus's own."""
    own = engine.fetch("""SELECT t.* FROM docs d JOIN documents t ON d.arrival = t.arrival
        WHERE d.role = 'release' AND d.doc = d.first_copy ORDER BY d.doc""").to_pylist()
    if plan.releases is not None and own:
        raise InputError("the corpus holds releases and an archive is given", plan.releases,
                         "add the corpus's releases to the archive with provenance index add")
    if plan.releases is not None:
        return plan.releases

    def build(made: Path) -> None:
        every = chain((replace(one, role="release") for one in given), (document(row) for row in own))
        if (first := next(every, None)) is not None:
            archive.build(made / "archive", chain([first], every))

    folder = work.stage("releases", build) / "archive"
    return folder if folder.is_dir() else None


def claim(out: Path) -> None:
    """Refuse a folder that holds something other than an audit. Raises InputError."""
    if out.exists() and not out.is_dir():
        raise InputError("the output is a file, not a folder", out, "name a new or empty folder with -o")
    known = {*FILES, *VIEWS, NAME}
    if strange := sorted(entry.name for entry in out.iterdir() if entry.name not in known) if out.is_dir() else []:
        raise InputError(f"the output folder holds something else: {strange[0]}", out,
                         "name a new or empty folder with -o")


def _told(portions: Portions, plan: Plan, out: Path, work: Work, share: dict[str, Any] | None) -> dict[str, Any]:
    """Write the tables, then what they say."""
    for name, schema in TABLES.items():
        collect(portions, name, schema, out / f"{name}.parquet", _ORDER[name])
    skipped = [Skipped(*item) for item in json.loads((work.folder / "skipped" / "skipped.json").read_text("utf-8"))]
    skipped += [Skipped(item["path"], item["reason"]) for portion in portions for item in portion["short"]]
    told = {"schema": SCHEMA, "key": plan.key, **summarise(out, plan.by, plan.settings, skipped),
            "machine_share": share}
    write_audit(told, out)
    return told
