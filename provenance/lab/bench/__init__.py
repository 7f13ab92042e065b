"""Yardsticks: one module per published table."""

from __future__ import annotations

from .data import DEFAULT

TABLES = {
    "derivation": "does it derive, and how: AI and human rewrites, siblings, cascades, real releases, partial copies",
    "alignment": "copied and paraphrased passages; milliseconds per pair",
    "roles": "the role of every sentence in cascade families",
    "facts": "extraction on a hand-labelled file; planted changes",
    "lineage": "who copied whom: chains, revisions, cascades; support, abstention",
    "attribution": "AI-rewrite score: human sets left out, generators left out, transfer, polish",
    "scale": "candidates, archive and scan against the usual tools",
    "trace": "the main job: five real articles, alone and among releases; 1,000 documents",
}

__all__ = ["DEFAULT", "TABLES"]
