"""The command line: parses, calls the public API, prints.

Commands import what they need when they run: help and errors should not wait for numerical libraries.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .. import __version__
from ..errors import InputError, NothingUsable, ProvenanceError, UserError
from ..settings import load
from . import research
from .audit import audit_command, sample_command
from .export import export_command
from .fetch import fetch_command
from .scale import index_app, scan_command

if TYPE_CHECKING:
    from ..pipeline import Progress as Tell
    from ..records import Document, Skipped

app = typer.Typer(
    name="provenance",
    help="Trace how a press release travels through the news.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(index_app, name="index")
app.command("scan")(scan_command)
app.command("audit")(audit_command)
app.command("sample")(sample_command)
app.command("fetch")(fetch_command)
app.command("export")(export_command)
app.command("bench", hidden=not research.HERE)(research.bench_command)
app.command("train", hidden=not research.HERE)(research.train_command)

# The framework's base of all usage errors; which package defines it has changed between its versions.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_talk = Console(stderr=True)
_quiet = False
INTERRUPTED = 130  # what shells give a process that Ctrl-C ended

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, globs, or - (JSONL).")]
Metadata = Annotated[str | None, typer.Option("--metadata", metavar="FILE.csv", help="Columns for plain files.")]
Config = Annotated[str | None, typer.Option("--settings", metavar="FILE.toml", help="Settings, where not default.")]
Strict = Annotated[bool, typer.Option("--strict", help="A skipped input is an error (exit code 2).")]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one per core.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]


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
) -> None:
    """Trace how a press release travels through the news."""
    global _quiet
    _quiet = quiet


def _say(message: str) -> None:
    if not _quiet:
        print(message, file=sys.stderr)


def _told(skipped: tuple[Skipped, ...], strict: bool) -> None:
    """Name what was skipped; under --strict that is an error."""
    if not skipped:
        return
    if strict:
        raise InputError(f"{len(skipped)} inputs were skipped, the first because: {skipped[0].reason}",
                         skipped[0].path, "mend or remove them, or drop --strict")
    for item in skipped[:5]:
        _say(f"skipped: {item.path}: {item.reason}")
    _say(f"{len(skipped)} input{'s' if len(skipped) > 1 else ''} skipped; all are listed in the output")


@contextmanager
def _bar() -> Iterator[Tell | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if _quiet or not _talk.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_talk, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks or done == 1:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell


def _cores(workers: int) -> int:
    return workers or os.cpu_count() or 1


@app.command("trace")
def trace_command(
    inputs: Inputs,
    release: Annotated[str | None, typer.Option("--release", metavar="PATH_OR_ID", help="The announcement.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="DIR", help="Default: reports/<name>.")] = None,
    metadata: Metadata = None,
    settings_file: Config = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of every sampled quantity.")] = None,
    workers: Workers = 0,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Read, align, derive, lineage, attribute, report: the main job."""
    from ..pipeline import trace
    from ..reading import read
    from ..views import show, to_dict, write

    settings = load(settings_file, seed=seed)
    documents, skipped = read(inputs, metadata, release)
    _told(skipped, strict)
    if not documents:
        found_none = f"{len(skipped)} inputs were skipped" if skipped else "it holds no file of a known type"
        raise NothingUsable(f"nothing usable in {' '.join(inputs)}: {found_none}")
    chosen = _release_id(documents, release)
    with _bar() as progress:
        found = trace(documents, chosen, settings, skipped=skipped, workers=_cores(workers),
                               progress=progress)
    _told(tuple(item for item in found.skipped if item not in skipped), strict)
    folder = out or Path("reports") / _name(inputs)
    result = to_dict(found)
    write(result, {report.document.id: report.document.text for report in found.documents}, folder)
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
    else:
        show(result, Console())
    _say(f"written to {folder}")


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
    metadata: Metadata = None,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Attribution alone: AI-rewrite and padding per document and sentence."""
    from ..reading import read
    from ..scoring import score
    from ..views.scores import show as show_scores

    documents, skipped = read(inputs, metadata, source)
    _told(skipped, strict)
    human, unusable = read([calibrate_on]) if calibrate_on else ((), ())
    _told(unusable, strict)
    result = score(documents, source, human)
    if result.calibration:
        _say(result.calibration)
    if as_json:
        for row in result.rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    else:
        show_scores(result.rows, Console())


@app.command("compare")
def compare_command(
    a: Annotated[str, typer.Argument(metavar="A", help="The earlier text, or the source.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The text to judge.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE.html", help="Also as a page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Two documents side by side: spans, coverage, facts kept, changed, dropped, added."""
    from ..comparison import compare

    first, second = _one(a), _one(b)
    result = compare(first, second)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(result.html(), "utf-8")
        _say(f"written to {out}")
    if as_json:
        typer.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        result.show(Console())


def _one(name: str) -> Document:
    from ..reading import read

    documents, skipped = read([name])
    if not documents:
        raise NothingUsable(f"nothing usable in {name}: {skipped[0].reason if skipped else 'no document'}")
    if len(documents) > 1:
        raise InputError(f"holds {len(documents)} documents", name, "compare takes two single documents")
    return documents[0]


@app.command("report")
def report_command(
    trace_json: Annotated[Path, typer.Argument(metavar="TRACE.json")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR")],
) -> None:
    """Render every view again from trace.json, without recomputing."""
    from ..views import load as load_trace
    from ..views import write

    result, texts = load_trace(trace_json)
    write(result, texts, out)
    _say(f"written to {out}")


@app.command("plot")
def plot_command(
    trace_json: Annotated[Path, typer.Argument(metavar="TRACE.json")],
    kind: Annotated[str, typer.Option("--kind", metavar="lineage|similarity|timeline|composition")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help=".png, .svg or .pdf")],
    style: Annotated[Literal["single", "double"], typer.Option("--style", help="Column width.")] = "double",
) -> None:
    """One plot from trace.json, at publication quality."""
    from ..views import load as load_trace
    from ..views.plots import save

    result, _ = load_trace(trace_json)
    save(result, kind, out, style)
    _say(f"written to {out}")


def _message(error: Exception) -> str:
    """What the framework has to say of a usage error."""
    say = getattr(error, "format_message", None)
    return str(say() if say else error)


def _run() -> object:
    """The framework's answer; its own code for Ctrl-C is raised as what it was."""
    answer = app(standalone_mode=False)
    if answer == INTERRUPTED:
        raise KeyboardInterrupt
    return answer


def main() -> None:
    """Run the command line; every error becomes one line on stderr and the contract's exit code."""
    try:
        code = _run()
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(str(error))
            sys.exit(0)
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "provenance"
        print(f"error: {' '.join(_message(error).split()).rstrip('.')} ({command}): see {command} --help",
              file=sys.stderr)
        sys.exit(UserError.exit_code)
    except ProvenanceError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted: nothing was written", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
