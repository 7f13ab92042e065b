"""Does a text read as rewritten by a language model, and how much of it is padding?

The score compares a text with human writing of many registers; it cannot prove who wrote it. A label is given only
where at most 1 % of the human texts of *every* register are expected to receive it (estimated tails, held-out values),
or 1 % of an outlet's own texts when a `Calibration` is given (conformal threshold, Vovk et al. 2005). Everything else
is ``unclear``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..records import AiScore, Contribution, Prepared
from . import relative, style
from .model import GRID, MIN_WORDS, Model, Raw, Views, measure, shipped

Floats = NDArray[np.float64]

FPR = 0.01  # stated share of human texts that may be called likely_ai
# Thresholds of the shipped registers are set below the stated rate: a register nobody calibrated on may lie higher,
# and with registers left out in turn this is what keeps the realised rate at the stated one.
RESERVE = 0.5
_TAIL = 0.1  # share of human texts from which the upper tail is estimated
MISS = 0.05  # likely_human is said only where at most this share of machine rewrites would lie
_ENGLISH = 0.35  # least share of common words; human and machine texts of the collections lie above
_SHOWN = 5  # contributions shown each way
_FOLDS = 5
_POOL_FROM = 400  # fewer texts are scored in this process


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds from texts known to be human.

    ``texts`` were long enough to count; ``threshold`` is the value that at most ``FPR`` of such texts exceed
    (infinite below 99 texts); ``realised`` the rate found by cross-fitting, None where folds are too small;
    ``low`` the value at or below which `likely_human` is said.
    """

    texts: int
    threshold: float
    low: float
    realised: float | None


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """How machine-like the surroundings of a sentence read: offsets into the text, score 0..1."""

    start: int
    end: int
    score: float


def _text(text: str | Prepared) -> str:
    """The text to judge: of a prepared document everything but furniture and disclosures."""
    if isinstance(text, str):
        return text
    kept = [text.text_of(sentence) for sentence in text.sentences if sentence.kind in ("body", "heading")]
    return "\n".join(kept)


def score(text: str | Prepared, source: str | Prepared | None = None, calibration: Calibration | None = None,
          ) -> AiScore:
    """Score one text, alone or against the ``source`` it may have been rewritten from. Never raises on odd input."""
    return scores([text], None if source is None else [source], calibration)[0]


def scores(texts: Sequence[str | Prepared], sources: Sequence[str | Prepared | None] | None = None,
           calibration: Calibration | None = None, workers: int = 1) -> list[AiScore]:
    """Score many texts; ``sources[i]`` is what ``texts[i]`` may have been rewritten from.

    A source of at least 80 words adds the comparison with it. A ``calibration`` replaces the shipped thresholds of
    texts scored alone, and nothing is flagged against a source that would not be flagged alone under it. ``workers``
    above 1 shares the work between processes; results do not depend on it. Raises ValueError when ``sources`` and
    ``texts`` differ in number.
    """
    plain = [_text(text) for text in texts]
    given = [None if source is None else _text(source) for source in sources or [None] * len(plain)]
    if len(given) != len(plain):
        raise ValueError("sources must be as many as texts")
    jobs = list(zip(plain, given, strict=True))
    work = partial(_score_all, calibration=calibration)
    if workers <= 1 or len(jobs) < _POOL_FROM:
        return work(jobs)
    step = -(-len(jobs) // workers)
    with ProcessPoolExecutor(workers) as pool:
        parts = pool.map(work, [jobs[at:at + step] for at in range(0, len(jobs), step)])
        return [result for part in parts for result in part]


def _score_all(jobs: Sequence[tuple[str, str | None]], calibration: Calibration | None) -> list[AiScore]:
    model = shipped()
    table = model.table()
    raw = measure([text for text, _ in jobs], table)
    views = model.views(raw)
    values = model.values(views)
    limits = _limits(model) if calibration is None else (calibration.threshold, calibration.low, "own archive")
    reasons = _abstentions(model, raw, views)
    chances = model.probability(values)
    results = [AiScore(0.5, "unclear", None, False, (), reason) if reason else
               _decide(float(values[row]), float(chances[row]), limits,
                       _evidence(model, views, raw, row, float(values[row])), False)
               for row, reason in enumerate(reasons)]
    known = [row for row, (_, source) in enumerate(jobs) if source and results[row].fpr_at_label is not None]
    for row, result in _against(model, table, views, known, [jobs[row][1] or "" for row in known]):
        results[row] = result if calibration is None else _restrained(result, results[row])
    return results


def _restrained(against: AiScore, alone: AiScore) -> AiScore:
    """A score against the source that flags no text which its own archive would not let be flagged alone."""
    if against.label == "likely_ai" and alone.label != "likely_ai":
        return replace(against, label="unclear", register=alone.register,
                       reason=alone.reason or "reads like the human texts of its own archive")
    return against


def _against(model: Model, table: style.Table, views: Views, rows: Sequence[int], sources: Sequence[str],
             ) -> Iterator[tuple[int, AiScore]]:
    """Scores of the texts ``rows`` against ``sources``, as far as these are long enough."""
    if not rows:
        return
    against = relative.shipped()
    high, register = worst_threshold(against.registers, against.quantiles)
    limits = (high, float(np.interp(MISS, GRID, against.ai_quantiles)), register)
    raw = measure(sources, table)
    other = model.views(raw)
    own = views.take(np.array(rows))
    found = relative.features(model, own, other)
    for at, value in enumerate(against.values(found).tolist()):
        if raw.words[at] >= MIN_WORDS:
            chance = 1.0 / (1.0 + math.exp(-min(max(value, -30.0), 30.0)))
            yield rows[at], _decide(value, chance, limits, _changes(model, own, other, against, found, at), True)


def _changes(model: Model, own: Views, other: Views, against: relative.Relative, found: Floats, at: int,
             ) -> tuple[Contribution, ...]:
    """Both terms of the relative score, then the changes of style behind the second that weigh most."""
    terms = (found[at] - against.mean) / against.spread * against.weights
    shown = [Contribution(name, float(term), f"{name}: {value:+.1f} standard deviations of human text")
             for name, term, value in zip(relative.NAMES, terms, found[at], strict=True)]
    change = (own.z[at] - other.z[at]) * model.weights
    order = np.argsort(-np.abs(change), kind="stable")[:_SHOWN]
    return (*shown, *(Contribution(style.NAMES[i], float(change[i]), _difference(own.z[at, i] - other.z[at, i], int(i)))
                      for i in order))


def _difference(change: float, feature: int) -> str:
    return f"{style.NAMES[feature]}: {'more' if change > 0 else 'less'} than in the source"


def worst_threshold(registers: Sequence[str], quantiles: Floats, rate: float = FPR * RESERVE) -> tuple[float, str]:
    """Value that ``rate`` of the human texts of the worst register are expected to exceed, and that register."""
    at = [tail(own, rate) for own in quantiles]
    worst = int(np.argmax(at))
    return at[worst], registers[worst]


def tail(own: Floats, rate: float) -> float:
    """Value a share ``rate`` (at most 0.1) of texts exceeds, from quantiles ``own`` over `GRID`.

    Beyond the highest tenth the tail is taken as exponential (peaks over a threshold, Pickands 1975): its mean
    excess is far steadier than the few largest values, which alone would decide in a small register.
    """
    shares = np.r_[1.0 - _TAIL, GRID[GRID > 1.0 - _TAIL]]
    values: Floats = np.asarray(np.interp(shares, GRID, own))
    excess = float(np.trapezoid(values - values[0], shares)) / _TAIL
    return float(values[0]) + excess * math.log(_TAIL / rate)


def _limits(model: Model) -> tuple[float, float, str]:
    """Value above which a text is likely_ai, value below which it is likely_human, and the deciding register."""
    high, register = worst_threshold(model.registers, model.quantiles)
    return high, float(np.interp(MISS, GRID, model.ai_quantiles)), register


def _decide(value: float, chance: float, limits: tuple[float, float, str], evidence: tuple[Contribution, ...],
            against: bool) -> AiScore:
    """The label of a value between two limits."""
    high, low, register = limits
    if value > high:
        return AiScore(chance, "likely_ai", FPR, against, evidence, "", register)
    if value < min(low, high):
        return AiScore(chance, "likely_human", FPR, against, evidence, "", register)
    why = f"human texts read like this too often to say more at a false-positive rate of {FPR:.0%}"
    if not math.isfinite(high):
        why = "fewer than 99 human texts to calibrate on"
    return AiScore(chance, "unclear", FPR, against, evidence, why, register)


def _abstentions(model: Model, raw: Raw, views: Views) -> list[str]:
    """Why each text cannot be judged; empty where it can."""
    reasons = [(raw.words < MIN_WORDS, f"fewer than {MIN_WORDS} words"),
               (raw.common < _ENGLISH, "not English running text"),
               (model.strangeness(views) > model.strange, "unlike any text the score was calibrated on")]
    return [next((why for holds, why in reasons if holds[row]), "") for row in range(len(raw.words))]


def _evidence(model: Model, views: Views, raw: Raw, row: int, value: float) -> tuple[Contribution, ...]:
    """The features that weigh most, in words, and the word patterns as one sum; all of them add up to the value."""
    parts = views.z[row] * model.weights / model.spread_at(views.words[row:row + 1])[0]
    order = np.argsort(-np.abs(parts), kind="stable")[:_SHOWN]
    shown = [Contribution(style.NAMES[i], float(parts[i]), _note(model, raw, row, int(i))) for i in order]
    pattern = value - float(parts.sum())
    direction = "more like machine rewrites" if pattern > 0 else "more like human texts"
    shown.append(Contribution("word patterns", pattern, f"runs of common words and endings are {direction}"))
    return tuple(shown)


def _note(model: Model, raw: Raw, row: int, feature: int) -> str:
    value, usual = raw.style[row, feature], model.mean[feature]
    unit = " per 100 words" if style.NAMES[feature] in style.PER_HUNDRED else ""
    return f"{style.NAMES[feature]}: {value:.1f}{unit}, human texts {usual:.1f} on average"


def calibrate(human_texts: Sequence[str | Prepared]) -> Calibration:
    """Thresholds on texts known to be human, such as an outlet's archive from before 2020.

    The threshold is the conformal one: of n exchangeable texts the ceil((n + 1)(1 - FPR))-th smallest value.
    """
    model = shipped()
    raw = measure([_text(text) for text in human_texts], model.table())
    views = model.views(raw)
    usable = np.array([not reason for reason in _abstentions(model, raw, views)], dtype=bool)
    values = model.values(views)[usable]
    low = float(np.interp(MISS, GRID, model.ai_quantiles))
    return Calibration(len(values), conformal(values), low, _realised(values))


def conformal(values: Floats, rate: float = FPR) -> float:
    """The value a new exchangeable text exceeds with a chance of at most ``rate``; infinite when texts are too few."""
    place = int(np.ceil((len(values) + 1) * (1.0 - rate)))
    return float(np.sort(values)[place - 1]) if place <= len(values) else float("inf")


def _realised(values: Floats) -> float | None:
    """Share of texts above the threshold that the other folds set; None when four fifths are below 99 texts."""
    fold = np.arange(len(values)) % _FOLDS
    above = 0
    for number in range(_FOLDS):
        limit = conformal(values[fold != number])
        if not np.isfinite(limit):
            return None
        above += int((values[fold == number] > limit).sum())
    return above / len(values)


def sentence_scores(text: str | Prepared) -> tuple[SentenceScore, ...]:
    """Score the surroundings of each sentence: it and its neighbours up to 80 words.

    A single sentence is too little to judge: these values show where a text changes manner; they carry no label.
    """
    if isinstance(text, Prepared):
        whole, spans = text.document.text, [(s.start, s.end) for s in text.sentences]
        counts = [s.words for s in text.sentences]
    else:
        from ..text.segment import sentences, words

        found = sentences(text, words(text)[1])
        whole, spans, counts = text, [(s.start, s.end) for s in found], [s.words for s in found]
    if not spans:
        return ()
    model = shipped()
    windows = [_window(counts, index) for index in range(len(spans))]
    raw = measure([whole[spans[first][0]:spans[last][1]] for first, last in windows], model.table())
    chances = model.probability(model.values(model.views(raw)))
    return tuple(SentenceScore(start, end, float(chance))
                 for (start, end), chance in zip(spans, chances, strict=True))


def _window(counts: Sequence[int], index: int) -> tuple[int, int]:
    """First and last sentence of the stretch around ``index`` that reaches `MIN_WORDS`."""
    first = last = index
    total = counts[index]
    while total < MIN_WORDS and (first > 0 or last + 1 < len(counts)):
        if last + 1 < len(counts):
            last += 1
            total += counts[last]
        if first > 0 and total < MIN_WORDS:
            first -= 1
            total += counts[first]
    return first, last
