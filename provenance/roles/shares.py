"""What the roles of a document's sentences come to: shares of words, the padding label, and facts that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..records import ROLES, FactFinding, Padding, Prepared, SentenceRole

# Cut-offs of the padding label, shares of words: between the documents of the training families that were written
# without padding and those written with it.
SOME, MUCH = 0.10, 0.25
# Without a source or a sibling only a sentence that surely says nothing checkable counts, and never a single one:
# lower bars tell more human releases to be padded than three in a hundred.
CERTAIN, LEAST_SURE = 0.85, 2


def composition(article: Prepared, told: Sequence[SentenceRole]) -> Mapping[str, float]:
    """Share of words by role; headings stand outside, the roles sum to 1 (all 0 for a document of headings).

    ``from_release`` and ``from_siblings`` lie across the roles: words of sentences whose source is the announcement,
    and of such whose source is a sibling or an article that the lineage takes for a parent.
    """
    words = dict.fromkeys([*(role for role in ROLES if role != "heading"), "from_release", "from_siblings"], 0)
    total = 0
    for sentence, role in zip(article.sentences, told, strict=True):
        if role.role == "heading":
            continue
        total += sentence.words
        words[role.role] += sentence.words
        if role.source_kind is not None:
            words["from_release" if role.source_kind == "release" else "from_siblings"] += sentence.words
    return {role: count / total if total else 0.0 for role, count in words.items()}


def padding(article: Prepared, told: Sequence[SentenceRole], sourced: bool) -> Padding:
    """The share (0..1) of words that pad, and its label; not ``sourced``, the label counts certain sentences alone."""
    kept = [(s.words, role) for s, role in zip(article.sentences, told, strict=True) if role.role != "heading"]
    total = max(sum(words for words, _ in kept), 1)
    pads = [(words, role.p_role) for words, role in kept if role.role == "padding"]
    sure = [words for words, p in pads if sourced or p >= CERTAIN]
    share = sum(sure) / total if sourced or len(sure) >= LEAST_SURE else 0.0
    return Padding(sum(words for words, _ in pads) / total,
                   "much" if share >= MUCH else "some" if share >= SOME else "none")


def agreed(findings: Sequence[FactFinding], told: Sequence[SentenceRole],
           source: Prepared) -> tuple[FactFinding, ...]:
    """Findings with a quotation that stands in a restated sentence, but not in the source, told as changed there.

    The sentence is known to restate a quotation of ``source``: then its own is that one in other words.
    """
    return tuple(_changed(finding, told, source) if finding.status == "added" and finding.fact.kind == "quote"
                 else finding for finding in findings)


def _changed(finding: FactFinding, told: Sequence[SentenceRole], source: Prepared) -> FactFinding:
    role = told[finding.fact.sentence]
    if role.role not in ("verbatim", "paraphrase") or role.source is None or role.source[0] != source.id:
        return finding
    _, start, end, _ = role.source
    rival = next((fact for fact in source.facts if fact.kind == "quote" and fact.start < end and start < fact.end),
                 None)
    if rival is None:
        return finding
    return replace(finding, status="changed", source=(source.id, rival.start, rival.end, rival.text))
