"""Attribution alone: AI rewriting and padding of documents and their sentences, without derivation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

import pyarrow as pa

from . import attribute, roles
from .align import align
from .columns import table
from .errors import InputError
from .pipeline import shares
from .prepare import prepare
from .records import AiScore, Document, Prepared
from .text.rarity import shipped

_DOCUMENT = ("id path words ai_score ai_label ai_fpr register reason padding_share padding_label share_verbatim "
             "share_paraphrase share_added share_padding share_furniture share_disclosure")
_SENTENCE = "document sentence start end role p_role ai_score"


@dataclass(frozen=True, slots=True, repr=False)
class Scores:
    """What `score` found: one plain row per document, and what calibration found (empty without one)."""

    rows: tuple[dict[str, Any], ...]
    calibration: str = ""

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables ``documents`` and ``sentences``; ``.to_pandas()`` of each where pandas is installed."""
        sentences = ({"document": row["id"], "sentence": number, "ai_score": one["ai"], **one}
                     for row in self.rows for number, one in enumerate(row["sentences"]))
        return {"documents": table(map(_flat, self.rows), _DOCUMENT.split()),
                "sentences": table(sentences, _SENTENCE.split())}

    def _labels(self) -> str:
        found = Counter(row["ai_rewritten"]["label"] for row in self.rows)
        return ", ".join(f"{number} {label}" for label, number in sorted(found.items()))

    def __repr__(self) -> str:
        return f"<Scores: {len(self.rows)} documents: {self._labels()}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(row['id'])}</td><td>{row['ai_rewritten']['label']}</td>"
                       f"<td>{row['ai_rewritten']['score']:.2f}</td><td>{row['padding']['label']}</td></tr>"
                       for row in self.rows[:20])
        return (f"<p><b>{self._labels()}</b></p><table><tr><th>document</th><th>reads as AI</th><th>score</th>"
                f"<th>padding</th></tr>{rows}</table>")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    score, padding = row["ai_rewritten"], row["padding"]
    return {**row, **{f"share_{role}": share for role, share in row["composition"].items()},
            "ai_score": score["score"], "ai_label": score["label"], "ai_fpr": score["fpr_at_label"],
            "register": score["register"], "reason": score["reason"],
            "padding_share": padding["share_words"], "padding_label": padding["label"]}


def score(documents: Sequence[Document], source: str | None = None, human: Sequence[str] = ()) -> Scores:
    """Score every document but the source.

    ``source`` is the id or path of the document the others derive from: then relative features are used too.
    ``human`` are texts known to be human; thresholds are set on them and the realised rate is reported. Raises
    InputError when ``source`` is not among ``documents``, or when ``human`` are too few to calibrate on.
    """
    origin = _source(documents, source)
    calibration = attribute.calibrate(human) if human else None
    judged = [prepare(document) for document in documents if document is not origin]
    first = prepare(replace(origin, role="release")) if origin else None
    found = attribute.scores(judged, [first] * len(judged), calibration)
    rows = tuple(_row(item, first, one) for item, one in zip(judged, found, strict=True))
    return Scores(rows, _calibrated(calibration) if calibration else "")


def _source(documents: Sequence[Document], source: str | None) -> Document | None:
    if source is None:
        return None
    named = [document for document in documents if source in (document.id, document.path)] \
        or [document for document in documents if document.role == "release"]
    if not named:
        raise InputError("source is not among the inputs", source, "name a readable file or a document id")
    return named[0]


def _row(item: Prepared, origin: Prepared | None, found: AiScore) -> dict[str, Any]:
    sources = [(origin, align(origin, item, shipped()))] if origin else []
    told = roles.compose(item, sources)
    composition = shares(item, told)
    machine = attribute.sentence_scores(item)
    return {
        "id": item.id, "path": item.document.path, "words": len(item.words),
        "ai_rewritten": _plain(found),
        "padding": asdict(attribute.padding(composition["padding"])),
        "composition": {name: round(share, 4) for name, share in composition.items()},
        "sentences": [{"start": role.start, "end": role.end, "role": role.role, "p_role": round(role.p_role, 4),
                       "ai": round(ai.score, 4)}
                      for role, ai in zip(told, machine, strict=True)],
    }


def _plain(found: AiScore) -> dict[str, Any]:
    return {"score": round(found.score, 4), "label": found.label, "fpr_at_label": found.fpr_at_label,
            "relative": found.relative, "reason": found.reason, "register": found.register,
            "evidence": [{"feature": one.feature, "contribution": round(one.contribution, 4), "note": one.note}
                         for one in found.evidence]}


def _calibrated(calibration: attribute.Calibration) -> str:
    rate = "could not be measured on so few" if calibration.realised is None else \
        f"by cross-fitting {calibration.realised:.2%} of them"
    return (f"calibrated on {calibration.texts} human texts; called likely AI-rewritten at a nominal "
            f"{attribute.FPR:.0%}: {rate}")
