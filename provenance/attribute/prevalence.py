"""The share of machine-rewritten text in a corpus, in all and by outlet or month, against an archive of its own.

Nothing is estimated without human texts of the same outlets: the place of human text on the scale differs between
outlets by half a standard deviation, which is worth several points of share. Where the archive holds other outlets
than the texts judged, the figure is said to be rough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..prepare import prepare
from ..records import Document
from . import mixture
from .calibration import threshold, values_of
from .judging import BEFORE
from .model import load_attribution

Floats = NDArray[np.float64]

LEAST_ARCHIVE = 50  # human texts below which nothing is estimated
LEAST_TEXTS = 20  # texts of a group below which nothing is estimated
_WRONG = 0.05  # chance that fewer texts than stated are machine-written


@dataclass(frozen=True, slots=True)
class Group:
    """The estimate of one group: its ``share`` with a 95 % interval, None where nothing can be said (see ``note``).

    Of ``texts`` judged against ``archive`` human ones, ``flagged`` lie above the archive's threshold; ``at_least`` are
    machine-written with a confidence of 95 %.
    """

    name: str
    texts: int
    archive: int
    share: float | None
    low: float | None
    high: float | None
    flagged: int
    at_least: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """Groups by what they are grouped by (``corpus`` for all), and warnings."""

    groups: Mapping[str, tuple[Group, ...]]
    warnings: tuple[str, ...]


GROUPS: Mapping[str, Callable[[Document], str]] = {
    "outlet": lambda document: document.outlet or "",
    "month": lambda document: (document.published or "")[:7] if len(document.published or "") >= 7 else "",
}


def prevalence(documents: Sequence[Document], human: Sequence[Document], by: Sequence[str] = ()) -> Prevalence:
    """Estimate the share of machine-written text among ``documents``, in all and by each of ``by``.

    ``human`` are texts of the same outlets known to be human. Raises InputError for an unknown grouping or an archive
    of fewer than 50 usable texts.
    """
    if unknown := [name for name in by if name not in GROUPS]:
        raise InputError("cannot group by", unknown[0], f"use {' or '.join(GROUPS)}, or both with a comma")
    old = [document for document in human if not (document.published or "") >= BEFORE]
    warnings = [f"{len(human) - len(old)} texts of the archive are dated after October 2022 and left out"] \
        if len(old) < len(human) else []
    archive = _Values(old)
    if len(archive.values) < LEAST_ARCHIVE:
        raise InputError(f"the archive holds {len(archive.values)} human texts that can be judged", "--human",
                         f"give at least {LEAST_ARCHIVE} of the same outlets, from before November 2022")
    corpus = _Values(documents)
    groups: dict[str, tuple[Group, ...]] = {"corpus": (_group("all", corpus, archive),)}
    for name in by:
        keys = [GROUPS[name](document) for document in corpus.documents]
        groups[name] = tuple(_group(key, corpus.only(keys, key), archive) for key in sorted(set(keys)) if key)
    return Prevalence(groups, tuple(warnings + _unknown(corpus, archive)))


class _Values:
    """Documents that can be judged, with their values."""

    def __init__(self, documents: Sequence[Document], values: Floats | None = None) -> None:
        self.documents = list(documents)
        if values is None:
            values, usable = values_of([prepare(document) for document in documents])
            self.documents = [document for document, use in zip(documents, usable, strict=True) if use]
        self.values = values

    def only(self, keys: Sequence[str], key: str) -> _Values:
        """The documents whose key is ``key``."""
        chosen = np.array([own == key for own in keys], dtype=bool)
        return _Values([one for one, use in zip(self.documents, chosen, strict=True) if use], self.values[chosen])

    @property
    def outlets(self) -> set[str]:
        return {document.outlet for document in self.documents if document.outlet}


def _group(name: str, corpus: _Values, archive: _Values) -> Group:
    """The estimate of one group, against the archive's texts of its own outlets where these are enough."""
    wanted = corpus.outlets
    own = archive.only(["y" if document.outlet in wanted else "" for document in archive.documents], "y")
    known = bool(wanted) and wanted <= own.outlets and len(own.values) >= LEAST_ARCHIVE
    used = own.values if known else archive.values
    limit = threshold(used)
    counts = {"flagged": int((corpus.values > limit).sum()), "at_least": at_least(corpus.values, used)}
    if len(corpus.values) < LEAST_TEXTS:
        return Group(name, len(corpus.values), len(used), None, None, None, **counts,
                     note=f"fewer than {LEAST_TEXTS} texts that can be judged")
    model = load_attribution()
    found = mixture.share(corpus.values, used, model.quantiles, model.machine_quantiles)
    rough = "" if known else "rough: the archive does not hold its outlets in sufficient number"
    return Group(name, found.texts, found.archive, found.share, found.low, found.high, **counts, note=rough)


def _unknown(corpus: _Values, archive: _Values) -> list[str]:
    """What makes the archive a doubtful witness."""
    if not corpus.outlets or not archive.outlets:
        return ["outlets are not named on both sides: the figures hold only if the archive is of the same outlets"]
    if missing := sorted(corpus.outlets - archive.outlets):
        return [f"the archive holds nothing of {len(missing)} of {len(corpus.outlets)} outlets, such as {missing[0]}: "
                "figures that rest on them are rough"]
    return []


def at_least(values: Floats, archive: Floats, wrong: float = _WRONG) -> int:
    """How many of ``values`` are surely not from where ``archive`` is: a lower bound that holds with 1 - ``wrong``.

    Each text has the conformal p-value of lying so high (Vovk et al. 2005; together they are positively dependent,
    Bates et al. 2023); closed testing with Simes' test turns them into a bound (Goeman & Solari 2011).
    """
    ordered = np.sort(archive)
    above = len(archive) - np.searchsorted(ordered, values, side="left")
    p = np.sort((1.0 + above) / (len(archive) + 1.0))
    count = len(p)
    for size in range(count, 0, -1):
        if (p[count - size:] > wrong * np.arange(1, size + 1) / size).all():
            return count - size
    return count


__all__ = ["GROUPS", "Group", "Prevalence", "at_least", "prevalence"]
