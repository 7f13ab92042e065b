"""When a text was published, and how that is known: metadata, page, address, stamp, dateline.

A stamp is a line of its own near the head (or labelled as such anywhere) that holds little but a date; a dateline
opens a paragraph with place and date. A date in running text is what a text is about, not when it appeared, and is left
alone. What cannot be told is not guessed: 05/03/2021 keeps its year only, a dateline without a year needs one from
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal
from urllib.parse import urlsplit

from .records import Document

Source = Literal["metadata", "html", "url", "dateline", "byline", "text"]
Precision = Literal["year", "month", "day", "hour", "minute"]
_HEAD = 2_500  # characters in which an unlabelled stamp or a dateline may stand
_LINE = 160  # characters of the longest stamp
_REST = 8  # words a stamp may hold beside its date, its time and its labels
_OLDEST, _LATEST = 1450, 2199

_MONTH_NAMES = (
    "january jan janvier janv januar enero ene gennaio gen janeiro januari",
    "february feb février févr fevrier februar febrero febbraio fevereiro fev februari",
    "march mar mars märz maerz mrz marzo março marco maart", "april apr avril avr abril abr aprile",
    "may mai mayo maggio maio mei", "june jun juin juni junio giugno junho",
    "july jul juillet juil juli julio luglio julho", "august aug août aout agosto ago augustus",
    "september sept sep septembre septiembre settembre setembro",
    "october oct octobre oktober okt octubre ottobre outubro out",
    "november nov novembre noviembre novembro",
    "december dec décembre decembre dezember dez diciembre dic dicembre dezembro")
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Hours east of Greenwich. Zones whose letters mean several (IST, CST outside America) are left out.
_ZONES = {"z": 0.0, "gmt": 0.0, "utc": 0.0, "bst": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0, "eest": 3.0, "est": -5.0,
          "edt": -4.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "aest": 10.0, "aedt": 11.0,
          "jst": 9.0, "kst": 9.0, "sgt": 8.0, "hkt": 8.0, "nzst": 12.0, "nzdt": 13.0, "sast": 2.0}
_AMERICAN = {"et": -5.0, "ct": -6.0, "mt": -7.0, "pt": -8.0}  # an hour more in summer

_M = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_WEEKDAY = (r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|"
            r"samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|"
            r"sábado|domingo)")
_YEAR = r"(?P<y>1[4-9]\d\d|2[01]\d\d)"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|\.)?"
_FORMS = tuple(re.compile(form, re.IGNORECASE) for form in (
    rf"(?<![\d/.-]){_YEAR}[-/.](?P<n>0?[1-9]|1[0-2])[-/.](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<!\d){_YEAR}年\s?(?P<n>1[0-2]|0?[1-9])月\s?(?P<d>[12]\d|3[01]|0?[1-9])日",
    rf"(?<![\w-]){_DAY}[\s.,/-]*(?:of |de )?(?P<m>{_M})\b\.?[\s.,/-]*(?:de |del )?{_YEAR}(?!\d)",
    rf"(?<![\w-])(?P<m>{_M})\b\.?[\s-]*{_DAY},?[\s-]*{_YEAR}(?!\d)",
    rf"(?<![\w-])(?P<m>{_M})\b\.?,?\s+{_YEAR}(?!\d)",
))
_DOTTED = re.compile(rf"(?<![\d.])(?P<d>0?[1-9]|[12]\d|3[01])\.\s?(?P<n>0?[1-9]|1[0-2])\.\s?{_YEAR}(?!\d)")
_SLASHED = re.compile(rf"(?<![\d/])(?P<a>0?[1-9]|[12]\d|3[01])[/-](?P<b>0?[1-9]|[12]\d|3[01])[/-]{_YEAR}(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:.,$£€])(?P<h>[01]?\d|2[0-4])(?:[:.h](?P<min>[0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?)?\s?"
    r"(?P<half>[ap]\.?m\b\.?)?"
    r"(?:\s?(?:\(?(?P<zone>Z|[A-Z]{2,4})\b\)?|(?:UTC|GMT)?\s?(?P<off>[+-]\d\d:?\d\d)))?(?![\d%])", re.IGNORECASE)
_LABEL = (r"(?:first |last |originally |article |story )?(?:published|posted|updated|modified|issued|released|created|"
          r"filed|release date|publication date|date|on air|publié|mis à jour|veröffentlicht|aktualisiert|stand|"
          r"publicado|actualizado|pubblicato|aggiornato)")
_LABELLED = re.compile(rf"^\W*(?:[\w ]{{0,24}}\W)?(?P<label>{_LABEL})\b", re.IGNORECASE)
_LATER = re.compile(r"updated|modified|mis à jour|aktualisiert|actualizado|aggiornato", re.IGNORECASE)
_SMALL = frozenset("""by on at the of and in from for min mins minute minutes read hours ago am pm a.m p.m le la el il
    um uhr den am der à de via with staff writer reporter correspondent editor edition print news last first""".split())
_TALK = re.compile(
    rf"{_LABEL}|{_WEEKDAY}|\b(?:immediate release|embargo\w*|until|press release|news release)\b", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^\W{{0,3}}(?:\([^)\n]{{1,40}}\)\s*)?"
    rf"(?P<place>[A-Z][A-Z.'’\-]+(?:[ ,/]+[A-Z][\w.'’\-]+){{0,6}})[ ,]*(?:\([^)\n]{{1,30}}\))?"
    rf"[\s,:–—-]*(?:{_WEEKDAY},?\s+)?(?P<date>(?:(?:{_M})\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?:{_M})\b\.?)(?P<tail>,?\s+\d{{4}})?)"
    r"[\s,]*(?:[/(][^)\n]{1,40}[)/])?\s*(?:[:–—]|-{1,2}|\(|/|,|\.\s)", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(][\d][\d./ :-]{7,18}[\])]")
_CAPTION = re.compile(r"\b(?:photo|file|pictured?|caption|images?)\b|\([^)]*/[^)]*\)", re.IGNORECASE)
_SENTENCE = re.compile(r"\b\d{4}\.$")  # a stamp has no full stop: this tells when something happens
_PLACED = re.compile(r"(?!FILE)[A-Z][A-Z.'’\-]{2,}")
_URL_FORMS = tuple(re.compile(form, re.IGNORECASE) for form in (
    rf"(?<!\d){_YEAR}[-/_](?P<n>0?[1-9]|1[0-2])[-/_](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<!\d){_YEAR}[-/_](?P<m>{_M})[-/_](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<![a-z\d])(?P<m>{_M})[-/_]?(?P<d>0?[1-9]|[12]\d|3[01])[-/_]{_YEAR}(?!\d)",
    rf"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])[-/_](?P<m>{_M})[-/_]{_YEAR}(?!\d)",
    rf"(?<!\d){_YEAR.replace('1[4-9]', '19')}(?P<n>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
    rf"/{_YEAR}[-/](?P<n>0[1-9]|1[0-2])(?=/)",
    rf"/{_YEAR}[-/](?P<m>{_M})(?=/)",
    r"(?<!/story)(?<!/article)(?<!/articles)(?<!/item)(?<!/id)(?<!/p)/(?P<y>199\d|20[0-3]\d)(?=/)",  # else a number
))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication: ``published`` in ISO 8601, cut to its ``precision``, and where it was read."""

    published: str
    source: Source
    precision: Precision


def precision_of(published: str) -> Precision:
    """The precision of an ISO 8601 date or time; midnight to the second is what a date without a time is stored as."""
    if len(published) <= 10:
        return "year" if len(published) <= 4 else "month" if len(published) <= 7 else "day"
    if re.match(r"00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$", published[11:]):
        return "day"
    return "minute" if ":" in published[11:16] else "hour"


def date(document: Document) -> Document:
    """The document with ``published``, its source and precision, as far as they can be told; what is given stays."""
    if document.published:
        known = document.published_precision or precision_of(document.published)
        return replace(document, published_precision=known, published_source=document.published_source or "metadata")
    found = of_text(document.text, document.url)
    if found is None:
        return document
    return replace(document, published=found.published, published_source=found.source,
                   published_precision=found.precision)


def of_text(text: str, url: str | None = None) -> Dated | None:
    """The date a bare text or page shows of itself: the finest of its stamp, address and dateline that agree.

    A stamp of publication goes before one of an update, and both before the address.
    """
    stamps = list(_stamps(text))
    first = next((stamp for later, stamp in stamps if not later), None)
    address = of_url(url) if url else None
    for found in (first, address, _dateline(text, _year_near(text, address, stamps)), *(stamp for _, stamp in stamps)):
        if found is not None and found.precision not in ("year", "month"):
            return found
    return first or address or next((stamp for _, stamp in stamps), None)


def of_url(url: str) -> Dated | None:
    """The date in an address, to the day, the month or the year."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    place = f"{parts.path}?{parts.query}" if parts.query else f"{parts.path}/"
    for form in _URL_FORMS:
        for match in form.finditer(place):
            if found := _iso(match):
                return Dated(found, "url", precision_of(found))
    return None


def _iso(match: re.Match[str]) -> str | None:
    """The date of a match with groups y and, where the form has them, n or m, and d."""
    held = {name: value for name, value in match.groupdict().items() if value}
    year = int(held["y"])
    month = int(held["n"]) if "n" in held else _MONTHS.get(held.get("m", "").lower(), 0)
    if not _OLDEST <= year <= _LATEST:
        return None
    if not month:
        return f"{year:04d}"
    if "d" not in held:
        return f"{year:04d}-{month:02d}"
    try:
        return datetime(year, month, int(held["d"]), tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _slashed(match: re.Match[str]) -> str | None:
    """Day and month in an order that only their size can tell; else the year alone."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if max(a, b) <= 12 and a != b:
        return f"{year:04d}"
    day, month = (b, a) if b > 12 else (a, b)
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _in_line(line: str) -> tuple[str, int, int] | None:
    """(ISO date, start, end) of the first date in a line."""
    found = [(match.start(), match.end(), iso) for form in (*_FORMS, _DOTTED) for match in form.finditer(line)
             if (iso := _iso(match))]
    found += [(match.start(), match.end(), iso) for match in _SLASHED.finditer(line) if (iso := _slashed(match))]
    if not found:
        return None
    start, end, iso = min(found, key=lambda place: (place[0], -len(place[2])))
    return iso, start, end


def _stamps(text: str) -> Iterator[tuple[bool, Dated]]:
    """(whether it tells of an update, date) of every stamp, in order."""
    before = ""
    at = 0
    for line in text.split("\n"):
        place, at, bare = at, at + len(line) + 1, line.strip()
        if bare and len(bare) <= _LINE:
            label = _LABELLED.match(bare) or (_LABELLED.fullmatch(before) if before else None)
            if place <= _HEAD or label:
                yield from _stamp(bare, before if label else "")
        before = bare.rstrip(":") if bare else before


def _stamp(line: str, before: str) -> Iterator[tuple[bool, Dated]]:
    parts = re.split(rf"(?=\b(?:last )?(?:{_LATER.pattern}|published|first published)\b)", line, flags=re.IGNORECASE)
    for part in parts:
        if (found := _in_line(part)) is None or not _is_stamp(line):
            continue
        iso, start, end = found
        whole = _with_time(iso, part[:start], part[end:]) if len(iso) == 10 else iso
        label = part[:start] or before
        labelled = _LABELLED.match(part) or before
        if len(iso) < 7 and not labelled:
            continue
        yield bool(_LATER.search(label)), Dated(whole, "byline", precision_of(whole))


def _is_stamp(line: str) -> bool:
    """Whether a line holds little but dates, times, labels and names."""
    if _BRACKETED.match(line):
        return True
    if _CAPTION.search(line) or (_SENTENCE.search(line) and not _LABELLED.match(line)):
        return False
    rest = line
    while (found := _in_line(rest)) is not None:
        rest = f"{rest[:found[1]]} | {rest[found[2]:]}"
    rest = _TALK.sub(" ", _CLOCK.sub(" ", rest))
    words = re.findall(r"[^\W\d_][\w.'’-]*", rest)
    names = [word for word in words if word.casefold().strip(".") not in _SMALL]
    return len(names) <= _REST and all(word[0].isupper() for word in names) and not rest.rstrip().endswith(("?", "!"))


def _with_time(day: str, before: str, after: str) -> str:
    """The day with the time that stands next to it, with its zone where one is given; the day alone without one."""
    for piece, end in ((after[:44], False), (before[-32:], True)):
        found = [match for match in _CLOCK.finditer(piece) if match["min"] or match["half"]]
        if not found:
            continue
        if (time := _clock(day, found[-1] if end else found[0])) is not None:
            return time
    return day


def _clock(day: str, match: re.Match[str]) -> str | None:
    hour, minute = int(match["h"]), int(match["min"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    if hour > 23:
        return None
    time = datetime.fromisoformat(day) + timedelta(hours=hour, minutes=minute)
    offset = _offset(match["zone"], match["off"], time)
    if offset is None:
        return time.isoformat(timespec="minutes")
    return time.replace(tzinfo=timezone(offset)).isoformat(timespec="minutes")


def _offset(zone: str | None, given: str | None, time: datetime) -> timedelta | None:
    if given:
        size = timedelta(hours=int(given[1:3]), minutes=int(given[-2:]))
        return -size if given[0] == "-" else size
    name = (zone or "").casefold()
    if name in _AMERICAN:
        summer = datetime(time.year, 3, 10) <= time < datetime(time.year, 11, 4)
        return timedelta(hours=_AMERICAN[name] + summer)
    return timedelta(hours=_ZONES[name]) if name in _ZONES else None


def _dateline(text: str, year: int | None) -> Dated | None:
    """The date a paragraph opens with after its place; without a year of its own it takes ``year``."""
    at = 0
    for line in text[:_HEAD].split("\n"):
        match = _DATELINE.match(line.strip())
        at += len(line) + 1
        if match is None or not _PLACED.match(match["place"]):
            continue
        own = match["tail"]
        if not own and year is None:
            continue
        found = _in_line(match["date"] if own else f"{match['date']} {year}")
        if found is not None and len(found[0]) == 10:
            return Dated(found[0], "dateline", "day")
    return None


def _year_near(text: str, address: Dated | None, stamps: list[tuple[bool, Dated]]) -> int | None:
    """The year of the address, of a stamp, or of the page's copyright line."""
    for found in (address, *(stamp for _, stamp in stamps)):
        if found is not None:
            return int(found.published[:4])
    notice = re.search(r"(?:©|\(c\)|copyright)\D{0,30}(19\d\d|20\d\d)(?!\s?[-–]\s?\d)", text, re.IGNORECASE)
    return int(notice[1]) if notice else None
