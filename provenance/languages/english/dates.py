"""How English names days, months, quarters, years and times, in lower case."""

from __future__ import annotations

import re

MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"), 1) for name in names.split()}
DAYS = {name: number for number, name in enumerate(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" \
         r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
FULL = frozenset("january february march april may june july august september october november december".split())
MONTH_BEFORE = re.compile(
    r"\b(?:in|by|since|until|of|from|to|through|and|during|for|before|after|between) $")
YEAR = r"(?:1[6-9]|20)\d\d"
NTH = r"(?:st|nd|rd|th)?"
DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
ANCHOR = re.compile(rf"\b{MONTH}\b")
MONTH_DAY = re.compile(
    rf"({MONTH})\.? (\d{{1,2}}){NTH}(?:(?: ?[-–—] ?| to | and )(\d{{1,2}}){NTH})?(?:,? {{1,2}}({YEAR}))?(?![\d:]|[.,]\d|%| "
    r"percent| million)\b")
DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}}){NTH}(?: ?[-–—] ?(\d{{1,2}}){NTH})?[ -](?:of )?({MONTH})\b\.?(?:,?[ -]({YEAR}))?")
MONTH_YEAR = re.compile(rf"\b(?:(?:mid|early|late)[- ]|(?P<turn>last|next|this) )?(?P<month>{MONTH})\b\.?"
                         rf"(?:,? (?:of )?(?P<year>{YEAR})\b)?")
QUARTER = re.compile(
    rf"\bq([1-4])\b(?:[ ,-]*(?:of )?(?:fy ?)?({YEAR}))?|\b(first|second|third|fourth|1st|2nd|3rd|4th)[- ]quarter\b"
    rf"(?:,? (?:of )?(?:fiscal )?(?:year )?({YEAR}))?")
FISCAL = re.compile(r"\b(?:fy ?'?|fiscal (?:years? )?)(\d{4}|\d\d)\b")
HALF = re.compile(rf"\b(first|second) half of ({YEAR})\b|\bh([12]) ({YEAR})\b")
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
SEASON = re.compile(rf"\b({'|'.join(SEASONS)})(?: of)?,? ({YEAR})\b")
DECADE = re.compile(r"((?:1[6-9]|20)\d0)['’]?s\b")
UNITS = ("week", "month", "year", "quarter")
RELATIVE = re.compile(
    rf"\b(?P<near>today|yesterday|tomorrow|tonight)\b|\b(?:(?P<turn>last|next|this|past) )?(?P<day>{DAY})\b|"
    rf"\b(?P<step>last|next|this) (?P<unit>{'|'.join(UNITS)})\b")
NO_YEAR_BEFORE = re.compile(r"[\w.,$€£/]$|(?<!\bmid)(?<!\bpre)(?<!post)-$")
YEAR_BEFORE = re.compile(r"\b(?:in|since|by|until|till|during|year|early|late|mid) $")
COUNTED = re.compile(r" (?:people|men|women|children|[a-z]{3,}s)\b(?! (?:season|elections|games|olympics))")
EVENT = re.compile(r" (?:[a-z]+ ){0,2}(?:season|elections?|games|olympics|study|report|census|survey|budget|bill|act|"
                    r"law|campaign|cup|championships?|conference|edition|model)\b")
CLOCK = re.compile(r"\d{1,2}(?:(?:[:.]([0-5]\d))? ?(a\.?m|p\.?m)\b\.?|:([0-5]\d)(?![\d:]))")
PAST = re.compile(r"\b(?:said|announced|told|was|were|had)\b")
FUTURE = re.compile(r"\b(?:will|shall|expects?|plans?|planned|due|scheduled|to be|begins?|before|until|by|upcoming|next|"
                     r"set to|register|tickets?|deadline)\b")
SPANS = {"spring": {3, 4, 5, 6}, "summer": {6, 7, 8, 9}, "autumn": {9, 10, 11, 12}, "winter": {12, 1, 2, 3},
          "H1": {1, 2, 3, 4, 5, 6}, "H2": {7, 8, 9, 10, 11, 12}, **{f"Q{q}": {3 * q - 2, 3 * q - 1, 3 * q} for q in (1, 2, 3, 4)}}
NEAR = frozenset({"today", "yesterday", "tomorrow", "tonight"})
WEEKDAY = re.compile(r"(?:last |next |this |past )?[a-z]+day", re.IGNORECASE)
UNDATED = re.compile(r"(?:last|next|this|past) |today|yesterday|tomorrow|tonight", re.IGNORECASE)
ALSO_WORDS = frozenset({"may", "march", "august"})  # months that are words as well
