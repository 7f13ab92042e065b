"""Settings: defaults, files, flags, and errors that name the remedy."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from provenance import software
from provenance.errors import InputError
from provenance.models import store
from provenance.settings import Settings, load_settings
from provenance.views.page.method import _MEANING


def test_flags_win_over_file_and_change_the_hash(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("bootstrap = 20\nmin_cosine = 1\n", "utf-8")
    settings = load_settings(tmp_path / "s.toml", bootstrap=30, seed=None)
    assert (settings.bootstrap, settings.min_cosine, settings.seed) == (30, 1.0, Settings().seed)
    assert settings.hash != Settings().hash
    assert settings.as_dict()["hash"] == settings.hash


def test_every_setting_moves_the_hash() -> None:
    seen = {Settings().hash}
    for field in fields(Settings):
        seen.add(replace(Settings(), **{field.name: getattr(Settings(), field.name) + 1}).hash)
    assert len(seen) == len(fields(Settings)) + 1


def test_the_report_says_what_each_setting_means() -> None:
    assert {field.name for field in fields(Settings)} | {"hash"} == set(_MEANING)


def test_the_hash_covers_models_and_code(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Settings().hash
    with monkeypatch.context() as patch:
        patch.setattr(store, "digests", lambda: {"roles.json": "0" * 64})
        assert Settings().hash != plain
    with monkeypatch.context() as patch:
        patch.setattr("provenance.settings.code", lambda: "0" * 64)
        assert Settings().hash != plain
    assert Settings().hash == plain


def test_one_byte_of_code_moves_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("find/bands.py", "views/page.py", "lab/fit.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"LEAST = 1\n")
    monkeypatch.setattr(software, "_PACKAGE", tmp_path)
    first = software.code.__wrapped__()
    (tmp_path / "views/page.py").write_bytes(b"LEAST = 2\n")
    (tmp_path / "lab/fit.py").write_bytes(b"LEAST = 2\n")
    (tmp_path / "find/bands.py").write_bytes(b"LEAST = 1\r\n")
    assert software.code.__wrapped__() == first
    (tmp_path / "find/bands.py").write_bytes(b"LEAST = 2\n")
    assert software.code.__wrapped__() != first


def test_a_trace_names_what_computed_it() -> None:
    found = software.software()
    assert found["models"] == store.digests()
    assert found["code"] == software.code()
    assert found["python"].count(".") == 2


@pytest.mark.parametrize("text", ["unknown = 1\n", "bootstrap = 'many'\n", "bootstrap = \n"])
def test_bad_files_are_user_errors(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"s\.toml"):
        load_settings(tmp_path / "s.toml")
