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

from ..languages.english import attribution as en
from ..languages.english.words import MINOR
from ..records import Prepared, Sentence
from ..text.segment import normalise
from .credits import agency_of, credits

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\"'\]]+", re.IGNORECASE)
_HEAD = 6  # lines in which a byline or the stamp of a data base names the outlet


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
        match = en.BYLINE.fullmatch(line) or en.STAMP.fullmatch(line)
        name = _clean(match["name"]) if match else ""
        if name and not en.PICTURE.search(line) and (target := _resolve(name, document, names)):
            found.append(AttributionLine(document.id, name, line, "bears its name", 1.0, target))
    return found


def _in_sentence(
    document: Prepared, sentence: Sentence, documents: Sequence[Prepared], names: dict[str, tuple[str, ...]]
) -> list[AttributionLine]:
    text = document.text_of(sentence)
    found = [AttributionLine(document.id, link, text, "links to it", 1.0, target)
             for link in _LINK.findall(text) if (target := _linked(link, document, documents))]
    if en.PICTURE.search(text[:24]):
        return found
    for weight, note, pattern in en.LINES:
        for match in pattern.finditer(text):
            name = _clean(match["name"])
            target = _resolve(name, document, names)
            if target or (name and not _vague(name) and pattern is not en.SAYS):
                found.append(AttributionLine(document.id, name, text, note, weight, target))
    return found


def _clean(name: str) -> str:
    return re.sub(r"^[Tt]he |['’]s?$|[.,'’]+$", "", name.strip())


def _vague(name: str) -> bool:
    """Pronouns and other capitalised openings of a sentence are no names."""
    return len(name) < 3 or normalise(name) in en.VAGUE


def _key(name: str) -> tuple[str, ...]:
    return tuple(word for word in (normalise(part) for part in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name))
                 if word not in MINOR)


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
        "".join(outlet) == joined or (set(wanted) - en.GENERIC and (
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
