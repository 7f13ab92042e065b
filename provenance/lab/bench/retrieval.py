"""Which release does an article come from? `index build` and `index query` as a user runs them, beside plain ranking.

Releases of universities and journals (the dev part, split by release) among 5,000 of senators; the articles are those
a human coder confirmed. Then passages of such releases in articles about something else, and rewrites by language
models of human texts that stand among the same 5,000.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from .commands import provenance, written
from .data import Split, read_jsonl, split_of

AROUND = 5_000  # releases of others
PASSAGES = (25, 40, 70)  # words of a release in an article about something else
REWRITES = 200
_K1, _B = 2.0, 0.75  # of BM25 (Robertson & Zaragoza 2009), the best of those tried on the training part

Result = dict[str, Any]
Row = dict[str, Any]


def _first_and_five(ranked: Sequence[Sequence[str]], truth: Sequence[str]) -> Result:
    return {"first": float(np.mean([row[:1] == [want] for row, want in zip(ranked, truth, strict=True)])),
            "five": float(np.mean([want in row[:5] for row, want in zip(ranked, truth, strict=True)]))}


def _asked(archive: Path, articles: Sequence[Row], truth: Sequence[str], folder: Path, *options: str) -> Result:
    """What `index query` answers to these articles."""
    ran = provenance("index", "query", archive, written(articles, folder / "asked.jsonl"), "--json", "--top", "5",
                     *options)
    answers = {row["id"]: row["matches"] for row in ran.rows()}
    told = [answers[article["id"]] for article in articles]
    found = _first_and_five([[match["id"] for match in row] for row in told], truth)
    if "--fast" not in options:
        sure = [[match["id"] for match in row if (match["p_derived"] or 0.0) >= 0.5] for row in told]
        found |= {"derived": float(np.mean([want in row for row, want in zip(sure, truth, strict=True)])),
                  "wrong": float(np.mean([bool(set(row) - {want}) for row, want in zip(sure, truth, strict=True)]))}
    return found | {"articles": len(articles), "ms": 1000 * ran.seconds / max(len(articles), 1),
                    "cpu_ms": 1000 * ran.cpu_seconds / max(len(articles), 1)}


def tfidf_scores(known: Sequence[Row], asked: Sequence[Row]) -> np.ndarray[Any, Any]:
    """scikit-learn's TF-IDF of words, as it comes, with logarithmic counts: cosines, float64 [asked, known]."""
    weigher = TfidfVectorizer(sublinear_tf=True)
    rows = weigher.fit_transform([row["text"] for row in known])
    found: np.ndarray[Any, Any] = (weigher.transform([row["text"] for row in asked]) @ rows.T).toarray()
    return found


def by_tfidf(releases: Sequence[Row], articles: Sequence[Row], truth: Sequence[str]) -> Result:
    """Ranked by `tfidf_scores`."""
    return _ranked(tfidf_scores(releases, articles), releases, truth)


def by_bm25(releases: Sequence[Row], articles: Sequence[Row], truth: Sequence[str]) -> Result:
    """BM25 of words."""
    counter = CountVectorizer(dtype=np.float64)
    known = counter.fit_transform([row["text"] for row in releases]).tocsr()
    held = np.bincount(known.indices, minlength=known.shape[1])
    length = np.asarray(known.sum(axis=1)).ravel()
    share = np.repeat(_K1 * (1 - _B + _B * length / length.mean()), np.diff(known.indptr))
    rare = np.log1p((known.shape[0] - held + 0.5) / (held + 0.5))
    known.data = known.data * (_K1 + 1) / (known.data + share) * rare[known.indices]
    return _ranked((counter.transform([row["text"] for row in articles]) @ known.T).toarray(), releases, truth)


def _ranked(scores: np.ndarray[Any, Any], releases: Sequence[Row], truth: Sequence[str]) -> Result:
    order = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    return _first_and_five([[releases[at]["id"] for at in row] for row in order.tolist()], truth)


def stories(data: Path, split: Split = "dev") -> tuple[list[Row], list[Row], list[str]]:
    """Releases of one split, articles of theirs that a coder confirmed, and whose each is."""
    releases = [{"id": row["doc_id"], "text": row["text"], "published": row.get("date"), "role": "release"}
                for row in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")
                if split_of(row["doc_id"]) == split]
    known = {row["id"] for row in releases}
    news = [row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if row["source_id"] in known and row["coded"] and (row["coded"].get("match_score") or 0) >= 3
            and not row["broadcast"] and not row["exact_dup_of"]]
    articles = [{"id": row["doc_id"], "text": row["text"], "outlet": row.get("outlet"), "published": row.get("date")}
                for row in news]
    return releases, articles, [row["source_id"] for row in news]


def others(data: Path, count: int = AROUND) -> list[Row]:
    """Releases of senators, drawn once."""
    rows = [row for row in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
            if 120 < len(row["text"].split()) < 900]
    return [{"id": row["id"], "text": row["text"], "published": row.get("published"), "role": "release"}
            for row in random.Random(3).sample(rows, count)]


def with_passages(releases: Sequence[Row], data: Path, words: int, split: Split = "dev"
                  ) -> tuple[list[Row], list[str]]:
    """Articles about something else with ``words`` words of a release in their middle."""
    rng = random.Random(words)
    hosts = [row["text"].split() for row in read_jsonl(data / "ai" / "human_outlets.jsonl.gz")
             if split_of(row["outlet"]) == split and 300 < len(row["text"].split()) < 900][:REWRITES]
    rows, truth = [], []
    for number, host in enumerate(hosts):
        release = rng.choice(releases)
        told = release["text"].split()
        at, place = rng.randrange(max(1, len(told) - words)), rng.randrange(len(host))
        rows.append({"id": f"p{number}", "text": " ".join([*host[:place], *told[at:at + words], *host[place:]])})
        truth.append(str(release["id"]))
    return rows, truth


def _rewrites(data: Path) -> tuple[list[Row], list[Row], list[str]]:
    """Human texts, and what language models made of them; the dev part."""
    rows = [row for row in read_jsonl(data / "ai" / "l2d.jsonl.gz")
            if split_of(str(row.get("source_id") or row["id"])) == "dev"]
    humans = {row["id"]: row for row in rows if row["label"] == "human" and len(row["text"].split()) >= 80}
    first: dict[str, str] = {}  # the set holds a text once for each manner of rewriting it
    for key, row in sorted(humans.items()):
        first.setdefault(" ".join(row["text"].split())[:200], key)
    known = {key: first[" ".join(row["text"].split())[:200]] for key, row in humans.items()}
    made = [row for row in rows if row["label"] != "human" and row.get("source_id") in known][:REWRITES]
    return ([{"id": key, "text": humans[key]["text"], "role": "release"} for key in sorted(set(known.values()))],
            [{"id": f"m{at}", "text": row["text"]} for at, row in enumerate(made)],
            [known[row["source_id"]] for row in made])


def run(data: Path) -> Result:
    """All figures; needs the collections."""
    releases, articles, truth = stories(data)
    humans, rewrites, whose = _rewrites(data)
    every = [*releases, *humans, *others(data)]
    with tempfile.TemporaryDirectory() as name:
        folder, archive = Path(name), Path(name) / "archive"
        built = provenance("index", "build", archive, written(every, folder / "releases.jsonl"))
        found: Result = {"releases": len(every), "build": built.cost(),
                         "news": _asked(archive, articles, truth, folder),
                         "news, TF-IDF": by_tfidf(every, articles, truth),
                         "news, BM25": by_bm25(every, articles, truth)}
        undated = [{**article, "published": None} for article in articles]
        found["news, undated"] = _asked(archive, undated, truth, folder, "--fast")
        found["AI rewrites"] = _asked(archive, rewrites, whose, folder, "--fast")
        found["AI rewrites, TF-IDF"] = by_tfidf(every, rewrites, whose)
        for words in PASSAGES:
            hosts, sources = with_passages(releases, data, words)
            found[f"{words} words in another story"] = _asked(archive, hosts, sources, folder, "--fast")
            found[f"{words} words, TF-IDF"] = by_tfidf(every, hosts, sources)
    return found


def table(found: Result) -> str:
    """The figures as text."""
    lines = [f"{found['releases']:,} releases; index build {found['build']['cpu_seconds']:.1f} CPU s, "
             f"{found['build']['peak_mib']:.0f} MiB",
             f"{'':28}{'first':>7}{'five':>7}{'derived':>9}{'wrong':>7}{'ms':>7}"]
    for name, row in found.items():
        if isinstance(row, dict) and "first" in row:
            more = "".join(f"{row[key]:{width}.3f}" if key in row else " " * width
                           for key, width in (("derived", 9), ("wrong", 7)))
            lines.append(f"{name:28}{row['first']:7.3f}{row['five']:7.3f}{more}"
                         f"{row['ms']:7.0f}" if "ms" in row else f"{name:28}{row['first']:7.3f}{row['five']:7.3f}")
    return "\n".join(lines)
