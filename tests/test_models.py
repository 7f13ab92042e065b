"""Model files: one loader, digests that identify them, errors that say what brings a file back."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenance import judge, roles
from provenance.align import sentences
from provenance.attribute import model as attribution
from provenance.errors import InputError
from provenance.judge import stock
from provenance.lineage import descent
from provenance.models import store
from provenance.text import rarity, vectors

LOADERS: dict[str, Callable[[Path | None], Any]] = {
    "alignment": sentences.load_alignment, "attribution": attribution.load_attribution,
    "background": rarity.load_background, "derivation": judge.load_judge, "lineage": descent.model,
    "roles": roles.load_roles,
    "stock": stock.load_stock, "vectors": vectors.load_vectors}


def test_digests_are_those_of_the_files() -> None:
    assert set(LOADERS) <= set(store.names())
    for name, digest in store.digests().items():
        assert digest == hashlib.sha256((store.FOLDER / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", LOADERS)
def test_shipped_models_are_read_once(name: str) -> None:
    assert LOADERS[name](None) is LOADERS[name](None)


@pytest.mark.parametrize("name", LOADERS)
def test_another_file_is_read_afresh(name: str, tmp_path: Path) -> None:
    copy = shutil.copy(store.path(name), tmp_path)
    assert LOADERS[name](Path(copy)) is not LOADERS[name](None)


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("fault", ["empty", "cut", "absent"])
def test_a_damaged_model_names_its_file_and_the_remedy(name: str, fault: str, tmp_path: Path) -> None:
    shipped = store.path(name)
    file = tmp_path / shipped.name
    if fault != "absent":
        file.write_bytes(b"" if fault == "empty" else shipped.read_bytes()[:200])
    with pytest.raises(InputError, match=r"cannot read the .* model.*provenance train \w+"):
        LOADERS[name](file)


def test_a_model_of_another_layout_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "roles.json"
    file.write_text(json.dumps(json.loads(store.path("roles").read_text("utf-8")) | {"version": store.VERSION + 1}))
    with pytest.raises(InputError, match="version"):
        roles.load_roles(file)


def test_every_model_has_a_card() -> None:
    cards = (store.FOLDER / "README.md").read_text("utf-8")
    assert all(f"`{store.path(name).name}`" in cards for name in store.names())
