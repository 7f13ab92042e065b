"""Article text, title and date evidence of an HTML page (trafilatura, htmldate)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from htmldate import find_date

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of
from ..unpack import decode, mended, whole

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # their remarks are not ours to print


def read(path: Path) -> Iterator[Raw | Skipped]:
    """The page as one text."""
    yield page(place_of(path), decode(whole(path, limits.PAGE)))


def page(place: str, html: str, url: str | None = None) -> Raw | Skipped:
    """Text, title, outlet, address and date of a page; the date is the original one, not the last modification."""
    html = mended(html)[0]  # libxml takes no half characters
    text = trafilatura.extract(html, url=url, include_comments=False, include_tables=True, favor_recall=True) or ""
    if not text:
        return Skipped(place, "no article text in the page")
    found = trafilatura.extract_metadata(html, default_url=url)
    published = find_date(html, original_date=True, extensive_search=False, url=url)
    title = found.title if found else None
    if title and not text.lstrip().startswith(title):
        text = f"{title}\n\n{text}"
    fields = {"title": title, "outlet": found.sitename if found else None,
              "url": (found.url if found else None) or url, "published": published}
    return Raw(place, text, fields, "html" if published else None)
