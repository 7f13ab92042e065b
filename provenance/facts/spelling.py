"""Ways of writing that change nothing: British and American spelling, accents, "per cent", "it's", a missing space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..languages.english import spelling as en


def unaccented(text: str) -> str:
    """Letters without their accents.

    >>> unaccented("Hagström")
    'Hagstrom'
    """
    if text.isascii():
        return text
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
    for old, new in en.SPELLINGS if en.SPELLED.search(text) else ():
        text = old.sub(new, text)
    return text


@lru_cache(maxsize=64)
def letters(text: str) -> str:
    """Letters and digits alone, in one spelling: what stays the same when only marks and spaces differ.

    >>> letters("about 15-20 per cent, with one review") == letters("about 15–20%, with1 review")
    True
    """
    text = text.casefold()
    for old, new in en.SHORT:
        text = old.sub(new, text)
    text = en.NUMBER.sub(lambda match: en.NUMBERS[match[0]], text)
    return "".join(re.findall(r"[^\W_]+|%", _spelled(en.PERCENT.sub(" % ", text))))
