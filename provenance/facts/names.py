"""People, organisations, places and titles of works, typed by votes of named cues and resolved within the document.

Runs of capitalised words are found sentence by sentence; each mention collects votes (a title before it, a company
word at its end, "in" before it), the votes of one document are summed, and later short forms ("Mikulski", "WHO")
take the value of the full name. Title-case headings add nothing of their own: in them only names known from the body
are recognised.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from ..languages.english import names as en
from ..records import FactKind, Sentence
from . import lexicon as lex
from .name_runs import Run, bills, fold, kept, runs, shouts

__all__ = ["Name", "fold", "names"]

Vote = tuple[FactKind, float]


class Name(NamedTuple):
    """A typed mention: ``value`` is the folded full name where the document gives it."""

    kind: FactKind
    start: int
    end: int
    value: str
    full: str
    role: str | None = None


def names(text: str, sentences: Sequence[Sentence], skip: Sequence[tuple[int, int]] = ()) -> list[Name]:
    """All name mentions in order. ``skip`` are spans (dates, figures) that cannot be names."""
    taken = bytearray(len(text))
    for start, end in skip:
        taken[start:end] = b"\1" * (end - start)
    laws = bills(text)
    for law in laws:
        taken[law.start:law.end] = b"\1" * (law.end - law.start)
    found: list[Run] = []
    headings: list[Sentence] = []
    for index, sentence in enumerate(sentences):
        if sentence.kind == "heading" and shouts(text[sentence.start:sentence.end]):
            headings.append(sentence)
        else:
            found.extend(runs(text, sentence, index, taken))
    found = kept(text, found)
    for run, before in zip(found, [None, *found], strict=False):
        _vote(text, run, before)
    mentions = _resolve(text, sorted([*found, *laws], key=lambda run: run.start))
    mentions.extend(_in_headings(text, headings, mentions))
    return sorted(mentions, key=lambda name: name.start)


class _Own(NamedTuple):
    """What a name says of itself, wherever it stands: whether it is a work's, looks like a person's, has common words."""

    work: bool
    votes: tuple[Vote, ...]
    person: bool
    common: bool


@lru_cache(maxsize=50_000)  # names recur, in a document and in a collection
def _own(shape: str, words: tuple[str, ...]) -> _Own:
    """``shape`` is the name as written, ``words`` are its folded words."""
    last, first, several, whole = words[-1], words[0], len(words) > 1, " ".join(words)
    votes: list[Vote] = []
    if lex.is_place(whole):
        votes.append(("place", 7.0))
    elif several and (last in en.PLACE_HEADS or first in en.PLACE_FIRST):
        votes.append(("place", 5.5 if "of" not in shape or first in en.PLACE_FIRST else 2.0))
    if (several and (last in en.ORG_HEADS or (" of " in shape and any(word in en.ORG_HEADS for word in words))
                     or " for " in shape or " on " in shape)) or whole in en.KNOWN_ORGS:
        votes.append(("organisation", 6.0))
    elif several and (lex.is_generic(last) or (lex.is_place(last) and en.ORG_HEADS.intersection(words)) or "&" in shape):
        votes.append(("organisation", 5.0))
    if any(lex.is_coined(word) for word in shape.split()) and not lex.is_place(whole):
        votes.append(("organisation", 4.0))
    person = 1 < len(words) < 5 and (lex.is_given(first) or re.fullmatch(r"[a-z]", first) is not None)
    return _Own(several and (first == "journal" or last in en.WORK_LAST), tuple(votes),
                person and not lex.is_generic(last), any(lex.properness(word) < 0.5 for word in words))


def _vote(text: str, run: Run, before: Run | None) -> None:
    """Collect the cues around one mention."""
    votes = run.votes
    left = text[max(0, run.start - 40):run.start].rpartition("\n")[2]
    right = text[run.end:run.end + 90].partition("\n")[0]
    own = _own(text[run.start:run.end], tuple(run.words))
    near = [word.casefold() for word in left.replace(",", "").rsplit(maxsplit=3)[-3:]] if left.endswith(" ") else []
    if near and near[-1] == "the" and len(near) > 1:
        near.pop()
    one, two = near[-1] if near else "", " ".join(near[-2:])
    if run.work or own.work or ((one == "journal" or two == "published in") and run.words[-1] not in en.ORG_HEADS):
        votes.append(("work", 9.0))
    if one in en.THINGS:
        votes.append(("other", 8.0))
    votes.extend(own.votes)
    if _employs(text, run, before):
        votes.append(("organisation", 8.0))
    else:
        _vote_person(run, own, one, right)
    if one in en.COMPANIES or two in en.ORG_PAIRS or (one in {"at", "for"} and two.split(" ")[0] in en.WORKS_AT) or \
            en.ORG_AFTER.match(right):
        votes.append(("organisation", 6.0))
    if one in en.PLACE_BEFORE or two in en.PLACE_PAIRS or en.PLACE_AFTER.match(right) or _continues_place(text, run, before):
        votes.append(("place", 3.0))
    votes.append(_weakest(run, own, left, right))


def _vote_person(run: Run, own: _Own, one: str, right: str) -> None:
    apposed = right[:1] == "," or right[:2] == " ("
    if own.person:
        run.votes.append(("person", 5.0))
    if apposed and en.WHO_AFTER.match(right):
        run.votes.append(("person", 7.0))
    if apposed and 1 < len(run.words) < 5 and en.APPOSED.match(right):
        run.votes.append(("person", 2.5))
    after = en.ROLE_AFTER.match(right) if apposed else None
    if one in en.ROLES or after:
        run.votes.append(("person", 6.0))
        run.role = run.role or (after[1].strip() if after else one)


def _employs(text: str, run: Run, before: Run | None) -> bool:
    """"Ana Vell, chairman and CEO, Orrin Mills": what follows a person's office is whose office it is."""
    if before is None or before.sentence != run.sentence:
        return False
    gap = text[before.end:run.start]
    return gap.startswith(", ") and gap.endswith(", ") and bool(en.ROLES.intersection(gap.casefold().replace(",", "").split()))


_CONTINUED = {" to ": "place", " of ": "person"}  # what stands before the words that a place follows


def _continues_place(text: str, run: Run, before: Run | None) -> bool:
    """"From Arriba Wells to Pintado", "Mayor Vogel of Hamburg", "Denver, Colorado"."""
    if before is None or before.sentence != run.sentence:
        return False
    gap = text[before.end:run.start]
    wanted = _CONTINUED.get(gap)
    return gap == ", of " or any(kind == wanted and weight >= 3 for kind, weight in before.votes)


def _weakest(run: Run, own: _Own, left: str, right: str) -> Vote:
    """What a name is when nothing but its shape and its verb tell."""
    said = en.SAID.match(right) or left.rstrip().rpartition(" ")[2] in en.SAYS or left.endswith("ccording to ")
    if len(run.words) == 1:
        if said or right.startswith((": “", ': "')):
            return "person", 2.0
        return ("organisation", 1.0) if en.VERB_AFTER.match(right) or right.startswith(("'s", "’s")) else ("other", 0.4)
    if left.endswith(("the ", "The ")) or len(run.words) > 3 or (own.common and not (said and len(run.words) == 2)):
        return "organisation", 2.0 if not said else 1.0
    return "person", 3.0 if said else 1.5


def _resolve(text: str, runs: list[Run]) -> list[Name]:
    """Sum the votes of each name over the document and give short forms the value of the full one."""
    tally: dict[str, dict[FactKind, float]] = defaultdict(lambda: defaultdict(float))
    shapes = [text[run.start:run.end] for run in runs]
    values = list(map(fold, shapes))
    for run, value in zip(runs, values, strict=True):
        for kind, weight in run.votes:
            tally[value][kind] += weight
    kinds = {value: max(sorted(votes), key=votes.__getitem__) for value, votes in tally.items()}
    roles = {value: run.role for run, value in zip(reversed(runs), reversed(values), strict=True) if run.role}
    written = dict(zip(reversed(values), reversed(shapes), strict=True))  # as the document first writes it
    full = _short_forms(set(zip(values, shapes, strict=True)), kinds)
    found = []
    for run, value, shape in zip(runs, values, shapes, strict=True):
        whole = full.get(value, value)
        if whole == "":
            continue
        found.append(Name(kinds[whole], run.start, run.end, whole, written.get(whole, shape),
                          roles.get(whole) if kinds[whole] == "person" else None))
    return found


def _short_forms(written: Set[tuple[str, str]], kinds: Mapping[str, FactKind]) -> dict[str, str]:
    """Full value of each one-word form; an ambiguous surname stays as it is, a bare "Board" without antecedent goes.

    ``written`` are the values of all names with the forms in which they stand in the text.
    """
    longer: dict[str, set[str]] = defaultdict(set)
    for value, shape in written:
        words = value.split()
        if len(words) < 2:
            continue
        if kinds[value] == "person":
            longer[words[-1] if words[-1] not in {"jr", "sr"} else words[-2]].add(value)
            if len(words[0]) > 2:
                longer[words[0]].add(value)
        elif kinds[value] == "organisation":
            longer[_acronym(shape)].add(value)
            for word in (words[0], words[-1]):
                if all(lex.is_generic(other) or other in en.ORG_HEADS for other in words if other != word) or \
                        word in en.ORG_HEADS or (word == words[-1] and lex.properness(word) >= 0.7):
                    longer[word].add(value)
    short: dict[str, str] = {}
    for value in kinds:
        if " " in value:
            continue
        candidates = longer.get(value, set())
        if len(candidates) == 1:
            short[value] = next(iter(candidates))
        elif value in en.ORG_HEADS and value not in en.KNOWN_ORGS:
            short[value] = ""
    return short


def _acronym(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_][\w.]*", text) if word[0].isupper()).casefold()


def _in_headings(text: str, headings: Sequence[Sentence], found: list[Name]) -> list[Name]:
    """Mentions, in title-case headings, of names that the body knows; longest first."""
    if not headings:
        return []
    known: dict[str, Name] = {}
    for name in found:
        known.setdefault(text[name.start:name.end].casefold(), name)
        known.setdefault(name.full.casefold(), name)
    surnames = {name.value.split()[-1]: name for name in found if name.kind == "person"}
    known = {**surnames, **known}
    hits = []
    for heading in headings:
        line = text[heading.start:heading.end]
        folded = line.casefold()
        for at, key in _mentions(folded, known) if len(folded) == len(line) else ():
            if line[at].isupper():
                name = known[key]
                hits.append(Name(name.kind, heading.start + at, heading.start + at + len(key), name.value, name.full,
                                 name.role))
    return hits


def _mentions(line: str, known: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where known names stand in a line as whole words: the first of those that overlap, the longer where two begin."""
    reached = 0
    places = [(at, -len(key), key) for key in known if key in line for at in _whole(line, key)]
    for at, _, name in sorted(places):
        if at >= reached:
            reached = at + len(name)
            yield at, name


def _whole(line: str, key: str) -> Iterator[int]:
    at = line.find(key)
    while at >= 0:
        sides = line[at - 1:at] + line[at + len(key):at + len(key) + 1]
        if not any(side.isalnum() or side == "_" for side in sides):
            yield at
        at = line.find(key, at + 1)
