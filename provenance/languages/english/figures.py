"""How English writes numbers, money, shares and lengths of time, in lower case."""

from __future__ import annotations

import re

ONES = {word: value for value, word in enumerate(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split())}
TENS = {word: 10 * value for value, word in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9,
           "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0}
CURRENCIES = {"$": "USD", "us$": "USD", "c$": "CAD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
               "usd": "USD", "dollar": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP",
               "pound": "GBP", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "yuan": "CNY", "₹": "INR", "rs": "INR",
               "rupee": "INR", "chf": "CHF", "franc": "CHF", "won": "KRW", "peso": "MXN", "ruble": "RUB",
               "rouble": "RUB", "cent": "USD", "penny": "GBP", "pence": "GBP", "krona": "SEK", "sek": "SEK",
               "cad": "CAD", "aud": "AUD", "inr": "INR", "real": "BRL", "rand": "ZAR", "shekel": "ILS"}
ADJECTIVES = {"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD",
               "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD", "swiss": "CHF"}
FRACTIONS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
              "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "hundredth": 100}
ORDINALS = {word: value for value, word in enumerate(
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 2)}
POWERS = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
WORD = "|".join(sorted([*ONES, *TENS, *POWERS], key=len, reverse=True))
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = r"(?:[ -](?:hundred thousand|hundred|thousand|million|billion|trillion|dozen|mln|bn|mn|tn)|" \
         r"(?:million|billion|mln|bn|mn|tn|[kmb]))\b"
SPOKEN = rf"(?:half an?|an? (?=(?:{'|'.join(POWERS)})\b)|(?:{WORD})\b)" \
          rf"(?:[ -]?(?:{WORD})\b|(?:(?<=hundred)|(?<=thousand)|(?<=million)) and (?:{WORD})\b| and a half\b)*"
QUANTITY = re.compile(
    rf"\b(?:(?P<digits>(?:{DIGITS})(?:{SCALE}| and a half\b)?)(?:(?P<ordinal>st|nd|rd|th)\b)?|"
    rf"(?P<spoken>{SPOKEN}))")
FRACTION = re.compile(
    rf"\b(?:(?P<top>{'|'.join(list(ONES)[1:13])}|an?)[ -](?P<bottom>half|halves|third|quarter|fourth|fifth|sixth|"
    rf"seventh|eighth|ninth|tenth|twelfth|hundredth)s?|(?P<half>half))\b(?P<of>(?: of)? an? (?P<scale>million|billion|"
    rf"trillion|dozen)\b)?")
FRACTION_GATE = ("half", "halv", "third", "quarter", "fourth", "fifth", "tenth", "xth", "venth", "eighth", "ninth")
FRACTION_AFTER = re.compile(r" (?:of|the|its|their|his|her|our|all|that|those|these|as|again|more|less|fewer)\b")
PART_BEFORE = re.compile(r"(?:first|second|latter|last|other|top|bottom|better|back|front|1st|2nd)[ -]$")
FRACTION_BEFORE = re.compile(r"\b(?:by|about|nearly|almost|roughly|around|approximately|than|in|over|least|up|to)\s$")
CURRENCY_BEFORE = re.compile(r"(?:\b(?:us|c|a|nz|hk|s)\$|[$€£¥₹]|\b(?:usd|eur|gbp|jpy|chf|cad|aud|inr|sek|rs\.?)) ?$")
CURRENCY_AFTER = re.compile(
    r"[ -](?:(?P<adjective>us|u\.s\.|american|canadian|australian|new zealand|hong kong|singapore|swiss) )?"
    r"(?P<unit>dollar|euro|pound|yen|yuan|rupee|franc|won|peso|rouble|ruble|cent|pence|penny|krona|rand|usd|eur|gbp)s?\b")
PERCENT_AFTER = re.compile(r" ?%|[ -]per[ -]?cent(?:age[ -]points?)?\b|[ -]percentage[ -]points?\b|[ -]pc\b|[ -]pct\b")
UNIT_AFTER = re.compile(
    r"[ -](?P<unit>second|minute|hour|day|week|fortnight|month|year|decade|century|centurie)s?\b(?:[ -](?:old|long)\b)?")
RANGE = re.compile(r"(?: ?[-–—] ?| to | or | and )(?:us\$|[$€£])?")
RATIO = re.compile(r" (?:in|out of)(?: every)? ")
ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(ORDINALS)})(?=[- ](?:largest|biggest|highest|lowest|smallest|most|straight|consecutive|"
    r"annual|time|term|year|anniversary|place|round|edition)\b)")
MANY = ("multi-", "multi ")  # before a power of ten: no figure
# An age or a place in a row stands in a text without being a figure of the story: before and after the number.
AGE_BEFORE = re.compile(r"(?:\b(?:aged?|ages|turned|turns)|,) $", re.IGNORECASE)
AGE_AFTER = re.compile(r"(?:[,.;)]|$| (?:and|years? old|who)\b)")
# Digits that are no figures: addresses, telephone and bill numbers, list marks, set phrases.
MASKED = re.compile(
    r"\(?\d{3}(?:\)[ .-]?|[ .-])\d{3}[ .-]\d{4}\b|\d{3}-\d{4}\b|0\d{2,4}[ -]\d{3}[ -]\d{3,4}\b|24/7\b|9/11\b")
BILL = re.compile(r"(?<![a-z])(?:h\. ?r\.|h\.r|hr|s\.|h\. ?res\.|s\. ?res\.) ?\d+\b")
ROUNDING = (r"about|around|approximately|nearly|almost|roughly|some|over|under|than|to|least|estimated|most|closely|up|"
            r"exceeding|topping")
ABOUT = frozenset("about around approximately roughly some estimated closely".split())
