"""Why an edge stands, in words: what parent and child share that the next-best parent does not explain as well."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

import numpy as np
from numpy.typing import NDArray

from ..records import Evidence, Prepared
from .attribution_lines import AttributionLine
from .descent import FEATURES, Array
from .readings import text_stems

_GROUPS = {
    "containment": ("novel", "relative", "log_novel", "edit", "log_edit"),
    "no_regain": ("regain", "log_regain", "kept_ratio", "log_root_loss"),
    "shared_innovation": ("innovation", "log_innovation", "relative_innovation", "rare", "log_rare"),
    "loss": ("loss", "log_loss"),
}
_LEAST = 0.05  # log odds below which a reason is not worth a line


def _group(feature: str) -> str | None:
    for name, members in _GROUPS.items():
        if feature in members or feature.rsplit("_", 1)[0] in members:
            return name
    return None


_GROUP_OF = tuple(_group(feature) for feature in FEATURES)
_PAIRS_NOVEL = FEATURES.index("novel_pairs")
_REGAIN = FEATURES.index("regain_stems")


def contributions(theta: Array, evidence: Array, parent: int, other: int | None, child: int) -> dict[str, float]:
    """Log odds of ``parent`` against ``other`` as parent of ``child``, by kind of evidence."""
    gap = evidence[:, parent, child] - (evidence[:, other, child] if other is not None else 0.0)
    totals: dict[str, float] = {}
    for group, value in zip(_GROUP_OF, (theta * gap).tolist(), strict=True):
        if group:
            totals[group] = totals.get(group, 0.0) + value
    return totals


def reasons(
    names: Sequence[str], weights: dict[str, float], evidence: Array, parent: int, other: int | None, child: int,
    phrase: str | None,
) -> list[Evidence]:
    """The contributions as sentences; ``phrase`` is wording both have and the source lacks, if any."""
    rival = names[other] if other is not None else "no other document"
    new = evidence[_PAIRS_NOVEL, :, child] / max(float(evidence[_PAIRS_NOVEL, child, child]
                                                       + _mass(evidence, child)), 1e-6)
    regain = evidence[_REGAIN, :, child]
    said = {
        "containment": f"{names[parent]} has {1 - new[parent]:.0%} of the pairs of neighbouring words that make up "
                       f"{names[child]}" + (f"; the next candidate, {rival}, has {1 - new[other]:.0%}"
                                            if other is not None else ""),
        "no_regain": f"had {names[child]} been written from {names[parent]}, {regain[parent]:.0%} of its text would "
                     "have to come from the source past it"
                     + (f"; from {rival}, {regain[other]:.0%}" if other is not None else ""),
        "shared_innovation": "both have wording that the source does not have" + (f': "{phrase}"' if phrase else ""),
        "loss": f"{names[child]} keeps more of {names[parent]}"
                + (f" than of {rival}" if other is not None else " than is left out"),
    }
    found = [Evidence(kind, said[kind], round(value, 3)) for kind, value in weights.items()
             if abs(value) >= _LEAST and (kind != "shared_innovation" or phrase)]
    return sorted(found, key=lambda reason: (-reason.weight, reason.type))


def _mass(evidence: Array, child: int) -> float:
    """The child's word pairs as a share of the mean document: new against a document that shares nothing."""
    novel, relative = evidence[_PAIRS_NOVEL, :, child], evidence[FEATURES.index("innovation_pairs"), child, child]
    return float(max(novel.max(initial=0.0), relative))


def date_reason(names: Sequence[str], when: NDArray[np.float64], odds: Array, parent: int, child: int
                ) -> list[Evidence]:
    """The part of the dates, where both are dated."""
    if parent >= len(when) or np.isnan(when[[parent, child], 0]).any():
        return []
    days = float(when[child, 0] - when[parent, 0])
    text = ("same date" if days == 0 else
            f"{names[parent]} is {_span(abs(days))} {'older' if days > 0 else 'younger'} than {names[child]}")
    return [Evidence("date", text, round(float(odds[parent, child]), 3))]


def _span(days: float) -> str:
    return f"{days:.0f} day{'s' if round(days) != 1 else ''}" if days >= 1 else f"{days * 24:.0f} hours"


def line_reason(line: AttributionLine, weight: float) -> Evidence:
    """An attribution line as evidence."""
    text = shorten(line.text, 160, placeholder="…")
    said = f'{line.document} names "{line.name}" ({line.note}): "{text}"'
    return Evidence("attribution_line", said, round(weight, 3))


def common_phrase(child: Prepared, parent: Prepared, source: Prepared | None) -> str | None:
    """The first run of three words that child and parent share and the source lacks, as the child writes it."""
    wanted = _triples(parent) - (_triples(source) if source else set())
    for sentence in child.sentences:
        if sentence.kind != "body":
            continue
        for at in range(sentence.first_word, sentence.last_word - 2):
            if child.stems[at:at + 3] in wanted:
                end = at + 3
                while end < sentence.last_word and child.stems[end - 2:end + 1] in wanted:
                    end += 1
                return child.document.text[child.starts[at]:child.ends[min(end, at + 12) - 1]]
    return None


def _triples(document: Prepared) -> set[tuple[str, ...]]:
    return {stems[at:at + 3] for stems in text_stems(document) for at in range(len(stems) - 2)}
