"""The gallery in reports/ is what the tool says today; README's promises about it hold."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from provenance.pipeline import trace
from provenance.reading import read
from provenance.tracefile.encode import to_dict

ROOT = Path(__file__).parent.parent


def near(value: Any) -> Any:
    """The same structure, floats within a hundredth: other processors differ in the last bits."""
    if isinstance(value, dict):
        return {key: near(item) for key, item in value.items()}
    if isinstance(value, list):
        return [near(item) for item in value]
    return pytest.approx(value, abs=0.01) if isinstance(value, float) else value


@pytest.mark.parametrize("story", ["harbor", "lantern"])
def test_gallery_is_fresh(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = json.loads((ROOT / "reports" / story / "trace.json").read_text("utf-8"))
    documents, skipped = read([f"samples/{story}"])
    fresh = json.loads(json.dumps(to_dict(trace(documents, skipped=skipped))))
    for result in (shown, fresh):
        result.pop("software")
        result["settings"].pop("hash")  # of this very code: it changes where no result does
    assert fresh == near(shown), "run .ci/gallery"


def test_every_file_that_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in re.findall(r"\]\(([^)#]+)\)", readme):
        assert name.startswith("http") or (ROOT / name).exists(), name
