"""Which dates of publication are taken at their word."""

from __future__ import annotations

import re
from datetime import datetime

FIRST, LAST = 1605, 2100  # the first newspaper (*Relation*, Strassburg); beyond the other end only typing errors lie
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.\d+)?)?(?:Z|[+-](?P<zone>\d\d):?(?P<off>\d\d))?)?)?)?", re.ASCII)


def fault(published: str) -> str:
    """Why a text is no date of publication, '' where it is one: ISO 8601, on the calendar, 1605 to 2100."""
    found = _DATE.fullmatch(published)
    if not found:
        return "not an ISO 8601 date"
    year, month, day, hour, minute, second, zone, off = (
        int(found[name] or least) for name, least in
        (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0), ("zone", 0), ("off", 0)))
    if not FIRST <= year <= LAST:
        return f"no year of publication lies outside {FIRST} to {LAST}"
    try:
        datetime(year, month, day, hour, minute, second)
    except ValueError as error:
        return str(error)
    return "" if zone <= 14 and off < 60 else "no such time zone"
