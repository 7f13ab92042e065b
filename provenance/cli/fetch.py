"""``provenance fetch``: the one command that uses the network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError, NothingUsable
from .options import Debug, Quiet
from .talk import say


def fetch_command(
    table: Annotated[Path, typer.Argument(metavar="URLS.csv", help="Table with a column url.")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.warc.gz", help="The archive; appended to.")],
    delay: Annotated[float, typer.Option("--delay", min=0.0, help="Least seconds between two pages of a host.")] = 2.0,
    private: Annotated[bool, typer.Option("--allow-private", help="Also fetch from private addresses.")] = False,
    quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Fetch pages politely into a web archive that trace, index, scan and audit read; run again to go on."""
    from ..fetching import addresses, fetch

    if not out.name.endswith((".warc", ".warc.gz")):
        raise InputError("the archive has another ending", out, "name a file that ends in .warc.gz")
    urls = addresses(table)
    found = fetch(urls, out, delay=delay, private=private,
                  talk=lambda done, total, url: say(f"{done} of {total} {url}"))
    for url, reason in found.failed[:20]:
        say(f"failed: {url}: {reason}")
    say(f"{found.pages:,} of {len(urls):,} pages in {out}, {found.new:,} of them new; {len(found.failed):,} failed"
        + (f", see {out}.failed.csv" if found.failed else ""))
    if not found.pages:
        raise NothingUsable("no page could be fetched")
