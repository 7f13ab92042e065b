"""Words, paragraphs, sentences and headings, as offsets into unaltered text.

Sentences come from Punkt (Kiss & Strunk 2006, *Unsupervised Multilingual Sentence Boundary Detection*) with our
own abbreviation list, so nothing is downloaded.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from ..languages import ENGLISH, LANGUAGES, Language
from ..records import Sentence
from .clauses import LONG, clauses, runs_on
from .memo import Memo
from .nltk_parts import PunktParameters, PunktSentenceTokenizer, SnowballStemmer

_PIECE = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W_]+(?:['’ʼ][^\W_]+)*|[$€£¥]")
_CUT = re.compile(f"({_PIECE.pattern})")
_BREAK = re.compile(r"\n[ \t]*\n\s*|\n")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·▪◦–—]|\(?\d{1,2}[.)])\s+")
_PLAIN_END = re.compile(r"([A-Za-z]{2,})([.!?])(?:[\"”’)]|\s+[A-Za-z])")  # what Punkt asks about: "mill. The"
_MAYBE_END = re.compile(r"[.!?]\W")  # without it a line has no end but its own
_HEADING = 18  # words of the longest
_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")


class _Punkt(PunktSentenceTokenizer):  # type: ignore[misc]  # nltk names no types
    """Punkt that knows abbreviations alone, and answers at once for a word of letters before a sign.

    Such a word is no initial and no number: it ends its sentence unless it is an abbreviation.
    """

    def __init__(self, abbreviations: Iterable[str]) -> None:
        parameters = PunktParameters()
        parameters.abbrev_types = set(abbreviations)
        super().__init__(parameters)
        self._answers: Memo[bool] = Memo(super().text_contains_sentbreak, 50_000)  # "Sen. Orme" comes again

    def text_contains_sentbreak(self, text: str) -> bool:
        """Whether a sentence ends in a word, its sign and what follows."""
        plain = _PLAIN_END.match(text)
        if plain is None or (plain[2] == "." and plain[1].lower() in self._params.abbrev_types):
            return self._answers[text]
        return True


@cache
def _punkt(code: str) -> PunktSentenceTokenizer:
    return _Punkt(LANGUAGES[code].words.ABBREVIATIONS)


def stem(word: str, language: Language = ENGLISH) -> str:
    """Snowball stem (Porter 2001) of a normalised word, with its language's mark; numbers stay as they are."""
    return _STEMS[language.code][word]


def stems(tokens: Sequence[str], language: Language = ENGLISH) -> tuple[str, ...]:
    """The stem of each word."""
    return tuple(map(_STEMS[language.code].__getitem__, tokens))


def unelided(text: str, tokens: Sequence[str], starts: NDArray[np.int32], language: Language) -> Sequence[str]:
    """The words without what the language elides before them ("l'"), where the text has it."""
    if language is ENGLISH:
        return tokens
    cut = [language.words.ELIDED.match(text, start, start + 8) for start in starts.tolist()]
    return [word[len(match[0]) - 1:] if match else word for word, match in zip(tokens, cut, strict=True)]


@cache
def _stemmer(code: str) -> SnowballStemmer:
    return SnowballStemmer(LANGUAGES[code].words.STEMMER)


def normalise(word: str) -> str:
    """Casefolded NFKC form; thousands separators, possessive 's and curly apostrophes removed."""
    return _NORMAL[word]


def _normalised(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("ʼ", "'")
    if folded[:1].isdigit():
        return folded.replace(",", "").strip(".")
    return folded.removesuffix("'s").replace("'", "") or folded


def word_id(word: str) -> int:
    """CRC-32 of a normalised word: stable between runs, machines and versions."""
    return _IDS[word]


def _memo(language: Language) -> Memo[str]:
    return Memo(lambda word: word if word[:1].isdigit() else f"{_stemmer(language.code).stem(word)}{language.mark}")


_STEMS = {code: _memo(language) for code, language in LANGUAGES.items()}
_NORMAL = Memo(_normalised)
_IDS = Memo(lambda word: zlib.crc32(word.encode()))


def has_words(text: str) -> bool:
    """Whether `words` would find any."""
    return _PIECE.search(text) is not None


def too_short(text: str, least: int) -> str:
    """Why nothing can be judged from a text of fewer than ``least`` words, '' where there are as many."""
    count = sum(1 for _ in islice(_PIECE.finditer(text), least))
    return f"too short: {count} words; fewer than {least} cannot be judged" if count < least else ""


@lru_cache(maxsize=16)  # sentences need it after words, a question of an archive for passages and for the judge
def _cut(text: str) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32]]:
    """What lies between words and the words, by turns; where words start and end."""
    parts = _CUT.split(text)
    edges = np.cumsum(np.fromiter(map(len, parts), dtype=np.int32, count=len(parts)), dtype=np.int32)
    return parts, edges[:-1:2].copy(), edges[1::2].copy()


def words(text: str) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32]]:
    """Normalised words with their start and end offsets (int32 arrays of the same length)."""
    parts, starts, ends = _cut(text)
    return tuple(map(_NORMAL.__getitem__, parts[1::2])), starts, ends


def ids(tokens: Sequence[str]) -> NDArray[np.uint32]:
    """CRC-32 of each word, as a uint32 array."""
    return np.fromiter(map(_IDS.__getitem__, tokens), dtype=np.uint32, count=len(tokens))


def _lines(text: str) -> list[tuple[int, int, int]]:
    """Non-empty lines as (start, end, paragraph); a blank line starts a new paragraph."""
    lines, paragraph, position = [], 0, 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        chunk = text[position:end]
        stripped = chunk.strip()
        if stripped:
            start = position + len(chunk) - len(chunk.lstrip())
            lines.append((start, start + len(stripped), paragraph))
            paragraph += 1
        position = match.end() if match else end
    return lines


def _is_heading(line: str) -> bool:
    """A short line of its own without closing punctuation."""
    count = len(line.split(maxsplit=_HEADING))
    return count <= _HEADING and not _END.search(line) and not _LIST_MARK.match(line) and count > 0


def _unwrap(text: str, lines: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Join lines that a hard wrap broke: many lines of like width, next line starts in lower case."""
    joined: list[tuple[int, int, int]] = []
    for start, end, paragraph in lines:
        if joined and text[start].islower():
            before = joined[-1]
            gap = text[before[1]:start]
            soft = gap.count("\n") == 1 and not _LIST_MARK.match(text[start:end])
            if soft and not _END.search(text[before[0]:before[1]]):
                joined[-1] = (before[0], end, before[2])
                continue
        joined.append((start, end, paragraph))
    return joined


def sentences(text: str, starts: NDArray[np.int32], language: Language = ENGLISH) -> tuple[Sentence, ...]:
    """Split into sentences and headings; every word belongs to exactly one of them.

    ``starts`` are the word offsets from `words`. Lines are never joined to their neighbours unless a hard wrap
    broke them, since headings, list items and furniture stand on lines of their own.
    """
    found: list[tuple[int, int, int, bool]] = []
    cut: set[int] = set()
    for start, end, paragraph in _unwrap(text, _lines(text)):
        line = text[start:end]
        if _is_heading(line):
            found.append((start, end, paragraph, True))
            continue
        for left, right in _ended(line, language):
            found.append((start + left, start + right, paragraph, False))
            if right - left > LONG * 3 and (pieces := _clauses(text, start + left, start + right)):
                found[-1:] = [(*piece, paragraph, False) for piece in pieces]
                cut.update(piece[0] for piece in pieces)
    merged = _merge_fragments(text, found)
    edges = np.searchsorted(starts, [start for start, _, _, _ in merged] + [len(text)]).tolist()
    return tuple(
        Sentence(start, end, first, last, paragraph, "heading" if heading else "body", clause=start in cut)
        for (start, end, paragraph, heading), (first, last) in zip(merged, pairwise(edges), strict=True)
        if last > first
    )


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence that runs on without punctuation, in clauses that leave none of it out; of any other nothing."""
    parts, starts, _ = _cut(text)
    first, last = np.searchsorted(starts, (start, end)).tolist()
    own = parts[2 * first + 1:2 * last + 1]
    if last - first < LONG or not runs_on(own):
        return []
    found = [(int(starts[first]) + low, int(starts[first]) + high) for low, high in clauses(own)]
    return [(start, found[0][1]), *found[1:-1], (found[-1][0], end)]


def _ended(line: str, language: Language) -> list[tuple[int, int]]:
    """Sentences by their signs; a part that ends with the language's ``OPEN_END`` goes on in the next."""
    if not _MAYBE_END.search(line):
        return [(0, len(line))]
    found: list[tuple[int, int]] = []
    for left, right in _punkt(language.code).span_tokenize(line):
        if found and language.words.OPEN_END.search(line, found[-1][0], found[-1][1]):
            found[-1] = found[-1][0], right
        else:
            found.append((left, right))
    return found


def _merge_fragments(text: str, found: list[tuple[int, int, int, bool]]) -> list[tuple[int, int, int, bool]]:
    """Give wordless pieces (a closing quote, a bullet) to the sentence before them."""
    merged: list[tuple[int, int, int, bool]] = []
    for start, end, paragraph, heading in found:
        if merged and merged[-1][2] == paragraph and not _PIECE.search(text, start, end):
            before = merged[-1]
            merged[-1] = (before[0], end, paragraph, before[3])
        else:
            merged.append((start, end, paragraph, heading))
    return merged
