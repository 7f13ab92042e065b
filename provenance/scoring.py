"""Attribution alone: AI rewriting and padding of documents and their sentences, without derivation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

import pyarrow as pa

from . import attribute, roles
from .align import align
from .columns import arrow_table
from .errors import InputError
from .languages import is_english
from .prepare import attempt, prepare
from .records import AiScore, Document, Prepared, Skipped
from .text.rarity import load_background

_STALE = 5  # years between an archive and the texts judged from which a warning is due
_DOCUMENT = ("id path language words ai_score ai_label ai_fpr calibrated_on reason note padding_share padding_label "
             "share_verbatim share_paraphrase share_added share_padding share_unclear share_furniture share_disclosure "
             "share_from_release share_from_siblings")
_SENTENCE = "document sentence start end role p_role ai_score"


@dataclass(frozen=True, slots=True, repr=False)
class Scores:
    """What `score` found: one plain row per document, what calibration found (empty without one), what is skipped."""

    rows: tuple[dict[str, Any], ...]
    calibration: str = ""
    skipped: tuple[Skipped, ...] = ()

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables ``documents`` and ``sentences``; ``.to_pandas()`` of each where pandas is installed."""
        sentences = ({"document": row["id"], "sentence": number, "ai_score": one["ai"], **one}
                     for row in self.rows for number, one in enumerate(row["sentences"]))
        return {"documents": arrow_table(map(_flat, self.rows), _DOCUMENT.split()),
                "sentences": arrow_table(sentences, _SENTENCE.split())}

    def _labels(self) -> str:
        found = Counter(row["ai_rewritten"]["label"] for row in self.rows)
        return ", ".join(f"{number} {label}" for label, number in sorted(found.items()))

    def __repr__(self) -> str:
        return f"<Scores: {len(self.rows)} documents: {self._labels()}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(row['id'])}</td><td>{row['ai_rewritten']['label']}</td>"
                       f"<td>{row['ai_rewritten']['score']:.2f}</td><td>{_padded(row)}</td></tr>"
                       for row in self.rows[:20])
        return (f"<p><b>{self._labels()}</b></p><table><tr><th>document</th><th>reads as AI</th><th>score</th>"
                f"<th>padding</th></tr>{rows}</table>")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    score, padding = row["ai_rewritten"], row["padding"]
    return {**row, **{f"share_{role}": share for role, share in row["composition"].items()},
            "ai_score": score["score"], "ai_label": score["label"], "ai_fpr": score["fpr_at_label"],
            "calibrated_on": score["calibrated_on"], "reason": score["reason"], "note": score["note"],
            "padding_share": padding["share_words"], "padding_label": padding["label"]}


def score(documents: Sequence[Document], source: str | None = None, human: Sequence[Document] = ()) -> Scores:
    """Score every document but the source.

    ``source`` is the id or path of the document the others derive from: the score also asks what it changed.
    ``human`` are documents known to be human; thresholds are set on them and the realised rate is reported. Raises
    InputError when ``source`` is not among ``documents``.
    """
    origin = _source(documents, source)
    calibration = attribute.calibrate([prepare(one) for one in human]) if human else None
    tried = [attempt(document) for document in documents if document is not origin]
    judged = [item for item in tried if isinstance(item, Prepared)]
    first = prepare(replace(origin, role="release")) if origin else None
    found = attribute.scores(judged, [first] * len(judged), calibration)
    rows = tuple(_row(item, first, one) for item, one in zip(judged, found, strict=True))
    return Scores(rows, "; ".join(_calibrated(calibration, documents, human)) if calibration else "",
                  tuple(item for item in tried if isinstance(item, Skipped)))


def _padded(row: Mapping[str, Any]) -> str:
    """The padding label; a dash for a text that is not in English, of which nothing is known."""
    return str(row["padding"]["label"]) if is_english(row["language"]) else "–"


def _source(documents: Sequence[Document], source: str | None) -> Document | None:
    if source is None:
        return None
    named = [document for document in documents if source in (document.id, document.path)] \
        or [document for document in documents if document.role == "release"]
    if not named:
        raise InputError("source is not among the inputs", source, "name a readable file or a document id")
    return named[0]


def _row(item: Prepared, origin: Prepared | None, found: AiScore) -> dict[str, Any]:
    sources = [(origin, align(origin, item, load_background()))] if origin else []
    told = roles.compose(item, sources)
    composition = roles.composition(item, told)
    machine = attribute.sentence_scores(item)
    return {
        "id": item.id, "path": item.document.path, "language": item.document.language, "words": len(item.words),
        "ai_rewritten": _plain(found),
        "padding": asdict(roles.padding(item, told, bool(origin))),
        "composition": {name: round(share, 4) for name, share in composition.items()},
        "sentences": [{"start": role.start, "end": role.end, "role": role.role, "p_role": round(role.p_role, 4),
                       "ai": round(ai.score, 4)}
                      for role, ai in zip(told, machine, strict=True)],
    }


def _plain(found: AiScore) -> dict[str, Any]:
    return {"score": round(found.score, 4), "label": found.label, "fpr_at_label": found.fpr_at_label,
            "relative": found.relative, "reason": found.reason, "calibrated_on": found.calibrated_on,
            "note": found.note,
            "evidence": [{"feature": one.feature, "contribution": round(one.contribution, 4), "note": one.note}
                         for one in found.evidence]}


def _calibrated(found: attribute.Calibration, judged: Sequence[Document], human: Sequence[Document]) -> list[str]:
    """What the archive gave: its rate, an upper bound of it, and what makes it another kind than the judged texts."""
    rate = "could not be measured on so few" if found.realised is None else \
        f"by cross-fitting {found.realised:.2%} of them, at most {found.bound:.1%} of further ones (95 %)"
    told = [f"calibrated on {found.texts} human texts; called likely AI-rewritten at a nominal "
            f"{attribute.FPR:.0%}: {rate}"]
    outlets = [{document.outlet for document in side if document.outlet} for side in (judged, human)]
    if all(outlets) and not outlets[0] & outlets[1]:
        told.append("warning: the archive holds none of the outlets judged, its rate need not hold for them")
    years = [[int(document.published[:4]) for document in side if document.published] for side in (judged, human)]
    if all(years) and (gap := min(years[0]) - max(years[1])) > _STALE:
        told.append(f"warning: the archive ends {gap} years before the texts judged, manners may have changed")
    return told
