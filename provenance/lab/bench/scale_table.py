"""The measurements of `bench.scale` as plain text, each target with met or missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Result = dict[str, Any]


def _row(cells: Sequence[object], widths: Sequence[int]) -> str:
    return "  ".join(str(cell).ljust(width) if place == 0 else str(cell).rjust(width)
                     for place, (cell, width) in enumerate(zip(cells, widths, strict=True))).rstrip()


def _beside(found: Result) -> list[str]:
    widths = (20, 8, 8, 8, 6, 6, 8, 6, 6)
    lines = [_row(("method, 10,000 texts", "cpu s", "texts/s", "MiB", "prec.", "recall", "partial", "c<.1", "viral"),
                  widths)]
    for name, row in found["beside"].items():
        recall = row["recall"]
        lines.append(_row((name, f"{row['cpu_seconds']:.2f}", f"{row['documents'] / row['cpu_seconds']:,.0f}",
                           f"{row['peak_mib']:.0f}", f"{row['precision']:.3f}", f"{recall['all']:.3f}",
                           f"{recall['partial']:.3f}", f"{recall['<.1']:.3f}", f"{recall.get('viral', 0):.3f}"),
                          widths))
    return lines


def _sizes(name: str, rows: Sequence[Result]) -> list[str]:
    widths = (20, 10, 9, 9, 9, 8)
    lines = [_row((name, "texts", "cpu s", "wall s", "texts/s", "MiB"), widths)]
    lines += [_row(("", f"{row['documents']:,}", f"{row['cpu_seconds']:.1f}", f"{row['seconds']:.1f}",
                    f"{row['documents'] / row['cpu_seconds']:,.0f}", f"{row['peak_mib']:.0f}"), widths)
              for row in rows]
    return lines


def _target(text: str, value: float | None, met: bool, form: str = ".2f") -> str:
    return f"{'met   ' if met else 'missed'}  {text}: {'not measured' if value is None else format(value, form)}"


def _least(text: str, value: float, bound: float, form: str = ".3f") -> str:
    return _target(f"{text} >= {bound:g}", value, value >= bound, form)


def _most(text: str, value: float, bound: float, form: str = ".2f") -> str:
    return _target(f"{text} <= {bound:g}", value, value <= bound, form)


def targets(found: Result) -> list[str]:
    """Every target that was measured, with its figure."""
    mine = found["beside"]["provenance scan"]
    lines = [
        _least("times datasketch's update loop, LSH .5 (cpu)",
               found["beside"]["datasketch LSH .5"]["cpu_seconds"] / mine["cpu_seconds"], 60, ".0f"),
        _least("partial-copy recall", mine["recall"]["partial"], 0.99),
        _least("precision", mine["precision"], 0.95),
        _least("recall on stories of more than 100 copies", mine["recall"].get("viral", 0.0), 0.95)]
    largest = found["scan"][-1]
    if found.get("exponent") is not None:
        lines.append(_most("growth exponent of scan time (cpu)", found["exponent"], 1.15))
    lines += [_most(f"scan of {largest['documents']:,}: MiB for 10,000 documents",
                    largest["peak_mib"] / largest["documents"] * 10_000, 250, ".0f")]
    lines.append(_least("times rapidfuzz's word opcodes, tokenising included",
                        found["aligned"]["seeds_per_second"] / found["aligned"]["opcodes_per_second"], 20, ".1f"))
    if "senate" in found:
        row = found["senate"]
        lines += [_most("scan of the real releases, wall s", row["seconds"], 90, ".0f"),
                  _least("  recall, containment >= .3", row["recall"][">=.3"], 0.98),
                  _least("  recall, containment .1-.3", row["recall"][".1-.3"], 0.90)]
    return lines


def table(found: Result) -> str:
    """All measurements and targets as text."""
    parts = [_beside(found), _sizes("scan, planted", found["scan"])]
    if "senate" in found:
        parts.append(_sizes("scan, real releases", [found["senate"]]))
    parts.append(targets(found))
    parts.append([f"not installed, left out: {name}" for name in found["absent"]] + [
        "left out: passim, which runs on Spark alone and is on no package index (the name there is another program's)"])
    return "\n\n".join("\n".join(part) for part in parts)
