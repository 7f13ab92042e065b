"""The trace as four CSV tables: documents, pairs, sentences, facts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..tracefile.shapes import Json
from ..tracefile.words import guarded, visible

Row = dict[str, Any]
# A line end inside quotation marks still begins a new row in some programs.
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def _cell(value: Any) -> Any:
    # Most cells are plain words: no break or control character is printable, no formula begins with a letter.
    if value.__class__ is str and value.isprintable() and value[:1].isalpha():
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return "" if value is None else value
    text = _CONTROL.sub(lambda match: visible(match[0]), _BREAK.sub(" ", value))
    return guarded(text)


def document_rows(trace: Json, texts: Mapping[str, str]) -> Iterator[Row]:
    """One row a document: what it is, how it stands, and the shares of its words by role."""
    parents: dict[str, list[str]] = {}
    for edge in trace["lineage"]["edges"]:
        if edge["directed"]:
            parents.setdefault(edge["child"], []).append(edge["parent"])
    for item in trace["documents"]:
        score, padding = item["attribution"]["ai_rewritten"], item["attribution"]["padding"]
        kept = ("id", "path", "title", "outlet", "url", "published", "published_source", "language", "words",
                "sha256", "role", "story", "standing", "p_derived")
        yield {
            **{name: item[name] for name in kept}, "parents": " | ".join(parents.get(item["id"], [])),
            "ai_score": score["score"], "ai_label": score["label"], "ai_fpr": score["fpr_at_label"],
            "padding_share": padding["share_words"], "padding_label": padding["label"],
            **{f"share_{role}": share for role, share in item["attribution"]["composition"].items()},
        }


def pair_rows(trace: Json, texts: Mapping[str, str]) -> Iterator[Row]:
    """One row a pair that was compared, with every measure and the reasons in words."""
    for pair in trace["pairs"]:
        nested = ("evidence", "spans", "passages", "relation_p")
        row = {name: value for name, value in pair.items() if name not in nested}
        row["evidence"] = "; ".join(f"{e['text']} ({e['weight']:+.2f})" for e in pair.get("evidence", ()))
        yield row


def sentence_rows(trace: Json, texts: Mapping[str, str]) -> Iterator[Row]:
    """One row a sentence, with its text and the text it comes from."""
    for item in trace["documents"]:
        text = texts[item["id"]]
        for number, sentence in enumerate(item["sentences"]):
            source = sentence["source"] or {}
            origin = texts.get(source.get("id", ""), "")[source.get("start", 0):source.get("end", 0)]
            yield {
                "document": item["id"], "sentence": number, "start": sentence["start"], "end": sentence["end"],
                "role": sentence["role"], "p_role": sentence["p_role"], "note": sentence.get("note", ""),
                "source": source.get("id"), "source_kind": source.get("kind"),
                "source_start": source.get("start"), "source_end": source.get("end"),
                "similarity": source.get("similarity"), "text": text[sentence["start"]:sentence["end"]],
                "source_text": origin,
            }


def fact_rows(trace: Json, texts: Mapping[str, str]) -> Iterator[Row]:
    """One row a fact with its status against the source."""
    for item in trace["documents"]:
        for fact in item["facts"]:
            source = fact["source"] or {}
            yield {
                "document": item["id"], "kind": fact["kind"], "status": fact["status"], "text": fact["text"],
                "value": fact.get("value"), "speaker": fact.get("speaker"), "start": fact["start"],
                "end": fact["end"], "source": source.get("id"), "source_start": source.get("start"),
                "source_end": source.get("end"), "source_text": source.get("text"),
                "also_in": " | ".join(fact["also_in"]),
            }


HEADERS = {
    "documents.csv": "id path title outlet url published published_source language words sha256 role story standing "
                     "p_derived parents ai_score ai_label ai_fpr padding_share padding_label share_verbatim "
                     "share_paraphrase share_added share_padding share_unclear share_furniture share_disclosure "
                     "share_from_release share_from_siblings",
    "pairs.csv": "a b relation p_related p_derived p_reuse p_same_event p_common_source jaccard containment_a "
                 "containment_b tfidf_cosine verbatim_words paraphrase_words coverage_a coverage_b evidence",
    "sentences.csv": "document sentence role p_role note source source_kind similarity start end source_start "
                     "source_end text source_text",
    "facts.csv": "document kind status text value speaker start end source source_start source_end source_text "
                 "also_in",
}
ROWS: dict[str, Callable[[Json, Mapping[str, str]], Iterator[Row]]] = {
    "documents.csv": document_rows, "pairs.csv": pair_rows, "sentences.csv": sentence_rows, "facts.csv": fact_rows,
}


def tables(trace: Json, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(file name, content) of each table: UTF-8 CSV with a header, ``\\n`` line ends, rows in the trace's order.

    Every cell is quoted and stands on one line; a text that a spreadsheet would run as a formula gets an apostrophe in
    front, and control characters show as ``⟨U+001B⟩``. trace.json has all of it bare.
    """
    for name in HEADERS:
        yield name, table(name, trace, texts)


def table(name: str, trace: Json, texts: Mapping[str, str]) -> str:
    """One of `tables`. Raises KeyError for a name that is not among `HEADERS`."""
    return sheet(HEADERS[name].split(), ROWS[name](trace, texts))


def sheet(header: Sequence[str], rows: Iterable[Row]) -> str:
    """One table as CSV, by the rules of `tables`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_cell(row.get(name, "")) for name in header] for row in rows)
    return buffer.getvalue()
