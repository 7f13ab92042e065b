"""How German writes numbers, money, shares, lengths of time and dates, each with the English that means the same.

In lower case. ``DATES`` have groups ``d`` (day), ``e`` (last day of a range), ``m`` (name of a month) or ``n`` (its
number) and ``y``; ``FORMS`` are set phrases, tried in order; ``WORDS`` are single words.
"""

from __future__ import annotations

import re

_ONES = {"zwei": "two", "drei": "three", "vier": "four", "fünf": "five", "sechs": "six", "sieben": "seven",
         "acht": "eight", "neun": "nine", "zehn": "ten", "elf": "eleven", "zwölf": "twelve"}
_UNITS = {"ein": "one", **dict(list(_ONES.items())[:8])}
_TEENS = {"dreizehn": "thirteen", "vierzehn": "fourteen", "fünfzehn": "fifteen", "sechzehn": "sixteen",
          "siebzehn": "seventeen", "achtzehn": "eighteen", "neunzehn": "nineteen"}
_TENS = {"zwanzig": "twenty", "dreißig": "thirty", "dreissig": "thirty", "vierzig": "forty", "fünfzig": "fifty",
         "sechzig": "sixty", "siebzig": "seventy", "achtzig": "eighty", "neunzig": "ninety"}

MONTHS = {name: number for number, names in enumerate(
    ("januar jänner jan", "februar feber feb", "märz maerz mrz", "april apr", "mai", "juni jun", "juli jul", "august aug",
     "september sept sep", "oktober okt", "november nov", "dezember dez"), 1) for name in names.split()}
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_Y = r"(?P<y>(?:1[6-9]|20)\d\d)"
DATES = tuple(re.compile(pattern) for pattern in (
    rf"\b(?P<d>\d{{1,2}})\. ?(?P<n>\d{{1,2}})\. ?{_Y}\b",
    rf"\b(?P<d>\d{{1,2}})\.(?: ?(?:bis|und|[-–—]) ?(?P<e>\d{{1,2}})\.)? ?(?P<m>{_M})\b(?:\.? {_Y}\b)?",
    rf"\b(?P<m>{_M})\b\.? {_Y}\b",
    r"(?<=\bim )(?P<m>januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b"))

_NEXT = r"(?:nächste|kommende)[nrsm]?"
_LAST = r"(?:letzte|vergangene|vorige)[nrsm]?"
_NTH = {"erste": "first", "zweite": "second", "dritte": "third", "vierte": "fourth"}
_PARTS = (("drittel", "third"), ("viertel", "quarter"), ("fünftel", "fifth"), ("zehntel", "tenth"))
FORMS = tuple((re.compile(pattern), english) for pattern, english in (
    (r"(?:\+\d{2}[ (/\d)-]{6,}|\b0\d{2,5}[ ]?[/-]?[ ]?\d[\d -]{4,})\d", "x"),  # telephone numbers
    (r"\b(\d{1,2})[.:](\d\d) uhr\b", r"\1:\2"), (r"\b(\d{1,2}) uhr\b", r"\1:00"),
    *((rf"\b{nth}[nrsm]? (?:quartal|vierteljahr)(?:s)?(?: (?:des jahres )?(\d{{4}}))?", rf"{word} quarter \1")
      for nth, word in _NTH.items()),
    (r"\bq([1-4])[ /](\d{4})", r"q\1 \2"),
    *((rf"\b{nth}[nrsm]? (?:halbjahr|jahreshälfte)(?:e?s)? (\d{{4}})", rf"{word} half of \1")
      for nth, word in list(_NTH.items())[:2]),
    (r"\bfrühjahr (\d{4})|\bfrühling (\d{4})", r"spring \1\2"), (r"\bsommer (\d{4})", r"summer \1"),
    (r"\bherbst (\d{4})", r"autumn \1"), (r"\bwinter (\d{4})", r"winter \1"),
    (rf"\b{_LAST} woche\b", "last week"), (rf"\b{_LAST} monats?\b", "last month"),
    (rf"\b{_LAST} jahre?s?\b|\bvorjahr\b", "last year"), (rf"\b{_NEXT} woche\b", "next week"),
    (rf"\b{_NEXT} monats?\b", "next month"), (rf"\b{_NEXT} jahre?s?\b", "next year"),
    (r"\bus-dollar\b", "us dollar"), (r"\bprozentpunkten?\b", "percentage points"), (r"\bmio\.?(?!\w)", "million"),
    (r"\bmrd\.?(?!\w)", "billion"), (r"\b(\d+)-jährige[nrsm]?\b|\b(\d+) jahre alt\b", r"\1\2-year-old"),
    *((rf"\b{one} {part}\b", f"{word}-{name}s") for one, word in _ONES.items() for part, name in _PARTS),
    *((rf"\bein(?:em|es)? {part}\b", f"one {name} of") for part, name in _PARTS),
    (r"\bdie hälfte\b", "half of"), (r"\banderthalb\b|\beineinhalb\b", "one and a half"),
    *((rf"\bjede[rsnm]? {nth}[n]?\b", f"one in {word}") for nth, word in (
        ("zweite", "two"), ("dritte", "three"), ("vierte", "four"), ("fünfte", "five"), ("zehnte", "ten"))),
))
WORDS = {
    **_ONES, **_TEENS, **_TENS, "null": "zero", "hundert": "hundred", "tausend": "thousand", "dutzend": "dozen",
    **{f"{unit}und{ten}": f"{many}-{one}" for ten, many in _TENS.items() for unit, one in _UNITS.items()},
    **{f"{unit}hundert": f"{one} hundred" for unit, one in _UNITS.items()},
    **{f"{unit}tausend": f"{one} thousand" for unit, one in {**_UNITS, **_ONES, **_TENS}.items()},
    "million": "million", "millionen": "million", "milliarde": "billion", "milliarden": "billion",
    "billion": "trillion", "billionen": "trillion", "prozent": "percent", "euro": "euro", "eur": "eur", "cent": "cent",
    "dollar": "dollar", "usd": "usd", "pfund": "gbp", "franken": "franc", "chf": "chf", "yen": "yen", "rubel": "ruble",
    "sekunde": "second", "sekunden": "seconds", "minute": "minute", "minuten": "minutes", "stunde": "hour",
    "stunden": "hours", "tag": "day", "tage": "days", "tagen": "days", "woche": "week", "wochen": "weeks",
    "monat": "month", "monate": "months", "monaten": "months", "jahr": "year", "jahre": "years", "jahren": "years",
    "jahrzehnt": "decade", "jahrzehnte": "decades", "jahrzehnten": "decades", "jahrhunderte": "centuries",
    "montag": "Monday", "dienstag": "Tuesday", "mittwoch": "Wednesday", "donnerstag": "Thursday", "freitag": "Friday",
    "samstag": "Saturday", "sonnabend": "Saturday", "sonntag": "Sunday", "heute": "today", "gestern": "yesterday",
    "und": "and", "bis": "to", "oder": "or", "zwischen": "between", "seit": "since"}
NOUNS = True
COMMA_GROUPS = False  # "1,250" is one and a quarter
ROUNDING = r"rund|etwa|ungefähr|circa|ca\.|knapp|fast|nahezu|gut|mehr als|über|weniger als|mindestens|höchstens|bis zu"
