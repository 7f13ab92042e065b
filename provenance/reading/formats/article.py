"""One article cut out of an export, with the fields that databases give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...dating import of_text


@dataclass(frozen=True, slots=True)
class Article:
    """Text and metadata as the export words them; '' where it says nothing."""

    text: str
    title: str = ""
    outlet: str = ""
    published: str = ""
    byline: str = ""
    section: str = ""
    url: str = ""

    def fields(self) -> dict[str, str]:
        """The fields a document can have, the date in ISO 8601 where it can be read."""
        return {"title": self.title, "outlet": self.outlet, "published": iso(self.published), "byline": self.byline,
                "section": self.section, "url": self.url}


def iso(told: str) -> str:
    """A date as people and mail programs write it, in ISO 8601; as it was where that fails."""
    found = of_text(f"Published: {told}") if told else None
    return found.published if found else told


def lines(text: str) -> list[str]:
    """Lines without white space around them."""
    return [line.strip() for line in text.split("\n")]


def labels(found: Iterable[str], label: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(label in lower case, value) of the lines that begin with one; the pattern has groups for both."""
    for line in found:
        match = label.match(line)
        if match:
            yield match[1].lower(), match[2].strip()


def paragraphs(found: Iterable[str]) -> str:
    """Lines joined into paragraphs at blank ones: what an export wraps at a column is no line of the article."""
    blocks = re.split(r"\n{2,}", "\n".join(found).strip("\n"))
    return "\n\n".join(" ".join(block.split("\n")) for block in blocks if block.strip())
