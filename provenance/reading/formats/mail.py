"""Mail (.eml): the text of the message, or of its HTML; subject, sender and date."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path

from ...records import Skipped
from ..raw import Raw, place_of
from ..unpack import whole
from .article import iso
from .html import plain


def read(path: Path) -> Iterator[Raw | Skipped]:
    """The message as one text; attachments are named, not read."""
    message = message_from_bytes(whole(path), policy=policy.default)
    body = message.get_body(("plain", "html"))
    place = place_of(path)
    if body is None:
        yield Skipped(place, "no text in the message")
        return
    text = str(body.get_content())
    name, address = parseaddr(str(message["from"] or ""))
    fields = {"title": message["subject"], "outlet": name or address, "published": iso(str(message["date"] or "")),
              "id": message["message-id"]}
    text = plain(text) if body.get_content_subtype() == "html" else text
    yield Raw(place, text, {key: str(value) for key, value in fields.items() if value}, "metadata")
    for part in message.iter_attachments():
        yield Skipped(f"{place}:{part.get_filename() or part.get_content_type()}", "an attachment: save it to read it")
