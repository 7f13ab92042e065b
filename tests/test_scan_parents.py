"""A scan and a trace of the same files name the same parents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from provenance import corpus
from provenance.corpus.engines.duck import Duck
from provenance.lab.bench.write_through import COPIES
from provenance.lineage.spanning import spanning
from provenance.pipeline import placed, trace
from provenance.records import Document
from provenance.settings import Settings

LINES = """Ostrel Foods will open a cannery at Pelham Wharf in March, the company said on Monday morning.
The plant will pack 14,000 tonnes of mackerel a year and employ 210 people when it is running in full.
Ostrel is paying 38 million crowns for the site, which has stood empty since the ropeworks closed in 2009.
The town council approved the plan by nine votes to two after a hearing that lasted until midnight.
Two cranes from the old ropeworks will be kept and painted green, as the harbour master had asked.
Trawlers from Vell and Saint Brannock will land their catch at the wharf from April, by day and by night.
A cold store for 3,000 pallets goes up beside them, with a ramp for carts and a shed for the nets.
The ferry to the islands moves to the north quay, where the water is shallower but the wind is kinder.""".split("\n")
OWN = """The bakers of Vell will keep their ovens lit through the first night of the opening.
No ferry runs on the feast of Saint Brannock, and none will run on the day of the fair.
A brass band from the upper town has been hired to play until the last boat is in.
Old nets hang in the chapel porch to this day, and nobody will say who hung them there.""".split("\n")


def versions() -> list[Document]:
    bodies = [LINES]
    for step, line in enumerate(OWN):
        bodies.append([*bodies[-1][:step + 1], line, *bodies[-1][step + 2:]])
    return [Document(f"v{number}", "\n\n".join(body), f"sha{number}", outlet=f"Paper {number}",
                     published=f"2026-03-{number + 1:02d}") for number, body in enumerate(bodies)]


def of_scan(documents: list[Document], out: Path) -> dict[str, str]:
    engine = Duck(out / "spill", workers=1)
    corpus.scan(documents, "key", out, engine)
    engine.close()
    return {row["child"]: row["parent"] for row in pq.read_table(out / "edges").to_pylist() if row["directed"]}


def of_trace(documents: list[Document]) -> dict[str, str]:
    found = placed(documents, None, Settings(bootstrap=10))
    assert found.inferred == ()
    return {edge.child: edge.parent for edge in found.edges if edge.directed and edge.kind == "derives"}


def test_versions_form_the_same_chain(tmp_path: Path) -> None:
    chain = {f"v{number + 1}": f"v{number}" for number in range(len(OWN))}
    assert of_trace(versions()) == chain
    assert of_scan(versions(), tmp_path / "scan") == chain


def test_copies_without_a_direction_stand_undecided() -> None:
    undated = [replace(document, published=None) for document in versions()]
    found = trace(undated, settings=Settings(bootstrap=10))
    assert {report.standing for report in found.documents} == {"undecided"}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_of_the_day_after(kind: str, tmp_path: Path) -> None:
    body = {"truncated": LINES[:5], "extended": [*LINES, *OWN[:2]], "own lead": [*OWN[:2], *LINES[:5]], "exact": LINES}
    first = versions()[0]
    text = "\n\n".join(body[kind])
    second = Document("copy", text, first.sha256 if kind == "exact" else "other", outlet="Gull", published="2026-03-02")
    assert of_trace([first, second]) == {"copy": "v0"}
    assert of_scan([first, second], tmp_path / "scan") == {"copy": "v0"}


def test_spanning_tree_hangs_from_its_root() -> None:
    import numpy as np

    apart = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    assert spanning(apart, 0).tolist() == [-1, 0, 1, 2]
    assert spanning(apart, 3).tolist() == [1, 2, 3, -1]
