"""What the rooms know of a language, as data: one folder for each language, one file for each thing asked of it.

Files hold word lists and patterns and nothing else: no function, no import from another room. What holds of every
language (offsets, ISO dates, marks of quotation) stays with the room that uses it.

English has every file, because the models were trained on English. Another language needs three: ``words`` (what
carries no content, by which a text is known to be in the language, where its sentences end, how it is stemmed),
``figures`` (how it writes numbers, money and dates, as the English that means the same) and ``names`` (what stands
beside a name, and what is written with a capital and is none).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .english import words as english_words
from .french import figures as french_figures
from .french import names as french_names
from .french import words as french_words
from .german import figures as german_figures
from .german import names as german_names
from .german import words as german_words
from .spanish import figures as spanish_figures
from .spanish import names as spanish_names
from .spanish import words as spanish_words

__all__ = ["ELSEWHERE", "ENGLISH", "LANGUAGES", "Figures", "Language", "Names", "Words", "is_english", "language_of"]


class Words(Protocol):
    """``words.py`` of a language.

    ``ELIDED`` is what is cut from a word before it is stemmed ("l'"); ``OPEN_END`` is found at the end of what looks like
    a sentence and is none.
    """

    STOPWORDS: frozenset[str]
    FUNCTION: frozenset[str]
    ABBREVIATIONS: frozenset[str]
    STEMMER: str
    ELIDED: re.Pattern[str]
    OPEN_END: re.Pattern[str]


class Figures(Protocol):
    """``figures.py``, for lower-case text: ``FORMS`` are tried in order, each with the English that means the same.

    ``DATES`` have groups ``d``, ``e`` (first and last day), ``m`` or ``n`` (name or number of a month), ``y``;
    ``COMMA_GROUPS`` says whether "1,250" is a thousand, ``NOUNS`` whether nouns bear capitals, ``ROUNDING`` which words announce a round figure.
    """

    MONTHS: dict[str, int]
    DATES: tuple[re.Pattern[str], ...]
    FORMS: tuple[tuple[re.Pattern[str], str], ...]
    WORDS: dict[str, str]
    COMMA_GROUPS: bool
    NOUNS: bool
    ROUNDING: str


class Names(Protocol):
    """``names.py``: words beside names, and words that are written with a capital without being names."""

    TITLES: frozenset[str]
    ROLES: frozenset[str]
    COMPANIES: frozenset[str]
    ORG_HEADS: frozenset[str]
    PLACE_BEFORE: frozenset[str]
    PARTICLES: frozenset[str]
    NO_NAMES: frozenset[str]
    DETERMINERS: frozenset[str]
    COMMON_ENDING: re.Pattern[str]
    PLACE_ENDING: re.Pattern[str]
    NOUNS: bool


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639-1 ``code``. English needs no figures or names here: they stand with their rooms."""

    code: str
    name: str
    words: Words
    figures: Figures | None = None
    names: Names | None = None

    @property
    def mark(self) -> str:
        """What a stem bears that is not English, so that no stem borrows the rarity of a foreign word."""
        return "" if self.code == "en" else f"·{self.code}"


ELSEWHERE = "its source is in another language, so no role is told"  # the note of such a text's sentences
ENGLISH = Language("en", "English", english_words)
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (
    ENGLISH, Language("de", "German", german_words, german_figures, german_names),
    Language("fr", "French", french_words, french_figures, french_names),
    Language("es", "Spanish", spanish_words, spanish_figures, spanish_names))}


def is_english(code: str | None) -> bool:
    """Whether the models, all made from English texts, may speak of a text; one too short to tell counts as English."""
    return code is None or code[:2].casefold() == ENGLISH.code


def language_of(code: str | None) -> Language:
    """The language of a code ("de", "de-AT"); English for one that has no folder, and where none is known."""
    return LANGUAGES.get((code or "en")[:2].casefold(), ENGLISH)
