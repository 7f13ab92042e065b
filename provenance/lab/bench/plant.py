"""Light edits of real releases with one planted change, made without looking at what the extractor finds."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

KINDS = ("number", "money", "percent", "date", "name", "quote")
_EDITS = (
    ("announced", "unveiled"), ("said today", "said"), ("provide", "offer"), ("provides", "offers"), ("important", "key"),
    ("additional", "further"), ("approximately", "about"), ("in order to", "to"), ("across the country", "nationwide"),
    ("because", "since"), ("however", "though"), ("received", "got"), ("funding", "money"), ("assist", "help"),
    ("individuals", "people"), ("currently", "now"), ("ensure", "make sure"), ("legislation", "the bill"),
    ("need to", "must"), ("work", "labour"), ("also", "as well"), ("such as", "like"), ("large", "big"),
    ("begin", "start"), ("children", "youngsters"), ("will be", "is to be"), ("according to", "as stated by"),
)
_EDIT = re.compile(r"\b(?:" + "|".join(re.escape(old) for old, _ in _EDITS) + r")\b")
_SWAP = dict(_EDITS)
_SURNAMES = ("Varnholt", "Quessington", "Brackmere", "Ostrander", "Pellworth", "Dunleavy", "Farquist", "Hethering")
_WORDS = ("lantern", "orchard", "reluctantly", "copper", "seldom", "gravel", "hesitant", "violin")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PATTERNS: dict[str, re.Pattern[str]] = {
    "number": re.compile(r"(?<![\w$.,/-])(\d{1,3}(?:,\d{3})+|\d{2,3}|[2-9])(?= [a-z]{4,}\b)(?! percent| per cent| cents)"
                         r"(?<!No\. \d)(?<!Section \d\d)(?<!Section \d\d\d)"),
    "money": re.compile(r"\$(\d[\d,]*(?:\.\d+)?)(?![\d-])"),
    "percent": re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)(?= ?%| percent| per cent)"),
    "date": re.compile(rf"\b(?:{_MONTHS}) (\d{{1,2}})(?!\d|-|–)(?=[,.;) ]|th|st|nd|rd)"),
    "name": re.compile(r"(?<=[a-z,] )(?:Sen\. |Rep\. |Senators? )?[A-Z][a-z]{2,} ([A-Z][a-z]{3,})(?=[ ,.]+[a-z])(?! and)"),
    "quote": re.compile(r"[\"“](?:[^\"“”\n]{30,400}?) ([a-z]{5,})(?= [^\"“”\n]{12,400}[\"”])"),
}
_OFFICES = frozenset(
    """Committee Subcommittee Department Commission Corps Caucus Club Bill Act Chairman Chairwoman Corporation College States
    County City University Agency Administration Senate House Leader Member Director President Secretary Program Project
    Association Council Center Office Force Guard Service Fund Board Court Federation Foundation Institute Security Affairs
    Services Safety Health Education Justice Defense Commerce Transportation Agriculture Energy Budget Appropriations Judiciary
    Finance Relations Senators Senator Republican Republicans Democrat Democrats Americans Congress Medicare Medicaid
    Hearing Conference Report General School Hospital Airport Company Resolution Amendment Bureau Authority Research""".split())
_DASHED = re.compile(r"\d{3}[-.]\d{4}")


@dataclass(frozen=True, slots=True)
class Planted:
    """An edited copy; ``[start, end)`` is the altered value in ``text``, absent (-1) where nothing was altered."""

    text: str
    kind: str
    start: int = -1
    end: int = -1
    before: str = ""
    after: str = ""


def edited(text: str, rng: random.Random) -> str:
    """Words swapped, one paragraph dropped; figures, names and quotations untouched."""
    paragraphs = text.split("\n")
    full = [index for index, paragraph in enumerate(paragraphs) if len(paragraph.split()) > 20]
    if len(full) > 4:
        del paragraphs[rng.choice(full[2:])]
    return "\n".join(_reworded(paragraph, rng) for paragraph in paragraphs)


def _reworded(paragraph: str, rng: random.Random) -> str:
    parts = re.split(r"([\"“][^\"“”]*(?:[\"”]|$))", paragraph)
    for at in range(0, len(parts), 2):
        parts[at] = _EDIT.sub(lambda match: _SWAP[match[0]] if rng.random() < 0.7 else match[0], parts[at])
    return "".join(parts)


def plant(text: str, kind: str, rng: random.Random) -> Planted | None:
    """Alter one particular of ``kind`` in ``text`` (already edited); None where there is none to alter."""
    hits = [match for match in _PATTERNS[kind].finditer(text) if _fits(text, match, kind)]
    if not hits:
        return None
    match = rng.choice(hits)
    before = match[1]
    after = _ALTER[kind](before, rng)
    if after == before or re.search(rf"(?<!\w){re.escape(after)}(?!\w)", text):
        return None
    start = match.start(1)
    return Planted(text[:start] + after + text[match.end(1):], kind, start, start + len(after), before, after)


def _fits(text: str, match: re.Match[str], kind: str) -> bool:
    """The sentence around must be a sentence, and a name must stand nowhere else."""
    line = text[text.rfind("\n", 0, match.start()) + 1:(text.find("\n", match.end()) + 1 or len(text) + 1) - 1]
    if len(line.split()) < 12 or _DASHED.search(line):
        return False
    if kind == "name" and match[1] in _OFFICES:
        return False
    return kind != "name" or len(re.findall(rf"\b{match[1]}\b", text)) == 1


def _figure(before: str, rng: random.Random) -> str:
    """Another value of the same length and look: one digit, not the last two zeros, changed."""
    places = [at for at, char in enumerate(before) if char.isdigit() and not (at == 0 and len(before) > 1)]
    places = [at for at in places if before[at] != "0"] or [at for at, char in enumerate(before) if char.isdigit()]
    at = rng.choice(places)
    digit = rng.choice([value for value in "123456789" if value != before[at]])
    return before[:at] + digit + before[at + 1:]


def _day(before: str, rng: random.Random) -> str:
    return str(rng.choice([day for day in range(1, 29) if day != int(before)]))


_ALTER: dict[str, Callable[[str, random.Random], str]] = {
    "number": _figure, "money": _figure, "percent": _figure, "date": _day,
    "name": lambda before, rng: rng.choice(_SURNAMES), "quote": lambda before, rng: rng.choice(_WORDS),
}
