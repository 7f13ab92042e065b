"""How French writes numbers, money, shares, lengths of time and dates, each with the English that means the same.

In lower case; the groups are those of `languages.german.figures`.
"""

from __future__ import annotations

import re

_ONES = {"deux": "two", "trois": "three", "quatre": "four", "cinq": "five", "six": "six", "sept": "seven",
         "huit": "eight", "neuf": "nine"}
_TEENS = {"dix": "ten", "onze": "eleven", "douze": "twelve", "treize": "thirteen", "quatorze": "fourteen",
          "quinze": "fifteen", "seize": "sixteen", "dix-sept": "seventeen", "dix-huit": "eighteen",
          "dix-neuf": "nineteen"}
_TENS = {"vingt": "twenty", "trente": "thirty", "quarante": "forty", "cinquante": "fifty", "soixante": "sixty",
         "septante": "seventy", "huitante": "eighty", "octante": "eighty", "nonante": "ninety"}
_TEN = {"soixante": "seventy", "quatre-vingt": "ninety"}  # to which ten to nineteen are added
_AFTER = dict(zip(list(_TEENS)[1:], ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True))

MONTHS = {name: number for number, names in enumerate(
    ("janvier janv", "février févr fevrier", "mars", "avril avr", "mai", "juin", "juillet juil", "août aout",
     "septembre sept", "octobre oct", "novembre nov", "décembre déc decembre"), 1) for name in names.split()}
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_Y = r"(?P<y>(?:1[6-9]|20)\d\d)"
DATES = tuple(re.compile(pattern) for pattern in (
    rf"\b(?P<d>\d{{1,2}})[./](?P<n>\d{{1,2}})[./]{_Y}\b",
    rf"\b(?P<d>\d{{1,2}})(?:er)?(?: ?(?:au|et|[-–—]) ?(?P<e>\d{{1,2}}))? (?P<m>{_M})\b(?:\.? {_Y}\b)?",
    rf"\b(?P<m>{_M})\b\.? {_Y}\b",
    r"(?:(?<=\ben )|(?<=\bde )|(?<=\bfin )|(?<=\bdébut )|(?<=\bmi-))(?P<m>janvier|février|mars|avril|mai|juin|juillet|août|"
    r"septembre|octobre|novembre|décembre)\b"))

_NTH = {r"premier|1er": "first", r"deuxième|second|2e": "second", r"troisième|3e": "third", r"quatrième|4e": "fourth"}
_PARTS = ((r"tiers", "third"), (r"quarts?", "quarter"), (r"cinquièmes?", "fifth"), (r"dixièmes?", "tenth"))
FORMS = tuple((re.compile(pattern), english) for pattern, english in (
    (r"(?:\+33[ .]?|\b0)\d(?:[ .-]?\d\d){4}\b", "x"),  # telephone numbers
    (r"\b(\d{1,2}) ?h(?:eures)? ?(\d\d)\b", r"\1:\2"), (r"\b(\d{1,2}) ?h(?:eures)?\b(?= (?:précises|du|ce|au))", r"\1:00"),
    *((rf"\b(?:{nth}) trimestre(?: (?:de )?(\d{{4}}))?", rf"{word} quarter \1") for nth, word in _NTH.items()),
    (r"\bt([1-4]) (\d{4})", r"q\1 \2"),
    *((rf"\b(?:{nth}) semestre (?:de )?(\d{{4}})", rf"{word} half of \1") for nth, word in list(_NTH.items())[:2]),
    (r"\bprintemps (\d{4})", r"spring \1"), (r"\bété (\d{4})", r"summer \1"), (r"\bautomne (\d{4})", r"autumn \1"),
    (r"\bhiver (\d{4})", r"winter \1"),
    (r"\bsemaine (?:dernière|passée)\b", "last week"), (r"\bmois (?:dernier|passé)\b", "last month"),
    (r"\b(?:an|année) (?:dernier|dernière|passée?)\b", "last year"), (r"\bsemaine prochaine\b", "next week"),
    (r"\bmois prochain\b", "next month"), (r"\b(?:an|année) prochaine?\b", "next year"),
    (r" (?:de |d['’])(?=(?:euros?|dollars?|livres|francs|yens)\b)", " "),
    (r"\bpour cent\b|\bpourcents?\b", "percent"), (r"\bpoints? de pourcentage\b", "percentage points"),
    (r"\bdollars? américains?\b", "us dollar"), (r"\bdollars? canadiens?\b", "canadian dollar"),
    (r"\blivres sterling\b", "gbp"), (r"\bfrancs? suisses?\b", "swiss franc"),
    *((rf"\b{ten}-(?:et-)?{teen}\b|\b{ten} et {teen}\b", f"{many}-{_AFTER[teen]}") for ten, many in _TEN.items()
      for teen in _AFTER),
    *((rf"\b{ten}-dix\b", many) for ten, many in _TEN.items()),
    *((rf"\bquatre-vingt-{one}\b", f"eighty-{word}") for one, word in {"un": "one", **_ONES}.items()),
    (r"\bquatre-vingts?\b", "eighty"), *((rf"\b{teen}\b", word) for teen, word in _TEENS.items() if "-" in teen),
    *((rf"\b{ten}(?:-| et |-et-){one}\b", f"{many}-{word}") for ten, many in _TENS.items()
      for one, word in {"une?": "one", **_ONES}.items()),
    *((rf"\b{one} {part}\b", f"{word}-{name}s") for one, word in _ONES.items() for part, name in _PARTS),
    *((rf"\bun {part}\b", f"one {name} of") for part, name in _PARTS), (r"\bla moitié\b", "half of"),
    *((rf"\bun(?:e [a-zà-ÿ]+| [a-zà-ÿ]+)? sur {one}\b", f"one in {word}") for one, word in {**_ONES, "dix": "ten"}.items()),
))
WORDS = {
    **_ONES, **{word: english for word, english in _TEENS.items() if "-" not in word}, **_TENS, "zéro": "zero",
    "cent": "hundred", "cents": "hundred", "mille": "thousand", "million": "million", "millions": "million",
    "milliard": "billion", "milliards": "billion", "billions": "trillion", "douzaine": "dozen", "euro": "euro",
    "euros": "euros", "eur": "eur", "centimes": "cents", "dollar": "dollar", "dollars": "dollars", "usd": "usd",
    "livres": "gbp", "francs": "francs", "chf": "chf", "yens": "yen", "seconde": "second", "secondes": "seconds",
    "minute": "minute", "minutes": "minutes", "heure": "hour", "heures": "hours", "jour": "day", "jours": "days",
    "semaine": "week", "semaines": "weeks", "mois": "months", "an": "year", "ans": "years", "année": "year",
    "années": "years", "décennie": "decade", "décennies": "decades", "siècles": "centuries", "lundi": "Monday",
    "mardi": "Tuesday", "mercredi": "Wednesday", "jeudi": "Thursday", "vendredi": "Friday", "samedi": "Saturday",
    "dimanche": "Sunday", "aujourd'hui": "today", "aujourd’hui": "today", "hier": "yesterday", "demain": "tomorrow",
    "et": "and", "à": "to", "ou": "or", "entre": "between", "depuis": "since", "en": "in"}
NOUNS = False
COMMA_GROUPS = False  # "1,250" is one and a quarter
ROUNDING = r"environ|près de|presque|quelque|plus de|moins de|au moins|au plus|plus d['’]|jusqu['’]à|autour de"
