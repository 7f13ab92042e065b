"""``provenance audit``: the study of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from .options import Config, Debug, Quiet, Strict, Workers
from .talk import bar, say
from .validation import validated

if TYPE_CHECKING:
    from ..records import Document, Skipped


def audit_command(
    corpus: Annotated[list[str], typer.Argument(
        metavar="CORPUS...", help="Articles: tables, files, folders, globs; with --coded the folder of an audit.")],
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder of the audit.")] = None,
    releases: Annotated[list[str] | None, typer.Option(
        "--releases", metavar="ARCHIVE_OR_FILES", help="An archive made by provenance index, or files of releases.")
    ] = None,
    human: Annotated[str | None, typer.Option(
        "--human", metavar="ARCHIVE", help="Human texts of the same outlets: estimates the share of machine text.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="outlet, month, or both.")] = "outlet,month",
    coded: Annotated[list[Path] | None, typer.Option(
        "--coded", metavar="SHEET.csv", help="A coded sheet of provenance sample; once for each coder.")] = None,
    settings_file: Config = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    master: Annotated[str, typer.Option("--master", help="Spark master URL.")] = "local[*]",
    workers: Workers = 0,
    strict: Strict = False, quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Audit a corpus: what share comes from releases, how much is copied, reworded, padded, and who copies whom.

    Run again after a stop, it goes on where it was.
    """
    import os

    from ..auditing import Plan, audit, claim, key_of
    from ..auditing.summary import GROUPS
    from ..corpus import fingerprint
    from ..corpus.engines import opened
    from ..reading import expand, stream
    from ..settings import load_settings
    from ..views.study.writing import write_study

    if coded:
        validated(Path(corpus[0]), coded)
        return
    if out is None:
        raise InputError("no output folder", "-o", "name the folder of the audit with -o DIR")
    groups = tuple(name.strip() for name in by.split(",") if name.strip())
    if unknown := [name for name in groups if name not in GROUPS]:
        raise InputError(f"cannot group by {unknown[0]!r}", "--by", f"use {' or '.join(GROUPS)}, or both with a comma")
    if "-" in corpus:
        raise InputError("an audit cannot read standard input", "-", "an audit resumes, so give files")
    settings = load_settings(settings_file)
    skipped: list[Skipped] = []
    claim(out)
    held, given = _releases(releases or [], skipped, strict)
    inputs = (corpus, releases or [], [human] if human else [])
    key = key_of(*(fingerprint([path for path in expand(group).ordered if path is not None], settings)
                   for group in inputs if group), by=groups, settings=settings)
    used = opened(engine, out / "work" / "spill", master, workers or None)
    try:
        with bar() as progress:
            found = audit(stream.usable(stream.documents(corpus), skipped, strict), Plan(key, held, groups, settings),
                          out, used, releases=given, human=_human(human), skipped=skipped,
                          workers=workers or os.cpu_count() or 1, talk=progress)
    finally:
        used.close()
    write_study(found, out)
    counts = found["counts"]
    say(f"{counts['articles']:,} articles of {counts['outlets']:,} outlets, {counts['skipped']:,} skipped; "
        f"written to {out}")


def _human(archive: str | None) -> tuple[Document, ...]:
    from ..reading import read

    return read([archive])[0] if archive else ()


def _releases(inputs: list[str], skipped: list[Skipped], strict: bool) -> tuple[Path | None, Iterator[Document]]:
    """The archive named, or the releases in the files named."""
    from ..reading import stream

    archives = [Path(name) for name in inputs if (Path(name) / "manifest.json").is_file()]
    if archives and len(inputs) > 1:
        raise InputError("an archive and other releases are given", archives[0], "name one archive, or files only")
    if archives:
        return archives[0], iter(())
    return None, stream.usable(stream.documents(inputs), skipped, strict) if inputs else iter(())
