"""Registers, outlets, generators and lengths the score has not met: what it calls them, at the shipped rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...attribute.calibration import threshold
from ...attribute.limits import worst_threshold
from ...attribute.model import AttributionModel
from .attribution_measures import auroc, interval, rate_interval, tpr_at
from .fit_attribution import Collection, Mask, Vocabulary, fit
from .fit_limits import OTHER, PRESS, gate, groups, learnable, train_all

Floats = NDArray[np.float64]

NEWS = ("broadcast-digest", "broadcast-news", "business-news", "comment", "entertainment-and-health")
RECENT = ("gpt-4o", "gemini", "llama-3")
_FAMILIES = ("gpt", "claude", "gemini", "llama", "mistral", "qwen", "deepseek", "vicuna")
_LENGTHS = ((80, 120), (120, 160), (160, 240), (240, 400), (400, 100_000))
_ARCHIVES = (20, 50, 99, 300)
_DRAWS = 200
_OUTLET = 20  # texts an outlet needs to have a rate


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Every text valued by weights without its register, and flagged at limits set without it."""

    whole: Collection
    model: AttributionModel
    values: Floats
    flagged: Mask
    judged: Mask  # clear cases, long enough


def left_out(whole: Collection, words: Vocabulary) -> LeftOut:
    """Train once for each group; hold every register against the worst of the others."""
    model, models, _ = train_all(whole, words)
    number = groups(whole)
    values, strange = np.zeros(len(whole.rows)), np.zeros(len(whole.rows), dtype=bool)
    for at, one in [(-1, model), *enumerate(models)]:
        own = number == at
        views = one.views(whole.raw.take(own))
        values[own], strange[own] = one.values(views), model.strangeness(views) > model.strange
    flagged = np.zeros(len(whole.rows), dtype=bool)
    for register in np.unique(whole.register):
        own = whole.register == register
        press, other = _limits(model, str(register))
        kind = _other_prose(whole, model, str(register))
        flagged[own] = (values[own] > np.where(kind, max(press, other), press)) & ~strange[own]
    return LeftOut(whole, model, values, flagged, whole.teaches & whole.long)


def _limits(model: AttributionModel, register: str) -> tuple[float, float]:
    """Both limits from the registers other than ``register``."""
    press, other = (
        [at for at, name in enumerate(names) if name != register] for names in (model.registers, model.other_registers))
    return (worst_threshold([model.registers[at] for at in press], model.quantiles[press])[0],
            worst_threshold([model.other_registers[at] for at in other], model.other_quantiles[other])[0])


def _other_prose(whole: Collection, model: AttributionModel, register: str) -> Mask:
    """Which texts of ``register`` a gate that has not met it takes for other prose."""
    own = whole.register == register
    fresh = replace(model, gate=gate(model, whole, learnable(whole) & ~own))
    return fresh.other(model.views(whole.raw.take(own)))


def registers(found: LeftOut) -> list[dict[str, Any]]:
    """Realised rate, finds and ranking of every register."""
    table = []
    for register in sorted({str(name) for name in found.whole.register[found.judged]}):
        own = found.judged & (found.whole.register == register)
        human, machine = own & ~found.whole.ai, own & found.whole.ai
        entry: dict[str, Any] = {"register": register, "human": int(human.sum()), "machine": int(machine.sum()),
                                 "use": "press" if register in PRESS else "other" if register in OTHER else "-"}
        if human.sum() >= 15:
            hits = int(found.flagged[human].sum())
            entry |= {"fpr": hits / human.sum(), "fpr_interval": rate_interval(hits, int(human.sum()))}
        if machine.sum() >= 15:
            hits = int(found.flagged[machine].sum())
            entry |= {"found": hits / machine.sum(), "found_interval": rate_interval(hits, int(machine.sum()))}
        if min(human.sum(), machine.sum()) >= 15:
            entry |= {"auroc": auroc(found.values[human], found.values[machine]),
                      "tpr1_own": tpr_at(found.values[human], found.values[machine], 0.01)}
        table.append(entry)
    return table


def outlets(found: LeftOut) -> dict[str, Any]:
    """Rates by outlet: how many, and the worst with its interval."""
    office = np.array([row.office for row in found.whole.rows])
    own = found.judged & np.isin(found.whole.register, ("outlet-news", "agency-news", "government-releases"))
    rates = []
    for name in np.unique(office[own]):
        texts = own & (office == name)
        if texts.sum() >= _OUTLET:
            hits, total = int(found.flagged[texts].sum()), int(texts.sum())
            rates.append((hits / total, str(name), hits, total, rate_interval(hits, total)))
    worst = max(rates)
    return {"outlets": len(rates), "lower_bounds_above_1_percent": sum(rate[4][0] > 0.01 for rate in rates),
            "worst": worst[1], "its_rate": worst[0], "its_interval": worst[4]}


def recent(found: LeftOut) -> list[dict[str, Any]]:
    """Finds by recent generator, in news and in other prose."""
    generator = np.array([row.generator.casefold() for row in found.whole.rows])
    news = np.isin(found.whole.register, NEWS)
    table = []
    for name in RECENT:
        of_it = np.array([text.startswith(name) or f"/{name}" in text for text in generator])
        for where, place in (("news", news), ("other domains", np.char.startswith(found.whole.register, "l2r"))):
            own = found.judged & found.whole.ai & of_it & place
            if own.sum() >= 15:
                hits = int(found.flagged[own].sum())
                table.append({"generator": name, "in": where, "machine": int(own.sum()), "found": hits / own.sum(),
                              "interval": rate_interval(hits, int(own.sum()))})
    return table


def lengths(found: LeftOut) -> list[dict[str, Any]]:
    """Rates of news and releases by number of words."""
    words, press = found.whole.raw.words, np.isin(found.whole.register, PRESS)
    table = []
    for low, high in _LENGTHS:
        own = found.judged & press & (words >= low) & (words < high)
        human, machine = own & ~found.whole.ai, own & found.whole.ai
        hits = int(found.flagged[human].sum())
        table.append({"words": f"{low}-{high}" if high < 100_000 else f"{low}+", "human": int(human.sum()),
                      "fpr": hits / max(human.sum(), 1), "fpr_interval": rate_interval(hits, int(human.sum())),
                      "machine": int(machine.sum()), "found": float(found.flagged[machine].mean())})
    return table


def archives(found: LeftOut) -> list[dict[str, Any]]:
    """Registers taken as archives: the realised rate on the rest of the register, over draws."""
    table, chance = [], np.random.default_rng(1)
    for size in _ARCHIVES:
        rates = []
        for register in PRESS:
            own = found.values[found.judged & ~found.whole.ai & (found.whole.register == register)]
            if len(own) >= 2 * size and len(own) >= 200:
                for _ in range(_DRAWS // 8):
                    order = chance.permutation(len(own))
                    rates.append(float((own[order[size:]] > threshold(own[order[:size]])).mean()))
        low, high = np.quantile(rates, [0.05, 0.95])
        table.append({"texts": size, "draws": len(rates), "mean": float(np.mean(rates)), "from": float(low),
                      "to": float(high)})
    return table


def families(whole: Collection, words: Vocabulary, model: AttributionModel) -> list[dict[str, Any]]:
    """Every generator family left out of training, on test articles against test humans of the same news sets."""
    learn = learnable(whole)
    usable = whole.teaches & whole.long & (whole.split == "test")
    family = np.array([row.family for row in whole.rows])
    table = []
    for name in _FAMILIES:
        own = usable & whole.ai & (family == name) & np.isin(whole.register, NEWS)
        if own.sum() < 10:
            continue
        fresh = replace(fit(whole, learn & (family != name), words), level=model.level, scatter=model.scatter)
        values = fresh.values(fresh.views(whole.raw))
        human = usable & ~whole.ai & np.isin(whole.register, np.unique(whole.register[own]))
        table.append({"family": name, "human": int(human.sum()), "machine": int(own.sum()),
                      "auroc": auroc(values[human], values[own]),
                      "auroc_interval": interval(values[human], values[own], auroc),
                      "tpr1": tpr_at(values[human], values[own], 0.01)})
    return table
