"""The tables in words: one line a method and setting, who wins, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
SETTINGS = {"default": "as it comes", "chosen": "at the threshold best on development texts"}


@dataclass(frozen=True, slots=True)
class Line:
    """A method at one setting: its cells, one for each measure, and which of them are the best."""

    name: str
    kind: str
    setting: str
    cells: tuple[str, ...]
    best: tuple[bool, ...]
    cpu_seconds: str
    peak_mib: str
    about: str


def lines(table: Row) -> Iterator[Line]:
    """Every method of a question that answered, at every setting."""
    names = [measure["name"] for measure in table["measures"]]
    for method in table["methods"]:
        for setting, figures in method.get("figures", {}).items():
            found = [figures.get(name) for name in names]
            first = setting == next(iter(method["figures"]))
            yield Line(method["name"], method["kind"], told(method, setting), tuple(cell(one) for one in found),
                       tuple(bool(one and one["best"]) for one in found),
                       f"{method['cpu_seconds']:.1f}" if first else "", f"{method['peak_mib']:.0f}" if first else "",
                       about(method) if first else "")


def cell(figure: Row | None) -> str:
    """A figure with its interval."""
    if figure is None or figure["value"] != figure["value"]:
        return "-"
    low, high = figure["interval"]
    return f"{figure['value']:.3f} ({low:.3f}-{high:.3f})"


def told(method: Row, setting: str) -> str:
    """The setting with its threshold."""
    value = method["settings"].get(setting)
    if value is None:
        return "own decision" if setting == "default" else ""
    shown = ", ".join(f"{one:g}" for one in value) if isinstance(value, list | tuple) else f"{value:.3g}"
    return f"{'default' if setting == 'default' else 'chosen'} {shown}"


def about(method: Row) -> str:
    """Version and licence of a package."""
    return " ".join(part for part in (method["version"], method["licence"]) if part)


def asked(table: Row) -> str:
    """What was judged, how much of it, and by which state of our code."""
    code = f" Code {table['code']}." if "code" in table else ""
    return f"{table['rows']} {table['units']} rows of {table['groups']} sources.{code}"


def absent(table: Row) -> list[str]:
    """Methods that did not answer, with the reason."""
    return [f"{method['name']}: {method['failed']}" for method in table["methods"] if "failed" in method]


def verdicts(table: Row) -> list[str]:
    """A sentence for each measure that names a winner: who, by how much, and what follows where it is not ours."""
    return [_verdict(table, measure) for measure in table["measures"] if measure["decides"]]


def _verdict(table: Row, measure: Row) -> str:
    name = measure["name"]
    best = [(method, figures[name]) for method in table["methods"] for figures in method.get("figures", {}).values()
            if name in figures and figures[name]["best"]]
    ours = next((method for method in table["methods"] if method["kind"] == "ours" and "figures" in method), None)
    if not best:
        return f"{name}: nobody may win."
    names = list(dict.fromkeys(method["name"] for method, _ in best))
    head = f"{name}: {' and '.join(names)} at {best[0][1]['value']:.3f}"
    if any(method["kind"] == "ours" for method, _ in best):
        return head + "."
    own = max((figures[name]["value"] for figures in ours["figures"].values() if name in figures),
              key=lambda value: -value if measure["least"] else value) if ours else float("nan")
    low, high = best[0][1].get("beside_ours", (0.0, 0.0))
    sure = low > 0
    head += f" beside our {own:.3f} (paired difference {low:+.3f} to {high:+.3f}{'' if sure else ', not certain'})."
    return head + (f" {measure['why']}" if sure and measure["why"] else "")
