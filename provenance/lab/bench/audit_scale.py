"""What an audit costs as it grows, and what it still gets right: real releases with planted coverage.

Articles are grown from releases of US senators (verbatim, lightly edited, rewritten with padding and one changed fact,
a part of one within other text) and set among texts whose release is not in the archive. The command runs as a user
runs it; nothing is tuned on these figures.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from .commands import provenance, written
from .corpora import order_of
from .data import read_jsonl
from .plant import KINDS, edited, plant

Json = dict[str, Any]
SIZES = ((1_000, 500), (4_000, 2_000), (10_000, 5_000))  # articles, releases in the archive
MIX = (("verbatim", 0.10), ("light", 0.15), ("rewrite", 0.15), ("partial", 0.10), ("fresh", 0.50))
OUTLETS = 300
LEAST = 8  # articles of an outlet whose interval is looked at
_FEWEST = 120  # words of a release that is used
_PADDING = (
    "The announcement comes at a time when questions of this kind are being discussed more widely than before.",
    "Observers say that developments like this one deserve attention from everyone who follows the matter.",
    "It remains to be seen what the coming months will bring, but the direction appears to be clear.",
    "For many people the news will be one more sign of how quickly things can change.",
    "As always, the details will matter, and much will depend on how the plans are carried out.",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One article of the corpus; ``source`` is the archived release it goes back to, ``kind`` how."""

    row: Json
    kind: str
    source: str | None


def run(data: Path, sizes: Sequence[tuple[int, int]] = SIZES) -> Json:
    """Audit a grown corpus of every size. Raises InputError when the collections are absent."""
    every = sorted((row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
                    if len(row["text"].split()) >= _FEWEST), key=lambda row: order_of(row["id"]))
    found = [_audited(every, articles, releases) for articles, releases in sizes]
    return {"sizes": found, "exponent": _exponent(found)}


def _audited(every: Sequence[Json], articles: int, releases: int) -> Json:
    held, others = every[:releases], every[releases:]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        planted = {one.row["id"]: one for one in grown(held, others, articles)}
        corpus = written((one.row for one in planted.values()), place / "news.jsonl")
        archive = written(({"id": row["id"], "text": row["text"], "published": row["published"], "role": "release"}
                           for row in held), place / "releases.jsonl")
        built = provenance("index", "build", place / "archive", archive)
        ran = provenance("audit", corpus, "--releases", place / "archive", "-o", place / "audit", "-q")
        rows = pq.read_table(place / "audit" / "documents.parquet").to_pylist()
        told = json.loads((place / "audit" / "audit.json").read_text("utf-8"))
    return {"articles": articles, "releases": releases, "index_cpu_seconds": built.cpu_seconds, **ran.cost(),
            **measured([row for row in rows if row["role"] == "article"], told, planted)}


def grown(held: Sequence[Json], others: Sequence[Json], count: int) -> Iterator[Planted]:
    """``count`` articles: half from releases ``held``, a few releases having most of them, half from ``others``."""
    rng = random.Random(20_251_121)
    kinds = rng.choices([name for name, _ in MIX], [share for _, share in MIX], k=count)
    for number, kind in enumerate(kinds):
        source = held[min(int(len(held) * rng.random() ** 2), len(held) - 1)]
        # Once all others are used, they come again as edited copies of each other.
        host = others[number % len(others)]["text"]
        fresh = host if number < len(others) else edited(host, rng)
        day = f"{source['published'][:8]}{min(28, int(source['published'][8:10]) + rng.randrange(4)):02}"
        row = {"id": f"article-{number}", "text": _written(kind, source["text"], fresh, rng),
               "outlet": f"outlet {int(OUTLETS * rng.random() ** 1.5)}", "published": day}
        yield Planted(row, kind, None if kind == "fresh" else source["id"])


def _written(kind: str, source: str, host: str, rng: random.Random) -> str:
    if kind == "fresh":
        return host
    if kind == "verbatim":
        return source
    if kind == "light":
        return edited(source, rng)
    if kind == "partial":
        return _within(source, host, rng)
    return _rewritten(source, rng)


def _within(source: str, host: str, rng: random.Random) -> str:
    """A run of words of a release, cut at sentences where it has them, inside another text."""
    words, around = source.split(), host.split()
    size = min(len(words), rng.randrange(60, 160))
    at, middle = rng.randrange(len(words) - size + 1), len(around) // 2
    return " ".join([*around[:middle], *words[at:at + size], *around[middle:]])


def _rewritten(source: str, rng: random.Random) -> str:
    """Words swapped, one particular changed, two paragraphs exchanged, padding between."""
    text = edited(source, rng)
    changed = plant(text, rng.choice(KINDS), rng)
    parts = [part for part in (changed.text if changed else text).split("\n") if part.strip()]
    if len(parts) > 3:
        one, other = sorted(rng.sample(range(1, len(parts)), 2))
        parts[one], parts[other] = parts[other], parts[one]
    for sentence in rng.sample(_PADDING, 3):
        parts.insert(rng.randrange(1, len(parts) + 1), sentence)
    return "\n".join(parts)


def measured(rows: Sequence[Json], audit: Json, planted: Mapping[str, Planted]) -> Json:
    """Release found by kind, another named, releases named for fresh texts, intervals that hold the true share."""
    hits: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    outlets: dict[str, list[bool]] = {}
    for row in rows:
        one = planted[row["id"]]
        sizes[one.kind] += 1
        hits[one.kind] += row["release"] == one.source
        hits["wrong"] += row["release"] is not None and one.source not in (None, row["release"])
        outlets.setdefault(row["outlet"], []).append(one.source is not None)
    told = {row["group"].get("outlet"): row for row in audit["estimates"] if row["measure"] == "release"
            and row["copies"] == "with copies" and list(row["group"]) in ([], ["outlet"])}
    looked = {name: known for name, known in outlets.items() if len(known) >= LEAST}
    held = sum(told[name]["low"] - 1e-6 <= sum(known) / len(known) <= told[name]["high"] + 1e-6
               for name, known in looked.items())
    derived = sum(size for kind, size in sizes.items() if kind != "fresh")
    return {"rows": len(rows), "found": {kind: hits[kind] / sizes[kind] for kind in sorted(sizes)},
            "wrong_release": hits["wrong"] / max(1, derived), "true_share": derived / max(1, len(rows)),
            "told_share": told[None]["value"], "low": told[None]["low"], "high": told[None]["high"],
            "outlets": len(looked), "outlets_covered": held}


def _exponent(found: Sequence[Json]) -> float | None:
    """Slope of log CPU seconds over log articles, between the last two sizes."""
    if len(found) < 2:
        return None
    first, last = found[-2], found[-1]
    return log(last["cpu_seconds"] / first["cpu_seconds"]) / log(last["articles"] / first["articles"])


def table(found: Json) -> str:
    """One size a line, as plain text."""
    lines = ["articles x releases     CPU s  (a thousand)  MiB of the largest process   own release found by kind"]
    for one in found["sizes"]:
        kinds = "  ".join(f"{kind} {share:.3f}" for kind, share in one["found"].items())
        lines.append(f"{one['articles']:>8,} x {one['releases']:<7,} {one['cpu_seconds']:>8.0f} "
                     f"{1000 * one['cpu_seconds'] / one['articles']:>12.1f}  {one['peak_mib']:>10.0f}   {kinds}")
        lines.append(f"    another release {one['wrong_release']:.4f}; share from a release: true "
                     f"{one['true_share']:.3f}, told {one['told_share']:.3f} ({one['low']:.3f} to {one['high']:.3f}); "
                     f"outlets whose interval holds theirs {one['outlets_covered']} of {one['outlets']}")
    told = "-" if found["exponent"] is None else f"{found['exponent']:.2f}"
    return "\n".join([*lines, f"growth exponent of CPU seconds {told}"])
