"""Commands of corpus scale: ``provenance index`` and ``provenance scan``. Parses, calls, prints.

Commands import what they need when they run: help and errors should not wait for numerical libraries.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from ..errors import InputError, NothingUsable

if TYPE_CHECKING:
    from ..archive import Added
    from ..archive.query import Match
    from ..corpus.engines import Engine
    from ..records import Skipped

index_app = typer.Typer(
    name="index", no_args_is_help=True, help="Keep a fingerprint archive, and ask it where an article comes from.",
    context_settings={"help_option_names": ["-h", "--help"]})

Archive = Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Folder of the archive.")]
Inputs = Annotated[list[str], typer.Argument(
    metavar="INPUT...", help="Files, folders, globs, or - for JSONL on standard input.")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail on the first input that cannot be used.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary on stderr.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def say(text: str, quiet: bool = False) -> None:
    """Talk goes to stderr, data to stdout."""
    if not quiet:
        typer.echo(text, err=True)


@contextmanager
def counted(what: str, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A running count on stderr, only where stderr is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


def _report(done: Added, skipped: list[Skipped], quiet: bool) -> None:
    for item in skipped[:20]:
        say(f"skipped {item.path}: {item.reason}", quiet)
    if len(skipped) > 20:
        say(f"skipped {len(skipped) - 20} more", quiet)
    if done.leftovers:
        say("removed what an interrupted run had left; its last part was not in the archive", quiet)
    if done.foreign:
        say(f"left alone, since it is not part of the archive: {', '.join(done.foreign[:5])} (in parts/)", quiet)
    if not done.stored and not done.known:
        raise NothingUsable("no usable document in the input")
    say(f"stored {done.stored:,} documents, {done.known:,} were there already, {len(skipped):,} skipped", quiet)


@index_app.command("build")
def index_build(archive_path: Archive, inputs: Inputs, strict: Strict = False, quiet: Quiet = False) -> None:
    """Make an archive from documents; the folder must be new or empty."""
    from .. import archive
    from ..reading import stream

    skipped: list[Skipped] = []
    with counted("indexed", quiet) as progress:
        found = stream.usable(stream.documents(inputs), skipped, strict)
        done = archive.build(archive_path, found, progress=progress)
    _report(done, skipped, quiet)


@index_app.command("add")
def index_add(archive_path: Archive, inputs: Inputs, strict: Strict = False, quiet: Quiet = False) -> None:
    """Add documents whose text is not in the archive yet; running it again changes nothing."""
    from .. import archive
    from ..reading import stream

    skipped: list[Skipped] = []
    with counted("read", quiet) as progress:
        found = stream.usable(stream.documents(inputs), skipped, strict)
        done = archive.add(archive_path, found, progress=progress)
    _report(done, skipped, quiet)


@index_app.command("query")
def index_query(
    archive_path: Archive, inputs: Inputs,
    top: Annotated[int, typer.Option("--top", "-n", min=1, help="Sources shown for each article.")] = 5,
    fast: Annotated[bool, typer.Option("--fast", help="Shared text alone, without p_derived.")
                    ] = False,
    as_json: Json = False, strict: Strict = False, quiet: Quiet = False,
) -> None:
    """Which archived documents does each article come from?"""
    from ..archive import query as archive_query
    from ..reading import stream

    skipped: list[Skipped] = []
    index = archive_query.Index(archive_path)
    asked = 0
    for article in stream.usable(stream.documents(inputs), skipped, strict):
        asked += 1
        matches = index.query(article, top, None if fast else archive_query.derived)
        if as_json:
            typer.echo(json.dumps({"id": article.id, "path": article.path, "matches": [asdict(m) for m in matches]},
                                  ensure_ascii=False))
        else:
            _print(article.id, matches)
    for item in skipped:
        say(f"skipped {item.path}: {item.reason}", quiet)
    if not asked:
        raise NothingUsable("no usable document in the input")


def _print(name: str, matches: tuple[Match, ...]) -> None:
    typer.echo(name)
    for match in matches:
        chance = "  - " if match.p_derived is None else f"{match.p_derived:.2f}"
        typer.echo(f"  {chance}  {match.id}  {match.outlet or ''}  {match.published or ''}".rstrip())
        typer.echo(f"        shares {match.containment_article:.0%} of the article, {match.containment_source:.0%} of "
                   f"the source; {match.verbatim_words} words in {len(match.passages)} "
                   f"passage{'' if len(match.passages) == 1 else 's'}; "
                   f"vocabulary {match.cosine:.2f}")
        if match.passages:
            longest = max(match.passages, key=lambda passage: passage.words)
            quote = " ".join(longest.text.split())
            typer.echo(f"        “{quote[:120]}{'…' if len(quote) > 120 else ''}”")
    if not matches:
        typer.echo("  nothing in the archive shares words with it")


@index_app.command("stats")
def index_stats(archive_path: Archive, as_json: Json = False) -> None:
    """What the archive holds; every part is checked against its checksum."""
    from .. import archive

    facts = archive.stats(archive_path)
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        typer.echo(f"{name:12} {value:,}" if isinstance(value, int) else f"{name:12} {value}")


@index_app.command("compact")
def index_compact(archive_path: Archive, quiet: Quiet = False) -> None:
    """Merge small parts, so that queries load and search fewer."""
    from .. import archive

    before, after = archive.compact(archive_path)
    say(f"{before} parts became {after}", quiet)


def scan_command(
    corpus: Annotated[list[str], typer.Argument(
        metavar="CORPUS...", help="JSONL or Parquet corpus, files, folders or globs.")],
    out: Annotated[Path, typer.Option("-o", "--output", help="Folder for the Parquet results.")],
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    master: Annotated[str, typer.Option("--master", help="Spark master URL.")] = "local[*]",
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes (duckdb); default: all cores.")
                       ] = None,
    strict: Strict = False, quiet: Quiet = False,
) -> None:
    """Find all derivation pairs, stories and parents in a corpus, and write them as Parquet.

    Run again after a stop, it goes on with the stage it was at. A summary goes to stdout as JSON.
    """
    from ..corpus import fingerprint, scan
    from ..reading import expand, stream
    from ..settings import Settings

    skipped: list[Skipped] = []
    settings = Settings()
    paths = [path for path in expand(corpus).ordered if path is not None]
    # What comes on standard input cannot be recognised again, so nothing of an earlier run is taken for it.
    key = uuid4().hex if "-" in corpus else fingerprint(paths, settings)
    used = _engine(engine, master, out, workers)
    try:
        found = scan(stream.usable(stream.documents(corpus), skipped, strict), key, out, used, settings,
                          talk=lambda stage: say(f"computing {stage}", quiet))
    finally:
        used.close()
    for item in skipped[:20]:
        say(f"skipped {item.path}: {item.reason}", quiet)
    if not found.computed:
        say("nothing to compute: all stages were done", quiet)
    if found.capped:
        say(f"{found.capped:,} buckets of more than {settings.hot_bucket} documents were capped, the largest of "
            f"{found.largest:,}", quiet)
    typer.echo(json.dumps({name: value for name, value in asdict(found).items() if name != "computed"}))


def _engine(name: str, master: str, out: Path, workers: int | None) -> Engine:
    """Raises InputError for an engine that is not known or not installed."""
    if name == "duckdb":
        from ..corpus.engines.duck import Duck

        return Duck(out / "spill", workers)
    if name == "spark":
        from ..corpus.engines.spark import Spark

        return Spark(master)
    raise InputError(f"unknown engine {name!r}", "--engine", "use duckdb or spark")


scan_app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
scan_app.command("scan")(scan_command)
