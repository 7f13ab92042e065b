"""Outputs of earlier runs, by which they are known again: they are no inputs, and only they may be replaced."""

from __future__ import annotations

import json
from pathlib import Path

TRACE, TEXTS = "trace.json", "texts"
# Every name that `trace` may write into its folder.
OUTPUTS = (TRACE, "report.html", "documents.csv", "pairs.csv", "sentences.csv", "facts.csv", "lineage.graphml",
           "lineage.png", "lineage.svg", "similarity.png", "timeline.png", "composition.png", TEXTS)
_HEAD = b'"schema": "provenance.trace/'
_WITHIN = 200


def is_trace(folder: Path) -> bool:
    """Whether a run of `trace` wrote into the folder."""
    try:
        with (folder / TRACE).open("rb") as stream:
            return _HEAD in stream.read(_WITHIN)
    except OSError:
        return False


def written(folder: Path) -> frozenset[str]:
    """Files of an earlier run in the folder, relative to it; empty where its ``trace.json`` does not say."""
    if not is_trace(folder):
        return frozenset()
    try:
        documents = json.loads((folder / TRACE).read_text("utf-8"))["documents"]
        texts = {str(item["text_file"]) for item in documents if item.get("text_file")}
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return frozenset()
    names = {name for name in (*OUTPUTS, *texts) if name != TEXTS and (folder / name).is_file()}
    return frozenset(name for name in names if ".." not in Path(name).parts)
