"""``provenance export``: a trace in the forms other tools take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .options import Debug, Quiet
from .talk import say


def export_command(
    trace_json: Annotated[Path, typer.Argument(metavar="TRACE.json")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder the files go into.")],
    to: Annotated[str, typer.Option("--to", metavar="FORMS", help="parquet, xlsx, gexf, prov, methods, citation.")
                  ] = "parquet,gexf,methods,citation",
    quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Write a trace as Parquet, Excel, GEXF, W3C PROV, a methods paragraph or a citation."""
    from ..disk import save
    from ..views import load_trace
    from ..views.exports import exported

    trace, texts = load_trace(trace_json)
    made = list(exported(trace, texts, [form.strip() for form in to.split(",") if form.strip()]))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write there: {error.strerror}", out, "choose another folder with -o") from error
    for name, data in made:
        save(out / name, data)
    say(f"{', '.join(name for name, _ in made)} written to {out}")
