"""Short and partial reuse: a piece of a release planted into an article about something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ...prepare import prepare
from ...records import Prepared
from .data import Split, read_jsonl, split_of
from .pairs import Pair, Texts, by_hash, nearest


def planted(sources: Sequence[str], hosts: Mapping[str, str], texts: Texts, split: Split) -> list[Pair]:
    """A paragraph, a quotation, or headline and one sentence of a release put into its nearest unrelated article.

    ``hosts`` maps an article to the release it is about, which is never planted into it.

    The same article without the insertion is the negative. Sources without a usable quotation give two kinds only.
    """
    found: list[Pair] = []
    for at, (key, close) in enumerate(zip(sources, nearest(texts, sources, sorted(hosts), 40), strict=True)):
        near = [host for host in close if hosts[host] != key][:6]
        if not near:
            continue
        for number, (kind, piece) in enumerate(_pieces(prepare(texts[key].document))):
            host = near[(at + number) % len(near)]
            paragraphs = texts.raw[host].split("\n")
            middle = max(1, len(paragraphs) // 2)
            mixed = "\n".join([*paragraphs[:middle], piece, *paragraphs[middle:]])
            name = texts.add(f"{host}+{key}+{kind}", mixed)
            found.append(Pair(key, name, True, f"planted_{kind}", split, "partial"))
            found.append(Pair(key, host, False, f"planted_{kind}", split, "unrelated"))
    return found


def _pieces(source: Prepared) -> Iterator[tuple[str, str]]:
    """(kind, text) taken from a release: three sentences running, one quotation, headline with one sentence."""
    body = [one for one in source.sentences if one.kind == "body" and one.words >= 8]
    if len(body) >= 5:
        yield "paragraph", " ".join(source.text_of(one) for one in body[2:5])
    quotes = [fact for fact in source.facts if fact.kind == "quote" and 15 <= len(fact.text.split()) <= 60]
    if quotes:
        words = quotes[0].text.strip("“”\"")
        yield "quotation", f"A statement said: “{words}”"
    if body and source.sentences[0].words <= 30:
        yield "headline", source.text_of(source.sentences[0]) + "\n" + source.text_of(body[0])


def inserted(data: Path, texts: Texts, splits: Sequence[Split], cap: int) -> list[Pair]:
    """Pieces of InSciOut releases planted into stories about other releases of the same split."""
    rows = {row["doc_id"]: row for row in read_jsonl(data / "reuse" / "insciout_news.jsonl.gz")
            if row["source_id"] and not row["broadcast"] and not row["exact_dup_of"] and row["n_words"] >= 150}
    pairs: list[Pair] = []
    for split in splits:
        hosts = by_hash(key for key in rows if split_of(rows[key]["source_id"]) == split)[:cap]
        for key in hosts:
            texts.add(key, rows[key]["text"])
        releases = [key for key in texts.raw if key.startswith("PR-") and split_of(key) == split]
        pairs += planted(releases, {key: rows[key]["source_id"] for key in hosts}, texts, split)
    return pairs
