"""Checkable particulars as comparable values: numbers, money, percentages, dates, durations, quotations, names.

Rules only, so that every finding can be explained. ``Fact.value`` is the normal form: "$75 million", "75m dollars"
and "US$75,000,000" all give ``money:USD:75000000``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from .model import Fact, FactKind, Sentence

_SMALL = {word: value for value, word in enumerate(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split())}
_TENS = {word: 10 * value for value, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9,
           "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0}
_CURRENCIES = {"$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR",
               "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY",
               "yen": "JPY", "c$": "CAD", "a$": "AUD", "cents": "USD", "cent": "USD", "pence": "GBP"}
_MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"), 1) for name in names.split()}
_DAYS = {name: number for number, name in enumerate(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = (r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]?)?"
          r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
          r"seventeen|eighteen|nineteen)|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a|half a")
_SCALE = r"hundred thousand|hundred|thousand|million|billion|trillion|dozen|mln|bn|mn|tn|[kmb](?![a-z])"
_QUANTITY = rf"(?:(?:{_DIGITS})(?:[ -]?(?:{_SCALE}))?|(?:{_WORDS})(?:[ -](?:{_SCALE}))+|" \
            rf"(?:{_WORDS.rsplit('|', 2)[0]}))"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" \
         r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"

_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d\d-\d\d)(?=\D|T|$)|\b(?P<m1>{_MONTH}) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y1>\d{{4}}))?\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m2>{_MONTH})(?:,? (?P<y2>\d{{4}}))?\b"
    rf"|\b(?P<m3>{_MONTH}),? (?P<y3>\d{{4}})\b|\b(?P<rel>today|yesterday|tomorrow|(?:last |next |this )?{_DAY})\b"
    rf"|\b(?P<m4>(?:january|february|april|june|july|august|september|october|november|december))\b"
    rf"|\b(?:in|since|by|until|before|after|during|of|from|for) (?P<year>(?:1[6-9]|20)\d\d)\b"
    rf"|\b(?P<year2>(?:19|20)\d\d)(?=[ ,.;)]|$)", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?P<cur>US\$|C\$|A\$|[$€£¥]|\b(?:USD|EUR|GBP)) ?(?P<n1>(?:{_DIGITS})(?:[ -]?(?:{_SCALE})\b)?)"
    rf"|\b(?P<n2>{_QUANTITY})[ -](?P<cur2>(?:US )?dollars?|euros?|pounds?|yen|cents?|pence)\b", re.IGNORECASE)
_PERCENT = re.compile(rf"\b(?P<n>{_QUANTITY})(?: ?%|[ -]per[ -]?cent(?:age points?)?\b)", re.IGNORECASE)
_DURATION = re.compile(
    rf"\b(?P<n>{_QUANTITY})[ -](?P<unit>second|minute|hour|day|week|month|year|decade)s?(?:[ -]long|[ -]old)?\b",
    re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\w.$€£])(?P<n>{_QUANTITY})(?:st|nd|rd|th)?\b(?![.,]?\d)", re.IGNORECASE)
_QUOTE = re.compile(r"“([^“”]{3,900})”|(?<!\w)\"([^\"\n]{3,900})\"")
_SAY = (r"(?:said|says|say|told|added|adds|noted|explained|stated|announced|commented|continued|argued|testified|"
        r"wrote|declared|remarked|insisted|warned|recalled)")
_NAME = r"(?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w'’-]+"
_SPEAKER_AFTER = re.compile(rf"^[,\s]*(?:(?:{_SAY}) (?P<a>{_NAME})|(?P<b>{_NAME}|he|she|they)(?:, [^,\"“]{{3,90}},)? (?:{_SAY}))")
_SPEAKER_BEFORE = re.compile(rf"(?P<a>{_NAME}|[Hh]e|[Ss]he|[Tt]hey)(?:, [^,\"“]{{3,90}},)? (?:{_SAY})(?: that)?[,:]?\s*$")


@lru_cache(maxsize=50_000)
def quantity(text: str) -> float | None:
    """Magnitude of "1,200", "75 million", "twenty-two" or "a dozen"; None when there is none."""
    tokens = re.findall(r"\d[\d,.]*|[a-z]+", text.casefold())
    total, current, seen = 0.0, 0.0, False
    for token in tokens:
        if token[0].isdigit():
            try:
                current += float(token.rstrip(".,").replace(",", ""))
            except ValueError:
                return None
        elif token in _SMALL:
            current += _SMALL[token]
        elif token in _TENS:
            current += _TENS[token]
        elif token == "half":
            current = 0.5
            seen = True
            continue
        elif token in _SCALES:
            current = (current or 1.0) * _SCALES[token]
        elif token == "a":
            continue
        else:
            return None
        seen = True
        total = current
    return total if seen else None


def _plain(value: float) -> str:
    return f"{value:.12g}"


def _date_value(match: re.Match[str], published: date | None) -> str:
    """ISO date, with unknown parts left out: "2026-07-04", "--07-04", "2026-07", "monday"."""
    group = match.groupdict()
    if group["iso"]:
        return group["iso"]
    for month, day, year in (("m1", "d1", "y1"), ("m2", "d2", "y2")):
        if group[month]:
            number = _MONTHS[group[month].casefold().strip(".")]
            stem = group[year] or (str(published.year) if published else "-")
            return f"{stem}-{number:02d}-{int(group[day]):02d}"
    if group["m3"]:
        return f"{group['y3']}-{_MONTHS[group['m3'].casefold().strip('.')]:02d}"
    if group["rel"]:
        return _relative(group["rel"].casefold(), published)
    if group["m4"]:
        return f"month-{_MONTHS[group['m4'].casefold()]:02d}"
    return group["year"] or group["year2"]


def _relative(word: str, published: date | None) -> str:
    if published is None:
        return word
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in shift:
        return (published + timedelta(days=shift[word])).isoformat()
    *modifier, name = word.split()
    gap = (published.weekday() - _DAYS[name]) % 7
    if modifier == ["next"]:
        return (published + timedelta(days=(7 - gap) or 7)).isoformat()
    return (published - timedelta(days=gap if modifier != ["last"] or gap else 7)).isoformat()


def _published(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


_Found = tuple[FactKind, int, int, str, float | None]


def _quantities(text: str, published: date | None) -> Iterator[_Found]:
    """Dates, money, percentages, durations and plain numbers, most specific first; spans do not overlap."""
    taken = bytearray(len(text))

    def free(start: int, end: int) -> bool:
        if any(taken[start:end]):
            return False
        taken[start:end] = b"\1" * (end - start)
        return True

    for match in _MONEY.finditer(text):
        number = match["n1"] or match["n2"]
        value = quantity(number)
        currency = _CURRENCIES[(match["cur"] or match["cur2"]).casefold().removeprefix("us ")]
        if value is not None and free(*match.span()):
            value /= 100 if (match["cur2"] or "").casefold() in {"cent", "cents", "pence"} else 1
            yield "money", *match.span(), f"money:{currency}:{_plain(value)}", value
    for match in _PERCENT.finditer(text):
        value = quantity(match["n"])
        if value is not None and free(*match.span()):
            yield "percent", *match.span(), f"percent:{_plain(value)}", value
    for match in _DATE.finditer(text):
        if match["m4"] and not match["m4"][0].isupper():
            continue
        if match["m1"] and not match["m1"][0].isupper():
            continue
        group = "year" if match["year"] else 0
        if free(*match.span(group)):
            yield "date", *match.span(group), f"date:{_date_value(match, published)}", None
    for match in _DURATION.finditer(text):
        value = quantity(match["n"])
        if value is not None and match["n"].casefold() != "a" and free(*match.span()):
            yield "duration", *match.span(), f"duration:{_plain(value)} {match['unit'].casefold()}", value
    for match in _NUMBER.finditer(text):
        value = quantity(match["n"])
        if value is not None and match["n"].casefold() not in {"a", "one"} and free(*match.span()):
            yield "number", *match.span(), f"number:{_plain(value)}", value


_CAP = re.compile(r"(?:[A-Z][\w’'&-]*|[A-Z]\.)(?:(?: (?:of|the|for|and|de|la|von|van|&|in) (?=[A-Z]))| |\. (?<=[A-Z]\. )|"
                  r"(?<=[A-Z])\. )?(?:(?:[A-Z0-9][\w’'&-]*|[A-Z]\.)(?:(?: (?:of|the|for|de|la|von|van|&) (?=[A-Z]))| )?)*")
_TITLES = frozenset(
    """mr mrs ms dr sen sens senator senators rep representative gov governor mayor president vice chairman chairwoman
    chair secretary attorney general judge justice sheriff chief director professor prof sir lord rev ceo cfo cto
    minister commissioner congressman congresswoman captain col lt gen sgt officer""".split())
_ORG = frozenset(
    """inc corp co ltd llc plc company corporation group university college school institute agency department
    commission committee council court bank foundation association society ministry bureau authority administration
    board office union federation trust fund museum hospital clinic laboratory lab labs press news times post
    journal studio studios technologies systems energy partners holdings airlines airways congress senate house
    service services army navy corps guard police center centre alliance network coalition league""".split())
_PLACE = frozenset(
    """county city river valley island islands street avenue road park bay harbor harbour lake mountain state states
    airport port beach township""".split())
_COMMON_OPENERS = frozenset(
    """the a an this that these those it its he she they we i you his her their our my in on at by for from with and or
    but if as when while where after before since although though because however meanwhile moreover furthermore
    additionally under over there here what who why how which all some many most more few several both each every no
    not yes one two three four five six seven eight nine ten to of so then now today yesterday tomorrow about
    against according also another any during despite until unlike once rather such through thus yet is are was were
    be do does did will would can could may might should must let photo image source read share related by key
    takeaways monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december new last next first second third officials experts critics supporters""".split())


def _names(text: str, sentences: Sequence[Sentence]) -> Iterator[_Found]:
    """Runs of capitalised words; a sentence opener counts only if it is no common word."""
    for sentence in sentences:
        line = text[sentence.start:sentence.end]
        letters = [word for word in line.split() if word[0].isalpha()]
        shouting = sum(word[0].isupper() for word in letters) > 0.6 * len(letters)
        for match in _CAP.finditer(line):
            start, end = match.span()
            value = line[start:end].rstrip(" .,;’'-")
            if value.endswith(("'s", "’s")):
                value = value[:-2]
            words = value.split()
            while words and words[0].casefold().strip(".'’") in _COMMON_OPENERS:
                start += len(words[0]) + 1
                words = words[1:]
            if not words or (shouting and sentence.kind == "heading"):
                continue
            value = line[start:start + len(" ".join(words))]
            if len(value) < 2 or (start > 0 and line[start - 1].isalnum()):
                continue
            yield _name_kind(words), sentence.start + start, sentence.start + start + len(value), "", None


def _name_kind(words: list[str]) -> FactKind:
    folded = [word.casefold().strip(".,'’") for word in words]
    if folded[0] in _TITLES and len(words) > 1:
        return "person"
    if folded[-1] in _ORG or folded[0] in _ORG or any(len(word) > 1 and word.isupper() for word in words):
        return "organisation"
    if folded[-1] in _PLACE:
        return "place"
    return "person" if len(words) in (2, 3) and all(word.isalpha() for word in folded) else "other"


def name_value(text: str) -> str:
    """Comparable form of a name: titles dropped, casefolded, possessive and points removed."""
    words = [word.strip(".,'’") for word in text.replace("’s", "").replace("'s", "").casefold().split()]
    kept = [word for word in words if word not in _TITLES and word not in {"the", "and", "of"}] or words
    return " ".join(kept)


def _speaker(text: str, start: int, end: int) -> str | None:
    after = _SPEAKER_AFTER.match(text[end:end + 200])
    if after:
        return after["a"] or after["b"]
    before = _SPEAKER_BEFORE.search(text[max(0, start - 200):start])
    return before["a"] if before else None


def quote_value(text: str) -> str:
    """A quotation as lower-case words only."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("’", "").replace("'", "")))


def extract(text: str, sentences: Sequence[Sentence], published: str | None = None) -> tuple[Fact, ...]:
    """All facts in order of their offsets. ``published`` (ISO date) resolves "Monday" and "today"."""
    starts = [sentence.start for sentence in sentences]

    def sentence_at(offset: int) -> int:
        return max(0, bisect_right(starts, offset) - 1)

    facts = [
        Fact(kind, text[start:end], start, end, value, sentence_at(start), norm=norm)
        for kind, start, end, value, norm in _quantities(text, _published(published))
    ]
    taken = {(fact.start, fact.end) for fact in facts}
    for match in _QUOTE.finditer(text):
        inner = match[1] or match[2]
        if len(inner.split()) >= 3:
            facts.append(Fact("quote", match[0], match.start(), match.end(), f"quote:{quote_value(inner)}",
                              sentence_at(match.start()), speaker=_speaker(text, *match.span())))
    for kind, start, end, _, _ in _names(text, sentences):
        if not any(start < stop and begin < end for begin, stop in taken):
            facts.append(Fact(kind, text[start:end], start, end, f"name:{name_value(text[start:end])}",
                              sentence_at(start)))
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind)))
