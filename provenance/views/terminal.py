"""The finding on a terminal, to be read in ten seconds: one sentence, the lineage as a tree, one line a document."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ..tracefile.shapes import Json
from ..tracefile.words import SAYS, abstains, count, cut, day, heads, labels, line, percent, short, summary
from .palette import HEAD_WORD, LABELS, STANDING_WORDS
from .plots.layout import Layout, Line, lineage_layout, order_of

_AI_STYLE = {"likely_ai": "bold", "unclear": "dim", "likely_human": ""}
_MOST_ROWS = 40


def _label(key: str, name: str, items: Mapping[str, Json], copies: int) -> Text:
    item = items.get(key)
    style = "italic" if item is None else "bold" if item["standing"] == "release" else ""
    text = Text(name, style=style)
    if item is not None and item["published"]:
        text.append(f"  {day(item['published'])}", style="dim")
    if copies:
        text.append(f"  ×{copies} copies", style="dim")
    if item is not None and item["attribution"]["ai_rewritten"]["label"] == "likely_ai":
        text.append("  AI-rewritten", style="bold yellow")
    return text


def tree(trace: Json, most: int = 200, width: int = 100) -> Tree:
    """The lineage as a rich Tree; ``~`` marks a line without known direction, ``+`` a second source.

    What a document draws on beside its parent stands behind it in words.
    """
    layout = lineage_layout(trace)
    names, beside = labels(trace), _beside(layout)
    items = {item["id"]: item for item in trace["documents"]}
    via = {frozenset((line.parent, line.child)): line for line in layout.lines if line.tree}
    made = Tree("", hide_root=True, guide_style="dim")
    branches: dict[str, Tree] = {}
    for node in layout.nodes[:most]:
        text = _label(node.id, short(node.label, max(16, width - 36 - 4 * node.depth)), items, len(node.members))
        edge = via.get(frozenset((node.parent or "", node.id)))
        if edge:
            mark = "~ " if edge.style == "undirected" else "+ " if edge.style == "second" else ""
            text = Text(mark, style="dim") + text + Text(f"  {edge.support:.2f}", style="dim cyan")
        if not node.placed:
            text.append("  not placed", style="dim")
        for line_of in beside.get(node.id, ()):
            text.append(f"  {SAYS[line_of.style]} {short(names[line_of.parent], 40)}", style="dim")
        branches[node.id] = branches.get(node.parent or "", made).add(text)
    if len(layout.nodes) > most:
        made.add(Text(f"and {len(layout.nodes) - most} more, in report.html", style="dim"))
    return made


def _beside(layout: Layout) -> dict[str, list[Line]]:
    """Lines that are no branch of the tree, by the document that draws on another."""
    found: dict[str, list[Line]] = {}
    for item in layout.lines:
        if not item.tree:
            found.setdefault(item.child, []).append(item)
    return found


def documents_table(trace: Json, most: int = _MOST_ROWS, width: int = 100) -> Table:
    """One line a document: standing, AI label, padding, and how much of it is copied or reworded."""
    made = Table(box=None, pad_edge=False, header_style="dim")
    names = cut(labels(trace), max(12, min(44, width - 62)))  # what the other columns leave
    for name in ("document", "standing", "reads as"):
        made.add_column(name, no_wrap=True)
    for name in ("copied", "reworded", "added", "padding"):
        made.add_column(name, justify="right", no_wrap=True)
    items, sources = {item["id"]: item for item in trace["documents"]}, heads(trace)
    for item in [items[key] for key in order_of(trace)[:most]]:
        shares, score = item["attribution"]["composition"], item["attribution"]["ai_rewritten"]
        release = item["standing"] == "release"
        figures = ["–" if role != "verbatim" and abstains(item) else percent(shares[role])
                   for role in ("verbatim", "paraphrase", "added", "padding")]
        made.add_row(Text(names[item["id"]]),
                     HEAD_WORD if item["id"] in sources else STANDING_WORDS[item["standing"]],
                     Text("–" if release else LABELS[score["label"]].removeprefix("reads as "),
                          style=_AI_STYLE[score["label"]]), *(["–"] * 4 if release else figures))
    return made


def show(trace: Json, console: Console) -> None:
    """Print the finding, the tree and the table."""
    found = summary(trace)
    console.print(Text(found["finding"], style="bold"))
    console.print()
    console.print(tree(trace, width=console.width))
    console.print()
    console.print(documents_table(trace, width=console.width))
    rest = len(trace["documents"]) - _MOST_ROWS
    if rest > 0:
        console.print(Text(f"and {count(rest, 'document')} more, in documents.csv", style="dim"))
    for item in trace["skipped"][:5]:
        console.print(Text(f"skipped {line(item['path'])}: {line(item['reason'])}", style="dim"))
    if len(trace["skipped"]) > 5:
        console.print(Text(f"and {len(trace['skipped']) - 5} more skipped, in trace.json", style="dim"))
    for warning in trace["warnings"]:
        console.print(Text(f"note: {line(warning)}", style="dim"))
