"""News agencies, and the forms in which a paper says that its text is theirs.

A credit stands on a line of its own, in a byline, a dateline, a sign-off, a copyright line or a footer. A statement an
agency was given, a report of it that is cited, and the credit of a picture are no credits of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..languages.english import credits as en

_HEAD, _FOOT = 12, 6  # lines within which a bare line, a byline or a sign-off may stand
_LONGEST = 110  # characters of a line that is a credit


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency and the words that credit it; ``whole`` where the whole text is its, not only part of the reporting."""

    agency: str
    form: str
    text: str

    @property
    def whole(self) -> bool:
        """Whether the text as such is the agency's."""
        return self.form != "contribution"


def agency_of(name: str | None) -> str | None:
    """The agency an outlet is, if it is one."""
    return en.FOLDED.get(re.sub(r"^the ", "", (name or "").strip().casefold()))


def credits(text: str) -> tuple[Credit, ...]:
    """The agencies a text credits, each with its plainest words, sorted by name."""
    if not en.ANY.search(text) and not any(pattern.search(text) for _, pattern in en.SIGNED):
        return ()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found: dict[str, Credit] = {}
    for credit in (*_placed(lines), *_free(lines), *_signed(text)):
        held = found.get(credit.agency)
        if held is None or credit.whole > held.whole:
            found[credit.agency] = credit
    return tuple(found[name] for name in sorted(found))


def _placed(lines: Sequence[str]) -> Iterator[Credit]:
    """Credits by where they stand: near the head or the foot, or at either end of a paragraph there."""
    for number, line in enumerate(lines):
        edge = number < _HEAD or number >= len(lines) - _FOOT
        if edge and len(line) <= _LONGEST and not en.PICTURE.search(line):
            yield from _matching(en.LINES, line, whole=True)
        if number < _HEAD:
            yield from _matching(en.OPENINGS, line[:140], whole=False, start=True)
        if number >= len(lines) - _FOOT:
            yield from _matching(en.ENDS, line, whole=False)


def _matching(forms: Sequence[en.Form], line: str, whole: bool, start: bool = False) -> Iterator[Credit]:
    for form, pattern in forms:
        match = pattern.fullmatch(line) if whole else pattern.match(line) if start else pattern.search(line)
        if match and not _doubtful(match, line):
            yield Credit(_named(match["agency"]), form, match[0].strip() if not whole else line)


def _doubtful(match: re.Match[str], line: str) -> bool:
    """A state's letters, a picture's credit, or short capitals in a line of capitals."""
    if match["agency"] == "PA" and re.search(r"[A-Z][\w.]+,? PA\b|\([RD]-PA\)", line):
        return True
    around = line[max(0, match.start("agency") - 30):match.end("agency") + 20]
    return bool(re.search(r"\b(?:photo|images?|picture|getty|told)\b", around, re.IGNORECASE))


def _free(lines: Sequence[str]) -> Iterator[Credit]:
    for line in lines:
        for form, pattern in en.ANYWHERE:
            for match in pattern.finditer(line):
                if not _doubtful(match, line):
                    yield Credit(_named(match["agency"]), form, match[0].strip())


def _signed(text: str) -> Iterator[Credit]:
    for agency, pattern in en.SIGNED:
        if match := pattern.search(text):
            yield Credit(agency, "sign-off", match[0].strip())


def _named(alias: str) -> str:
    return en.CANONICAL.get(alias) or en.FOLDED[alias.casefold()]
