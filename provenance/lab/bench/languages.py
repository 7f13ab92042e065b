"""German, French and Spanish as a user meets them: invented families traced whole by the program.

``samples/languages`` holds three families of each language: a release, a rewrite, a report of the same event by
somebody who does not use the release, a text on something else, and an English translation. The word-for-word copy and
the edited copy are made here. All texts of a language are traced together, releases named, dates and outlets given;
nothing of the program was fitted on these texts.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...facts import extract
from ...facts.kinds import FIGURES
from ...languages import LANGUAGES
from ...text.segment import sentences, words
from .commands import provenance, written

FAMILIES = Path(__file__).parents[3] / "samples" / "languages"
COPIES, REWRITES = ("copy", "edited"), ("rewrite",)
# Ways to write one figure or date, by language: each row is one value.
FORMS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "de": (("1.250,5 Tonnen", "1 250,5 Tonnen", "1250,5 Tonnen"),
           ("64 Millionen Euro", "64 Mio. Euro", "64.000.000 €"),
           ("3,5 Milliarden Euro", "3.500 Millionen Euro", "3,5 Mrd. €"),
           ("45 Prozent", "45 %", "45%"), ("am 4. Juli 2026", "am 04.07.2026", "am 4.7.2026"),
           ("fünfundzwanzig Boote", "25 Boote"),
           ("dreitausend Gäste", "3.000 Gäste", "3000 Gäste"),
           ("zwei Drittel der Stimmen", "66,67 Prozent der Stimmen"),
           ("um 18.30 Uhr", "um 18:30 Uhr"), ("zwölf Monate", "12 Monate")),
    "fr": (("1 250,5 tonnes", "1.250,5 tonnes", "1250,5 tonnes"), ("64 millions d'euros", "64 M€", "64 000 000 euros"),
           ("3,5 milliards d'euros", "3 500 millions d'euros"), ("45 pour cent", "45 %", "45%"),
           ("le 4 juillet 2026", "le 04/07/2026", "le 4.7.2026"), ("vingt-cinq bateaux", "25 bateaux"),
           ("quatre-vingt-douze élus", "92 élus"), ("deux tiers des voix", "66,67 % des voix"),
           ("à 18h30", "à 18 h 30"), ("soixante-quinze ans", "75 ans")),
    "es": (("1.250,5 toneladas", "1 250,5 toneladas", "1250,5 toneladas"), ("64 millones de euros", "64.000.000 €"),
           ("3.500 millones de euros", "3,5 mil millones de euros"), ("45 por ciento", "45 %", "45%"),
           ("el 4 de julio de 2026", "el 04/07/2026", "el 4-7-2026"), ("veinticinco barcos", "25 barcos"),
           ("treinta y cinco años", "35 años"), ("dos tercios de los votos", "66,67 % de los votos"),
           ("a las 18.30 horas", "a las 18:30 h"), ("doscientos vecinos", "200 vecinos"))}


def families(code: str) -> list[dict[str, Any]]:
    """The families of a language. Raises InputError where the samples are not (an installed package)."""
    try:
        found: list[dict[str, Any]] = json.loads((FAMILIES / f"{code}.json").read_text("utf-8"))
    except OSError as error:
        raise InputError("the samples are not here", FAMILIES, "run from a source checkout") from error
    return found


def documents(family: Mapping[str, Any], code: str) -> Iterator[dict[str, Any]]:
    """The texts of a family as rows to be read; ids are ``family/kind``."""
    body = family["release"].partition("\n\n")[2]
    edited = family["release"].replace(f" {family['drop']}", "").replace(family["drop"], "")
    for old, new in family["edits"]:
        edited = edited.replace(old, new)
    told = {"release": family["release"], "copy": body, "edited": edited,
            **{kind: family[kind] for kind in ("rewrite", "independent", "distractor")}}
    for kind, text in told.items():
        yield {"id": f"{family['id']}/{kind}", "text": text, "published": family["published"], "outlet":
               f"{code} {family['id']} {kind}", "role": "release" if kind == "release" else "article"}


def traced(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What ``provenance trace`` says of these rows."""
    with tempfile.TemporaryDirectory() as folder:
        place = written(rows, Path(folder) / "texts.jsonl")
        provenance("trace", place, "-o", Path(folder) / "out", "--quiet", "--workers", 1)
        found: dict[str, Any] = json.loads((Path(folder) / "out" / "trace.json").read_text("utf-8"))
    return found


def run(data: Path) -> dict[str, Any]:
    """Figures by language, and of translations; ``data`` is not read."""
    return {"languages": {code: measured(code) for code in FORMS}, "translations": translations()}


def measured(code: str) -> dict[str, Any]:
    """One language: how many of each kind were told right."""
    rows = [row for family in families(code) for row in documents(family, code)]
    found = traced(rows)
    items = {item["id"]: item for item in found["documents"]}
    kind_of = {key: key.rpartition("/")[2] for key in items}
    release = {key: key.rpartition("/")[0] + "/release" for key in items}
    mine = {key: items[key]["standing"] == "derived" and items[key]["story"] == items[release[key]]["story"]
            for key in items}
    joined = [pair for pair in found["pairs"] if pair["p_related"] >= found["settings"]["related_threshold"]]
    false = [pair for pair in joined if _apart(pair["a"], pair["b"])]
    return {
        "recognised": _share(item["language"] == code for item in found["documents"]),
        "copies": _share(mine[key] for key in items if kind_of[key] in COPIES),
        "rewrites": _share(mine[key] for key in items if kind_of[key] in REWRITES),
        "independent": _share(items[key]["standing"] != "derived" for key in items if kind_of[key] == "independent"),
        "distractors": _share(items[key]["standing"] == "unrelated" for key in items if kind_of[key] == "distractor"),
        "false_joins": (len(false), sum(_apart(pair["a"], pair["b"]) for pair in found["pairs"])),
        "forms": forms(code),
        "false_changes": _false_changes(items, kind_of),
        "abstains": _share(_abstains(item) for item in found["documents"])}


def _apart(a: str, b: str) -> bool:
    """Whether two texts have nothing to do with each other: of two families, or one a text on something else."""
    return a.rpartition("/")[0] != b.rpartition("/")[0] or "distractor" in a + b


def _share(told: Any) -> tuple[int, int]:
    held = list(told)
    return sum(held), len(held)


def _abstains(item: Mapping[str, Any]) -> bool:
    told = {sentence["role"] for sentence in item["sentences"]}
    return item["attribution"]["ai_rewritten"]["label"] == "unclear" and \
        told <= {"unclear", "verbatim", "heading", "furniture", "disclosure"}


def forms(code: str) -> tuple[int, int]:
    """How many ways of writing a figure come out as the first of their row does."""
    right = made = 0
    for row in FORMS[code]:
        first, *others = (_figures(text, code) for text in row)
        made += len(others)
        right += sum(bool(first) and one == first for one in others)
    return right, made


def _figures(text: str, code: str) -> list[str]:
    found = extract(text, sentences(text, words(text)[1]), None, LANGUAGES[code])
    return [fact.value for fact in found if fact.kind in FIGURES or fact.kind == "date"]


def _false_changes(items: Mapping[str, Any], kind_of: Mapping[str, str]) -> tuple[int, int]:
    """Figures of copies and rewrites told as changed, though none was; of all their figures."""
    facts = [fact for key, item in items.items() if kind_of[key] in (*COPIES, *REWRITES) for fact in item["facts"]
             if fact["status"] != "dropped" and (fact["kind"] in FIGURES or fact["kind"] == "date")]
    return sum(fact["status"] == "changed" for fact in facts), len(facts)


def translations() -> dict[str, Any]:
    """Texts in another language than their release, all traced together: those the rule was set on, and others.

    ``set_on`` are English translations of the families' releases; ``unseen`` German, French and Spanish texts on
    English releases of the samples, written after the rule and tried once.
    """
    rows, wanted = _into_english()
    more, unseen = _from_english()
    found = traced(rows + more)
    joined = {tuple(sorted((pair["a"], pair["b"]))) for pair in found["pairs"]
              if pair["p_related"] >= found["settings"]["related_threshold"]}
    true = {tuple(sorted(pair)) for pair in (*wanted.items(), *unseen.items())}
    across = [pair for pair in joined if "/translation" in pair[0] + pair[1]]
    told: dict[str, Any] = {name: _share(tuple(sorted(pair)) in joined for pair in pairs.items())
                            for name, pairs in (("set_on", wanted), ("unseen", unseen))}
    return told | {"false": sum(one not in true for one in across)}


def _into_english() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Releases, reports of the same events and translations as rows; each translation's release."""
    rows, wanted = [], {}
    for code in FORMS:
        for family in families(code):
            key = f"{code}-{family['id']}"
            for kind in ("release", "independent", "translation"):
                rows.append({"id": f"{key}/{kind}", "text": family[kind], "published": family["published"],
                             "role": "release" if kind == "release" else "article", "outlet": f"{key} {kind}"})
            wanted[f"{key}/translation"] = f"{key}/release"
    return rows, wanted


def _from_english() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """English releases of the samples and texts on them in other languages."""
    rows, wanted = [], {}
    for number, told in enumerate(json.loads((FAMILIES / "abroad.json").read_text("utf-8")), 1):
        text = (FAMILIES.parents[1] / told["of"]).read_text("utf-8")
        release = json.loads(text)["release_text"] if told["of"].endswith(".json") else text
        for kind, body in (("release", release), ("translation", told["text"])):
            rows.append({"id": f"en-{number}/{kind}", "text": body, "published": told["published"],
                         "role": "release" if kind == "release" else "article", "outlet": f"abroad {number} {kind}"})
        wanted[f"en-{number}/translation"] = f"en-{number}/release"
    return rows, wanted


def table(result: dict[str, Any]) -> str:
    """The figures as text."""
    lines = [f"{'':<34}" + "".join(f"{LANGUAGES[code].name:>10}" for code in result["languages"])]
    for name, told in (("recognised", "language recognised"), ("copies", "copies found"),
                       ("rewrites", "rewrites found"),
                       ("independent", "independent reports kept apart"), ("distractors", "other texts unrelated"),
                       ("false_joins", "false joins of pairs"), ("forms", "forms of a figure that meet"),
                       ("false_changes", "figures falsely told changed"), ("abstains", "roles and AI mark abstain")):
        cells = [result["languages"][code][name] for code in result["languages"]]
        lines.append(f"{told:<34}" + "".join(f"{f'{hits} of {of}':>10}" for hits, of in cells))
    found = {name: "{} of {}".format(*result["translations"][name]) for name in ("set_on", "unseen")}
    lines.append(f"translations found: {found['set_on']} the rule was set on, {found['unseen']} unseen; joined to "
                 f"another text: {result['translations']['false']}")
    return "\n".join(lines)
