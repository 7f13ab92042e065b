"""provenance: how a press release travels through the news, and what was rewritten or padded on the way.

    import provenance

    result = provenance.trace("samples/harbor")
    result.finding
    result.tables()["documents"].to_pandas()

Names are imported when they are first used, so that ``import provenance`` costs next to nothing. Every public name
has its entry, with an example, in ``provenance/docs/api.md``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import ArchiveError, InputError, NothingUsable, ProvenanceError, UserError

if TYPE_CHECKING:
    from .attribute.prevalence import Prevalence, prevalence
    from .comparison import Comparison, compare
    from .face.archived import Archive
    from .face.scanned import Scan, scan
    from .face.traced import Result, load, trace
    from .reading import read
    from .records import Document
    from .scoring import Scores, score
    from .settings import Settings

__version__ = "0.2.0"

# Where each lazy name lives.
_HOMES = {
    "Archive": "face.archived", "Comparison": "comparison", "Document": "records", "Prevalence": "attribute.prevalence",
    "prevalence": "attribute.prevalence", "Result": "face.traced",
    "Scan": "face.scanned", "Scores": "scoring", "Settings": "settings", "compare": "comparison",
    "load": "face.traced", "read": "reading", "scan": "face.scanned", "score": "scoring", "trace": "face.traced",
}

__all__ = [
    "Archive", "ArchiveError", "Comparison", "Document", "InputError", "NothingUsable", "Prevalence",
    "ProvenanceError", "Result", "Scan", "Scores", "Settings", "UserError", "__version__", "compare", "load",
    "prevalence", "read", "scan", "score", "trace",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
