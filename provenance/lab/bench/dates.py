"""Our two readers of dates against dateparser, on the hand-labelled sentences and page heads.

dateparser always answers with a day. It is given the benefit: a label that is coarser than a day counts as found where
the day begins like it, and a label without a year where month and day agree. Ours must give the label itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ...dating import of_text
from ...facts import extract
from ...text.segment import sentences, words
from .facts import hand

HEADS = Path(__file__).with_name("dates.jsonl")


def run(data: Path) -> dict[str, Any]:
    """Precision, recall and F1 on dates in sentences, shares of page heads dated right, for each reader."""
    rows = hand()
    heads = [json.loads(line) for line in HEADS.read_text("utf-8").splitlines()]
    told = {f"sentences, {split}": [row for row in rows if row["split"] == split] for split in ("dev", "test")}
    return {"sentences": {name: {"ours": _scored(part, _ours), "dateparser": _scored(part, _theirs)}
                          for name, part in told.items()},
            "heads": {"ours": _dated(heads, lambda row: _own_head(row)),
                      "dateparser": _dated(heads, lambda row: _their_head(row))}}


def _ours(row: dict[str, Any]) -> list[str]:
    text = row["text"]
    facts = extract(text, sentences(text, words(text)[1]), row.get("published"))
    return [fact.value[5:] for fact in facts if fact.kind == "date"]


def _searched(text: str, base: str | None) -> Iterator[str]:
    from dateparser.search import search_dates

    settings: dict[str, Any] = {"RELATIVE_BASE": datetime.fromisoformat(base[:10])} if base else {}
    for _, found in search_dates(text, languages=["en"], settings=settings) or ():
        yield found.date().isoformat()


def _theirs(row: dict[str, Any]) -> list[str]:
    return list(_searched(row["text"], row.get("published")))


def _scored(rows: Iterable[dict[str, Any]], read: Any) -> dict[str, float]:
    hits = extra = missed = 0
    for row in rows:
        wanted = [fact["value"][5:] for fact in row["facts"] if fact["kind"] == "date"]
        got = read(row)
        for label in wanted:
            found = next((value for value in got if _same(label, value)), None)
            if found is None:
                missed += 1
            else:
                got.remove(found)
                hits += 1
        extra += len(got)
    return {"precision": hits / max(1, hits + extra), "recall": hits / max(1, hits + missed),
            "f1": 2 * hits / max(1, 2 * hits + extra + missed), "labels": hits + missed}


def _same(label: str, value: str) -> bool:
    return label == value or (len(value) == 10 and (value.startswith(f"{label}-") or (
        label.startswith("--") and value[5:].startswith(label[2:]))))


def _dated(heads: Iterable[dict[str, Any]], read: Any) -> dict[str, float]:
    rows = list(heads)
    right = [read(row) == ((row["published"] or "")[:10] or None) for row in rows]
    return {"right": sum(right) / len(rows), "heads": len(rows)}


def _own_head(row: dict[str, Any]) -> str | None:
    found = of_text(row["text"], row["url"])
    return found.published[:10] if found else None


def _their_head(row: dict[str, Any]) -> str | None:
    wanted = len((row["published"] or "")[:10])
    found = next(_searched(row["text"][:2_500], None), None)
    return found[:wanted] if found and wanted else found


def table(result: dict[str, Any]) -> str:
    """The figures as text."""
    lines = [f"{'':<22}{'precision':>10}{'recall':>10}{'F1':>8}{'labels':>8}"]
    for name, readers in result["sentences"].items():
        lines += [f"{name + ' ' + reader:<30}"[:30] + f"{one['precision']:>8.3f}{one['recall']:>8.3f}{one['f1']:>8.3f}"
                  f"{one['labels']:>8}" for reader, one in readers.items()]
    lines += [f"page heads dated right, {reader}: {one['right']:.3f} of {one['heads']}"
              for reader, one in result["heads"].items()]
    return "\n".join(lines)
