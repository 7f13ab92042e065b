"""What the gate looks at: small, fixed samples of every benchmark, one value in 0..1 for each unit, more is better.

Decisions are read where a user reads them (relation, role, label, line), at the settings and limits that ship, so that
a threshold that moves is seen as well as a model that gets worse.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from ... import attribute
from ...attribute.prevalence import prevalence
from ...judge import judge
from ...pipeline import placed, trace
from ...records import Document, Edge, Prepared
from ...roles import compose
from ...settings import Settings
from . import attribution_pairs, corpora, facts, plagiarism
from .broad import outlet_rows
from .cascades import UNSEEN, Story, dated, hide
from .collections import own_pairs
from .commands import provenance, written
from .copies import altered, pan13
from .data import Split, split_of
from .derivation import ANNOUNCED, cascade
from .events import triples, twins
from .lineage_copies import forms
from .lineage_stories import TELEPHONE, chains, families, grown, revisions
from .pairs import Pair, Texts, by_hash, insciout, telephone
from .passages import domains
from .plagdet import counts, total
from .planted import inserted
from .retrieval import others, stories
from .role_families import HAND, Family, companies, hand
from .role_families import families as role_families
from .write_through import chains as written_through

Value = tuple[str, float]  # the source it goes back to, and how good it is in 0..1
Figures = dict[str, list[Value]]

STATED = ", as stated"  # ends the name of a figure that must not move: what was calibrated on far more than is here
_SPLIT: Split = "test"
_LINEAGE = Settings(bootstrap=50)


@dataclass(frozen=True, slots=True)
class Part:
    """Some figures made together; a ``fast`` part is also run by continuous integration."""

    name: str
    run: Callable[[Path], Figures]
    fast: bool = False


def _judged(pairs: Sequence[Pair], texts: Texts, name: str) -> Figures:
    """Whether the relation told is right, apart for pairs of one text and others, and how good the probability is."""
    def side(key: str, announced: bool) -> Prepared:
        ready = texts[key]
        return replace(ready, document=replace(ready.document, role="release")) if announced else ready

    kept = [pair for pair in pairs if pair.stratum not in ("twins_same", "joint", "template", "unlabelled")]
    told = judge([(side(pair.a, pair.stratum.startswith(ANNOUNCED)), side(pair.b, False)) for pair in kept])
    found: Figures = {f"{name}: told of one text": [], f"{name}: kept apart": [], f"{name}: probability": []}
    for pair, one in zip(kept, told, strict=True):
        joined = one.relation not in ("same_event", "unrelated")
        where = f"{name}: told of one text" if pair.related else f"{name}: kept apart"
        group = pair.group or pair.a
        found[where].append((group, float(joined == pair.related)))
        found[f"{name}: probability"].append((group, 1.0 - (one.p_related - pair.related) ** 2))
    return found


def family_pairs(data: Path) -> Figures:
    """Pairs of the cascade and of our own families."""
    texts = Texts()
    pairs = [*cascade(data, texts), *own_pairs(texts)]
    order = {key: at for at, key in enumerate(by_hash({f"{pair.a} {pair.b}" for pair in pairs}))}
    return _judged(sorted(pairs, key=lambda pair: order[f"{pair.a} {pair.b}"])[:700], texts, "families")


def real_pairs(data: Path) -> Figures:
    """Pairs of real news, rewrites, reports of one event and planted passages."""
    texts, split = Texts(), [_SPLIT]
    pairs = [*insciout(data, texts, split, 120, 4), *telephone(data, texts, split, 60), *triples(data, texts, split),
             *twins(data, texts, split), *pan13(data, texts, split), *domains(data, texts, split, 8),
             *inserted(data, texts, split, 40), *altered(data, texts, split, 12)]
    return _judged(pairs, texts, "pairs")


def passages(data: Path) -> Figures:
    """Plagdet of every pair with passages; clean pairs that stay clean."""
    sets = plagiarism.pan(data, _SPLIT)
    sets["rewritten"] = plagiarism.rewritten(data, _SPLIT, 30)
    found: Figures = {}
    for name, cases in sets.items():
        found[f"passages: {name}"] = [
            (f"{name}{at}", total(counts(gold, plagiarism.ours(source, copy))).plagdet)
            for at, (source, copy, gold) in enumerate(cases[:30])]
    apart = plagiarism.strangers([one for own in sets.values() for one in own[:15]])
    found["passages: none among strangers"] = [(f"clean{at}", float(not plagiarism.ours(source, copy)))
                                               for at, (source, copy, _) in enumerate(apart)]
    return found


def _roles(found: Sequence[Family], name: str) -> Figures:
    """Sentences with the right role, and how good its probability is."""
    right: list[Value] = []
    sure: list[Value] = []
    for family in found:
        for member in family.members:
            roles = compose(member.prepared, companies(family, member, "release")[0])
            for one, gold in zip(roles, member.gold, strict=True):
                if gold:
                    told = "release" if one.role in ("verbatim", "paraphrase") else one.role
                    right.append((family.name, float(told == gold)))
                    sure.append((family.name, 1.0 - (one.p_role - (told == gold)) ** 2))
    return {f"roles: {name}": right, f"roles: {name}, probability": sure}


def family_roles(data: Path) -> Figures:
    """Sentences of the cascade families."""
    return _roles(role_families(data / "cascade"), "families")


def read_roles(data: Path) -> Figures:
    """Sentences read by hand."""
    return _roles([one for name in HAND for one in hand(data, name)], "read by hand")


def fact_extraction(data: Path) -> Figures:
    """Facts of the hand-labelled sentences: F1 of each."""
    return {"facts: extraction": [(str(at), facts.extraction([row])["all"]["f1"] if row["facts"] else 1.0)
                                  for at, row in enumerate(facts.hand()) if row["facts"]]}


def fact_changes(data: Path) -> Figures:
    """Planted changes found, and facts of edited copies that are not called changed."""
    found = facts.planted(data, _SPLIT, 60)
    caught = [("planted", 1.0)] * round(sum(found["recall"][kind] * found["made"][kind] for kind in found["made"]))
    missed = [("planted", 0.0)] * (sum(found["made"].values()) - len(caught))
    alarms = round(found["false_changed"] * found["facts"])
    copies = [("copies", 0.0)] * alarms + [("copies", 1.0)] * (found["facts"] - alarms)
    return {"facts: planted changes": _spread(caught + missed), "facts: no false change": _spread(copies)}


def _spread(values: Sequence[Value]) -> list[Value]:
    """Each value as a source of its own."""
    return [(f"{group}{at}", value) for at, (group, value) in enumerate(values)]


def _placed(found: Iterable[Story], name: str) -> Figures:
    """Children with their true parent, and how good support is; dated and undated, with and without the source."""
    figures: Figures = {f"{name}: true parents": [], f"{name}: support": [], f"{name}: support{STATED}": []}
    for story in found:
        hidden = hide(story, {story.root or ""}, "")
        for made, release in ((dated(story), story.root), (story, story.root), (dated(hidden), None), (hidden, None)):
            if len(made.documents) >= 3:
                for key, values in _lines(made, release).items():
                    figures[f"{name}: {key}"] += values
    return figures


def _lines(story: Story, release: str | None) -> Figures:
    """For each child whether the line drawn to it names its parent, the squared error of its support, and that."""
    told = placed([one.document for one in story.documents], release, _LINEAGE)
    drawn = {edge.child: edge for edge in told.edges if edge.kind != "second_source"}
    figures: Figures = {"true parents": [], "support": [], f"support{STATED}": []}
    for child, above in sorted(story.parents.items()):
        if not above:
            continue
        edge = drawn.get(child)
        right = edge is not None and _true(story, edge)
        figures["true parents"].append((story.key, float(right and edge is not None and edge.directed)))
        support = edge.support if edge else 0.5
        figures["support"].append((story.key, 1.0 - (support - right) ** 2))
        figures[f"support{STATED}"].append((story.key, support))
    return figures


def _true(story: Story, edge: Edge) -> bool:
    """Whether a line joins parent and child; one without direction may do so either way."""
    parent = UNSEEN if edge.parent.startswith("inferred:") else edge.parent
    either = not edge.directed and edge.child in story.parents.get(parent, ())
    return parent in story.parents[edge.child] or either


def family_lineage(data: Path) -> Figures:
    """Families of the cascade, and some chains of rewrites."""
    chosen = [*islice(families(data / "cascade", "cascade", "test"), 3), *islice(_chains(data, slice(0, 1)), 2)]
    return _placed(chosen, "descent, some")


def chain_lineage(data: Path) -> Figures:
    """Chains of rewrites, human revisions, grown cascades, texts written through."""
    found = [*_chains(data, slice(1, 3)), *islice((one for one in revisions(data) if one.split == _SPLIT), 3)]
    return _placed([*found, *grown(data, _SPLIT, 3), *written_through(data, _SPLIT, 4)], "descent")


def _chains(data: Path, which: slice) -> Iterator[Story]:
    """Some test chains of every kind."""
    for name, steps in TELEPHONE:
        yield from islice((one for one in chains(data, name, steps) if one.split == _SPLIT), which.start, which.stop)


def standings(data: Path) -> Figures:
    """Traces of a release with news on it and news on others: its own is told to derive, and no other."""
    releases, articles, truth = stories(data, _SPLIT)
    found: Figures = {"standing: derived": [], "standing: not derived": []}
    for number, release in enumerate(releases[:40]):
        own = {row["id"] for row, source in zip(articles, truth, strict=True) if source == release["id"]}
        rows = [row for row in articles if row["id"] in own][:4]
        rows += [row for row in articles if row["id"] not in own][number::40][:4]
        told = trace([Document(row["id"], row["text"], "", published=row["published"]) for row in (release, *rows)],
                     release["id"])
        for one in told.documents:
            if one.document.id != release["id"]:
                mine = one.document.id in own
                found["standing: derived" if mine else "standing: not derived"].append(
                    (release["id"], float((one.standing == "derived") == mine)))
    return found


def dates_and_credits(data: Path) -> Figures:
    """Dates and agency credits in hand-made forms."""
    found = forms()
    return {f"{kind}: forms": _spread([(kind, float(at < found[right])) for at in range(found[kind])])
            for kind, right in (("dates", "dates_right"), ("credits", "credits_found"))}


def _flagged(texts: Sequence[str], groups: Sequence[str], machine: bool, name: str,
             sources: Sequence[str] | None = None) -> Figures:
    """Labels as they should be, and the value of the score."""
    told = attribute.scores(list(texts), list(sources) if sources else None)
    return {f"{name}: {'found' if machine else 'not accused'}": [
                (group, float((one.label == "likely_ai") == machine)) for group, one in zip(groups, told, strict=True)],
            f"{name}: {'machine' if machine else 'human'} score": [
                (group, one.score if machine else 1.0 - one.score) for group, one in zip(groups, told, strict=True)]}


def machine_texts(data: Path) -> Figures:
    """Human news and releases, and machine rewrites, of the test split."""
    people = [row for row in outlet_rows(data) if split_of(row.group) == _SPLIT]
    made = [row for row in corpora.machine_rows(data) if row.ai and row.share >= 0.5 and split_of(row.group) == _SPLIT
            and row.family not in corpora.SIDE_FAMILIES and len(row.text.split()) >= 80]
    found: Figures = {}
    for machine, rows in ((False, people), (True, made)):
        kept = sorted(rows, key=lambda row: corpora.order_of(row.id))[:400]
        found |= _flagged([row.text for row in kept], [row.group for row in kept], machine, "machine text")
    return found


def beside_a_source(data: Path) -> Figures:
    """Texts beside their source, human and machine."""
    found: Figures = {}
    kinds = attribution_pairs.kinds(data)
    for machine in (False, True):
        own = [pair for kind, pairs in sorted(kinds.items()) if kind.startswith("machine") == machine
               for pair in pairs[:30]]
        found |= _flagged([pair.text for pair in own], [pair.group for pair in own], machine, "beside a source",
                          [pair.source for pair in own])
    return found


def shares(data: Path) -> Figures:
    """The share of machine text in mixtures: one less the error."""
    rows = [row for row in corpora.machine_rows(data) if row.corpus in ("imbd", "l2d", "xsum_generated")
            and len(row.text.split()) >= 80 and split_of(row.group) == _SPLIT]
    rows = sorted(rows, key=lambda row: corpora.order_of(row.id))
    human, made = ([Document(row.id, row.text, "") for row in rows if row.ai == ai] for ai in (False, True))
    archive, rest = human[::2][:150], human[1::2][:150]
    found: list[Value] = []
    for number, percent in enumerate((0, 5, 10, 20, 30, 40, 50, 60, 80)):
        count = round(len(rest) * percent / 100)
        told = prevalence([*rest[count:], *made[number::9][:count]], archive).groups["corpus"][0]
        found.append((f"{percent} %", 1.0 - abs((told.share or 0.0) - count / len(rest))))
    return {"share of a corpus": found}


def found_in_archive(data: Path) -> Figures:
    """`index query`: own release first, and told derived from it and from no other."""
    releases, articles, truth = stories(data, "test")
    articles, truth = articles[:120], truth[:120]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        provenance("index", "build", folder / "archive", written([*releases, *others(data, 400)], folder / "r.jsonl"))
        ran = provenance("index", "query", folder / "archive", written(articles, folder / "a.jsonl"), "--json")
    told = {row["id"]: row["matches"] for row in ran.rows()}
    first = [(own, float([one["id"] for one in told[row["id"]][:1]] == [own]))
             for row, own in zip(articles, truth, strict=True)]
    derived = [(own, float([one["id"] for one in told[row["id"]] if (one["p_derived"] or 0.0) >= 0.5] == [own]))
               for row, own in zip(articles, truth, strict=True)]
    return {"archive: own release first": first, "archive: derived from it alone": derived}


PARTS: tuple[Part, ...] = (
    Part("family pairs", family_pairs, fast=True), Part("family roles", family_roles, fast=True),
    Part("family lineage", family_lineage, fast=True), Part("facts", fact_extraction, fast=True),
    Part("dates and credits", dates_and_credits, fast=True), Part("machine texts", machine_texts, fast=True),
    Part("pairs", real_pairs), Part("passages", passages), Part("roles", read_roles), Part("lineage", chain_lineage),
    Part("changes", fact_changes), Part("beside a source", beside_a_source), Part("shares", shares),
    Part("archive", found_in_archive), Part("standing", standings))

__all__ = ["PARTS", "STATED", "Figures", "Part", "Value"]
