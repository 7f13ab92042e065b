"""The command line: parses, calls the public API, prints."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from . import __version__
from .errors import ProvenanceError

app = typer.Typer(
    name="provenance",
    help="Trace how a press release travels through the news.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"provenance {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Trace how a press release travels through the news."""


def main() -> None:
    """Run the command line; user errors become one line on stderr."""
    try:
        app()
    except ProvenanceError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
