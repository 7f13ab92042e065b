"""Whether roles and facts agree on real news: a long quotation that the release does not have stands in what is added.

News of the development split that a person coded as a report of the release's study. The quotations are those of the
facts table, which asks for their words anywhere in the release, cut or altered; the roles are those of `trace`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from ...align import align
from ...facts import lacking
from ...prepare import prepare
from ...records import Document
from ...roles import compose
from ...roles.sourcing import spread
from .data import read_jsonl, split_of
from .plagiarism import split_key

TARGET = 0.95
ARTICLES = 150
LONG = 8  # words


def run(data: Path) -> dict[str, Any]:
    """Long quotations that the release lacks, counted by the role of the sentence they begin in."""
    releases = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")}
    news = [row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if row["coded"] and (row["coded"].get("match_score") or 0) >= 3 and not row["broadcast"]
            and not row["exact_dup_of"] and split_of(row["source_id"]) == "dev"]
    told: Counter[str] = Counter()
    for row in sorted(news, key=lambda row: split_key(row["doc_id"]))[:ARTICLES]:
        told += _told(row["text"], releases[row["source_id"]])
    count = sum(told.values())
    return {"quotes": count, "roles": dict(sorted(told.items())), "added": told["added"] / max(count, 1)}


def _told(text: str, source: str) -> Counter[str]:
    article, release = prepare(Document("a", text, "")), prepare(Document("r", source, "", role="release"))
    roles = compose(article, [(release, align(release, article))])
    new = [fact for facts in lacking(article, [release], frozenset({"quote"})).values() for fact in facts
           if len(fact.text.split()) >= LONG]
    return Counter(roles[spread(article, fact)[0]].role for fact in new)


def table(result: dict[str, Any]) -> str:
    """One line and the target."""
    met = "met" if result["added"] >= TARGET else "missed"
    return (f"long quotations of real news that the release lacks, in sentences told added: {result['added']:.3f} of "
            f"{result['quotes']} {result['roles']} (target >= {TARGET}: {met})")
