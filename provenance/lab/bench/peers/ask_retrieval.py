"""Which of these releases does an article come from, if from any?"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..commands import provenance, written
from ..data import Split
from ..pairs import by_hash
from ..retrieval import others, stories, tfidf_scores, with_passages
from .question import Measure, Method, Part, Question, Unit, f1, share

AROUND = 2_000  # releases of others
PLANTED = 80
SPLITS: tuple[Split, ...] = ("train", "dev", "test")
_WORD = re.compile(r"\w+")
_RUN, _PERMUTATIONS = 5, 128
Ranked = list[list[Any]]  # of one article: [release, score], best first


def material(data: Path) -> dict[str, Part]:
    """News with its release among others, or, for a third of the releases, taken out; passages in other stories."""
    around = [*(row for split in SPLITS for row in stories(data, split)[0]), *others(data, AROUND)]
    return {split: _part(data, split, around) for split in ("dev", "test")}


def _part(data: Path, split: Split, around: Sequence[dict[str, Any]]) -> Part:
    releases, articles, truth = stories(data, split)
    gone = set(by_hash((row["id"] for row in releases), "gone")[::3])
    hosts, sources = with_passages([row for row in releases if row["id"] not in gone], data, 40, split)
    units = [{**row, "kind": "absent" if own in gone else "news", "own": None if own in gone else own, "group": own}
             for row, own in zip(articles, truth, strict=True)]
    units += [{**row, "kind": "passage", "own": own, "group": own}
              for row, own in list(zip(hosts, sources, strict=True))[:PLANTED]]
    return {"releases": [row for row in around if row["id"] not in gone], "units": units}


def ours(part: Part, data: Path, dated: bool = True) -> list[Ranked]:
    """`index build` and `index query`, with the probability that the article derives from the release."""
    asked = [{"id": row["id"], "text": row["text"], "published": row.get("published") if dated else None}
             for row in part["units"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        provenance("index", "build", folder / "archive", written(part["releases"], folder / "releases.jsonl"))
        ran = provenance("index", "query", folder / "archive", written(asked, folder / "asked.jsonl"), "--json",
                         "--top", "5")
    answers = {row["id"]: [[one["id"], one["p_derived"] or 0.0] for one in row["matches"]] for row in ran.rows()}
    return [answers[row["id"]] for row in part["units"]]


def _ranked(scores: np.ndarray[Any, Any], releases: Sequence[dict[str, Any]]) -> list[Ranked]:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    return [[[releases[at]["id"], float(row[at])] for at in five if row[at] > 0]
            for row, five in zip(scores, order.tolist(), strict=True)]


def tfidf(part: Part, data: Path) -> list[Ranked]:
    """scikit-learn, words."""
    return _ranked(tfidf_scores(part["releases"], part["units"]), part["releases"])


def bm25(part: Part, data: Path) -> list[Ranked]:
    """bm25s as it comes."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize([row["text"] for row in part["releases"]], show_progress=False), show_progress=False)
    asked = bm25s.tokenize([row["text"] for row in part["units"]], show_progress=False)
    found, scores = index.retrieve(asked, k=5, show_progress=False)
    return [[[part["releases"][at]["id"], float(score)] for at, score in zip(row, own, strict=True) if score > 0]
            for row, own in zip(found.tolist(), scores.tolist(), strict=True)]


def runs_of(text: str) -> list[str]:
    """Runs of five words; a shorter text is one run."""
    words = _WORD.findall(text.lower())
    return sorted({" ".join(words[at:at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))})


def _near(part: Part, sign: Callable[[list[str]], Any], index: Any, jaccard: Callable[[Any, Any], float]
          ) -> list[Ranked]:
    """Candidates of an LSH index, ranked by the estimate of resemblance."""
    known = {}
    for at, row in enumerate(part["releases"]):
        known[at] = sign(runs_of(row["text"]))
        index.insert(at, known[at])
    found = []
    for row in part["units"]:
        own = sign(runs_of(row["text"]))
        near = sorted((-float(jaccard(known[at], own)), at) for at in index.query(own))
        found.append([[part["releases"][at]["id"], -apart] for apart, at in near[:5]])
    return found


def datasketch(part: Part, data: Path) -> list[Ranked]:
    """MinHash LSH at a resemblance of .1, the lowest at which its index stays an index."""
    from datasketch import MinHash, MinHashLSH

    def sign(runs: list[str]) -> Any:
        made = MinHash(num_perm=_PERMUTATIONS)
        made.update_batch([run.encode() for run in runs])
        return made
    return _near(part, sign, MinHashLSH(threshold=0.1, num_perm=_PERMUTATIONS), lambda one, two: one.jaccard(two))


def rensa(part: Part, data: Path) -> list[Ranked]:
    """R-MinHash with 64 bands of two."""
    from rensa import RMinHash, RMinHashLSH

    def sign(runs: list[str]) -> Any:
        made = RMinHash(num_perm=_PERMUTATIONS, seed=42)
        made.update(runs)
        return made
    return _near(part, sign, RMinHashLSH(threshold=0.1, num_perm=_PERMUTATIONS, num_bands=64),
                 lambda one, two: one.jaccard(two))


def _first(unit: Unit, ranked: Ranked, at: Any) -> tuple[float, ...]:
    return float(bool(ranked) and ranked[0][0] == unit["own"]), 1.0


def _decided(unit: Unit, ranked: Ranked, at: Any) -> tuple[float, ...]:
    """(right, told, wanted) of one article: one release at most is told."""
    told = bool(ranked) and ranked[0][1] >= at
    return float(told and ranked[0][0] == unit["own"]), float(told), float(unit["own"] is not None)


def _false(unit: Unit, ranked: Ranked, at: Any) -> tuple[float, ...]:
    return float(bool(ranked) and ranked[0][1] >= at), 1.0


QUESTION = Question(
    "retrieval", "Which of these releases does an article come from, if from any?",
    "News a human coder confirmed for its science release, test half by release, among 217 such releases and "
    f"{AROUND:,} of senators; for a third of the releases the release itself is taken out. And stories about something "
    "else that hold 40 words of a release. A threshold turns the best hit into an answer or into none.",
    material,
    (Method("provenance index query", ours, "ours", default=0.5, tuned=False),
     Method("provenance, dates withheld", lambda part, data: ours(part, data, dated=False), "ours", default=0.5,
            tuned=False),
     Method("scikit-learn TF-IDF", tfidf, "peer", "scikit-learn", "sklearn", default=0.0),
     Method("bm25s", bm25, "peer", "bm25s", "bm25s", default=0.0),
     Method("datasketch MinHash LSH", datasketch, "peer", "datasketch", "datasketch", default=0.9),
     Method("rensa R-MinHash LSH", rensa, "peer", "rensa", "rensa", default=0.9)),
    (Measure("answer or none, F1", _decided, f1),
     Measure("own release first", _first, share, "news", of_threshold=False),
     Measure("first, by 40 copied words", _first, share, "passage", of_threshold=False),
     Measure("told although the release is absent", _false, share, "absent", least=True, decides=False)),
    score_of=lambda ranked: ranked[0][1] if ranked else -1.0,
    why={"own release first": "Its cosine is one of the roads by which the index finds candidates; alone it cannot say "
         "that no release is the source."})
