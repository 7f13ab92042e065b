"""An audit of real coverage, as a user runs it, beside what human coders found: InSciOut development stories.

News that coders matched to one of the archived releases should be told to come from it; news of studies whose release
is not in the archive should not. Collections are never stored: the corpus is written to a temporary folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ...auditing.told import read_audit
from .corpora import order_of
from .data import read_jsonl, split_of

Json = dict[str, Any]
OUTSIDERS = 200  # news whose release the archive lacks
DISTRACTORS = 2_000
CODED = 3  # match score from which a coder confirmed the story
LEAST = 8  # articles of an outlet whose interval is looked at


def run(data: Path) -> Json:
    """Audit the development split. Raises InputError when the collections are absent."""
    releases = [row for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
                if split_of(row["doc_id"]) == "dev"]
    news = [row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz") if _confirmed(row)]
    inside = [row for row in news if split_of(row["source_id"]) == "dev"]
    outside = sorted((row for row in news if split_of(row["source_id"]) == "train"),
                     key=lambda row: order_of(row["doc_id"]))[:OUTSIDERS]
    senate = sorted(read_jsonl(data / "reuse" / "senate_releases.jsonl.gz"), key=lambda row: order_of(row["id"]))
    truth = {row["doc_id"]: row["source_id"] for row in inside} | {row["doc_id"]: None for row in outside}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _write(place / "news.jsonl", ({"id": row["doc_id"], "text": row["text"], "outlet": row.get("outlet"),
                                       "published": row.get("date")} for row in [*inside, *outside]))
        _write(place / "releases.jsonl", [
            *({"id": row["doc_id"], "text": row["text"], "published": row.get("date"), "role": "release"}
              for row in releases),
            *({"id": row["id"], "text": row["text"], "published": row.get("published"), "role": "release"}
              for row in senate[:DISTRACTORS])])
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "provenance", "audit", str(place / "news.jsonl"), "--releases",
                        str(place / "releases.jsonl"), "-o", str(place / "audit"), "-q"], check=True)
        seconds = time.perf_counter() - began
        rows = pq.read_table(place / "audit" / "documents.parquet").to_pylist()
        told = read_audit(place / "audit")
    return {**measured([row for row in rows if row["role"] == "article"], told, truth), "seconds": round(seconds)}


def _confirmed(row: Mapping[str, Any]) -> bool:
    coded = row["coded"] or {}
    return (coded.get("match_score") or 0) >= CODED and not row["broadcast"] and not row["exact_dup_of"]


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def measured(rows: list[Json], audit: Json, truth: Mapping[str, str | None]) -> Json:
    """Own release found, foreign release named, and outlets whose interval holds the true share."""
    inside = [row for row in rows if truth[row["id"]]]
    outside = [row for row in rows if not truth[row["id"]]]
    told = {row["group"].get("outlet"): row for row in audit["estimates"] if row["measure"] == "release"
            and row["copies"] == "with copies" and list(row["group"]) in ([], ["outlet"])}
    outlets: dict[str, list[bool]] = {}
    for row in rows:
        outlets.setdefault(row["outlet"] or "(none)", []).append(truth[row["id"]] is not None)
    held = {name: told[name]["low"] - 1e-6 <= sum(known) / len(known) <= told[name]["high"] + 1e-6
            for name, known in outlets.items() if len(known) >= LEAST}
    share = len(inside) / max(1, len(rows))
    return {"articles": len(rows), "inside": len(inside),
            "release_found": sum(row["release"] == truth[row["id"]] for row in inside) / max(1, len(inside)),
            "undecided": sum(row["origin"] == "undecided" for row in inside) / max(1, len(inside)),
            "wrong_release": sum(row["release"] not in (None, truth[row["id"]]) for row in inside
                                 ) / max(1, len(inside)),
            "outsiders_told": sum(row["release"] is not None for row in outside) / max(1, len(outside)),
            "true_share": share, "told_share": told[None]["value"], "low": told[None]["low"],
            "high": told[None]["high"],
            "outlets": len(held), "outlets_covered": sum(held.values())}


def table(found: Json) -> str:
    """The figures with their targets, as plain text."""
    return "\n".join([
        f"{found['articles']} articles, {found['inside']} with a release in the archive; {found['seconds']} s",
        f"own release found {found['release_found']:.3f} [>= .97]; undecided {found['undecided']:.3f}; another release "
        f"{found['wrong_release']:.3f}; a release named where it is absent {found['outsiders_told']:.3f}",
        f"share from a release: true {found['true_share']:.3f}, told {found['told_share']:.3f} "
        f"({found['low']:.3f} to {found['high']:.3f})",
        f"outlets of {LEAST} and more articles whose interval holds the true share: {found['outlets_covered']} of "
        f"{found['outlets']} [>= 9 of 10]"])
