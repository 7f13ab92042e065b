"""One set of arguments and options for every command; spellings of earlier versions are still understood."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from . import talk

Inputs = Annotated[list[str], typer.Argument(
    metavar="INPUT...", help="Files, folders, globs, or - for JSONL on standard input.")]
Metadata = Annotated[str | None, typer.Option("--metadata", metavar="FILE.csv", help="Columns for plain files.")]
Config = Annotated[str | None, typer.Option("--settings", metavar="FILE.toml", help="Settings, where not default.")]
Strict = Annotated[bool, typer.Option("--strict", help="A skipped input is an error (exit code 2).")]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one per core.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", callback=talk.hush, help="Say nothing on stderr but errors.")]
Debug = Annotated[bool, typer.Option("--debug", callback=talk.explain, help="Errors come with the whole traceback.")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the results.")]
File = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="File of the result.")]

_OLD = {"--out": "--output"}


def renewed(arguments: list[str]) -> list[str]:
    """The command line in today's spelling, with a note for each that has changed."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    made = []
    for argument in arguments[:end]:
        name, equals, value = argument.partition("=")
        if name in _OLD:
            talk.say(f"note: {name} is now {_OLD[name]}; the old spelling will go with the next version")
        made.append(f"{_OLD.get(name, name)}{equals}{value}")
    return made + arguments[end:]


def cores(workers: int) -> int:
    """How many processes were asked for."""
    return workers or os.cpu_count() or 1
