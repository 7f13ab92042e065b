"""Quotations with their speakers; what stands in quotation marks as a title is a work.

Straight, curly and British single marks are paired paragraph by paragraph, so that one stray mark spoils no more than
its own paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..languages import ENGLISH, Language
from ..languages.english import speech as en
from ..languages.english.words import MINOR
from .names import Name

LEAST_WORDS = 3  # fewer are scare quotes, not statements
_CURLY = re.compile(r"“([^“”\"\n]{2,1500})(?:[”\"]|(?=\n|$))")
_STRAIGHT = re.compile(r'(?<![\w"])"(?! )([^"\n]{2,1500})(?:"|(?=\n|$))')
_SINGLE = re.compile(r"(?<!\w)‘((?:[^‘’\n]|(?<=\w)’(?=\w)){8,1500})’(?!\w)|(?<![\w'])'(?! )((?:[^'\n]|(?<=\w)'(?=\w)){16,1500})'(?!\w)")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation at ``[start, end)``, marks included; ``speaker`` is the full name where known."""

    start: int
    end: int
    inner: str
    speaker: str | None
    work: bool = False


def quote_value(text: str) -> str:
    """A quotation as lower-case words only: marks, case and punctuation do not alter a quotation."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "").replace("'", "")))


def quotes(text: str, people: Sequence[Name], language: Language = ENGLISH) -> list[Quote]:
    """All quotations of at least `LEAST_WORDS` words, and quoted titles, in order.

    ``people`` are the names of the document in order (any kind); speakers are chosen among persons first.
    """
    found: list[Quote] = []
    spoke: str | None = None
    last_end = 0
    for start, end, inner in _spans(_marked(text) if language is not ENGLISH else text):
        if _is_title(inner, text, start):
            found.append(Quote(start, end, inner, None, True))
            continue
        if len(inner.split()) < LEAST_WORDS:
            continue
        speaker = _speaker(text, start, end, people)
        between = text[last_end:start]
        if spoke and last_end and "\n" not in between and between.rstrip().endswith(".") and speaker is not None and \
                en.VERB.search(between) and not _beside(text[end:end + 60], end, people):
            speaker = spoke  # “...,” said X. “...” goes on
        if speaker is None and spoke and "\n" not in text[last_end:start]:
            speaker = spoke
        elif speaker == "":
            speaker = spoke or _nearest(text, start, people)
        if text[start - 1:start] != "\n" or speaker:
            spoke = speaker or spoke
        found.append(Quote(start, end, inner, speaker or None))
        last_end = end
    return found


def _marked(text: str) -> str:
    """The text with the marks of other languages („…“, «…», »…«) as “…”, letter for letter."""
    if "„" in text:
        text = text.replace("“", "”").replace("„", "“")
    first, second = ("«", "»") if 0 <= text.find("«") < text.find("»") or "»" not in text else ("»", "«")
    return text.replace(first, "“").replace(second, "”")


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    spans = [(*match.span(), match[1]) for pattern in (_CURLY, _STRAIGHT) if "“" in text or '"' in text
             for match in pattern.finditer(text)]
    if "‘" in text or " '" in text or "\n'" in text:
        for match in _SINGLE.finditer(text):
            inner = match[1] or match[2]
            if len(inner.split()) >= LEAST_WORDS and not any(a <= match.start() < b for a, b, _ in spans):
                spans.append((*match.span(), inner))
    reach = 0
    for span in sorted(spans):
        if span[0] >= reach:
            yield span
            reach = span[1]


def _is_title(inner: str, text: str, start: int) -> bool:
    """"Girl with a Lantern": all but small words in capitals, no sentence inside, nobody speaking."""
    words = inner.strip(" .,").split()
    if not 2 <= len(words) <= 9 or (inner.rstrip(" ").endswith(("!", "?", ",")) and len(words) < 3):
        return False
    major = [word for word in words if word.casefold().strip(",.:") not in MINOR]
    return bool(major) and all(word[0].isupper() or word[0].isdigit() for word in major) and not words[0].islower() \
        and any(word[0].isupper() for word in words[1:])


def _speaker(text: str, start: int, end: int, people: Sequence[Name]) -> str | None:
    """Full name of who speaks; an empty string for a pronoun; None when nobody is named beside the quotation."""
    stop = text.find("\n", end)
    after = text[end:min(end + 160, stop if stop >= 0 else len(text))]
    cut = re.search(r"[.!?] |[“\"]", after)
    after = after[:cut.start() + 1] if cut and not after[:cut.start()].endswith(("Sen", "Rep", "Dr", "Gov", "Mr", "Mrs", "Ms",
                                                                            "Prof", "St", "Jr")) else after
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - 160):start]
    closes = re.search(r"[,!?—–-][”\"’']?$", text[start:end]) is not None or after.startswith(",")
    sides = (0, 1) if closes or before.rstrip()[-1:] in {".", "!", "?"} else (1, 0)
    for side in sides:
        speaker = _beside(after, end, people) if side == 0 else _ahead(before, start, people)
        if speaker is not None:
            return speaker
    return None


def _beside(after: str, offset: int, people: Sequence[Name]) -> str | None:
    """Speaker in the words after the closing mark."""
    if en.PRONOUN.match(after):
        return ""
    verb = en.VERB.search(after[:120])
    if not verb or after[:1] not in " ,\n":
        return None
    named = _named(people, offset, offset + len(after))
    return next((name.full for name in named if name.kind == "person"), next((name.full for name in named), None))


def _ahead(before: str, start: int, people: Sequence[Name]) -> str | None:
    """Speaker in the words before the opening mark, of the same sentence."""
    if en.PRONOUN_BEFORE.search(before):
        return ""
    sentence = re.split(r"(?<=[a-z”\")][.!?]) (?=[A-Z“\"])", before)[-1]
    named = _named(people, start - len(sentence), start)
    if not named or not (en.VERB.search(sentence) or sentence.rstrip().endswith(":")):
        return None
    persons = [name for name in named if name.kind == "person"]
    return persons[-1].full if persons else named[-1].full


def _named(people: Sequence[Name], start: int, end: int) -> list[Name]:
    return [name for name in people if start <= name.start < end and name.kind in {"person", "organisation"}]


def _nearest(text: str, start: int, people: Sequence[Name]) -> str | None:
    """The last person named before a pronoun."""
    persons = [name.full for name in people if name.kind == "person" and name.start < start]
    return persons[-1] if persons else None
