"""The method box: how sure this is, under which settings, with what software, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...tracefile.shapes import Json
from ...tracefile.words import count, line, percent, style_of

# What each setting means to a reader; others are listed by name alone.
_MEANING = {
    "shingle": "words of a run", "permutations": "MinHash values of a scan", "seed": "random seed",
    "min_words": "fewest words a document may have", "neighbours": "candidates kept a document",
    "min_cosine": "least TF-IDF cosine of a candidate", "align_threshold": "probability from which a pair is aligned",
    "related_threshold": "probability from which two texts are of one story",
    "derived_threshold": "probability from which an article counts as derived",
    "undecided_threshold": "probability from which that is left undecided",
    "bootstrap": "resamplings behind each support", "sources": "texts a document's sentences are compared with",
    "hot_bucket": "members of one bucket linked to each other", "hash": "of the settings, the code and the models",
}


def _rates(trace: Json) -> list[str]:
    """The error rates the labels were given at."""
    told = []
    scores = [d["attribution"]["ai_rewritten"] for d in trace["documents"] if d["standing"] != "release"]
    rates = Counter(s["fpr_at_label"] for s in scores if s["label"] == "likely_ai" and s["fpr_at_label"] is not None)
    for rate, number in sorted(rates.items()):
        told.append(f"“Reads as AI-rewritten” was given to {count(number, 'document')} at a threshold that "
                    f"{percent(rate)} of human-written texts of the kind pass by mistake.")
    unclear = sum(s["label"] == "unclear" for s in scores)
    if unclear:
        told.append(f"For {count(unclear, 'document')} the evidence was too thin and no label was given.")
    relative = sum(bool(s["relative"]) for s in scores)
    if relative == len(scores) and scores:
        told.append("Every article was judged against a source, not by its style alone.")
    elif relative:
        told.append(f"{count(relative, 'article')} could be judged against a source, the others by style alone.")
    return told


def _support(trace: Json) -> list[str]:
    edges = trace["lineage"]["edges"]
    if not edges:
        return []
    open_ = sum(style_of(edge) == "undirected" for edge in edges)
    told = [f"Support is the share of {trace['settings'].get('bootstrap', 'the')} resamplings of the texts' sentences "
            "in which a line stood, calibrated on development data."]
    if open_:
        told.append(f"{count(open_, 'line')} {'says' if open_ == 1 else 'say'} only that two texts share a source: "
                    "which came from which is not told by texts, dates or credits.")
    sizes = Counter(item["story"] for item in trace["documents"])
    alone = {item["id"] for item in trace["documents"] if sizes[item["story"]] == 1}
    unplaced = len(set(trace["lineage"]["unplaced"]) - alone)
    if unplaced:
        told.append(f"{count(unplaced, 'document')} could not be placed in the lineage.")
    return told


def _versions(software: Json) -> Iterator[tuple[str, str]]:
    """Versions as they are; of digests the first 16 digits, which is enough to tell two runs apart."""
    for name, value in software.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}: {file}", digest[:16]) for file, digest in value.items())
        else:
            yield name, value[:16] if name == "code" else value


def method(trace: Json) -> dict[str, Any]:
    """Notes, settings, versions, skipped inputs and warnings, as plain text for the template."""
    settings = [(name, ", ".join(map(str, value)) if isinstance(value, list) else value, _MEANING.get(name, ""))
                for name, value in trace["settings"].items()]
    notes = ["Probabilities are calibrated on development data; a text may be labelled wrongly. A label is a reason "
             "to look, not a verdict on a writer.", *_rates(trace), *_support(trace)]
    return {
        "notes": notes, "settings": settings, "software": list(_versions(trace["software"])),
        "skipped": [(line(item["path"]), line(item["reason"])) for item in trace["skipped"]],
        "warnings": [line(text) for text in trace["warnings"]],
    }
