"""Where the benchmark collections are, and the invented stories every checkout has."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.cli import talk

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


@pytest.fixture(autouse=True)
def _talkative() -> None:
    """What one test asks of the command line's talk does not hold for the next."""
    talk.begin(quiet=False, debug=False)
