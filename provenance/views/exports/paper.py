"""Text for a paper: a methods paragraph and a citation, with versions, digests, settings and error rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ...tracefile.shapes import Json
from ...tracefile.words import count


def methods(trace: Json, texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``methods.md``: what was done, in sentences a reviewer can check."""
    yield "methods.md", paragraph(trace).encode()


def paragraph(trace: Json) -> str:
    """The methods paragraph of a trace."""
    software, settings = trace["software"], trace["settings"]
    articles = [item for item in trace["documents"] if item["role"] != "release"]
    standing = Counter(item["standing"] or "not decided" for item in articles)
    rates = sorted({score["fpr_at_label"] for item in articles
                    if (score := item["attribution"]["ai_rewritten"])["fpr_at_label"] is not None})
    told = ", ".join(f"{number} {name}" for name, number in sorted(standing.items()))
    error = f" The label for AI rewriting was given at a false-positive rate of {rates[0]:.0%} on human news and " \
        "releases." if rates else ""
    skipped = f" What could not be used ({count(len(trace['skipped']), 'input')}) is listed in the output." \
        if trace["skipped"] else " Every input was used."
    return (
        f"We traced {count(len(articles), 'article')} with provenance {software['provenance']} (code digest "
        f"{str(software.get('code', ''))[:12]}, settings hash {settings['hash']}, seed {settings.get('seed', 1)}; "
        f"schema {trace['schema']}). Articles were compared by shared runs of words, weighted vocabulary and checkable "
        f"facts; an article counts as derived from a probability of {settings.get('derived_threshold', 0.5):g}. Of the "
        f"articles, {told}. Lines of descent carry a support calibrated on stories with known descent; lines without "
        f"evidence of direction were left undirected.{error}{skipped}\n")


def citation(trace: Json, texts: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """``citation.bib``: how to cite this run of the software."""
    software = trace["software"]
    yield "citation.bib", (
        "@software{provenance,\n  title   = {provenance: tracing press releases through the news},\n"
        "  author  = {{The provenance authors}},\n"
        f"  version = {{{software['provenance']}}},\n"
        f"  note    = {{settings {trace['settings']['hash']}, code {str(software.get('code', ''))[:16]}}}\n"
        "}\n").encode()
