"""How one text maps onto another: runs copied, edited and moved, then sentences said again in other words.

A is the putative source, B the text that may derive from it. Furniture and disclosures of either never count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import LCSseq

from ..records import Alignment, Link, Prepared, Span
from ..text.rarity import Background, load_background
from ..text.runs import spans
from . import passages
from .profile import Bools, Floats, Profile, remembered
from .sentences import FEATURES, evidence, load_alignment
from .weighing import Judge

SEED = 5  # words; shorter runs are shared by chance between texts on one subject
GAP = 8  # words at most between two runs on either side for both to be one edited passage
VERBATIM = 0.8  # share of a sentence's words in shared runs from which on it is verbatim
LINK = 0.5  # least probability of a reported paraphrase link
# Least probability of a link from the two sentences alone: neighbours must not make a link out of nothing. On the
# sample families it takes false links from 11 to 10 % and true ones from 84 to 81 %.
FLOOR = 0.2
SECOND_GAIN = 0.12  # share of B's term weight that a second source sentence must newly explain
SECOND_LEAST, _RIVALS = 0.3, 16  # probability of a second source, and sentences of A looked at for one
REACH = 12  # words looked at beyond the edge of a run
EDIT_COST = 0.5  # of an edited word beside a matched one
EDITED = 0.6  # normalised longest common subsequence from which on a linked sentence pair is an edited copy


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``[a, a_end)`` of A and ``[b, b_end)`` of B; ``matched`` of them are equal, in order."""

    a: int
    a_end: int
    b: int
    b_end: int
    matched: int
    kind: str = "verbatim"


def _runs(a: Prepared, b: Prepared, background: Background) -> list[Run]:
    """Maximal shared runs of at least SEED words; furniture words are made to differ from all others."""
    a_ids, b_ids = remembered(a, background).apart[0], remembered(b, background).apart[1]
    return [Run(i, i_end, j, j_end, i_end - i) for i, i_end, j, j_end in spans(a_ids, b_ids, SEED).tolist()]


def _moved(runs: list[Run]) -> list[bool]:
    """Runs outside the heaviest chain that keeps A's order: O(n^2) over a few dozen runs."""
    best = [float(run.matched) for run in runs]
    back = [-1] * len(runs)
    for j, run in enumerate(runs):
        for i in range(j):
            if runs[i].a_end <= run.a and best[i] + run.matched > best[j]:
                best[j], back[j] = best[i] + run.matched, i
    keep: set[int] = set()
    at = max(range(len(runs)), key=best.__getitem__, default=-1)
    while at >= 0:
        keep.add(at)
        at = back[at]
    return [index not in keep for index in range(len(runs))]


def _extended(a: Prepared, b: Prepared, runs: list[Run]) -> list[Run]:
    """Join runs that a small edit separates, counting the words that still match inside the gap."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and 0 <= run.a - last.a_end <= GAP and 0 <= run.b - last.b_end <= GAP:
            inside = LCSseq.similarity(a.words[last.a_end:run.a], b.words[last.b_end:run.b])
            joined[-1] = Run(last.a, run.a_end, last.b, run.b_end, last.matched + run.matched + inside, "edited")
        else:
            joined.append(run)
    return joined


def _grown(a: Prepared, b: Prepared, run: Run, others: list[Run]) -> Run:
    """Reach over small edits for shared words near the run's edges, inside the sentences and clear of other runs."""
    s_b, s_a = b.sentences[b.sentence_of[run.b_end - 1]], a.sentences[a.sentence_of[run.a_end - 1]]
    high_a = min([s_a.last_word, run.a_end + REACH, *(o.a for o in others if o.a >= run.a_end)])
    high_b = min([s_b.last_word, run.b_end + REACH, *(o.b for o in others if o.b >= run.b_end)])
    after = _reach(a.words[run.a_end:high_a], b.words[run.b_end:high_b])
    s_b, s_a = b.sentences[b.sentence_of[run.b]], a.sentences[a.sentence_of[run.a]]
    low_a = max([s_a.first_word, run.a - REACH, *(o.a_end for o in others if o.a_end <= run.a)])
    low_b = max([s_b.first_word, run.b - REACH, *(o.b_end for o in others if o.b_end <= run.b)])
    before = _reach(a.words[low_a:run.a][::-1], b.words[low_b:run.b][::-1])
    if not after[2] and not before[2]:
        return run
    return Run(run.a - before[0], run.a_end + after[0], run.b - before[1], run.b_end + after[1],
               run.matched + before[2] + after[2], "edited")


def _reach(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[int, int, int]:
    """How far to follow two word lists: (words of A, words of B, matched), where matches outweigh the edits."""
    best, score, matched, found = 0.0, 0.0, 0, (0, 0, 0)
    if not a or not b:
        return found
    for step in LCSseq.opcodes(a, b):
        if step.tag == "equal":
            size = step.src_end - step.src_start
            score, matched = score + size, matched + size
            if score > best:
                best, found = score, (step.src_end, step.dest_end, matched)
        else:
            score -= EDIT_COST * max(step.src_end - step.src_start, step.dest_end - step.dest_start)
    return found


def _rewritten(a: Prepared, b: Prepared, link: Link, runs: list[Run]) -> Run | None:
    """An edited passage for a linked pair of sentences that share most words but no long run."""
    of_b, of_a = b.sentences[link.b], a.sentences[link.a[0]]
    if any(run.b < of_b.last_word and of_b.first_word < run.b_end for run in runs):
        return None
    if any(run.a < of_a.last_word and of_a.first_word < run.a_end for run in runs):
        return None
    left, right = a.words[of_a.first_word:of_a.last_word], b.words[of_b.first_word:of_b.last_word]
    if LCSseq.normalized_similarity(left, right) < EDITED:
        return None
    steps = [step for step in LCSseq.opcodes(left, right) if step.tag == "equal"]
    return Run(of_a.first_word + steps[0].src_start, of_a.first_word + steps[-1].src_end,
               of_b.first_word + steps[0].dest_start, of_b.first_word + steps[-1].dest_end,
               sum(step.src_end - step.src_start for step in steps), "edited")


def _span(a: Prepared, b: Prepared, run: Run, moved: bool) -> Span:
    kind = "moved" if moved else "edited" if run.kind == "edited" else "verbatim"
    return Span(int(a.starts[run.a]), int(a.ends[run.a_end - 1]), int(b.starts[run.b]), int(b.ends[run.b_end - 1]),
                run.matched, kind)  # type: ignore[arg-type]


def shared_words(a: Prepared, b: Prepared) -> tuple[Bools, Bools]:
    """Which words of A and of B lie in exact runs of at least SEED words common to both."""
    in_a, in_b = np.zeros(len(a.words), dtype=bool), np.zeros(len(b.words), dtype=bool)
    for run in _runs(a, b, load_background()):
        in_a[run.a:run.a_end] = True
        in_b[run.b:run.b_end] = True
    return in_a, in_b


def _copied(b: Prepared, runs: list[Run]) -> dict[int, tuple[float, list[Run]]]:
    """Per sentence of B with a run in it: the share of its words in runs, and those runs."""
    found: dict[int, tuple[float, list[Run]]] = {}
    for run in runs:
        for index in range(int(b.sentence_of[run.b]), int(b.sentence_of[run.b_end - 1]) + 1):
            sentence = b.sentences[index]
            inside = min(run.b_end, sentence.last_word) - max(run.b, sentence.first_word)
            share, held = found.get(index, (0.0, []))
            found[index] = (share + inside / max(sentence.words, 1), [*held, run])
    return found


def _sources(a: Prepared, b: Prepared, index: int, runs: list[Run]) -> tuple[int, ...]:
    """The one or two sentences of A that supply most of the copied words of sentence ``index`` of B."""
    votes: Counter[int] = Counter()
    sentence = b.sentences[index]
    for run in runs:
        first, last = max(run.b, sentence.first_word), min(run.b_end, sentence.last_word)
        votes.update(a.sentence_of[run.a + first - run.b:run.a + last - run.b].tolist())
    ranked = sorted(votes, key=lambda source: (-votes[source], source))[:2]
    return tuple(sorted(source for source in ranked if votes[source] >= 0.25 * votes[ranked[0]]))


def _verbatim_links(a: Prepared, b: Prepared, runs: list[Run]) -> dict[int, Link]:
    links = {}
    for index, (share, held) in _copied(b, runs).items():
        if share >= VERBATIM and b.sentences[index].kind == "body":
            links[index] = Link(index, _sources(a, b, index, held), "verbatim", min(share, 1.0), 0.99)
    return links


def _second(a: Profile, b: Profile, row: int, best: int, p: Floats) -> int | None:
    """Another sentence of A that explains terms of B's sentence which the best one does not."""
    known = set(_held(a, best))
    words = b.terms["word"]
    weight = dict(zip(_held(b, row), words.weights.data[words.roots.indptr[row]:words.roots.indptr[row + 1]].tolist(),
                      strict=True))
    gains = []
    for other in np.argsort(-p[row], kind="stable")[:_RIVALS].tolist():
        if p[row, other] < SECOND_LEAST:
            break
        if other != best:
            fresh = set(_held(a, other)) - known
            gains.append((sum(weight.get(term, 0.0) for term in fresh) / max(float(words.total[row]), 1e-9), -other))
    gain, other = max(gains, default=(0.0, 0))
    return -other if gain >= SECOND_GAIN else None


def _held(one: Profile, row: int) -> list[int]:
    """The words of a row, by their ids."""
    words = one.terms["word"]
    found: list[int] = words.ids[words.roots.indices[words.roots.indptr[row]:words.roots.indptr[row + 1]]].tolist()
    return found


def _paraphrase_links(a: Profile, b: Profile, taken: dict[int, Link]) -> list[Link]:
    """Links of the body sentences of B that are not verbatim, where the best probability reaches LINK."""
    if not len(a.rows) or not len(b.rows):
        return []
    left = [index for index in np.flatnonzero((b.row_of >= 0) & b.body[b.row_of]).tolist() if index not in taken]
    if not left:
        return []  # B is a copy: what its sentences share with others need not be measured
    layers, model = evidence(a, b), load_alignment()
    first = model.first(layers)
    p = np.where(first >= FLOOR, model.second(first), 0.0)
    cosine = layers[..., FEATURES.index("cosine")]
    links: list[Link] = []
    sources_of: dict[int, tuple[int, ...]] = {}
    for index in left:
        row = int(b.row_of[index])
        best = int(p[row].argmax())
        if p[row, best] >= LINK:
            sources = sources_of[row] = sources_of.get(row) or _sources_of(a, b, row, best, p)
            links.append(Link(index, sources, "paraphrase", float(min(cosine[row, best], 1.0)), float(p[row, best])))
    return links


def _sources_of(a: Profile, b: Profile, row: int, best: int, p: Floats) -> tuple[int, ...]:
    """The sentences of A that row ``row`` of B restates: the best, and one that explains more of it."""
    second = _second(a, b, row, best, p)
    return tuple(int(a.rows[j]) for j in sorted({best} | ({second} if second is not None else set())))


def _passages(a: Prepared, b: Prepared, runs: list[Run], links: list[Link]) -> list[Run]:
    """Shared runs grown over small edits, and sentences copied with many edits, in order of B."""
    grown = _extended(a, b, runs)
    for place, run in enumerate(grown):
        grown[place] = _grown(a, b, run, grown)
    grown = _extended(a, b, grown)
    for link in links:
        edited = _rewritten(a, b, link, grown) if len(link.a) == 1 else None
        if edited:
            grown.append(edited)
    return sorted(grown, key=lambda run: run.b)


def _coverage(of: Profile, covered: Bools) -> float:
    """Share of the content words of body sentences that are covered."""
    return float((covered & of.body_content).sum() / max(of.body_content.sum(), 1))


def with_passages(found: Alignment, a: Prepared, b: Prepared, background: Background | None = None,
                  judge: Judge | None = None) -> Alignment:
    """The alignment of A and B with the passages people are shown; `align` leaves them out, for they cost as much.

    ``judge`` decides what is a passage, the shipped one unless another is given.
    """
    background = background or load_background()
    runs = [(i, i_end, j, j_end) for i, i_end, j, j_end in spans(a.ids, b.ids, SEED).tolist()]
    profiles = remembered(a, background), remembered(b, background)
    return replace(found, passages=passages.find(a, b, runs, profiles, judge))


def align(a: Prepared, b: Prepared, background: Background | None = None) -> Alignment:
    """Align B (the text that may derive) with A (the putative source).

    Spans are shared runs with character offsets, ordered by place in B; links join body sentences of B to one or
    two sentences of A with the probability that they state the same thing. ``verbatim_words`` and
    ``paraphrase_words`` count words of B; coverages are shares (0..1) of the content words of body sentences.
    """
    background = background or load_background()
    runs = _runs(a, b, background)
    copied = _verbatim_links(a, b, runs)
    of_a, of_b = remembered(a, background), remembered(b, background)
    reworded = _paraphrase_links(of_a, of_b, copied)
    joined = _passages(a, b, runs, reworded)
    in_a, in_b = np.zeros(len(a.words), dtype=bool), np.zeros(len(b.words), dtype=bool)
    for run in runs:
        in_a[run.a:run.a_end] = True
        in_b[run.b:run.b_end] = True
    said_a, said_b = in_a.copy(), in_b.copy()
    for link in reworded:
        said_b[b.sentences[link.b].first_word:b.sentences[link.b].last_word] = True
        for index in link.a:
            said_a[a.sentences[index].first_word:a.sentences[index].last_word] = True
    links = sorted([*copied.values(), *reworded], key=lambda link: link.b)
    return Alignment(
        a=a.id, b=b.id,
        spans=tuple(_span(a, b, run, moved) for run, moved in zip(joined, _moved(joined), strict=True)),
        links=tuple(links), verbatim_words=int(in_b.sum()), paraphrase_words=int((said_b & ~in_b).sum()),
        coverage_a=_coverage(of_a, said_a), coverage_b=_coverage(of_b, said_b))
