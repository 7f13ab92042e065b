"""Names in languages for which there is no gazetteer: runs of capitalised words, told by what stands beside them.

Where nouns bear capitals (German), a single word is a name only if nothing says that it is a noun: no article or
adjective before it, no ending of nouns, no place among the common words of the language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..languages import Language
from ..languages import Names as Lists
from ..records import FactKind, Sentence
from ..text.rarity import NAME, load_background
from ..text.segment import normalise, stem
from .lexicon import is_given, is_place
from .name_runs import fold, shouts
from .names import Name

_TOKEN = re.compile(r"(?:(?<=[\s(«„“\"'’‘\-–—/])|^)[A-ZÀ-ÖØ-Þ][\w]*(?:\.(?= [A-ZÀ-Þ]))?(?:[-&][\w]+)*", re.MULTILINE)
_BEFORE = re.compile(r"([^\W\d_]+)(?:[ ]|['’])$")
_ADJECTIVE = re.compile(r"[a-zäöüß]{2,}(?:e|en|er|es|em)$")
COMMON = 60  # documents of the background, of some 25,000, from which a capitalised word is a common noun
_SEEN = 3  # background documents in which a name must have been seen
_LONGEST = 60  # letters in which the word before a name is looked for


@dataclass(slots=True)
class _Run:
    start: int
    end: int
    words: list[str]
    initial: bool
    before: str
    role: str = ""
    votes: list[tuple[FactKind, float]] = field(default_factory=list)


def names_by_capitals(text: str, sentences: Sequence[Sentence], language: Language,
                      skip: Sequence[tuple[int, int]] = ()) -> list[Name]:
    """All name mentions in order. ``skip`` are spans (dates, figures) that cannot be names."""
    lists = language.names
    assert lists is not None
    taken = bytearray(len(text))
    for start, end in skip:
        taken[start:end] = b"\1" * (end - start)
    found = [run for sentence in sentences
             if not (sentence.kind == "heading" and shouts(text[sentence.start:sentence.end]) and not lists.NOUNS)
             for run in _runs(text, sentence, taken, lists)]
    inside = Counter(word for run in found if not run.initial for word in run.words)
    kept = [one for run in found if (one := _stripped(text, run, lists, language, inside))]
    return _resolved(text, kept, lists)


def _runs(text: str, sentence: Sentence, taken: bytearray, lists: Lists) -> list[_Run]:
    """Runs of capitalised words of one sentence, over particles where the words before allow it."""
    found: list[_Run] = []
    for match in _TOKEN.finditer(text, sentence.start, sentence.end):
        start, end = match.span()
        word = match[0].casefold().rstrip(".")
        if taken[start] or not word:
            continue
        if found and _joins(text[found[-1].end:start], found[-1], word, lists):
            found[-1].end = end
            found[-1].words.append(word)
            continue
        before = _BEFORE.search(text, max(sentence.start, start - _LONGEST), start)
        found.append(_Run(start, end, [word], not any(map(str.isalnum, text[sentence.start:start])),
                          before[1] if before else ""))
    return found


def _joins(gap: str, run: _Run, word: str, lists: Lists) -> bool:
    if word in lists.NO_NAMES or run.words[-1] in lists.NO_NAMES:
        return False
    if gap in (" ", ". ", " & "):
        return not (word in lists.TITLES and run.words[-1] not in lists.TITLES)
    if gap.strip() not in lists.PARTICLES or not gap.startswith(" ") or "\n" in gap:
        return False
    if lists.NOUNS and word in lists.ORG_HEADS:
        return False
    headed = any(one in lists.ORG_HEADS for one in run.words)
    if gap.strip() in ("y", "e", "et", "und"):
        return headed and len(run.words) > 1
    return (headed and not lists.NOUNS) or is_given(run.words[-1]) or run.words[-1] in lists.TITLES


def _stripped(text: str, run: _Run, lists: Lists, language: Language, inside: Counter[str]) -> _Run | None:
    """The run without openers, titles and common nouns at its head; None where no name is left."""
    while run.words and (run.words[0] in lists.TITLES or run.words[0] in lists.ROLES):
        run.role, run.votes = run.words[0], [("person", 6.0)]
        run = _shorter(text, run)
    while run.words and _opens(run, lists, language):
        run = _shorter(text, run)
    if not run.words or (len(run.words) == 1 and not _single(run, lists, language, inside)):
        return None
    return run


def _opens(run: _Run, lists: Lists, language: Language) -> bool:
    """Whether the first word is no part of the name."""
    word = run.words[0]
    noun = lists.NOUNS and len(run.words) > 1 and word not in lists.ORG_HEADS and _is_common(word, language)
    return noun or word in lists.NO_NAMES or (run.initial and word in language.words.STOPWORDS)


def _shorter(text: str, run: _Run) -> _Run:
    """The run without its first word."""
    if len(run.words) == 1:
        return replace(run, words=[])
    following = re.compile(r"[\s.'’-]+").search(text, run.start, run.end)
    start = following.end() if following else run.end
    while start < run.end and not text[start].isupper():
        start += 1
    return replace(run, start=start, words=run.words[1:], before=run.words[0], initial=False)


def _single(run: _Run, lists: Lists, language: Language, inside: Counter[str]) -> bool:
    """Whether a capitalised word on its own is a name at all."""
    word = run.words[0]
    if len(word) < 2 or word in lists.NO_NAMES or word in language.words.STOPWORDS:
        return False
    if run.role:
        return True
    if not lists.NOUNS:
        return not run.initial or inside[word] > 0
    if run.before.casefold() in lists.DETERMINERS or (run.before and _ADJECTIVE.fullmatch(run.before)
                                                      and run.before not in lists.PLACE_BEFORE):
        return False
    return not lists.COMMON_ENDING.search(word) and not _is_common(word, language)


def _is_common(word: str, language: Language) -> bool:
    """Whether a word is a noun of the language, or a compound that ends with one, and no name known elsewhere."""
    if is_given(word) or is_place(word) or _known_name(word):
        return False
    lists = language.names
    if lists is None or not lists.NOUNS or lists.PLACE_ENDING.search(word):
        return _count(word, language) >= COMMON
    ends = [word, *(word[at:] for at in range(3, len(word) - 4))]
    return any(_count(end, language) >= COMMON for end in ends if end not in language.words.STOPWORDS)


@lru_cache(maxsize=100_000)
def _count(word: str, language: Language) -> int:
    return load_background().documents_with(stem(normalise(word), language))


def _known_name(word: str) -> bool:
    """Whether English-language news write the word with a capital, nearly always."""
    folded = normalise(word)
    named, seen = (load_background().documents_with(term) for term in (NAME + folded, stem(folded)))
    return bool(named >= _SEEN and named >= 0.9 * seen)


def _kind(text: str, run: _Run, lists: Lists) -> tuple[FactKind, float]:
    """What a name is by the words beside it and in it."""
    if run.role:
        return "person", 6.0
    following = re.compile(r" (\w[\w.]*)").match(text, run.end)
    if run.words[-1] in lists.COMPANIES or (following and following[1].casefold().strip(".") in lists.COMPANIES):
        return "organisation", 8.0
    if any(word in lists.ORG_HEADS for word in run.words):
        return "organisation", 5.0
    if run.before.casefold() in lists.PLACE_BEFORE and len(run.words) < 4:
        return "place", 3.0
    apposed = re.compile(rf", (?:[\w’'-]+ ){{0,4}}(?:{'|'.join(sorted(map(re.escape, lists.ROLES)))})\b", re.IGNORECASE)
    if apposed.match(text, run.end):
        return "person", 5.0
    return ("person", 1.5) if 1 < len(run.words) < 4 else ("other", 0.4)


def _resolved(text: str, runs: list[_Run], lists: Lists) -> list[Name]:
    """Votes summed over the document; a single word takes the value of the one longer name it ends or begins."""
    tally: dict[str, dict[FactKind, float]] = defaultdict(lambda: defaultdict(float))
    values = [fold(text[run.start:run.end]) for run in runs]
    for run, value in zip(runs, values, strict=True):
        kind, weight = _kind(text, run, lists)
        tally[value][kind] += weight
    kinds = {value: max(sorted(votes), key=lambda kind: votes[kind]) for value, votes in tally.items()}
    longer: dict[str, set[str]] = defaultdict(set)
    for value in set(values):
        words = value.split()
        for word in ({words[0], words[-1]} if len(words) > 1 else ()):
            longer[word].add(value)
    full = {value: next(iter(longer[value])) for value in set(values)
            if " " not in value and len(longer[value]) == 1 and value not in lists.ORG_HEADS}
    written = {value: text[run.start:run.end] for run, value in reversed(list(zip(runs, values, strict=True)))}
    roles = {value: run.role for run, value in reversed(list(zip(runs, values, strict=True))) if run.role}
    found = []
    for run, value in zip(runs, values, strict=True):
        whole = full.get(value, value)
        if whole and not (value in lists.ORG_HEADS and whole == value):
            found.append(Name(kinds[whole], run.start, run.end, whole, written[whole],
                              roles.get(whole) if kinds[whole] == "person" else None))
    return sorted(found, key=lambda name: name.start)
