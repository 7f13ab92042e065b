"""The headline of a text that came without one: the first line of its head that is no furniture."""

from __future__ import annotations

import re

from ..languages.english import furniture as kinds
from .lines import line_note

_HEAD = 1_500  # characters a headline stands in, with all that may stand above it
_LINES = 8
_WORDS = 25  # of a headline; longer first lines are the lead
_SITE = 3  # words of a line that names the site where a longer one follows the site's own links
_FIELD = re.compile(r"(?:title|headline)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)  # YAML


def headline(text: str) -> str | None:
    """A title of two words or more; None where the text begins with its body, or has no second line."""
    front = _FRONT.match(text[:_HEAD])
    if front and (named := _field(front[1].split("\n"))):
        return named
    body = text[front.end() if front else 0:].lstrip()
    lines = [line.strip() for line in body[:_HEAD].split("\n")]
    if len(lines) < 2:
        return None
    return _field(lines[:1]) or _chosen(lines)


def _field(lines: list[str]) -> str | None:
    found = (_FIELD.fullmatch(line.strip()) for line in lines)
    return next((told for match in found if match and (told := match[1].strip(" \t\"'"))), None)


def _chosen(lines: list[str]) -> str | None:
    """The first headline; a shorter line above it that names an outlet, or stands among a site's links, is none."""
    found, links = list[str](), False
    for line in [line for line in lines if line][:_LINES]:
        told = line.lstrip("# ").strip()
        if note := line_note(told):
            links |= note in ("navigation", "share or subscribe")
        elif _is_title(told, line, lines):
            found.append(told)
        elif " " in told:
            break
    named = [told for told in found[:-1] if not _is_masthead(told, found, links)]
    return (*named, *found[-1:])[0] if found else None


def _is_title(told: str, line: str, lines: list[str]) -> bool:
    words = told.split()
    if not 2 <= len(words) <= _WORDS or line not in lines[:-1]:
        return False
    return not told.endswith(".") or _stands_apart(words, line, lines)


def _stands_apart(words: list[str], line: str, lines: list[str]) -> bool:
    """A headline with a full stop: first, alone in its paragraph, its long words capitalised."""
    long = [word for word in words if len(word) > 3]
    first = next(place for place, other in enumerate(lines) if other)
    return lines[first] == line and not lines[first + 1] and sum(word[0].isupper() for word in long) * 4 > len(long) * 3


def _is_masthead(told: str, found: list[str], links: bool) -> bool:
    longer = any(len(other.split()) > len(told.split()) for other in found[found.index(told) + 1:])
    size = len(told.split())
    return longer and ((size <= _SITE and links) or (size < 7 and kinds.OUTLET.fullmatch(told) is not None))
