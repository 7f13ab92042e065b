"""Was a text written or rewritten by a machine?"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from ctypes import CDLL, RTLD_GLOBAL
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from .... import attribute
from ....attribute.model import MIN_WORDS, load_attribution
from ..attribution_left_out import NEWS, LeftOut, left_out
from ..corpora import order_of
from ..data import split_of
from ..fit_attribution import REGISTERS, SAMPLES, Vocabulary, collect, rows, teaches
from ..fit_limits import PRESS, group_of
from ..metrics import threshold_at
from .question import Measure, Method, Part, Question, Unit, share

HUMAN, MACHINE = 50, 60  # texts of one register and split
_TRAIN = 250  # texts of a register and class that the n-gram baseline learns from
Answer = list[float]  # [score, told machine by its own decision]


@lru_cache(maxsize=1)
def valued(data: Path) -> LeftOut:
    """Every text of the collections valued and flagged by weights and limits that have not met its register."""
    words = Vocabulary(load_attribution().kept, load_attribution().common)
    return left_out(collect(rows(data, SAMPLES), words), words)


def material(data: Path) -> dict[str, Part]:
    """Human texts of news and releases and machine texts of news, by split, with what ours says left out."""
    found = valued(data)
    return {split: {"units": _units(found, split)} for split in ("dev", "test")}


def _units(found: LeftOut, split: str) -> list[dict[str, Any]]:
    whole, units = found.whole, []
    for ai, names, most in ((False, PRESS, HUMAN), (True, NEWS, MACHINE)):
        for name in names:
            own = np.flatnonzero(found.judged & (whole.ai == ai) & (whole.register == name) & (whole.split == split))
            for at in sorted(own, key=lambda at: order_of(whole.rows[at].id))[:most]:
                units.append({"kind": "machine" if ai else "human", "group": whole.rows[at].group, "register": name,
                              "text": whole.rows[at].text,
                              "left_out": [float(found.values[at]), float(found.flagged[at])]})
    return units


def shipped(part: Part, data: Path) -> list[Answer]:
    """`score`, which has learned from other texts of the same collections."""
    told = attribute.scores([unit["text"] for unit in part["units"]])
    return [[one.score, float(one.label == "likely_ai")] for one in told]


def unmet(part: Part, data: Path) -> list[Answer]:
    """Ours with the register left out of weights and limits: values are made with the material, at the same cost."""
    attribute.scores([unit["text"] for unit in part["units"]])
    return [list(unit["left_out"]) for unit in part["units"]]


@lru_cache(maxsize=1)
def _ngrams(data: Path) -> tuple[TfidfVectorizer, dict[int, LogisticRegression]]:
    """Character n-grams, and a logistic regression for each group of registers, learned from the others."""
    sides: dict[tuple[str, bool], list[Any]] = {}
    for row in rows(data, SAMPLES):
        if teaches(row) and split_of(row.group) == "train" and len(row.text.split()) >= MIN_WORDS:
            sides.setdefault((REGISTERS.get(row.corpus, row.corpus), row.ai), []).append(row)
    chosen = [(name, row) for (name, _), own in sorted(sides.items())
              for row in sorted(own, key=lambda row: order_of(row.id))[:_TRAIN]]
    weigher = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=40_000, sublinear_tf=True)
    x = weigher.fit_transform([row.text for _, row in chosen])
    y, group = np.array([row.ai for _, row in chosen]), np.array([group_of(name) for name, _ in chosen])
    return weigher, {int(at): LogisticRegression(C=10.0, class_weight="balanced", max_iter=300).fit(
        x[group != at], y[group != at]) for at in np.unique(group)}


def ngrams(part: Part, data: Path) -> list[Answer]:
    """Character n-grams and logistic regression, the register left out like ours."""
    weigher, models = _ngrams(data)
    x = weigher.transform([unit["text"] for unit in part["units"]])
    group = np.array([group_of(unit["register"]) for unit in part["units"]])
    score = np.zeros(len(group))
    for at in np.unique(group):
        score[group == at] = models[int(at)].decision_function(x[group == at])
    return [[float(one), float(one > 0)] for one in score]


_SHIM = """#include <stdlib.h>
long __isoc23_strtol(const char *s, char **e, int b) { return strtol(s, e, b); }
long long __isoc23_strtoll(const char *s, char **e, int b) { return strtoll(s, e, b); }
unsigned long long __isoc23_strtoull(const char *s, char **e, int b) { return strtoull(s, e, b); }
"""


def _older_libc() -> None:
    """Name three functions as the C library does from 2.38 on: the wheel of is-it-slop asks for them by these names."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "names.c", Path(folder) / "names.so"
        source.write_text(_SHIM, encoding="ascii")
        subprocess.run(["cc", "-std=c99", "-shared", "-fPIC", "-o", made, source], check=True, capture_output=True)
        CDLL(os.fspath(made), mode=RTLD_GLOBAL)


def is_it_slop(part: Part, data: Path) -> list[Answer]:
    """A trained classifier inside its wheel."""
    try:
        import is_it_slop
    except ImportError:
        _older_libc()
        import is_it_slop
    limit = is_it_slop.CLASSIFICATION_THRESHOLD
    found = [float(is_it_slop.is_this_slop(unit["text"]).ai_probability) for unit in part["units"]]
    return [[one, float(one >= limit)] for one in found]


def _told(score: Callable[[str], tuple[float, bool]]) -> Callable[[Part, Path], list[Answer]]:
    def run(part: Part, data: Path) -> list[Answer]:
        return [[float(value), float(told)] for value, told in (score(unit["text"]) for unit in part["units"])]
    return run


def _uncanny(text: str) -> tuple[float, bool]:
    from uncanny import ensemble
    from uncanny.analyzers.burstiness import BurstinessAnalyzer
    from uncanny.analyzers.compression import CompressionAnalyzer

    found = ensemble.combine([CompressionAnalyzer().analyze(text), BurstinessAnalyzer().analyze(text)])
    return found.score, found.score >= 0.65


def _texthumanize(text: str) -> tuple[float, bool]:
    import texthumanize

    found = texthumanize.detect_ai_fast(text)  # the full detector takes half a second a text
    return float(found["combined_score"]), found["verdict"] == "ai"


def _sloplint(text: str) -> tuple[float, bool]:
    from sloplint.lint import lint

    found = len(lint(text)) / max(len(text.split()), 1)
    return found, found > 0


def _lmscan(text: str) -> tuple[float, bool]:
    import lmscan

    found = lmscan.scan(text)
    return found.ai_probability, found.ai_probability >= 0.5


def _humanizer(text: str) -> tuple[float, bool]:
    import humanizer_audit

    found = humanizer_audit.audit_text(text, "text")
    return float(found["risk_score"]), bool(found["findings"])


def _defluff(text: str) -> tuple[float, bool]:
    import defluff

    return defluff.score(text), bool(defluff.is_slop(text))


def _hit(unit: Unit, answer: Any, at: Any) -> tuple[float, ...]:
    """(told machine, 1): by its own decision where no threshold is given."""
    score, told = answer if isinstance(answer, list) else (answer, 0.0)
    return float(told if at is None else score >= at), 1.0


def _one_percent(units: Sequence[Unit], scores: Sequence[float]) -> float:
    """The threshold that at most one in a hundred human texts of the development part reach."""
    return threshold_at(np.array(scores), np.array([unit["kind"] == "machine" for unit in units]))


QUESTION = Question(
    "machine", "Was a text written or rewritten by a machine?",
    f"Test texts by source: human news and releases of {len(PRESS)} registers (at most {HUMAN} each), machine-written "
    f"news of {len(NEWS)} (at most {MACHINE}). Chosen is the threshold that one in a hundred human texts of the "
    "development half reach; only methods that then flag at most 2 % of the human test texts can win. 'Register left "
    "out' has met no text of the register; the shipped score has met others of it; what peers learned from is unknown.",
    material,
    (Method("provenance, register left out", unmet, "ours"),
     Method("provenance score, as shipped", shipped, "ours"),
     Method("character n-grams + logistic regression, register left out", ngrams),
     Method("is-it-slop", is_it_slop, "peer", "is-it-slop", "is_it_slop"),
     Method("k-uncanny", _told(_uncanny), "peer", "k-uncanny", "uncanny"),
     Method("texthumanize detect_ai_fast", _told(_texthumanize), "peer", "texthumanize", "texthumanize"),
     Method("sloplint", _told(_sloplint), "peer", "sloplint", "sloplint"),
     Method("lmscan", _told(_lmscan), "peer", "lmscan", "lmscan"),
     Method("humanizer-pro", _told(_humanizer), "peer", "humanizer-pro", "humanizer_audit"),
     Method("defluff", _told(_defluff), "peer", "defluff", "defluff")),
    (Measure("machine texts found", _hit, share, "machine", guard=("human texts flagged", 0.02)),
     Measure("human texts flagged", _hit, share, "human", least=True, decides=False)),
    score_of=lambda answer: float(answer[0] if isinstance(answer, list) else answer), choose=_one_percent,
    joined="provenance, register left out",
    why={"machine texts found": "It would be a second opinion with a joint threshold; its weights are not ours to "
         "calibrate, and what it learned from is unknown."})
