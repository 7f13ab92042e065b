"""Labels of a batch of texts: measured once, held against limits, and never said where it cannot be known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..languages import is_english
from ..records import AiScore, Contribution, Prepared
from . import evidence, relative
from .limits import FPR, Limits, other_limits, pair_limits, press_limits
from .model import MIN_WORDS, AttributionModel, Raw, Views, load_attribution, measure

Floats = NDArray[np.float64]

_ENGLISH = 0.35  # least share of common words; human and machine texts of the collections lie above
BEFORE = "2022-11"  # no chat model wrote news before this month
_DAY = ("day", "hour", "minute")  # precisions that name the day
REFUSED = "the source is set aside: the text shows no sign of deriving from it"
_FOREIGN = "not in English: the score was made from English texts and says nothing of others"
SHORT = f"the source is set aside: it has fewer than {MIN_WORDS} words"


@dataclass(frozen=True, slots=True)
class Job:
    """One text to judge: ``source`` is what it derives from, if known; ``day`` when it was published, if the day is
    known; ``note`` says why a source is not used, ``foreign`` that the text is known not to be in English."""

    text: str
    source: str | None = None
    day: str | None = None
    note: str = ""
    foreign: bool = False


def body(text: str | Prepared) -> str:
    """The text to judge: of a prepared document everything but furniture and disclosures."""
    if isinstance(text, str):
        return text
    kept = [text.text_of(sentence) for sentence in text.sentences if sentence.kind in ("body", "heading")]
    return "\n".join(kept)


def foreign(text: str | Prepared) -> bool:
    """Whether a prepared document is known not to be in English."""
    return not isinstance(text, str) and not is_english(text.document.language)


def day_of(text: str | Prepared) -> str | None:
    """The day a prepared document was published, None where it is not known to the day."""
    if isinstance(text, str) or not text.document.published:
        return None
    known = text.document.published_precision
    day = text.document.published[:len("2022-11-30")]
    return day if known in _DAY or (known is None and len(day) == len("2022-11-30")) else None


def judge(jobs: Sequence[Job], limits: Limits | None = None) -> list[AiScore]:
    """Labels of ``jobs`` at the shipped limits, or at those of an archive."""
    own = _Batch(load_attribution(), [job.text for job in jobs], limits)
    results = [AiScore(0.5, "unclear", None, False, (), _FOREIGN) if job.foreign else own.result(row)
               for row, job in enumerate(jobs)]
    known = [row for row, job in enumerate(jobs) if job.source and results[row].fpr_at_label is not None]
    for row, result in _against(own, known, [jobs[row].source or "" for row in known]):
        results[row] = _restrained(result, results[row]) if limits and result.relative else result
    return [_dated(replace(result, note=job.note or result.note), job.day)
            for result, job in zip(results, jobs, strict=True)]


class _Batch:
    """Texts as measured, with their values and the limits of each."""

    def __init__(self, model: AttributionModel, texts: Sequence[str], limits: Limits | None = None) -> None:
        self.model = model
        self.raw = measure(texts, model.known())
        self.views = model.views(self.raw)
        self.values = model.values(self.views)
        self.reasons = abstentions(model, self.raw, self.views)
        self.other = model.other(self.views)
        kinds = (limits, limits) if limits else (press_limits(model), other_limits(model))
        self.limits = [kinds[int(other)] for other in self.other]

    def result(self, row: int) -> AiScore:
        """The label of one text taken alone."""
        if self.reasons[row]:
            return AiScore(0.5, "unclear", None, False, (), self.reasons[row])
        value = float(self.values[row])
        shown = evidence.of_text(self.model, self.views, self.raw, row, value)
        return decide(self.model, value, self.limits[row], shown, False)


def _against(own: _Batch, rows: Sequence[int], sources: Sequence[str]) -> Iterator[tuple[int, AiScore]]:
    """Scores of the texts ``rows`` against ``sources``; where these are too short, the text's own with a note."""
    if not rows:
        return
    other = _Batch(own.model, sources)
    total = relative.values(own.values[list(rows)], other.values)
    # A machine rewrite of a release may read as other prose; the release says what it is.
    kinds = (pair_limits(own.model), other_limits(own.model))
    for at, row in enumerate(rows):
        if other.raw.words[at] < MIN_WORDS:
            yield row, replace(own.result(row), note=SHORT)
            continue
        changes = evidence.against(own.model, own.views.take(np.array([row])), other.views.take(np.array([at])),
                                   float(own.values[row]), float(other.values[at]))
        yield row, decide(own.model, float(total[at]), kinds[int(own.other[row] and other.other[at])], changes, True)


def decide(model: AttributionModel, value: float, limits: Limits, shown: tuple[Contribution, ...],
           against: bool) -> AiScore:
    """The label of a value between two limits."""
    chance = float(model.probability(np.array([value]))[0])
    if value > limits.high:
        return AiScore(chance, "likely_ai", FPR, against, shown, "", limits.register)
    if value < min(limits.low, limits.high):
        return AiScore(chance, "likely_human", FPR, against, shown, "", limits.register)
    why = f"human texts read like this too often to say more at a false-positive rate of {FPR:.0%}"
    return AiScore(chance, "unclear", FPR, against, shown, why, limits.register)


def _restrained(against: AiScore, alone: AiScore) -> AiScore:
    """A score against the source that flags no text which its own archive would not let be flagged alone."""
    if against.label == "likely_ai" and alone.label != "likely_ai":
        return replace(against, label="unclear", calibrated_on=alone.calibrated_on,
                       reason=alone.reason or "reads like the human texts of its own archive")
    return against


def _dated(found: AiScore, day: str | None) -> AiScore:
    """No accusation of a text that is older than the models: its value stays, the label says why not."""
    if found.label != "likely_ai" or not day or day >= BEFORE:
        return found
    return replace(found, label="unclear", reason=f"reads like machine text, but is dated {day}: before November 2022 "
                   "no chat model wrote news")


def abstentions(model: AttributionModel, raw: Raw, views: Views) -> list[str]:
    """Why each text cannot be judged; empty where it can."""
    reasons = [(raw.words < MIN_WORDS, f"fewer than {MIN_WORDS} words"),
               (raw.common < _ENGLISH, "not English running text"),
               (model.strangeness(views) > model.strange, "unlike any text the score was calibrated on")]
    return [next((why for holds, why in reasons if holds[row]), "") for row in range(len(raw.words))]
