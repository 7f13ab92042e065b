"""Which module rebuilds which shipped model."""

from __future__ import annotations

MODELS = {
    "background": "provenance.train.background",
    "roles": "provenance.train.roles",
    "alignment": "provenance.train.alignment",
    "derivation": "provenance.train.derivation",
    "lineage": "provenance.train.lineage",
    "vectors": "provenance.train.vectors",
    "attribution": "provenance.train.attribution",
}
