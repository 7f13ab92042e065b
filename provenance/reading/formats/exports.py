"""Exports of press databases: one text that holds many articles, told by its marks and cut into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...records import Skipped
from ..raw import Raw
from . import factiva, nexis, proquest
from .article import Article


@dataclass(frozen=True, slots=True)
class _Export:
    """A database: what its exports are known by, and how one is cut."""

    name: str
    mark: re.Pattern[str]
    split: Callable[[str], Iterable[Article]]


EXPORTS = (_Export("Nexis", nexis.MARK, nexis.split), _Export("ProQuest", proquest.MARK, proquest.split),
           _Export("Factiva", factiva.MARK, factiva.split))


def articles(place: str, text: str) -> Iterator[Raw | Skipped]:
    """The articles of an export, each at ``place:number``; any other text is one document."""
    export = next((one for one in EXPORTS if one.mark.search(text)), None)
    if export is None:
        yield Raw(place, text, {})
        return
    for number, article in enumerate(export.split(text), 1):
        where = f"{place}:{number}"
        if article.text:
            yield Raw(where, article.text, article.fields(), "metadata")
        else:
            yield Skipped(where, f"{export.name} gives no full text of it")
