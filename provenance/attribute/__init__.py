"""Does a text read as rewritten by a language model?

The score compares a text with human writing of many registers; it cannot prove who wrote it. A label is given only
where at most 1 % of the human texts of *every* register are expected to receive it (estimated tails, held-out values),
or 1 % of an outlet's own texts when a `Calibration` is given. Everything else is ``unclear``.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from ..records import AiScore, Prepared
from .calibration import Calibration, calibrate
from .judging import REFUSED, Job, body, day_of, foreign, judge
from .limits import FPR
from .origin import derives
from .stretches import SentenceScore, sentence_scores

__all__ = ["FPR", "AiScore", "Calibration", "SentenceScore", "calibrate", "score", "scores", "sentence_scores"]

_POOL_FROM = 400  # fewer texts are scored in this process

Text = str | Prepared


def score(text: Text, source: Text | None = None, calibration: Calibration | None = None) -> AiScore:
    """Score one text, alone or against the ``source`` it may have been rewritten from. Never raises on odd input."""
    return scores([text], None if source is None else [source], calibration)[0]


def scores(texts: Sequence[Text], sources: Sequence[Text | None] | None = None,
           calibration: Calibration | None = None, workers: int = 1) -> list[AiScore]:
    """Score many texts; ``sources[i]`` is what ``texts[i]`` may have been rewritten from.

    A source of at least 80 words from which the text plainly derives adds the comparison with it; any other is set
    aside with a note. A ``calibration`` replaces the shipped thresholds of texts scored alone, and nothing is flagged
    against a source that would not be flagged alone under it. A prepared text dated, to the day, before November
    2022 is never called likely_ai. ``workers`` above 1 shares the work between processes; results do not depend on
    it. Raises ValueError when ``sources`` and ``texts`` differ in number.
    """
    given = list(sources or [None] * len(texts))
    if len(given) != len(texts):
        raise ValueError("sources must be as many as texts")
    jobs = [_job(text, source) for text, source in zip(texts, given, strict=True)]
    work = partial(judge, limits=calibration.limits if calibration else None)
    if workers <= 1 or len(jobs) < _POOL_FROM:
        return work(jobs)
    step = -(-len(jobs) // workers)
    with ProcessPoolExecutor(workers) as pool:
        parts = pool.map(work, [jobs[at:at + step] for at in range(0, len(jobs), step)])
        return [result for part in parts for result in part]


def _job(text: Text, source: Text | None) -> Job:
    if source is None or foreign(text):
        return Job(body(text), day=day_of(text), foreign=foreign(text))
    if not derives(text, source):
        return Job(body(text), day=day_of(text), note=REFUSED)
    return Job(body(text), body(source), day_of(text))
