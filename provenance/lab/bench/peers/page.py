"""The page of the peers: `peers.md`, `index.html` and a picture of quality against cost, from one set of tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from textwrap import fill
from typing import Any

from matplotlib.ticker import NullFormatter

from .words import Row, absent, asked, lines, verdicts

_COLOURS = {"ours": "#0072b2", "peer": "#d55e00", "baseline": "#7a7f87", "both": "#009e73"}  # Okabe and Ito 2008
_MARKS = {"ours": "o", "peer": "s", "baseline": "^", "both": "D"}
_NAMES = {"ours": "provenance", "peer": "peer", "baseline": "baseline", "both": "peer and ours added"}
_HEAD = ("Every method is given the same rows, by one process each on one core. A figure has its 95 % interval over "
         "sources drawn anew (400 draws, the same for all, so that differences are paired). 'chosen' is the threshold "
         "that was best on development material; the figures are of test material. Bold is the best of a column. "
         "Processor seconds and MiB are of the test part, start of the program left out.")
_STYLE = """:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;
padding:0 1rem}table{border-collapse:collapse;font-size:.85rem;margin:1rem 0}th,td{padding:.3rem .6rem;text-align:left;
border-bottom:1px solid #8886;vertical-align:top}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}.best{font-weight:700}.ours td:first-child{border-left:4px solid #0072b2}
.peer td:first-child{border-left:4px solid #d55e00}.baseline td:first-child{border-left:4px solid #7a7f87}
.both td:first-child{border-left:4px solid #009e73}figure{margin:1rem 0}svg{max-width:100%;height:auto;background:#fff}
li{margin:.2rem 0}nav a{margin-right:1rem}"""


def write(tables: Sequence[Row], machine: str, folder: Path) -> None:
    """`peers.md`, `index.html` and `peers.svg` in ``folder``."""
    (folder / "peers.md").write_text(markdown(tables, machine), encoding="utf-8")
    drawing = figure(tables)
    (folder / "peers.svg").write_text(drawing, encoding="utf-8")
    (folder / "index.html").write_text(page(tables, machine, drawing), encoding="utf-8")


def _titles(table: Row) -> list[str]:
    return ["method", "setting", *(measure["name"] + (" (less is better)" if measure["least"] else "")
                                   for measure in table["measures"]), "CPU s", "MiB", "version, licence"]


def markdown(tables: Sequence[Row], machine: str) -> str:
    """The page as Markdown."""
    parts = ["# Side by side", "", _HEAD, "", machine, "",
             "![Quality against cost](peers.svg)", ""]
    for table in tables:
        titles = _titles(table)
        parts += [f"## {table['asks']}", "", asked(table), ""]
        parts += [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
        for line in lines(table):
            cells = [f"**{cell}**" if best else cell for cell, best in zip(line.cells, line.best, strict=True)]
            row = [line.name, line.setting, *cells, line.cpu_seconds, line.peak_mib, line.about]
            parts.append(f"| {' | '.join(row)} |")
        said = [*verdicts(table), *(f"Not asked: {one}." for one in absent(table))]
        parts += ["", *(f"- {one}" for one in said), ""]
    return "\n".join(parts)


def page(tables: Sequence[Row], machine: str, drawing: str) -> str:
    """The page as one HTML file without scripts or links to other places."""
    parts = ["<!doctype html><html lang='en'><meta charset='utf-8'><title>Side by side</title>",
             "<meta name='viewport' content='width=device-width'>", f"<style>{_STYLE}</style>", "<main>",
             "<h1>Side by side</h1>", f"<p>{escape(_HEAD)}</p><p>{escape(machine)}</p>", "<nav>",
             *(f"<a href='#{table['name']}'>{escape(table['asks'])}</a>" for table in tables), "</nav>",
             f"<figure>{drawing[drawing.index('<svg'):]}<figcaption>The first measure of every question against "
             "processor seconds; up and left is better, open marks are at the threshold chosen. Where less is better "
             "the axis is turned.</figcaption></figure>"]
    for table in tables:
        parts += _section(table)
    return "\n".join([*parts, "</main></html>", ""])


def _section(table: Row) -> list[str]:
    parts = [f"<section id='{table['name']}'><h2>{escape(table['asks'])}</h2>",
             f"<p>{escape(asked(table))}</p>",
             "<div class='scroll' role='region' tabindex='0' aria-label='table'><table><thead><tr>",
             *(f"<th scope='col'>{escape(title)}</th>" for title in _titles(table)), "</tr></thead><tbody>"]
    for line in lines(table):
        cells = "".join(f"<td class='n{' best' if best else ''}'>{escape(cell)}</td>"
                        for cell, best in zip(line.cells, line.best, strict=True))
        parts.append(f"<tr class='{line.kind}'><td>{escape(line.name)}</td><td>{escape(line.setting)}</td>{cells}"
                     f"<td class='n'>{line.cpu_seconds}</td><td class='n'>{line.peak_mib}</td>"
                     f"<td>{escape(line.about)}</td></tr>")
    said = [*verdicts(table), *(f"Not asked: {one}." for one in absent(table))]
    return [*parts, "</tbody></table></div><ul>", *(f"<li>{escape(one)}</li>" for one in said), "</ul></section>"]


def figure(tables: Sequence[Row]) -> str:
    """Quality (the first measure that is a table's headline) against processor seconds, one panel a question; SVG."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot as plt

    columns = min(4, len(tables))
    rows = -(-len(tables) // columns)
    with plt.rc_context({"svg.hashsalt": "peers", "font.size": 8, "svg.fonttype": "none"}):
        drawing, axes = plt.subplots(rows, columns, figsize=(3.4 * columns, 3.0 * rows), squeeze=False)
        for place, axis in enumerate(axes.ravel()):
            if place < len(tables):
                _panel(axis, tables[place])
            else:
                axis.set_axis_off()
        marks = [plt.Line2D([], [], marker=_MARKS[kind], color=_COLOURS[kind], linestyle="", label=name)
                 for kind, name in _NAMES.items()]
        drawing.legend(handles=marks, loc="lower right", frameon=False)
        drawing.tight_layout()
        out = io.StringIO()
        drawing.savefig(out, format="svg", metadata={"Date": None})
        plt.close(drawing)
    return out.getvalue()


def _panel(axis: Any, table: Row) -> None:
    measure = table["measures"][0]
    name = measure["name"]
    for method in table["methods"]:
        figures = method.get("figures", {})
        found = [(setting, entry[name]) for setting, entry in figures.items() if name in entry]
        for setting, one in found:
            low, high = one["interval"]
            seconds = max(method["cpu_seconds"], 0.01)
            axis.plot([seconds, seconds], [low, high], color=_COLOURS[method["kind"]], linewidth=0.8, alpha=0.5)
            axis.plot(seconds, one["value"], marker=_MARKS[method["kind"]], color=_COLOURS[method["kind"]],
                      markersize=5, fillstyle="full" if setting == "default" else "none")
        if found and method["kind"] != "both":
            axis.annotate(method["name"].split(",")[0].split(" (")[0][:26], (seconds, found[-1][1]["value"]),
                          fontsize=5.5, xytext=(4, 2), textcoords="offset points")
    axis.set_xscale("log")
    if measure["least"]:
        axis.invert_yaxis()
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.set_title(fill(table["asks"], 36), fontsize=8)
    axis.set_xlabel("processor seconds")
    axis.set_ylabel(name)
