"""Corpus scale beside the usual tools: planted reuse, real releases, and alignment; archives have `archives`.

`scan` runs as a user runs it. Every measurement has a process of its own, so that its peak memory
is its own. On a shared machine the CPU seconds
(children included) are the comparable figure; wall seconds are given as well. The planted corpus uses the held-out
seed. Packages that are not installed are left out, and said to be.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from scipy.sparse import csr_matrix

from ...find import blocking
from ...text import bulk, runs, segment
from ...text.shingles import containment, shingle_set
from . import workload
from .commands import provenance, written
from .scale_table import table as table

SIZES = (10_000, 100_000, 300_000)
BESIDE = 10_000  # documents of the comparison with other packages
_WINDOW = 14  # days an article may follow its release by
_LEAST = 0.02  # containment from which a pair is reported
_SAMPLED = 1_000  # documents whose pairs are all computed

Result = dict[str, Any]


def _alone(queue: Any, work: Callable[..., Result], arguments: Sequence[Any]) -> None:
    start, clock = time.perf_counter(), time.process_time()
    found = work(*arguments)
    found.setdefault("seconds", time.perf_counter() - start)
    found.setdefault("cpu_seconds", time.process_time() - clock)
    found.setdefault("peak_mib", _peak())
    queue.put(found)


def _peak() -> float:
    """MiB of this process at its largest, and of its largest finished child."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


def measured(work: Callable[..., Result], *arguments: Any) -> Result:
    """Run ``work`` in a fresh process; adds wall and CPU seconds where it gave none, and its peak memory."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_alone, args=(queue, work, arguments))
    process.start()
    while process.is_alive() and queue.empty():
        time.sleep(0.05)
    found: Result = queue.get(timeout=60)
    process.join()
    return found


class _Timer:
    """Wall and CPU seconds, those of finished child processes included."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), self._used()

    @staticmethod
    def _used() -> float:
        used = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    def stop(self) -> Result:
        """The seconds since the timer was made, and the peak memory of the process so far."""
        return {"seconds": time.perf_counter() - self._wall, "cpu_seconds": self._used() - self._cpu,
                "peak_mib": _peak()}


def _corpus(count: int) -> tuple[list[workload.Item], list[workload.Item]]:
    items = list(workload.items(count, workload.HELD_OUT))
    return [item for item in items if item.kind == "release"], [item for item in items if item.kind != "release"]


def _within(releases: Sequence[workload.Item], articles: Sequence[workload.Item], pairs: Iterable[tuple[int, int]]
            ) -> set[tuple[int, int]]:
    return {(a, r) for a, r in pairs if 0 <= articles[a].day - releases[r].day <= _WINDOW}


def _graded(releases: Sequence[workload.Item], articles: Sequence[workload.Item], found: set[tuple[int, int]]
            ) -> Result:
    """Precision, and recall by kind of reuse, by containment, and for the stories with many copies."""
    number = {release.id: at for at, release in enumerate(releases)}
    truth = {(at, number[item.source]): item for at, item in enumerate(articles) if item.source}
    copies = Counter(release for _, release in truth)
    held = {item.id: shingle_set(segment.ids(segment.words(item.text)[0]), 5) for item in [*releases, *articles]}
    groups: dict[str, list[bool]] = {"all": []}
    for (article, release), item in truth.items():
        one, other = held[item.id], held[releases[release].id]
        share = max(containment(one, other), containment(other, one))
        stratum = "<.1" if share < 0.1 else ".1-.3" if share < 0.3 else ">=.3"
        for name in ["all", item.kind, stratum] + (["viral"] if copies[release] > 100 else []):
            groups.setdefault(name, []).append((article, release) in found)
    return {"precision": len(found & truth.keys()) / max(len(found), 1),
            "recall": {name: sum(hits) / len(hits) for name, hits in sorted(groups.items())}}


def _strings(text: str) -> list[str]:
    words = segment.words(text)[0]
    return [" ".join(words[at:at + 5]) for at in range(len(words) - 4)]


def by_datasketch(count: int, bulk: bool, threshold: float = 0.5) -> Result:
    """datasketch's MinHash and MinHashLSH: by the update loop of its documentation, or by ``update_batch``."""
    from datasketch import MinHash, MinHashLSH

    releases, articles = _corpus(count)
    timer = _Timer()

    def signed(item: workload.Item) -> MinHash:
        sketch = MinHash(num_perm=128, scheme="affine32")
        shingled = [one.encode() for one in _strings(item.text)]
        if bulk:
            sketch.update_batch(shingled)
        else:
            for one in shingled:
                sketch.update(one)
        return sketch

    index = MinHashLSH(threshold=threshold, num_perm=128)
    for at, release in enumerate(releases):
        index.insert(at, signed(release))
    met = [(at, int(hit)) for at, article in enumerate(articles) for hit in index.query(signed(article))]
    found = _within(releases, articles, met)
    return {"documents": len(releases) + len(articles), **timer.stop()} | _graded(releases, articles, found)


def by_rensa(count: int) -> Result:
    """rensa's signatures and index, 64 bands of 2."""
    from rensa import RMinHash, RMinHashLSH

    releases, articles = _corpus(count)
    timer = _Timer()

    def signed(item: workload.Item) -> Any:
        sketch = RMinHash(128, 1)
        sketch.update(_strings(item.text))
        return sketch

    index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=64)
    kept = [signed(release) for release in releases]
    for at, sketch in enumerate(kept):
        index.insert(at, sketch)
    met = []
    for at, article in enumerate(articles):
        asked = signed(article)
        met += [(at, int(hit)) for hit in index.query(asked) if asked.jaccard(kept[hit]) >= 0.05]
    found = _within(releases, articles, met)
    return {"documents": len(releases) + len(articles), **timer.stop()} | _graded(releases, articles, found)


def _rows(count: int) -> Iterator[dict[str, Any]]:
    for item in workload.items(count, workload.HELD_OUT):
        yield {"id": item.id, "text": item.text, "outlet": item.outlet,
               "role": "release" if item.kind == "release" else "article",
               "published": f"{2010 + item.day // 360}-{item.day % 360 // 30 + 1:02}-{item.day % 30 % 28 + 1:02}"}


def scanned(count: int, grade: bool = False) -> Result:
    """`provenance scan` of the planted corpus; every pair of a release and a later article counts as a find."""
    with tempfile.TemporaryDirectory() as name:
        corpus, out = written(_rows(count), Path(name) / "corpus.jsonl"), Path(name) / "out"
        ran = provenance("scan", corpus, "-o", out)
        told = ran.rows()[0]
        result: Result = {"documents": told["documents"], "pairs": told["pairs"], "capped": told["capped"],
                          **ran.cost()}
        return result | (_graded_scan(count, out) if grade else {})


def _graded_scan(count: int, out: Path) -> Result:
    """Exact copies stand in the table once; each shares what the first of them shares."""
    releases, articles = _corpus(count)
    docs = pq.read_table(out / "docs", columns=["doc", "id", "first_copy"]).to_pylist()
    copies: dict[int, list[str]] = {}
    for row in docs:
        copies.setdefault(row["first_copy"], []).append(row["id"])
    release = {item.id: at for at, item in enumerate(releases)}
    article = {item.id: at for at, item in enumerate(articles)}
    pairs = pq.read_table(out / "pairs", columns=["a", "b", "containment_own"]).to_pylist()
    met = [(article[two], release[one]) for row in pairs if row["containment_own"] >= _LEAST
           for a, b in ((row["a"], row["b"]), (row["b"], row["a"])) for one in copies.get(a, ()) if one in release
           for two in copies.get(b, ()) if two in article]
    return _graded(releases, articles, _within(releases, articles, met))


def senate(data: Path) -> Result:
    """`provenance scan` of the real releases; recall by containment against all pairs of a sample, computed exactly."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        ran = provenance("scan", data / "reuse" / "senate_releases.jsonl.gz", "-o", out)
        told = ran.rows()[0]
        return {"documents": told["documents"], "pairs": told["pairs"], "stories": told["stories"],
                "capped": told["capped"], **ran.cost(), **_senate_recall(out)}


def _senate_recall(out: Path) -> Result:
    docs = pq.read_table(out / "docs")
    first = docs.filter(np.equal(docs["doc"].to_numpy(), docs["first_copy"].to_numpy()))
    texts = pq.read_table(out / "documents", columns=["arrival", "text"])
    order = np.argsort(texts["arrival"].to_numpy())
    ids, bounds = bulk.tokenise(texts["text"].take(order[first["arrival"].to_numpy()]).to_pylist())
    hashes, edges = blocking.distinct(*blocking.shingle_rows(ids, bounds))
    sizes, number, long = np.diff(edges), first["doc"].to_numpy(), np.diff(bounds) >= 20
    sample = np.sort(np.random.default_rng(29).choice(np.flatnonzero(long), _SAMPLED, replace=False))
    keys = np.unique(np.concatenate([hashes[edges[at]:edges[at + 1]] for at in sample.tolist()]))
    place = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    held = np.flatnonzero(keys[place] == hashes)
    owner = np.searchsorted(edges, held, side="right") - 1
    whole = csr_matrix((np.ones(len(held), np.int32), (owner, place[held])), shape=(len(sizes), len(keys)))
    met = (whole[sample] @ whole.T).tocoo()
    one, other = sample[met.row], met.col
    fair = (one != other) & long[other]
    one, other, shared = one[fair], other[fair], met.data[fair]
    pairs = pq.read_table(out / "pairs", columns=["a", "b"])
    known = pairs["a"].to_numpy() << 32 | pairs["b"].to_numpy()
    left, right = number[one], number[other]
    found = np.isin(np.minimum(left, right) << 32 | np.maximum(left, right), known)
    share = shared / np.minimum(sizes[one], sizes[other])
    strata = {".1-.3": (share >= 0.1) & (share < 0.3), ">=.3": share >= 0.3}
    return {"recall": {name: float(found[rows].mean()) for name, rows in strata.items()},
            "true_pairs": {name: int(rows.sum()) for name, rows in strata.items()}}


def aligned(count: int = 1_000) -> Result:
    """Pairs a second, from text to shared runs: seeds beside rapidfuzz's word opcodes."""
    from rapidfuzz.distance import Indel

    items = {item.id: item for item in workload.items(4_000, workload.HELD_OUT)}
    bulk.tokenise(["warm up"])
    pairs = [(items[item.source].text, item.text) for item in items.values() if item.source][:count]
    timer = _Timer()
    ids, bounds = bulk.tokenise([text for pair in pairs for text in pair])
    runs.spans_many(ids, bounds, np.arange(2 * len(pairs)).reshape(-1, 2))
    seeds = timer.stop()["cpu_seconds"]
    timer = _Timer()
    for source, article in pairs:
        Indel.opcodes(segment.words(source)[0], segment.words(article)[0])
    opcodes = timer.stop()["cpu_seconds"]
    timer = _Timer()
    for source, article in pairs:
        Indel.opcodes(source.lower().split(), article.lower().split())
    return {"pairs": len(pairs), "seeds_per_second": len(pairs) / seeds, "opcodes_per_second": len(pairs) / opcodes,
            "opcodes_split_per_second": len(pairs) / timer.stop()["cpu_seconds"]}


def exponent(rows: Sequence[Result], least: int) -> float | None:
    """Slope of log CPU seconds over log documents, from the first size of at least ``least`` to the largest."""
    chosen = [row for row in rows if row["documents"] >= least]
    if len(chosen) < 2:
        return None
    first, last = chosen[0], chosen[-1]
    return log(last["cpu_seconds"] / first["cpu_seconds"]) / log(last["documents"] / first["documents"])


def run(data: Path, sizes: Sequence[int] = SIZES) -> Result:
    """All measurements; the sections on real releases are left out where ``data`` is not there."""
    beside = {"provenance scan": scanned(BESIDE, grade=True),
              "datasketch LSH .5": measured(by_datasketch, BESIDE, False),
              "datasketch bulk .2": measured(by_datasketch, BESIDE, True, 0.2)}
    if find_spec("rensa"):
        beside["rensa 64 bands"] = measured(by_rensa, BESIDE)
    found: Result = {"beside": beside, "scan": [scanned(size) for size in sizes],
                     "aligned": measured(aligned), "absent": [name for name in ("rensa",) if not find_spec(name)]}
    found["exponent"] = exponent(found["scan"], 50_000)
    if (data / "reuse" / "senate_releases.jsonl.gz").is_file():
        found["senate"] = senate(data)
    return found
