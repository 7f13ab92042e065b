"""Article text, title and date evidence of an HTML page (trafilatura, htmldate)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml import etree

from ...records import Skipped
from .. import limits
from ..raw import Raw, place_of
from ..unpack import decode, mended, whole
from .exports import articles

_FACTIVA = re.compile(r'<div[^>]+class="article \w*[Aa]rticle"')
_BLOCKS = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 blockquote table ul ol section article".split())
_SILENT = frozenset(("script", "style"))

for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # their remarks are not ours to print


def read(path: Path) -> Iterator[Raw | Skipped]:
    """The page as one text, or the articles of a Factiva export."""
    text = decode(whole(path, limits.PAGE))
    if _FACTIVA.search(text):
        yield from articles(place_of(path), _articles(mended(text)[0]))
    else:
        yield page(place_of(path), text)


def _articles(html: str) -> str:
    """The text of each article of a Factiva export, a table cell beside its code after a tab."""
    found = lxml.html.fromstring(html).xpath("//div[starts-with(@class, 'article ')]")
    return "\n\n".join(_lined(article) for article in found)


def _lined(element: lxml.html.HtmlElement) -> str:
    """Text with a line end around each block; white space inside is that of the page, so it counts for one blank."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, ("start", "end", "comment")):
        if event == "comment":
            parts.append(_flat(node.tail))
            continue
        edge = "\t" if node.tag == "td" and event == "end" else "\n\n" if node.tag in _BLOCKS else ""
        text = node.text if event == "start" else node.tail if node is not element else ""
        parts.append(edge + _flat(text) if node.tag not in _SILENT or event == "end" else edge)
    joined = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parts))
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def plain(html: str) -> str:
    """The text of a fragment of HTML, a blank line between its blocks."""
    html = mended(html)[0].strip()
    return _lined(lxml.html.fragment_fromstring(html, create_parent="div")) if html else ""


def page(place: str, html: str, url: str | None = None) -> Raw | Skipped:
    """Text, title, outlet, address and date of a page; the date is the original one, not the last modification."""
    import trafilatura  # takes a seventh of a second to load: only a page should wait for it
    from htmldate import find_date

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
