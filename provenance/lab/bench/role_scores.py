"""F1 of sentence roles, and whether what is told with certainty is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SURE = 0.9
LEAST = 8  # sentences a role needs to count in the mean


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence: its role by the gold, the role told, and how sure that was (0..1)."""

    gold: str
    role: str
    p: float

    @property
    def plain(self) -> str:
        """The role told, in the words of the gold: copied or reworded, it is the release's."""
        return "release" if self.role in ("verbatim", "paraphrase") else self.role


def f1(found: Sequence[Told], label: str) -> dict[str, float]:
    """Precision, recall and F1 of one role."""
    hit = sum(one.gold == one.plain == label for one in found)
    support, claimed = sum(one.gold == label for one in found), sum(one.plain == label for one in found)
    return {"precision": hit / max(claimed, 1), "recall": hit / max(support, 1),
            "f1": 2 * hit / max(support + claimed, 1), "support": support}


def scores(found: Sequence[Told]) -> dict[str, Any]:
    """F1 by role and its mean, accuracy, the shares told unclear and told with p >= SURE, how often the latter hold."""
    roles = {label: f1(found, label) for label in sorted({one.gold for one in found})}
    counted = [role["f1"] for role in roles.values() if role["support"] >= LEAST]
    sure = [one.gold == one.plain for one in found if one.p >= SURE]
    return {"roles": roles, "sentences": len(found), "macro_f1": sum(counted) / max(len(counted), 1),
            "accuracy": sum(one.gold == one.plain for one in found) / max(len(found), 1),
            "unclear": sum(one.role == "unclear" for one in found) / max(len(found), 1),
            "sure": len(sure) / max(len(found), 1), "sure_right": sum(sure) / max(len(sure), 1)}
