"""Settings: defaults, files, flags, and errors that name the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.errors import InputError
from provenance.settings import Settings, load


def test_flags_win_over_file_and_change_the_hash(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("bootstrap = 20\nmin_cosine = 1\n", "utf-8")
    settings = load(tmp_path / "s.toml", bootstrap=30, seed=None)
    assert (settings.bootstrap, settings.min_cosine, settings.seed) == (30, 1.0, Settings().seed)
    assert settings.hash != Settings().hash
    assert settings.as_dict()["hash"] == settings.hash


@pytest.mark.parametrize("text", ["unknown = 1\n", "bootstrap = 'many'\n", "bootstrap = \n"])
def test_bad_files_are_user_errors(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"s\.toml"):
        load(tmp_path / "s.toml")
