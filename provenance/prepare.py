"""Everything that is computed from one document alone, in one object."""

from __future__ import annotations

from dataclasses import replace

from .facts import extract
from .furniture.lines import mark
from .languages import language_of
from .records import Document, Prepared, Skipped
from .text.language import language
from .text.segment import ids, sentences, stems, unelided, words

SENTENCES = 20_000  # of one document; real texts stay below by a factor of ten


def attempt(document: Document) -> Prepared | Skipped:
    """The prepared document, or why it cannot be prepared: one text must not cost the others."""
    place = document.path or document.id
    try:
        made = prepare(document)
    except Exception as error:
        return Skipped(place, f"cannot be prepared: {' '.join(str(error).split())[:200] or type(error).__name__}")
    if len(made.sentences) > SENTENCES:
        return Skipped(place, f"too large: {len(made.sentences):,} sentences exceed {SENTENCES:,}")
    return made


def prepare(document: Document) -> Prepared:
    """Segment, mark furniture and disclosures, extract facts. The text itself is never altered."""
    outlined = outline(document)
    return replace(outlined, facts=extract(document.text, outlined.sentences, document.published,
                                           language_of(outlined.document.language)))


def outline(document: Document) -> Prepared:
    """`prepare` without the facts, which cost most and which the judgement of a pair does not look at."""
    tokens, starts, ends = words(document.text)
    known = document.language or language(tokens)
    spoken = language_of(known)
    marked = mark(document.text, sentences(document.text, starts, spoken))
    sentence_of = starts.copy()
    for index, sentence in enumerate(marked):
        sentence_of[sentence.first_word:sentence.last_word] = index
    return Prepared(
        document=replace(document, language=known),
        sentences=marked,
        words=tokens,
        stems=stems(unelided(document.text, tokens, starts, spoken), spoken),
        starts=starts,
        ends=ends,
        sentence_of=sentence_of,
        ids=ids(tokens),
        facts=(),
    )
