"""Absolute and relative dates in ISO form, with the unknown parts left out.

``2026-07-04`` a day, ``2026-07`` a month, ``2026`` a year, ``2026-W27`` a week, ``2024-Q3`` a quarter, ``FY2025`` a
fiscal year, ``1990s`` a decade, ``--07-04`` and ``--07`` day or month of an unknown year, ``time 16:30`` a time of day.
What is relative ("Monday", "last week") is resolved against the date of publication, or kept as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ..languages.english import dates as en
from .anchors import Anchors, matches, spelled

_Resolve = Callable[[re.Match[str], str, "date | None"], Iterator[tuple[int, int, str]]]

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:t[\d:.]+(?:z|[+-]\d\d:?\d\d)?)?\b")
_SLASHED = re.compile(r"(?=\d)\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)\b")
_YEARS = re.compile(rf"({en.YEAR})[-–/](\d{{4}}|\d\d)\b(?!-)")
_LONE_YEAR = re.compile(r"[12](?:(?<=1)[6-9]|(?<=2)0)\d\d(?![\w/%]|[.,]\d|-\w|[-–]\d)")
_MONTHS, _ORDER, _SEASONS = spelled(en.MONTHS), spelled({"quarter", "q"}), spelled(en.SEASONS)
_HALVES, _FISCAL = spelled({"half", "h"}), spelled({"fiscal", "fy"})
_NEAR, _DAYS, _UNITS = spelled(en.NEAR), spelled(en.DAYS), spelled(en.UNITS)
_TURN = len("last ")  # all that turn a day or a week to the past or the future have four letters


def dates(text: str, lower: str, anchors: Anchors, published: date | None) -> Iterator[tuple[int, int, str]]:
    """(start, end, value) of every date and time; the most specific patterns come first and may overlap later ones.

    ``lower`` is ``text`` in lower case of the same length, ``anchors`` are its.
    """
    for match in _ISO.finditer(lower) if _ISO.search(anchors.chained) else ():
        yield *match.span(), match[1]
    months = [match.start() for match in matches(en.ANCHOR, lower, anchors.places(_MONTHS))
              if text[match.start()].isupper()]
    for month in months:
        yield from _calendar(lower, month, published)
    for match in _SLASHED.finditer(lower) if _SLASHED.search(anchors.chained) else ():
        value = _slashed(int(match[1]), int(match[2]), match[3])
        if value:
            yield *match.span(), value
    yield from _periods(lower, anchors, published)
    for month in months:
        yield from _months(lower, month, published)
    yield from _near(lower, anchors, published)
    yield from _times_and_years(lower, anchors)


def _near(lower: str, anchors: Anchors, published: date | None) -> Iterator[tuple[int, int, str]]:
    """Days and periods that are told from the day of writing."""
    turned = anchors.places(_DAYS) + anchors.places(_UNITS)
    places = sorted({*anchors.places(_NEAR), *turned, *(place - _TURN for place in turned if place >= _TURN)})
    for match in matches(en.RELATIVE, lower, places):
        if match["near"] and (lower.startswith(("'s", "’s"), match.end()) or lower.endswith(" of ", 0, match.start())):
            continue  # "the tools of tomorrow" names no day
        yield *match.span(), _relative(match, lower, published)


def _times_and_years(lower: str, anchors: Anchors) -> Iterator[tuple[int, int, str]]:
    for match in matches(en.CLOCK, lower, [max(start, end - 2) for start, end in anchors.figures]):
        if lower[match.start() - 1:match.start()] not in set("0123456789.:$€£") or not match.start():
            yield *match.span(), _clock(match)
    for match in matches(_LONE_YEAR, lower, [start for start, end in anchors.figures if end - start == 4]):
        start, end = match.span()
        if not en.NO_YEAR_BEFORE.search(lower, max(0, start - 5), start) and _is_year(lower, start, end):
            yield start, end, match[0]


def _calendar(lower: str, anchor: int, published: date | None) -> Iterator[tuple[int, int, str]]:
    """Day and month around a month's name, alone or as a range of days."""
    match = en.DAY_MONTH.search(lower, max(0, anchor - 14), anchor + 18)
    if match and match.start(3) == anchor and 0 < int(match[1]) < 32:
        yield from _days(match, match[3], (1, 2), match[4], published)
        return
    match = en.MONTH_DAY.match(lower, anchor)
    if match and 0 < int(match[2]) < 32:
        yield from _days(match, match[1], (2, 3), match[4], published)


def _days(match: re.Match[str], month: str, groups: tuple[int, int], year: str | None,
          published: date | None) -> Iterator[tuple[int, int, str]]:
    first, last = groups
    number = en.MONTHS[month]
    if not match[last]:
        yield *match.span(), _dated(number, int(match[first]), year, published)
        return
    yield match.start(), match.end(first), _dated(number, int(match[first]), year, published)
    yield match.start(last), match.end(), _dated(number, int(match[last]), year, published)


def _dated(month: int, day: int, year: str | None, published: date | None) -> str:
    stem = year or (str(_nearest(month, published)) if published else "-")
    return f"{stem}-{month:02d}-{day:02d}"


def _nearest(month: int, published: date) -> int:
    """The year that puts ``month`` within half a year of the date of publication."""
    gap = month - published.month
    return published.year + (1 if gap < -6 else -1 if gap > 6 else 0)


def _slashed(first: int, second: int, year: str) -> str | None:
    full = year if len(year) == 4 else f"20{year}"
    if not min(first, second) >= 1 or max(first, second) > 31 or min(first, second) > 12:
        return None
    if first <= 12 and second <= 12 and first != second:
        return f"{full}"  # day and month cannot be told apart
    month, day = (first, second) if first <= 12 else (second, first)
    return f"{full}-{month:02d}-{day:02d}"


def _months(lower: str, anchor: int, published: date | None) -> Iterator[tuple[int, int, str]]:
    match = en.MONTH_YEAR.search(lower, max(0, anchor - 6), anchor + 22)
    if not match or match.start("month") != anchor or (match["month"] not in en.FULL and not match["year"]):
        return
    bare = not match["year"] and match.start() == anchor
    if bare and match["month"] in en.ALSO_WORDS and not en.MONTH_BEFORE.search(lower, max(0, anchor - 9), anchor):
        return
    number = en.MONTHS[match["month"]]
    if match["year"] or published:
        yield *match.span(), f"{match['year'] or _turned(number, match['turn'], published)}-{number:02d}"
    else:
        yield *match.span(), f"--{number:02d}"


def _turned(month: int, turn: str | None, published: date | None) -> int:
    assert published is not None
    if turn == "last":
        return published.year - (month >= published.month)
    if turn == "next":
        return published.year + (month <= published.month)
    return _nearest(month, published)


def _periods(lower: str, anchors: Anchors, published: date | None) -> Iterator[tuple[int, int, str]]:
    """Quarters, halves, fiscal years, seasons, decades and ranges of years."""
    quarters = anchors.holds(_ORDER) and ("quarter" in lower or " q" in lower)
    for match in en.QUARTER.finditer(lower) if quarters else ():
        year = match[2] or match[4] or (str(published.year) if published else "-")
        yield *match.span(), f"{year}-Q{match[1] or en.ORDER[match[3]]}"
    halves = anchors.holds(_HALVES) and ("half of" in lower or " h" in lower)
    for match in en.HALF.finditer(lower) if halves else ():
        yield *match.span(), f"{match[2] or match[4]}-H{match[3] or en.ORDER[match[1]]}"
    for match in matches(en.FISCAL, lower, anchors.places(_FISCAL)):
        yield *match.span(), f"FY{match[1] if len(match[1]) == 4 else '20' + match[1]}"
    for match in matches(en.SEASON, lower, anchors.places(_SEASONS)):
        yield *match.span(), f"{match[2]}-{'autumn' if match[1] == 'fall' else match[1]}"
    tens = [end - 4 for start, end in anchors.figures if end - start >= 4]
    for match in matches(en.DECADE, lower, tens):
        yield *match.span(1), f"{match[1]}s"
    for match in _YEARS.finditer(lower) if _YEARS.search(anchors.chained) else ():
        last = match[2] if len(match[2]) == 4 else match[1][:2] + match[2]
        if int(match[1]) < int(last) <= int(match[1]) + 120:
            yield *match.span(1), match[1]
            yield *match.span(2), last


def _relative(match: re.Match[str], lower: str, published: date | None) -> str:
    if published is None:
        return match[0]
    if match["near"]:
        shift = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}[match["near"]]
        return (published + timedelta(days=shift)).isoformat()
    if match["day"]:
        return _weekday(en.DAYS[match["day"]], match["turn"], lower, match.start(), published).isoformat()
    step = {"last": -1, "this": 0, "next": 1}[match["step"]]
    if match["unit"] == "week":
        year, week, _ = (published + timedelta(weeks=step)).isocalendar()
        return f"{year}-W{week:02d}"
    if match["unit"] == "year":
        return str(published.year + step)
    if match["unit"] == "quarter":
        index = published.year * 4 + (published.month - 1) // 3 + step
        return f"{index // 4}-Q{index % 4 + 1}"
    index = published.year * 12 + published.month - 1 + step
    return f"{index // 12}-{index % 12 + 1:02d}"


def _weekday(day: int, turn: str | None, lower: str, at: int, published: date) -> date:
    """The latest such day up to publication; the next one where the words before it look ahead."""
    gap = (published.weekday() - day) % 7
    before = lower[max(0, at - 45):at].rpartition("\n")[2]
    ahead = turn is None and en.FUTURE.search(before) and not en.PAST.search(before)
    if turn == "next" or ahead:
        return published + timedelta(days=(7 - gap) if gap or turn == "next" else 0)
    return published - timedelta(days=gap if turn != "last" or gap else 7)


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(re.match(r"\d+", match[0])[0]), int(match[1] or match[3] or 0)  # type: ignore[index]
    if match[2]:
        hour = hour % 12 + (12 if match[2][0] == "p" else 0)
    return f"time {hour:02d}:{minute:02d}"


def _is_year(lower: str, start: int, end: int) -> bool:
    """Four digits without a comma are a year ("her 2003 journey") unless things are counted ("2000 people")."""
    return en.COUNTED.match(lower, end) is None or en.EVENT.match(lower, end) is not None or \
        en.YEAR_BEFORE.search(lower, max(0, start - 9), start) is not None


def compatible(one: str, other: str) -> bool:
    """Whether ``one`` is the same date as ``other`` or a less specific way to name it (values without "date:").

    >>> compatible("2025-09", "2025-09-14"), compatible("--09-14", "2025-09-14"), compatible("2025", "2024-05")
    (True, True, False)
    """
    if one == other:
        return True
    if one.startswith("--") or other.startswith("--"):
        left, right = (value[2:] if value.startswith("--") else value[5:] for value in (one, other))
        return left == right or right.startswith(f"{left}-")
    if one.startswith("-Q"):
        return other.endswith(one)
    if other[:4].isdigit() and one[:4] == other[:4] and re.fullmatch(r"-\d\d", other[4:7]):
        month = int(other[5:7])
        if one[5:] in en.SPANS:
            return month in en.SPANS[one[5:]]
    if other[:4].isdigit() and len(other) == 10:
        day = date.fromisoformat(other) if _valid(other) else None
        return other.startswith(f"{one}-") or (day is not None and one == _week(day)) or one == day_name(other) \
            or (day is not None and one == f"{day.year}-Q{(day.month + 2) // 3}")
    return other.startswith(f"{one}-") or (one.startswith("FY") and one[2:] == other)




def day_name(value: str) -> str:
    """Lower-case weekday of an ISO day, or an empty string."""
    return list(en.DAYS)[date.fromisoformat(value).weekday()] if _valid(value) else ""


def _valid(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
