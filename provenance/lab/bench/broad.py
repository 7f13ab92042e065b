"""Collections that came later: dated news of many outlets, agency stories, old web pages, rewrites of many domains.

They are read like those of `corpora` and obey the same split: by outlet, author or source, never by row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .corpora import Row, family_of, read_jsonl


def rows(data: Path) -> list[Row]:
    """All texts of the later collections."""
    return [*outlet_rows(data), *_agency_rows(data), *_web_rows(data), *_domain_rows(data), *_rewrite_rows(data),
            *_humanised_rows(data)]


def outlet_rows(data: Path) -> list[Row]:
    """News of 192 outlets, 2012-2020, all human; ``group`` and ``office`` name the outlet."""
    return [Row(raw["id"], raw["text"], "human_outlets", False, "outlet/" + raw["outlet"], "news",
                office=raw["outlet"]) for raw in read_jsonl(data / "ai" / "human_outlets.jsonl.gz")]


def _agency_rows(data: Path) -> list[Row]:
    return [Row(raw["id"], raw["text"], "human_wire", False, "wire/" + raw["author"], "news", office=raw["author"])
            for raw in read_jsonl(data / "ai" / "human_wire.jsonl.gz")]


def _web_rows(data: Path) -> list[Row]:
    return [Row(raw["id"], raw["text"], "human_web_2014", False, raw["id"], "web")
            for raw in read_jsonl(data / "ai" / "human_web_2014.jsonl.gz")]


def _domain_rows(data: Path) -> list[Row]:
    """Passages of many kinds of prose and their rewrites; the kind is part of the corpus name."""
    found = []
    for raw in read_jsonl(data / "ai" / "l2r_domains.jsonl.gz"):
        human = raw["label"] == "human"
        source = raw.get("source_id")
        group = "l2r/" + str(source or raw["id"])
        found.append(Row("l2r/" + raw["id"], raw["text"], "l2r-" + raw["domain"], not human, group, raw["domain"],
                         "human" if human else _family(raw), "rewrite", 0.0 if human else 1.0,
                         None if human or not source else "l2r/" + str(source),
                         generator="" if human else raw["generator"]))
    return found


def _family(raw: dict[str, Any]) -> str:
    return family_of(raw["generator"].replace("GPT-3", "gpt-3.5"))


def _rewrite_rows(data: Path) -> list[Row]:
    return [Row("f3/" + raw["id"], raw["text"], "f3_rewrites", True, "f3/" + str(raw["source_id"]), "news", "gpt",
                "rewrite", 1.0, generator=raw["generator"]) for raw in read_jsonl(data / "ai" / "f3_rewrites.jsonl.gz")]


def _humanised_rows(data: Path) -> list[Row]:
    return [Row("hart/" + raw["id"], raw["text"], "hart_humanised", True, "hart/" + raw["id"], "news", "humanised",
                raw["kind"], 1.0) for raw in read_jsonl(data / "ai" / "hart_humanised.jsonl.gz")]
