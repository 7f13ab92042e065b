"""The main job on one page: read documents go in, a `Trace` comes out.

Every step is a public function of the module that owns it; this one only orders them and keeps the books.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from . import attribute, judge, lineage, roles
from .align import align, with_passages
from .dating import date
from .errors import NothingUsable
from .facts.compare import compare
from .find import candidates
from .find.copies import fold
from .furniture.recurring import mark_recurring
from .judge.profile import Profile as JudgeProfile
from .languages import ELSEWHERE, is_english
from .parallel import Pool
from .prepare import attempt
from .records import (
    AiScore,
    Alignment,
    Attribution,
    Derivation,
    Document,
    DocumentReport,
    FactFinding,
    Lineage,
    Prepared,
    SentenceRole,
    Skipped,
    Trace,
)
from .settings import Settings
from .standing import agreed, decide
from .text.rarity import load_background

Progress = Callable[[str, int, int], None]
Pair = tuple[str, str]
UNPLACED = 2.0  # probability from which the reasons of a pair name places: of a copy among many they never do
_SCORED = 64  # texts that are scored together
FEW_RELEASES = 8  # up to this many are compared with every document; more are an archive, and candidates decide


def trace(documents: Sequence[Document], release: str | None = None, settings: Settings | None = None, *,
          skipped: Sequence[Skipped] = (), workers: int = 1, progress: Progress | None = None,
          passages: bool = True) -> Trace:
    """Trace ``documents``: derivation, lineage, composition, facts and attribution of each.

    ``release`` is the id of the announcement; without it every document with role ``release`` counts as one, and
    without any the source is treated as unseen. The result does not depend on the order of ``documents`` or on
    ``workers``. ``progress`` is called with (stage, done, total). Without ``passages`` no pair carries the passages a
    reader opens, and all else is the same. Raises NothingUsable when no document has
    ``settings.min_words`` words.
    """
    settings = settings or Settings()
    tell = progress or (lambda stage, done, total: None)
    with Pool(workers if len(documents) >= 40 else 1) as pool:
        by_id, short, copies, pairs, alignments, found = _placed(documents, release, settings, pool, tell)
        desk = _Desk(by_id, pairs, alignments, found, settings)
        reports, shown = desk.reports(pool, tell), desk.shown(pool, copies, passages)
    return Trace(settings=settings.as_dict(), documents=reports, pairs=pairs, lineage=desk.found,
                 skipped=tuple(sorted([*skipped, *short], key=lambda item: (item.path, item.reason))),
                 warnings=(*_warnings(reports), *desk.failures()), alignments=shown)


def placed(documents: Sequence[Document], release: str | None = None, settings: Settings | None = None) -> Lineage:
    """The lineage alone, by the very steps of `trace`."""
    settings = settings or Settings()
    with Pool(1) as pool:
        by_id, _, _, pairs, _, found = _placed(documents, release, settings, pool, lambda stage, done, total: None)
    return agreed(found, decide(tuple(by_id.values()), pairs, found, settings))


def _placed(documents: Sequence[Document], release: str | None, settings: Settings, pool: Pool, tell: Progress
            ) -> tuple[dict[str, Prepared], list[Skipped], dict[str, str], tuple[Derivation, ...],
                       dict[Pair, Alignment], Lineage]:
    prepared, short = _prepared(documents, release, settings, pool, tell)
    prepared = mark_recurring(prepared, load_background())
    by_id = {item.id: item for item in prepared}
    copies = fold(prepared)
    pairs, alignments = _judge(by_id, copies, settings, pool, tell)
    found = lineage.build(prepared, pairs, alignments, settings, release, copies, pool, by_id)
    return by_id, short, copies, pairs, alignments, found


def _prepared(documents: Sequence[Document], release: str | None, settings: Settings, pool: Pool,
              tell: Progress) -> tuple[tuple[Prepared, ...], list[Skipped]]:
    ordered = sorted(documents, key=lambda document: document.id)
    if release is not None:
        ordered = [replace(document, role="release" if document.id == release else "article") for document in ordered]
    kept: list[Prepared] = []
    short: list[Skipped] = []
    for done, item in enumerate(pool.map(_prepare, None, ordered), 1):
        tell("reading", done, len(ordered))
        if isinstance(item, Skipped):
            short.append(item)
        elif len(item.words) >= settings.min_words:
            kept.append(item)
        else:
            short.append(Skipped(item.document.path or item.id,
                                 f"{len(item.words)} words; fewer than {settings.min_words} cannot be traced"))
    if not kept:
        raise NothingUsable(f"no document has {settings.min_words} words: check the input or lower min_words")
    return tuple(kept), short


def _prepare(_: None, document: Document) -> Prepared | Skipped:
    return attempt(date(document))


def _align(prepared: Mapping[str, Prepared], pair: Pair) -> Alignment:
    """B onto A. A pair that cannot be aligned costs its own alignment, never the run."""
    a, b = pair
    try:
        return align(prepared[a], prepared[b], load_background())
    except Exception as error:
        return _failed(a, b, error)


def _show(prepared: Mapping[str, Prepared], aligned: Alignment) -> Alignment:
    return aligned if aligned.failure else with_passages(aligned, prepared[aligned.a], prepared[aligned.b],
                                                         load_background())


def _judge(by_id: Mapping[str, Prepared], copies: Mapping[str, str], settings: Settings, pool: Pool,
           tell: Progress) -> tuple[tuple[Derivation, ...], dict[Pair, Alignment]]:
    """Candidate pairs in order of ids, and the alignment (B onto A) of those that may be related.

    A release is the first of its pair.
    """
    prepared = tuple(by_id.values())
    profiled = pool.map(_profile, by_id, list(by_id))  # beside the search for candidates
    matrix = candidates.tfidf(prepared, load_background())
    places = sorted({*candidates.candidates(prepared, settings, matrix, copies), *_with_releases(prepared)})
    cosine = dict(zip([_release_first(prepared[i], prepared[j]) for i, j in places],
                      candidates.cosines(matrix, places), strict=True))
    wanted = sorted(cosine)
    tell("judging", 0, len(wanted))
    known = {name: one for name, one in zip(by_id, profiled, strict=True) if one is not None}
    judged, alignments = _judged(by_id, [pair for pair in wanted if not _copied(pair, copies)], cosine, settings, known)
    plainly, failed = _judged(by_id, [pair for pair in wanted if _copied(pair, copies)], cosine, settings, known,
                              UNPLACED)
    judged, alignments = judged | plainly, alignments | failed
    wanted = sorted(judged)
    tell("judging", len(wanted), len(wanted))
    near = [pair for pair in wanted if judged[pair].p_related >= settings.align_threshold]
    for done, aligned in enumerate(pool.map(_align, by_id, near), 1):
        pair = aligned.a, aligned.b
        alignments[pair], judged[pair] = aligned, judge.with_alignment(judged[pair], aligned)
        tell("aligning", done, len(near))
    return tuple(judged[pair] for pair in wanted), alignments


def _profile(prepared: Mapping[str, Prepared], name: str) -> JudgeProfile | None:
    try:
        return judge.profiled(prepared[name])
    except Exception:
        return None  # the pairs of this document fail one by one, each with the reason


def _judged(by_id: Mapping[str, Prepared], pairs: Sequence[Pair], cosine: Mapping[Pair, float], settings: Settings,
            known: Mapping[str, JudgeProfile], explain: float = 0.1
            ) -> tuple[dict[Pair, Derivation], dict[Pair, Alignment]]:
    """The judgement of each pair; a pair that cannot be judged is left out, with an alignment that says why."""
    try:
        found = judge.judge([(by_id[a], by_id[b]) for a, b in pairs], None,
                            [cosine[pair] for pair in pairs], load_background(), explain=explain, settings=settings,
                            profiles=known)
        return dict(zip(pairs, found, strict=True)), {}
    except Exception as error:
        if len(pairs) == 1:
            (a, b), = pairs
            return {}, {(a, b): _failed(a, b, error)}
    half = len(pairs) // 2
    first, second = (_judged(by_id, part, cosine, settings, known, explain) for part in (pairs[:half], pairs[half:]))
    return first[0] | second[0], first[1] | second[1]


def _copied(pair: Pair, copies: Mapping[str, str]) -> bool:
    return pair[0] in copies or pair[1] in copies


def _failed(a: str, b: str, error: Exception) -> Alignment:
    return Alignment(a, b, (), (), 0, 0, 0.0, 0.0, failure=f"{type(error).__name__}: {error}")


def _with_releases(prepared: Sequence[Prepared]) -> Iterator[tuple[int, int]]:
    """Every document with every release, where a few releases are named: nothing may hide a text from them."""
    releases = [at for at, item in enumerate(prepared) if item.document.role == "release"]
    if len(releases) <= FEW_RELEASES:
        yield from ((min(at, other), max(at, other)) for at in releases
                    for other in range(len(prepared)) if other != at)


def _release_first(a: Prepared, b: Prepared) -> Pair:
    swap = b.document.role == "release" and a.document.role != "release"
    return (b.id, a.id) if swap else (a.id, b.id)


@dataclass(frozen=True, slots=True)
class _Work:
    """What one document's report needs, small enough to hand to a worker; a release comes first of ``sources``.

    ``descendants`` are of these sources: what stands in them came from here, so it explains nothing.
    """

    article: str
    sources: tuple[tuple[str, Alignment], ...]
    has_release: bool
    parents: tuple[str, ...]
    descendants: frozenset[str]

    @property
    def told(self) -> bool:
        """Whether there is a source to tell the article's sentences by."""
        return any(name not in self.descendants for name, _ in self.sources)


@dataclass(frozen=True, slots=True)
class _Examined:
    """Roles of a document's sentences, findings on its facts, and why there are none where it could not be done."""

    roles: tuple[SentenceRole, ...]
    facts: tuple[FactFinding, ...]
    failure: str = ""


def _examine(prepared: Mapping[str, Prepared], work: _Work) -> _Examined:
    """What a document's sentences and facts are. A document that cannot be examined costs its own report only."""
    try:
        return _Examined(*_composed(prepared, work))
    except Exception as error:
        return _Examined(roles.abstain(prepared[work.article], "could not be examined"), (),
                         f"{type(error).__name__}: {error}")


def _composed(prepared: Mapping[str, Prepared],
              work: _Work) -> tuple[tuple[SentenceRole, ...], tuple[FactFinding, ...]]:
    article = prepared[work.article]
    sources = [(prepared[name], aligned) for name, aligned in work.sources]
    found = roles.compose(article, [(source, aligned) for source, aligned in sources
                                    if source.id not in work.descendants], parents=work.parents)
    siblings = [source for source, _ in sources]
    if not work.has_release:
        return found, compare(article, None, (), siblings)
    findings = compare(article, sources[0][0], sources[0][1].links, siblings[1:])
    return found, roles.agreed(findings, found, sources[0][0])


def _scored(prepared: Mapping[str, Prepared], asked: Sequence[tuple[str, str | None]]) -> list[AiScore]:
    """The scores of a batch of (document, its release); batches do not depend on the number of workers."""
    return attribute.scores([prepared[name] for name, _ in asked],
                            [prepared[release] if release else None for _, release in asked])


class _Desk:
    """Turns judged pairs and lineage into one report per document."""

    def __init__(self, by_id: Mapping[str, Prepared], pairs: tuple[Derivation, ...],
                 alignments: dict[Pair, Alignment], found: Lineage, settings: Settings) -> None:
        # The pool keeps its processes as long as this very mapping is what they share.
        self.by_id, self.alignments, self.settings = by_id, alignments, settings
        self.prepared = tuple(by_id.values())
        self.pair_of: dict[str, dict[str, Derivation]] = defaultdict(dict)
        for pair in pairs:
            self.pair_of[pair.a][pair.b] = pair
            self.pair_of[pair.b][pair.a] = pair
        self.story: dict[str, list[str]] = defaultdict(list)
        for name, story in sorted(found.story_of.items()):
            self.story[story].append(name)
        self.decided = decide(self.prepared, pairs, found, settings)
        self.found = agreed(found, self.decided)
        self.examined: list[_Examined] = []
        self.parents: dict[str, list[str]] = defaultdict(list)
        for edge in self.found.edges:
            if edge.directed and edge.kind == "derives":
                self.parents[edge.child].append(edge.parent)
        self.below = nx.DiGraph((parent, child) for child, found in self.parents.items() for parent in found)

    def reports(self, pool: Pool, tell: Progress) -> tuple[DocumentReport, ...]:
        """One report per document, in order of id."""
        works = self._works(pool)
        for done, result in enumerate(pool.map(_examine, self.by_id, works), 1):
            self.examined.append(result)
            tell("examining", done, len(works))
        asked = [(work.article, work.sources[0][0] if work.has_release else None) for work in works]
        batches = [asked[at:at + _SCORED] for at in range(0, len(asked), _SCORED)]
        scores = [one for batch in pool.map(_scored, self.by_id, batches, chunk=1) for one in batch]
        return tuple(self._report(item, told, score, work.told) for item, told, score, work in
                     zip(self.prepared, self.examined, scores, works, strict=True))

    def _report(self, item: Prepared, examined: _Examined, score: AiScore, sourced: bool) -> DocumentReport:
        decided, told = self.decided[item.id], examined.roles
        return DocumentReport(
            document=item.document, words=len(item.words), story=self.found.story_of[item.id],
            standing=decided.standing, p_derived=decided.p_derived, sentences=told, facts=examined.facts,
            attribution=Attribution(score, roles.padding(item, told, sourced), roles.composition(item, told)))

    def _sources_of(self, item: Prepared) -> list[str]:
        """The release it was decided to come from, then its story (of an undecided document: whatever it is related to)
        by p_related; capped, since the nearest explain the rest."""
        if item.document.role == "release":
            return []
        near, release = self.pair_of[item.id], self.decided[item.id].release
        members = {name for name in self.story[self.found.story_of[item.id]] if name in near}
        if self.decided[item.id].standing == "undecided":
            members |= {name for name, pair in near.items() if pair.p_related >= self.settings.related_threshold}
        members |= {release} if release else set()
        return sorted(members, key=lambda name: (
            name != release, self.by_id[name].document.role != "release",
            -round(near[name].p_related, 9) if name in near else 0.0, name))[:self.settings.sources]

    def _works(self, pool: Pool) -> list[_Work]:
        wanted = {item.id: self._sources_of(item) for item in self.prepared}
        missing = [(source, name) for name, sources in wanted.items() for source in sources
                   if (source, name) not in self.alignments]
        for aligned in pool.map(_align, self.by_id, missing):
            self.alignments[aligned.a, aligned.b] = aligned
        return [_Work(name, tuple((source, self.alignments[source, name]) for source in sources),
                      bool(sources) and self.by_id[sources[0]].document.role == "release",
                      tuple(self.parents.get(name, ())), self._descendants(name))
                for name, sources in wanted.items()]

    def _descendants(self, name: str) -> frozenset[str]:
        return frozenset(nx.descendants(self.below, name)) if name in self.below else frozenset()

    def failures(self) -> Iterator[str]:
        """Pairs that could not be judged or aligned and documents that could not be examined, each with the reason."""
        for (a, b), aligned in sorted(self.alignments.items()):
            if aligned.failure:
                yield f"{a} and {b} could not be compared, so what they share is not shown: {aligned.failure}"
        for item, examined in zip(self.prepared, self.examined, strict=True):
            if examined.failure:
                yield f"{item.id} could not be examined, so its roles and facts are not told: {examined.failure}"

    def shown(self, pool: Pool, copies: Mapping[str, str], passages: bool) -> tuple[Alignment, ...]:
        """Alignments a reader can open, with ``passages`` where these are wanted: of pairs that share an origin.

        One of many copies is shown by its spans alone: its passages are those of the document that stands for it.
        """
        open_to = [aligned for (a, b), aligned in sorted(self.alignments.items())
                   if b in self.pair_of[a] and self.pair_of[a][b].p_related >= self.settings.related_threshold
                   and (self.pair_of[a][b].a == a or (b, a) not in self.alignments)]  # one way of a pair is shown
        if not passages:
            return tuple(open_to)
        told = iter(pool.map(_show, self.by_id, [one for one in open_to if not _copied((one.a, one.b), copies)]))
        return tuple(one if _copied((one.a, one.b), copies) else next(told) for one in open_to)


def _warnings(reports: Sequence[DocumentReport]) -> tuple[str, ...]:
    foreign = [report.document.id for report in reports if not is_english(report.document.language)]
    undated = [report.document.id for report in reports if report.document.published is None]
    found = []
    if foreign:
        found.append(f"not in English, so no role but copying is told and the AI mark abstains: {_listed(foreign)}")
    across = [report.document.id for report in reports if any(one.note == ELSEWHERE for one in report.sentences)]
    if across:
        found.append(f"the source is in another language, so no role is told: {_listed(across)}")
    if undated and len(undated) < len(reports):
        found.append(f"without a date, so no vote on direction: {len(undated)} of {len(reports)} documents")
    found += [f"{report.document.id}: {note}" for report in reports for note in report.document.notes]
    return tuple(found)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
