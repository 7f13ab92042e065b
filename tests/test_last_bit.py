"""The last bit of a float decides nothing: every feature of every model is shaken by one unit in the last place.

Sums of floats come out differently by their last bit on other processors; a model whose thresholds lie on values of
the data, or a rule that compares two sums that are equal on paper, would tell another story there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from provenance import judge, roles
from provenance.align import sentences
from provenance.attribute import style
from provenance.attribute.evidence import _largest
from provenance.find import candidates
from provenance.judge import evidence
from provenance.lineage import descent
from provenance.pipeline import trace
from provenance.reading import read
from provenance.tracefile.encode import to_dict

ROOT = Path(__file__).parent.parent
# Every place where floats become the features of a model, or the order of candidates.
FEATURES: tuple[tuple[Any, str], ...] = (
    (evidence, "measured"), (sentences, "_shared"), (sentences, "_kin"), (roles, "features"), (descent, "features"),
    (style, "stylometry"), (candidates, "cosines"))


def shaken(values: Any, random: np.random.Generator) -> Any:
    """Floats moved by one unit in the last place, up or down; zeros stay, since a sum of nothing is exact."""
    if isinstance(values, dict):
        return {name: shaken(part, random) for name, part in values.items()}
    if isinstance(values, tuple | list):
        return type(values)(shaken(part, random) for part in values)
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        moved = np.nextafter(values, random.choice([-np.inf, np.inf], values.shape).astype(values.dtype))
        return np.where(values == 0, values, moved)
    return values


def shake(patch: pytest.MonkeyPatch, places: Iterable[tuple[Any, str]], random: np.random.Generator) -> None:
    for module, name in places:
        patch.setattr(module, name, _shaking(getattr(module, name), random))


def _shaking(plain: Callable[..., Any], random: np.random.Generator) -> Callable[..., Any]:
    return lambda *given, **named: shaken(plain(*given, **named), random)


def told(story: str) -> Any:
    documents, skipped = read([f"samples/{story}"])
    return json.loads(json.dumps(to_dict(trace(documents, skipped=skipped))))


def differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Where two JSON values differ, floats by more than one unit of the fourth digit."""
    if isinstance(one, float) and isinstance(other, float):
        return [] if abs(one - other) <= 1e-4 else [f"{place}: {one} {other}"]
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [found for key in one for found in differences(one[key], other[key], f"{place}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [found for at in range(len(one)) for found in differences(one[at], other[at], f"{place}[{at}]")]
    return [] if one == other else [f"{place}: {str(one)[:60]} | {str(other)[:60]}"]


@pytest.mark.slow
@pytest.mark.parametrize("story", ["harbor", "lantern"])
def test_a_story_is_told_alike_whatever_the_last_bits(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    plain = told(story)
    shake(monkeypatch, FEATURES, np.random.default_rng(7))
    assert differences(plain, told(story)) == []


@pytest.mark.parametrize("name", judge.HEADS)
def test_curves_do_not_jump_at_their_knots(name: str) -> None:
    """A threshold on a value of the training data is a jump there; knots are such values."""
    head = judge.load_judge().heads[name]
    for one, (knots, _) in head.curves.items():
        sides = [head.part(one, np.nextafter(knots, way)) for way in (-np.inf, np.inf)]
        assert np.abs(sides[0] - sides[1]).max() < 1e-9


def test_small_contributions_do_not_change_places() -> None:
    """What is equal to six digits keeps its order, what is nothing is no reason."""
    parts = np.array([0.0, 0.2, np.nextafter(0.2, 1.0), -1e-16, -0.7])
    assert _largest(parts) == _largest(np.nextafter(parts, -np.inf)) == [4, 1, 2]
