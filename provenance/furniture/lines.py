"""Site furniture, press-release boilerplate and disclosures, marked line by line before anything is matched.

The patterns of `languages.english.furniture` name what they saw, so that a reader can object; this module adds
where a line stands: mastheads above the headline, lists of navigation words, the organisation's blurb at the foot.
What recurs over unrelated stories of one outlet is found by `recurrent`.

Notes of furniture: byline, photo credit, navigation, share or subscribe, related links, reading time, tags, legal
line, advertisement, comments, time stamp, masthead, link, database field,
front matter, print edition, about the author, about the outlet, page turn; of press
releases: release slug, contact, safe harbour, about the organisation. Notes of disclosures: AI disclosure, source
disclosure ("Original reporting by ..."; it names where the text comes from), commercial, editorial disclosure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby

from ..languages.english import furniture as kinds
from ..records import Kind, Sentence
from ..text.matching import lowered
from ..text.memo import Memo

Mark = tuple[Kind, str]


def _eased(patterns: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """The patterns, those that ignore case throughout made for lower case, and whether they are."""
    return tuple((note, lowered(pattern), True) if pattern.flags & re.IGNORECASE and "(?-i" not in pattern.pattern
                 else (note, pattern, False) for note, pattern in patterns)


_LINES, _DISCLOSURES, _RELEASE = _eased(kinds.LINES), _eased(kinds.DISCLOSURES), _eased(kinds.RELEASE)
# The anchors whose longest word a piece of text between blanks holds; most pieces hold none, and pieces recur.
_LONGEST = {anchor: max(anchor.split(), key=len) for anchor in kinds.ANCHORS}
_ANY = re.compile("|".join(sorted(map(re.escape, {*_LONGEST.values()}))))
_ANCHORS_BY = Memo(lambda piece: tuple(anchor for anchor, word in _LONGEST.items() if word in piece)
                   if _ANY.search(piece) else (), 100_000)
_HEAD_LINES = 8  # furniture of the page's top stands within so many lines
_MASTHEAD_WORDS = 8
_NAV_RUN = 3  # so many lines in a row, of at most three words each, are a list of links
_FOOT = 0.6  # share of the text after which a blurb is taken for the organisation's own
_FRONT = re.compile(r"\s*---[ \t]*\n((?:[ \t]*(?:[\w-]+:|- |#).*\n|[ \t]*\n){1,60})---[ \t]*(?:\n|$)")  # YAML
_NAME_LINE = re.compile(r"[A-Z][a-z-]+(?: [A-Z]\.)?(?: [A-Z](?:['’][A-Z])?[a-z-]+){1,2}")


def mark(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Set ``kind`` and ``note`` of each sentence; offsets are untouched.

    An "About X" line makes furniture of what follows it in the document, up to the next heading.
    """
    marks: list[Mark | None] = [None] * len(sentences)
    anchored = _anchored(text, sentences)
    for _, group in groupby(range(len(sentences)), key=lambda index: sentences[index].paragraph):
        _mark_paragraph(text, sentences, list(group), marks, anchored)
    _mark_about(text, sentences, marks)
    _mark_lists(sentences, marks)
    _mark_head(text, sentences, marks)
    _mark_front(text, sentences, marks)
    return tuple(sentence if found is None else replace(sentence, kind=found[0], note=found[1])
                 for sentence, found in zip(sentences, marks, strict=True))


def _mark_front(text: str, sentences: Sequence[Sentence], marks: list[Mark | None]) -> None:
    """The fields between two lines of dashes with which a generated page begins."""
    block = _FRONT.match(text)
    for index, sentence in enumerate(sentences):
        if block is not None and sentence.start < block.end():
            marks[index] = "furniture", "front matter"


def _anchored(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Sentences that hold one of the strings without which no sentence pattern can match."""
    starts = [sentence.start for sentence in sentences]
    found = set()
    for anchor in set(chain.from_iterable(map(_ANCHORS_BY.__getitem__, set(text.split())))):
        at = text.find(anchor)
        while at >= 0:
            found.add(bisect_right(starts, at) - 1)
            at = text.find(anchor, at + 1)
    return frozenset(found)


def _mark_paragraph(text: str, sentences: Sequence[Sentence], group: list[int], marks: list[Mark | None],
                    anchored: frozenset[int]) -> None:
    first, last = sentences[group[0]], sentences[group[-1]]
    if last.last_word - first.first_word <= kinds.LINE_WORDS:
        note = line_note(text[first.start:last.end].strip())
        for index in group if note else ():
            marks[index] = "furniture", note
    for index in group:
        sentence = sentences[index]
        if index in anchored and sentence.words <= kinds.SENTENCE_WORDS:
            marks[index] = _sentence_mark(text[sentence.start:sentence.end]) or marks[index]


@lru_cache(maxsize=10_000)  # sites and senders repeat their lines, and the head of a text is asked about twice
def line_note(line: str) -> str:
    """What furniture a whole line is, or an empty string."""
    small = line.lower()
    for note, pattern, eased in _LINES:
        if pattern.fullmatch(small if eased else line):
            return note
    return ""


def _sentence_mark(line: str) -> Mark | None:
    small = line.lower()
    held = {note for note, needed in kinds.NEEDED.items() if needed.search(small)}
    for note, pattern, eased in _DISCLOSURES:
        if note in held and pattern.search(small if eased else line) and not (
                note == kinds.OF_MAKING and kinds.OTHERS.search(line)):
            return "disclosure", note
    for note, pattern, eased in _RELEASE:
        if (note in held or note not in kinds.NEEDED) and pattern.search(small if eased else line):
            return "furniture", note
    return None


def _mark_about(text: str, sentences: Sequence[Sentence], marks: list[Mark | None]) -> None:
    """"About X" and what follows; a blurb ("X is a leading provider of") in the last part of the text."""
    about = False
    foot = sentences[-1].last_word * _FOOT if sentences else 0
    blurbs = True
    for index in range(len(sentences)):
        sentence = sentences[index]
        if sentence.kind == "heading" or (marks[index] is not None and not about):
            about = sentence.kind == "heading" and sentence.first_word > foot / 2 and \
                kinds.ABOUT.fullmatch(text, sentence.start, sentence.end) is not None
        if (about and marks[index] is None) or (sentence.first_word > foot and \
                kinds.ABOUT_INLINE.match(text, sentence.start, sentence.end)):
            marks[index] = "furniture", "about the organisation"
    for index in range(len(sentences) - 1, -1, -1):
        sentence = sentences[index]
        if marks[index] is None and (sentence.first_word < foot or not blurbs):
            break
        if marks[index] is None:
            blurbs = kinds.BLURB.match(text, sentence.start, sentence.end) is not None and _opens(sentences, index)
            if blurbs:
                for follower in range(index, len(sentences)):
                    if sentences[follower].paragraph == sentence.paragraph and marks[follower] is None:
                        marks[follower] = "furniture", "about the organisation"


def _opens(sentences: Sequence[Sentence], index: int) -> bool:
    return index == 0 or sentences[index - 1].paragraph != sentences[index].paragraph


def _mark_lists(sentences: Sequence[Sentence], marks: list[Mark | None]) -> None:
    """Three or more very short lines in a row are links of a menu."""
    for short, group in groupby(range(len(sentences)),
                                key=lambda index: sentences[index].kind == "heading" and sentences[index].words <= 3):
        run = list(group)
        if short and len(run) >= _NAV_RUN:
            for index in run:
                marks[index] = marks[index] or ("furniture", "navigation")


def _mark_head(text: str, sentences: Sequence[Sentence], marks: list[Mark | None]) -> None:
    """Lines around the headline: the outlet's name above it, the writer's below it."""
    top = []
    for index, sentence in enumerate(sentences[:_HEAD_LINES]):
        if sentence.kind != "heading" and marks[index] is None:
            break
        top.append(index)
    plain = [index for index in top if marks[index] is None]
    if len(plain) < 2:
        _mark_navigated(sentences, marks, top)
        return
    headline = max(plain, key=lambda index: (sentences[index].words, -index))
    for index in plain:
        line = text[sentences[index].start:sentences[index].end]
        words = sentences[index].words
        outlet = kinds.OUTLET.fullmatch(line) is not None
        if index < headline and words <= _MASTHEAD_WORDS and (
                words <= 3 or (outlet and (words < 7 or ", " in line))):
            marks[index] = "furniture", "masthead"
        elif index > headline and words <= 3 and _NAME_LINE.fullmatch(line) and index == top[-1]:
            marks[index] = "furniture", "byline"
    _mark_navigated(sentences, marks, top)


def _mark_navigated(sentences: Sequence[Sentence], marks: list[Mark | None], top: list[int]) -> None:
    """Short lines above the first navigation line of a page are its masthead."""
    first = next((index for index in top if (marks[index] or ("", ""))[1] in {"navigation", "share or subscribe"}), 0)
    if all(marks[index] is not None or sentences[index].words <= 6 for index in range(first)):
        for index in range(first):
            marks[index] = marks[index] or ("furniture", "masthead")
