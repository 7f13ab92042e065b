"""``provenance bench`` and ``provenance train``: they need the lab, which stands in a checkout and not in the wheel."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from ..errors import InputError, UserError
from . import talk
from .options import AsJson, Debug, File, Quiet

HERE = find_spec("provenance.lab") is not None
Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="The benchmark collections.")]
DEFAULT = Path("../shared/data")


def _lab(room: str) -> ModuleType:
    """A room of the lab. Raises UserError where the package was installed without it."""
    if not HERE:
        raise UserError("benchmarks and training are not in the installed package", "provenance.lab",
                        "clone the repository and run pip install -e . there")
    return importlib.import_module(f"provenance.lab.{room}")


def _collected(data: Path) -> Path:
    """The folder itself, once it holds a collection. Raises InputError where there is none."""
    if not data.is_dir() or not any(path.suffix in (".gz", ".jsonl", ".txt") for path in data.rglob("*.*")):
        raise InputError("no benchmark collections", data, "point --data at the folder that holds them")
    return data


def bench_command(
    name: Annotated[str | None, typer.Argument(metavar="NAME")] = None,
    data: Data = DEFAULT,
    listing: Annotated[bool, typer.Option("--list", help="Name the benchmarks.")] = False,
    only: Annotated[str | None, typer.Option("--only", metavar="QUESTION", help="peers: this question alone.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="peers: write the page.")] = None,
    update: Annotated[bool, typer.Option("--update", help="gate: commit the figures found.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="gate: its fastest part.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Reproduce the numbers we publish."""
    bench = _lab("bench")
    if listing or name is None:
        for known, title in bench.TABLES.items():
            typer.echo(f"{known:<12} {title}")
        return
    if name not in bench.TABLES:
        raise InputError("no such benchmark", name, f"use one of {', '.join(bench.TABLES)}")
    module = _lab(f"bench.{name}")
    told = _told(name, bench.OPTIONS.get(name, ()), only=only, output=output, update=update, fast=fast)
    result = module.run(data if name in bench.WITHOUT_DATA else _collected(data), **told)
    if as_json:
        talk.tell_json(result)
    else:
        typer.echo(module.table(result))
    if hasattr(module, "failed") and module.failed(result):
        raise typer.Exit(1)


def _told(name: str, known: Sequence[str], **options: Any) -> dict[str, Any]:
    """The options that were given. Raises InputError for one that this benchmark does not have."""
    given = {option: value for option, value in options.items() if value}
    for option in given:
        if option not in known:
            raise InputError(f"{name} has no such option", f"--{option}", "see provenance bench --help")
    return given


def train_command(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Name of a shipped model file.")],
    data: Data,
    out: File,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Rebuild a shipped model file; deterministic."""
    models = _lab("train").MODELS
    if model not in models:
        raise InputError("no such model", model, f"use one of {', '.join(models)}")
    importlib.import_module(models[model]).train(_collected(data), out)
    talk.say(f"written to {out}")
