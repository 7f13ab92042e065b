"""Jobs of the page: each in a process that can be stopped, watched while it runs, and forgotten with the server.

Nothing is written: a job and what it answers live in memory, under a name that nobody can guess.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Literal

from ..errors import ProvenanceError

Tell = Callable[[str, int, int], None]
Work = Callable[[Any, Tell], Any]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
KEPT = 32  # jobs remembered; the oldest that has ended goes first
WAITING = 16  # jobs that may wait; one more is refused
_GRACE = 2.0  # seconds a process has to leave what it holds


class Busy(Exception):
    """As many jobs wait as may."""


@dataclass
class Job:
    """One question, until it is answered, and how far it is.

    ``answer`` is set when ``state`` is done, ``reason`` when it failed.
    """

    question: Any
    name: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    answer: Any = None
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in ("waiting", "running")


class Jobs:
    """A queue before ``workers`` processes that run ``work(question, tell)``; it must be importable by name.

    The processes are started when first needed and stay, so that what they loaded serves the next job as well.
    """

    def __init__(self, work: Work, workers: int = 1) -> None:
        self._work, self._workers = work, workers
        self._held: dict[str, Job] = {}
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._busy: dict[str, _Worker] = {}
        self._threads: list[threading.Thread] = []
        self._closed = False

    def ask(self, question: Any) -> Job:
        """Put a question in line. Raises Busy where too many wait."""
        with self._lock:
            if sum(job.state == "waiting" for job in self._held.values()) >= WAITING:
                raise Busy
            job = Job(question)
            self._held[job.name] = job
            self._forget()
            if len(self._threads) < self._workers:
                self._threads.append(threading.Thread(target=self._serve, daemon=True))
                self._threads[-1].start()
        self._queue.put(job)
        return job

    def _forget(self) -> None:
        ended = [name for name, job in self._held.items() if job.ended]
        for name in ended[:max(0, len(self._held) - KEPT)]:
            del self._held[name]

    def get(self, name: str) -> Job | None:
        """The job of this name, None where there is none or it was forgotten."""
        return self._held.get(name)

    def ahead(self, job: Job) -> int:
        """How many jobs will be begun before this one."""
        waiting = [name for name, other in self._held.items() if other.state == "waiting"]
        return waiting.index(job.name) if job.name in waiting else 0

    def cancel(self, job: Job) -> None:
        """Stop a job, wherever it is; one that has ended stays as it is."""
        with self._lock:
            if job.ended:
                return
            job.state = "cancelled"
            worker = self._busy.get(job.name)
            process = worker.process if worker else None
        _end(process)

    def close(self) -> None:
        """Stop every job and every process."""
        self._closed = True
        for job in list(self._held.values()):
            self.cancel(job)
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(2 * _GRACE)

    def _serve(self) -> None:
        """One process and the jobs it runs, one after the other."""
        worker = _Worker(self._work)
        while (job := self._queue.get()) is not None and not self._closed:
            with self._lock:
                if job.ended:
                    continue
                job.state = "running"
                self._busy[job.name] = worker
            try:
                worker.run(job)
            finally:
                job.question = None  # its texts are as large as a request may be
                with self._lock:
                    del self._busy[job.name]
        worker.stop()


class _Worker:
    """A process and our end of the line to it; a stopped one starts anew with the next job."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.process: BaseProcess | None = None
        self._line: Connection | None = None

    def _started(self) -> Connection:
        if self._line is None or self.process is None or not self.process.is_alive():
            context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
            self._line, theirs = context.Pipe()
            self.process = context.Process(target=_loop, args=(self._work, theirs), daemon=True)
            self.process.start()
            theirs.close()
        return self._line

    def run(self, job: Job) -> None:
        """Run a job to its end, whatever that is; a process that may still be at it is ended too."""
        try:
            line = self._started()
            line.send(job.question)
            self._listen(line, job)
        except (EOFError, OSError):
            self.stop()
            if not job.ended:
                job.state, job.reason = "failed", "its process ended early; the texts may be too large for the memory"
        if job.state == "cancelled":
            self.stop()

    @staticmethod
    def _listen(line: Connection, job: Job) -> None:
        while not job.ended:
            kind, *told = line.recv()
            if kind == "step":
                job.stage, job.done, job.total = told
            elif not job.ended:
                job.answer, job.reason = (told[0], "") if kind == "done" else (None, told[0])
                job.state = kind

    def stop(self) -> None:
        """End the process."""
        _end(self.process)
        self.process = self._line = None


def _end(process: BaseProcess | None) -> None:
    """Ask a process to leave what it holds, then end it."""
    if process is not None and process.is_alive():
        process.terminate()
        process.join(_GRACE)
        if process.is_alive():
            process.kill()
            process.join(_GRACE)


def _loop(work: Work, line: Connection) -> None:
    """What a process does: one question after the other until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the server speaks of it
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_watch, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            line.send(_answered(work, line.recv(), line))


def _answered(work: Work, question: Any, line: Connection) -> tuple[str, Any]:
    def tell(stage: str, done: int, total: int) -> None:
        line.send(("step", stage, done, total))

    try:
        return "done", work(question, tell)
    except ProvenanceError as error:
        return "failed", str(error)
    except MemoryError:
        return "failed", "out of memory: give fewer or shorter texts"
    except OSError as error:
        return "failed", error.strerror or str(error)
    except Exception as error:
        return "failed", f"internal failure: {type(error).__name__}: {error}"


def _leave(number: int, frame: object) -> None:
    raise SystemExit(0)


def _watch() -> None:
    """A server that was killed cannot stop its processes; they see it go."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
