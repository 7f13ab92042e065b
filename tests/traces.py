"""Traces for the tests of the views: the two sample stories with their labels, and stories of any size.

The views are tested apart from the pipeline, so judgements are taken from the labels or drawn from a seed.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

from provenance.prepare import prepare
from provenance.reading import read
from provenance.records import (
    AiScore,
    Alignment,
    Attribution,
    Claim,
    Contribution,
    Derivation,
    Document,
    DocumentReport,
    Edge,
    Evidence,
    Fact,
    FactFinding,
    InferredSource,
    Lineage,
    Link,
    Padding,
    Prepared,
    SentenceRole,
    Skipped,
    Span,
    Trace,
)
from provenance.settings import Settings
from provenance.text.runs import spans

SAMPLES = Path(__file__).parent.parent / "samples"
RELATIONS = {"padded_rewrite": "heavy_rewrite", "same_org": "unrelated"}
HOSTILE = "<script>alert(1)</script>"
BIDI = "Zero\u200bwidth \u202etxet desrever\u202c and עברית"


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _overlap(a: str, b: str) -> float:
    left, right = set(_plain(a).split()), set(_plain(b).split())
    return len(left & right) / max(1, min(len(left), len(right)))


def align(a: Prepared, b: Prepared) -> Alignment:
    """A rough alignment: shared runs of words, and sentences by shared words."""
    rows = spans(a.ids, b.ids, 5)
    found, last = [], -1
    for a0, a1, b0, b1 in rows.tolist():
        kind = "moved" if a0 < last else "verbatim"
        last = max(last, a0)
        found.append(Span(int(a.starts[a0]), int(a.ends[a1 - 1]), int(b.starts[b0]), int(b.ends[b1 - 1]),
                          a1 - a0, kind))
    links = []
    for j, sentence in enumerate(b.sentences):
        if sentence.kind not in ("body", "heading"):
            continue
        best = max(range(len(a.sentences)), key=lambda i: _overlap(a.text_of(a.sentences[i]), b.text_of(sentence)))
        similarity = _overlap(a.text_of(a.sentences[best]), b.text_of(sentence))
        if similarity >= 0.5 and sentence.words > 4:
            links.append(Link(j, (best,), "verbatim" if similarity > 0.9 else "paraphrase", similarity, similarity))
    verbatim = sum(span.words for span in found)
    reworded = sum(b.sentences[link.b].words for link in links if link.kind == "paraphrase")
    return Alignment(a.id, b.id, tuple(found), tuple(links), verbatim, reworded,
                     min(1.0, (verbatim + reworded) / len(a.words)), min(1.0, (verbatim + reworded) / len(b.words)))


def _role(text: str, truth: dict[str, str], alignment: Alignment | None, index: int, kind: str) -> str:
    role = truth.get(_plain(text), "")
    if not role:
        role = next((value for key, value in truth.items() if _plain(text) in key or key in _plain(text)), "added")
    if role != "release":
        return role
    if kind != "body":
        return kind
    if alignment is None:
        return "added"
    return next((link.kind for link in alignment.links if link.b == index), "paraphrase")


def _sentences(item: Prepared, truth: dict[str, str], source: Prepared | None,
               alignment: Alignment | None) -> tuple[SentenceRole, ...]:
    made = []
    for index, sentence in enumerate(item.sentences):
        role = _role(item.text_of(sentence), truth, alignment, index, sentence.kind)
        link = next((x for x in alignment.links if x.b == index), None) if alignment else None
        origin = None
        if link and source and role in ("verbatim", "paraphrase"):
            other = source.sentences[link.a[0]]
            origin = (source.id, other.start, other.end, link.similarity)
        kind = ("release" if source.document.role == "release" else "sibling") if origin and source else None
        made.append(SentenceRole(sentence.start, sentence.end, role, 0.9, origin, sentence.note,  # type: ignore[arg-type]
                                 kind))  # type: ignore[arg-type]
    return tuple(made)


def _findings(item: Prepared, source: Prepared | None, others: list[Prepared]) -> tuple[FactFinding, ...]:
    theirs = {fact.value: fact for fact in source.facts} if source else {}
    made = []
    for fact in item.facts:
        held = theirs.get(fact.value)
        also = tuple(o.id for o in others if o.id != item.id and any(f.value == fact.value for f in o.facts))
        status = "unknown" if source is None else "kept" if held else "added"
        rival = next((f for f in theirs.values() if f.kind == fact.kind == "number" and f.value not in
                      {x.value for x in item.facts}), None)
        if status == "added" and rival and source:
            status, held = "changed", rival
        origin = (source.id, held.start, held.end, held.text) if held and source else None
        made.append(FactFinding(fact, status, origin, also))  # type: ignore[arg-type]
    if source:
        mine = {fact.value for fact in item.facts}
        made += [FactFinding(f, "dropped", (source.id, f.start, f.end, f.text)) for f in source.facts
                 if f.value not in mine]
    return tuple(made)


def _composition(item: Prepared, roles: tuple[SentenceRole, ...]) -> dict[str, float]:
    words: Counter[str] = Counter()
    for sentence, role in zip(item.sentences, roles, strict=True):
        words[role.role] += sentence.words
    words.pop("heading", None)
    total = sum(words.values()) or 1
    return {role: round(words[role] / total, 4)
            for role in ("verbatim", "paraphrase", "added", "padding", "furniture", "disclosure")}


def _ai(label: bool | None) -> AiScore:
    if label is None:
        return AiScore(0.5, "unclear", None, False, (), "a release is not scored against itself")
    evidence = (Contribution("excess_vocabulary", 1.4 if label else -0.6, "“groundbreaking”, “underscores”, “bold”"),
                Contribution("reported_speech", 0.7 if label else -0.2, "quotations turned into reported speech"),
                Contribution("mean_word_length", 0.4 if label else -0.9, "5.4 letters against 4.8 in the source"))
    return AiScore(0.97 if label else 0.08, "likely_ai" if label else "likely_human", 0.01, True, evidence,
                   calibrated_on="news")


@cache
def sample(name: str) -> Trace:
    """The trace of ``samples/<name>`` as its labels have it."""
    folder = SAMPLES / name
    documents, skipped = read([str(folder)])
    truth = json.loads((folder / "truth.json").read_text("utf-8"))["documents"]
    items = {document.id: prepare(document) for document in documents}
    derived = {key for key in items if truth[key]["parents"]}
    release = next((d.id for d in documents if d.role == "release"), None)
    story_of = {key: "S1" if key in derived or key == release else "" for key in items}
    for number, key in enumerate(sorted(k for k in items if not story_of[k]), 2):
        story_of[key] = f"S{number}"
    alignments: dict[tuple[str, str], Alignment] = {}
    keys = sorted(items)
    pairs = []
    for i, one in enumerate(keys):
        for two in keys[i + 1:]:
            a, b = (two, one) if one in truth[two]["parents"] or two == release else (one, two)
            a, b = (one, two) if one in truth[two]["parents"] or one == release else (a, b)
            found = align(items[a], items[b])
            alignments[a, b] = found
            together = story_of[a] == story_of[b] == "S1"
            relation = RELATIONS.get(truth[b]["relation"], truth[b]["relation"]) if together else "unrelated"
            size = found.verbatim_words
            reasons = (Evidence("alignment", f"{len(found.links)} sentences of {b} restate {a}", 1.8),
                       Evidence("rare_terms", "both name Longrake and Brannoch Sound", 1.1),
                       Evidence("order", "aligned sentences stand in another order", -0.4))
            pairs.append(Derivation(a, b, 0.02, size / len(items[a].words), size / len(items[b].words), 0.4, size,
                                    found.paraphrase_words, found.coverage_a, found.coverage_b,
                                    0.97 if together else 0.04, relation, None, reasons if together else ()))
    reports = []
    for key in keys:
        labels = truth[key]
        parent = next((p for p in labels["parents"] if p in items), None)
        source = items[parent] if parent else None
        found_ = alignments.get((parent, key)) if parent else None
        if labels["parents"] == ["unseen"]:
            other = next(k for k in sorted(derived) if k != key)
            source, found_ = items[other], align(items[other], items[key])
        told = {_plain(s["t"]): s["role"] for s in labels["sentences"]}
        roles = _sentences(items[key], told, source, found_)
        shares = _composition(items[key], roles)
        share = shares["padding"]
        standing = ("release" if key == release else "derived" if key in derived
                    else "independent" if labels["relation"] == "same_event" else "unrelated")
        reports.append(DocumentReport(
            items[key].document, len(items[key].words), story_of[key], standing,  # type: ignore[arg-type]
            None if key == release else 0.96 if key in derived else 0.07,
            Attribution(_ai(labels["ai_rewritten"]),
                        Padding(share, "much" if share > 0.2 else "some" if share > 0.05 else "none"), shares),
            roles, _findings(items[key], items[parent] if parent else None, [items[k] for k in sorted(derived)])))
    return Trace(Settings().as_dict(), tuple(reports), tuple(pairs), _lineage(truth, items, story_of, release),
                 (*skipped, Skipped("harbor/broken.html", "no article text in the page")),
                 ("2 documents have no date; their place in the order is inferred",), tuple(alignments.values()))


def _lineage(truth: dict[str, dict[str, list[str]]], items: dict[str, Prepared], story_of: dict[str, str],
             release: str | None) -> Lineage:
    edges, explains = [], []
    for key in sorted(items):
        for number, parent in enumerate(truth[key]["parents"]):
            reasons = (Evidence("no_regain", "every claim of the child stands in the parent", 2.1),
                       Evidence("date", "published a day later", 0.6))
            if parent == "unseen":
                explains.append(key)
                edges.append(Edge("inferred:S1", key, True, 0.88, "derives", reasons))
            else:
                support = 0.97 if parent == release else 0.74
                edges.append(Edge(parent, key, True, support, "second_source" if number else "derives", reasons,
                                  release, 0.3))
    pair = sorted(explains)[:2]
    if pair:
        edges.append(Edge(pair[0], pair[1], False, 0.55, "shares_source",
                          (Evidence("shared_innovation", "both call the arm groundbreaking", 0.5),)))
    claims = (Claim("The slides number 41,600.", tuple(sorted(explains)[:5])),
              Claim("Fewer than 4 per cent have been shown.", tuple(sorted(explains)[1:4]), True))
    inferred = (InferredSource("inferred:S1", tuple(sorted(explains)), claims, dict.fromkeys(explains, 0.6)),)
    unplaced = tuple(key for key in sorted(items) if truth[key]["relation"] == "same_event")
    return Lineage(story_of, tuple(edges), (release,) if release else ("inferred:S1",),
                   inferred if explains else (), unplaced)


_WORDS = ("harbour council budget turbine museum grant signal valley school bridge river market archive engine "
          "garden clinic ferry summit orchard tunnel").split()


def synthetic(size: int, seed: int = 1, stories: int = 3) -> Trace:
    """``size`` invented documents in ``stories`` stories; every judgement is drawn from ``seed``."""
    draw = random.Random(seed)
    reports, edges, pairs, alignments, story_of = [], [], [], [], {}
    members: dict[str, list[str]] = {}
    for number in range(size):
        key, story = f"doc-{number:03d}.txt", f"S{1 + number % stories}"
        lines = [f"The {draw.choice(_WORDS)} {draw.choice(_WORDS)} plan costs {draw.randrange(2, 900)} thousand "
                 f"crowns, said the {draw.choice(_WORDS)} office in a note to readers on day {n}." for n in range(22)]
        text = "Plan for the " + draw.choice(_WORDS) + "\n\n" + "\n\n".join(lines)
        first = story not in members
        title = HOSTILE if number == 4 else BIDI if number == 5 else f"Plan for the {draw.choice(_WORDS)} no. {number}"
        date = f"2026-03-{1 + number * 27 // size:02d}T{number % 24:02d}:30:00"
        document = Document(key, text, f"{number:064x}", f"in/{key}", title, f"Outlet {number % 37}", None,
                            None if number % 9 == 8 else date,
                            None if number % 9 == 8 else "metadata", "release" if first else "article", "en")
        story_of[key] = story
        roles, at = [SentenceRole(0, text.index("\n"), "heading", 1.0)], text.index("\n") + 2
        parent = None if first else draw.choice(members[story][-12:])
        for line in lines:
            role = draw.choices(["verbatim", "paraphrase", "added", "padding", "furniture", "disclosure"],
                                [5, 8, 3, 3, 1, 0.3])[0]
            origin = (parent, at, at + 40, 0.8) if parent and role in ("verbatim", "paraphrase") else None
            roles.append(SentenceRole(at, at + len(line), role, draw.uniform(0.5, 1), origin,  # type: ignore[arg-type]
                                      source_kind="parent" if origin else None))
            at += len(line) + 2
        weights = Counter(role.role for role in roles[1:])
        shares = {role: weights[role] / len(lines) for role in
                  ("verbatim", "paraphrase", "added", "padding", "furniture", "disclosure")}
        facts = tuple(FactFinding(Fact("number", f"{n}", 0, 4, f"number:{n}", 0), draw.choice(
            ["kept", "changed", "added", "unknown"]), (parent, 0, 4, "Plan") if parent else None) for n in range(6))
        reports.append(DocumentReport(
            document, len(text.split()), story, "release" if first else "derived", None if first else 0.9,
            Attribution(_ai(None if first else draw.random() < 0.4), Padding(shares["padding"], "some"), shares),
            tuple(roles), facts))
        if parent:
            kind = draw.choices(["derives", "second_source", "shares_source"], [8, 1, 1])[0]
            edges.append(Edge(parent, key, kind != "shares_source", draw.uniform(0.4, 1), kind,  # type: ignore[arg-type]
                              (Evidence("no_regain", "nothing regained", 1.0),)))
            relation = draw.choice(["verbatim", "light_rewrite", "heavy_rewrite", "partial"])
            pairs.append(Derivation(parent, key, 0.3, 0.4, 0.4, 0.6, 90, 120, 0.5, 0.5, 0.95, relation,  # type: ignore[arg-type]
                                    0.9, (Evidence("alignment", "many sentences align", 1.0),)))
            alignments.append(Alignment(parent, key, (Span(0, 12, 0, 12, 3),), (Link(2, (3,), "paraphrase", 0.7, 0.8),),
                                        90, 120, 0.5, 0.5))
        members.setdefault(story, []).append(key)
    roots = tuple(sorted(names[0] for names in members.values()))
    return Trace(Settings().as_dict(), tuple(reports), tuple(pairs),
                 Lineage(story_of, tuple(edges), roots, (), ()), (), (), tuple(alignments))
