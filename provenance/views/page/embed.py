"""What the page's script needs to open a document, a pair or an unseen source, as compact JSON.

Offsets are turned into UTF-16 code units here, because that is how a browser counts. Of `MANY` documents and more, a
document that stands beside no other has its text in its own file, to which the page links, and all is compressed.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from ...tracefile.encode import MANY
from ...tracefile.shapes import Json
from ...tracefile.words import count, day, heads, labels, line
from ..palette import RELATION_WORDS

_MOST_PAIRS = 3000
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_WORD = re.compile(r"\w+")
# Reasons of a pair give places as "(A 12-20, B 31-40)", for programs; the page marks the passages themselves.
_OFFSETS = re.compile(r" \([AB] \d+-\d+(?:, [AB] \d+-\d+)*\)")
_SIDES = re.compile(r"\b([AB])('s\b)")
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def script_json(value: object) -> str:
    """JSON that may stand inside a script element: no character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}", text)


def packed(value: object) -> str:
    """The same JSON compressed (zlib, base64), as the page's script unpacks it: a quarter of the size."""
    return base64.b64encode(zlib.compress(script_json(value).encode(), 9)).decode()


def utf16(text: str) -> Callable[[int], int]:
    """Code point offset to UTF-16 offset in ``text``; offsets past the end give the end."""
    size = len(text)
    if text.isascii() or max(text) <= "\uffff":
        return lambda at: max(0, min(at, size))
    table = array("I", [0])
    for character in text:
        table.append(table[-1] + (2 if character > "\uffff" else 1))
    return lambda at: table[max(0, min(at, size))]


def any_of(words: Sequence[str], levels: int = 40) -> str:
    """A regular expression that matches what the alternation of ``words``, longest first, does: a tree of their
    letters ``levels`` deep, since ten thousand alternatives would be tried one by one at every place of a text."""
    if not levels or len(words) < 2:
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    first, last = min(words), max(words)
    stem = first[:next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)]
    if not stem:
        groups = groupby(sorted(words), key=lambda word: word[:1])
        return "|".join(any_of(list(group), levels - 1) for _, group in groups)
    rest = [word.removeprefix(stem) for word in words]
    return f"{re.escape(stem)}(?:{any_of([part for part in rest if part], levels - 1)}){'?' if '' in rest else ''}"


class Embed:
    """Documents, pairs and sources numbered, so that the script and the links agree on the numbers."""

    def __init__(self, trace: Json, texts: Mapping[str, str]) -> None:
        self.trace, self.texts = trace, texts
        self.names, self.heads = labels(trace), heads(trace)
        self.documents = {item["id"]: number for number, item in enumerate(trace["documents"])}
        self.sources = {item["id"]: number for number, item in enumerate(trace["lineage"]["inferred"])}
        self._utf16 = {key: utf16(text) for key, text in texts.items()}
        self.edges = trace["lineage"]["edges"]
        self._compared = {frozenset((p["a"], p["b"])): p for p in trace["pairs"]}
        self.pairs = self._numbered()
        self.many = len(self.documents) >= MANY
        self.opened = self._met() if self.many else set(self.documents)
        # An id that is a plain word or number would be found where it is not meant.
        plain = [key for key in self.documents if re.search(r"\w[._/~-]\w", key)]
        self._ids = re.compile(rf"(?<![\w/.-])(?:{any_of(plain)})(?![\w/-]|\.\w)") if plain else None

    def _numbered(self) -> dict[frozenset[str], int]:
        """Pairs worth opening: those on an edge, then related ones by probability, up to a limit."""
        wanted = [frozenset((e["parent"], e["child"])) for e in self.edges
                  if e["parent"] in self.documents and e["child"] in self.documents]
        related = sorted((p for p in self.trace["pairs"] if p["relation"] != "unrelated"),
                         key=lambda p: (-p["p_related"], p["a"], p["b"]))
        if len(self.documents) == 2:
            related = list(self.trace["pairs"])
        wanted += [frozenset((p["a"], p["b"])) for p in related[:_MOST_PAIRS]]
        return {key: number for number, key in enumerate(dict.fromkeys(wanted))}

    def _met(self) -> set[str]:
        """Documents that stand beside another somewhere on the page."""
        met = {key for pair in self.pairs for key in pair}
        met |= {edge[end] for edge in self.edges for end in ("parent", "child")}
        return met | {key for source in self.trace["lineage"]["inferred"] for key in source["explains"]}

    def told(self, item: Json, a: str = "", b: str = "") -> list[Any]:
        """[type, text, weight] of one reason, in a reader's words: names for ids and for A and B, no offsets."""
        text = _OFFSETS.sub("", item["text"])
        if a and b:
            text = _SIDES.sub(lambda match: self.names[a if match[1] == "A" else b] + match[2], text)
        text = self._ids.sub(lambda match: self.names[match[0]], text) if self._ids else text
        return [item["type"], text, item["weight"]]

    def _claims_of(self, edge: Json) -> list[Any]:
        """What joins an article to an unseen source: the claims it is a witness of."""
        claims = self.trace["lineage"]["inferred"][self.sources[edge["parent"]]]["claims"]
        held = sum(edge["child"] in claim["witnesses"] for claim in claims)
        return [["claims", f"states {held} of the {len(claims)} claims known of it", 0]] if claims else []

    def link(self, edge: Json) -> str:
        """The page address an edge opens."""
        for end in (edge["parent"], edge["child"]):
            if end in self.sources:
                return f"#source-{self.sources[end]}"
        number = self.pairs.get(frozenset((edge["parent"], edge["child"])))
        return "#overview" if number is None else f"#pair-{number}"

    def _sentence(self, key: str, item: Json) -> list[Any]:
        at, source = self._utf16[key], item["source"]
        row: list[Any] = [at(item["start"]), at(item["end"]), item["role"], item["p_role"], item.get("note", "")]
        if source and source["id"] in self.documents:
            there = self._utf16[source["id"]]
            row += [self.documents[source["id"]], there(source["start"]), there(source["end"]), source["similarity"]]
        return row

    def _fact(self, item: Json) -> list[Any]:
        source = item["source"] or {}
        return [item["kind"], item["text"], item["status"], source.get("text", ""),
                self.documents.get(source.get("id", ""), -1),
                [self.documents[key] for key in item["also_in"] if key in self.documents]]

    def _document(self, item: Json) -> dict[str, Any]:
        key, score = item["id"], item["attribution"]["ai_rewritten"]
        url, opened = item["url"] or "", item["id"] in self.opened
        return {
            "id": line(key), "name": self.names[key], "title": line(item["title"]), "date": day(item["published"]),
            "dated": item["published_source"], "words": item["words"],
            "standing": "source" if key in self.heads else item["standing"],
            "p": item["p_derived"], "story": line(item["story"]), "path": line(item["path"]),
            "url": url if re.match(r"https?://[^\s\x00-\x1f]+$", url) else "",
            "language": item["language"], **({"text": self.texts[key]} if opened else {"file": item["text_file"]}),
            "ai": [score["score"], score["label"], score["fpr_at_label"], score["relative"], score.get("reason", ""),
                   score.get("calibrated_on", "")],
            "why": [[e["feature"], e["contribution"], e["note"]] for e in score["evidence"]],
            "padding": item["attribution"]["padding"], "shares": item["attribution"]["composition"],
            "s": [self._sentence(key, s) for s in item["sentences"]] if opened else [],
            "f": [self._fact(f) for f in item["facts"]] if opened else [],
        }

    def _cut(self, a: str, b: str, span: list[int], starts: list[int]) -> list[tuple[int, int, int, int]]:
        """A long copied run cut where B's sentences begin, so that a reader is shown a sentence at a time."""
        a0, a1, b0, b1 = span
        inside = starts[bisect_right(starts, b0):bisect_left(starts, b1)]
        ours = [match.start() + a0 for match in _WORD.finditer(self.texts[a][a0:a1])] if inside else []
        theirs = [match.start() + b0 for match in _WORD.finditer(self.texts[b][b0:b1])] if inside else []
        if not inside or len(ours) != len(theirs):
            return [(a0, a1, b0, b1)]
        cuts = sorted({bisect_left(theirs, start) for start in inside} - {0, len(theirs)})
        left, right = [a0, *(ours[i] for i in cuts), a1], [b0, *(theirs[i] for i in cuts), b1]
        return list(zip(left, left[1:], right, right[1:], strict=False))

    def _spans(self, pair: Json | None, a: str, b: str) -> list[list[Any]]:
        """[a start, a end, b start, b end, kind, similarity]; without an alignment, from the sentences' sources."""
        ours, theirs = self._utf16[a], self._utf16[b]
        if pair is not None and pair.get("spans"):
            turned = pair["a"] != a
            names = ("b_start", "b_end", "a_start", "a_end") if turned else ("a_start", "a_end", "b_start", "b_end")
            starts = [s["start"] for s in self.trace["documents"][self.documents[b]]["sentences"]]
            return [[ours(a0), ours(a1), theirs(b0), theirs(b1), s["kind"], s["similarity"]] for s in pair["spans"]
                    for a0, a1, b0, b1 in self._cut(a, b, [s[name] for name in names], starts)]
        found = []
        for s in self.trace["documents"][self.documents[b]]["sentences"]:
            source = s["source"]
            if source and source["id"] == a:
                found.append([ours(source["start"]), ours(source["end"]), theirs(s["start"]), theirs(s["end"]),
                              "verbatim" if s["role"] == "verbatim" else "paraphrase", source["similarity"]])
        return found

    def _pair(self, key: frozenset[str], edges: list[int]) -> dict[str, Any]:
        pair = self._compared.get(key)
        best = min((self.edges[i] for i in edges), key=lambda e: (e["kind"] != "derives", -e["support"]), default=None)
        a, b = (best["parent"], best["child"]) if best else (pair["a"], pair["b"]) if pair else tuple(sorted(key))
        made: dict[str, Any] = {"a": self.documents[a], "b": self.documents[b], "edges": edges,
                                "spans": self._spans(pair, a, b)}
        if pair is not None:
            turned = pair["a"] != a
            first, second = ("coverage_b", "coverage_a") if turned else ("coverage_a", "coverage_b")
            made |= {"relation": RELATION_WORDS[pair["relation"]], "p": pair["p_related"],
                     "verbatim": pair["verbatim_words"], "paraphrase": pair["paraphrase_words"],
                     "covered": [pair[first], pair[second]], "cosine": pair["tfidf_cosine"],
                     "jaccard": pair["jaccard"],
                     "evidence": [self.told(e, pair["a"], pair["b"]) for e in pair.get("evidence", ())]}
        return made

    def _source(self, item: Json) -> dict[str, Any]:
        claims = [[c["text"].lstrip("-•* "), [self.documents[w] for w in c["witnesses"] if w in self.documents],
                   bool(c.get("verbatim"))] for c in item["claims"]]
        shares = item.get("explained_share") or {}
        about = (f"Nobody supplied this text. {count(len(item['explains']), 'article')} "
                 + ("print it and credit it, or have its words." if item.get("kind") == "wire" else
                    "share what none can have taken from another."))
        return {"name": self.names[item["id"]], "about": about, "claims": claims,
                "explains": [[self.documents[k], shares.get(k)] for k in item["explains"] if k in self.documents]}

    def data(self) -> dict[str, Any]:
        """The whole, for the page."""
        edges_of: dict[frozenset[str], list[int]] = {}
        for number, edge in enumerate(self.edges):
            edges_of.setdefault(frozenset((edge["parent"], edge["child"])), []).append(number)
        return {
            "docs": [self._document(item) for item in self.trace["documents"]],
            "pairs": [self._pair(key, edges_of.get(key, [])) for key in self.pairs],
            "edges": [{"parent": self.names.get(e["parent"], e["parent"]), "kind": e["kind"],
                       "child": self.names.get(e["child"], e["child"]), "directed": e["directed"],
                       "p": self.documents.get(e["parent"], -1), "c": self.documents.get(e["child"], -1),
                       "support": e["support"], "margin": e.get("margin"), "href": self.link(e),
                       "alternative": self.names.get(e.get("alternative") or "", ""),
                       "evidence": [self.told(x) for x in e["evidence"]] or (
                           self._claims_of(e) if e["parent"] in self.sources else [])} for e in self.edges],
            "sources": [self._source(item) for item in self.trace["lineage"]["inferred"]],
        }
