"""Two documents side by side: what B takes from A, word by word and fact by fact."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from html import escape
from typing import Any

import pyarrow as pa
from rich.console import Console

from . import judge, roles
from .align import align, with_passages
from .columns import arrow_table
from .facts.compare import compare as compare_facts
from .prepare import prepare
from .records import Alignment, Derivation, Document, FactFinding, Prepared, SentenceRole
from .settings import Settings
from .text.rarity import load_background
from .text.segment import too_short
from .views import pair as compare_view

_JUDGED = ("p_related", "relation", "p_reuse", "p_same_event", "p_common_source")


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Everything found between A, the putative source, and B."""

    a: Prepared
    b: Prepared
    alignment: Alignment
    derivation: Derivation
    roles: tuple[SentenceRole, ...]
    facts: tuple[FactFinding, ...]

    @property
    def note(self) -> str:
        """Why the pair cannot be judged, '' where it can: a text of a few words proves nothing."""
        least = Settings().min_words
        return too_short(self.a.document.text, least) or too_short(self.b.document.text, least)

    def as_dict(self) -> dict[str, Any]:
        """Plain values: spans, passages, links, coverage, judgement (None where ``note`` says why), roles, facts."""
        judged = {name: None if self.note else getattr(self.derivation, name) for name in _JUDGED}
        return asdict(self.alignment) | judged | {
            "note": self.note, "relation_p": {} if self.note else dict(self.derivation.relation_p),
            "evidence": [asdict(one) for one in self.derivation.evidence],
            "sentences": [asdict(role) for role in self.roles], "facts": [asdict(found) for found in self.facts]}

    def tables(self) -> dict[str, pa.Table]:
        """Arrow tables ``spans``, ``sentences`` and ``facts``; ``.to_pandas()`` of each where pandas is installed."""
        sentences = ({"sentence": number, **asdict(role)} for number, role in enumerate(self.roles))
        facts = ({"status": found.status, **asdict(found.fact)} for found in self.facts)
        spans = map(asdict, self.alignment.spans)
        return {"spans": arrow_table(spans, "a_start a_end b_start b_end words kind".split()),
                "sentences": arrow_table(sentences, "sentence start end role p_role note".split()),
                "facts": arrow_table(facts, "kind status text value speaker start end".split())}

    def __repr__(self) -> str:
        share = f"{self.alignment.coverage_b:.0%} of {self.b.id!r} stands in {self.a.id!r}"
        told = self.note or f"{self.derivation.relation}, p_related {self.derivation.p_related:.2f}"
        return f"<Comparison: {share}, {told}>"

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(repr(self)[1:-1])}</b></p>"

    def html(self) -> str:
        """A self-contained page with linked spans."""
        return compare_view.compare_html(self.a, self.b, self.alignment, self.facts)

    def show(self, console: Console) -> None:
        """Print side by side, wrapped to the console's width."""
        compare_view.show(console, self.a, self.b, self.alignment, self.facts)


def compare(a: Document, b: Document) -> Comparison:
    """Align B onto A, judge the pair, and compare facts. A is taken for the source whatever its role."""
    first, second = prepare(replace(a, role="release")), prepare(b)
    aligned = with_passages(align(first, second, load_background()), first, second, load_background())
    (judged,) = judge.judge([(first, second)], [aligned])
    found = roles.compose(second, [(first, aligned)])
    findings = roles.agreed(compare_facts(second, first, aligned.links, ()), found, first)
    return Comparison(first, second, aligned, judged, found, findings)
