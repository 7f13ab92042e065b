"""The main job: five real articles alone, then among two hundred unrelated releases; a thousand documents timed."""

from __future__ import annotations

import json
import random
import resource
import time
from pathlib import Path
from typing import Any

from ...pipeline import trace
from ...reading import read
from ...records import Document, Trace
from ...tracefile.encode import to_dict
from .data import read_jsonl


def run(data: Path) -> dict[str, Any]:
    """Checks of the main job on ``data``; every entry is a plain value.

    Raises InputError when the collections are absent.
    """
    five, _ = read([str(data / "a24")])
    releases = _releases(data)
    return {"alone": _alone(five), "mixed": _mixed(five, releases), "speed": _speed(releases)}


def _releases(data: Path) -> list[Document]:
    rows = read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
    chosen = random.Random(20).sample(range(len(rows)), 1000)
    return [Document(id=f"senate-{index}", text=rows[index]["text"], sha256="", outlet=rows[index].get("outlet"),
                     published=rows[index].get("published"), language="en") for index in chosen]


def _alone(five: tuple[Document, ...]) -> dict[str, Any]:
    found = trace(five)
    reverse = trace(five[::-1])
    same = json.dumps(to_dict(found), sort_keys=True) == json.dumps(to_dict(reverse), sort_keys=True)
    return {"stories": len(set(found.lineage.story_of.values())),
            "derived": sum(report.standing == "derived" for report in found.documents),
            "explained": [len(source.explains) for source in found.lineage.inferred],
            "order_independent": same}


def _mixed(five: tuple[Document, ...], releases: list[Document]) -> dict[str, Any]:
    found = trace([*five, *releases[:200]], workers=2)
    ours = {document.id for document in five}
    stories = {name: found.lineage.story_of[name] for name in found.lineage.story_of}
    members = [name for name, story in stories.items() if story in {stories[name] for name in ours}]
    joined = {name: story for name, story in stories.items()
              if name not in ours and list(stories.values()).count(story) > 1}
    return {"story_of_five": sorted(members) == sorted(ours), "stories_of_five": len({stories[n] for n in ours}),
            "releases_joined_to_five": len(set(members) - ours), "releases_joined_to_another": len(joined)}


def _speed(releases: list[Document]) -> dict[str, Any]:
    start = time.perf_counter()
    found = trace(releases, workers=2)
    traced = time.perf_counter() - start
    json.dumps(to_dict(found))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"documents": len(releases), "words": _words(found), "trace_seconds": round(traced, 1),
            "seconds_with_json": round(time.perf_counter() - start, 1), "peak_mib": round(peak / 1024)}


def _words(found: Trace) -> int:
    return sum(report.words for report in found.documents)


def table(result: dict[str, Any]) -> str:
    """The result as lines of text, one check a line."""
    alone, mixed, speed = result["alone"], result["mixed"], result["speed"]
    return "\n".join([
        f"five articles alone      stories {alone['stories']} (1)  derived {alone['derived']} (5)  "
        f"inferred source explains {alone['explained']} ([5])  order independent {alone['order_independent']}",
        f"among 200 releases       stories of the five {mixed['stories_of_five']} (1)  exactly the five "
        f"{mixed['story_of_five']}  releases joined to them {mixed['releases_joined_to_five']} (0)  "
        f"releases in a story of two or more {mixed['releases_joined_to_another']}",
        f"{speed['documents']} documents           {speed['seconds_with_json']} s with trace.json (60)  "
        f"peak {speed['peak_mib']} MiB (2048)  {speed['words']} words, 2 processes",
    ])
