"""News agencies, and the forms in which a paper says that its text is theirs.

A credit stands on a line of its own, in a byline, a dateline, a sign-off, a copyright line or a footer. A statement an
agency was given, a report of it that is cited, and the credit of a picture are no credits of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Agency, then its names as written; capitals throughout are understood.
AGENCIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Reuters", ("Thomson Reuters", "Reuters Health", "Reuters", "RTRS")),
    ("Associated Press", ("Associated Press", "AP")),
    ("Agence France-Presse", ("Agence France-Presse", "Agence France Presse", "AFP-Relaxnews", "AFP")),
    ("PA Media", ("Press Association", "PA Media", "PA News Agency", "PA")),
    ("Press Trust of India", ("Press Trust of India", "PTI")),
    ("IANS", ("Indo-Asian News Service", "Indo Asian News Service", "IANSlife", "IANS")),
    ("ANI", ("Asian News International", "ANI")),
    ("Xinhua", ("Xinhua News Agency", "Xinhua", "XINHUA")),
    ("dpa", ("Deutsche Presse-Agentur", "dpa-AFX", "dpa", "DPA")),
    ("UPI", ("United Press International", "UPI")),
    ("Bloomberg", ("Bloomberg News", "Bloomberg")),
    ("TASS", ("ITAR-TASS", "TASS")),
    ("EFE", ("Agencia EFE", "EFE")),
    ("ANSA", ("Agenzia ANSA", "ANSA")),
    ("Kyodo", ("Kyodo News", "Kyodo")),
    ("Yonhap", ("Yonhap News Agency", "Yonhap")),
    ("AAP", ("Australian Associated Press", "AAP")),
    ("The Canadian Press", ("Canadian Press",)),
    ("Interfax", ("Interfax",)),
    ("SWNS", ("South West News Service", "SWNS")),
    ("Relaxnews", ("Relaxnews",)),
)
_CANONICAL = {alias: name for name, aliases in AGENCIES for alias in aliases}
_FOLDED = {alias.casefold(): name for alias, name in _CANONICAL.items()}
_WRITTEN = sorted({*_CANONICAL, *(alias.upper() for alias in _CANONICAL)}, key=lambda alias: (-len(alias), alias))
_A = r"(?<!\w)(?<!\w-)(?P<agency>" + "|".join(map(re.escape, _WRITTEN)) + r")(?![\w’'&])"
_ANY = re.compile(_A)
_NAME = r"[A-Z][\w.'’-]*(?: (?:and|de|van|von|bin|[A-Z][\w.'’-]*))*"
_TRADE = (r"(?:(?:Staff|Health|Science|Medical|Business|Political|Technology|Senior|Chief|National|White House|[A-Z]\w+"
          r") )*"
          r"(?:Writers?|Editors?|Correspondents?|Reporters?|Staff|Bureau|News Agency|Wire|Newswire|News|Agency|writers?"
          r"|editors?|"
          r"correspondents?|reporters?|staff)")
_TAIL = r"(?:\s?[|•·,/–—:-]\s?.{0,60})?"
_DATE = r"(?:[A-Z][a-z]{2,8}\.?,? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_PICTURE = re.compile(r"\b(?:photo\w*|images?|pictures?|pictured|illustration|graphic|video|getty|pool|file|shutterstoc"
                      r"k|via)\b|"
                      r"[\w.]/ ?(?:The )?[A-Z]", re.IGNORECASE)
_Form = tuple[str, re.Pattern[str]]
_LINES: tuple[_Form, ...] = (  # a whole line
    ("line", re.compile(rf"\W*(?:(?:[Bb]y|BY|[Ss]ource|[Cc]redits?|[Ff]rom|[Cc]ourtesy(?: of)?|[Aa]uthor|[Pp]ublished b"
                        rf"y|[Ww]ritten by|"
                        rf"[Aa]gency|[Aa]gencies|[Pp]rovided by|[Dd]istributed by|[Ss]yndicated by|[Tt]ext)\W{{1,3}})?("
                        rf"?:[Tt]he )?{_A}"
                        rf"(?: {_TRADE})?{_TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y:? |BY:? |Author: )?{_NAME}(?:, {_NAME}){{0,3}}\s?[,|•·–—/(-]+\s?(?:[Tt]he |[Ff"
                          rf"]or |of (?:the )?)?"
                          rf"{_A}(?: {_TRADE})?\)?{_TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y|BY) {_NAME} (?:of|for|FOR|OF) (?:[Tt]he |THE )?{_A}(?: {_TRADE})?{_TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y|BY) (?:[Tt]he |THE )?{_A} {_NAME}{_TAIL}\W*")),
    ("sign-off", re.compile(rf"\W*[-–—(\[]+ ?(?:[Ww]ith )?(?:[Aa]gency )?(?:[Ii]nputs? from )?(?:[Tt]he )?{_A}(?: [A-Z/"
                            rf" ]{{2,14}})?\W*")),
)
_OPENINGS: tuple[_Form, ...] = (  # the beginning of a paragraph
    ("dateline", re.compile(rf"\W{{0,3}}(?:[A-Z][\w.'’-]+[\w ,.'’/\[\]-]{{0,50}}?)?[(\[/][^)\]\n]{{0,24}}?{_A}[^)\]\n]"
                            rf"{{0,24}}[)\]/]\s*(?:[-–—:]|"
                            r"\.|[A-Z])")),
    ("dateline", re.compile(rf"[A-Z][A-Z.'’ -]{{2,30}}(?:, [A-Z][\w. ]{{1,20}})?[,:]? {_DATE} {_A}\s*[-–—:]")),
    ("dateline", re.compile(rf"{_A},? ?[A-Z][\w' ]{{2,30}}(?:, {_DATE})? ?[-–—:] ")),
    ("dateline", re.compile(rf"{_DATE} ?[(]{_A}[)]")),
)
_ENDS: tuple[_Form, ...] = (  # the end of a paragraph
    ("sign-off", re.compile(rf"[.!?\"”'’)]\s*[-–—(\[]+ ?(?:[Ww]ith )?(?:[Aa]gency )?(?:[Ii]nputs? from )?(?:[Tt]he )?"
                            rf"{_A}"
                            r"(?: [A-Z]{2,4})*\W*$")),
    ("sign-off", re.compile(rf"[.!?\"”]\s+{_A}(?: [A-Z]{{2,4}})+\W*$")),
)
_ANYWHERE: tuple[_Form, ...] = (
    ("copyright", re.compile(rf"(?:©|\([Cc]\)|[Cc]opyright)[^\n]{{0,24}}?(?:[Tt]he |Thomson/)?{_A}")),
    ("contribution", re.compile(rf"{_A}[^.\n]{{0,80}}\bcontributed to (?:this|the) (?:report|story|article)")),
    ("contribution", re.compile(rf"\b[Ww]ith (?:\w+ )?(?:inputs?|assistance|reporting|files|material|information|agenc("
                                rf"?:y|ies)|contributions?|reports?)"
                                rf" (?:from|by)[^.\n]{{0,40}}?\b{_A}")),
    ("contribution", re.compile(rf"\b(?:[Aa]dditional reporting|[Cc]ompiled) (?:by|from)[^.\n]{{0,50}}?\b{_A}")),
    ("footer", re.compile(rf"\b(?:story|article|report|copy|text|content|item|piece) (?:is |was |has been |first |origi"
                          rf"nally )*(?:produced|provided"
                          rf"|written|supplied|published|sourced|syndicated|generated|taken|republished|distributed|app"
                          rf"eared|reported)"
                          rf"[^.\n]{{0,40}}?\b(?:by|from|in|on|with|via) (?:the |The |a |an )?{_A}")),
    ("footer", re.compile(rf"\b(?:[Pp]ublished|[Rr]epublished|[Rr]eprinted|[Dd]istributed|[Ss]yndicated|[Pp]rovided|[Ss"
                          rf"]upplied)"
                          rf"[^.\n]{{0,30}}? (?:from|by|of|with|via) (?:permission (?:from|of) )?(?:the |The )?{_A}")),
    ("footer", re.compile(rf"\b(?:feed|wire)s? (?:from|of|by|\() ?(?:the |The )?{_A}")),
    ("footer", re.compile(rf"\b{_A} (?:feed|wire copy)\b")),
)
_SIGNED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Reuters", re.compile(r"\([^()\n]{0,40}[Rr]eporting by [^()\n]{3,120}; ?(?:[Ww]riting|[Ee]diting) by [^()\n]{3,80}"
                           r"\)?")),
    ("Reuters", re.compile(r"^[Rr]eporting by [^\n]{3,120}; ?(?:[Ww]riting|[Ee]diting) by [^\n]{3,80}$", re.MULTILINE)),
    ("Reuters", re.compile(r"Thomson Reuters Trust Principles")),
)
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
    return _FOLDED.get(re.sub(r"^the ", "", (name or "").strip().casefold()))


def credits(text: str) -> tuple[Credit, ...]:
    """The agencies a text credits, each with its plainest words, sorted by name."""
    if not _ANY.search(text) and not any(pattern.search(text) for _, pattern in _SIGNED):
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
        if edge and len(line) <= _LONGEST and not _PICTURE.search(line):
            yield from _matching(_LINES, line, whole=True)
        if number < _HEAD:
            yield from _matching(_OPENINGS, line[:140], whole=False, start=True)
        if number >= len(lines) - _FOOT:
            yield from _matching(_ENDS, line, whole=False)


def _matching(forms: Sequence[_Form], line: str, whole: bool, start: bool = False) -> Iterator[Credit]:
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
        for form, pattern in _ANYWHERE:
            for match in pattern.finditer(line):
                if not _doubtful(match, line):
                    yield Credit(_named(match["agency"]), form, match[0].strip())


def _signed(text: str) -> Iterator[Credit]:
    for agency, pattern in _SIGNED:
        if match := pattern.search(text):
            yield Credit(agency, "sign-off", match[0].strip())


def _named(alias: str) -> str:
    return _CANONICAL.get(alias) or _FOLDED[alias.casefold()]
