"""Settings: one frozen object, hashed into every output together with the code and the models it steers."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from .errors import InputError
from .models import store
from .software import code


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting that can change a result, and where it acts.

    Thresholds are probabilities in 0..1, calibrated on development data (see provenance/docs/derivation.md). The
    candidates of `trace` matter above 60 documents only: up to there every pair is judged.
    """

    shingle: int = 5  # words of a run: in candidates, archives and scans
    permutations: int = 128  # MinHash values a text in a scan is found by
    seed: int = 1  # of the MinHash of a scan and of the resampling behind support
    min_words: int = 20  # fewer words cannot be traced, scanned or audited
    neighbours: int = 20  # candidates of a trace kept for each document, by TF-IDF cosine
    min_cosine: float = 0.08  # TF-IDF cosine from which a pair may be such a candidate
    align_threshold: float = 0.1  # p_related from which a pair is aligned
    related_threshold: float = 0.5  # p_related from which two documents are of one story
    derived_threshold: float = 0.6  # p_derived from which a document stands as derived
    undecided_threshold: float = 0.4  # p_derived from which a text may be a rewrite or a report of its own
    bootstrap: int = 100  # resamplings behind the support of an edge
    sources: int = 8  # release and siblings a document's sentences and facts are compared with
    hot_bucket: int = 64  # members of one candidate bucket linked to each other; the rest to the first ones

    def as_dict(self) -> dict[str, Any]:
        """Plain values plus ``hash``, for ``trace.json``."""
        return asdict(self) | {"hash": self.hash}

    @property
    def hash(self) -> str:
        """First 16 hex digits of a SHA-256 over the settings, every model file and this package's own code.

        Results of equal hash from equal inputs are equal; results of unequal hash need not differ.
        """
        whole = {"settings": asdict(self), "models": store.digests(), "code": code()}
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:16]


DEFAULT = Settings()


def load_settings(path: str | Path | None = None, **flags: Any) -> Settings:
    """Defaults, then a TOML file, then flags that are not None.

    Raises InputError for an unreadable file, an unknown setting or a value of the wrong type.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(Path(path).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"cannot read settings: {error}", path, "give a TOML file of settings") from error
    values |= {name: value for name, value in flags.items() if value is not None}
    known = {field.name: field.default for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise InputError(f"unknown setting {name!r}", path or "", f"use one of {', '.join(known)}")
        wanted = type(known[name])
        if wanted is float and type(value) is int:
            values[name] = float(value)
        elif type(value) is not wanted:
            raise InputError(f"setting {name} must be {wanted.__name__}", path or "", f"got {value!r}")
    return Settings(**values)
