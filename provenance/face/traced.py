"""The main job as one call, and its result: records, tables, files, a summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from .. import pipeline, views
from ..errors import NothingUsable
from ..reading import read
from ..records import Document, Skipped, Trace
from ..settings import Settings
from ..tracefile.decode import to_trace
from ..tracefile.encode import to_dict
from ..tracefile.words import labels, line, summary
from ..views import arrow

Inputs = str | Path | Sequence[str | Path] | Sequence[Document]
_SHOWN = 20  # documents listed in a notebook


@dataclass(frozen=True, slots=True, repr=False)
class Result(Trace):
    """What `trace` found: the records of `Trace`, and ``json``, the same by schema ``provenance.trace/1``.

    ``alignments`` is empty where the result was read back by `load`: a file keeps the spans of pairs only.
    """

    json: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def finding(self) -> str:
        """The finding in one sentence, as the report states it."""
        return str(self.json["summary"]["finding"])

    @property
    def texts(self) -> dict[str, str]:
        """The text of each document, by id: what all offsets point into."""
        return {report.document.id: report.document.text for report in self.documents}

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables ``documents``, ``pairs``, ``sentences``, ``facts``: the CSV files with types.

        ``.to_pandas()`` of each gives a data frame where pandas is installed.
        """
        return arrow.tables(self.json, self.texts)

    def write(self, folder: str | Path) -> list[str]:
        """Write everything ``provenance trace`` writes into ``folder``; returns the names of the files.

        Raises InputError when the folder cannot be written.
        """
        return views.write(self.json, self.texts, folder)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.documents)} documents, {len(self.pairs)} pairs. {self.finding}>"

    def _repr_html_(self) -> str:
        names = labels(self.json)
        rows = "".join(
            f"<tr><td>{escape(names[item.document.id])}</td><td>{escape(line(item.document.published) or '')}</td>"
            f"<td>{escape(item.standing or '')}</td><td>{'' if item.p_derived is None else f'{item.p_derived:.2f}'}"
            f"</td><td>{item.attribution.ai_rewritten.label}</td></tr>" for item in self.documents[:_SHOWN])
        more = len(self.documents) - _SHOWN
        rest = f"<p>and {more} more</p>" if more > 0 else ""
        return (f"<p><b>{escape(self.finding)}</b></p><table><tr><th>document</th><th>published</th><th>standing</th>"
                f"<th>p_derived</th><th>reads as AI</th></tr>{rows}</table>{rest}")


def trace(inputs: Inputs, release: str | None = None, settings: Settings | None = None, *, workers: int = 1,
          skipped: Sequence[Skipped] = (), progress: pipeline.Progress | None = None) -> Result:
    """Trace documents, or the files, folders and globs that hold them.

    ``release`` is the id or path of the announcement; without it every document with role ``release`` is one, and
    without any the source is taken as unseen. ``skipped`` are inputs that `read` left out, to be kept in the result.
    ``workers`` are processes; the result does not depend on them. ``progress`` hears (stage, done, total). Raises
    InputError for a path that cannot be read, NothingUsable when no document is long enough.
    """
    documents, left = _documents(inputs, release)
    if not documents:
        raise NothingUsable(f"nothing usable in the input: {left[0].reason if left else 'no document'}")
    named = _release(documents, release)
    found = pipeline.trace(documents, named, settings, skipped=(*skipped, *left), workers=workers, progress=progress)
    return _result(found, to_dict(found))


def load(path: str | Path) -> Result:
    """The result in a ``trace.json``, its texts beside it as `trace` wrote them; earlier minor versions are read.

    Raises InputError when the file cannot be read, is no trace, or a text is missing.
    """
    source = Path(path)
    stored, texts = views.load_trace(source / "trace.json" if source.is_dir() else source)
    return _result(to_trace(stored, texts), {"summary": summary(stored), **stored})


def _result(found: Trace, stored: dict[str, Any]) -> Result:
    return Result(**{one.name: getattr(found, one.name) for one in fields(Trace)}, json=stored)


def _documents(inputs: Inputs, release: str | None) -> tuple[tuple[Document, ...], tuple[Skipped, ...]]:
    """Documents as they are; anything else is read from where it names."""
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    documents = tuple(item for item in given if isinstance(item, Document))
    paths = [str(item) for item in given if not isinstance(item, Document)]
    if not paths:
        return documents, ()
    found, skipped = read(paths, None, release)
    return (*documents, *found), tuple(skipped)


def _release(documents: Sequence[Document], release: str | None) -> str | None:
    """The id of the document named by id or path."""
    named = [item.id for item in documents if release in (item.id, item.path)]
    return named[0] if named else release
