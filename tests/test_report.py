"""The views of trace.json: its schema, the files, what hostile text may not do."""

from __future__ import annotations

import base64
import copy
import csv
import importlib
import io
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from traces import BIDI, HOSTILE, sample, synthetic

from provenance import InputError
from provenance.records import Trace
from provenance.tracefile.encode import text_names
from provenance.tracefile.schema import schema, validate
from provenance.tracefile.words import cut, labels, percent, summary, visible
from provenance.views import load_trace, page, show, to_dict, write
from provenance.views.files import dumps
from provenance.views.graphml import graphml
from provenance.views.page.embed import Embed, any_of, script_json, utf16
from provenance.views.plots.layout import lineage_layout
from provenance.views.tables import tables


def made(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    trace = synthetic(30) if name == "synthetic" else sample(name)
    return to_dict(trace), {report.document.id: report.document.text for report in trace.documents}


@pytest.mark.parametrize("name", ["harbor", "lantern", "synthetic"])
def test_a_trace_follows_its_schema(name: str) -> None:
    trace, texts = made(name)
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(dumps(trace)), schema())
    assert validate(trace, "trace.json", texts) is trace


def test_offsets_are_code_points_of_the_stored_text() -> None:
    trace, texts = made("harbor")
    for document in trace["documents"]:
        for fact in document["facts"]:
            if fact["status"] == "dropped":
                assert fact["start"] is None
            else:
                assert texts[document["id"]][fact["start"]:fact["end"]] == fact["text"]
            if fact["source"]:
                source = fact["source"]
                assert texts[source["id"]][source["start"]:source["end"]] == source["text"]


def test_spans_of_a_pair_point_at_equal_text() -> None:
    trace, texts = made("harbor")
    pair = next(p for p in trace["pairs"] if {p["a"], p["b"]} == {"coastal_newsline.html", "release.txt"})
    copied = [span for span in pair["spans"] if span["kind"] == "verbatim"]
    assert copied
    for span in copied:
        ours = texts[pair["a"]][span["a_start"]:span["a_end"]]
        theirs = texts[pair["b"]][span["b_start"]:span["b_end"]]
        assert ours.lower().split() == theirs.lower().split()


def _break(trace: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    broken = copy.deepcopy(trace)
    *way, last = path.split("/")
    at: Any = broken
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is KeyError:
        del at[last]
    else:
        at[int(last) if isinstance(at, list) else last] = value
    return broken


@pytest.mark.parametrize(("path", "value", "told"), [
    ("schema", "provenance.trace/2", "schema is 'provenance.trace/2'"),
    ("documents", {}, "documents is dict, not array"),
    ("documents/0/words", -1, "documents[0].words is -1, out of range"),
    ("documents/0/words", True, "documents[0].words is bool, not integer"),
    ("documents/0/sha256", "", "documents[0].sha256 is too short"),
    ("documents/1/standing", "maybe", "documents[1].standing is 'maybe', not one of"),
    ("documents/1/attribution", KeyError, "documents[1].attribution is missing"),
    ("documents/1/attribution/composition/added", 2, "composition.added is 2, out of range"),
    ("documents/1/id", "coastal_newsline.html", "documents have repeated ids"),
    ("documents/1/id", "elsewhere", "'elsewhere' is not a node"),
    ("pairs/0/a", "elsewhere", "pairs[0] names a document"),
    ("pairs/0/p_related", float("nan"), "out of range"),
    ("lineage/edges/0/parent", "elsewhere", "lineage.edges[0] names 'elsewhere'"),
    ("documents/0/sentences/0/end", 10**9, "span outside its text"),
])
def test_a_faulty_trace_is_refused_in_one_line(path: str, value: Any, told: str) -> None:
    trace, texts = made("harbor")
    with pytest.raises(InputError) as error:
        validate(_break(trace, path, value), "some/trace.json", texts)
    assert told in str(error.value)
    assert "some/trace.json" in str(error.value)
    assert "\n" not in str(error.value)


def test_standing_may_abstain() -> None:
    trace, texts = made("harbor")
    broken = _break(trace, "documents/1/standing", None)
    assert validate(broken, "trace.json", texts)
    jsonschema.validate(broken, schema())


@pytest.mark.parametrize(("name", "finding"), [
    ("harbor", "7 of 9 articles derive from one announcement; 1 covers the same event as another, "),
    ("lantern", "7 of 9 articles derive from a common source we do not have; 3 read as AI-rewritten at a "),
])
def test_the_finding_is_one_sentence(name: str, finding: str) -> None:
    told = summary(made(name)[0])["finding"]
    assert told.startswith(finding)
    assert told.endswith("% of the derived articles' words are padding.")


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    trace, texts = made("lantern")
    names = write(trace, texts, tmp_path / "out")
    contract = {"trace.json", "report.html", "lineage.png", "lineage.svg", "similarity.png", "timeline.png",
                "composition.png", "documents.csv", "pairs.csv", "sentences.csv", "facts.csv", "lineage.graphml"}
    assert contract <= set(names)
    assert load_trace(tmp_path / "out" / "trace.json") == (trace, texts)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_writing_again_gives_the_same_bytes_and_leaves_other_files_alone(tmp_path: Path) -> None:
    trace, texts = made("harbor")
    write(trace, texts, tmp_path / "out")
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    (tmp_path / "out" / "notes.txt").write_text("mine")
    write(trace, texts, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.slow
def test_what_a_run_no_longer_writes_is_removed(tmp_path: Path) -> None:
    trace, texts = made("harbor")
    write(trace, texts, tmp_path)
    undated = copy.deepcopy(trace)
    for document in undated["documents"]:
        document["published"] = document["published_source"] = None
    write(undated, texts, tmp_path)
    assert not (tmp_path / "timeline.png").exists()
    assert (tmp_path / "lineage.png").exists()


def test_a_run_cut_short_leaves_nothing(tmp_path: Path) -> None:
    trace, texts = made("harbor")

    def stop(step: str) -> None:
        if step == "report.html":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(trace, texts, tmp_path / "out", stop)
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="is a file"):
        write(*made("harbor"), tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"schema": 1}', b"[" * 100_000])
def test_a_file_that_is_no_trace_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "trace.json").write_bytes(content)
    with pytest.raises(InputError) as error:
        load_trace(tmp_path / "trace.json")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["../secret", "texts/../../secret", "/etc/passwd", "texts/a\\b", 3])
def test_texts_are_read_from_their_own_folder_only(tmp_path: Path, name: Any) -> None:
    trace, _ = made("harbor")
    (tmp_path / "trace.json").write_text(dumps(_break(trace, "documents/0/text_file", name)), "utf-8")
    with pytest.raises(InputError):
        load_trace(tmp_path / "trace.json")


def test_file_names_of_texts_are_portable_and_distinct() -> None:
    names = text_names(["a/b.txt", "a_b.txt", "A_B.txt", "../../x", "ü", "", "CON" * 60])
    assert len({name.lower() for name in names.values()}) == 7
    assert all(name.startswith("texts/") and ".." not in name and len(name) < 100 for name in names.values())


def test_tables_have_a_row_each_and_run_no_formula() -> None:
    trace, texts = made("harbor")
    trace = _break(trace, "documents/0/title", '=HYPERLINK("http://x.example")')
    found = {name: list(csv.DictReader(io.StringIO(content))) for name, content in tables(trace, texts)}
    assert len(found["documents.csv"]) == len(trace["documents"])
    assert found["documents.csv"][0]["title"].startswith("'=")
    assert len(found["pairs.csv"]) == len(trace["pairs"])
    assert len(found["sentences.csv"]) == sum(len(d["sentences"]) for d in trace["documents"])
    assert len(found["facts.csv"]) == sum(len(d["facts"]) for d in trace["documents"])


def test_graphml_is_read_by_networkx() -> None:
    trace, _ = made("lantern")
    trace = _break(trace, "documents/0/title", "bell \x07 and \ud800")
    graph = nx.read_graphml(io.BytesIO(graphml(trace)))
    assert set(graph) == {node["id"] for node in trace["lineage"]["nodes"]}
    assert graph.nodes["inferred:S1"]["kind"] == "inferred"
    assert {data["directed"] for *_, data in graph.edges(data=True)} == {True, False}


def test_the_layout_gives_every_joined_document_a_row_of_its_own() -> None:
    trace, _ = made("synthetic")
    layout = lineage_layout(trace, collapse=False)
    assert {node.id for node in layout.nodes} | set(layout.alone) == {d["id"] for d in trace["documents"]}
    rows = [node.row for node in layout.nodes]
    assert len(set(rows)) == len(rows)
    assert all(0 <= node.x <= 1.05 for node in layout.nodes)


def test_the_layout_survives_cycles_and_undirected_rings() -> None:
    trace, _ = made("harbor")
    ids = [d["id"] for d in trace["documents"]]
    ring = [{"parent": a, "child": b, "directed": i % 2 == 0, "support": 0.5, "kind": "derives", "evidence": []}
            for i, (a, b) in enumerate(zip(ids, ids[1:] + ids[:1], strict=True))]
    trace["lineage"] |= {"edges": ring, "roots": []}
    layout = lineage_layout(trace)
    assert {node.id for node in layout.nodes} | set(layout.alone) == set(ids)


def test_copies_are_drawn_as_one() -> None:
    trace, _ = made("harbor")
    ids = [d["id"] for d in trace["documents"] if d["id"] != "release.txt"][:5]
    trace["lineage"]["edges"] = [{"parent": "release.txt", "child": key, "directed": True, "support": 0.9,
                                  "kind": "derives", "evidence": []} for key in ids]
    for pair in trace["pairs"]:
        pair["relation"] = "verbatim"
    layout = lineage_layout(trace)
    assert [len(node.members) for node in layout.nodes if node.members] == [5]


def test_hidden_characters_are_shown() -> None:
    assert visible("a\u202eb\u200bc") == "a⟨U+202E⟩b⟨U+200B⟩c"
    assert visible("क्‍ष 👩‍🚀") == "क्‍ष 👩‍🚀"
    trace, _ = made("synthetic")
    trace = _break(trace, "documents/4/outlet", None)
    trace = _break(trace, "documents/5/outlet", None)
    names = labels(trace)
    assert names[trace["documents"][4]["id"]] == HOSTILE
    assert names[trace["documents"][5]["id"]] == visible(BIDI)


def test_reasons_are_told_in_names_without_offsets() -> None:
    trace, texts = made("harbor")
    embed = Embed(trace, texts)
    told = embed.told({"type": "x", "weight": 1.0, "text": "20% of A's and 3% of B's words (A 1-2, B 3-4), as release."
                       "txt.old and release.txt have; A and B stay"}, "saltmere_post.txt", "release.txt")
    assert told[1] == ("20% of The Saltmere Post's and 3% of Marrowtide Energy's words, as release.txt.old and "
                       "Marrowtide Energy have; A and B stay")


def test_offsets_for_the_browser_count_utf16_units() -> None:
    at = utf16("a😀b")
    assert [at(i) for i in range(5)] == [0, 1, 3, 4, 4]
    assert utf16("äb")(2) == 2


def test_data_in_the_page_cannot_end_its_element() -> None:
    assert script_json("</script><!--\u2028\ud800") == '"\\u003c/script\\u003e\\u003c!--\\u2028\\ud800"'


def test_a_page_can_open_with_a_comparison() -> None:
    trace, texts = made("harbor")
    assert 'data-start="#pair-' in page(trace, texts, ("release.txt", "saltmere_post.txt"))
    assert 'data-start=""' in page(trace, texts)


def test_a_trace_of_nothing_or_of_one_can_be_shown() -> None:
    trace, texts = made("harbor")
    for keep in (0, 1):
        few = trace | {"documents": trace["documents"][:keep], "pairs": [], "lineage": trace["lineage"] | {
            "nodes": trace["lineage"]["nodes"][:keep], "edges": [], "roots": [], "unplaced": []}}
        assert "<table" in page(few, texts)
        show(few, Console(file=io.StringIO()))


def test_percent_neither_hides_little_nor_rounds_to_all() -> None:
    assert [percent(v) for v in (None, 0, 0.004, 0.38, 0.999, 1)] == ["–", "0 %", "<1 %", "38 %", "99 %", "100 %"]


def test_the_terminal_says_the_finding_and_draws_the_tree() -> None:
    trace, _ = made("harbor")
    console = Console(width=100, file=io.StringIO(), color_system=None)
    show(trace, console)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert told.startswith("7 of 9 articles derive from one announcement;")
    assert "│   └── Seaward Daily" in told


def test_the_terminal_does_not_read_markup_in_names() -> None:
    trace, _ = made("harbor")
    trace["documents"][0] |= {"outlet": "[bold red]x[/bold red] [link=http://x.example]y[/link] \x1b[31m"}
    console = Console(width=200, file=io.StringIO(), force_terminal=True)
    show(trace, console)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[bold red]x[/bold red] [link=http://x.example]y[/link] ⟨U+001B⟩[31m" in told


@pytest.fixture
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("provenance.tracefile.encode", "provenance.views.page.embed"):
        monkeypatch.setattr(importlib.import_module(name), "MANY", 10)


def _apart(trace: Trace, key: str) -> Trace:
    """The trace with one document in a story of its own, its facts met by none."""
    reports = tuple(replace(report, story="S9", facts=tuple(replace(item, source=None) for item in report.facts))
                    if report.document.id == key else report for report in trace.documents)
    edges = tuple(edge for edge in trace.lineage.edges if key not in (edge.parent, edge.child))
    found = replace(trace.lineage, edges=edges, story_of={**trace.lineage.story_of, key: "S9"})
    pairs = tuple(pair for pair in trace.pairs if key not in (pair.a, pair.b))
    return replace(trace, documents=reports, pairs=pairs, lineage=found)


@pytest.mark.usefixtures("_few_are_many")
def test_of_many_documents_what_met_nothing_is_left_out_and_said() -> None:
    whole = _apart(synthetic(12, stories=1), "doc-011.txt")
    trace = to_dict(whole)
    jsonschema.validate(json.loads(dumps(trace)), schema())
    bare = [item["id"] for item in trace["documents"] if not item["facts"]]
    assert bare == ["doc-011.txt"]
    assert any(note.endswith("not listed: 1 documents") for note in trace["warnings"])


@pytest.mark.usefixtures("_few_are_many")
def test_a_page_of_many_documents_is_packed_and_links_the_texts_it_does_not_open() -> None:
    whole = _apart(synthetic(12, stories=1), "doc-011.txt")
    trace, texts = to_dict(whole), {report.document.id: report.document.text for report in whole.documents}
    held = re.search('<script type="application/json" id="data" data-packed="zlib">([^<]*)<', page(trace, texts))
    assert held is not None
    data = json.loads(zlib.decompress(base64.b64decode(held[1])))
    assert [item.get("file") for item in data["docs"]] == [None] * 11 + ["texts/doc-011.txt"]
    assert [item.get("text") for item in data["docs"]] == [*list(texts.values())[:11], None]


def test_names_that_read_alike_when_cut_give_way_to_ids() -> None:
    names = {"a.txt": "Velden buys the mill at Orm", "b.txt": "Velden buys the Mill of Tarn", "c.txt": "Tarn floods"}
    assert cut(names, 18) == {"a.txt": "a.txt", "b.txt": "b.txt", "c.txt": "Tarn floods"}
    assert cut(names, 40) == names


def test_the_finding_names_a_source_that_is_itself_an_article() -> None:
    trace = copy.deepcopy(made("harbor")[0])
    one, other = [item["id"] for item in trace["documents"] if item["standing"] in ("independent", "unrelated")][:2]
    for item in trace["documents"]:
        item["standing"] = {one: "independent", other: "derived"}.get(item["id"], item["standing"])
    trace["lineage"]["edges"].append({"parent": one, "child": other, "directed": True, "support": 0.9,
                                      "kind": "derives", "evidence": []})
    assert summary(trace)["finding"].startswith("8 of 9 articles derive from one announcement and another article; ")


@given(st.lists(st.text(alphabet="ab./x", min_size=1, max_size=8), min_size=1, max_size=12, unique=True),
       st.text(alphabet="ab./x ", max_size=40), st.integers(0, 5))
def test_a_tree_of_letters_finds_what_the_alternatives_find(words: list[str], text: str, levels: int) -> None:
    plain = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    for frame in ("{}", r"(?<![\w/.-])(?:{})(?![\w/-]|\.\w)"):
        one, other = (re.compile(frame.format(pattern)) for pattern in (any_of(words, levels), plain))
        assert [match.span() for match in one.finditer(text)] == [match.span() for match in other.finditer(text)]
