"""What the command line says: data to stdout, talk and progress to stderr, nothing that a terminal would obey."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..tracefile.words import line, visible

if TYPE_CHECKING:
    from ..pipeline import Progress as Tell
    from ..records import Document, Skipped

# JSON leaves these as they are; terminals obey the first, and the others hide or reorder what follows.
_OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass
class _Mode:
    """How this run talks; before the command, ``-q`` and ``--debug`` hold for it as well."""

    quiet: bool = False
    debug: bool = False
    always_quiet: bool = False


mode = _Mode()


def begin(quiet: bool, debug: bool) -> None:
    """What was asked before the command's name."""
    mode.quiet = mode.always_quiet = quiet
    mode.debug = debug


def hush(value: bool) -> bool:
    """``-q`` of a command."""
    mode.quiet = value or mode.always_quiet
    return value


def explain(value: bool) -> bool:
    """``--debug`` of a command."""
    mode.debug = mode.debug or value
    return value


def say(message: str) -> None:
    """One line of talk, unless the user asked for quiet."""
    if not mode.quiet:
        print(line(message), file=sys.stderr)


def tell(text: str) -> None:
    """One line of the answer."""
    print(visible(text))


def tell_json(value: Any) -> None:
    """One line of JSON. Only escapes differ from what `json` writes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    plain = json.dumps(value, ensure_ascii=not encoding.startswith("utf"))
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", plain))


def told(skipped: Sequence[Skipped], strict: bool, listed: bool = False) -> None:
    """Name what was skipped: all of it, or the first few where it is ``listed`` in the output.

    Raises InputError under ``strict``, but not for what folders hide.
    """
    from ..reading.inputs import HIDDEN

    faults = [item for item in skipped if item.reason != HIDDEN]
    if strict and faults:
        raise InputError(f"{len(faults)} inputs were skipped, the first because: {faults[0].reason}",
                         faults[0].path, "mend or remove them, or drop --strict")
    for item in skipped[:5] if listed else skipped:
        say(f"skipped: {item.path}: {item.reason}")
    if listed and skipped:
        say(f"{len(skipped)} input{'s' if len(skipped) > 1 else ''} skipped; all are listed in the output")


def noted(documents: Iterable[Document]) -> Iterator[Document]:
    """The same documents; what was mended or left out of each is said."""
    for document in documents:
        for note in document.notes:
            say(f"note: {document.path or document.id}: {note}")
        yield document


@contextmanager
def bar() -> Iterator[Tell | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if mode.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int) -> None:
            if stage not in tasks or done == 1:
                tasks[stage] = progress.add_task(stage, total=total or None)
            progress.update(tasks[stage], completed=done, total=total or None)

        yield step


@contextmanager
def counted(what: str) -> Iterator[Callable[[int], None] | None]:
    """A running count on stderr, only where stderr is a terminal."""
    if mode.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done: progress.update(task, completed=done)
