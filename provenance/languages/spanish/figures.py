"""How Spanish writes numbers, money, shares, lengths of time and dates, each with the English that means the same.

In lower case; the groups are those of `languages.german.figures`.
"""

from __future__ import annotations

import re

_ONES = {"dos": "two", "tres": "three", "cuatro": "four", "cinco": "five", "seis": "six", "siete": "seven",
         "ocho": "eight", "nueve": "nine"}
_TEENS = {"diez": "ten", "once": "eleven", "doce": "twelve", "trece": "thirteen", "catorce": "fourteen",
          "quince": "fifteen", "dieciséis": "sixteen", "diecisiete": "seventeen", "dieciocho": "eighteen",
          "diecinueve": "nineteen", "veinte": "twenty", "veintiuno": "twenty-one", "veintiún": "twenty-one",
          "veintiuna": "twenty-one", "veintidós": "twenty-two", "veintitrés": "twenty-three",
          "veinticuatro": "twenty-four", "veinticinco": "twenty-five", "veintiséis": "twenty-six",
          "veintisiete": "twenty-seven", "veintiocho": "twenty-eight", "veintinueve": "twenty-nine"}
_TENS = {"treinta": "thirty", "cuarenta": "forty", "cincuenta": "fifty", "sesenta": "sixty", "setenta": "seventy",
         "ochenta": "eighty", "noventa": "ninety"}
_HUNDREDS = {"doscient": "two", "trescient": "three", "cuatrocient": "four", "quinient": "five", "seiscient": "six",
             "setecient": "seven", "ochocient": "eight", "novecient": "nine"}

MONTHS = {name: number for number, names in enumerate(
    ("enero ene", "febrero feb", "marzo", "abril abr", "mayo", "junio jun", "julio jul", "agosto ago",
     "septiembre setiembre sept", "octubre oct", "noviembre nov", "diciembre dic"), 1) for name in names.split()}
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_Y = r"(?P<y>(?:1[6-9]|20)\d\d)"
DATES = tuple(re.compile(pattern) for pattern in (
    rf"\b(?P<d>\d{{1,2}})[./-](?P<n>\d{{1,2}})[./-]{_Y}\b",
    rf"\b(?P<d>\d{{1,2}})(?:º|°)?(?: ?(?:al|y|[-–—]) ?(?P<e>\d{{1,2}}))? de (?P<m>{_M})\b(?:\.?,? del? {_Y}\b)?",
    rf"\b(?P<m>{_M})\b\.?(?: del?)? {_Y}\b",
    r"(?:(?<=\ben )|(?<=\bde )|(?<=\ba finales de )|(?<=\bdesde ))(?P<m>enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"septiembre|octubre|noviembre|diciembre)\b"))

_NTH = {r"primer": "first", r"segundo": "second", r"tercer": "third", r"cuarto": "fourth"}
_PARTS = ((r"tercios?|terceras? partes?", "third"), (r"cuartos?|cuartas? partes?", "quarter"),
          (r"quintos?|quintas? partes?", "fifth"), (r"décimas? partes?", "tenth"))
FORMS = tuple((re.compile(pattern), english) for pattern, english in (
    (r"(?:\+34[ .]?|\b)[69]\d\d[ .]?\d\d\d?[ .]?\d\d\d?[ .]?\d\d\b(?![.,]?\d)", "x"),  # telephone numbers
    (r"\b(\d{1,2})[.:](\d\d) (?:horas|h)\b", r"\1:\2"), (r"\b(\d{1,2}) h\b", r"\1:00"),
    *((rf"\b{nth} trimestre(?: (?:del? )?(\d{{4}}))?", rf"{word} quarter \1") for nth, word in _NTH.items()),
    *((rf"\b{nth} semestre (?:del? )?(\d{{4}})", rf"{word} half of \1") for nth, word in list(_NTH.items())[:2]),
    (r"\bprimavera (?:de )?(\d{4})", r"spring \1"), (r"\bverano (?:de )?(\d{4})", r"summer \1"),
    (r"\botoño (?:de )?(\d{4})", r"autumn \1"), (r"\binvierno (?:de )?(\d{4})", r"winter \1"),
    (r"\bsemana pasada\b", "last week"), (r"\b(?:mes|el mes) pasado\b", "last month"), (r"\baño pasado\b", "last year"),
    (r"\b(?:próxima semana|semana que viene)\b", "next week"), (r"\b(?:próximo mes|mes que viene)\b", "next month"),
    (r"\b(?:próximo año|año que viene)\b", "next year"),
    (r" de (?=(?:euros?|dólares|libras|pesos|francos|yenes)\b)", " "),
    (r"\bpor ciento\b", "percent"), (r"\bpuntos? porcentuales?\b", "percentage points"),
    (r"\bdólares estadounidenses\b", "us dollars"), (r"\blibras(?: esterlinas)?\b", "gbp"),
    (r"\bfrancos suizos\b", "swiss francs"), (r"\bmil millones\b", "billion"),
    *((rf"\b{ten} y {one}\b", f"{many}-{word}") for ten, many in _TENS.items()
      for one, word in {"un[oa]?": "one", **_ONES}.items()),
    *((rf"\b{stem}[oa]s\b", f"{word} hundred") for stem, word in _HUNDREDS.items()),
    *((rf"\b{one} (?:{part})\b", f"{word}-{name}s") for one, word in _ONES.items() for part, name in _PARTS),
    *((rf"\b(?:un|una|la) (?:{part})\b", f"one {name} of") for part, name in _PARTS), (r"\bla mitad\b", "half of"),
    *((rf"\bun[oa]? de cada {one}\b", f"one in {word}") for one, word in {**_ONES, "diez": "ten"}.items()),
))
WORDS = {
    **_ONES, **_TEENS, **_TENS, "cero": "zero", "cien": "hundred", "ciento": "hundred", "mil": "thousand",
    "millón": "million", "millones": "million", "billón": "trillion", "billones": "trillion", "docena": "dozen",
    "euro": "euro", "euros": "euros", "eur": "eur", "céntimos": "cents", "dólar": "dollar", "dólares": "dollars",
    "usd": "usd", "peso": "peso", "pesos": "pesos", "yenes": "yen", "segundos": "seconds", "minuto": "minute",
    "minutos": "minutes", "hora": "hour", "horas": "hours", "día": "day", "días": "days", "semana": "week",
    "semanas": "weeks", "mes": "month", "meses": "months", "año": "year", "años": "years", "década": "decade",
    "décadas": "decades", "siglos": "centuries", "lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday",
    "jueves": "Thursday", "viernes": "Friday", "sábado": "Saturday", "domingo": "Sunday", "hoy": "today",
    "ayer": "yesterday", "y": "and", "a": "to", "o": "or", "entre": "between", "desde": "since", "en": "in"}
NOUNS = False
COMMA_GROUPS = True  # "1,250" is twelve hundred and fifty in Mexico and Central America
ROUNDING = r"unos|unas|cerca de|casi|alrededor de|aproximadamente|más de|menos de|al menos|hasta|en torno a"
