"""Puts a question to every method in turn and makes a table of what they said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ....errors import InputError
from .question import Floats, Measure, Method, Part, Question, counted, drawn, interval

LIMIT = 900  # seconds a method may take
_GRID = 60  # thresholds tried of the scores a method gives
_PARTS = ("dev", "test")
Told = dict[str, Any]
_LICENCES = {"defluff": "MIT"}  # states the whole text


def ask(question: Question, data: Path, folder: Path) -> dict[str, Any]:
    """The table of one question, plain values; ``folder`` receives the material and the answers."""
    if said := _child(question, "", folder, data, folder / "none"):
        raise InputError(f"no material for {question.name}: {said}", data, "point --data at the benchmark folder")
    parts: dict[str, Part] = {part: json.loads((folder / f"{part}.json").read_text("utf-8")) for part in _PARTS}
    answers = {method.name: _answers(question, method, folder, data) for method in question.methods}
    methods = {method.name: method for method in question.methods}
    if question.joined:
        for method, told in _joined(question, answers):
            answers[method.name], methods[method.name] = told, method
    rows = [_row(question, methods[name], told, parts) for name, told in answers.items()]
    _compare(question, rows)
    rows += [{"name": name, "kind": "peer", "note": "", "version": "", "licence": "", "failed": reason}
             for name, reason in question.unreachable.items()]
    units = parts["test"]["units"]
    return {"name": question.name, "asks": question.asks, "rows": question.rows, "units": len(units),
            "groups": len({str(unit["group"]) for unit in units}), "methods": [_plain(row) for row in rows],
            "measures": [{"name": one.name, "least": one.least, "decides": one.decides,
                          "why": question.why.get(one.name, "")} for one in question.measures]}


def _answers(question: Question, method: Method, folder: Path, data: Path) -> Told:
    """What a method says, from a process of its own; ``failed`` says why there is nothing."""
    if method.module and find_spec(method.module.split(".")[0]) is None:
        return {"failed": "not installed"}
    out = folder / "told.json"
    out.unlink(missing_ok=True)
    if said := _child(question, method.name, folder, data, out):
        return {"failed": said}
    told: Told = json.loads(out.read_text("utf-8"))
    return told


def _child(question: Question, method: str, folder: Path, data: Path, out: Path) -> str:
    """Run `child` for a method, or for the material where none is named; what went wrong, empty where nothing did."""
    root = str(Path(__file__).parents[4])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]),
                                "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "provenance.lab.bench.peers.child", question.name, method, folder, data, out]
    try:
        ran = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True,
                             timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return f"no answer within {LIMIT} s"
    return "failed: " + (ran.stderr.strip().splitlines() or ["no word"])[-1][:160] if ran.returncode else ""


def _joined(question: Question, answers: Mapping[str, Told]) -> Iterator[tuple[Method, Told]]:
    """Every peer's score added to ours, both in units of their spread on development material."""
    ours = answers.get(question.joined, {"failed": ""})
    for method in question.methods:
        told = answers[method.name]
        if method.kind != "peer" or "failed" in told or "failed" in ours or not told["dev"]:
            continue
        both = {"cpu_seconds": told["cpu_seconds"] + ours["cpu_seconds"], "seconds": told["seconds"] + ours["seconds"],
                "peak_mib": max(told["peak_mib"], ours["peak_mib"])}
        for part in _PARTS:
            both[part] = (_standard(question, told, part) + _standard(question, ours, part)).tolist()
        yield Method(f"{method.name} + ours", method.run, "both"), both


def _standard(question: Question, told: Told, part: str) -> Floats:
    level = np.array([question.score_of(one) for one in told["dev"]])
    values = np.array([question.score_of(one) for one in told[part]])
    standard: Floats = (values - level.mean()) / (level.std() + 1e-9)
    return standard


def _row(question: Question, method: Method, told: Told, parts: dict[str, Part]) -> dict[str, Any]:
    """Figures of one method at its default and at the threshold chosen on development material."""
    row: dict[str, Any] = {"name": method.name, "kind": method.kind, "note": method.note, **_package(method)}
    if "failed" in told:
        return row | {"failed": told["failed"]}
    row |= {name: told[name] for name in ("cpu_seconds", "seconds", "peak_mib")}
    settings = {"default": method.default} if method.kind != "both" else {}
    if told["dev"]:
        settings["chosen"] = _chosen(question, method, parts["dev"]["units"], told["dev"])
    row["settings"], row["figures"], row["_draws"] = settings, {}, {}
    for at, value in settings.items():
        for measure in question.measures:
            if at == "chosen" and not measure.of_threshold and "default" in settings:
                continue
            counts, groups = counted(measure, parts["test"]["units"], told["test"], value)
            if not len(counts) or not np.isfinite(measure.score(counts.sum(axis=0))):
                continue
            draws = drawn(counts, groups, measure.score)
            row["figures"].setdefault(at, {})[measure.name] = {
                "value": measure.score(counts.sum(axis=0)), "interval": interval(draws), "units": len(counts)}
            row["_draws"][at, measure.name] = draws
    return row


def _package(method: Method) -> dict[str, str]:
    if not method.package:
        return {"version": "", "licence": ""}
    try:
        about = metadata.metadata(method.package)
    except metadata.PackageNotFoundError:
        return {"version": "", "licence": ""}
    stated = "".join((about.get_all("License-Expression") or about.get_all("License") or [""])[:1])
    named = [one.rsplit(":: ")[-1] for one in about.get_all("Classifier") or [] if one.startswith("License")]
    licence = _LICENCES.get(method.package) or (stated if 0 < len(stated) < 40 else "") or "; ".join(named)
    return {"version": about["Version"], "licence": licence or "licence not stated"}


def _chosen(question: Question, method: Method, units: Sequence[Any], told: Sequence[Any]) -> Any:
    """The setting that is best on development material, the first of equals."""
    measure = next(one for one in question.measures if one.of_threshold)
    if method.grid:
        return max(method.grid, key=lambda at: _on(measure, units, told, at))
    scores = [question.score_of(one) for one in told]
    if question.choose:
        return question.choose(units, scores)
    tried = np.unique(np.quantile([one for one in scores if np.isfinite(one)], np.linspace(0, 1, _GRID)))
    return float(max(tried, key=lambda at: _on(measure, units, told, at)))


def _on(measure: Measure, units: Sequence[Any], told: Sequence[Any], at: Any) -> float:
    value = measure.score(counted(measure, units, told, at)[0].sum(axis=0))
    return float("-inf") if value != value else round(-value if measure.least else value, 9)


def _compare(question: Question, rows: Sequence[dict[str, Any]]) -> None:
    """Mark the best of each measure, and give each figure its paired difference from our own first method.

    At a chosen threshold it is held against ours at a chosen one, where ours has one.
    """
    ours = next((row for row in rows if row["kind"] == "ours" and "failed" not in row), None)
    for measure in question.measures:
        sign = -1.0 if measure.least else 1.0
        shown = [(row, at, entry[measure.name]) for row in rows for at, entry in row.get("figures", {}).items()
                 if measure.name in entry]
        able = [round(sign * figure["value"], 3) for row, at, figure in shown if _able(measure, row["figures"][at])]
        for row, at, figure in shown:
            figure["best"] = (measure.decides and _able(measure, row["figures"][at])
                              and round(sign * figure["value"], 3) >= max(able))
            own = {} if ours is None or row is ours else ours["_draws"]
            beside = own.get((at, measure.name), own.get(("default", measure.name)))
            if beside is not None:
                figure["beside_ours"] = interval(sign * (row["_draws"][at, measure.name] - beside))


def _able(measure: Measure, figures: dict[str, Any]) -> bool:
    """Whether a method at a setting can win a measure."""
    if measure.guard is None:
        return True
    name, most = measure.guard
    return bool(figures[name]["value"] <= most)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("_")}
