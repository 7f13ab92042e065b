"""Every way a run can end becomes one line on stderr and the contract's exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import typer

from ..errors import ProvenanceError, UserError
from ..tracefile.words import line
from . import talk

INTERRUPTED = 130  # what shells give a process that Ctrl-C ended
# The framework's base of all usage errors; which package defines it has changed between its versions.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def guarded(run: Callable[[], object]) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show must not end a run
    try:
        code = run()
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        _let_go()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted: nothing was written", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(str(error))
            return 0
        return _failed(error)


def _failed(error: Exception) -> int:
    if talk.mode.debug:
        traceback.print_exception(error)
    message, code = _told(error)
    print(f"error: {line(message)}", file=sys.stderr)
    if isinstance(error, OSError):
        _let_go()
    return code


def _told(error: Exception) -> tuple[str, int]:
    if isinstance(error, ProvenanceError):
        return str(error), error.exit_code
    if isinstance(error, _UsageError):
        return _usage(error), UserError.exit_code
    if isinstance(error, OSError):
        place = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
        return f"{error.strerror or error}{place}: check the disk and your permissions", UserError.exit_code
    if isinstance(error, MemoryError):
        return "out of memory: give fewer inputs at once, or fewer --workers", ProvenanceError.exit_code
    return (f"internal failure: {type(error).__name__}: {error} ({_place(error)}): "
            "run it again with --debug, and report what it prints"), ProvenanceError.exit_code


def _usage(error: Exception) -> str:
    say = getattr(error, "format_message", None)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "provenance"
    return f"{str(say() if say else error).rstrip('.')} ({command}): see {command} --help"


def _place(error: Exception) -> str:
    """Where in this package it went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    package = str(Path(__file__).parents[1])
    ours = [frame for frame in frames if frame.filename.startswith(package)] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "unknown place"


def _let_go() -> None:
    """What is left in the buffer cannot be written; the interpreter shall not try again and complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
