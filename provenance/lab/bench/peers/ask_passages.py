"""Which passages of one text are taken from another?"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ....prepare import prepare
from ....records import Document, Prepared
from .. import plagiarism, sanchez_perez
from ..data import Split
from ..plagdet import Passage, counts, total
from .question import Floats, Measure, Method, Part, Question, Unit, share

EACH = 40  # pairs of a kind
_WORD = re.compile(r"\w+")
_SETTINGS = tuple((least, gap) for least in (5, 10, 20, 40) for gap in (0, 10, 40, 100))  # words
KINDS = {"copied": "no-obfuscation", "shuffled": "random-obfuscation", "rewritten": "rewritten"}


def material(data: Path) -> dict[str, Part]:
    """Pairs of PAN 2013, machine rewrites set into another text, and strangers, by split."""
    splits: tuple[Split, ...] = ("dev", "test")
    return {split: {"units": _units(data, split)} for split in splits}


def _units(data: Path, split: Split) -> list[dict[str, Any]]:
    sets = plagiarism.pan(data, split)
    sets["rewritten"] = plagiarism.rewritten(data, split, EACH)
    units = [_unit(kind, number, case) for kind, name in KINDS.items()
             for number, case in enumerate(sets[name][:EACH])]
    clean = plagiarism.strangers([case for name in KINDS.values() for case in sets[name][:EACH // 2]])
    return units + [_unit("clean", number, case) for number, case in enumerate(clean)]


def _unit(kind: str, number: int, case: plagiarism.Case) -> dict[str, Any]:
    source, copy, gold = case
    return {"kind": kind, "group": f"{kind}{number}", "source": source.document.text, "copy": copy.document.text,
            "gold": gold}


def _pairs(part: Part) -> Iterable[tuple[Prepared, Prepared]]:
    for unit in part["units"]:
        yield prepare(Document("source", unit["source"], "")), prepare(Document("copy", unit["copy"], ""))


def ours(part: Part, data: Path) -> list[Any]:
    """The passages `compare` shows."""
    return [plagiarism.ours(source, copy) for source, copy in _pairs(part)]


def sanchez(part: Part, data: Path) -> list[Any]:
    """The winner of PAN 2014, written anew from the paper."""
    return [sanchez_perez.find(source, copy) for source, copy in _pairs(part)]


Blocks = Iterable[tuple[int, int, int]]  # place in a, place in b, words


def _blocks(part: Part, match: Callable[[list[str], list[str]], Blocks]) -> list[Any]:
    """Runs of equal words as [a_start, a_end, b_start, b_end, words, a word, b word], in characters and words."""
    found = []
    for unit in part["units"]:
        a, b = ([(one.start(), one.end(), one[0].lower()) for one in _WORD.finditer(unit[side])]
                for side in ("source", "copy"))
        found.append([[a[i][0], a[i + size - 1][1], b[j][0], b[j + size - 1][1], size, i, j]
                      for i, j, size in match([one[2] for one in a], [one[2] for one in b]) if size >= 3])
    return found


def rapidfuzz(part: Part, data: Path) -> list[Any]:
    """Equal runs of the least insertions and deletions between the words."""
    from rapidfuzz.distance import Indel

    def match(a: list[str], b: list[str]) -> Blocks:
        return ((one.src_start, one.dest_start, one.src_end - one.src_start) for one in Indel.opcodes(a, b)
                if one.tag == "equal")
    return _blocks(part, match)


def difflib(part: Part, data: Path) -> list[Any]:
    """Matching blocks of the standard library, without its guess at junk."""
    return _blocks(part, lambda a, b: ((one.a, one.b, one.size) for one in
                                       SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()))


def text_matcher(part: Part, data: Path) -> list[Any]:
    """text-matcher as it comes, stop words kept, since it would have to download their list."""
    from text_matcher.matcher import Matcher, Text

    found = []
    for unit in part["units"]:
        with contextlib.redirect_stdout(io.StringIO()):
            matcher = Matcher(*(Text(unit[side], side, removeStopwords=False) for side in ("source", "copy")),
                              removeStopwords=False)
            for match in matcher.extended_matches:
                matcher.getMatch(match)
        found.append([[*a, *b] for a, b in zip(matcher.locationsA, matcher.locationsB, strict=True)])
    return found


def passages(answer: Sequence[Sequence[int]], at: Any) -> list[Passage]:
    """What is told: passages as they are, or blocks closer than a gap joined and short ones left out."""
    if at is None:
        return [(one[0], one[1], one[2], one[3]) for one in answer]
    least, gap = at
    joined: list[list[int]] = []
    for block in sorted(answer, key=lambda one: one[6]):
        last = joined[-1] if joined else None
        if last and 0 <= block[5] - last[5] <= gap and block[6] - last[6] <= gap:
            last[1], last[3], last[4] = block[1], block[3], last[4] + block[4]
            last[5], last[6] = block[5] + block[4], block[6] + block[4]
        else:
            joined.append([*block[:5], block[5] + block[4], block[6] + block[4]])
    return [(one[0], one[1], one[2], one[3]) for one in joined if one[4] >= least]


def _count(unit: Unit, answer: Any, at: Any) -> tuple[float, ...]:
    gold = [(a, b, c, d) for a, b, c, d in unit["gold"]]
    return counts(gold, passages(answer, at))


def _plagdet(sums: Floats) -> float:
    return total(sums.tolist()).plagdet


def _flagged(unit: Unit, answer: Any, at: Any) -> tuple[float, ...]:
    return float(bool(passages(answer, at))), 1.0


_PLAIN = (5, 0)
QUESTION = Question(
    "passages", "Which passages of one text are taken from another?",
    f"Test half of PAN 2013 (copied, and shuffled at random), machine rewrites of passages set into another text, and "
    f"pairs of strangers; at most {EACH} pairs of a kind. Blocks of equal words are told from five words on as a "
    "default; chosen are the least length of a passage and the gap closed.",
    material,
    (Method("provenance compare", ours, "ours", tuned=False),
     Method("Sanchez-Perez 2014 (our re-implementation)", sanchez, "peer", tuned=False),
     Method("rapidfuzz opcodes of words", rapidfuzz, "peer", "rapidfuzz", "rapidfuzz", _PLAIN, grid=_SETTINGS),
     Method("difflib blocks of words", difflib, "peer", default=_PLAIN, grid=_SETTINGS),
     Method("text-matcher", text_matcher, "peer", "text-matcher", "text_matcher", tuned=False)),
    (Measure("plagdet, all kinds", _count, _plagdet),
     Measure("plagdet, copied", _count, _plagdet, "copied"),
     Measure("plagdet, shuffled", _count, _plagdet, "shuffled"),
     Measure("plagdet, rewritten", _count, _plagdet, "rewritten"),
     Measure("strangers given a passage", _flagged, share, "clean", least=True, decides=False)),
    why={"plagdet, shuffled": "Words shuffled at random are no newsroom's doing; seeds that are bags of words find "
         "them, and cost copied and reworded passages."},
    unreachable={"passim": "dasmiq/passim stands in no package index (passim there is a password library)"})
