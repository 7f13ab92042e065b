"""The glossary has every word a reader meets; pages made from the code are what the code says."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

import provenance
from provenance.facts.kinds import KINDS
from provenance.judge.explain import GROUPS
from provenance.lineage.reasons import _GROUPS
from provenance.records import FactStatus
from provenance.tracefile.schema import schema
from provenance.tracefile.words import NODES, SAYS
from provenance.views import pair
from provenance.views.palette import LABELS, RELATION_WORDS, ROLE_STYLES, STANDING_WORDS
from provenance.views.study import QUESTIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "provenance" / "docs"
VIEWS = ROOT / "provenance" / "views"


def plain(word: str) -> str:
    return word.replace("_", " ").lower()


def shown() -> Iterator[str]:
    """Every word of the views: kinds, roles, standings, statuses, relations, evidence, headings of columns."""
    yield from SAYS.values()
    yield from NODES.values()
    yield from pair.WORDS.values()
    yield from get_args(FactStatus)
    yield from KINDS
    yield from (style.name for style in ROLE_STYLES)
    yield from STANDING_WORDS.values()
    yield from LABELS.values()
    yield from RELATION_WORDS
    yield from (*GROUPS, *_GROUPS)
    yield from (name for name, _ in QUESTIONS)
    yield from re.findall(r'Evidence\("(\w+)"', "".join(path.read_text("utf-8") for path in
                                                       (ROOT / "provenance/lineage").glob("*.py")))
    for name in ("terminal.py", "scores.py"):
        columns = re.findall(r"for name in \(([^)]*)\):", (VIEWS / name).read_text("utf-8"))
        yield from (word for found in columns for word in re.findall(r'"([^"]+)"', found) if word not in (
            "document", "because"))
    page = (VIEWS / "page/report.html").read_text("utf-8")
    yield from (word for word in re.findall(r'<th scope="col"[^>]*>([^<{]+)</th>', page) if word != "Document")


GLOSSARY = {plain(word) for word in re.findall(r"\*\*([^*]+)\*\*", (DOCS / "glossary.md").read_text("utf-8"))}


@pytest.mark.parametrize("word", sorted({plain(word) for word in shown()}))
def test_every_word_a_reader_meets_is_in_the_glossary(word: str) -> None:
    assert word in GLOSSARY


def reference() -> str:
    """The page of public names, from their signatures and docstrings."""
    told = ["# Reference\n\nMade from the docstrings by `python tests/test_words.py`; a test holds the two together. "
            "Examples stand in [in Python](api.md).\n"]
    for name in sorted(provenance.__all__, key=str.lower):
        value = getattr(provenance, name)
        if not name.startswith("__"):
            told.append(f"## {name}\n\n{_entry(name, value)}")
    return "\n".join(told)


def _entry(name: str, value: Any) -> str:
    parts = [_signature(name, value), inspect.getdoc(value) or "", ""]
    if inspect.isclass(value) and not issubclass(value, Exception):
        for member, function in sorted(vars(value).items()):
            if not member.startswith("_") and (inspect.isfunction(function) or isinstance(function, property)):
                parts += [_signature(f"{name}.{member}", function), inspect.getdoc(function) or "", ""]
    return "\n".join(parts)


def _signature(name: str, value: Any) -> str:
    try:
        told = str(inspect.signature(value))
    except (TypeError, ValueError):
        told = ""
    told = re.sub(r"(: |-> )'([^']*)'", r"\1\2", re.sub(r" at 0x[0-9a-f]+", "", told))
    return f"```python\n{name}{told}\n```\n"


def schema_page() -> str:
    """The page of ``trace.json``, from its JSON schema."""
    told = ["# The schema of trace.json\n\nMade from `provenance/tracefile/trace.schema.json` (JSON Schema, draft "
            "2020-12) by `python tests/test_words.py`. Offsets count Unicode code points of the stored text; shares "
            "and probabilities lie between 0 and 1. What the fields mean: [the report](report.md) and the "
            "[glossary](glossary.md).\n"]
    whole = schema()
    for name, part in [("trace.json", whole), *whole["$defs"].items()]:
        rows = [f"| `{field}` | {_kind(rule)} | {'yes' if field in part.get('required', ()) else 'no'} |"
                for field, rule in part.get("properties", {}).items()]
        head = f"## {name}\n\n" + ("| field | is | always there |\n|---|---|---|\n" if rows else f"{_kind(part)}\n")
        told.append(head + "\n".join(rows) + ("\n" if rows else ""))
    return "\n".join(told)


def _kind(rule: Mapping[str, Any]) -> str:
    if "$ref" in rule:
        name = rule["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name})"
    if "enum" in rule or "const" in rule:
        return "one of " + ", ".join(f"`{json.dumps(value)}`" for value in rule.get("enum", [rule.get("const")]))
    if "properties" in rule:
        return "object of " + "; ".join(f"`{name}`: {_kind(inner)}" for name, inner in rule["properties"].items())
    if "items" in rule:
        return f"list of {_kind(rule['items'])}"
    names = rule.get("type", "anything")
    told = " or ".join([names] if isinstance(names, str) else names)
    limits = [f"{word} {rule[key]}" for key, word in (("minimum", "from"), ("maximum", "to")) if key in rule]
    return " ".join([told, *limits])


MADE = {"reference.md": reference, "schema.md": schema_page}


@pytest.mark.parametrize("name", MADE)
def test_a_page_made_from_the_code_says_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == MADE[name](), "run python tests/test_words.py"


def test_every_public_name_and_its_methods_are_told() -> None:
    page = (DOCS / "reference.md").read_text("utf-8")
    for name in provenance.__all__:
        assert name.startswith("__") or f"\n## {name}\n" in page
    assert "Archive.query(" in page
    assert "Result.tables(" in page


if __name__ == "__main__":
    for made, page in MADE.items():
        (DOCS / made).write_text(page(), "utf-8")
    sys.exit(0)
