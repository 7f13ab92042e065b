"""Factiva: articles that end with a line "Document" and an accession number, indexed (codes HD, LP, TD) or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .article import Article, iso, lines, paragraphs

_END = re.compile(r"^[ \t|]*Document [A-Z][A-Z0-9]{5,}[a-z0-9]{5,}[ \t|]*$", re.MULTILINE)
MARK = _END
# Codes of the indexed form, as Factiva's guide to the search form lists them.
_CODE = re.compile(r"\|?\s*(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD|ART|CT|CO|IN|NS|RE|IPD|IPC|PUB|AN)\s*"
                   r"(?:[|\t]\s*(.*?)|)\s*\|?$")
_WORDS = re.compile(r"[\d,]+ words$")
_COPYRIGHT = re.compile(r"(?:\(c\)|©|Copyright|All rights reserved)", re.IGNORECASE)


def split(text: str) -> Iterator[Article]:
    """The articles in their order."""
    for chunk in _END.split(text)[:-1]:
        found = lines(chunk)
        coded = _coded(found)
        yield _indexed(coded) if "HD" in coded else _plain(found)


def _coded(found: Sequence[str]) -> dict[str, str]:
    """Lines under each code; those before the first are none's."""
    told: dict[str, list[str]] = {}
    code = ""
    for line in found:
        match = _CODE.match(line)
        if match:
            code = match[1]
            told.setdefault(code, []).append(match[2] or "")
        elif code:
            told[code].append(line.strip("| "))
    return {code: "\n".join(lines).strip() for code, lines in told.items()}


def _indexed(told: dict[str, str]) -> Article:
    body = paragraphs([*told.get("LP", "").split("\n"), "", *told.get("TD", "").split("\n")])
    flat = {code: " ".join(value.split()) for code, value in told.items()}
    return Article(body, flat["HD"], flat.get("SN", ""), flat.get("PD", ""), flat.get("BY", ""), flat.get("SE", ""))


def _plain(found: Sequence[str]) -> Article:
    """Title, perhaps a byline, "371 words", date, perhaps time, outlet, code, language, rights; then the body."""
    count = next((at for at, line in enumerate(found) if _WORDS.match(line)), -1)
    above = [line for line in found[:max(count, 0)] if line]
    below = [at for at in range(count + 1, len(found)) if found[at]]
    date = next((at for at in below[:3] if iso(found[at]) != found[at]), -1)
    rest = [at for at in below if at > date and not re.fullmatch(r"\d\d?:\d\d(?: [AP]M)?", found[at])]
    rights = next((at for at in rest[:8] if _COPYRIGHT.match(found[at])), rest[0] if rest else len(found))
    by = above[-1] if len(above) > 1 and re.match(r"By\b", above[-1]) else ""
    titles = above[:-1] if by else above
    return Article(paragraphs(found[rights + 1:]), titles[-1] if titles else "", found[rest[0]] if rest else "",
                   found[date] if date >= 0 else "", by.removeprefix("By").strip())
