"""Spellings and short forms that mean the same."""

from __future__ import annotations

import re

SHORT = tuple((re.compile(old), new) for old, new in (
    (r"(?<=n)['’]t\b", "ot"), (r"['’]re\b", " are"), (r"['’]ve\b", " have"), (r"['’]ll\b", " will"),
    (r"['’]m\b", " am"),
    (r"\b(there|it|that|he|she|what|here|who)['’]s\b", r"\1 is")))
PERCENT = re.compile(r"\s*(?:%|\bper ?cent\b|\bpct\b)")
SPELLINGS = tuple((re.compile(old), new) for old, new in (
    (r"(?<=[a-z])our(?=s?\b|ed\b|ing\b|able\b|ful\b|ite)", "or"), (r"(?<=[a-z])is(?=(?:e[ds]?|ing|ations?)\b)", "iz"),
    (r"(?<=[a-z])ys(?=(?:e[ds]?|ing)\b)", "yz"), (r"(?<=[a-z])tre(?=s?\b)", "ter"), (r"programme", "program"),
    (r"[ao]e(?=[a-z]{2})", "e"), (r"ll(?=(?:ed|ing|er)s?\b)", "l"), (r"(?<=[a-z])ence\b", "ense"),
    (r"\bgrey", "gray"), (r"\bcheque", "check"), (r"sceptic", "skeptic"), (r"sulph", "sulf")))
# One of these stands in every text that `SPELLINGS` alters.
SPELLED = re.compile(r"our|[iy]s|tre|programme|[ao]e|ll|ence|grey|cheque|sceptic|sulph")
# Small numbers in words, as they stand in one quotation and in digits in another.
NUMBERS = {word: str(value) for value, word in enumerate(
    "one two three four five six seven eight nine ten eleven twelve".split(), 1)}
NUMBER = re.compile(rf"\b(?:{'|'.join(NUMBERS)})\b")
