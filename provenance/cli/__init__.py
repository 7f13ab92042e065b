"""The command line: parses, calls the public API, prints.

Commands import what they need when they run: help and errors should not wait for numerical libraries.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from .. import __version__
from ..errors import InputError, NothingUsable
from ..settings import load_settings
from . import examples, research, talk
from .audit import audit_command
from .export import export_command
from .failure import guarded
from .fetch import fetch_command
from .options import AsJson, Config, Debug, File, Folder, Inputs, Metadata, Quiet, Strict, Workers, cores, renewed
from .prevalence import prevalence_command
from .scale import index_app, scan_command
from .serve import serve_command
from .validation import sample_command

if TYPE_CHECKING:
    from ..records import Document, Skipped

app = typer.Typer(
    name="provenance",
    help="Trace how a press release travels through the news.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(index_app, name="index")
app.command("scan")(scan_command)
app.command("audit")(audit_command)
app.command("prevalence")(prevalence_command)
app.command("sample")(sample_command)
app.command("fetch")(fetch_command)
app.command("export")(export_command)
app.command("serve")(serve_command)
app.command("bench", hidden=not research.HERE)(research.bench_command)
app.command("train", hidden=not research.HERE)(research.train_command)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Errors come with the whole traceback.")] = False,
) -> None:
    """Trace how a press release travels through the news."""
    talk.begin(quiet, debug)


@app.command("trace")
def trace_command(
    inputs: Inputs,
    release: Annotated[str | None, typer.Option("--release", metavar="PATH_OR_ID", help="The announcement.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Default: reports/<name>.")] = None,
    metadata: Metadata = None,
    settings_file: Config = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of every sampled quantity.")] = None,
    workers: Workers = 0,
    strict: Strict = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read, align, derive, lineage, attribute, report: the main job."""
    from ..pipeline import trace
    from ..reading import read
    from ..views import claim, show, to_dict, write

    settings = load_settings(settings_file, seed=seed)
    folder = out or Path("reports") / _name(inputs)
    claim(folder, [*inputs, *(name for name in (release, metadata, settings_file) if name)])
    documents, skipped = read(inputs, metadata, release)
    talk.told(skipped, strict, listed=True)
    _some(documents, skipped, inputs)
    chosen = _release_id(documents, release)
    with talk.bar() as progress:
        found = trace(documents, chosen, settings, skipped=skipped, workers=cores(workers), progress=progress)
    talk.told(tuple(item for item in found.skipped if item not in skipped), strict, listed=True)
    result = to_dict(found)
    write(result, {report.document.id: report.document.text for report in found.documents}, folder,
          workers=cores(workers))
    if as_json:
        talk.tell_json(result)
    else:
        show(result, Console())
    talk.say(f"written to {folder}")


def _some(documents: tuple[Document, ...], skipped: tuple[Skipped, ...], inputs: list[str]) -> None:
    """Raises NothingUsable where no document is left."""
    if not documents:
        found_none = f"{len(skipped)} inputs were skipped" if skipped else "it holds no file of a known type"
        raise NothingUsable(f"nothing usable in {' '.join(inputs)}: {found_none}")


def _release_id(documents: tuple[Document, ...], release: str | None) -> str | None:
    """The id of the document that --release names; ids and paths both name one."""
    if release is None:
        return None
    named = [item.id for item in documents if item.role == "release"]
    return next((name for name in named if name == release), named[0] if len(named) == 1 else None)


def _name(inputs: list[str]) -> str:
    first = inputs[0]
    return "stdin" if first == "-" else Path(first.rstrip("/*")).name.split(".")[0] or "trace"


@app.command("score")
def score_command(
    inputs: Inputs,
    source: Annotated[str | None, typer.Option("--source", metavar="PATH_OR_ID", help="What they derive from.")] = None,
    calibrate_on: Annotated[
        str | None, typer.Option("--calibrate-on", metavar="HUMAN_ARCHIVE", help="Texts known to be human.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.csv", help="Also as a table.")] = None,
    metadata: Metadata = None,
    strict: Strict = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Attribution alone: AI-rewrite and padding per document and sentence."""
    from ..reading import read
    from ..scoring import score
    from ..views import output
    from ..views.scores import sheet
    from ..views.scores import show as show_scores

    given = [*inputs, *(name for name in (source, calibrate_on, metadata) if name)]
    if out is not None:
        output.check_file(out, given)
    documents, skipped = read(inputs, metadata, source)
    talk.told(skipped, strict)
    _some(documents, skipped, inputs)
    human, unusable = read([calibrate_on]) if calibrate_on else ((), ())
    talk.told(unusable, strict)
    result = score(tuple(talk.noted(documents)), source, human)
    talk.told(result.skipped, strict)
    if not result.rows:
        raise NothingUsable(f"nothing to score in {' '.join(inputs)}: it holds the source alone")
    if result.calibration:
        talk.say(result.calibration)
    if out is not None:
        output.save(sheet(result.tables()["documents"]), out, given)
        talk.say(f"written to {out}")
    if as_json:
        for row in result.rows:
            talk.tell_json(row)
    else:
        show_scores(result.rows, Console())


@app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(metavar="A", help="The earlier text, or the source.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The text to judge.")],
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE.html", help="Also as a page.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Two documents side by side: spans, coverage, facts kept, changed, dropped, added."""
    from ..comparison import compare
    from ..views.output import check_file, save

    if out is not None:
        check_file(out, [a, b])
    result = compare(_one(a), _one(b))
    if out is not None:
        save(result.html().encode(), out, [a, b])
        talk.say(f"written to {out}")
    if as_json:
        talk.tell_json(result.as_dict())
    else:
        result.show(Console())


def _one(name: str) -> Document:
    from ..reading import read

    documents, skipped = read([name])
    if not documents:
        raise NothingUsable(f"nothing usable in {name}: {skipped[0].reason if skipped else 'no document'}")
    talk.told(skipped, strict=False)
    if len(documents) > 1:
        raise InputError(f"holds {len(documents)} documents", name, "compare takes two single documents")
    return next(talk.noted(documents))


@app.command("report")
def report_command(
    trace_json: Annotated[Path, typer.Argument(metavar="TRACE.json")],
    out: Folder,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Render every view again from trace.json, without recomputing."""
    from ..views import load_trace, write

    result, texts = load_trace(trace_json)
    write(result, texts, out, workers=cores(0))
    talk.say(f"written to {out}")


@app.command("plot")
def plot_command(
    trace_json: Annotated[Path, typer.Argument(metavar="TRACE.json")],
    kind: Annotated[str, typer.Option("--kind", metavar="lineage|similarity|timeline|composition")],
    out: File,
    style: Annotated[Literal["single", "double"], typer.Option("--style", help="Column width.")] = "double",
    page: Annotated[int, typer.Option("--page", min=1, help="Page of a long lineage.")] = 1,
    look: Annotated[Path | None, typer.Option("--look", metavar="FILE.mplstyle", help="A matplotlib style.")] = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """One plot from trace.json, as .png, .svg or .pdf, at publication quality."""
    from ..views import load_trace
    from ..views.plots import boxed, save

    result, _ = load_trace(trace_json)
    save(result, kind, out, style, look, page)
    if note := boxed(result):
        talk.say(f"note: {note}")
    talk.say(f"written to {out}")


examples.attach(app)


# What a command reads lives as long as the command: looking for dead cycles among millions of live records, as often
# as Python does by itself, costs a sixth of a trace.
_COLLECT = (200_000, 50, 10)


def main() -> None:
    """Run the command line; every error becomes one line on stderr and the contract's exit code."""
    gc.set_threshold(*_COLLECT)
    code = guarded(lambda: app(args=renewed(sys.argv[1:]), standalone_mode=False))
    if code == 0 and threading.active_count() == 1:
        # All is written and nobody else is at work: to take millions of records apart would only delay the prompt.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
