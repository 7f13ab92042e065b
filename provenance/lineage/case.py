"""One story with everything that speaks on its descent, computed once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..records import Prepared
from ..settings import Settings
from ..text.rarity import load_background
from . import publication
from .attribution_lines import AttributionLine, find
from .descent import Array, Unrooted, edit_distances, plain, sums, unrooted
from .readings import Readings, read, text_stems

NAMED = 5.0  # log odds an attribution line of full weight gives the document it names
ANNOUNCER = 1.5  # log odds a line naming somebody outside gives the unseen source
_ORIGINAL = 1.0  # weight of lines that name the source of the whole text
_SLUG, _FOOT = 3.0, 1.0  # log odds the form of an announcement gives: its slug or opening, its "About" or safe harbour
_OPENING = 90  # words in which an announcement says that it is one
_TODAY = re.compile(r"\btoday (?:announced|unveiled|introduced|launched|released)\b|\bannounced today\b", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """One story's distinct documents with what speaks on their descent beside their readings."""

    documents: tuple[Prepared, ...]
    when: NDArray[np.float64]  # [n, 2], see `publication.moments`
    younger: NDArray[np.bool_]  # [n, n]: the row's document is of a later day than the column's
    lines: tuple[AttributionLine, ...]
    readings: Readings
    edit: Array
    settings: Settings

    @property
    def names(self) -> list[str]:
        """Ids in order."""
        return [document.id for document in self.documents]

    @cached_property
    def overlaps(self) -> NDArray[np.float32]:
        """What every two documents share, by sentence block: see `descent.plain`."""
        return plain(self.readings)

    @cached_property
    def known(self) -> Unrooted:
        """What they say of descent whatever the root."""
        return unrooted(sums(self.overlaps), self.edit)

    def outsiders(self) -> list[AttributionLine]:
        """Lines that name somebody outside as the original of the whole text."""
        return [line for line in self.lines
                if line.target is None and line.weight >= _ORIGINAL and announces(line, self.documents)]


def case_of(documents: Sequence[Prepared], settings: Settings) -> Case:
    """The case of ``documents``, which keep their order."""
    when = publication.moments(documents)
    return Case(tuple(documents), when, publication.younger(when), find(documents), read(documents, load_background()),
                edit_distances(flat(documents)), settings)


def flat(documents: Sequence[Prepared]) -> list[list[str]]:
    """All stems of each document that count, in order."""
    return [[stem for stems in text_stems(document) for stem in stems] for document in documents]


def with_source(edit: Array) -> Array:
    """Edit distances with the unseen source added: as far from each document as the others are on average."""
    n = len(edit)
    mean = edit.sum(axis=0) / max(n - 1, 1)
    larger = np.zeros((n + 1, n + 1))
    larger[:n, :n], larger[n, :n], larger[:n, n] = edit, mean, mean
    return larger


def announcing(document: Prepared) -> float:
    """Log odds that the form of a text gives it as the source: a slug, "today announced", the announcer's own foot.

    A newsroom names the day ("on Thursday"); only the announcer opens with "today announced".
    """
    notes = {sentence.note for sentence in document.sentences}
    opening = " ".join(document.document.text.split()[:_OPENING])
    return (_SLUG * ("release slug" in notes or bool(_TODAY.search(opening)))
            + _FOOT * bool(notes & {"safe harbour", "about the organisation"}))


def announces(line: AttributionLine, documents: Sequence[Prepared]) -> bool:
    """A name from outside is the announcer's only when a third of the documents, and two, mention it."""
    name = line.name.casefold()
    telling = sum(name in document.document.text.casefold() for document in documents)
    return telling >= 2 and 3 * telling >= len(documents)
