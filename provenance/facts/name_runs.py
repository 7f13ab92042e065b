"""Runs of capitalised words that may be names: found sentence by sentence, joined, stripped of openers and titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..languages.english import names as en
from ..records import FactKind, Sentence
from ..text.memo import Memo
from . import lexicon as lex


@dataclass(slots=True)
class Run:
    """A run of capitalised words on its way to a name; ``words`` are folded."""

    start: int
    end: int
    words: list[str]
    sentence: int
    initial: bool = False
    work: bool = False
    role: str = ""
    votes: list[tuple[FactKind, float]] = field(default_factory=list)


@lru_cache(maxsize=50_000)  # a document repeats its names, and a collection those of its people and bodies
def fold(text: str) -> str:
    """Comparable form: case, points, commas, possessive, leading "the", titles and company suffixes removed.

    >>> fold("Sen. Barbara Mikulski"), fold("The Danvers & Lowe Co."), fold("U.S. District Court")
    ('barbara mikulski', 'danvers and lowe', 'us district court')
    """
    words = [word.strip(".,;:'’“”\"()") for word in en.POSSESSIVE.sub("", text).casefold().replace("&", " and ")
             .replace("’s ", " ").replace("'s ", " ").replace("’", "'").split()]
    words = ["".join(word.split(".")) for word in words if word]
    while len(words) > 1 and (words[0] == "the" or (words[0] in en.TITLES and not patron(words))):
        words = words[1:]
    while len(words) > 1 and words[-1] in en.SUFFIXES:
        words = words[:-1]
    value = " ".join(words)
    return en.STATES.get(value, value)


def shouts(line: str) -> bool:
    """A heading most of whose longer words have capitals tells nothing about names."""
    letters = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(letters) < 3 or sum(word[0].isupper() for word in letters) > 0.6 * len(letters)


_APOSTROPHES = frozenset("'’")
_GLUED = frozenset("./@_#")  # what stands before a word that is part of something longer


def _read(token: str) -> tuple[int, str]:
    """Letters of a token's possessive ending, and its folded form without it: empty for days and months."""
    possessive = en.POSSESSIVE.search(token) if not _APOSTROPHES.isdisjoint(token[-2:]) else None
    ending = len(possessive[0]) if possessive else 0
    folded = token[:len(token) - ending].casefold().rstrip(".")
    return ending, "" if folded in en.CALENDAR else folded


_TOKENS = Memo(_read, 100_000)


def runs(text: str, sentence: Sentence, index: int, taken: bytearray) -> Iterable[Run]:
    """Runs of capitalised words of one sentence, joined over "of", "&", "for the" where the words before allow it."""
    run: Run | None = None
    closed = True
    start = sentence.start
    dateline = en.DATELINE.match(text, start, sentence.end) if sentence.kind == "body" else None
    if dateline and text[dateline.start():dateline.end()].casefold() not in en.NO_NAMES and \
            len(dateline[1]) > 3 and sum(c.islower() for c in text[start:sentence.end]) > 20:
        yield Run(*dateline.span(1), dateline[1].casefold().split(), index, votes=[("place", 8.0)])
        start = dateline.end()
    for match in en.TOKEN.finditer(text, start, sentence.end):
        begin, end = match.span()
        beside = text[begin - 1]
        ending, folded = _TOKENS[match[0]]
        if not folded or taken[begin] or (beside != " " and begin and (beside.isalnum() or beside in _GLUED)):
            closed = True
            continue
        end -= ending
        if beside == "(" and en.PARTY.match(text[begin:end]):
            yield Run(begin + 2, end, [folded[2:]], index, votes=[("place", 8.0)])
            closed = True
            continue
        if run and not closed and _joins(text, run, begin, folded, sentence.end):
            run.end, run.words = end, [*run.words, folded]
        else:
            if run and not _is_opener(run):
                yield run
            run = Run(begin, end, [folded], index, begin == sentence.start or _opens(text, sentence.start, begin),
                      _is_work(text, max(sentence.start, begin - 24), begin))
        closed = ending > 0
    if run and not _is_opener(run):
        yield run


def _is_opener(run: Run) -> bool:
    """A lone word that has its capital from the start of its sentence, which four in ten runs are."""
    return run.initial and not run.work and len(run.words) == 1 and (
        run.words[0] in en.OPENERS or run.words[0].endswith("ly"))


def _opens(text: str, start: int, begin: int) -> bool:
    """Whether only marks stand between a sentence's, list item's or quotation's start and ``begin``."""
    if begin - start > 4 and text[begin - 1] == " " and text[begin - 2].isalnum():
        return False
    before = text[max(start, begin - 4):begin].rstrip(" ")
    return (begin - start <= 4 and not any(map(str.isalnum, before))) or before.endswith(("“", '"', "‘", ":", "•", "*", "\n"))


def _is_work(text: str, start: int, begin: int) -> bool:
    word = text[start:begin].rstrip(" “\"‘',").rpartition(" ")[2].casefold()
    return word in en.WORKS or word.endswith("-winning")


def _joins(text: str, run: Run, begin: int, word: str, stop: int) -> bool:
    """Whether the capitalised ``word`` at ``begin`` continues the run."""
    gap = text[run.end:begin]
    last = run.words[-1]
    if gap == " ":
        if (last in en.PARTISANS and word not in en.PARTY_WORDS) or (word in en.PARTISANS and run.words[0] != "national"):
            return False
        return not (word in en.TITLES and last not in en.TITLES and not run.work) and not (
            last in en.OPENERS and len(run.words) == 1 and run.initial and last != "new")
    if gap == " & " or (gap.strip() in en.PARTICLES and gap[:1] == gap[-1:] == " "):
        return True
    if gap in {" of ", " of the "}:
        return run.work or last in en.OF_HEADS or (bool(en.OF_HEADS.intersection(run.words[:-1])) and last not in en.ORG_HEADS)
    if gap in {" for ", " for the "}:
        return run.work or last in en.FOR_HEADS or run.words[0] in en.FOR_HEADS
    if gap in {" on ", " on the "}:
        return run.work or last in en.ON_HEADS
    if gap in {" and ", ", ", ", and ", " and the "}:
        return _lists(text, run, begin, word, gap, stop)
    return run.work and bool(en.WORK_GAP.fullmatch(gap))


_RIGHT = re.compile(r"[A-Z]\w+(?: [A-Z]\w+){0,3}")


def _lists(text: str, run: Run, begin: int, word: str, gap: str, stop: int) -> bool:
    """"Health and Human Services" is one name, "Leeds and Google" are two: all members must be common words."""
    if lex.properness(word) > 0.9 or lex.properness(run.words[-1]) > 0.9:
        return False
    right = _RIGHT.match(text, begin, stop)
    heads_right = bool(right) and right[0].rsplit(" ", 1)[-1].casefold() in en.ORG_HEADS and " " in right[0]  # type: ignore[index]
    if gap == " and " and heads_right and len(run.words) <= 3 and run.words[-1] not in en.ORG_HEADS:
        return True
    if not en.LIST_HEADS.intersection(run.words) or len(run.words) < 2:
        return False
    return gap != ", " or bool(en.LIST_ENDS.match(text, begin, stop))


def kept(text: str, runs: list[Run]) -> list[Run]:
    """Drop sentence openers and capitalised common words; strip titles."""
    inside = Counter(word for run in runs for word in run.words[1 if run.initial else 0:])
    whole = {tuple(run.words) for run in runs if not run.initial}
    kept: list[Run] = []
    terms = _terms(text)
    for run in runs:
        if len(run.words) == 1 and run.words[0] in terms:
            continue
        label = run.initial and len(run.words) > 1 and text[run.end:run.end + 1] == ":"
        if run.words[-1] == "day" or (label and not any(lex.properness(word) > 0.8 for word in run.words)):
            continue
        while run.words and run.initial and not run.work and (
                run.words[0] in en.OPENERS or run.words[0].endswith("ly") or
                (tuple(run.words[1:]) in whole and lex.properness(run.words[0]) < 0.5)):
            _drop_first(text, run)
            run.initial = False if run.words else run.initial
        _strip_titles(text, run)
        if not run.words or (len(run.words) == 1 and not _single(run, inside)):
            continue
        suffix = en.SUFFIX.match(text, run.end)
        if suffix:
            run.end = suffix.end() - suffix[0].endswith(".")
            run.votes.append(("organisation", 8.0))
        kept.append(run)
    return kept


_ACRONYM = re.compile(r"\(([A-Z]{2,6})s?\)")
_SPELLED = re.compile(r"(?:[a-z][\w-]*[ -]){1,7}$")
_REACH = 400  # characters before an acronym in which its words stand


def _terms(text: str) -> frozenset[str]:
    """Acronyms of common words, as in "body mass index (BMI)": no names."""
    found = set()
    for match in _ACRONYM.finditer(text):
        spelled = _SPELLED.search(text, max(0, match.start() - _REACH), match.start())
        if spelled and match[1][0].casefold() in {word[:1] for word in re.split(r"[ -]", spelled[0])}:
            found.add(match[1].casefold())
    return frozenset(found)


def bills(text: str) -> list[Run]:
    """"H.R. 4939" and "S. 1187" name bills."""
    if "S. " not in text and "R. " not in text and "H.R" not in text and "es. " not in text:
        return []
    return [Run(*match.span(), fold(match[0]).split(), -1, votes=[("work", 10.0)]) for match in en.BILL.finditer(text)]


def _drop_first(text: str, run: Run) -> None:
    run.words = run.words[1:]
    begin = run.start
    gap = text.find(" ", run.start, run.end)
    while run.words and gap >= 0 and (run.start == begin or text[run.start].islower()):
        run.start = gap + 1
        gap = text.find(" ", run.start, run.end)


def patron(words: Sequence[str]) -> bool:
    """Whether the first word belongs to the name of a house that is named after somebody ("Queen Mary University")."""
    return words[0] in en.PATRONS and bool(en.NAMED_AFTER.intersection(words[2:]))


def _strip_titles(text: str, run: Run) -> None:
    """Move leading titles into the role; a title alone is no name."""
    if len(run.words) == 1 and run.words[0] not in en.TITLES:
        return
    if run.words and patron(run.words):
        run.votes.append(("organisation", 10.0))
        return
    begin = run.start
    given = next((at for at, word in enumerate(run.words) if at and lex.is_given(word)), 0)
    if given and len(run.words) - given in (2, 3) and (
            run.words[given - 1] in en.TITLES or run.words[:2] == ["secretary", "state"] or lex.is_place(" ".join(run.words[:given]))):
        for _ in range(given):
            _drop_first(text, run)
    while run.words and run.words[0] in en.TITLES and not (
            len(run.words) > 1 and run.words[-1] in en.ORG_HEADS and len(run.words) < 3 and run.words[0] in {"executive"}):
        _drop_first(text, run)
    if run.words and run.start > begin:
        run.role = text[begin:run.start].strip()
        run.votes.append(("person", 10.0))


def _single(run: Run, inside: Counter[str]) -> bool:
    """Whether a capitalised word on its own is a name at all."""
    word = run.words[0]
    if len(word) < 2 or word in en.NO_NAMES or (word in en.OPENERS and not run.work):
        return False
    if run.work or run.role or lex.is_place(word) or word in en.KNOWN_ORGS:
        return True
    if run.initial:
        return (inside[word] > 0 and lex.properness(word) > 0.15) or lex.properness(word) >= 0.6
    return lex.properness(word) >= 0.15
