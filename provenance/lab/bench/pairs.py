"""Labelled pairs of documents for the derivation benchmark and for training, drawn the same way for every split.

Every draw is by hash, so that it is the same on every machine; pairs of one source stay in one split.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...find.candidates import overlap, tfidf
from ...furniture.lines import mark
from ...furniture.recurring import mark_recurring
from ...records import Document, Prepared
from ...text.rarity import load_background
from ...text.segment import ids, sentences, stem, words
from .data import Split, read_jsonl, split_of

AI_SETS = ("imbd", "l2d", "detectrl", "llmfake", "mixset", "apt_eval")
_DERIVED = ("ai_rewritten", "ai_polished")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two document ids, whether they share an origin, the stratum they are drawn from and the split."""

    a: str
    b: str
    related: bool
    stratum: str
    split: Split
    relation: str = ""  # gold relation where there is one
    query: str = ""  # pairs of one query compete for the first place
    group: str = ""  # the source's group where identical sources were merged


@dataclass
class Texts:
    """Texts by id, prepared on first use and kept."""

    raw: dict[str, str] = field(default_factory=dict)
    outlets: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    ready: dict[str, Prepared] = field(default_factory=dict)

    def add(self, key: str, text: str, outlet: str | None = None, published: str | None = None) -> str:
        """Store a text and return its id."""
        self.raw[key] = text
        if outlet:
            self.outlets[key] = outlet
        if published:
            self.days[key] = published
        return key

    def as_collection(self, keys: Sequence[str]) -> None:
        """Mark what recurs across these documents as furniture, as a trace of them together would."""
        marked = mark_recurring([self[key] for key in keys], load_background())
        self.ready.update({one.id: one for one in marked})

    def __getitem__(self, key: str) -> Prepared:
        if key not in self.ready:
            text = self.raw[key]
            self.ready[key] = without_facts(Document(
                id=key, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), outlet=self.outlets.get(key),
                published=self.days.get(key)))
        return self.ready[key]


def without_facts(document: Document) -> Prepared:
    """What `prepare` gives but for the facts, which take most of its time and do not enter the score of a pair."""
    tokens, starts, ends = words(document.text)
    marked = mark(document.text, sentences(document.text, starts))
    sentence_of = starts.copy()
    for index, sentence in enumerate(marked):
        sentence_of[sentence.first_word:sentence.last_word] = index
    return Prepared(document, marked, tokens, tuple(stem(word) for word in tokens), starts, ends, sentence_of,
                    ids(tokens), ())


def by_hash(keys: Iterable[str], salt: str = "") -> list[str]:
    """Keys in an order that is arbitrary but the same everywhere."""
    return sorted(keys, key=lambda key: hashlib.sha256((salt + key).encode()).digest())


def nearest(texts: Texts, queries: Sequence[str], pool: Sequence[str], most: int) -> list[list[str]]:
    """For each query the ``most`` nearest pool documents by TF-IDF cosine, itself included if it is in the pool."""
    matrix = tfidf([texts[key] for key in [*queries, *pool]], load_background())
    left, right = matrix[:len(queries)], matrix[len(queries):]
    found: list[list[str]] = []
    for low in range(0, len(queries), 256):
        block = (left[low:low + 256] @ right.T).toarray()
        order = np.argsort(-block, axis=1, kind="stable")[:, :most]
        found.extend([pool[at] for at in row] for row in order)
    return found


class Groups:
    """Disjoint sets of keys; the name of a set is its smallest key."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        """The name of the set ``key`` is in."""
        root = key
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        self.parent[key] = root
        return root

    def join(self, a: str, b: str) -> None:
        """Make one set of two."""
        a, b = sorted((self.find(a), self.find(b)))
        self.parent[b] = a


def ai_rewrites(data: Path, texts: Texts, splits: Sequence[Split], cap: int, distractors: int = 10) -> list[Pair]:
    """Rewrites and their human source beside the nearest wrong human articles; identical sources are merged."""
    rows = {name: read_jsonl(data / "ai" / f"{name}.jsonl.gz") for name in AI_SETS}
    groups, lead = Groups(), {}
    for row in (row for found in rows.values() for row in found if row["label"] == "human"):
        texts.add(row["id"], row["text"])
        lead[row["id"]] = row["lead_hash"]
    pool = list({lead[key]: key for key in sorted(lead, reverse=True)}.values())
    _merge_sources(texts, pool, lead, groups)
    pairs: list[Pair] = []
    for name, found in rows.items():
        wanted: dict[Split, list[dict[str, Any]]] = defaultdict(list)
        for row in found:
            if row["label"] in _DERIVED and len(row["text"].split()) >= 20:
                wanted[split_of(groups.find(lead[row["source_id"]]))].append(row)
        for split in splits:
            kept = sorted(wanted[split], key=lambda row: hashlib.sha256(row["id"].encode()).digest())[:cap]
            pairs += _against_nearest(texts, kept, pool, lead, groups, name, split, distractors)
    return pairs


def _merge_sources(texts: Texts, pool: Sequence[str], lead: Mapping[str, str], groups: Groups) -> None:
    """Human texts that hold half of each other's runs are one source (the sets repeat each other)."""
    for query, near in zip(pool, nearest(texts, pool, pool, 3), strict=True):
        for other in near:
            if other != query and max(overlap(texts[query], texts[other])[1:]) >= 0.5:
                groups.join(lead[query], lead[other])


def _against_nearest(texts: Texts, rows: Sequence[Mapping[str, Any]], pool: Sequence[str], lead: Mapping[str, str],
                     groups: Groups, name: str, split: Split, most: int) -> list[Pair]:
    pairs: list[Pair] = []
    for row in rows:
        texts.add(row["id"], row["text"])
    for row, near in zip(rows, nearest(texts, [row["id"] for row in rows], pool, most), strict=True):
        own = groups.find(lead[row["source_id"]])
        pairs.append(Pair(row["source_id"], row["id"], True, name, split, query=row["id"], group=own))
        pairs += [Pair(other, row["id"], False, name, split, query=row["id"]) for other in near
                  if groups.find(lead[other]) != own]
    return pairs


def siblings(pairs: Sequence[Pair], texts: Texts, cap: int) -> list[Pair]:
    """Two rewrites of one source, the source unseen, and the nearest rewrite of another source, from AI pairs."""
    source = {pair.b: (pair.group, pair.stratum, pair.split) for pair in pairs if pair.related}
    found: list[Pair] = []
    members: dict[tuple[str, str, Split], list[str]] = defaultdict(list)
    for key in by_hash(source):
        members[source[key]].append(key)
    strata: dict[tuple[str, Split], list[tuple[str, str]]] = defaultdict(list)
    for (_, name, split), keys in members.items():
        strata[name, split] += [(keys[0], other) for other in keys[1:2]]
    for (name, split), twins in strata.items():
        kept = sorted(twins)[:cap]
        pool = [key for key in source if source[key][1:] == (name, split)]
        for (a, b), near in zip(kept, nearest(texts, [a for a, _ in kept], pool, 12), strict=True):
            found.append(Pair(a, b, True, f"siblings_{name}", split))
            wrong = [key for key in near if source[key][0] != source[a][0]][:1]
            found += [Pair(a, key, False, f"siblings_{name}", split) for key in wrong]
    return found


def telephone(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Rewrites from chains of rephrasings of one root, and the nearest document of another family."""
    found: list[Pair] = []
    for name in ("broken_telephone", "telephone_game"):
        family: dict[str, str] = {}
        for row in read_jsonl(data / "lineage" / f"{name}.jsonl.gz"):
            if row["parents"] and len(row["text"].split()) >= 20:
                family[texts.add(row["doc_id"], row["text"])] = row["family"]
        for split in splits:
            keys = by_hash(key for key in family if split_of(family[key]) == split)[:cap]
            if keys:
                found += _family_pairs(texts, keys, family, name, split)
    return found


def _family_pairs(texts: Texts, keys: Sequence[str], family: Mapping[str, str], name: str, split: Split
                  ) -> list[Pair]:
    """Each key with the next of its family by hash, and with the nearest of any other family."""
    found: list[Pair] = []
    others = by_hash(family, "other")[:600]
    for key, near in zip(keys, nearest(texts, keys, others, len(others)), strict=True):
        mates = [other for other in keys if family[other] == family[key] and other != key]
        if mates:
            found.append(Pair(key, mates[sum(key.encode()) % len(mates)], True, name, split))
        found += [Pair(key, other, False, name, split)
                  for other in [other for other in near if family[other] != family[key]][:1]]
    return found


def documents_of(path: Path) -> tuple[dict[str, str], dict[str, Mapping[str, Any]]]:
    """Texts of a family file by id (the release included, as ``NN-R``) and its document records."""
    family = json.loads(path.read_text("utf-8"))
    release = next((row["parent"] for row in family["docs"] if str(row.get("parent", "")).endswith("-R")), "R")
    texts, records = {release: family["release_text"]}, {}
    for row in family["docs"]:
        parts = [("\n\n" if line.get("para") else " ") + line["t"] for line in row["sentences"]]
        texts[row["id"]] = "".join(parts).strip()
        records[row["id"]] = row
    return texts, records


GOLD = {"light_edit": "light_rewrite", "heavy_rewrite": "heavy_rewrite", "rewrite_of_rewrite": "heavy_rewrite",
        "padded_rewrite": "heavy_rewrite", "partial": "partial", "same_event": "same_event", "same_org": "unrelated",
        "verbatim": "verbatim", "light_rewrite": "light_rewrite", "unrelated": "unrelated"}
_DISTANT = ("same_event", "same_org", "unrelated")


def family_pairs(texts_of: Mapping[str, str], records: Mapping[str, Mapping[str, Any]], texts: Texts, stratum: str,
                 split: Split) -> list[Pair]:
    """All pairs of a family with gold relation: by the document's own making against its release, and for two
    derived documents heavy_rewrite (partial where one is partial, light where both are light edits or copies)."""
    for key, text in texts_of.items():
        texts.add(key, text)
    kind = {key: str(records[key]["relation"]) if key in records else "release" for key in texts_of}
    keys, found = sorted(texts_of), []
    for at, a in enumerate(keys):
        for b in keys[at + 1:]:
            gold = _gold(kind[a], kind[b])
            related = gold not in ("same_event", "unrelated")
            a_first = kind[b] != "release"
            found.append(Pair(*((a, b) if a_first else (b, a)), related, stratum, split, gold))
    return found


def _gold(one: str, two: str) -> str:
    """Relation of two members of one family by how each was made."""
    both = {one, two}
    for kind in ("same_org", "unrelated", "same_event"):
        if kind in both:
            return GOLD[kind]
    made = {GOLD[kind] for kind in both - {"release"}}
    for kind in ("partial", "heavy_rewrite", "light_rewrite"):
        if kind in made:
            return kind
    return "verbatim"


def cross_family(families: Sequence[Sequence[str]], texts: Texts, stratum: str, split: Split, most: int = 3
                 ) -> list[Pair]:
    """Each document with its nearest documents of other families: unrelated."""
    everyone = [key for keys in families for key in keys]
    home = {key: at for at, keys in enumerate(families) for key in keys}
    found = {tuple(sorted((key, other))) for key, near in
             zip(everyone, nearest(texts, everyone, everyone, len(everyone)), strict=True)
             for other in [other for other in near if home[other] != home[key]][:most]}
    return [Pair(a, b, False, stratum, split, "unrelated") for a, b in sorted(found)]


def insciout(data: Path, texts: Texts, splits: Sequence[Split], cap: int, most: int = 12) -> list[Pair]:
    """Confirmed stories with their own release and the nearest wrong ones (``query`` is the story)."""
    releases = [texts.add(row["doc_id"], row["text"], None, row["date"]) for row in read_jsonl(
        data / "reuse" / "insciout_releases.jsonl.gz")]
    rows = [row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if row["coded"] and row["coded"]["match_score"] >= 3 and not row["exact_dup_of"] and not row["broadcast"]
            and row["n_words"] >= 20 and row["source_id"] in texts.raw]
    found: list[Pair] = []
    for split in splits:
        kept = [row for row in rows if split_of(row["source_id"]) == split]
        kept = sorted(kept, key=lambda row: hashlib.sha256(row["doc_id"].encode()).digest())[:cap]
        keys = [texts.add(row["doc_id"], row["text"], None, row["date"]) for row in kept]
        for row, near in zip(kept, nearest(texts, keys, releases, most), strict=True):
            also = {f"PR-{ref}" for ref in row["also_filed_under"]}
            found.append(Pair(row["source_id"], row["doc_id"], True, "insciout", split, query=row["doc_id"]))
            found += [Pair(other, row["doc_id"], False, "insciout", split, query=row["doc_id"]) for other in near
                      if other != row["source_id"] and other not in also]
    return found


def clough(data: Path, texts: Texts) -> list[Pair]:
    """Every answer with its task's source; ``relation`` is the instruction given, ``group`` task and writer."""
    rows = read_jsonl(data / "reuse" / "clough_stevenson.jsonl.gz")
    for row in rows:
        texts.add(row["doc_id"], row["text"])
    source = {row["task"]: row["doc_id"] for row in rows if row["role"] == "source"}
    return [Pair(source[row["task"]], row["doc_id"], row["label"] != "non_plagiarised", "clough",
                 split_of(row["author"]), row["label"], group=f"{row['task']}:{row['author']}")
            for row in rows if row["role"] == "answer"]


def prosecutors(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Releases of one office with the nearest other about other people: one template, two events.

    Other people: no capitalised word in common that five or fewer of the sampled releases hold.
    """
    rows = {row["doc_id"]: row["text"] for row in read_jsonl(data / "reuse" / "prosecutor_releases.jsonl.gz")
            if 80 <= row["n_words"] <= 1200}
    found: list[Pair] = []
    for split in splits:
        keys = by_hash(key for key in rows if split_of(key) == split)[:cap * 4]
        names = {key: {word for word in rows[key].split() if word[:1].isupper()} for key in keys}
        held: dict[str, int] = defaultdict(int)
        for word in (word for key in keys for word in names[key]):
            held[word] += 1
        for key in keys:
            texts.add(key, rows[key], key.split("/")[0])
        texts.as_collection(keys)
        for key, near in zip(keys[:cap], nearest(texts, keys[:cap], keys, 8), strict=True):
            apart = [other for other in near if other != key
                     and all(held[word] > 5 for word in names[key] & names[other])]
            found += [Pair(key, other, False, "prosecutors", split, "unrelated") for other in apart[:2]]
    return found


def same_event(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Articles of two outlets about one event that share under 2 % of their runs: reported independently."""
    rows = [row for row in read_jsonl(data / "reuse" / "same_event_articles.jsonl.gz") if row["n_words"] >= 100]
    found: list[Pair] = []
    for event in sorted({row["event"] for row in rows}):
        outlet = {texts.add(row["doc_id"], row["text"], None, row["date"]): row["outlet"]
                  for row in rows if row["event"] == event}
        keys = by_hash(outlet)[:cap * 2]
        for at, (key, near) in enumerate(zip(keys[:cap], nearest(texts, keys[:cap], keys, 12), strict=True)):
            split: Split = ("train", "dev", "test", "train")[at % 4]
            apart = [other for other in near if outlet[other] != outlet[key]
                     and max(overlap(texts[key], texts[other])[1:]) < 0.02]
            if split in splits:
                found += [Pair(key, other, False, "same_event", split, "same_event") for other in apart[:1]]
    return found
