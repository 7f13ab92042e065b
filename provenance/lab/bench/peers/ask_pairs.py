"""Do two texts go back to one?"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from ....judge import answers, evidence_of, load_judge
from ..collections import collect
from ..data import Split
from ..derivation import announced
from ..pairs import Pair, Texts
from .ask_retrieval import runs_of
from .question import Measure, Method, Part, Question, Unit, f1, share

CAP = 24  # queries a set and split
_REWRITES = ("imbd", "l2d", "detectrl", "llmfake", "mixset", "apt_eval", "telephone_game", "broken_telephone", "l2r")
_COPIES = ("planted_paragraph", "planted_quotation", "planted_headline", "altered_joined", "altered_figures",
           "altered_names", "altered_alternate", "altered_opening", "pan13", "pan13_apart")
_EVENTS = ("triples", "triples_apart", "twins")
KINDS = {**dict.fromkeys(_REWRITES, "rewrites"), **dict.fromkeys(_COPIES, "copies"), "insciout": "news",
         **dict.fromkeys(_EVENTS, "events"), "outlets": "events"}


def material(data: Path) -> dict[str, Part]:
    """Labelled pairs of the collections whose labels are clear, by split."""
    splits: tuple[Split, ...] = ("dev", "test")
    texts = Texts()
    pairs = collect(data, texts, splits, CAP)
    return {split: part_of([pair for pair in pairs if pair.split == split], texts) for split in splits}


def part_of(pairs: list[Pair], texts: Texts) -> Part:
    """Pairs of known kinds, and their texts with outlet and day."""
    units = [{"kind": KINDS[pair.stratum.removeprefix("siblings_")], "group": pair.group or pair.a, "a": pair.a,
              "b": pair.b, "related": pair.related, "stratum": pair.stratum}
             for pair in pairs if pair.stratum.removeprefix("siblings_") in KINDS]
    used = sorted({str(unit[side]) for unit in units for side in "ab"})
    return {"units": units, "texts": {key: [texts.raw[key], texts.outlets.get(key), texts.days.get(key)]
                                      for key in used}}


def ours(part: Part, data: Path) -> list[float]:
    """The probability of a common source, or of descent where one of the two is an announcement."""
    texts = Texts()
    for key, row in part["texts"].items():
        texts.add(key, *row)
    units = part["units"]
    pairs = [Pair(unit["a"], unit["b"], unit["related"], unit["stratum"], "test") for unit in units]
    found = evidence_of([(texts[unit["a"]], texts[unit["b"]]) for unit in units])
    return [float(p) for p in answers(load_judge(), found, announced(pairs)).related]


def tfidf(part: Part, data: Path) -> list[float]:
    """Cosine of scikit-learn's TF-IDF vectors."""
    keys = list(part["texts"])
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform([part["texts"][key][0] for key in keys])
    place = {key: at for at, key in enumerate(keys)}
    a, b = (rows[[place[unit[side]] for unit in part["units"]]] for side in "ab")
    return [float(one) for one in np.asarray(a.multiply(b).sum(axis=1)).ravel()]


def _sides(part: Part, unit: Unit) -> tuple[str, str]:
    return part["texts"][unit["a"]][0], part["texts"][unit["b"]][0]


def containment(part: Part, data: Path) -> list[float]:
    """The larger share of one text's runs of five words that the other holds."""
    runs = {key: set(runs_of(row[0])) for key, row in part["texts"].items()}
    return [len(runs[unit["a"]] & runs[unit["b"]]) / min(len(runs[unit["a"]]), len(runs[unit["b"]]))
            for unit in part["units"]]


def minhash(part: Part, data: Path) -> list[float]:
    """datasketch's estimate of resemblance, runs of five words."""
    from datasketch import MinHash

    signed = {}
    for key, row in part["texts"].items():
        signed[key] = MinHash(num_perm=128)
        signed[key].update_batch([run.encode() for run in runs_of(row[0])])
    return [float(signed[unit["a"]].jaccard(signed[unit["b"]])) for unit in part["units"]]


def token_set(part: Part, data: Path) -> list[float]:
    """rapidfuzz's likeness of the sets of words, 0..100."""
    from rapidfuzz import fuzz

    return [float(fuzz.token_set_ratio(*_sides(part, unit))) for unit in part["units"]]


def difflib(part: Part, data: Path) -> list[float]:
    """The standard library's likeness of the sequences of words."""
    return [SequenceMatcher(None, a.split(), b.split()).ratio()
            for a, b in (_sides(part, unit) for unit in part["units"])]


def _decided(unit: Unit, score: float, at: Any) -> tuple[float, ...]:
    told = score >= at
    return float(told and unit["related"]), float(told), float(unit["related"])


def _found(unit: Unit, score: float, at: Any) -> tuple[float, ...]:
    return float(score >= at and unit["related"]), float(unit["related"])


def _false(unit: Unit, score: float, at: Any) -> tuple[float, ...]:
    return float(score >= at and not unit["related"]), float(not unit["related"])


QUESTION = Question(
    "pairs", "Do two texts go back to one?",
    "Test pairs: machine rewrites and chains of them beside the nearest wrong source, news beside its release and "
    "near ones, copied and altered passages, reports of one event by several newsrooms and two events of one kind.",
    material,
    (Method("provenance, p_related", ours, "ours", default=0.5, tuned=False),
     Method("scikit-learn TF-IDF cosine", tfidf, "peer", "scikit-learn", "sklearn", default=0.5),
     Method("containment of five-word runs", containment, default=0.2),
     Method("datasketch MinHash", minhash, "peer", "datasketch", "datasketch", default=0.5),
     Method("rapidfuzz token_set_ratio", token_set, "peer", "rapidfuzz", "rapidfuzz", default=80.0),
     Method("difflib ratio", difflib, "peer", default=0.6)),
    (Measure("told right, F1", _decided, f1),
     Measure("machine rewrites found", _found, share, "rewrites", decides=False),
     Measure("news of a release found", _found, share, "news", decides=False),
     Measure("copied passages found", _found, share, "copies", decides=False),
     Measure("one event or one kind of event, told of one text", _false, share, "events", least=True, decides=False)))
