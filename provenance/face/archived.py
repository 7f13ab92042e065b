"""An archive as one object: add documents, ask where an article comes from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .. import archive
from ..archive.query import Index, Match, derived
from ..records import Document
from ..settings import Settings


class Archive:
    """A persistent fingerprint archive in the folder ``path``, made by the first `add`.

    Every method raises ArchiveError when the folder is no archive, is damaged, or was built under other settings.
    """

    def __init__(self, path: str | Path, settings: Settings | None = None) -> None:
        self.path, self.settings = Path(path), settings or Settings()
        self._index: Index | None = None

    def add(self, documents: Iterable[Document]) -> archive.Added:
        """Store the documents whose text is not there yet; running it again changes nothing."""
        self._index = None
        kept = (self.path / "manifest.json").exists()
        return (archive.add if kept else archive.build)(self.path, documents, self.settings)

    def query(self, article: Document, top: int = 5, *, fast: bool = False) -> tuple[Match, ...]:
        """The ``top`` likeliest sources of an article, best first.

        ``fast`` ranks by shared text alone; ``p_derived`` is then no probability.
        """
        self._index = self._index or Index(self.path, self.settings)
        return self._index.query(article, top, None if fast else derived)

    def stats(self) -> dict[str, int | str]:
        """What the archive holds; every part is checked against its checksum."""
        return archive.stats(self.path, self.settings)

    def compact(self) -> tuple[int, int]:
        """Merge small parts; returns how many there were and are."""
        self._index = None
        return archive.compact(self.path, self.settings)

    def __len__(self) -> int:
        return archive.read_manifest(self.path).documents if (self.path / "manifest.json").exists() else 0

    def __repr__(self) -> str:
        return f"<Archive: {len(self):,} documents in {self.path}>"
