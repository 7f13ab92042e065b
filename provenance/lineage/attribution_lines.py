"""Lines in which an article names where it has its story from, resolved to documents or to an outside name.

"According to", "first reported by", "Original reporting by", "originally appeared in", "via", "Source:", "the X
reports", and links. A name counts as a document's when it is the document's outlet, its organisation's outlet, or a
part of that name no other document could mean. Credits for pictures are not attributions of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..records import Prepared, Sentence
from ..text.segment import normalise
from .credits import agency_of, credits

_NAME = (r"(?P<name>(?:[Tt]he )?[A-Z0-9][\w&.'’-]*(?: (?:(?:of|and|the|for|de|la|&|\+) )?[A-Z0-9][\w&.'’-]*){0,6})")
_DOING = r"(?:reports|reported|wrote|writes|reckons|notes|noted|revealed|reveals)"
_PICTURE = re.compile(r"\b(?:image|photo|picture|illustration|graphic|video|screenshot|credit)s?\b", re.IGNORECASE)
_SAYS = re.compile(rf"{_NAME},? (?:first |has |had )?{_DOING}\b")  # of an outsider only that he spoke
# (weight, what it is called in evidence, pattern). Strong lines speak of the whole text, weak ones of one statement.
_LINES: tuple[tuple[float, str, re.Pattern[str]], ...] = (
    (1.0, "names it as the original", re.compile(
        rf"\b(?:[Oo]riginal(?:ly)? (?:reporting|article|story|source|report|reported|published|appeared|posted)|"
        rf"[Ff]irst (?:reported|published|appeared|posted)|(?:[Rr]epublished|[Rr]eprinted|[Ss]yndicated|[Aa]dapted|"
        rf"[Rr]ewritten|[Cc]ompiled) from|[Bb]ased on (?:an? )?(?:article|story|report|reporting|release|"
        rf"announcement))\s*(?:by|in|on|from|at|:)*\s*{_NAME}")),
    (1.0, "names it as its source", re.compile(
        rf"^\W*(?:[Ss]ource|[Vv]ia|[Ww]ith information from|[Ff]rom)\s*(?::|[–—-]|\b)\s*{_NAME}\W*$")),
    (0.9, "credits its report", re.compile(
        rf"(?:,? as |\b)(?:reported|revealed|detailed) (?:earlier )?(?:by|in) {_NAME}")),
    (0.9, "credits its report", _SAYS),
    (0.8, "credits its report", re.compile(
        rf"\b(?:[Rr]eport(?:s|ing)?|[Aa]rticle|[Ss]tory|[Aa]nnouncement|[Ss]tatement|[Rr]elease|[Ii]nterview|"
        rf"[Bb]log post)s? (?:from|by|in|with|of) {_NAME}")),
    (0.7, "cites it", re.compile(rf"\b(?:[Aa]ccording to|[Cc]iting|[Tt]old)"
                                 rf"(?: (?:an? |the )?(?:report|announcement|statement|release|story|article|post)s?"
                                 rf"(?: (?:by|from|in|of|on))?)? {_NAME}")),
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"'\]]+", re.IGNORECASE)
_HEAD = 6  # lines in which a byline or the stamp of a data base names the outlet
_BYLINE = re.compile(rf"\W*(?:[Bb]y|BY):? [A-Z][\w.'’ -]{{2,40}}?(?:,| for| of| \||/| -| –) {_NAME}\W*")
_STAMP = re.compile(rf"\W*{_NAME}(?:\s?[(|,•–-].{{0,60}})?\W*")
_STOP = frozenset("the a an of and for in on at by".split())
_GENERIC = frozenset("news daily times post journal press weekly today report reports online magazine com".split())


@dataclass(frozen=True, slots=True)
class AttributionLine:
    """Document ``document`` names ``name`` in the words ``text``; ``weight`` in 0..1 says how plainly.

    ``target`` is the id of the document meant, or None for a name from outside.
    """

    document: str
    name: str
    text: str
    note: str
    weight: float
    target: str | None


def find(documents: Sequence[Prepared]) -> tuple[AttributionLine, ...]:
    """All attribution lines of ``documents``, strongest first for each document and name."""
    names = {document.id: _names(document) for document in documents}
    found: dict[tuple[str, str], AttributionLine] = {}
    for document in documents:
        lines = [line for sentence in document.sentences for line in _in_sentence(document, sentence, documents, names)]
        for line in (*_credits(document, documents), *_stamps(document, names), *lines):
            key = document.id, line.target or line.name
            if key not in found or found[key].weight < line.weight:
                found[key] = line
    return tuple(sorted(found.values(), key=lambda line: (line.document, -line.weight, line.name)))


def _credits(document: Prepared, documents: Sequence[Prepared]) -> list[AttributionLine]:
    """Agencies the document credits, resolved to the one document that is that agency's own."""
    own = agency_of(document.document.outlet)
    found = []
    for credit in credits(document.document.text):
        if credit.agency != own:
            theirs = [other.id for other in documents if agency_of(other.document.outlet) == credit.agency]
            found.append(AttributionLine(document.id, credit.agency, credit.text, "credits the agency",
                                         1.0 if credit.whole else 0.7, theirs[0] if len(theirs) == 1 else None))
    return found


def _stamps(document: Prepared, names: dict[str, tuple[str, ...]]) -> list[AttributionLine]:
    """Bylines and lines of their own near the head that bear another document's outlet."""
    lines = [line.strip() for line in document.document.text.split("\n") if line.strip()][:_HEAD]
    found = []
    for line in lines:
        match = _BYLINE.fullmatch(line) or _STAMP.fullmatch(line)
        name = _clean(match["name"]) if match else ""
        if name and not _PICTURE.search(line) and (target := _resolve(name, document, names)):
            found.append(AttributionLine(document.id, name, line, "bears its name", 1.0, target))
    return found


def _in_sentence(
    document: Prepared, sentence: Sentence, documents: Sequence[Prepared], names: dict[str, tuple[str, ...]]
) -> list[AttributionLine]:
    text = document.text_of(sentence)
    found = [AttributionLine(document.id, link, text, "links to it", 1.0, target)
             for link in _LINK.findall(text) if (target := _linked(link, document, documents))]
    if _PICTURE.search(text[:24]):
        return found
    for weight, note, pattern in _LINES:
        for match in pattern.finditer(text):
            name = _clean(match["name"])
            target = _resolve(name, document, names)
            if target or (name and not _vague(name) and pattern is not _SAYS):
                found.append(AttributionLine(document.id, name, text, note, weight, target))
    return found


def _clean(name: str) -> str:
    return re.sub(r"^[Tt]he |['’]s?$|[.,'’]+$", "", name.strip())


def _vague(name: str) -> bool:
    """Pronouns and other capitalised openings of a sentence are no names."""
    return len(name) < 3 or normalise(name) in {
        "it", "he", "she", "they", "this", "that", "these", "those", "officials", "we", "you", "who", "some", "one",
        "many", "critics", "experts", "his", "her", "their", "police", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday", "sunday", "nobody", "others", "people", "residents", "reports", "staff", "there", "what"}


def _key(name: str) -> tuple[str, ...]:
    return tuple(word for word in (normalise(part) for part in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name))
                 if word not in _STOP)


def _names(document: Prepared) -> tuple[str, ...]:
    return _key(document.document.outlet or "")


def _resolve(name: str, reader: Prepared, names: dict[str, tuple[str, ...]]) -> str | None:
    """The one other document ``name`` can mean: by its whole outlet, else by a telling end or beginning of it."""
    wanted = _key(name)
    if not wanted or wanted == names[reader.id]:
        return None
    exact = [key for key, outlet in names.items() if key != reader.id and outlet == wanted]
    if exact:
        return exact[0] if len(exact) == 1 else None
    joined = "".join(wanted)
    part = [key for key, outlet in names.items() if key != reader.id and outlet and (
        "".join(outlet) == joined or (set(wanted) - _GENERIC and (
            outlet[-len(wanted):] == wanted or outlet[:len(wanted)] == wanted or wanted[:len(outlet)] == outlet)))]
    return part[0] if len(part) == 1 else None


def _linked(link: str, reader: Prepared, documents: Sequence[Prepared]) -> str | None:
    """The document a link leads to: its very address, or the only one of that site."""
    site, path = _address(link)
    there = [(other.id, _address(other.document.url)) for other in documents
             if other.id != reader.id and other.document.url]
    exact = [key for key, address in there if address == (site, path)]
    same = [key for key, address in there if address[0] == site]
    if exact:
        return exact[0]
    own = _address(reader.document.url)[0] if reader.document.url else ""
    return same[0] if len(same) == 1 and site != own and path.strip("/") else None


def _address(link: str) -> tuple[str, str]:
    parts = urlsplit(link if "://" in link else f"https://{link}")
    return parts.netloc.casefold().removeprefix("www."), parts.path.rstrip("/.,;")
