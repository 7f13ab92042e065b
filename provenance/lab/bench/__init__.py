"""Yardsticks: one module per published table."""

from __future__ import annotations

TABLES = {
    "derivation": "does it derive, and how: AI and human rewrites, siblings, cascades, real releases, partial copies",
    "alignment": "copied and paraphrased passages; milliseconds per pair",
    "roles": "the role of every sentence in cascade families",
    "facts": "extraction on a hand-labelled file; planted changes",
    "dates": "our readers of dates beside dateparser, on hand-labelled sentences and page heads",
    "languages": "German, French, Spanish: copies, rewrites, false joins, forms of figures; translations",
    "lineage": "who copied whom: chains, revisions, cascades; support, abstention",
    "attribution": "AI-rewrite score: human sets left out, generators left out, transfer, polish",
    "prevalence": "share of machine text in a corpus: bias and coverage over true shares, register left out",
    "retrieval": "which release an article comes from: index query beside TF-IDF and BM25",
    "scale": "candidates, archive and scan against the usual tools",
    "archives": "an archive of 50,000 and of 1,000,000 texts built and asked; beside tantivy where it is installed",
    "audit": "real coverage audited as a user does it, beside what coders found",
    "peers": "side by side: every question put to peers and simple baselines on the same rows",
    "gate": "a sample of all of these beside the committed figures; exit code 1 where one was lost",
    "audit_scale": "what an audit costs as it grows, and what it still finds",
    "trace": "the main job: five real articles, alone and among releases; 1,000 documents",
}

# Made from generated or invented texts; sections on real ones are left out where there are none.
WITHOUT_DATA = frozenset({"dates", "languages", "scale"})

# What some benchmarks can be told beyond where the data is.
OPTIONS = {"peers": ("only", "output"), "gate": ("update", "fast")}

__all__ = ["OPTIONS", "TABLES", "WITHOUT_DATA"]
