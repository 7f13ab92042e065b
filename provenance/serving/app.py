"""The addresses of the page: the form, jobs, what they found, and the token that a request must carry."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ..settings import Settings
from . import pages
from .guard import Guard
from .jobs import Busy, Job, Jobs, Work
from .question import Question, Sent, answered

LIMIT = 32_000_000  # bytes of one request
FILES = 1_000  # files of one request
_GONE = "there is no such result: they are kept in memory, the last 32, and forgotten when the server stops"


@dataclass(frozen=True, slots=True)
class Serving:
    """What one server was told: the archive and its size, where results are kept, if at all, and who may ask."""

    archive: Path | None = None
    documents: int = 0
    keep: Path | None = None
    host: str = "127.0.0.1"
    limit: int = LIMIT
    workers: int = 1
    settings: Settings = field(default_factory=Settings)


def application(told: Serving, work: Work = answered) -> Starlette:
    """The page as an ASGI application; its jobs end with it. ``work`` computes one job, in a process of its own."""
    routes = _Routes(told, Jobs(work, told.workers))
    return Starlette(
        routes=[Route("/", routes.home), Route("/token", routes.token_page),
                Route("/jobs", routes.ask, methods=["POST"]), Route("/jobs/{name}", routes.job),
                Route("/jobs/{name}/state", routes.state), Route("/jobs/{name}/report", routes.report),
                Route("/jobs/{name}/pair/{number:int}", routes.pair),
                Route("/jobs/{name}/cancel", routes.cancel, methods=["POST"])],
        middleware=[Middleware(Guard, host=told.host, limit=told.limit)],
        exception_handlers={HTTPException: routes.fault}, lifespan=routes.lifespan)


class _Routes:
    def __init__(self, told: Serving, jobs: Jobs) -> None:
        self._told, self._jobs, self._token = told, jobs, secrets.token_urlsafe(32)

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Jobs stop when the server does."""
        yield
        await run_in_threadpool(self._jobs.close)

    def _page(self, name: str, code: int = 200, **values: Any) -> Response:
        made, policy = pages.render(name, token=self._token, told=self._told, **values)
        return HTMLResponse(made, code, {"Content-Security-Policy": policy})

    async def home(self, request: Request) -> Response:
        """The form."""
        return self._page("home.html")

    async def token_page(self, request: Request) -> Response:
        """The token, for a page that was open when the server was started anew; other sites cannot read it."""
        return PlainTextResponse(self._token)

    async def ask(self, request: Request) -> Response:
        """A new job from what was pasted and dropped."""
        async with request.form(max_files=FILES, max_fields=FILES, max_part_size=self._told.limit) as form:
            self._checked(form)
            articles, releases = await _sent(form, "article"), await _sent(form, "release")
        if not articles and not releases:
            raise HTTPException(400, "nothing was sent: paste a text or choose a file")
        if not articles and self._told.archive is None:
            raise HTTPException(400, "a release alone needs an archive to look in: add an article, or start the "
                                     "server with an archive")
        archive, keep = (str(path) if path else None for path in (self._told.archive, self._told.keep))
        if keep:
            keep = str(Path(keep) / secrets.token_hex(8))
        try:
            job = self._jobs.ask(Question(articles, releases, archive, keep, self._told.settings))
        except Busy:
            raise HTTPException(503, "too many jobs are waiting: cancel one, or try again later") from None
        return RedirectResponse(f"/jobs/{job.name}", 303)

    def _checked(self, form: FormData) -> None:
        token = form.get("token")
        if not isinstance(token, str) or not secrets.compare_digest(token.encode(), self._token.encode()):
            raise HTTPException(403, "this page is of an earlier run of the server: load it again")

    def _job(self, request: Request) -> Job:
        job = self._jobs.get(request.path_params["name"])
        if job is None:
            raise HTTPException(404, _GONE)
        return job

    def _done(self, request: Request) -> Any:
        job = self._job(request)
        if job.state != "done":
            raise HTTPException(404, "this job has no result")
        return job.answer

    async def job(self, request: Request) -> Response:
        """How far a job is, then what it found."""
        job = self._job(request)
        return self._page("job.html", job=job, ahead=self._jobs.ahead(job))

    async def state(self, request: Request) -> Response:
        """The same for the page's script."""
        job = self._job(request)
        return JSONResponse({"state": job.state, "stage": job.stage, "done": job.done, "total": job.total,
                             "ahead": self._jobs.ahead(job)})

    async def cancel(self, request: Request) -> Response:
        """Stop a job."""
        async with request.form(max_files=0, max_fields=4) as form:
            self._checked(form)
        job = self._job(request)
        await run_in_threadpool(self._jobs.cancel, job)
        return RedirectResponse(f"/jobs/{job.name}", 303)

    async def report(self, request: Request) -> Response:
        """The report as ``trace`` writes it; its own policy stands in it."""
        return _own(self._done(request).report)

    async def pair(self, request: Request) -> Response:
        """Two texts side by side as ``compare`` writes them."""
        found = self._done(request).pairs.get(request.path_params["number"])
        if found is None:
            raise HTTPException(404, "there is no such pair in this result")
        return _own(found)

    async def fault(self, request: Request, error: Exception) -> Response:
        """What went wrong, as a page or, for the page's script, as a line."""
        assert isinstance(error, HTTPException)
        if "text/html" in request.headers.get("accept", ""):
            return self._page("fault.html", error.status_code, detail=error.detail)
        return PlainTextResponse(error.detail, error.status_code)


def _own(page: str) -> Response:
    """A finished page; it runs apart from this server's own pages, which hold the token."""
    return HTMLResponse(page, headers={
        "Content-Security-Policy": "frame-ancestors 'none'; sandbox allow-scripts allow-modals allow-popups"})


async def _sent(form: FormData, name: str) -> tuple[Sent, ...]:
    found = []
    for number, value in enumerate(form.getlist(name), 1):
        if isinstance(value, UploadFile):
            if value.filename:
                found.append(Sent(value.filename, await value.read()))
        elif value.strip():
            found.append(Sent(f"pasted {name}" if number == 1 else f"pasted {name} {number}", value))
    return tuple(found)
