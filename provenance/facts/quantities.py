"""Numbers, money, percentages, durations and dates in normal form, so that two ways of writing one figure meet.

``$75 million``, ``75m dollars`` and ``US$75,000,000`` give ``money:USD:75000000``; ``half of`` gives ``percent:50``;
``3-5 May 2024`` gives two dates. Rules only. Every pattern starts at a literal anchor, so that a scan is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ..languages.english import figures as en
from ..records import FactKind
from .anchors import Anchors, matches, spelled
from .dates import dates

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,40}@[\w-]+\.\w+")
_LIST_MARK = re.compile(r"^[ \t]*\(?\d{1,2}[.)][ \t]", re.MULTILINE)
_INSIDE = re.compile(r"[a-z]-$|\.$")
_FRACTIONS = spelled([*en.FRACTIONS, *(f"{word}s" for word in en.FRACTIONS)])
_ORDINALS = spelled(en.ORDINALS)
_SPOKEN = spelled([*en.ONES, *en.TENS, *en.POWERS, "half"])
_POWERS = spelled(en.POWERS)
_CURRENCY_ENDS = frozenset("$€£¥₹drpyfks.\n")  # of what can stand before a sum
_BEFORE_BILL = (".", ". ", "r", "r ")
_BILL = len("h. res. ")  # characters of a bill's name before its number
_MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at ``[start, end)`` with its normal form; ``norm`` is its magnitude (None for dates)."""

    kind: FactKind
    start: int
    end: int
    value: str
    norm: float | None = None
    scaled: bool = False  # "million" and the like were written out
    unit: str = ""


@lru_cache(maxsize=50_000)
def quantity(text: str) -> float | None:
    """Magnitude of "1,200", "75 million", "one hundred and twenty" or "a dozen"; None when there is none."""
    total, current, seen = 0.0, 0.0, False
    for token in re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.casefold()):
        if token[0].isdigit():
            current += float(token.replace(",", ""))
        elif token in en.ONES or token in en.TENS:
            current += en.ONES.get(token, en.TENS.get(token, 0))
        elif token == "half":
            current += 0.5
        elif token == "hundred" or token == "dozen":
            current = (current or 1.0) * en.SCALES[token]
        elif token in en.SCALES:
            total, current = total + (current or 1.0) * en.SCALES[token], 0.0
        elif token not in {"a", "an", "and"}:
            return None
        seen = seen or token not in {"a", "an", "and"}
    return total + current if seen else None


def plain(value: float) -> str:
    """A magnitude without exponent or trailing zeros, at most 12 significant digits."""
    return f"{round(value, 6):.12f}".rstrip("0").rstrip(".") if value < 1e15 else f"{value:.0f}"


def duration_value(amount: float, unit: str) -> str:
    """Months, years, decades and centuries meet, as do days and weeks, as do seconds, minutes and hours."""
    if unit in _MONTHS:
        months = amount * _MONTHS[unit]
        return f"{plain(months / 12)} year" if months % 12 == 0 and months else f"{plain(months)} month"
    if unit in _DAYS:
        days = amount * _DAYS[unit]
        return f"{plain(days / 7)} week" if days % 7 == 0 and days else f"{plain(days)} day"
    minutes = amount * _MINUTES[unit]
    return f"{plain(minutes / 60)} hour" if minutes % 60 == 0 and minutes else f"{plain(minutes)} minute"


def quantities(text: str, published: date | None = None) -> list[Quantity]:
    """All dates, money, percentages, durations and numbers, in order; spans do not overlap.

    ``published`` resolves relative dates. Telephone numbers, addresses and list marks are left out.
    """
    lower = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # A to Z alone
    anchors = Anchors(lower)
    taken = bytearray(len(text))
    for start, end in _masked(lower, anchors):
        taken[start:end] = b"\1" * (end - start)
    found: list[Quantity] = []
    for start, end, value in dates(text, lower, anchors, published):
        if _claim(taken, start, end):
            found.append(Quantity("date", start, end, f"date:{value}"))
    found.extend(item for item in _fractions(lower, anchors) if _claim(taken, item.start, item.end))
    figures = [item for item in _figures(lower, anchors, taken) if _claim(taken, item.start, item.end)]
    found.extend(_joined(lower, figures))
    found.sort(key=lambda item: item.start)
    return found


def _masked(lower: str, anchors: Anchors) -> Iterator[tuple[int, int]]:
    """Spans whose digits are no figures."""
    if en.MASKED.search(anchors.chained):
        yield from (match.span() for match in en.MASKED.finditer(lower))
    if any(end - start < 3 and lower.startswith((". ", ".\t", ") ", ")\t"), end) for start, end in anchors.figures):
        yield from (match.span() for match in _LIST_MARK.finditer(lower))
    if "@" in lower or "http" in lower or "www." in lower:
        yield from (match.span() for match in _ADDRESS.finditer(lower))
    if "s. " in lower or "r. " in lower or "hr " in lower:
        for start, end in anchors.figures:
            if lower.endswith(_BEFORE_BILL, 0, start):
                yield from (match.span() for match in en.BILL.finditer(lower, max(0, start - _BILL), end + 1))


def _claim(taken: bytearray, start: int, end: int) -> bool:
    if taken.find(1, start, end) >= 0:
        return False
    taken[start:end] = b"\1" * (end - start)
    return True


def _fractions(lower: str, anchors: Anchors) -> Iterator[Quantity]:
    """"Two-thirds" and "half of" are percentages; "half a million" is a number."""
    told = anchors.holds(_FRACTIONS) and any(word in lower for word in en.FRACTION_GATE)
    for match in en.FRACTION.finditer(lower) if told else ():
        start, end = match.span()
        if not match["half"] and match["top"] in {"a", "an", "one"} and match["bottom"] == "half":
            continue
        top = 1 if match["half"] or match["top"] in {"a", "an"} else en.ONES[match["top"]]
        bottom = 2 if match["half"] else en.FRACTIONS[match["bottom"].removesuffix("s")]
        if match["half"] and en.PART_BEFORE.search(lower, max(0, start - 8), start):
            continue
        if match["of"]:
            value = top / bottom * en.SCALES[match["scale"]]
            yield Quantity("number", start, end, f"number:{plain(value)}", value, True)
            continue
        plural = (match["bottom"] or "").endswith("s") or lower[end - 1] == "s"
        plainly = plural and bottom > 2 and not lower.startswith(" of 20", end)
        if plainly or en.FRACTION_AFTER.match(lower, end) or (
                en.FRACTION_BEFORE.search(lower, max(0, start - 16), start) and not lower.startswith((" a", "-"), end)):
            share = round(100 * top / bottom, 2)
            yield Quantity("percent", start, end, f"percent:{plain(share)}", share)
    for match in matches(en.ORDINAL, lower, anchors.places(_ORDINALS)):
        value = float(en.ORDINALS[match["word"]])
        yield Quantity("number", *match.span(), f"number:{plain(value)}", value)


def _beginnings(lower: str, anchors: Anchors) -> list[int]:
    """Where a quantity can begin: at digits, at a word for a number, at the article before a power of ten."""
    places = {start for start, _ in anchors.figures}.union(anchors.places(_SPOKEN))
    for place in anchors.places(_POWERS):
        places |= {place - len(article) for article in ("a ", "an ") if lower.endswith(article, 0, place)}
    return sorted(places)


def _figures(lower: str, anchors: Anchors, taken: bytearray) -> Iterator[Quantity]:
    """Each quantity with the currency, per cent sign or unit that stands beside it."""
    for match in matches(en.QUANTITY, lower, _beginnings(lower, anchors)):
        start, end = match.span()
        written = match["digits"] or match["spoken"]
        if lower.startswith(en.MANY, max(0, start - len(en.MANY[0]))):
            continue
        if taken[start] or (match["digits"] and (lower[end:end + 1].isalnum() or _INSIDE.search(lower, max(0, start - 2), start))):
            continue
        ends = _spoken_range(match)
        if ends:
            yield from ends
            continue
        value = quantity(written)
        if value is None:
            continue
        scaled = (bool(match["digits"]) and written[-1].isalpha()) or value >= 1e6
        yield _classified(lower, start, end, value, scaled, match["ordinal"] is not None)


def _spoken_range(match: re.Match[str]) -> list[Quantity]:
    """Both ends of "two-three" as two numbers; empty for any other."""
    low, _, high = (match["spoken"] or "").partition("-")
    if low not in en.ONES or high not in en.ONES:
        return []
    middle = match.start() + len(low)
    return [Quantity("number", start, end, f"number:{plain(value)}", value) for start, end, value in (
        (match.start(), middle, float(en.ONES[low])), (middle + 1, match.end(), float(en.ONES[high])))]


def _classified(lower: str, start: int, end: int, value: float, scaled: bool, ordinal: bool) -> Quantity:
    if ordinal:
        return Quantity("number", start, end, f"number:{plain(value)}", value, scaled, "ordinal")
    if lower[end:end + 1] in "% -" or lower.startswith("per", end + 1):
        percent = en.PERCENT_AFTER.match(lower, end)
        if percent:
            return Quantity("percent", start, percent.end(), f"percent:{plain(value)}", value, scaled, "%")
    beside = lower[max(0, start - 2):start].rstrip(" ")[-1:]
    before = en.CURRENCY_BEFORE.search(lower, max(0, start - 5), start) if beside in _CURRENCY_ENDS else None
    if before:
        return _money(en.CURRENCIES[before[0].strip().rstrip(".")], before.start(), end, value, scaled)
    after = en.CURRENCY_AFTER.match(lower, end)
    if after and not (after["unit"] == "pound" and not scaled and "£" not in lower):
        code = en.ADJECTIVES.get(after["adjective"] or "") or en.CURRENCIES[after["unit"]]
        return _money(code, start, after.end(), value / (100 if after["unit"] in {"cent", "pence", "penny"} else 1), scaled)
    unit = en.UNIT_AFTER.match(lower, end)
    if unit:
        return Quantity("duration", start, unit.end(), f"duration:{duration_value(value, unit['unit'])}", value, scaled,
                        unit["unit"])
    return Quantity("number", start, end, f"number:{plain(value)}", value, scaled)


def _money(code: str, start: int, end: int, value: float, scaled: bool) -> Quantity:
    return Quantity("money", start, end, f"money:{code}:{plain(value)}", value, scaled, code)


def _joined(lower: str, figures: list[Quantity]) -> Iterator[Quantity]:
    """Give both ends of a range the unit of its last ("between 5 and 7 percent"), make ratios of "one in five"."""
    position = 0
    while position < len(figures):
        one, position = figures[position], position + 1
        following = figures[position] if position < len(figures) else None
        if following and one.kind in {"number", "money"} and following.start - one.end < 16:
            gap = lower[one.end:following.start]
            if one.kind == "number" and _is_ratio(gap, one, following):
                share = round(100 * (one.norm or 0) / (following.norm or 1), 2)
                yield Quantity("percent", one.start, following.end, f"percent:{plain(share)}", share)
                position += 1
                continue
            if en.RANGE.fullmatch(gap) and (gap != " and " or "between " in lower[max(0, one.start - 12):one.start]):
                one = _inherited(one, following)
        if one.kind != "number" or one.norm != 1 or lower[one.start].isdigit():
            yield one


def _is_ratio(gap: str, one: Quantity, other: Quantity) -> bool:
    return bool(en.RATIO.fullmatch(gap)) and other.kind == "number" and not one.unit and not one.scaled and \
        0 < (one.norm or 0) < (other.norm or 0) <= 1e6 and ((one.norm or 0) < 10 or "out" in gap)


def _inherited(one: Quantity, other: Quantity) -> Quantity:
    """The first end of a range with the scale and unit of the second."""
    value = one.norm or 0.0
    if other.scaled and not one.scaled and other.norm and value < 1000:
        value *= _scale_of(other.norm)
    if other.kind == "percent" and one.kind == "number":
        return replace(one, kind="percent", value=f"percent:{plain(value)}", norm=value)
    if other.kind == "money":
        return replace(one, kind="money", value=f"money:{other.unit}:{plain(value)}", norm=value, unit=other.unit)
    if other.kind == "duration" and one.kind == "number":
        return replace(one, kind="duration", value=f"duration:{duration_value(value, other.unit)}", norm=value,
                       unit=other.unit)
    return replace(one, value=f"{one.value.rpartition(':')[0]}:{plain(value)}", norm=value)


def _scale_of(value: float) -> float:
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3) if value >= scale), 1.0)
