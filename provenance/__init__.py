"""provenance: how a press release travels through the news, and what was rewritten or padded on the way."""

from __future__ import annotations

from .errors import ArchiveError, InputError, NothingUsable, ProvenanceError, UserError

__version__ = "0.1.0"

__all__ = ["ArchiveError", "InputError", "NothingUsable", "ProvenanceError", "UserError", "__version__"]
