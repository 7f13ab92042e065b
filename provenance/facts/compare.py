"""What became of the facts: kept, changed (what to what), added (who else has it), dropped.

A fact is *kept* when the source states it, however written, *rounded* where one of the two is the rounder figure, and
*changed* only where an aligned sentence of the source tells of the same thing and
has, in like surroundings, another value of the same kind that the article's sentence lacks. So a change is a finding
that can be defended; doubt goes to *added*. A quotation altered inside its marks is such a change.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel, LCSseq

from ..languages import language_of
from ..languages.english.dates import NEAR, UNDATED, WEEKDAY
from ..records import Fact, FactFinding, Link, Prepared
from .dates import compatible
from .kinds import KINDS, NAMES, NUMERIC
from .meet import ROUNDING, YEARLESS, Index, altered, arrange, one_name, pieces, rounded, states, worked_out
from .quantities import plain
from .spelling import letters

WINDOW = 4  # words on each side that make a figure's surroundings
# Share of surrounding content stems in common that makes two figures rivals for one place. Set on light edits and
# rewrites of the training families: lower values pair figures of different things.
SAME_PLACE = 0.5
LIKE_SIZE = 3.0  # between two figures that stand in one place of reworded sentences
# Share of the shorter sentence's content in the other: below it they tell of different things; from `ONE_SENTENCE` on
# they are one sentence, in which a figure may have been altered to any size.
SAME_SENTENCE, ONE_SENTENCE = 0.55, 0.8
CUT = re.compile(r", \d{3}\b(?!,)")  # after a figure that a space cuts in two
REACH = 1  # words between a fact and the matched words beside it


def compare(article: Prepared, source: Prepared | None, links: Sequence[Link],
            witnesses: Sequence[Prepared]) -> tuple[FactFinding, ...]:
    """The status of every fact of ``article``, in order, then the source's facts that it dropped.

    ``links`` go from the article's sentences (``b``) to the source's (``a``). Without a source the statuses are
    relative to the other witnesses of the story: kept where one of them has the fact, added where none has, unknown
    where one has a quotation that differs inside its marks. ``also_in`` lists the witnesses, in the order given,
    that have it too. The fact of a dropped finding, and its offsets, are the source's.
    """
    others = [arrange(witness) for witness in witnesses
              if witness.id != article.id and (source is None or witness.id != source.id)]
    if source is None:
        return tuple(_unsourced(fact, article, others) for fact in article.facts)
    against = _Against(arrange(article), arrange(source), links)
    findings = _spoken_alike([against.judge(fact, others) for fact in article.facts])
    return (*findings, *_ranked(against.dropped(findings, others)))


def _spoken_alike(findings: Sequence[FactFinding]) -> list[FactFinding]:
    """A speaker whose name took another's place is changed with the name."""
    renamed = {one.fact.start: one for one in findings if one.status == "changed" and one.fact.kind in NAMES}
    return [replace(one, status="changed", source=renamed[one.fact.start].source)
            if one.fact.kind == "speaker" and one.fact.start in renamed else one for one in findings]


def _ranked(dropped: Sequence[FactFinding]) -> list[FactFinding]:
    """What an article left out, the weightiest first; who spoke is not told again as a name."""
    speakers = {one.fact.value.removeprefix("speaker:") for one in dropped if one.fact.kind == "speaker"}
    kept = [one for one in dropped if one.fact.kind not in NAMES or one.fact.value[5:] not in speakers]
    return sorted(kept, key=lambda one: (-KINDS[one.fact.kind].weight, one.fact.start))


def _witnessed(fact: Fact, text: str, others: Iterable[Index]) -> tuple[str, ...]:
    return tuple([other.prepared.id for other in others if states(other, fact, text)])


def _unsourced(fact: Fact, article: Prepared, others: Sequence[Index]) -> FactFinding:
    also = _witnessed(fact, article.document.text, others)
    if also:
        return FactFinding(fact, "kept", None, also)
    if fact.kind == "quote":
        for other in others:
            rival = altered(fact, other.prepared)
            if rival:
                return FactFinding(fact, "unknown", _pointer(other.prepared, rival))
    if fact.value.removeprefix("date:") in NEAR:
        return FactFinding(fact, "unknown")
    return FactFinding(fact, "added")


def _pointer(prepared: Prepared, fact: Fact) -> tuple[str, int, int, str]:
    return prepared.id, fact.start, fact.end, fact.text


class _Against:
    """One article against its source: which of the source's sentences stand behind each of the article's."""

    def __init__(self, article: Index, source: Index, links: Sequence[Link]) -> None:
        self.article, self.source = article, source
        self.lines: dict[tuple[str, ...], int] = {}
        self.behind: dict[int, tuple[int, ...]] = {}
        for link in links:
            self.behind[link.b] = (*self.behind.get(link.b, ()), *link.a)
        self.by_sentence: dict[int, list[Fact]] = defaultdict(list)
        for fact in source.prepared.facts:
            self.by_sentence[fact.sentence].append(fact)
        self.mine: dict[int, list[Fact]] = defaultdict(list)
        for fact in article.prepared.facts:
            self.mine[fact.sentence].append(fact)

    def judge(self, fact: Fact, others: Sequence[Index]) -> FactFinding:
        """Status of one fact of the article."""
        text = self.article.prepared.document.text
        also = _witnessed(fact, text, others)
        behind = [other for index in self._behind(fact) for other in self.by_sentence[index]]
        same = next((other for other in behind if other.value == fact.value), None)
        if same is not None:
            return FactFinding(fact, "kept", _pointer(self.source.prepared, same), also)
        theirs = self.source.prepared.document.text
        near = next((other for other in behind if rounded(fact, other, text, theirs)), None)
        if near is not None:
            return FactFinding(fact, "rounded", _pointer(self.source.prepared, near), also)
        held = self._held(fact, text, bool(behind))
        rival = self._rival(fact, behind, held)
        if rival is not None:
            return FactFinding(fact, "changed", _pointer(self.source.prepared, rival), also)
        if held:
            return FactFinding(fact, "kept", self._where(fact), also)
        if fact.value.removeprefix("date:") in NEAR:
            return FactFinding(fact, "unknown", None, also)
        return FactFinding(fact, "added", None, also)

    def _behind(self, fact: Fact) -> tuple[int, ...]:
        """Source sentences behind a fact's sentence; a line that equals one but for its figures counts as aligned."""
        linked = self.behind.get(fact.sentence)
        if linked is not None or fact.kind not in NUMERIC:
            return linked or ()
        if not self.lines:
            for index in range(len(self.source.prepared.sentences)):
                self.lines.setdefault(_frame(self.source.prepared, index), index)
        found = self.lines.get(_frame(self.article.prepared, fact.sentence))
        return () if found is None else (found,)

    def _held(self, fact: Fact, text: str, aligned: bool) -> bool:
        """Whether the source has the fact anywhere; an aligned sentence may not round what stands elsewhere."""
        return states(self.source, fact, "" if aligned and fact.kind in NUMERIC else text)

    def _where(self, fact: Fact) -> tuple[str, int, int, str] | None:
        found = next((other for other in self.source.prepared.facts if other.value == fact.value), None)
        return _pointer(self.source.prepared, found) if found else None

    def _same_unit(self, fact: Fact) -> bool:
        """Whether the source has this number of the same thing."""
        unit = _unit(self.article, fact)
        return any(other.value == fact.value and (fact.kind == "money" or _unit(self.source, other) == unit)
                   for other in self.source.prepared.facts)

    def _rival(self, fact: Fact, behind: Sequence[Fact], held: bool) -> Fact | None:
        """The fact of the aligned source sentences in whose place ``fact`` stands.

        What the source has elsewhere is changed only if it faces the other word for word.
        """
        if fact.kind == "quote":
            heading = self.article.prepared.sentences[fact.sentence].kind == "heading"  # headlines sum up in marks
            return None if held or heading else altered(fact, self.source.prepared)
        if fact.kind == "speaker":
            return None  # see `_spoken_alike`
        rivals = [other for other in behind if _comparable(fact, other) and self._orphan(other, fact, behind)]
        scored = [(self._likeness(fact, other), -abs(other.start), other) for other in rivals]
        fit = max(scored, key=lambda entry: entry[:2], default=None)
        if fit is None:
            return None
        if held and (fact.kind not in NUMERIC or self._same_unit(fact) or fit[0] < 1.0) and not (
                fit[0] == 1.0 and fact.kind in NUMERIC and not states(self.article, fit[2])):
            return None
        overlap = self._overlap(fact, fit[2])
        if fit[0] < SAME_PLACE or overlap < SAME_SENTENCE:
            return None
        if (fit[0] < 1.0 or overlap < ONE_SENTENCE) and (not _like_size(fact, fit[2]) or worked_out(fact, behind)):
            return None
        if fact.kind in NUMERIC and self._cut(fit[2]):
            return None
        if fact.kind in NAMES and not self._renamed(fact, fit[2], fit[0]):
            return None
        return fit[2]

    def _cut(self, other: Fact) -> bool:
        """Whether a figure of the source is the head of one with a space in it ("55, 400")."""
        return CUT.match(self.source.prepared.document.text, other.end) is not None

    def _renamed(self, fact: Fact, other: Fact, likeness: float) -> bool:
        """Whether a name took another's place: word for word opposite it, or all but spelled like it."""
        if (fact.kind != other.kind and likeness < 1.0) or \
                letters(fact.text).removesuffix("s") == letters(other.text).removesuffix("s"):
            return False
        if states(self.article, other) and not (likeness == 1.0 and fact.kind in {"person", "work"}):
            return False
        return likeness == 1.0 or (likeness >= _NAME_PLACE and
                                   Indel.normalized_similarity(fact.value, other.value) >= _NAME_LIKE)

    def _overlap(self, fact: Fact, other: Fact) -> float:
        """Share of the content of the shorter of two facts' sentences that the other has, figures aside."""
        left, right = _content(self.article.prepared, fact.sentence), _content(self.source.prepared, other.sentence)
        return len(left & right) / max(1, min(len(left), len(right)))

    def _orphan(self, other: Fact, fact: Fact, behind: Sequence[Fact]) -> bool:
        """Whether the aligned source sentences state ``other`` more often than the article's sentence does."""
        text, theirs = self.article.prepared.document.text, self.source.prepared.document.text
        if any(rounded(held, other, text, theirs) for held in self.mine[fact.sentence] if held is not fact):
            return False
        mine = sum(_same(held, other) and (other.kind != "date" or _sort(held) == _sort(other))
                   for held in self.mine[fact.sentence])
        return mine < sum(_same(held, other) for held in behind if held.kind == other.kind)

    def _likeness(self, fact: Fact, other: Fact) -> float:
        """0..1: how alike the surroundings are; a number also needs the same unit or noun.

        Two that face each other where the words before and after are the same are in one place whatever they count.
        """
        if fact.kind == "percent" and _spelled_out(fact) != _spelled_out(other):
            return 0.0
        if _opposite(self.article, fact, self.source, other):
            return 1.0
        before = self.article.prepared.document.text[max(0, fact.start - 16):fact.start]
        spelled = fact.text[0].isalnum() and fact.text[0].isdigit() != other.text[0].isdigit()
        if fact.kind in NUMERIC and (spelled or ROUNDING.search(before)):
            return 0.0  # "a third" or "under three weeks" sums up, it does not contradict
        left, right = _around(self.article, fact), _around(self.source, other)
        shared = len(left & right) / max(1, min(len(left), len(right)))
        if fact.kind in NAMES:
            alike = Indel.normalized_similarity(fact.value, other.value)
            token = bool(set(fact.value[5:].split()) & set(other.value[5:].split()))
            return shared if alike >= 0.6 or token else shared * 0.7
        if fact.kind == "number" and _unit(self.article, fact) != _unit(self.source, other):
            return shared * 0.6
        return shared

    def dropped(self, findings: Sequence[FactFinding], others: Sequence[Index]) -> list[FactFinding]:
        """The source's body facts that the article neither keeps nor changes, one finding per value."""
        changed = {finding.source[1] for finding in findings if finding.status == "changed" and finding.source}
        gone: dict[str, FactFinding] = {}
        prepared = self.source.prepared
        for fact in prepared.facts:
            sentence = prepared.sentences[fact.sentence]
            if fact.value in gone or fact.start in changed or sentence.kind != "body" or \
                    self._survives(fact, prepared.document.text):
                continue
            gone[fact.value] = FactFinding(fact, "dropped", _pointer(prepared, fact),
                                           _witnessed(fact, prepared.document.text, others))
        return list(gone.values())

    def _survives(self, fact: Fact, text: str) -> bool:
        if fact.kind == "date":
            value = fact.value[5:]
            return any(compatible(mine, value) or compatible(value, mine) for mine in self.article.dates)
        if fact.kind == "quote":
            words = f" {fact.value[6:]} "
            return words in self.article.spoken or letters(fact.text) in letters(self.article.spoken) or any(
                all(f" {piece} " in words for piece in pieces(mine.text))
                for mine in self.article.prepared.facts if mine.kind == "quote")
        return states(self.article, fact, text)


_NAME_PLACE = 0.75
_NAME_LIKE = 0.8


def _comparable(fact: Fact, other: Fact) -> bool:
    """Figures are rivals only if written of the same sort: a weekday never contradicts a date."""
    if fact.kind in NAMES:
        if set(fact.value[5:].split()) <= set(other.value[5:].split()) or set(other.value[5:].split()) <= set(
                fact.value[5:].split()):
            return False
        return other.kind in NAMES and not one_name(fact.value[5:].split(), other.value[5:].split())
    if fact.kind != other.kind:
        return False
    if fact.kind == "money":
        return fact.value.split(":")[1] == other.value.split(":")[1] or fact.norm != other.norm
    if fact.kind == "duration":
        return True
    if fact.kind == "date":
        return _sort(fact) == _sort(other) != "relative" and not compatible(other.value[5:], fact.value[5:]) and \
            not compatible(fact.value[5:], other.value[5:]) and \
            not _same_day(fact, other)
    return fact.value != other.value


def _same_day(one: Fact, other: Fact) -> bool:
    """Equal but for a year that one of the two only inferred."""
    inferred = any(YEARLESS.fullmatch(fact.value[5:]) and fact.value[5:9] not in fact.text for fact in (one, other))
    return inferred and one.value[9:] == other.value[9:]


def _sort(fact: Fact) -> str:
    if fact.value.startswith("date:time"):
        return "time"
    if WEEKDAY.fullmatch(fact.text) and fact.text.casefold() not in NEAR:
        return "weekday"
    return "relative" if UNDATED.match(fact.text) else f"absolute {len(fact.value.lstrip('date:-')) > 4}"


def _same(one: Fact, other: Fact) -> bool:
    if one.value == other.value:
        return True
    return one.kind in NAMES and other.kind in NAMES and one_name(one.value[5:].split(), other.value[5:].split())


def _spelled_out(fact: Fact) -> bool:
    """A share in words or as "1 in 7"."""
    return not fact.text[0].isdigit() or " in " in fact.text or " out of " in fact.text


def _like_size(fact: Fact, other: Fact) -> bool:
    """Whether two figures may measure one thing: not far apart, or the same digits ("3.5 million", "3.5 billion")."""
    if not fact.norm or not other.norm:
        return True
    digits = [plain(abs(norm)).replace(".", "").strip("0") for norm in (fact.norm, other.norm)]
    return digits[0] == digits[1] or 1 / LIKE_SIZE <= fact.norm / other.norm <= LIKE_SIZE


def _frame(prepared: Prepared, index: int) -> tuple[str, ...]:
    """A sentence's words with every figure blanked; empty for lines of fewer than three other words."""
    sentence = prepared.sentences[index]
    line = prepared.words[sentence.first_word:sentence.last_word]
    words = tuple("#" if word[0].isdigit() else word for word in line)
    return words if sum(word != "#" for word in words) > 2 else ("", str(index), prepared.id)


def _opposite(article: Index, fact: Fact, source: Index, other: Fact) -> bool:
    """Whether the two face each other in a word alignment of their sentences, matched words close on both sides."""
    mine, theirs = article.prepared.sentences[fact.sentence], source.prepared.sentences[other.sentence]
    left = article.prepared.words[mine.first_word:mine.last_word]
    right = source.prepared.words[theirs.first_word:theirs.last_word]
    at = [bisect_left(article.starts, offset) - mine.first_word for offset in (fact.start, fact.end)]
    to = [bisect_left(source.starts, offset) - theirs.first_word for offset in (other.start, other.end)]
    match = {block.src_start + step: block.dest_start + step for block in LCSseq.opcodes(left, right)
             if block.tag == "equal" for step in range(block.src_end - block.src_start)}
    if any(not to[0] <= match.get(place, to[0]) < to[1] for place in range(*at)):
        return False
    before = max(at[0], to[0]) <= REACH or any(0 <= to[0] - 1 - match.get(at[0] - 1 - step, len(right)) <= REACH
                                        for step in range(REACH + 1))
    after = (at[1] >= len(left) - REACH and to[1] >= len(right) - REACH) or any(
        0 <= match.get(at[1] + step, -1) - to[1] <= REACH for step in range(REACH + 1))
    return before and after


def _empty(prepared: Prepared) -> frozenset[str]:
    """Words without content of their own in the language of a document."""
    return language_of(prepared.document.language).words.STOPWORDS


def _unit(index: Index, fact: Fact) -> str:
    """Stem of the first content word after a number: what is counted."""
    at = bisect_left(index.starts, fact.end)
    for place in range(at, min(at + 2, len(index.starts))):
        if index.prepared.words[place] not in _empty(index.prepared):
            return index.prepared.stems[place]
    return ""


def _content(prepared: Prepared, index: int) -> frozenset[str]:
    """Content stems of a sentence."""
    sentence = prepared.sentences[index]
    return _telling(prepared, range(sentence.first_word, sentence.last_word))


def _around(index: Index, fact: Fact) -> frozenset[str]:
    """Content stems of the `WINDOW` words on each side, within the sentence."""
    sentence = index.prepared.sentences[fact.sentence]
    first = max(sentence.first_word, bisect_right(index.starts, fact.start - 1) - WINDOW)
    at = bisect_left(index.starts, fact.start)
    last = bisect_left(index.starts, fact.end)
    return _telling(index.prepared, [*range(first, at), *range(last, min(sentence.last_word, last + WINDOW))])


def _telling(prepared: Prepared, places: Iterable[int]) -> frozenset[str]:
    """Stems of the words at ``places`` that carry content and are no figures."""
    empty = _empty(prepared)
    return frozenset(prepared.stems[place] for place in places
                     if prepared.words[place] not in empty and not prepared.words[place][0].isdigit())
