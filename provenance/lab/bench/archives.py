"""An archive of 50,000 and of 1,000,000 texts through its commands: built, opened, asked; beside tantivy.

The texts are sentences of real releases drawn anew (`recombined`). Every measurement has a process of its own. On a
shared machine CPU seconds are the comparable figure. At 1,000,000 texts it takes 6 GB of disk and some ten minutes.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ... import archive
from ...archive.query import Index, derived
from ...reading import read
from . import recombined
from .commands import provenance, written
from .data import read_jsonl
from .scale import measured

SIZES = (50_000, 1_000_000)
BESIDE = 10_000  # texts of the comparison with tantivy
QUESTIONS = 150
_SEED = 7

Result = dict[str, Any]
Row = dict[str, Any]


def _spread(rows: Iterator[Row], count: int, kept: list[Row]) -> Iterator[Row]:
    """The rows as they come; `QUESTIONS` of them, evenly spread, are ``kept``."""
    step = max(count // QUESTIONS, 1)
    for at, row in enumerate(rows):
        if at % step == step // 2 and len(kept) < QUESTIONS:
            kept.append(row)
        yield row


def _made(held: recombined.Stock, count: int, folder: Path) -> tuple[Path, list[Row]]:
    """A corpus of ``count`` texts on disk, and the questions about it."""
    known: list[Row] = []
    corpus = written(_spread(recombined.documents(held, count, _SEED), count, known), folder / "corpus.jsonl")
    return corpus, list(recombined.questions(held, known, _SEED))


def _found(ranked: Sequence[Sequence[str]], questions: Sequence[Row]) -> Result:
    """Shares of questions whose source stands first, and among five; by kind among five."""
    hits = [(ids[:1] == [row["source"]], row["source"] in ids[:5], row["kind"])
            for ids, row in zip(ranked, questions, strict=True)]
    return {"first": float(np.mean([one for one, _, _ in hits])), "five": float(np.mean([any for _, any, _ in hits])),
            "kinds": {kind: float(np.mean([any for _, any, of in hits if of == kind])) for kind in recombined.KINDS}}


def _times(seconds: Sequence[float], name: str) -> Result:
    return {f"{name}_p50_ms": 1000 * float(np.percentile(seconds, 50)),
            f"{name}_p95_ms": 1000 * float(np.percentile(seconds, 95))}


def asked(path: Path, file: Path) -> Result:
    """Seconds to open an archive; milliseconds of each later question in one process, without and with the judge."""
    start = time.perf_counter()
    index = Index(path)
    found: Result = {"open_seconds": time.perf_counter() - start}
    articles, _ = read([str(file)])
    index.query(articles[0], 5, derived)
    for name, judge in (("query", None), ("judged", derived)):
        wall, cpu = [], []
        for article in articles[1:]:
            before = time.perf_counter(), time.process_time()
            index.query(article, 5, judge)
            wall.append(time.perf_counter() - before[0])
            cpu.append(time.process_time() - before[1])
        found |= _times(wall, name) | _times(cpu, f"{name}_cpu")
    return found


def indexed(held: recombined.Stock, count: int) -> Result:
    """`index build` of ``count`` texts, then `index query` of one question and of all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, questions = _made(held, count, folder)
        path, file = folder / "archive", written(questions, folder / "asked.jsonl")
        built = provenance("index", "build", path, corpus)
        corpus.unlink()
        one = provenance("index", "query", path, written(questions[:1], folder / "one.jsonl"), "--json")
        ran = provenance("index", "query", path, file, "--json", "--workers", "1")
        told = {row["id"]: [match["id"] for match in row["matches"]] for row in ran.rows()}
        return {"documents": count, **built.cost(), "bytes_a_text": int(archive.stats(path)["bytes"]) / count,
                "one_question_seconds": one.seconds, "all_questions_seconds": ran.seconds,
                **_found([told[row["id"]] for row in questions], questions), "asked": measured(asked, path, file)}


def by_tantivy(corpus: Path, questions: Sequence[Row]) -> Result:
    """tantivy's BM25 over all words (``en_stem``), texts stored, one thread."""
    tantivy: Any = import_module("tantivy")  # no dependency of ours
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("body", stored=True, tokenizer_name="en_stem")
        schema.add_text_field("key", stored=True, tokenizer_name="raw")
        index = tantivy.Index(schema.build(), path=folder)
        writer = index.writer(num_threads=1)
        for row in map(json.loads, corpus.read_text("utf-8").splitlines()):
            writer.add_document(tantivy.Document(body=row["text"], key=row["id"]))
        writer.commit()
        writer.wait_merging_threads()
        found: Result = {"build_cpu_seconds": time.process_time() - start,
                         "megabytes": sum(file.stat().st_size for file in Path(folder).rglob("*")) / 1e6}
        index.reload()
        searcher, ranked, seconds = index.searcher(), [], []
        for row in questions:
            start = time.process_time()
            words = sorted(set(re.findall(r"[a-z0-9]+", row["text"].lower())))
            hits = searcher.search(index.parse_query(" ".join(words), ["body"]), 5).hits
            ranked.append([searcher.doc(place)["key"][0] for _, place in hits])
            seconds.append(time.process_time() - start)
        return found | _times(seconds, "query_cpu") | _found(ranked, questions)


def beside(held: recombined.Stock) -> Result:
    """tantivy and `index build` and `index query` on the same texts and questions."""
    with tempfile.TemporaryDirectory() as name:
        corpus, questions = _made(held, BESIDE, Path(name))
        return {"provenance": indexed(held, BESIDE), "tantivy": measured(by_tantivy, corpus, questions)}


def run(data: Path, sizes: Sequence[int] = SIZES) -> Result:
    """All figures; needs the releases."""
    rows = read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
    held = recombined.stock([row["text"] for row in rows])
    found: Result = {"archives": [indexed(held, size) for size in sizes]}
    return found | ({"beside": beside(held)} if find_spec("tantivy") else {})


def _targets(row: Result) -> list[str]:
    """Milliseconds of a judged question aimed at, p50 and p95, by the size of the archive."""
    aimed = zip(("judged_p50_ms", "judged_p95_ms"), (30, 60) if row["documents"] <= 50_000 else (60, 150), strict=True)
    return [f"{'met   ' if (found := row['asked'][name]) <= most else 'missed'}  {name}, archive of "
            f"{row['documents']:,} <= {most}: {found:.0f}" for name, most in aimed]


def table(found: Result) -> str:
    """The figures as text, each target with met or missed."""
    lines = [f"{'texts':>10}{'build s':>9}{'cpu s':>8}{'MiB':>7}{'B/text':>8}{'open s':>8}{'1 asked s':>10}"
             f"{'first':>7}{'five':>7}{'p50':>6}{'p95':>6}{'judged p50':>12}{'p95 ms':>8}"]
    for row in found["archives"]:
        lines += [_line(row), *_targets(row)]
    if "beside" not in found:
        return "\n".join([*lines, "tantivy is not installed: left out (pip install tantivy)"])
    ours, theirs = found["beside"]["provenance"], found["beside"]["tantivy"]
    mine = ours["asked"]
    return "\n".join([
        *lines, "", f"{BESIDE:,} texts, CPU    build s     MB   p50   p95 ms  first   five",
        f"index build, query  {ours['cpu_seconds']:8.1f}{ours['bytes_a_text'] * BESIDE / 1e6:7.0f}"
        f"{mine['query_cpu_p50_ms']:6.1f}{mine['query_cpu_p95_ms']:9.1f}{ours['first']:7.3f}{ours['five']:7.3f}",
        f"tantivy             {theirs['build_cpu_seconds']:8.1f}{theirs['megabytes']:7.0f}"
        f"{theirs['query_cpu_p50_ms']:6.1f}{theirs['query_cpu_p95_ms']:9.1f}{theirs['first']:7.3f}"
        f"{theirs['five']:7.3f}"])


def _line(row: Result) -> str:
    mine = row["asked"]
    return (f"{row['documents']:10,}{row['seconds']:9.0f}{row['cpu_seconds']:8.0f}{row['peak_mib']:7.0f}"
            f"{row['bytes_a_text']:8.0f}{mine['open_seconds']:8.1f}{row['one_question_seconds']:10.1f}"
            f"{row['first']:7.3f}{row['five']:7.3f}{mine['query_p50_ms']:6.0f}{mine['query_p95_ms']:6.0f}"
            f"{mine['judged_p50_ms']:12.0f}{mine['judged_p95_ms']:8.0f}")
