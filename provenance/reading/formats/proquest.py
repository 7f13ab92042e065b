"""ProQuest text exports: articles between rules of underscores, fields as "Label: value", the body as "Full text:"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .article import Article, labels, lines, paragraphs

_RULE = re.compile(r"^_{40,}\s*$", re.MULTILINE)
MARK = re.compile(r"^(?:ProQuest document ID|Report Information from ProQuest)", re.MULTILINE)
_KNOWN = re.compile(r"^(?:ProQuest document ID|Publication title|Document URL)\s*:", re.MULTILINE)
_LABEL = re.compile(r"([A-Z][A-Za-z/ -]{2,40}?)\s*:\s*(.*)")
_BODY = re.compile(r"Full text\s*:\s*(.*)", re.IGNORECASE)
_AFTER = re.compile(r"(?:Subject|Business indexing term|Location|People|Company / organization|Classification|"
                    r"Identifier / keyword|Title|Alternate title|Publication title|Publication year|Publication date|"
                    r"Credit|Illustration|Copyright|Pages|ProQuest document ID|Document URL)\s*:")


def split(text: str) -> Iterator[Article]:
    """The articles in their order; the report's own head and foot are none."""
    for chunk in _RULE.split(text):
        if _KNOWN.search(chunk):
            yield _article(lines(chunk))


def _article(found: list[str]) -> Article:
    start = next((at for at, line in enumerate(found) if _BODY.match(line)), len(found))
    end = next((at for at in range(start + 1, len(found)) if _AFTER.match(found[at])), len(found))
    told = dict(labels([*found[:start], *found[end:]], _LABEL))
    first = _BODY.match(found[start]) if start < len(found) else None
    body = [first[1] if first else "", *found[start + 1:end]]
    return Article(paragraphs(body), told.get("title", ""), told.get("publication title", ""),
                   told.get("publication date", ""), told.get("author", ""), told.get("section", ""),
                   told.get("document url", ""))
