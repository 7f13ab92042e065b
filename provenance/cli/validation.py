"""``provenance sample``, and what coders say of an audit: validation by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .options import Debug, Quiet
from .talk import say


def validated(folder: Path, coded: list[Path]) -> None:
    """Add what the coders say to an audit, and write its page again."""
    from ..auditing.told import read_audit, write_audit
    from ..auditing.validation import validate
    from ..disk import save_json
    from ..views.study.writing import write_study

    told = validate(folder, coded)
    audit = read_audit(folder) | {"validation": told}
    save_json(folder / "validation.json", told)
    write_audit(audit, folder)
    write_study(audit, folder)
    share = told["corrected"]
    say(f"{told['units']} coded articles: corrected share taken from another text {share['value']:.1%} "
        f"({share['low']:.1%} to {share['high']:.1%}); written to {folder}")


def sample_command(
    audit: Annotated[Path, typer.Argument(metavar="AUDIT", help="Folder of a finished audit.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the coding sheet.")],
    n: Annotated[int, typer.Option("-n", "--size", min=1, help="Articles to code.")] = 200,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="Strata: origin, outlet, month, ai_label.")
                  ] = "origin",
    seed: Annotated[int, typer.Option("--seed", help="Another sample of the same audit.")] = 1,
    quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Draw a stratified sample of an audit, to be coded by hand without seeing the machine's answers."""
    from ..auditing.sampling import DESIGN, sample, sheet, texts, write_design
    from ..disk import save
    from ..views.study.coding import coding_page

    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise InputError("the output folder is not empty", out, "name a new folder, so that no coded answer is lost")
    drawn, design = sample(audit, n, tuple(name.strip() for name in by.split(",") if name.strip()), seed)
    told = texts(audit, drawn)
    out.mkdir(parents=True, exist_ok=True)
    write_design(design, out)
    save(out / "sheet.csv", sheet(drawn, told).encode("utf-8", "surrogatepass"))
    save(out / "sheet.html", coding_page(drawn, told, design["audit"]).encode("utf-8", "surrogatepass"))
    say(f"{len(drawn)} articles to code in {out}: open sheet.html, or fill in sheet.csv; {DESIGN} holds the weights")
