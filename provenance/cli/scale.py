"""Commands of corpus scale: ``provenance index`` and ``provenance scan``. Parses, calls, prints.

Commands import what they need when they run: help and errors should not wait for numerical libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import NothingUsable
from ..settings import load_settings
from ..tracefile.words import line
from . import talk
from .options import AsJson, Config, Debug, Inputs, Quiet, Strict, Workers, cores

if TYPE_CHECKING:
    from ..archive import Added
    from ..archive.query import Match
    from ..records import Document, Skipped

index_app = typer.Typer(
    name="index", no_args_is_help=True, help="Keep a fingerprint archive, and ask it where an article comes from.",
    context_settings={"help_option_names": ["-h", "--help"]})

Archive = Annotated[Path, typer.Argument(metavar="ARCHIVE", help="Folder of the archive.")]


def _usable(inputs: list[str], skipped: list[Skipped], strict: bool) -> Iterator[Document]:
    from ..reading import documents, usable

    return talk.noted(usable(documents(inputs), skipped, strict))


def _report(done: Added, skipped: list[Skipped]) -> None:
    talk.told(skipped, strict=False)
    if done.leftovers:
        talk.say("removed what an interrupted run had left; its last part was not in the archive")
    if done.foreign:
        talk.say(f"left alone, since it is not part of the archive: {', '.join(done.foreign[:5])} (in parts/)")
    if not done.stored and not done.known:
        raise NothingUsable("no usable document in the input")
    talk.say(f"stored {done.stored:,} documents, {done.known:,} were there already, {len(skipped):,} skipped")


@index_app.command("build")
def index_build(archive_path: Archive, inputs: Inputs, settings_file: Config = None, strict: Strict = False,
                quiet: Quiet = False, debug: Debug = False) -> None:
    """Make an archive from documents; the folder must be new or empty."""
    from .. import archive

    skipped: list[Skipped] = []
    with talk.counted("indexed") as progress:
        found = _usable(inputs, skipped, strict)
        done = archive.build(archive_path, found, load_settings(settings_file), progress=progress)
    _report(done, skipped)


@index_app.command("add")
def index_add(archive_path: Archive, inputs: Inputs, settings_file: Config = None, strict: Strict = False,
                quiet: Quiet = False, debug: Debug = False) -> None:
    """Add documents whose text is not in the archive yet; running it again changes nothing."""
    from .. import archive

    skipped: list[Skipped] = []
    with talk.counted("read") as progress:
        found = _usable(inputs, skipped, strict)
        done = archive.add(archive_path, found, load_settings(settings_file), progress=progress)
    _report(done, skipped)


@index_app.command("query")
def index_query(
    archive_path: Archive, inputs: Inputs,
    top: Annotated[int, typer.Option("--top", "-n", min=1, help="Sources shown for each article.")] = 5,
    fast: Annotated[bool, typer.Option("--fast", help="Shared text alone, without p_derived.")] = False,
    workers: Workers = 0, settings_file: Config = None, as_json: AsJson = False, strict: Strict = False,
    quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Which archived documents does each article come from?"""
    from ..archive.asking import answers

    skipped: list[Skipped] = []
    asked = 0
    articles = _usable(inputs, skipped, strict)
    settings = load_settings(settings_file)
    for article, matches in answers(archive_path, articles, settings, top, not fast, cores(workers)):
        asked += 1
        if as_json:
            talk.tell_json({"id": article.id, "path": article.path, "matches": [asdict(m) for m in matches]})
        else:
            _print(article.id, matches)
    talk.told(skipped, strict=False)
    if not asked:
        raise NothingUsable("no usable document in the input")


def _print(name: str, matches: tuple[Match, ...]) -> None:
    talk.tell(line(name))
    for match in matches:
        chance = match.note or ("  - " if match.p_derived is None else f"{match.p_derived:.2f}")
        talk.tell(f"  {chance}  {line(match.id)}  {line(match.outlet)}  {match.published or ''}".rstrip())
        talk.tell(f"        shares {match.containment_article:.0%} of the article, {match.containment_source:.0%} of "
                  f"the source; {match.verbatim_words} words in {len(match.passages)} "
                  f"passage{'' if len(match.passages) == 1 else 's'}; "
                  f"vocabulary {match.cosine:.2f}")
        if match.passages:
            longest = max(match.passages, key=lambda passage: passage.words)
            quote = " ".join(longest.text.split())
            talk.tell(f"        “{quote[:120]}{'…' if len(quote) > 120 else ''}”")
    if not matches:
        talk.tell("  nothing in the archive shares words with it")


@index_app.command("stats")
def index_stats(archive_path: Archive, settings_file: Config = None, as_json: AsJson = False, quiet: Quiet = False,
                debug: Debug = False) -> None:
    """What the archive holds; every part is checked against its checksum."""
    from .. import archive

    facts = archive.stats(archive_path, load_settings(settings_file))
    if as_json:
        talk.tell_json(facts)
        return
    for name, value in facts.items():
        talk.tell(f"{name:12} {value:,}" if isinstance(value, int) else f"{name:12} {value}")


@index_app.command("compact")
def index_compact(archive_path: Archive, settings_file: Config = None, quiet: Quiet = False,
                  debug: Debug = False) -> None:
    """Merge small parts, so that queries load and search fewer."""
    from .. import archive

    before, after = archive.compact(archive_path, load_settings(settings_file))
    talk.say(f"{before} parts became {after}")


def scan_command(
    corpus: Annotated[list[str], typer.Argument(
        metavar="CORPUS...", help="JSONL or Parquet corpus, files, folders or globs.")],
    out: Annotated[Path, typer.Option("-o", "--output", help="Folder for the Parquet results.")],
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    master: Annotated[str, typer.Option("--master", help="Spark master URL.")] = "local[*]",
    settings_file: Config = None, workers: Workers = 0, strict: Strict = False, quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find all derivation pairs, stories and parents in a corpus, and write them as Parquet.

    Run again after a stop, it goes on with the stage it was at. A summary goes to stdout as JSON.
    """
    from ..face.scanned import scan

    settings = load_settings(settings_file)
    with talk.bar() as progress:
        done = scan(corpus, out, engine, settings, master=master, workers=workers or None, strict=strict,
                    talk=lambda stage: progress(stage, 0, 0) if progress else None, passing=talk.noted)
    found = done.found
    talk.told(done.skipped, strict=False)
    if not found.computed:
        talk.say("nothing to compute: all stages were done")
    if found.capped:
        talk.say(f"{found.capped:,} buckets of more than {settings.hot_bucket} documents were capped, the largest of "
                 f"{found.largest:,}")
    talk.tell_json({name: value for name, value in asdict(found).items() if name != "computed"})


scan_app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
scan_app.command("scan")(scan_command)
