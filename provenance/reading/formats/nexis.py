"""Nexis Uni and Lexis Advance (articles end with "End of Document"), LexisNexis Academic ("1 of 9 DOCUMENTS").

Both put the outlet and the date above labelled lines. In the newer form a cover page lists the titles first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .article import Article, iso, labels, lines, paragraphs

_NEW = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_OLD = re.compile(r"^[ \t]*\d+ of \d+ DOCUMENTS[ \t]*$", re.MULTILINE)
MARK = re.compile(rf"(?:{_NEW.pattern})|(?:{_OLD.pattern})", re.MULTILINE)
_LABEL = re.compile(r"(Section|Length|Byline|Highlight|Dateline|Headline|Load-Date|Language|Graphic|Series|Column|"
                    r"Publication-Type|Journal Code|Subject|Company|Organization|Classification|Notes|Type|"
                    r"Correction-Date|Distribution|Country|State|City|Person|Ticker|Industry|Geographic)\s*:\s*(.*)",
                    re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:Copyright|©|\(c\))\b.*", re.IGNORECASE)
_HEAD = {"section", "length", "byline", "highlight", "dateline", "headline", "series", "column"}
_DATED = re.compile(r"\b(?:1[6-9]|20)\d\d\b")


def split(text: str) -> Iterator[Article]:
    """The articles in their order."""
    text = text.replace("\u00a0", " ")
    if _NEW.search(text):
        for chunk in _NEW.split(text)[:-1]:
            yield _newer(lines(chunk))
    else:
        for chunk in _OLD.split(text)[1:]:
            yield _older(lines(chunk))


def _first(found: Sequence[str], start: int = 0) -> int:
    """Index of the first labelled or copyright line."""
    return next((at for at in range(start, len(found)) if _LABEL.match(found[at]) or _COPYRIGHT.match(found[at])),
                len(found))


def _is_date(line: str) -> bool:
    return len(line) < 60 and bool(_DATED.search(line)) and iso(line) != line


def _newer(found: Sequence[str]) -> Article:
    body = found.index("Body") if "Body" in found else _after_head(found)
    dates = [at for at, line in enumerate(found[:body]) if _is_date(line)]
    if not dates:
        return Article(_body(found[body + 1:]))
    date = dates[-1] if len(dates) == 1 else _last_above_labels(found, dates)
    above = [line for line in found[:date] if line]
    told = dict(labels(found[date:body], _LABEL))
    title, outlet = (above[-2] if len(above) > 1 else "", above[-1] if above else "")
    return _article(_body(found[body + 1:]), title, outlet, found[date], told)


def _last_above_labels(found: Sequence[str], dates: Sequence[int]) -> int:
    """The date under the outlet's name, not one the cover page gives."""
    return next((date for date in reversed(dates) if not _LABEL.match(found[date])), dates[-1])


def _older(found: Sequence[str]) -> Article:
    date = next((at for at, line in enumerate(found) if _is_date(line) and not _COPYRIGHT.match(line)), -1)
    label = _first(found, date + 1)
    body = _after_head(found)
    told = dict(labels(found[date + 1:body + 1], _LABEL))
    above = [line for line in found[:max(date, 0)] if line and not _COPYRIGHT.match(line)]
    between = [line for line in found[date + 1:label] if line and not line.endswith("Edition")]
    return _article(_body(found[body + 1:]), told.get("headline") or " ".join(between), above[0] if above else "",
                    found[date] if date >= 0 else "", told)


def _after_head(found: Sequence[str]) -> int:
    """Index of the last labelled line that stands above the body."""
    last = -1
    for at, line in enumerate(found):
        match = _LABEL.match(line)
        if match and match[1].lower() not in _HEAD:
            break
        if match:
            last = at
    return last


def _body(found: Sequence[str]) -> str:
    """Lines up to the first label below the article."""
    end = next((at for at, line in enumerate(found) if _ends(line)), len(found))
    return paragraphs(found[:end])


def _ends(line: str) -> bool:
    match = _LABEL.match(line)
    return line in ("Classification", "Graphic") or bool(match and match[1].lower() not in _HEAD)


def _article(text: str, title: str, outlet: str, date: str, told: dict[str, str]) -> Article:
    return Article(text, title, outlet, date, told.get("byline", ""), told.get("section", ""))
