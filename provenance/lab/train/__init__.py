"""Which module rebuilds which shipped model."""

from __future__ import annotations

MODELS = {
    "background": "provenance.lab.train.background",
    "languages": "provenance.lab.train.languages",
    "roles": "provenance.lab.train.roles",
    "alignment": "provenance.lab.train.alignment",
    "passages": "provenance.lab.train.passages",
    "stock": "provenance.lab.train.stock",
    "derivation": "provenance.lab.train.derivation",
    "lineage": "provenance.lab.train.lineage",
    "vectors": "provenance.lab.train.vectors",
    "attribution": "provenance.lab.train.attribution",
}
