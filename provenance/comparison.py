"""Two documents side by side: what B takes from A, word by word and fact by fact."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from rich.console import Console

from . import judge, roles
from .align import align
from .facts.compare import compare as compare_facts
from .prepare import prepare
from .records import Alignment, Derivation, Document, FactFinding, Prepared, SentenceRole
from .text.rarity import shipped
from .views import pair as compare_view


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything found between A, the putative source, and B."""

    a: Prepared
    b: Prepared
    alignment: Alignment
    derivation: Derivation
    roles: tuple[SentenceRole, ...]
    facts: tuple[FactFinding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values: spans, links, coverage, judgement, roles and facts."""
        return asdict(self.alignment) | {
            "p_related": self.derivation.p_related, "relation": self.derivation.relation,
            "p_reuse": self.derivation.p_reuse, "p_same_event": self.derivation.p_same_event,
            "p_common_source": self.derivation.p_common_source, "relation_p": dict(self.derivation.relation_p),
            "evidence": [asdict(one) for one in self.derivation.evidence],
            "sentences": [asdict(role) for role in self.roles], "facts": [asdict(found) for found in self.facts]}

    def html(self) -> str:
        """A self-contained page with linked spans."""
        return compare_view.compare_html(self.a, self.b, self.alignment, self.facts)

    def show(self, console: Console) -> None:
        """Print side by side, wrapped to the console's width."""
        compare_view.show(console, self.a, self.b, self.alignment, self.facts)


def compare(a: Document, b: Document) -> Comparison:
    """Align B onto A, judge the pair, and compare facts. A is taken for the source whatever its role."""
    first, second = prepare(replace(a, role="release")), prepare(b)
    aligned = align(first, second, shipped())
    (judged,) = judge.judge([(first, second)], [aligned])
    found = roles.compose(second, [(first, aligned)])
    return Comparison(first, second, aligned, judged, found, compare_facts(second, first, aligned.links, ()))
