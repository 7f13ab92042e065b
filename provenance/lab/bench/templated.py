"""Unrelated releases that agree in all but their particulars: templates of one office, and one boilerplate in two.

Nothing here is marked as recurring: a pair met alone must be refused for what it says.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from .data import Split, read_jsonl, split_of
from .pairs import Pair, Texts, by_hash, nearest

HELD = 5  # sampled releases that hold a capitalised word of which two releases about other people have none in common
# Invented furniture; none of it is what `provenance.lab.bench.false_joins` pastes.
FURNITURE = (
    "About the institute\nFounded in 1961, the institute employs some nine hundred researchers and technicians in "
    "eleven departments. It is funded by its members, by public grants and by contracts with industry.",
    "Notes to editors\nInterviews can be arranged through the media desk. Images may be used free of charge for "
    "editorial purposes provided that the copyright holder is named.",
    "The opinions expressed are those of the authors and do not necessarily reflect the views of the funders, who had "
    "no role in the design of the work, in the analysis or in the decision to publish it.",
    "Follow us on social media for updates, videos and photographs, or sign up for our weekly digest of the best "
    "stories. You can unsubscribe at any time by following the link at the bottom of each message.",
    "About the company\nThe company is a leading provider of solutions for customers in more than forty countries. Its "
    "shares are listed and its headquarters employ two thousand people. For further details visit our website.",
    "Certain statements in this release are projections that involve risk. Actual outcomes could vary materially "
    "because of market conditions, competition, regulation and other factors outside our control.",
    "The journal is a weekly peer-reviewed publication. Please mention the journal as the source of this item and, if "
    "publishing online, link to the article so that readers can find the full text.",
    "If you have been affected by any of the issues in this story, help and advice are available around the clock from "
    "trained volunteers, who can be reached in confidence and at no cost.",
    "The council distributes public money to laboratories and universities across the country. Its work ranges from "
    "molecules to populations, and its scientists have won more than twenty international prizes.",
    "All rights reserved. This material may not be published, broadcast, rewritten or redistributed without prior "
    "written permission from the owner. Contact the newsroom with corrections or complaints.",
)


def templated(data: Path, texts: Texts, splits: Sequence[Split], cap: int, most: int = 3) -> list[Pair]:
    """Prosecutors' releases with the nearest others of the same split about other people, each met alone.

    Other people: no capitalised word in common that `HELD` or fewer of the sampled releases hold.
    """
    rows = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "prosecutor_releases.jsonl.gz")
            if 80 <= row["n_words"] <= 1200}
    found: list[Pair] = []
    for split in splits:
        keys = by_hash((key for key in rows if split_of(key) == split), "alone")[:max(cap * 4, 800)]
        names = {key: {word.strip(".,;:()'\"") for word in rows[key].split() if word[:1].isupper()} for key in keys}
        held: dict[str, int] = defaultdict(int)
        for word in (word for key in keys for word in names[key]):
            held[word] += 1
        alone = {texts.add(f"{key}~alone", rows[key]): key for key in keys}
        chosen = list(alone)[:cap]
        for key, near in zip(chosen, nearest(texts, chosen, list(alone), 10), strict=True):
            apart = [other for other in near if other != key
                     and all(held[word] > HELD for word in names[alone[key]] & names[alone[other]])]
            found += [Pair(key, other, False, "templated", split, "unrelated") for other in apart[:most]]
    return found


def furnished(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Releases about different studies that end in the same two or three paragraphs of `FURNITURE`."""
    rows = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")}
    found: list[Pair] = []
    for split in splits:
        keys = by_hash((key for key in rows if split_of(key) == split), "furnished")[:cap]
        for key in keys:
            texts.add(f"plain~{key}", rows[key])
        plain = [f"plain~{key}" for key in keys]
        for key, near in zip(plain, nearest(texts, plain, plain, 4), strict=True):
            for at, other in enumerate([other for other in near if other != key][:2]):
                tail = _furniture(f"{key}|{other}", 2 + at)
                pair = [texts.add(f"{one}~{key}~{at}", "\n\n".join([texts.raw[one], *tail])) for one in (key, other)]
                found.append(Pair(pair[0], pair[1], False, "furnished", split, "unrelated"))
    return found


def _furniture(salt: str, count: int) -> list[str]:
    order = sorted(FURNITURE, key=lambda text: hashlib.sha256((salt + text).encode()).digest())
    return order[:count]
