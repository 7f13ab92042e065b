"""The page as a server on one address, until Ctrl-C; `app.application` is the same as an ASGI application."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from ..errors import InputError
from ..settings import Settings

try:
    import python_multipart  # noqa: F401  starlette needs it for forms, and says so only when one arrives
    import uvicorn

    from .app import LIMIT, Serving, application
except ImportError as error:
    raise InputError(f"the page needs {error.name}", "", "pip install 'press-provenance[web]'") from error

__all__ = ["LIMIT", "Serving", "application", "serve"]


def serve(archive: Path | None = None, *, host: str = "127.0.0.1", port: int = 8765, keep: Path | None = None,
          limit: int = LIMIT, workers: int = 1, settings: Settings | None = None,
          talk: Callable[[str], None] = print) -> None:
    """Serve the page at ``host`` and ``port`` (0 for a free one) until Ctrl-C; ``talk`` hears the address.

    ``archive`` is asked for sources, ``limit`` are bytes a request may have, ``workers`` jobs run at once. Nothing is
    written but to ``keep``, a folder that gets one trace a job. Raises InputError where the address cannot be used,
    ArchiveError where the archive cannot be read.
    """
    documents = _documents(archive) if archive else 0
    told = Serving(archive, documents, keep, host, limit, workers, settings or Settings())
    with _bound(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        talk(f"serving on http://{name}:{listening.getsockname()[1]} (Ctrl-C stops)")
        config = uvicorn.Config(application(told), log_level="warning", access_log=False, server_header=False,
                                timeout_graceful_shutdown=2, lifespan="on")
        with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped
            uvicorn.Server(config).run([listening])


def _documents(archive: Path) -> int:
    from ..archive import read_manifest  # slow to load, and not needed without an archive

    return read_manifest(archive).documents


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens; who comes before the server is ready waits."""
    with ExitStack() as undone:
        try:
            family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            made = undone.enter_context(socket.socket(family, kind))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(128)
        except OSError as error:
            raise InputError(f"cannot listen there: {error.strerror}", f"{host}:{port}",
                             "choose another --port or --host") from error
        undone.pop_all()
        return made
