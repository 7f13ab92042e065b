"""One plain form of a text before its style is measured, so that layout and encoding cannot sway the score.

Public sets give the machine side away by newlines (AUROC .93 on one), curly quotes (.82 on another), capitals and
cut-off last sentences. All of that is removed here; nothing downstream sees the original text.
"""

from __future__ import annotations

import re
import unicodedata

from ..languages.english.style import PREAMBLE

_QUOTES = str.maketrans({
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "′": "'", "`": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "…": "...",
    "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u00ad": "", "\u00a0": " ", "\ufffd": "'",
})
# C1 control characters are Windows-1252 punctuation read as Latin-1.
_C1 = {}
for _code in range(0x80, 0xA0):
    try:
        _C1[_code] = bytes([_code]).decode("cp1252").translate(_QUOTES)
    except UnicodeDecodeError:
        _C1[_code] = " "
_STRAIGHT = {chr(code): str(value) for code, value in (_C1 | _QUOTES).items()}
_ODD = re.compile(f"[{''.join(map(re.escape, _STRAIGHT))}]")
_MOJIBAKE = re.compile(r"(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
                       r"\u2013-\u203a\u20ac\u2122]{1,3})+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•·▪◦][ \t]+|\(?\d{1,2}[.)][ \t]+|(?:[-*_=~][ \t]?){3,}$|"
                   r"```.*$)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|[|#]+")
_DOUBLE_QUOTE = re.compile(r"''|(?<!\w)'(?=[^'\"]{2,400}[.,?!]'(?!\w))|(?<=[.,?!])'(?!\w)")
# The mark comes before what it must follow: a pattern that opens with a look behind is tried at every letter.
_GLUED = re.compile(r"([.?!](?<=[a-z\d\"')]{2}[.?!])[\"']?)(?=[\"']?[A-Z])")
_TAIL = re.compile(r"[.?!][\"')\]]*(?=\s|$)")


def _mend(match: re.Match[str]) -> str:
    """Read a run that looks like UTF-8 taken for Windows-1252 as what it was; leave it if it was not."""
    run = match[0]
    try:
        raw = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in run)
        return raw.decode("utf-8")
    except UnicodeError:
        return run


def _whole(text: str) -> str:
    """Without a last sentence that breaks off, as long as four fifths remain."""
    stripped = text.rstrip()
    end = 0
    for match in _TAIL.finditer(stripped, max(0, int(len(stripped) * 0.8))):
        end = match.end()
    return stripped[:end] if end else stripped


def plain(text: str) -> str:
    """Lower-cased text on one line, with straight quotes and no markup, preamble, address or broken last sentence."""
    if not text.isascii():
        text = _ODD.sub(lambda found: _STRAIGHT[found[0]], _MOJIBAKE.sub(_mend, text))
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
    text = text.replace("\r", "\n")
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    text = _MARK.sub("", text)
    if "*" in text or "_" in text or "|" in text or "#" in text:
        text = _EMPHASIS.sub("", text)
    if "://" in text or "www." in text or "@" in text:
        text = _URL.sub(" ", text)
    text = PREAMBLE.sub("", text.lstrip(), count=1)
    if "'" in text or "`" in text:
        text = _DOUBLE_QUOTE.sub('"', text.replace("`", "'"))
    text = _GLUED.sub(r"\1 ", text)
    return _whole(" ".join(text.split())).lower()
