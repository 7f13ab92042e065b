"""What a job is asked and what it answers; plain data that crosses from one process to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..records import Skipped
from ..settings import Settings
from .jobs import Tell


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that was pasted (``str``), or a file (``bytes``) under the path it had in the folder it came from."""

    name: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What was sent, the archive to ask, and the folder to keep the result in, if any."""

    articles: tuple[Sent, ...]
    releases: tuple[Sent, ...]
    archive: str | None
    keep: str | None
    settings: Settings


@dataclass(frozen=True, slots=True)
class Row:
    """One text found for another; ``pair`` is the number of its page in `Answer.pairs`, None where there is none."""

    text: str
    found: str
    outlet: str | None
    published: str | None
    p_derived: float | None
    words: int | None
    pair: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page shows: the finding, what was found for which text, the report, pages of pairs, what was left out."""

    finding: str
    rows: tuple[Row, ...]
    nearest: tuple[str, ...]
    report: str
    pairs: Mapping[int, str]
    skipped: tuple[Skipped, ...]


def answered(question: Question, tell: Tell) -> Answer:
    """`work.answer`, loaded in the process that runs it: the server itself needs no models."""
    from .work import answer

    return answer(question, tell)
