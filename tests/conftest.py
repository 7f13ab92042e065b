"""Where the benchmark collections are, and the invented stories every checkout has."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "samples"


@pytest.fixture(scope="session")
def data() -> Path:
    """The third-party collections; tests that need them skip where they are absent."""
    if not DATA.is_dir():
        pytest.skip("the benchmark collections (../shared/data) are not on this machine")
    return DATA
