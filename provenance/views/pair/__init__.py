"""Two documents side by side, on a terminal and as one self-contained page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jinja2 import Environment, StrictUndefined
from rapidfuzz.distance import LCSseq
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from ...records import Alignment, FactFinding, FactStatus, Passage, Prepared, Sentence
from ...tracefile.words import line
from ..palette import BY_ROLE
from ..policy import with_policy
from .difference import difference
from .page import PAGE

Run = tuple[int, int, int]  # start and end in the text, number of the shared span
Tie = Literal["verbatim", "edited", "paraphrase", "new", "dropped", "aside"]
SIGNS: dict[Tie, str] = {"verbatim": "=", "edited": "/", "paraphrase": "~", "new": "+", "dropped": "-", "aside": "."}
WORDS: dict[Tie, str] = {
    "verbatim": "copied word for word", "edited": "copied in part", "paraphrase": "said in other words",
    "new": "only in the second text", "dropped": "only in the first text", "aside": "furniture or disclosure"}
STYLES: dict[Tie, str] = {"verbatim": "blue", "edited": "cyan", "paraphrase": "cyan", "new": "green",
                          "dropped": "red", "aside": "dim"}
_STATUSES: tuple[FactStatus, ...] = ("changed", "added", "rounded", "dropped", "kept", "unknown")
_FOLDED = frozenset({"dropped", "kept", "unknown"})  # on the page, opened on demand
_STATUS_STYLE = {"changed": "bold red", "added": "green", "rounded": "yellow", "dropped": "red",
                 "kept": "dim", "unknown": "dim"}
_SHOWN = 40  # facts listed on a terminal, changed ones first


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences of A and of B that belong together (indices; either may be empty) and how."""

    a: tuple[int, ...]
    b: int | None
    tie: Tie
    probability: float | None = None
    moved: bool = False
    again: bool = False  # A's sentences stood in an earlier row already


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one sentence; ``run`` numbers the shared run it lies in."""

    text: str
    run: int | None = None


def rows(a: Prepared, b: Prepared, alignment: Alignment) -> tuple[Row, ...]:
    """B's sentences in order, each beside what it restates; sentences of A alone stand where A has them."""
    links = {link.b: link for link in alignment.links}
    linked = {index for link in alignment.links for index in link.a}
    runs = _runs_of(b.sentences, shared(a, b, alignment)[1])
    found: list[Row] = []
    shown: set[int] = set()
    last = -1
    for index, sentence in enumerate(b.sentences):
        link = links.get(index)
        if link is None:
            found.append(Row((), index, "new" if sentence.kind in ("body", "heading") else "aside"))
            continue
        found.extend(_alone(a, range(len(a.sentences)), linked, shown, before=link.a[0]))
        tie: Tie = "verbatim" if link.kind == "verbatim" else "edited" if runs[index] else "paraphrase"
        found.append(Row(link.a, index, tie, link.probability, link.a[0] < last, set(link.a) <= shown))
        shown |= set(link.a)
        last = max(last, link.a[0])
    found.extend(_alone(a, range(len(a.sentences)), linked, shown, before=len(a.sentences)))
    return tuple(found)


def _alone(a: Prepared, indices: Iterable[int], linked: set[int], shown: set[int], before: int) -> list[Row]:
    """Rows for sentences of A that nothing restates, up to ``before``, each once."""
    found = []
    for index in indices:
        if index < before and index not in linked and index not in shown:
            shown.add(index)
            kind = a.sentences[index].kind
            found.append(Row((index,), None, "dropped" if kind in ("body", "heading") else "aside"))
    return found


def shared(a: Prepared, b: Prepared, alignment: Alignment) -> tuple[list[Run], list[Run]]:
    """Stretches of equal words in A and in B; what an edited span changes inside is not among them."""
    in_a, in_b = [], []
    for number, span in enumerate(alignment.spans):
        first_a, last_a = np.searchsorted(a.starts, (span.a_start, span.a_end)).tolist()
        first_b, last_b = np.searchsorted(b.starts, (span.b_start, span.b_end)).tolist()
        for step in LCSseq.opcodes(a.ids[first_a:last_a].tolist(), b.ids[first_b:last_b].tolist()):
            if step.tag == "equal":
                in_a.append(_stretch(a, first_a + step.src_start, first_a + step.src_end, number))
                in_b.append(_stretch(b, first_b + step.dest_start, first_b + step.dest_end, number))
    return in_a, in_b


def _stretch(document: Prepared, first: int, last: int, number: int) -> Run:
    return int(document.starts[first]), int(document.ends[last - 1]), number


def _runs_of(sentences: Sequence[Sentence], runs: Sequence[Run]) -> list[list[Run]]:
    """Per sentence, the shared stretches inside it, clipped to the sentence."""
    return [[(max(start, s.start), min(end, s.end), number) for start, end, number in runs
             if start < s.end and end > s.start] for s in sentences]


def pieces(document: Prepared, sentence: Sentence, runs: Sequence[Run]) -> list[Piece]:
    """A sentence cut at the edges of the runs inside it."""
    text, found, at = document.document.text, [], sentence.start
    for start, end, number in sorted(runs):
        if start > at:
            found.append(Piece(text[at:start]))
        if end > max(start, at):
            found.append(Piece(text[max(start, at):end], number))
            at = end
    if at < sentence.end:
        found.append(Piece(text[at:sentence.end]))
    return found


def _cell(document: Prepared, indices: Sequence[int], runs: list[list[Run]], style: str) -> Text:
    text = Text()
    for index in indices:
        if len(text):
            text.append(" ")
        for piece in pieces(document, document.sentences[index], runs[index]):
            flat = line(piece.text)
            edge = " " if piece.text[:1].isspace() and len(text) else ""
            tail = " " if piece.text[-1:].isspace() else ""
            text.append(f"{edge}{flat}{tail}", style=f"{style} bold" if piece.run is not None else style)
    return text


def summary(alignment: Alignment) -> str:
    """One sentence with the coverages."""
    return (f"{alignment.coverage_b:.0%} of {alignment.b} is found in {alignment.a}, which it covers by "
            f"{alignment.coverage_a:.0%}: {alignment.verbatim_words} words in shared runs, "
            f"{alignment.paraphrase_words} said in other words")


def terminal(a: Prepared, b: Prepared, alignment: Alignment, findings: Sequence[FactFinding] = ()) -> RenderableType:
    """The two texts side by side: a sign between them says how they agree, colour only repeats it."""
    table = Table(show_lines=False, expand=True, pad_edge=False, box=None, padding=(0, 1, 1, 0))
    table.add_column(Text(line(a.document.title or a.id)), ratio=1, overflow="fold")
    table.add_column("", width=6, no_wrap=True)
    table.add_column(Text(line(b.document.title or b.id)), ratio=1, overflow="fold")
    in_a, in_b = shared(a, b, alignment)
    runs_a, runs_b = _runs_of(a.sentences, in_a), _runs_of(b.sentences, in_b)
    for row in rows(a, b, alignment):
        style = STYLES[row.tie]
        sign = SIGNS[row.tie] + ("" if row.probability is None else f" {row.probability:.2f}")
        table.add_row(_cell(a, row.a, runs_a, "dim" if row.again else style), Text(sign, style),
                      _cell(b, () if row.b is None else (row.b,), runs_b, style))
    legend = Text("   ".join(f"{SIGNS[tie]} {words}" for tie, words in WORDS.items()), "dim")
    return Group(Text(line(summary(alignment))), Text(), table, legend, *_facts(findings))


def _facts(findings: Sequence[FactFinding]) -> list[RenderableType]:
    if not findings:
        return []
    counts = Counter(finding.status for finding in findings)
    head = "Facts: " + ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status])
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("status", "kind", "second text", "first text"):
        table.add_column(column, overflow="fold")
    told = [finding for status in _STATUSES[:4] for finding in findings if finding.status == status]
    for finding in told[:_SHOWN]:
        here, there = _sides(finding)
        shown = _marked(here, there) if _is_altered(finding) else Text(line(here))
        table.add_row(Text(finding.status, _STATUS_STYLE[finding.status]), finding.fact.kind, shown, Text(line(there)))
    more = [Text(f"and {len(told) - _SHOWN} more", "dim")] if len(told) > _SHOWN else []
    return [Text(), Text(head), *([table] if told else []), *more]


def _is_altered(finding: FactFinding) -> bool:
    return finding.fact.kind == "quote" and finding.status == "changed"


def _marked(here: str, there: str) -> Text:
    """A quotation with what it lost struck out and what it gained underlined."""
    text = Text()
    for tag, words in difference(line(here), line(there)):
        text.append(" " if len(text) else "")
        text.append(words, {"same": "", "gone": "strike red", "new": "underline green"}[tag])
    return text


def _sides(finding: FactFinding) -> tuple[str, str]:
    """What the second text and the first text say."""
    if finding.status == "dropped":
        return "", finding.fact.text
    return finding.fact.text, finding.source[3] if finding.source else ""


def show(
    console: Console, a: Prepared, b: Prepared, alignment: Alignment, findings: Sequence[FactFinding] = ()
) -> None:
    """Print `terminal` on a console, which decides about width and colour."""
    console.print(terminal(a, b, alignment, findings))


@dataclass(frozen=True, slots=True)
class _Block:
    """One sentence as the page shows it, with the white space that follows it."""

    id: str
    tie: Tie
    keys: str  # numbers of the links it belongs to
    target: str  # id of the block it restates, or that restates it
    title: str
    pieces: tuple[Piece, ...]
    after: str


def _blocks(
    side: str, document: Prepared, ties: dict[int, tuple[Tie, str, str, str]], runs: list[list[Run]]
) -> list[_Block]:
    """The whole text as blocks; nothing of it is left out."""
    sentences, text = document.sentences, document.document.text
    blocks = []
    for index, sentence in enumerate(sentences):
        tie, keys, target, title = ties[index]
        until = sentences[index + 1].start if index + 1 < len(sentences) else len(text)
        blocks.append(_Block(f"{side}{index}", tie, keys, target, title,
                             tuple(pieces(document, sentence, runs[index])), text[sentence.end:until]))
    return blocks


def _ties(found: Sequence[Row], side: Literal["a", "b"]) -> dict[int, tuple[Tie, str, str, str]]:
    """Per sentence of one side: tie, link numbers, the id across, and words for the tooltip."""
    held: dict[int, list[Row]] = {}
    for row in found:
        for index in row.a if side == "a" else (() if row.b is None else (row.b,)):
            held.setdefault(index, []).append(row)
    ties: dict[int, tuple[Tie, str, str, str]] = {}
    for index, own in held.items():
        row = own[0]
        across = ("" if row.b is None else f"b{row.b}") if side == "a" else (f"a{row.a[0]}" if row.a else "")
        sure = "" if row.probability is None else f", probability {row.probability:.2f}"
        moved = ", out of order" if row.moved else ""
        ties[index] = (row.tie, " ".join(f"k{each.b}" for each in own if each.probability is not None), across,
                       f"{WORDS[row.tie]}{sure}{moved}")
    return ties


def compare_html(a: Prepared, b: Prepared, alignment: Alignment, findings: Sequence[FactFinding] = ()) -> str:
    """One self-contained page: both texts whole, linked both ways, and the facts.

    All text is escaped, and a content security policy admits the page's own script and style by their hashes.
    """
    found = rows(a, b, alignment)
    in_a, in_b = shared(a, b, alignment)
    runs_a, runs_b = _runs_of(a.sentences, in_a), _runs_of(b.sentences, in_b)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    told = sorted(findings, key=lambda finding: _STATUSES.index(finding.status))
    colours = {tie: BY_ROLE[role].light for tie, role in
               (("verbatim", "verbatim"), ("edited", "verbatim"), ("paraphrase", "paraphrase"), ("new", "added"))}
    page = environment.from_string(PAGE).render(
        title_a=a.document.title or a.id, title_b=b.document.title or b.id, summary=summary(alignment),
        blocks_a=_blocks("a", a, _ties(found, "a"), runs_a), blocks_b=_blocks("b", b, _ties(found, "b"), runs_b),
        spans=[{"kind": span.kind, "words": span.words} for span in alignment.spans], words=WORDS, colours=colours,
        counts=Counter(row.tie for row in found),
        passages=[_passage(a, b, passage) for passage in alignment.passages],
        facts=[_fact(finding) for finding in told if finding.status not in _FOLDED],
        folded=[(status, rows_of) for status in _STATUSES if status in _FOLDED
                and (rows_of := [_fact(finding) for finding in told if finding.status == status])])
    return with_policy(page)


def _fact(finding: FactFinding) -> dict[str, Any]:
    here, there = _sides(finding)
    return {"status": finding.status, "kind": finding.fact.kind, "here": here, "there": there,
            "parts": difference(here, there) if _is_altered(finding) else None}


def _passage(a: Prepared, b: Prepared, passage: Passage) -> dict[str, Any]:
    """A row of the list of passages, with the blocks where each side begins."""
    at_a, at_b = (int(one.sentence_of[np.searchsorted(one.starts, start)]) for one, start in
                  ((a, passage.a_start), (b, passage.b_start)))
    return {"kind": passage.kind, "similarity": f"{passage.similarity:.2f}", "to_a": f"a{at_a}", "to_b": f"b{at_b}",
            "a": brief(a.document.text[passage.a_start:passage.a_end]),
            "b": brief(b.document.text[passage.b_start:passage.b_end])}


def brief(text: str) -> str:
    """The first and last words of a long passage, on one line."""
    words = text.split()
    return " ".join(words) if len(words) <= 30 else f"{' '.join(words[:14])} … {' '.join(words[-10:])}"

