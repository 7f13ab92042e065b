"""``provenance prevalence``: the share of machine-written text in a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, NothingUsable
from . import talk
from .options import AsJson, Debug, Quiet, Strict

if TYPE_CHECKING:
    from ..records import Document


def prevalence_command(
    corpus: Annotated[list[str], typer.Argument(metavar="CORPUS...", help="Articles: files, folders, tables, globs.")],
    human: Annotated[str | None, typer.Option(
        "--human", metavar="ARCHIVE", help="Texts of the same outlets known to be human, from before November 2022.")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="outlet, month, or both.")] = "",
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="Also as JSON and CSV.")] = None,
    as_json: AsJson = False,
    strict: Strict = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Estimate what share of a corpus machines rewrote, with an interval; no single text is named."""
    from rich.console import Console

    from ..attribute.prevalence import prevalence
    from ..views.prevalence import rows, show, write

    if human is None:
        raise InputError("no archive of human texts", "--human",
                         "give texts of the same outlets from before November 2022: without them no share is known")
    groups = tuple(name.strip() for name in by.split(",") if name.strip())
    found = prevalence(_read(corpus, strict), _read([human], strict), groups)
    for warning in found.warnings:
        talk.say(f"warning: {warning}")
    if as_json:
        talk.tell_json(rows(found))
    else:
        show(found, Console())
    if out is not None:
        write(found, out)
        talk.say(f"written to {out}")


def _read(inputs: list[str], strict: bool) -> tuple[Document, ...]:
    from ..reading import read

    documents, skipped = read(inputs)
    talk.told(skipped, strict)
    if not documents:
        raise NothingUsable(f"nothing usable in {' '.join(inputs)}")
    return tuple(talk.noted(documents))
