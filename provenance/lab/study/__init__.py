"""A study whose truth is known: thirteen invented announcements, nine invented outlets, and what they made of them.

`make` writes the corpus of ``samples/study`` the same way every time. Outlets have habits; an article is a repost, an
edit, a rewrite, a padded rewrite, a copy of another outlet's rewrite, a passage within an own report, an own report,
or about something else. One announcement is withheld. Words come from ``stories.toml`` and ``local.toml``; alternatives
in braces let two rewrites of one sentence differ, as those of two people do.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
SEED = 20_250_630
EACH = 22  # articles of one announcement
OTHERS = 112  # articles about something else
# Outlet: how often it does what with an announcement, and after how many hours.
OUTLETS: Mapping[str, tuple[Mapping[str, int], tuple[float, float]]] = {
    "Wirefold": ({"repost": 8, "edit": 2}, (0.1, 2)),
    "Norrland Business Daily": ({"edit": 6, "rewrite": 2, "passage": 2}, (2, 10)),
    "Quillford Post": ({"own": 4, "passage": 4, "rewrite": 2}, (8, 30)),
    "Digestory": ({"padded": 9, "repost": 1}, (1, 6)),
    "Tern and Tide": ({"copy": 6, "edit": 2, "own": 2}, (12, 60)),
    "Marlow Evening Star": ({"rewrite": 6, "edit": 2, "altered": 2}, (4, 20)),
    "The Kettle": ({"padded": 4, "copy": 4, "altered": 2}, (6, 40)),
    "Halden Courier": ({"edit": 4, "rewrite": 3, "passage": 3}, (5, 30)),
    "Lantern Street Review": ({"own": 7, "passage": 3}, (20, 72)),
}
_NAMES = ("Ab Bel Cor Dar Eld Fen Gor Har Il Jor Kel Lor Mar Nor Os Pel Quin Ros Sel Tor Ul Ven Wil Yar Zel".split(),
          "an ber den dric fold ga han in la len mon na ric sa ton ver wen wick".split())
_FIRST = "Ada Bruno Clea Dorian Edda Felix Greta Hugo Ines Jonas Klara Leon Mina Nils Orla Piet Rhea Sven Tilda".split()
_PLACES = ("Ash Birch Cold Dun East Fern Glen High Iron Kirk Long Mill North Oak Pine Red Salt Thorn West Wyn".split(),
           "bridge by combe dale field ford ham haven holt ley mere mouth stead ton wick worth".split())
_SPIN = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True)
class Study:
    """Articles and announcements as rows, and of each article what it is: ``kind``, ``release``, ``parent``."""

    articles: tuple[Json, ...]
    releases: tuple[Json, ...]
    truth: tuple[Json, ...]


def make(seed: int = SEED) -> Study:
    """The whole study, articles in order of publication; the same for the same ``seed``."""
    rng = random.Random(seed)
    stories, banks = _read("stories.toml")["story"], _read("local.toml")
    pairs = [pair for story in stories for pair in _Coverage(story, banks, rng).articles()]
    pairs += [_other(banks, rng) for _ in range(OTHERS)]
    pairs.sort(key=lambda pair: (pair[0]["published"], pair[0]["outlet"], pair[0]["title"]))
    names = {id(row): f"a{number:03}" for number, (row, _) in enumerate(pairs, 1)}
    articles = tuple({"id": names[id(row)], **row} for row, _ in pairs)
    truth = tuple({"id": names[id(row)], **told, "parent": names.get(told["parent"], told["parent"])}
                  for row, told in pairs)
    return Study(articles, tuple(_release(story) for story in stories if not story.get("withheld")), truth)


def _read(name: str) -> Json:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _release(story: Mapping[str, Any]) -> Json:
    return {"id": f"r-{story['key']}", "outlet": story["source"], "published": story["published"], "role": "release",
            "title": story["headline"], "text": _text([story["headline"]], story["release"])}


class _Coverage:
    """What the outlets made of one announcement."""

    def __init__(self, story: Mapping[str, Any], banks: Mapping[str, Any], rng: random.Random) -> None:
        self.story, self.banks, self.rng = story, banks, rng
        self.key = f"r-{story['key']}"
        self.printed: list[tuple[Json, str]] = []  # rewrites that another outlet may copy
        self.reports = 0
        self.seen = [story["own"][:3], story["own"][3:]]  # two reporters went there, and saw different things

    def articles(self) -> list[tuple[Json, Json]]:
        """(row, truth) of each article; copies come last, because they need something to copy."""
        chosen = [(name, self._kind(name)) for name in list(OUTLETS) * (EACH // len(OUTLETS) + 1)][:EACH]
        return [self._article(name, kind) for name, kind in sorted(chosen, key=lambda one: one[1] == "copy")]

    def _kind(self, outlet: str) -> str:
        habits = OUTLETS[outlet][0]
        kind = self.rng.choices(list(habits), list(habits.values()))[0]
        self.reports += kind == "own"
        return "passage" if kind == "own" and self.reports > 2 else kind

    def _article(self, outlet: str, kind: str) -> tuple[Json, Json]:
        start, parent = datetime.fromisoformat(self.story["published"]), self.key
        title, sentences = [self.story["headline"]], list(self.story["release"])
        if kind == "copy":
            source, text = self.rng.choice(self.printed)
            title, sentences = [source["title"]], text.split("\n\n")[1:]
            start, parent = datetime.fromisoformat(source["published"]), str(id(source))
        else:
            title, sentences = getattr(self, f"_{kind}")()
        row = {"outlet": outlet, "published": _later(start, OUTLETS[outlet][1], self.rng), "title": title[0],
               "text": _text(title, sentences)}
        if kind in ("rewrite", "padded"):
            self.printed.append((row, row["text"]))
        withheld = bool(self.story.get("withheld"))
        told = {"kind": kind, "release": None if kind == "own" or withheld else self.key,
                "event": self.story["key"], "derived": kind != "own",
                "parent": None if kind == "own" else int(parent) if kind == "copy" else None if withheld else self.key}
        return row, told

    def _title(self) -> list[str]:
        return [self.rng.choice(self.story["other_headlines"])]

    def _repost(self) -> tuple[list[str], list[str]]:
        return [self.story["headline"]], list(self.story["release"])

    def _edit(self) -> tuple[list[str], list[str]]:
        """A few sentences left out, words exchanged."""
        gone = self.rng.sample(range(2, 8), self.rng.randrange(1, 4))
        return self._title(), [self._swapped(text) for at, text in enumerate(self.story["release"]) if at not in gone]

    def _rewrite(self) -> tuple[list[str], list[str]]:
        """Every sentence said again; one or two left out, later ones in another order."""
        told = [spun(text, self.rng) for text in self.story["reworded"]]
        late = self.rng.sample(told[2:], self.rng.randrange(4, 7))
        return self._title(), [*told[:2], *late]

    def _padded(self) -> tuple[list[str], list[str]]:
        title, told = self._rewrite()
        for padding in self.rng.sample(self.banks["padding"], self.rng.randrange(3, 6)):
            told.insert(self.rng.randrange(1, len(told) + 1), spun(padding, self.rng))
        return title, told

    def _altered(self) -> tuple[list[str], list[str]]:
        """A rewrite in which one figure or name is wrong."""
        before, after = self.story["changed"]
        told = [spun(text, self.rng).replace(before, after) for text in self.story["reworded"]]
        kept = {0, 1, *(at for at, text in enumerate(told) if after in text), *self.rng.sample(range(2, 8), 4)}
        return self._title(), [told[at] for at in sorted(kept)]

    def _passage(self) -> tuple[list[str], list[str]]:
        """Two or three of the announcement's sentences within a round-up of other news."""
        at, place = self.rng.randrange(0, 5), self.rng.randrange(1, 4)
        beside = self._beside(5)
        return self._title(), [*beside[:place], *self.story["release"][at:at + self.rng.randrange(2, 4)],
                               *beside[place:]]

    def _own(self) -> tuple[list[str], list[str]]:
        """A report by somebody who went there, with sentences about the place besides."""
        own = [spun(text, self.rng) for text in self.seen.pop(0)]
        return self._title(), [own[0], *self._beside(1), *own[1:], *self._beside(3)]

    def _beside(self, count: int) -> list[str]:
        topic = self.rng.choice(sorted(self.banks["local"]))
        return [filled(text, self.rng) for text in self.rng.sample(self.banks["local"][topic], count)]

    def _swapped(self, text: str) -> str:
        for old, new in self.banks["edits"]:
            if self.rng.random() < 0.5:
                text = text.replace(f" {old} ", f" {new} ")
        return text


def _other(banks: Mapping[str, Any], rng: random.Random) -> tuple[Json, Json]:
    """An article about something else."""
    topic = rng.choice(sorted(banks["local"]))
    told = [filled(text, rng) for text in rng.sample(banks["local"][topic], 7)]
    day = datetime(2025, 1, 6, 6) + timedelta(minutes=rng.randrange(165 * 24 * 60))
    title = [filled("<person> and the <place> question", rng) if topic == "council" else
             filled(f"{topic.capitalize()}: <weekday> in <place>", rng)]
    row = {"outlet": rng.choice(list(OUTLETS)), "published": day.isoformat(), "title": title[0],
           "text": _text(title, told)}
    return row, {"kind": "other", "release": None, "event": None, "derived": False, "parent": None}


def spun(text: str, rng: random.Random) -> str:
    """``{a|b}`` becomes one of its alternatives; the first letter is a capital."""
    while found := _SPIN.search(text):
        text = text[:found.start()] + rng.choice(found[1].split("|")) + text[found.end():]
    text = re.sub(r" +([,.])", r"\1", " ".join(text.split()))
    at = 1 if text.startswith('"') else 0
    return text[:at] + text[at:at + 1].upper() + text[at + 1:]


def filled(text: str, rng: random.Random) -> str:
    """`spun`, with invented names and numbers in place of ``<person>``, ``<place>``, ``<number>`` and others."""
    return spun(_SLOT.sub(lambda slot: _invented(slot[1], rng), text), rng)


def _invented(what: str, rng: random.Random) -> str:
    if what == "person":
        return f"{rng.choice(_FIRST)} {rng.choice(_NAMES[0])}{rng.choice(_NAMES[1])}"
    if what in ("place", "street"):
        name = rng.choice(_PLACES[0]) + rng.choice(_PLACES[1])
        return name if what == "place" else f"{name} {rng.choice(['Lane', 'Street', 'Row', 'Square'])}"
    if what == "weekday":
        return rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    low, high = {"small": (2, 12), "number": (14, 480), "year": (1890, 2019)}[what]
    return str(rng.randrange(low, high))


def _later(start: datetime, hours: Sequence[float], rng: random.Random) -> str:
    return (start + timedelta(minutes=round(60 * rng.uniform(*hours)))).isoformat()


def _text(title: Sequence[str], sentences: Sequence[str]) -> str:
    """The title, then paragraphs of two sentences."""
    paragraphs = [" ".join(sentences[at:at + 2]) for at in range(0, len(sentences), 2)]
    return "\n\n".join([*title, *paragraphs])
