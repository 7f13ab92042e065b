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

from ..records import FactKind
from .dates import dates

_ONES = {word: value for value, word in enumerate(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split())}
_TENS = {word: 10 * value for value, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9,
           "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0}
_CURRENCIES = {"$": "USD", "us$": "USD", "c$": "CAD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
               "usd": "USD", "dollar": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP",
               "pound": "GBP", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "yuan": "CNY", "₹": "INR", "rs": "INR",
               "rupee": "INR", "chf": "CHF", "franc": "CHF", "won": "KRW", "peso": "MXN", "ruble": "RUB",
               "rouble": "RUB", "cent": "USD", "penny": "GBP", "pence": "GBP", "krona": "SEK", "sek": "SEK",
               "cad": "CAD", "aud": "AUD", "inr": "INR", "real": "BRL", "rand": "ZAR", "shekel": "ILS"}
_ADJECTIVES = {"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD",
               "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD", "swiss": "CHF"}
_FRACTIONS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
              "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "hundredth": 100}
_ORDINALS = {word: value for value, word in enumerate(
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 2)}

_WORD = "|".join(sorted([*_ONES, *_TENS, "hundred", "thousand", "million", "billion", "trillion", "dozen"],
                        key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:[ -](?:hundred thousand|hundred|thousand|million|billion|trillion|dozen|mln|bn|mn|tn)|" \
         r"(?:million|billion|mln|bn|mn|tn|[kmb]))\b"
_SPOKEN = rf"(?:half an?|an? (?=(?:dozen|hundred|thousand|million|billion|trillion)\b)|(?:{_WORD})\b)" \
          rf"(?:[ -]?(?:{_WORD})\b|(?:(?<=hundred)|(?<=thousand)|(?<=million)) and (?:{_WORD})\b| and a half\b)*"
_QUANTITY = re.compile(
    rf"\b(?:(?P<digits>(?:{_DIGITS})(?:{_SCALE}| and a half\b)?)(?:(?P<ordinal>st|nd|rd|th)\b)?|"
    rf"(?P<spoken>{_SPOKEN}))")
_FRACTION = re.compile(
    rf"\b(?:(?P<top>{'|'.join(list(_ONES)[1:13])}|an?)[ -](?P<bottom>half|halves|third|quarter|fourth|fifth|sixth|"
    rf"seventh|eighth|ninth|tenth|twelfth|hundredth)s?|(?P<half>half))\b(?P<of>(?: of)? an? (?P<scale>million|billion|"
    rf"trillion|dozen)\b)?")
_FRACTION_GATE = ("half", "halv", "third", "quarter", "fourth", "fifth", "tenth", "xth", "venth", "eighth", "ninth")
_FRACTION_AFTER = re.compile(r" (?:of|the|its|their|his|her|our|all|that|those|these|as|again|more|less|fewer)\b")
_PART_BEFORE = re.compile(r"(?:first|second|latter|last|other|top|bottom|better|back|front|1st|2nd)[ -]$")
_FRACTION_BEFORE = re.compile(r"\b(?:by|about|nearly|almost|roughly|around|approximately|than|in|over|least|up|to)\s$")
_CURRENCY_BEFORE = re.compile(r"(?:\b(?:us|c|a|nz|hk|s)\$|[$€£¥₹]|\b(?:usd|eur|gbp|jpy|chf|cad|aud|inr|sek|rs\.?)) ?$")
_CURRENCY_AFTER = re.compile(
    r"[ -](?:(?P<adjective>us|u\.s\.|american|canadian|australian|new zealand|hong kong|singapore|swiss) )?"
    r"(?P<unit>dollar|euro|pound|yen|yuan|rupee|franc|won|peso|rouble|ruble|cent|pence|penny|krona|rand|usd|eur|gbp)s?\b")
_PERCENT_AFTER = re.compile(r" ?%|[ -]per[ -]?cent(?:age[ -]points?)?\b|[ -]percentage[ -]points?\b|[ -]pc\b|[ -]pct\b")
_UNIT_AFTER = re.compile(
    r"[ -](?P<unit>second|minute|hour|day|week|fortnight|month|year|decade|century|centurie)s?\b(?:[ -](?:old|long)\b)?")
_RANGE = re.compile(r"(?: ?[-–—] ?| to | or | and )(?:us\$|[$€£])?")
_RATIO = re.compile(r" (?:in|out of)(?: every)? ")
_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)})(?=[- ](?:largest|biggest|highest|lowest|smallest|most|straight|consecutive|"
    r"annual|time|term|year|anniversary|place|round|edition)\b)")
# Digits that are no figures: addresses, telephone and bill numbers, list marks, set phrases.
_MASKED = re.compile(
    r"\(?\d{3}(?:\)[ .-]?|[ .-])\d{3}[ .-]\d{4}\b|\d{3}-\d{4}\b|0\d{2,4}[ -]\d{3}[ -]\d{3,4}\b|24/7\b|9/11\b")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,40}@[\w-]+\.\w+")
_BILL = re.compile(r"(?<![a-z])(?:h\. ?r\.|h\.r|hr|s\.|h\. ?res\.|s\. ?res\.) ?\d+\b")
_LIST_MARK = re.compile(r"^[ \t]*\(?\d{1,2}[.)][ \t]", re.MULTILINE)
_INSIDE = re.compile(r"[a-z]-$|\.$")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
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
        elif token in _ONES or token in _TENS:
            current += _ONES.get(token, _TENS.get(token, 0))
        elif token == "half":
            current += 0.5
        elif token == "hundred" or token == "dozen":
            current = (current or 1.0) * _SCALES[token]
        elif token in _SCALES:
            total, current = total + (current or 1.0) * _SCALES[token], 0.0
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
    lower = text.translate(_LOWER)
    taken = bytearray(len(text))
    masks = [_MASKED, _LIST_MARK]
    masks += [_ADDRESS] if "@" in lower or "http" in lower or "www." in lower else []
    masks += [_BILL] if "s. " in lower or "r. " in lower or "hr " in lower else []
    for mask in masks:
        for match in mask.finditer(lower):
            taken[match.start():match.end()] = b"\1" * (match.end() - match.start())
    found: list[Quantity] = []
    for start, end, value in dates(text, lower, published):
        if _claim(taken, start, end):
            found.append(Quantity("date", start, end, f"date:{value}"))
    found.extend(item for item in _fractions(lower) if _claim(taken, item.start, item.end))
    figures = [item for item in _figures(lower, taken) if _claim(taken, item.start, item.end)]
    found.extend(_joined(lower, figures))
    found.sort(key=lambda item: item.start)
    return found


def _claim(taken: bytearray, start: int, end: int) -> bool:
    if taken.find(1, start, end) >= 0:
        return False
    taken[start:end] = b"\1" * (end - start)
    return True


def _fractions(lower: str) -> Iterator[Quantity]:
    """"Two-thirds" and "half of" are percentages; "half a million" is a number."""
    for match in _FRACTION.finditer(lower) if any(word in lower for word in _FRACTION_GATE) else ():
        start, end = match.span()
        if not match["half"] and match["top"] in {"a", "an", "one"} and match["bottom"] == "half":
            continue
        top = 1 if match["half"] or match["top"] in {"a", "an"} else _ONES[match["top"]]
        bottom = 2 if match["half"] else _FRACTIONS[match["bottom"].removesuffix("s")]
        if match["half"] and _PART_BEFORE.search(lower, max(0, start - 8), start):
            continue
        if match["of"]:
            value = top / bottom * _SCALES[match["scale"]]
            yield Quantity("number", start, end, f"number:{plain(value)}", value, True)
            continue
        plural = (match["bottom"] or "").endswith("s") or lower[end - 1] == "s"
        plainly = plural and bottom > 2 and not lower.startswith(" of 20", end)
        if plainly or _FRACTION_AFTER.match(lower, end) or (
                _FRACTION_BEFORE.search(lower, max(0, start - 16), start) and not lower.startswith((" a", "-"), end)):
            share = round(100 * top / bottom, 2)
            yield Quantity("percent", start, end, f"percent:{plain(share)}", share)
    for match in _ORDINAL.finditer(lower) if any(word in lower for word in _ORDINALS) else ():
        value = float(_ORDINALS[match["word"]])
        yield Quantity("number", *match.span(), f"number:{plain(value)}", value)


def _figures(lower: str, taken: bytearray) -> Iterator[Quantity]:
    """Each quantity with the currency, per cent sign or unit that stands beside it."""
    for match in _QUANTITY.finditer(lower):
        start, end = match.span()
        written = match["digits"] or match["spoken"]
        if taken[start] or (match["digits"] and (lower[end:end + 1].isalnum() or _INSIDE.search(lower, max(0, start - 2), start))):
            continue
        value = quantity(written)
        if value is None:
            continue
        scaled = (bool(match["digits"]) and written[-1].isalpha()) or value >= 1e6
        yield _classified(lower, start, end, value, scaled, match["ordinal"] is not None)


def _classified(lower: str, start: int, end: int, value: float, scaled: bool, ordinal: bool) -> Quantity:
    if ordinal:
        return Quantity("number", start, end, f"number:{plain(value)}", value, scaled, "ordinal")
    if lower[end:end + 1] in "% -" or lower.startswith("per", end + 1):
        percent = _PERCENT_AFTER.match(lower, end)
        if percent:
            return Quantity("percent", start, percent.end(), f"percent:{plain(value)}", value, scaled, "%")
    before = _CURRENCY_BEFORE.search(lower, max(0, start - 5), start)
    if before:
        return _money(_CURRENCIES[before[0].strip().rstrip(".")], before.start(), end, value, scaled)
    after = _CURRENCY_AFTER.match(lower, end)
    if after and not (after["unit"] == "pound" and not scaled and "£" not in lower):
        code = _ADJECTIVES.get(after["adjective"] or "") or _CURRENCIES[after["unit"]]
        return _money(code, start, after.end(), value / (100 if after["unit"] in {"cent", "pence", "penny"} else 1), scaled)
    unit = _UNIT_AFTER.match(lower, end)
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
            if _RANGE.fullmatch(gap) and (gap != " and " or "between " in lower[max(0, one.start - 12):one.start]):
                one = _inherited(one, following)
        if one.kind != "number" or one.norm != 1 or lower[one.start].isdigit():
            yield one


def _is_ratio(gap: str, one: Quantity, other: Quantity) -> bool:
    return bool(_RATIO.fullmatch(gap)) and other.kind == "number" and not one.unit and not one.scaled and \
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
