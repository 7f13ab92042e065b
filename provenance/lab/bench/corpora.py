"""The labelled collections models are trained and judged on: reading them, and one split for all of them.

The collections are third-party text and stay outside the repository; a missing file yields no rows. Splits are
made by article, never by row: a rewrite follows its source, and one article met in several sets counts once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .data import Split, split_of

_AI_SETS = ("imbd", "l2d", "apt_eval", "mixset", "llmfake", "detectrl", "xsum_generated")
_YEAR = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
                   r" \d{1,2}, ((?:19|20)\d\d)")
FAMILIES = {
    "gpt": ("gpt-3.5", "gpt-4", "chatgpt"), "claude": ("claude",), "gemini": ("gemini", "google-palm"),
    "llama": ("llama",), "mistral": ("mistral", "mixtral"), "qwen": ("qwen",), "deepseek": ("deepseek",),
    "vicuna": ("vicuna",), "dipper": ("dipper",), "translation": ("back-translation",),
    "base": ("gpt2", "gpt-j", "gpt-neo", "opt-", "davinci"),
}
# Family documents that are machine rewrites; the others are light edits or tell of something else.
REWRITES = ("heavy_rewrite", "padded_rewrite", "rewrite_of_rewrite", "partial")
# Base models continuing a prompt, a paraphraser and machine translation: reported, not what the score is for.
SIDE_FAMILIES = ("base", "dipper", "translation", "other")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text. ``group`` names the article it stems from, ``share`` how much of it a machine wrote."""

    id: str
    text: str
    corpus: str
    ai: bool
    group: str
    register: str
    family: str = "human"
    kind: str = ""
    share: float = 0.0
    source: str | None = None
    office: str = ""
    generator: str = ""


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a gzipped JSON-lines file; none when the file is absent."""
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def order_of(key: str) -> str:
    """A stable pseudo-random sort key: taking the first n by it is a reproducible sample."""
    return hashlib.sha256(b"order" + key.encode()).hexdigest()


def family_of(generator: str) -> str:
    """The maker of a generator as the sets name it."""
    name = generator.casefold()
    if name == "human":
        return "human"
    # "base" first: gpt2 and gpt-j are not the gpt of the chat models.
    ordered = ["base", *(family for family in FAMILIES if family != "base")]
    return next((f for f in ordered if any(mark in name for mark in FAMILIES[f])), "other")


def is_verse(text: str) -> bool:
    """Many short lines: some styled prompts return poems, which no release becomes."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= 8 and sorted(len(line) for line in lines)[len(lines) // 2] < 60


def _share(kind: str) -> float:
    """How much of a polished text the prompt asked to change, from its name: 0..1."""
    if not kind.startswith("polish:"):
        return 1.0
    level = kind.removeprefix("polish:")
    named = {"extreme_minor": 0.02, "minor": 0.1, "slight_major": 0.5, "major": 0.75}
    return named.get(level, float(level) / 100 if level.isdigit() else 1.0)


def machine_rows(data: Path) -> list[Row]:
    """The public human-versus-machine sets: human articles once each, and everything machines made of them."""
    rows: list[Row] = []
    for name in _AI_SETS:
        raw = list(read_jsonl(data / "ai" / f"{name}.jsonl.gz"))
        groups = {row["id"]: row["lead_hash"] for row in raw if row["label"] == "human"}
        rows.extend(_machine_row(name, row, groups) for row in raw if not is_verse(row["text"]))
    return _once(rows) + _raidar(data)


def _machine_row(name: str, row: dict[str, Any], groups: dict[str, str]) -> Row:
    source = row.get("source_id")
    human = row["label"] == "human"
    kind = "mixed" if row["label"] == "mixed" else str(row.get("prompt_type") or "")
    group = row.get("lead_hash") or groups.get(str(source)) or row["id"]
    return Row(row["id"], row["text"], name, not human, str(group), "news",
               "human" if human else family_of(row["generator"]), kind, 0.0 if human else _share(kind), source,
               generator="" if human else str(row["generator"]))


def _once(rows: list[Row]) -> list[Row]:
    """Each human article of one corpus once: some sets list a source again for each prompt."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in rows:
        key = (row.corpus, row.group)
        if row.ai or key not in seen:
            kept.append(row)
        if not row.ai:
            seen.add(key)
    return kept


def _raidar(data: Path) -> list[Row]:
    """Raidar texts are about 40 words: join six neighbours, which stem from the same few articles."""
    parts: dict[tuple[str, str, int], list[str]] = {}
    for row in read_jsonl(data / "ai" / "raidar_news.jsonl.gz"):
        bits = row["id"].split("/")
        kind = bits[1] + ("/" + bits[3] if len(bits) > 3 else "")
        parts.setdefault((kind, row["label"], int(bits[2]) // 6), []).append(row["text"])
    rows = []
    for (kind, label, block), texts in parts.items():
        human = label == "human"
        # Polished versions of machine text stay out: they have no human source.
        if kind.startswith("gpt/"):
            continue
        rows.append(Row(f"raidar/{kind}/{block}", " ".join(texts), "raidar", not human, f"raidar/{block}", "news",
                        "human" if human else "gpt", kind, 0.0 if human else 1.0,
                        None if human or kind == "gpt" else f"raidar/human/{block}"))
    return rows


def doubtful(row: Row) -> bool:
    """Human rows whose label cannot be trusted.

    Raidar's later "human" articles read as machine text: from article 360 on they open with "In conclusion," and the
    like, which none before does; the break is sharp. Of the undated teaching essays of one domain collection half
    reads as machine text, ten times as much as of its other domains; they may be human all the same, see the page.
    """
    if row.ai:
        return False
    return row.corpus == "l2r-EducationMaterial" or (row.corpus == "raidar" and int(row.id.rsplit("/", 1)[1]) >= 60)


def senate_rows(data: Path, per_office: int | None = None, split: Split | None = None) -> list[Row]:
    """Releases of US senators of 2004-2008, all human; ``per_office`` takes a stable sample of each office."""
    offices: dict[str, list[Row]] = {}
    for raw in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz"):
        if split is None or split_of(raw["id"]) == split:
            office = raw["outlet"].removeprefix("Office of Senator ")
            offices.setdefault(office, []).append(
                Row(raw["id"], raw["text"], "senate", False, raw["id"], "government", office=office))
    chosen: list[Row] = []
    for rows in offices.values():
        chosen.extend(sorted(rows, key=lambda row: order_of(row.id))[:per_office])
    return chosen


def release_rows(data: Path, prosecutors: int | None = None) -> list[Row]:
    """Prosecutor releases dated before 2022, science releases and the news about them, news of one event."""
    reuse = data / "reuse"
    rows = []
    for raw in read_jsonl(reuse / "prosecutor_releases.jsonl.gz"):
        year = _YEAR.search(raw["text"][:1500])
        # Later ones may be machine-written: only those dated before the chatbots count as human.
        if year and int(year[1]) <= 2021:
            rows.append(Row(raw["doc_id"], raw["text"], "prosecutors", False, raw["doc_id"], "legal",
                            office=raw["author"]))
    rows = sorted(rows, key=lambda row: order_of(row.id))[:prosecutors]
    for raw in read_jsonl(reuse / "insciout_releases.jsonl.gz"):
        rows.append(Row(raw["doc_id"], raw["text"], "insciout_releases", False, raw["doc_id"], "science"))
    for raw in read_jsonl(reuse / "insciout_news.jsonl.gz"):
        if not raw["exact_dup_of"] and not raw["broadcast"]:
            rows.append(Row(raw["doc_id"], raw["text"], "insciout_news", False, raw["source_id"] or raw["doc_id"],
                            "news", source=raw["source_id"] if raw.get("coded") else None))
    for raw in read_jsonl(reuse / "same_event_articles.jsonl.gz"):
        rows.append(Row(raw["doc_id"], raw["text"], "same_event", False, raw["doc_id"], "news"))
    return rows


def prose_rows(data: Path, old: int = 600) -> list[Row]:
    """Human prose that is no news: student answers, old books (five sentences to a text), software manuals."""
    rows = [Row(raw["doc_id"], raw["text"], "clough_stevenson", False, "cs/" + str(raw["author"]), "answers")
            for raw in read_jsonl(data / "reuse" / "clough_stevenson.jsonl.gz") if raw["label"] != "source"]
    lines = [raw for raw in read_jsonl(data / "reuse" / "pan_sentence_pairs_train.jsonl.gz") if raw["label"] == 1]
    for at in range(0, min(len(lines) - 4, 5 * old), 5):
        block = lines[at:at + 5]
        rows.append(Row(block[0]["pair_id"], " ".join(raw["text_a"] for raw in block), "pan", False,
                        "pan/" + block[0]["pair_id"], "old prose"))
    rows.extend(Row(raw["doc_id"], raw["text"], "git_prose", False, "git/" + raw["family"], "technical")
                for raw in read_jsonl(data / "lineage" / "git_prose.jsonl.gz"))
    return rows


def text_of(sentences: Iterable[dict[str, Any]]) -> str:
    """A family document's text: sentences joined by a space, or a blank line where one opens a paragraph."""
    text = ""
    for sentence in sentences:
        text += ("\n\n" if sentence.get("para") else " ") * bool(text) + sentence["t"]
    return text


def family_rows(folder: Path, corpus: str) -> list[Row]:
    """Machine-written documents of release families (the shape of ``cascade``), with their relation as kind."""
    rows = []
    for path in sorted(folder.glob("*.json")):
        family = json.loads(path.read_text("utf-8"))
        for doc in family["docs"]:
            rows.append(Row(f"{corpus}/{doc['id']}", text_of(doc["sentences"]), corpus, True,
                            f"{corpus}/{path.stem}", "government", "families", doc["relation"],
                            0.1 if doc["relation"] == "light_edit" else 1.0, f"{corpus}/{path.stem}/release"))
    return rows


def telephone_rows(data: Path, steps: tuple[int, ...] = (1, 2, 4, 8)) -> list[Row]:
    """Human roots of the rephrasing chains, and the machine texts at ``steps`` of each chain."""
    rows = []
    for name in ("broken_telephone", "telephone_game"):
        for raw in read_jsonl(data / "lineage" / f"{name}.jsonl.gz"):
            root = f"{name}/{raw['family']}"
            if not raw["parents"]:
                rows.append(Row(root, raw["text"], name, False, root, "mixed"))
            elif raw["meta"]["step"] in steps:
                rows.append(Row(f"{name}/{raw['doc_id']}", raw["text"], name, True, root, "mixed",
                                family_of(raw["meta"].get("model") or ""), f"step {raw['meta']['step']}", 1.0, root))
    return rows


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and what it was written from; ``group`` keeps the split by source."""

    text: str
    source: str
    ai: bool
    corpus: str
    group: str
    family: str = "human"


def machine_pairs(rows: Iterable[Row]) -> list[Pair]:
    """Machine rewrites of a known text among ``rows``, with that text."""
    rows = list(rows)
    texts = {row.id: row.text for row in rows if not row.ai}
    return [Pair(row.text, texts[row.source], True, row.corpus, row.group, row.family)
            for row in rows if row.ai and row.source in texts]


def family_pairs(folder: Path, corpus: str) -> list[Pair]:
    """Rewrites of release families with their release."""
    releases = {f"{corpus}/{path.stem}": json.loads(path.read_text("utf-8"))["release_text"]
                for path in sorted(folder.glob("*.json"))}
    return [Pair(row.text, releases[row.group], True, corpus, row.group, row.family)
            for row in family_rows(folder, corpus) if row.kind in REWRITES]


def human_pairs(data: Path, senate: int = 1200) -> list[Pair]:
    """Human rewrites with their sources: joint releases, news from releases, paraphrases, student answers."""
    return [*_joint_pairs(data, senate), *_coverage_pairs(data), *_paraphrase_pairs(data), *_answer_pairs(data)]


def _joint_pairs(data: Path, most: int) -> list[Pair]:
    found = [raw for raw in read_jsonl(data / "reuse" / "senate_joint_pairs.jsonl.gz")
             if max(raw["ca"], raw["cb"]) >= 0.2 and min(raw["ca"], raw["cb"]) < 0.9]
    found = sorted(found, key=lambda raw: order_of(raw["a"] + raw["b"]))[:most]
    wanted = {raw[side] for raw in found for side in ("a", "b")}
    texts = {raw["id"]: raw["text"] for raw in read_jsonl(data / "reuse" / "senate_releases.jsonl.gz")
             if raw["id"] in wanted}
    return [Pair(texts[raw["b"]], texts[raw["a"]], False, "senate", raw["a"])
            for raw in found if raw["a"] in texts and raw["b"] in texts]


def _coverage_pairs(data: Path) -> list[Pair]:
    releases = {raw["doc_id"]: raw["text"] for raw in read_jsonl(data / "reuse" / "insciout_releases.jsonl.gz")}
    return [Pair(raw["text"], releases[raw["source_id"]], False, "insciout_news", raw["source_id"])
            for raw in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if raw["coded"] and raw["coded"]["match_score"] >= 3 and raw["source_id"] in releases
            and not raw["exact_dup_of"] and not raw["broadcast"]]


def _paraphrase_pairs(data: Path, sentences: int = 6) -> list[Pair]:
    """Human-written news paraphrases, six sentences to a text: single ones are too short to judge."""
    found = sorted((raw for raw in read_jsonl(data / "reuse" / "msrp_pairs.jsonl.gz") if raw["label"] == 1),
                   key=lambda raw: order_of(raw["pair_id"]))
    blocks = [found[at:at + sentences] for at in range(0, len(found) - sentences + 1, sentences)]
    return [Pair(" ".join(raw["text_b"] for raw in block), " ".join(raw["text_a"] for raw in block), False, "msrp",
                 "msrp/" + block[0]["pair_id"]) for block in blocks]


def _answer_pairs(data: Path) -> list[Pair]:
    found = list(read_jsonl(data / "reuse" / "clough_stevenson.jsonl.gz"))
    sources = {raw["doc_id"]: raw["text"] for raw in found if raw["label"] == "source"}
    return [Pair(raw["text"], sources[raw["source_id"]], False, "clough_stevenson", "cs/" + str(raw["author"]))
            for raw in found if raw["label"] in ("near_copy", "light_revision", "heavy_revision")
            and raw["source_id"] in sources]
