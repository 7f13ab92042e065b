"""Ways of writing that change nothing: British and American spelling, accents, "per cent", "it's", a missing space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORT = tuple((re.compile(old), new) for old, new in (
    (r"(?<=n)['’]t\b", "ot"), (r"['’]re\b", " are"), (r"['’]ve\b", " have"), (r"['’]ll\b", " will"),
    (r"['’]m\b", " am"),
    (r"\b(there|it|that|he|she|what|here|who)['’]s\b", r"\1 is")))
_PERCENT = re.compile(r"\s*(?:%|\bper ?cent\b|\bpct\b)")
_SPELLINGS = tuple((re.compile(old), new) for old, new in (
    (r"(?<=[a-z])our(?=s?\b|ed\b|ing\b|able\b|ful\b|ite)", "or"), (r"(?<=[a-z])is(?=(?:e[ds]?|ing|ations?)\b)", "iz"),
    (r"(?<=[a-z])ys(?=(?:e[ds]?|ing)\b)", "yz"), (r"(?<=[a-z])tre(?=s?\b)", "ter"), (r"programme", "program"),
    (r"[ao]e(?=[a-z]{2})", "e"), (r"ll(?=(?:ed|ing|er)s?\b)", "l"), (r"(?<=[a-z])ence\b", "ense"),
    (r"\bgrey", "gray"), (r"\bcheque", "check"), (r"sceptic", "skeptic"), (r"sulph", "sulf")))


def unaccented(text: str) -> str:
    """Letters without their accents.

    >>> unaccented("Hagström")
    'Hagstrom'
    """
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@lru_cache(maxsize=50_000)
def american(text: str) -> str:
    """Lower-case text in one spelling; two texts that differ in spelling alone come out the same.

    >>> american("the organisation of foetal odours"), american("the organization of fetal odors")
    ('the organization of fetal odors', 'the organization of fetal odors')
    """
    return _spelled(text)


def _spelled(text: str) -> str:
    text = unaccented(text.casefold())
    for old, new in _SPELLINGS:
        text = old.sub(new, text)
    return text


@lru_cache(maxsize=64)
def letters(text: str) -> str:
    """Letters and digits alone, in one spelling: what stays the same when only marks and spaces differ.

    >>> letters("about 15-20 per cent, with a review") == letters("about 15–20%, witha review")
    True
    """
    text = text.casefold()
    for old, new in _SHORT:
        text = old.sub(new, text)
    return "".join(re.findall(r"[^\W_]+|%", _spelled(_PERCENT.sub(" % ", text))))
