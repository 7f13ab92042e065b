"""``provenance serve``: a page on this computer to paste texts into."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..settings import load_settings
from . import talk
from .options import Config, Debug, Quiet


def serve_command(
    archive: Annotated[Path | None, typer.Argument(metavar="[ARCHIVE]", help="Archive to look in.")] = None,
    host: Annotated[str, typer.Option("--host", help="Address to serve at; others than this computer may then "
                                                     "reach it.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 for a free one.")] = 8765,
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="Keep each result there; else nothing "
                                                                           "is written.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="MB", min=1, help="Megabytes one request may have.")] = 32,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Jobs run at once.")] = 1,
    settings_file: Config = None, quiet: Quiet = False, debug: Debug = False,
) -> None:
    """Paste or drop texts into a page on this computer, and see where they come from."""
    from ..serving.server import serve

    serve(archive, host=host, port=port, keep=keep, limit=limit * 1_000_000, workers=workers,
          settings=load_settings(settings_file), talk=talk.say)
    talk.say("stopped")
