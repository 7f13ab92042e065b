"""Does a text derive from the source it is to be judged against? Plain evidence, asked before the source is used.

Against a source a text does not derive from, the comparison says only how two registers differ: newspaper articles
set beside an official release were called machine-written for being newspaper articles.
"""

from __future__ import annotations

from ..find.candidates import tfidf
from ..prepare import prepare
from ..records import Document, Prepared
from ..text.rarity import load_background

# Cosine of rare words. Of human and machine rewrites with their own source 98.7 % lie above, of unrelated texts of
# another register 0.4 %. Reports of one event lie above as well: what the source adds is bounded for their sake.
LEAST = 0.2


def derives(text: str | Prepared, source: str | Prepared) -> bool:
    """Whether ``text`` shares enough rare words with ``source`` to have been written from it."""
    rows = tfidf([_prepared(source), _prepared(text)], load_background())
    return float(rows[0].multiply(rows[1]).sum()) >= LEAST


def _prepared(text: str | Prepared) -> Prepared:
    return text if isinstance(text, Prepared) else prepare(Document("", text, ""))
