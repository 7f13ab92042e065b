"""People, organisations, places and titles of works, typed by votes of named cues and resolved within the document.

Runs of capitalised words are found sentence by sentence; each mention collects votes (a title before it, a company
word at its end, "in" before it), the votes of one document are summed, and later short forms ("Mikulski", "WHO")
take the value of the full name. Title-case headings add nothing of their own: in them only names known from the body
are recognised.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import lexicon as lex
from .model import FactKind, Sentence

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z]\.(?= [A-Z])|(?:St|Mt|Ft|Sens?|Reps?|Gov|Dr|Mr|Mrs|Ms|Prof|Rev|Hon|Gen|Col|Lt|Sgt|Capt|Jr|Sr|Inc|"
    r"Corp|Co|Ltd|Bros)\.(?!\w)|[A-ZÀ-ÖØ-Þ]\w*(?:[’'&]\w+|-(?=[A-Z0-9])\w+)*")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_SUFFIX = re.compile(r" (?:plc|gmbh|inc|ltd|llc|ag|co)\b\.?")
_BILL = re.compile(r"\b(?:H\. ?R\.|S\.|H\. ?Res\.|S\. ?Res\.|H\.J\. ?Res\.) ?\d+\b")
_PARTY = re.compile(r"^[DRI]-(\w.*)$")
_DATELINE = re.compile(r"([A-Z][A-Z.' -]+[A-Z])(?=,? (?:\([A-Z]|\w[^.!?]{0,30} ?[-–—]|[-–—])|[,—–])")
_SAID = re.compile(rf",? (?:{'|'.join(sorted(lex.SAYS))})\b")
_ROLE = rf"(?:vice[- ]president|{'|'.join(sorted(lex.ROLES))})"
_ROLE_AFTER = re.compile(rf"(?:, | \()((?:[\w’'&-]+ ){{0,5}}{_ROLE}\b(?:(?: of| at| for| and) [\w&’' -]{{2,60}})?)", re.I)
_WHO_AFTER = re.compile(r", (?:who\b|aged \d|\d{2}(?:,| ))| \([DRI]-")
_COMPANY = rf"(?:{'|'.join(sorted(lex.COMPANIES))})"
_ORG_AFTER = re.compile(rf",? \((?:NYSE|NASDAQ|Nasdaq|LSE|AIM)|, (?:an?|the) (?:[\w’'-]+ ){{0,5}}{_COMPANY}\b|"
                        rf" (?:said|says|announced) (?:it|its)\b")
_PLACE_AFTER = re.compile(r"-based\b|, (?:Ontario|England|Scotland|Wales|[A-Z][a-z]{2,4}\.)")
_VERB_AFTER = re.compile(r"(?:['’]s)? (?:will|has|is|was|would|can|had|[a-z]+(?:ed|es|s))\b")
_WORK_GAP = re.compile(r" (?:(?:a|an|the|of|at|on|with|for|all) ){1,3}")


@dataclass(slots=True)
class _Run:
    """A run of capitalised words on its way to a name; ``words`` are folded."""

    start: int
    end: int
    words: list[str]
    sentence: int
    initial: bool = False
    work: bool = False
    role: str = ""
    votes: list[tuple[FactKind, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Name:
    """A typed mention: ``value`` is the folded full name where the document gives it."""

    kind: FactKind
    start: int
    end: int
    value: str
    full: str
    role: str | None = None


def fold(text: str) -> str:
    """Comparable form: case, points, commas, possessive, leading "the", titles and company suffixes removed.

    >>> fold("Sen. Barbara Mikulski"), fold("The Danvers & Lowe Co."), fold("U.S. District Court")
    ('barbara mikulski', 'danvers and lowe', 'us district court')
    """
    words = [word.strip(".,;:'’“”\"()") for word in _POSSESSIVE.sub("", text).casefold().replace("&", " and ")
             .replace("’s ", " ").replace("'s ", " ").replace("’", "'").split()]
    words = ["".join(word.split(".")) for word in words if word]
    while len(words) > 1 and (words[0] == "the" or words[0] in lex.TITLES):
        words = words[1:]
    while len(words) > 1 and words[-1] in lex.SUFFIXES:
        words = words[:-1]
    return " ".join(words)


def names(text: str, sentences: Sequence[Sentence], skip: Sequence[tuple[int, int]] = ()) -> list[Name]:
    """All name mentions in order. ``skip`` are spans (dates, figures) that cannot be names."""
    taken = bytearray(len(text))
    for start, end in skip:
        taken[start:end] = b"\1" * (end - start)
    bills = _bills(text)
    for bill in bills:
        taken[bill.start:bill.end] = b"\1" * (bill.end - bill.start)
    runs: list[_Run] = []
    headings: list[Sentence] = []
    for index, sentence in enumerate(sentences):
        if sentence.kind == "heading" and _shouts(text[sentence.start:sentence.end]):
            headings.append(sentence)
            continue
        runs.extend(_runs(text, sentence, index, taken))
    runs = _kept(text, runs)
    for run, before in zip(runs, [None, *runs], strict=False):
        _vote(text, run, before)
    runs = sorted([*runs, *bills], key=lambda run: run.start)
    found = _resolve(text, runs)
    found.extend(_in_headings(text, headings, found))
    return sorted(found, key=lambda name: name.start)


def _shouts(line: str) -> bool:
    """A heading most of whose longer words have capitals tells nothing about names."""
    letters = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(letters) < 3 or sum(word[0].isupper() for word in letters) > 0.6 * len(letters)


def _runs(text: str, sentence: Sentence, index: int, taken: bytearray) -> Iterable[_Run]:
    """Runs of capitalised words of one sentence, joined over "of", "&", "for the" where the words before allow it."""
    run: _Run | None = None
    closed = True
    start = sentence.start
    dateline = _DATELINE.match(text, start, sentence.end) if sentence.kind == "body" else None
    if dateline and text[dateline.start():dateline.end()].casefold() not in lex.NO_NAMES and \
            len(dateline[1]) > 3 and sum(c.islower() for c in text[start:sentence.end]) > 20:
        yield _Run(*dateline.span(1), dateline[1].casefold().split(), index, votes=[("place", 8.0)])
        start = dateline.end()
    for match in _TOKEN.finditer(text, start, sentence.end):
        begin, end = match.span()
        if taken[begin] or (begin and (text[begin - 1].isalnum() or text[begin - 1] in "./@_#")):
            closed = True
            continue
        word = match[0]
        possessive = _POSSESSIVE.search(word)
        end -= len(possessive[0]) if possessive else 0
        folded = text[begin:end].casefold().rstrip(".")
        if folded in lex.CALENDAR or not folded:
            closed = True
            continue
        party = _PARTY.match(text[begin:end])
        if party and text[begin - 1] == "(":
            yield _Run(begin + 2, end, [folded[2:]], index, votes=[("place", 8.0)])
            closed = True
            continue
        if run and not closed and _joins(text, run, begin, folded, sentence.end):
            run.end, run.words = end, [*run.words, folded]
        else:
            if run:
                yield run
            run = _Run(begin, end, [folded], index)
            run.initial = begin == sentence.start or _opens(text, sentence.start, begin)
            run.work = _is_work(text, max(sentence.start, begin - 24), begin)
        closed = bool(possessive)
    if run:
        yield run


def _opens(text: str, start: int, begin: int) -> bool:
    """Whether only marks stand between a sentence's, list item's or quotation's start and ``begin``."""
    before = text[max(start, begin - 4):begin].rstrip(" ")
    return (begin - start <= 4 and not any(map(str.isalnum, before))) or before.endswith(("“", '"', "‘", ":", "•", "*", "\n"))


def _is_work(text: str, start: int, begin: int) -> bool:
    word = text[start:begin].rstrip(" “\"‘',").rpartition(" ")[2].casefold()
    return word in lex.WORKS or word.endswith("-winning")


def _joins(text: str, run: _Run, begin: int, word: str, stop: int) -> bool:
    """Whether the capitalised ``word`` at ``begin`` continues the run."""
    gap = text[run.end:begin]
    last = run.words[-1]
    if gap == " ":
        if (last in lex.PARTISANS and word not in lex.PARTY_WORDS) or (word in lex.PARTISANS and run.words[0] != "national"):
            return False
        return not (word in lex.TITLES and last not in lex.TITLES and not run.work) and not (
            last in lex.OPENERS and len(run.words) == 1 and run.initial and last != "new")
    if gap == " & " or (gap.strip() in lex.PARTICLES and gap[:1] == gap[-1:] == " "):
        return True
    if gap in {" of ", " of the "}:
        return run.work or last in lex.OF_HEADS or (bool(lex.OF_HEADS.intersection(run.words[:-1])) and last not in lex.ORG_HEADS)
    if gap in {" for ", " for the "}:
        return run.work or last in lex.FOR_HEADS or run.words[0] in lex.FOR_HEADS
    if gap in {" on ", " on the "}:
        return run.work or last in lex.ON_HEADS
    if gap in {" and ", ", ", ", and ", " and the "}:
        return _lists(text, run, begin, word, gap, stop)
    return run.work and bool(_WORK_GAP.fullmatch(gap))


_LIST_ENDS = re.compile(r"[A-Z]\w+(?:(?: [A-Z]\w+)?, [A-Z]\w+)*,? and (?:the )?[A-Z]")
_RIGHT = re.compile(r"[A-Z]\w+(?: [A-Z]\w+){0,3}")


def _lists(text: str, run: _Run, begin: int, word: str, gap: str, stop: int) -> bool:
    """"Health and Human Services" is one name, "Leeds and Google" are two: all members must be common words."""
    if lex.properness(word) > 0.9 or lex.properness(run.words[-1]) > 0.9:
        return False
    right = _RIGHT.match(text, begin, stop)
    heads_right = bool(right) and right[0].rsplit(" ", 1)[-1].casefold() in lex.ORG_HEADS and " " in right[0]  # type: ignore[index]
    if gap == " and " and heads_right and len(run.words) <= 3 and run.words[-1] not in lex.ORG_HEADS:
        return True
    if not lex.LIST_HEADS.intersection(run.words) or len(run.words) < 2:
        return False
    return gap != ", " or bool(_LIST_ENDS.match(text, begin, stop))


def _kept(text: str, runs: list[_Run]) -> list[_Run]:
    """Drop sentence openers and capitalised common words; strip titles."""
    inside = Counter(word for run in runs for word in run.words[1 if run.initial else 0:])
    whole = {tuple(run.words) for run in runs if not run.initial}
    kept: list[_Run] = []
    for run in runs:
        label = run.initial and len(run.words) > 1 and text[run.end:run.end + 1] == ":"
        if run.words[-1] == "day" or (label and not any(lex.properness(word) > 0.8 for word in run.words)):
            continue
        while run.words and run.initial and not run.work and (
                run.words[0] in lex.OPENERS or run.words[0].endswith("ly") or
                (tuple(run.words[1:]) in whole and lex.properness(run.words[0]) < 0.5)):
            _drop_first(text, run)
            run.initial = False if run.words else run.initial
        _strip_titles(text, run)
        if not run.words or (len(run.words) == 1 and not _single(run, inside)):
            continue
        suffix = _SUFFIX.match(text, run.end)
        if suffix:
            run.end = suffix.end() - suffix[0].endswith(".")
            run.votes.append(("organisation", 8.0))
        kept.append(run)
    return kept


def _bills(text: str) -> list[_Run]:
    """"H.R. 4939" and "S. 1187" name bills."""
    if "S. " not in text and "R. " not in text and "H.R" not in text and "es. " not in text:
        return []
    return [_Run(*match.span(), fold(match[0]).split(), -1, votes=[("work", 10.0)]) for match in _BILL.finditer(text)]


def _drop_first(text: str, run: _Run) -> None:
    run.words = run.words[1:]
    following = _TOKEN.search(text, run.start + 1, run.end) if run.words else None
    following = following if following is None or following.start() > run.start else None
    gap = text.find(" ", run.start, run.end)
    run.start = gap + 1 if run.words and gap >= 0 else run.start


def _strip_titles(text: str, run: _Run) -> None:
    """Move leading titles into the role; a title alone is no name."""
    begin = run.start
    while run.words and run.words[0] in lex.TITLES and not (
            len(run.words) > 1 and run.words[-1] in lex.ORG_HEADS and len(run.words) < 3 and run.words[0] in {"executive"}):
        _drop_first(text, run)
    if run.words and run.start > begin:
        run.role = text[begin:run.start].strip()
        run.votes.append(("person", 10.0))


def _single(run: _Run, inside: Counter[str]) -> bool:
    """Whether a capitalised word on its own is a name at all."""
    word = run.words[0]
    if len(word) < 2 or word in lex.NO_NAMES or (word in lex.OPENERS and not run.work):
        return False
    if run.work or run.role or lex.is_place(word) or word in lex.KNOWN_ORGS:
        return True
    if run.initial:
        return (inside[word] > 0 and lex.properness(word) > 0.15) or lex.properness(word) >= 0.6
    return lex.properness(word) >= 0.15


def _vote(text: str, run: _Run, before: _Run | None) -> None:
    """Collect the cues around one mention."""
    votes = run.votes
    words, last, first = run.words, run.words[-1], run.words[0]
    left = text[max(0, run.start - 40):run.start].rpartition("\n")[2]
    right = text[run.end:run.end + 90].partition("\n")[0]
    shape = text[run.start:run.end]
    several = len(words) > 1
    near = [word.casefold() for word in left.replace(",", "").split()[-3:]] if left.endswith(" ") else []
    if near and near[-1] == "the" and len(near) > 1:
        near.pop()
    one, two = near[-1] if near else "", " ".join(near[-2:])
    if run.work or ((one == "journal" or two == "published in") and last not in lex.ORG_HEADS) or (
            words[0] == "journal" and several) or (last in lex.WORK_LAST and several):
        votes.append(("work", 9.0))
    if one in lex.THINGS:
        votes.append(("other", 8.0))
    if lex.is_place(" ".join(words)):
        votes.append(("place", 7.0))
    elif several and (last in lex.PLACE_HEADS or first in lex.PLACE_FIRST):
        votes.append(("place", 5.5 if "of" not in shape or first in lex.PLACE_FIRST else 2.0))
    if (several and (last in lex.ORG_HEADS or (" of " in shape and any(word in lex.ORG_HEADS for word in words))
                     or " for " in shape or " on " in shape)) or " ".join(words) in lex.KNOWN_ORGS:
        votes.append(("organisation", 6.0))
    elif several and (lex.is_generic(last) or "&" in shape):
        votes.append(("organisation", 5.0))
    if any(lex.is_coined(word) for word in shape.split()) and not lex.is_place(" ".join(words)):
        votes.append(("organisation", 4.0))
    _vote_person(run, one, right)
    if one in lex.COMPANIES or two in lex.ORG_PAIRS or (one in {"at", "for"} and two.split(" ")[0] in lex.WORKS_AT) or \
            _ORG_AFTER.match(right):
        votes.append(("organisation", 6.0))
    if one in lex.PLACE_BEFORE or two in lex.PLACE_PAIRS or _PLACE_AFTER.match(right) or _continues_place(text, run, before):
        votes.append(("place", 3.0))
    votes.append(_weakest(text, run, left, right))


def _vote_person(run: _Run, one: str, right: str) -> None:
    words = run.words
    several = 1 < len(words) < 5
    if several and (lex.is_given(words[0]) or re.fullmatch(r"[a-z]", words[0])) and not lex.is_generic(words[-1]):
        run.votes.append(("person", 5.0))
    if _WHO_AFTER.match(right):
        run.votes.append(("person", 7.0))
    after = _ROLE_AFTER.match(right) if right[:1] == "," or right[:2] == " (" else None
    if one in lex.ROLES or after:
        run.votes.append(("person", 6.0))
        run.role = run.role or (after[1].strip() if after else one)


def _continues_place(text: str, run: _Run, before: _Run | None) -> bool:
    """"From Arriba Wells to Pintado", "Mayor Vogel of Hamburg", "Denver, Colorado"."""
    if before is None or before.sentence != run.sentence:
        return False
    gap = text[before.end:run.start]
    kinds = {kind for kind, weight in before.votes if weight >= 3}
    return (gap == " to " and "place" in kinds) or (gap == " of " and "person" in kinds) or gap == ", of "


def _weakest(text: str, run: _Run, left: str, right: str) -> tuple[FactKind, float]:
    """What a name is when nothing but its shape and its verb tell."""
    said = _SAID.match(right) or left.rstrip().rpartition(" ")[2] in lex.SAYS
    common = [word for word in run.words if lex.properness(word) < 0.5]
    if len(run.words) == 1:
        if said or right.startswith((": “", ': "')):
            return "person", 2.0
        return ("organisation", 1.0) if _VERB_AFTER.match(right) or right.startswith(("'s", "’s")) else ("other", 0.4)
    if left.endswith(("the ", "The ")) or common or len(run.words) > 3:
        return "organisation", 2.0 if not said else 1.0
    return "person", 3.0 if said else 1.5


def _resolve(text: str, runs: list[_Run]) -> list[Name]:
    """Sum the votes of each name over the document and give short forms the value of the full one."""
    tally: dict[str, dict[FactKind, float]] = defaultdict(lambda: defaultdict(float))
    values = [fold(text[run.start:run.end]) for run in runs]
    for run, value in zip(runs, values, strict=True):
        for kind, weight in run.votes:
            tally[value][kind] += weight
    kinds = {value: max(sorted(votes), key=lambda kind: votes[kind]) for value, votes in tally.items()}
    roles = {value: run.role for run, value in reversed(list(zip(runs, values, strict=True))) if run.role}
    written = {value: text[run.start:run.end] for run, value in reversed(list(zip(runs, values, strict=True)))}
    full = _short_forms(text, runs, values, kinds)
    found = []
    for run, value in zip(runs, values, strict=True):
        whole = full.get(value, value)
        if whole == "":
            continue
        found.append(Name(kinds[whole], run.start, run.end, whole, written.get(whole, text[run.start:run.end]),
                          roles.get(whole) if kinds[whole] == "person" else None))
    return found


def _short_forms(text: str, runs: list[_Run], values: list[str], kinds: dict[str, FactKind]) -> dict[str, str]:
    """Full value of each one-word form; an ambiguous surname stays as it is, a bare "Board" without antecedent goes."""
    longer: dict[str, set[str]] = defaultdict(set)
    for run, value in zip(runs, values, strict=True):
        words = value.split()
        if len(words) < 2:
            continue
        if kinds[value] == "person":
            longer[words[-1] if words[-1] not in {"jr", "sr"} else words[-2]].add(value)
        elif kinds[value] == "organisation":
            longer[_acronym(text[run.start:run.end])].add(value)
            for word in (words[0], words[-1]):
                if all(lex.is_generic(other) or other in lex.ORG_HEADS for other in words if other != word) or \
                        word in lex.ORG_HEADS or (word == words[-1] and lex.properness(word) >= 0.7):
                    longer[word].add(value)
    short: dict[str, str] = {}
    for value in set(values):
        if " " in value:
            continue
        candidates = longer.get(value, set())
        if len(candidates) == 1:
            short[value] = next(iter(candidates))
        elif value in lex.ORG_HEADS and value not in lex.KNOWN_ORGS:
            short[value] = ""
    return short


def _acronym(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_][\w.]*", text) if word[0].isupper()).casefold()


def _in_headings(text: str, headings: Sequence[Sentence], found: list[Name]) -> list[Name]:
    """Mentions, in title-case headings, of names that the body knows; longest first."""
    known: dict[str, Name] = {}
    for name in found:
        known.setdefault(text[name.start:name.end].casefold(), name)
        known.setdefault(name.full.casefold(), name)
    surnames = {name.value.split()[-1]: name for name in found if name.kind == "person"}
    known = {**surnames, **known}
    if not known or not headings:
        return []
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(key) for key in sorted(known, key=lambda k: (-len(k), k))) + r")(?!\w)")
    hits = []
    for heading in headings:
        line = text[heading.start:heading.end]
        for match in pattern.finditer(line.casefold()):
            if line[match.start()].isupper() if len(line) == len(line.casefold()) else False:
                name = known[match[0]]
                hits.append(Name(name.kind, heading.start + match.start(), heading.start + match.end(), name.value,
                                 name.full, name.role))
    return hits
