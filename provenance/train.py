"""Which module rebuilds which shipped model."""

from __future__ import annotations

MODELS = {
    "background": "provenance.train_background",
    "roles": "provenance.train_roles",
    "alignment": "provenance.train_alignment",
    "derivation": "provenance.train_derivation",
    "lineage": "provenance.train_lineage",
    "attribution": "provenance.train_attribution",
}
