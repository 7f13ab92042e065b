"""What every view of ``trace.json`` says alike: names of documents, visible text, the finding in one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..languages import ELSEWHERE, is_english
from .shapes import Json

Style = Literal["directed", "undirected", "second"]
KNOWN = 0.5  # support from which descent is drawn as such; below it a line says kinship only
# What a line says in every picture: solid is known, dashed is shared, dash-dot a second source.
SAYS: Mapping[Style, str] = {
    "directed": "derives from", "undirected": "shares a source with", "second": "also draws on"}
# What a node is in every picture; the last two were inferred.
NODES: Mapping[str, str] = {"release": "announcement", "article": "article", "inferred": "common source we do not have",
                            "wire": "agency text we do not have"}

# Joiners (U+200C, U+200D) are left alone: scripts and emoji need them. The others can hide or reorder text.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
                     r"\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """Text in which characters that hide or reorder others show as ``⟨U+202E⟩``."""
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


# A cell that begins so is run as a formula by spreadsheets (OWASP, *CSV Injection*), full-width signs by some.
_FORMULA = re.compile(r"[\s\u200b\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t]")


def guarded(text: str) -> str:
    """Text of a cell that no spreadsheet runs as a formula: one that could be gets an apostrophe in front."""
    return "'" + text if _FORMULA.match(text) else text


def line(text: str | None) -> str:
    """Untrusted metadata as one visible line."""
    return visible(" ".join((text or "").split()))


def short(text: str, size: int) -> str:
    """At most ``size`` characters, cut at a word where that loses little."""
    if len(text) <= size:
        return text
    cut = text[:size - 1].rstrip()
    space = cut.rfind(" ")
    return (cut[:space] if space > size * 0.6 else cut).rstrip(" ,;:-") + "…"


def cut(names: Mapping[str, str], size: int) -> dict[str, str]:
    """Names of documents (by id) at most ``size`` characters long; by id where two would read alike when cut."""
    found = {key: short(name, size) for key, name in names.items()}
    alike = Counter(name.casefold() for name in found.values())
    return {key: short(line(key), size) if alike[name.casefold()] > 1 else name for key, name in found.items()}


def labels(trace: Json) -> dict[str, str]:
    """The shortest name that tells each document apart: its outlet, else outlet and title or id."""
    documents = trace["documents"]
    outlets = Counter(line(d["outlet"]) for d in documents if d["outlet"])
    found: dict[str, str] = {}
    for document in documents:
        outlet, title, key = line(document["outlet"]), line(document["title"]), line(document["id"])
        if outlet and outlets[outlet] == 1:
            found[document["id"]] = outlet
        elif outlet:
            found[document["id"]] = f"{outlet}: {title or key}"
        else:
            found[document["id"]] = title or key
    repeated = Counter(found.values())
    for key, name in found.items():
        if repeated[name] > 1:
            found[key] = f"{name} ({line(key)})"
    sources = [source for source in trace["lineage"]["inferred"] if source.get("kind", "inferred") == "inferred"]
    for number, source in enumerate(sources, 1):
        found[source["id"]] = "Unseen source" if len(sources) == 1 else f"Unseen source {number}"
    wires = [source for source in trace["lineage"]["inferred"] if source.get("kind") == "wire"]
    named = Counter(line(wire.get("name")) for wire in wires)
    for wire in wires:
        name, story = line(wire.get("name")) or "Agency", line(wire["id"]).split(":")[1]
        found[wire["id"]] = f"{name} (wire)" if named[name] < 2 else f"{name} (wire, story {story})"
    return found


def style_of(edge: Json) -> Style:
    """What a line of the lineage says: see `SAYS`."""
    if edge["kind"] == "second_source" and edge["directed"]:
        return "second"
    return "directed" if edge["directed"] and edge["support"] >= KNOWN else "undirected"


def percent(share: float | None) -> str:
    """``38 %``; a share too small to round shows as ``<1 %``, an absent one as a dash."""
    if share is None:
        return "–"
    value = 100 * share
    if 0 < value < 1:
        return "<1 %"
    return f"{min(value, 99) if value < 100 else 100:.0f} %"


def figure(value: float | None) -> str:
    """A probability or a support as ``.53`` or ``1.00``; an absent one as a dash."""
    return "–" if value is None else f"{value:.2f}".removeprefix("0") if value < 0.995 else "1.00"


def day(published: str | None) -> str:
    """The date part of an ISO 8601 time, or ``no date``."""
    return (published or "")[:10] or "no date"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """``1 article``, ``2 articles``, ``1,204 articles``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def abstains(document: Json) -> bool:
    """Whether nothing but copying is told of a document's sentences: the models know English only."""
    return not is_english(document["language"]) or any(one.get("note") == ELSEWHERE for one in document["sentences"])


def padding_share(documents: Sequence[Json]) -> float | None:
    """Padding words over all words of these documents; None where it can be told of none."""
    told = [d for d in documents if not abstains(d)]
    words = sum(d["words"] for d in told)
    if not words:
        return None
    padded = sum(d["words"] * d["attribution"]["padding"]["share_words"] for d in told)
    return float(padded / words)


def _sources(trace: Json, derived: Sequence[Json]) -> tuple[int, int]:
    """(supplied, unseen) sources that something derives from."""
    stories, names = {d["story"] for d in derived}, {d["id"] for d in derived}
    supplied = {d["id"] for d in trace["documents"] if d["standing"] == "release" and d["story"] in stories}
    unseen = [source for source in trace["lineage"]["inferred"] if names & set(source["explains"])]
    return len(supplied), len(unseen)


def _origin(supplied: int, unseen: int, seen: int) -> str:
    """What the derived articles go back to; an unseen source need not have been an announcement."""
    there = "" if not supplied else "one announcement" if supplied == 1 else f"{supplied} announcements"
    gone = "" if not unseen else "a common source we do not have" if unseen == 1 else \
        f"{unseen} common sources we do not have"
    here = "" if not seen and (there or gone) else "another article" if seen < 2 else f"{seen} other articles"
    return " and ".join(part for part in (there, gone, here) if part)


def heads(trace: Json) -> set[str]:
    """Articles that others derive from, and that derive from none that is here nor from an unseen source."""
    edges = [edge for edge in trace["lineage"]["edges"] if edge["directed"] and edge["kind"] == "derives"]
    own = {d["id"] for d in trace["documents"] if d["standing"] == "independent"}
    return own & {edge["parent"] for edge in edges} - {edge["child"] for edge in edges}


def summary(trace: Json) -> dict[str, Any]:
    """The finding: counts, and one sentence a person can forward. ``padding_share`` is over derived articles."""
    articles = [d for d in trace["documents"] if d["standing"] != "release"]
    standing = Counter(d["standing"] for d in articles)
    derived = [d for d in articles if d["standing"] == "derived"]
    labelled = Counter(d["attribution"]["ai_rewritten"]["label"] for d in articles)
    (supplied, unseen), seen = _sources(trace, derived), len(heads(trace))
    share = padding_share(derived or articles)
    sizes = Counter(d["story"] for d in trace["documents"])
    found: dict[str, Any] = {
        "articles": len(articles), "derived": len(derived), "undecided": standing["undecided"],
        "same_event": standing["independent"] - seen,
        "sources_supplied": supplied, "sources_unseen": unseen, "sources_seen": seen,
        "ai_rewritten": labelled["likely_ai"], "ai_unclear": labelled["unclear"], "ai_error": _error(articles),
        "padding_share": None if share is None else round(share, 6),
        "stories": sum(size > 1 for size in sizes.values()), "skipped": len(trace["skipped"]),
    }
    return {"finding": _sentence(found), **found}


def _error(articles: Sequence[Json]) -> float | None:
    """The largest share of human texts that pass a threshold by which one of these was labelled; None where none was
    or the rate is unknown."""
    scores = [d["attribution"]["ai_rewritten"] for d in articles]
    return max((s["fpr_at_label"] for s in scores if s["label"] == "likely_ai" and s["fpr_at_label"] is not None),
               default=None)


def _sentence(found: Json) -> str:
    if not found["articles"]:
        return "There is no article to judge, only an announcement."
    ai, articles, share = found["ai_rewritten"], found["articles"], found["padding_share"]
    reads = ("none reads" if not ai else "all read" if ai == articles > 1 else "1 reads" if ai == 1
             else f"{ai} read")
    error = "" if found["ai_error"] is None else f" at a {percent(found['ai_error'])} error"
    whose = "the derived articles' words" if found["derived"] else "the words"
    tail = "" if share is None else f"; {percent(share)} of {whose} are padding"
    return f"{_derive(found)}{_others(found)}; {reads} as AI-rewritten{error}{tail}."


def _derive(found: Json) -> str:
    """How many articles derive, and from what."""
    articles, derived = found["articles"], found["derived"]
    if not derived:
        return (f"None of the {articles} articles could be shown to derive from another" if articles > 1
                else "The one article could not be shown to derive from another text")
    which = "All" if derived == articles and articles > 2 else f"{derived} of"
    subject = count(articles, "article") if derived == articles and articles < 3 else f"{which} {articles} articles"
    verb = "derives" if derived == 1 else "derive"
    return f"{subject} {verb} from {_origin(found['sources_supplied'], found['sources_unseen'], found['sources_seen'])}"


def _others(found: Json) -> str:
    """Those that cover the event on their own, and those the text cannot decide: told apart, and no accusation."""
    told = ""
    if number := found["same_event"]:
        told += f"; {number} {'covers' if number == 1 else 'cover'} the same event as another, with no sign of copying"
    if number := found["undecided"]:
        told += f"; {number} may be {'a rewrite' if number == 1 else 'rewrites'} or own reporting, which the text " \
                "does not decide"
    return told
