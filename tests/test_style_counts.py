"""Style counted a second time, one word after another: the arrays of `attribute.style` must say the same."""

from __future__ import annotations

import statistics
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from pathlib import Path

import numpy as np
import pytest

from provenance.attribute import style
from provenance.attribute.meanings import meaning, unit
from provenance.attribute.model import load_attribution, measure
from provenance.languages.english.style import GROUPS, TALK

MADE = (
    'Overall, the council of Ardmere voted; it was repaired (twice), and nobody complained! "We have waited: nine '
    'years," said Mara Quill, running late. Is it worth 4,200 pounds? And they noted, highlighting risks, that bread, '
    'milk, and salt were delivered. "They went home. But this marks a testament to Quill\'s patience," he said. '
    "However, these crucial improvements don't matter. Running is fun. It moved on in order to aim. ")
LONG = "The " + "old bridge " * 18 + "stays open until the works of the county are all done. "  # 1 + 36 + 11 words
ENDLESS = "The " + "very long list of things " * 17 + "ended. "  # cut to 80 words where lengths are told


@dataclass
class Counted:
    """One token, as a person would describe it."""

    token: str
    kept: frozenset[str]
    rank: dict[str, int]

    @property
    def mark(self) -> bool:
        return self.token in style.PUNCTUATION

    @property
    def number(self) -> bool:
        return self.token[0].isdigit()

    @property
    def base(self) -> str:
        whole = self.token in self.kept
        return self.token if whole or not self.token.endswith("'s") else self.token[:-2]

    @property
    def letters(self) -> int:
        return sum(letter != "." for letter in self.base)

    @property
    def rarity(self) -> float:
        return 4.0 if self.number else min(log10(self.rank.get(self.base, 60_000)), 5.0)

    def ends(self, *endings: str) -> bool:
        return not self.mark and not self.number and len(self.base) > 4 and self.base.endswith(endings)

    def within(self, *groups: str) -> bool:
        return any(self.token in GROUPS[name] for name in groups)


def described(text: str) -> list[Counted]:
    model = load_attribution()
    rank = {word: place for place, word in enumerate(model.common, start=1)}
    return [Counted(token, frozenset(model.kept), rank) for token in style.tokens(text)]


def split(tokens: list[Counted]) -> list[list[Counted]]:
    """The words of each sentence that has any."""
    found: list[list[Counted]] = [[]]
    for one in tokens:
        if one.token in (".", "?", "!"):
            found.append([])
        elif not one.mark:
            found[-1].append(one)
    return [words for words in found if words]


def repeats(words: list[Counted]) -> tuple[float, float]:
    """Percent of words that repeat one of their run of 80, and of words used once in theirs; whole runs count."""
    runs = [words[at:at + 80] for at in range(0, len(words), 80)]
    whole = [run for run in runs if len(run) == 80] or runs[:1]
    counts = [Counter(one.token for one in run) for run in whole]
    total = sum(map(len, whole))
    once = sum(number == 1 for count in counts for number in count.values())
    return 100 * (total - sum(map(len, counts))) / total, 100 * once / total


def quoted(tokens: list[Counted]) -> int:
    return sum(not one.mark and sum(mark.token == '"' for mark in tokens[:at]) % 2 for at, one in enumerate(tokens))


def comments(tokens: list[Counted]) -> int:
    """How often a phrase of `TALK` stands in the text, all its words among those that stand as themselves."""
    names = [one.base if one.base in one.kept else "" for one in tokens]
    return sum(names[at:at + len(phrase.split())] == phrase.split() for phrase in TALK for at in range(len(names)))


def counted(text: str) -> dict[str, float]:
    """Every feature of `style.NAMES`."""
    tokens = described(text)
    words = [one for one in tokens if not one.mark]
    ends = max(sum(one.token in (".", "?", "!") for one in tokens), 1)
    lengths = [min(len(sentence), 80) for sentence in split(tokens)]
    openings = [sentence[0] for sentence in split(tokens)]

    def hundred(number: float) -> float:
        return 100 * number / len(words)

    def after(*marks: str) -> list[Counted]:
        return [one for before, one in pairwise(tokens) if before.token in marks]

    told = {"word length": sum(one.letters for one in words) / len(words),
            "word rarity": sum(one.rarity for one in words) / len(words)}
    told |= {f"{name} per sentence": sum(one.token == mark for one in tokens) / ends
             for name, mark in zip(style.MARKS, style.PUNCTUATION, strict=True)}
    told |= {name: hundred(sum(one.token in group for one in words)) for name, group in GROUPS.items()}
    told |= {f"endings -{end}": hundred(sum(one.ends(end) for one in words)) for end in ("ing", "ed", "ly")}
    told["nouns in -tion, -ment, -ness, -ity"] = hundred(sum(
        one.ends("tion", "tions", "ment", "ments", "ness", "ity", "ities") for one in words))
    told["numbers"] = hundred(sum(one.number for one in words))
    told["possessives"] = hundred(sum(one.token.endswith("'s") for one in words))
    mean, spread = statistics.mean(lengths), statistics.pstdev(lengths)
    told |= {"sentence length": mean, "sentence length spread": spread, "sentence length variation": spread / mean,
             "short sentences": 100 * sum(length < 10 for length in lengths) / len(lengths),
             "long sentences": 100 * sum(length > 30 for length in lengths) / len(lengths),
             "word length spread": statistics.pstdev([one.letters for one in words]),
             "long words": hundred(sum(one.letters >= 8 for one in words)),
             "very long words": hundred(sum(one.letters >= 11 for one in words)),
             "rare words": hundred(sum(one.rarity >= 4.5 for one in words)),
             "uncommon words": hundred(sum(one.rarity >= 3.5 for one in words))}
    told["repeated vocabulary"], told["words used once"] = repeats(words)
    told["quoted words"] = hundred(quoted(tokens))
    told["-ing after a comma"] = hundred(sum(one.ends("ing") for one in after(",")))
    told["comment phrases"] = hundred(comments(tokens))
    for name, test in {
            "a pronoun": lambda one: one.within("third person", "first person", "it"),
            "and, but": lambda one: one.within("and", "but, or, so"),
            "a connective": lambda one: one.within("connectives"),
            "this, these": lambda one: one.within("demonstratives"), "-ing": lambda one: one.ends("ing")}.items():
        told[f"sentences opening with {name}"] = 100 * sum(map(test, openings)) / ends
    told["passive verbs"] = hundred(sum(one.ends("ed") for one in after(*GROUPS["be"])))
    told["lists of three"] = hundred(sum(one.token == "and" for one in after(",")))
    told["opening sentence length"] = lengths[0]
    return told


def measured(texts: list[str]) -> np.ndarray:
    table = load_attribution().table()
    return style.stylometry(style.batch([style.tokens(text) for text in texts], table), table)


@pytest.mark.parametrize("text", [MADE, LONG, ENDLESS, MADE + LONG * 3, ENDLESS + MADE * 4, LONG * 2 + "Yes. No! "])
def test_every_feature_is_what_counting_by_hand_gives(text: str) -> None:
    told = counted(text)
    assert list(told) == list(style.NAMES)
    assert dict(zip(style.NAMES, measured([text])[0], strict=True)) == pytest.approx(told, abs=1e-9)


def test_texts_of_a_batch_are_counted_apart(samples: Path) -> None:
    """The end of one text and the beginning of the next make no pair, no phrase and no sentence."""
    texts = ["He went home,", "and it was", "painted in order", "to (see", 'it". "', 'Going" on', "is", "ended. 7 of"]
    texts += [path.read_text("utf-8") for path in sorted((samples / "harbor").glob("*.txt"))]
    for text, row in zip(texts, measured(texts), strict=True):
        assert dict(zip(style.NAMES, row, strict=True)) == pytest.approx(counted(text), abs=1e-9)


def test_the_counts_of_a_text_small_enough_for_fingers() -> None:
    """Fourteen words in two sentences: figures written down by hand."""
    told = dict(zip(style.NAMES, measured(['The bridge was repaired, and it stayed open. "It held," he said, smiling '
                                           'again. '])[0], strict=True))
    assert told["commas per sentence"] == 3 / 2
    assert told["quotation marks per sentence"] == 2 / 2
    assert (told["sentence length"], told["sentence length spread"]) == (7.0, 1.0)
    assert told["articles"] == pytest.approx(100 / 14)
    assert told["passive verbs"] == pytest.approx(100 / 14)
    assert told["lists of three"] == pytest.approx(100 / 14)
    assert told["quoted words"] == pytest.approx(200 / 14)
    assert told["-ing after a comma"] == pytest.approx(100 / 14)
    assert told["endings -ed"] == pytest.approx(200 / 14)
    assert told["sentences opening with a pronoun"] == 100 / 2
    assert told["short sentences"] == 100.0
    assert told["opening sentence length"] == 8.0
    assert told["word length"] == pytest.approx((3 + 6 + 3 + 8 + 3 + 2 + 6 + 4 + 2 + 4 + 2 + 4 + 7 + 5) / 14)


@pytest.mark.parametrize(("length", "short", "long"), [(9, 100, 0), (10, 0, 0), (30, 0, 0), (31, 0, 100)])
def test_sentences_are_short_below_ten_words_and_long_above_thirty(length: int, short: int, long: int) -> None:
    told = dict(zip(style.NAMES, measured(["bridge " * length + "."])[0], strict=True))
    assert (told["short sentences"], told["long sentences"], told["sentence length"]) == (short, long, length)


@pytest.mark.parametrize(("length", "told"), [(79, 79), (80, 80), (81, 80), (300, 80)])
def test_a_sentence_counts_for_eighty_words_at_most(length: int, told: int) -> None:
    assert measured(["bridge " * length + "."])[0, style.NAMES.index("sentence length")] == told


@pytest.mark.parametrize(("word", "name"), [
    ("shed", "-/1"), ("barn", "-/1"), ("barns", "-s/2"), ("going", "-/2"), ("fixing", "-ing/2"), ("painting", "-ing/2"),
    ("repairing", "-ing/3"), ("stations", "-tions/2"), ("relations", "-ations/3"), ("quickly", "-ly/2"), ("kindness",
    "-ness/2"), ("oxen", "-/1"), ("tired", "-ed/2"), ("led", "-/1"), ("scientist", "-ist/3"), ("ship", "-/1")])
def test_a_masked_word_keeps_its_ending_and_its_length(word: str, name: str) -> None:
    """Up to 4, 5 to 8, more letters; of the endings that leave three letters the first of the list."""
    assert style._suffix(word) == name


def test_the_hash_of_a_class_is_the_published_one() -> None:
    """Test vectors of 64-bit FNV-1a (Fowler, Noll & Vo)."""
    assert style._stable("") == 0xCBF29CE484222325
    assert style._stable("a") == 0xAF63DC4C8601EC8C
    assert style._stable("foobar") == 0x85944171F73967E8


def bucket(names: list[str]) -> int:
    """The bucket of a run, in whole numbers: what a stored model's columns mean."""
    whole, factor, rolled = (1 << 64) - 1, 0x9E3779B97F4A7C15, len(names)
    for name in names:
        rolled = ((rolled ^ style._stable(name)) * factor) & whole
        rolled ^= rolled >> 29
    return ((rolled * factor) & whole) >> (64 - 19)


@pytest.mark.parametrize("texts", [[MADE], [MADE, "Short.", "", LONG], ["a.", "b", "the of"]])
def test_patterns_are_runs_of_one_two_and_three_tokens(texts: list[str]) -> None:
    table = load_attribution().table()
    rows = style.patterns(style.batch([style.tokens(text) for text in texts], table), table)
    assert rows.shape == (len(texts), 1 << 19)
    for text, row in zip(texts, rows, strict=True):
        names = [table.names[table[token]] for token in style.tokens(text)]
        wanted = Counter(bucket(names[at:at + size]) for size in (1, 2, 3) for at in range(len(names) - size + 1))
        assert dict(zip(row.indices.tolist(), row.data.tolist(), strict=True)) == wanted


def test_words_and_the_share_that_stand_as_themselves() -> None:
    table = load_attribution().table()
    texts = ["the council of the town said 14 things.", "", "Zorbulated quintab wexhams."]
    words, common = style.sizes(style.batch([style.tokens(text) for text in texts], table), table)
    assert words.tolist() == [8.0, 0.0, 3.0]
    kept = set(load_attribution().kept)
    own = sum(word in kept for word in "the council of the town said things".split())
    assert common.tolist() == pytest.approx([own / 8, 0.0, 0.0])


def test_a_text_is_cut_and_the_table_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(style.tokens("word " * 7000)) == style.MAXTOKENS == 6000
    monkeypatch.setattr(style, "_LIMIT", 3)
    table = load_attribution().table()
    style.batch([["a", "b", "c"]], table)
    table.renew()
    assert len(table) == 3
    style.batch([["d"]], table)
    table.renew()
    assert (len(table), table.names) == (0, [])


def test_words_met_later_join_the_table() -> None:
    table = load_attribution().table()
    first = style.stylometry(style.batch([style.tokens(MADE)], table), table)
    style.stylometry(style.batch([style.tokens(LONG)], table), table)
    assert np.array_equal(style.stylometry(style.batch([style.tokens(MADE)], table), table), first)
    assert table.arrays()[0].shape == (len(table), len(style._BASE) - 2 + 2 + len(GROUPS) + 6)


def test_a_table_that_has_met_other_texts_measures_what_a_fresh_one_does() -> None:
    model, texts = load_attribution(), [MADE, "", LONG]
    measure([ENDLESS + "Zorbulated quintab wexhams."], model.known())
    found, fresh = measure(texts, model.known()), measure(texts, model.table())
    assert (found.words.tolist(), found.common.tolist()) == (fresh.words.tolist(), fresh.common.tolist())
    assert np.array_equal(found.style, fresh.style)
    assert (found.patterns != fresh.patterns).nnz == 0


def test_every_thread_has_a_table_of_its_own() -> None:
    model = load_attribution()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(model.known).result() is not model.known()
    assert model.known() is model.known()


def test_every_feature_has_a_meaning_and_a_unit() -> None:
    assert all(meaning(name) for name in style.NAMES)
    assert meaning("commas per sentence") == "commas"
    assert (unit("commas per sentence"), unit("articles")) == (" for each sentence", " in 100 words")
    assert unit("opening sentence length") == ""
    assert {name for name in style.NAMES if unit(name) == " in 100 words"} >= style.PER_HUNDRED


def test_ranks_of_common_words() -> None:
    """The first word of the list is rank 1, so its rarity is 0; an unknown word's is that of rank 60,000."""
    model = load_attribution()
    table = model.table()
    facts = {word: table._describe(word)[1] for word in (model.common[0], model.common[99], "zzqwx", "12", "u.n.")}
    assert facts[model.common[0]][2] == 0.0
    assert facts[model.common[99]][2] == pytest.approx(2.0)
    assert facts["zzqwx"][2] == pytest.approx(log10(60_000))
    assert facts["12"][2] == 4.0
    assert facts["u.n."][1] == 2.0
    assert (facts["12"][1], facts["12"][-2]) == (2.0, 1.0)
