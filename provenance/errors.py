"""What can go wrong.

    ProvenanceError
    ├── UserError            the caller can mend it: exit code 2
    │   ├── InputError       a path, table or option that cannot be used
    │   └── ArchiveError     an archive that is corrupt, locked or of another scheme
    └── NothingUsable        every input was skipped: exit code 1
"""

from __future__ import annotations


class ProvenanceError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1


class UserError(ProvenanceError):
    """Something the user can mend: what went wrong, where, and the remedy."""

    exit_code = 2

    def __init__(self, what: str, where: object = "", remedy: str = "see provenance --help") -> None:
        self.what, self.where, self.remedy = what, str(where), remedy
        place = f" ({self.where})" if self.where else ""
        super().__init__(" ".join(f"{what}{place}: {remedy}".split()))


class InputError(UserError):
    """An unreadable path, a malformed table, or an option with a bad value."""


class ArchiveError(UserError):
    """A fingerprint archive that is corrupt, locked, or built under another scheme."""


class NothingUsable(ProvenanceError):
    """No document in the input could be used."""
