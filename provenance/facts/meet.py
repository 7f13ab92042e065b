"""Whether a document states a fact, in any way of writing it: the questions `facts.compare` asks.

"Mikulski" is "Barbara Mikulski", "September" is 14 September, "nearly 800,000" is 793,412, a quotation shortened with
an ellipsis is still that quotation.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import LCSseq

from ..languages import LANGUAGES
from ..languages.english import figures as en
from ..records import Fact, Prepared
from ..text.memo import Recent
from .dates import compatible
from .kinds import FIGURES, NAMES, family
from .lexicon import is_generic, one_form, people_of
from .name_runs import fold
from .quantities import plain
from .quotes import quote_value
from .spelling import american, letters

# Share of a quotation's words found in order, closely packed, in a quotation of the source.
SAME_QUOTE = 0.75
LEAST_QUOTE = 6  # words; shorter ones, and what headlines put in quotation marks, are no quotation altered
NEAR, NEAR_HEDGED = 0.05, 0.1  # how far two figures may lie apart: the rounder unannounced, or both announced
IN_WORDS = 3.0  # percentage points between a share in words ("one in four") and the figure it stands for

_KEPT = 256  # documents kept arranged
# What announces a round figure, in whatever language.
_ROUND = (en.ROUNDING, *(one.figures.ROUNDING for one in LANGUAGES.values() if one.figures))
ROUNDING = re.compile(rf"\b(?:{'|'.join(_ROUND)})\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Index:
    """One document's facts, arranged for questions."""

    prepared: Prepared
    values: frozenset[str]
    tails: Mapping[str, tuple[str, ...]]  # first and last word of each name -> values
    dates: tuple[str, ...]
    amounts: frozenset[float]
    spoken: str  # all quotations, one after the other, as words
    starts: tuple[int, ...]


def arrange(prepared: Prepared) -> Index:
    """Arrange the facts of one document for questions: once, although a document is met in many comparisons."""
    return _ARRANGED(prepared)


def _arranged(prepared: Prepared) -> Index:
    tails: dict[str, list[str]] = defaultdict(list)
    for fact in prepared.facts:
        for name in _forms(fact) if fact.kind in NAMES else ():
            words = american(one_form(name)).split()
            for word in {words[0], words[-1]}:
                tails[word].append(f"name:{name}")
    spoken = " ".join(fact.value[6:] for fact in prepared.facts if fact.kind == "quote")
    return Index(prepared, frozenset(fact.value for fact in prepared.facts),
                 {word: tuple(dict.fromkeys(found)) for word, found in tails.items()},
                 tuple(dict.fromkeys(fact.value[5:] for fact in prepared.facts if fact.kind == "date")),
                 frozenset(fact.norm for fact in prepared.facts if fact.norm is not None),
                 f" {spoken} ", tuple(prepared.starts.tolist()))


_ARRANGED = Recent(_arranged, _KEPT)


def _forms(fact: Fact) -> tuple[str, ...]:
    """The full name that the document gives a fact, and the name as written: a short form may be of another."""
    return tuple(dict.fromkeys(name for name in (fact.value.partition(":")[2], fold(fact.text)) if name))


def states(index: Index, fact: Fact, text: str = "") -> bool:
    """Whether the document states ``fact``, in any way of writing it. ``text`` is the text the fact stands in."""
    if fact.value in index.values:
        return True
    match family(fact.kind):
        case "quote":
            return _quoted(index, text[fact.start:fact.end] if text else fact.text)
        case "name" | "speaker":
            return any(_named(index, name) for name in _forms(fact))
        case "date":
            return _dated(index, fact)
        case "figure":
            return fact.norm is not None and _rounded(index, fact, text)
        case _:
            return False


def _dated(index: Index, fact: Fact) -> bool:
    value = fact.value[5:]
    if YEARLESS.fullmatch(value) and value[:4] not in fact.text:
        value = f"-{value[4:]}"  # the year was inferred
    return any(compatible(value, other) or compatible(fact.value[5:], other) for other in index.dates)


def _named(index: Index, name: str) -> bool:
    """"Mikulski" is "Barbara Mikulski", "Marrowtide" is "Marrowtide Energy"; "Google" is not "Google DeepMind"."""
    words = american(one_form(name)).split()
    if any(one_name(words, american(one_form(other[5:])).split())
           for word in {words[0], words[-1]} for other in index.tails.get(word, ())):
        return True
    people = people_of(name)
    told = f" {' '.join(index.prepared.words)} " if people else ""
    return any(f" {word} " in told for word in people)


def one_name(one: list[str], other: list[str]) -> bool:
    """Whether two folded names, as words, may be one: a surname, a company without its kind, a middle name."""
    one, other = (american(one_form(" ".join(words))).split() for words in (one, other))
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if long[-len(short):] == short:
        return (len(short) == 1 and not is_generic(short[0])) or len(short) > 1
    if long[:len(short)] == short and all(is_generic(word) for word in long[len(short):]):
        return True
    return len(short) == 2 and len(long) == 3 and short[0] == long[0] and short[-1] == long[-1]  # a middle name


YEARLESS = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_CUT = re.compile(r"\[[^\]]{0,60}\]|\.{3,}|…|\. \. \.")


def pieces(text: str) -> list[str]:
    """What a quotation quotes, as words: its parts between ellipses and bracketed insertions."""
    return [piece for part in _CUT.split(text.strip("“”\"‘’'")) if (piece := quote_value(part))]


def _quoted(index: Index, text: str) -> bool:
    """Whether every piece of a quotation (cut at ellipses and brackets) stands in the document, word for word."""
    body = ""
    for part in _CUT.split(text.strip("“”\"‘’'")):
        piece = quote_value(part)
        if not piece or f" {piece} " in index.spoken:
            continue
        body = body or f" {quote_value(index.prepared.document.text)} "
        if f" {piece} " not in body and letters(part) not in letters(index.prepared.document.text):
            return False
    return True


def altered(fact: Fact, source: Prepared) -> Fact | None:
    """The source's quotation that ``fact`` repeats with other words inside the marks; None for short ones."""
    words = fact.value[6:].split()
    best: tuple[float, Fact] | None = None
    for other in source.facts:
        if other.kind != "quote" or len(words) < LEAST_QUOTE:
            continue
        theirs = other.value[6:].split()
        blocks = [code for code in LCSseq.opcodes(words, theirs) if code.tag == "equal"]
        if not blocks:
            continue
        share = sum(block.src_end - block.src_start for block in blocks) / len(words)
        packed = blocks[-1].dest_end - blocks[0].dest_start <= 1.5 * len(words) + 2
        if share >= SAME_QUOTE and packed and (best is None or share > best[0]):
            best = share, other
    return best[1] if best else None


def _rounded(index: Index, fact: Fact, text: str) -> bool:
    """"Nearly 800,000" keeps 793,412: an announced rounding is no change. A bare sum keeps its amount without kind."""
    value = fact.norm or 0.0
    if value in index.amounts and fact.kind in {"money", "number"} and value >= 1000:
        return True
    return any(rounds(fact, other, text) for other in index.prepared.facts)


def rounds(fact: Fact, exact: Fact, text: str) -> bool:
    """Whether ``fact`` says, with a word for it, that it rounds ``exact``."""
    if not _same_measure(fact, exact):
        return False
    announced = ROUNDING.search(text, max(0, fact.start - 16), fact.start)
    return announced is not None and is_rounding(fact.norm or 0.0, exact.norm or 0.0)


def _same_measure(one: Fact, other: Fact) -> bool:
    return bool(one.norm and other.norm and one.kind == other.kind and one.kind in FIGURES
                and _unit_of(one) == _unit_of(other))


def rounded(fact: Fact, exact: Fact, text: str, other: str) -> bool:
    """Whether two figures differ by rounding alone; ``text`` and ``other`` are the texts they stand in.

    The rounder one may be announced ("about", "more than"); two announced differently ("nearly 45,000", "more than
    44,000") may both be round. Unannounced, only the article's may have fewer digits, and lie within `NEAR`.
    """
    if not _same_measure(fact, exact):
        return False
    one, two = fact.norm or 0.0, exact.norm or 0.0
    apart = abs(one - two) / max(abs(one), abs(two))
    mine, theirs = _hedge(text, fact), _hedge(other, exact)
    if mine != theirs:  # one and the same word on both sides is copied with the figure
        return (bool(mine) and is_rounding(one, two)) or (bool(theirs) and is_rounding(two, one)) or \
            (bool(mine and theirs) and apart <= NEAR_HEDGED)
    return is_rounding(one, two) and apart <= NEAR




def worked_out(fact: Fact, behind: Sequence[Fact]) -> bool:
    """Whether a figure is the sum of two of the source's sentences, or what they leave of a hundred per cent."""
    value = fact.norm
    norms = [other.norm for other in behind if other.norm and other.kind == fact.kind]
    if not value or fact.kind not in FIGURES:
        return False
    found = [one + other for one, other in combinations(norms, 2)]
    if fact.kind == "percent":
        found += [100 - norm for norm in norms]
    return any(value == round(total, 4) or is_rounding(value, total) for total in found)


def _hedge(text: str, fact: Fact) -> str:
    """The word that announces a rounding; words that only say "about" are one."""
    found = ROUNDING.search(text, max(0, fact.start - 16), fact.start)
    word = found[0].strip().casefold() if found else ""
    return "about" if word in en.ABOUT else word


def approximates(fact: Fact, exact: Fact) -> bool:
    """Whether one of the two may stand for the other: fewer digits, or a share in words ("a quarter") near it."""
    if not _same_measure(fact, exact):
        return False
    one, other = fact.norm or 0.0, exact.norm or 0.0
    loose = fact.kind == "percent" and (fact.text[0].isalpha() or exact.text[0].isalpha())
    return is_rounding(one, other) or is_rounding(other, one) or (loose and abs(one - other) <= IN_WORDS)


def is_rounding(value: float, exact: float) -> bool:
    """Whether ``value`` has fewer significant digits than ``exact`` and lies within one unit of its last."""
    digits, more = (plain(abs(number)).replace(".", "").strip("0") for number in (value, exact))
    if len(digits) >= len(more):
        return False
    scale = 10.0 ** (math.floor(math.log10(abs(value))) - len(digits) + 1)
    return abs(value - exact) < scale


def _unit_of(fact: Fact) -> str:
    return fact.value.rpartition(" ")[2] if fact.kind == "duration" else fact.value.split(":")[1] \
        if fact.kind == "money" else ""
