"""Who copied whom?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ....lineage.case import flat
from ....lineage.descent import edit_distances
from ....lineage.spanning import spanning
from ....pipeline import placed
from ....records import Prepared
from ....settings import Settings
from .. import traditions
from ..cascades import Story, dated, hide, make
from ..lineage_copies import nearest_parents
from ..lineage_stories import TELEPHONE, chains, families, grown, revisions
from ..write_through import chains as written_through
from .question import Measure, Method, Part, Question, Unit, share

EACH = 6  # stories of a kind
TRADITIONS = 9
Parents = dict[str, str]


def material(data: Path) -> dict[str, Part]:
    """Dated stories of the test split, with their source and without it, and undated traditions."""
    units = []
    for story in _stories(data, "test"):
        for kind, made in (("there", story), ("out", hide(story, {story.root or ""}, ""))):
            if len(made.documents) >= 3 and (kind == "there" or made.root is None):
                units.append(_unit(kind, story, dated(made)))
    for number, tradition in enumerate(traditions.traditions(data, "test", TRADITIONS)):
        units.append({"kind": "tradition", "group": f"tradition {number}", "release": None, "order": {}, "parents": {},
                      "documents": [[one.id, one.document.text, None] for one in tradition.witnesses],
                      "distances": tradition.distances().tolist()})
    return {"test": {"units": units}}


def _stories(data: Path, split: str) -> list[Story]:
    found: list[Story] = []
    for name, steps in TELEPHONE:
        found += islice((one for one in chains(data, name, steps) if one.split == split), EACH)
    found += islice((one for one in revisions(data) if one.split == split), EACH)
    found += islice(families(data / "cascade", "cascade", "test"), EACH)
    return [*found, *grown(data, split, EACH // 2), *written_through(data, split, EACH)]


def _unit(kind: str, story: Story, made: Story) -> dict[str, Any]:
    return {"kind": kind, "group": f"{story.name} {story.key}", "release": made.root if kind == "there" else None,
            "documents": [[one.id, one.document.text, one.document.published] for one in made.documents],
            "parents": {key: list(above) for key, above in made.parents.items()},
            "order": {one.id: made.order[one.id] for one in made.documents}}


def _documents(unit: Unit) -> tuple[Prepared, ...]:
    return tuple(make(key, text, published) for key, text, published in unit["documents"])


def _story(unit: Unit) -> Story:
    return Story("", str(unit["group"]), "test", "copied", _documents(unit),
                 {key: tuple(above) for key, above in unit["parents"].items()}, unit["order"])


def _each(stories: Callable[[Unit], Parents] | None, witnesses: traditions.Method | None
          ) -> Callable[[Part, Path], list[Any]]:
    """Parents of each story and distances of each tradition; None where the method has no answer."""
    def run(part: Part, data: Path) -> list[Any]:
        found: list[Any] = []
        for unit in part["units"]:
            if unit["kind"] == "tradition":
                found.append(witnesses(_documents(unit)).tolist() if witnesses else None)
            else:
                found.append(stories(unit) if stories else None)
        return found
    return run


def ours(unit: Unit) -> Parents:
    """The first parents a trace draws as descent."""
    made = placed([one.document for one in _documents(unit)], unit["release"], Settings(bootstrap=50))
    return {edge.child: edge.parent for edge in made.edges if edge.directed and edge.kind == "derives"}


def _near(name: str) -> Callable[[Unit], Parents]:
    return lambda unit: nearest_parents(_story(unit))[f"nearest by {name}"]


def tree(unit: Unit) -> Parents:
    """The minimum spanning tree on edit distances, hung from the oldest document."""
    documents = sorted(_documents(unit), key=lambda one: (unit["order"][one.id], one.id))
    hung = spanning(edit_distances(flat(documents)), 0)
    return {documents[child].id: documents[int(parent)].id for child, parent in enumerate(hung) if parent >= 0}


def joined(witnesses: Sequence[Prepared]) -> traditions.Array:
    """Lengths of paths in scikit-bio's tree of neighbour joining."""
    from skbio import DistanceMatrix
    from skbio.tree import nj

    names = [f"w{at}" for at in range(len(witnesses))]
    lengths = nj(DistanceMatrix(traditions.apart(witnesses), names)).tip_tip_distances()
    found: traditions.Array = np.array([[lengths[one, other] for other in names] for one in names], dtype=np.float64)
    return found


def _parents(unit: Unit, told: Parents, at: Any) -> tuple[float, ...]:
    """(right, asked): children with a visible parent."""
    visible = {key for key, _, _ in unit["documents"]}
    asked = {child: set(above) for child, above in unit["parents"].items() if set(above) & visible}
    return float(sum(told.get(child) in above for child, above in asked.items())), float(len(asked))


def _wrong(unit: Unit, told: Parents, at: Any) -> tuple[float, ...]:
    """(wrong, told): lines drawn between documents."""
    visible = {key for key, _, _ in unit["documents"]}
    drawn = {child: parent for child, parent in told.items() if parent in visible}
    return (float(sum(parent not in unit["parents"].get(child, ()) for child, parent in drawn.items())),
            float(len(drawn)))


def _alike(unit: Unit, told: Any, at: Any) -> tuple[float, ...]:
    return traditions.sign_similarity(np.array(unit["distances"]), np.array(told)), 1.0


QUESTION = Question(
    "lineage", "Who copied whom?",
    "Test stories dated a day a step: chains of machine rewrites, human revisions, families, grown cascades, texts "
    "written through; with the source named, and with it taken out (children with a visible parent are asked; the "
    "baselines know nothing of a missing source either). And traditions of copies of copies without dates, by average "
    "sign similarity.",
    material,
    (Method("provenance trace", _each(ours, traditions.by_lineage), "ours", tuned=False),
     Method("nearest earlier text, TF-IDF", _each(_near("TF-IDF"), None), tuned=False),
     Method("nearest earlier text, edit distance", _each(_near("edit"), None), tuned=False),
     Method("minimum spanning tree", _each(tree, traditions.by_spanning), tuned=False),
     Method("neighbour joining, scikit-bio", _each(None, joined), "peer", "scikit-bio", "skbio", tuned=False)),
    (Measure("true parents, source named", _parents, share, "there"),
     Measure("true parents, source taken out", _parents, share, "out"),
     Measure("wrong lines, source taken out", _wrong, share, "out", least=True),
     Measure("sign similarity, undated traditions", _alike, share, "tradition")),
    why={"true parents, source named": "It has no support, and no direction without dates.",
         "true parents, source taken out": "It names a parent for every text, also where none is there, and draws more "
         "wrong lines; a trace draws what it can stand by.",
         "sign similarity, undated traditions": "It places lost ancestors, which lines between witnesses cannot; "
         "whoever edits a tradition should use it."})
