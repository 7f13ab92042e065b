"""Word groups whose rates make a text's style: closed classes of English, and what language models overuse.

The overused words follow published counts of their rise after 2022 (Kobak et al. 2024, *Delving into ChatGPT usage
in academic writing through excess vocabulary*) and our own counts on rewrites against their own sources.
"""

from __future__ import annotations

import re
from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GROUPS = MappingProxyType({
    "articles": _words("a an the"),
    "demonstratives": _words("this these that those such"),
    "first person": _words("i me my mine we us our ours myself ourselves i'm i've i'd i'll we're we've we'll we'd"),
    "second person": _words("you your yours you're you've you'll you'd"),
    "third person": _words("he she him her his hers they them their theirs himself herself themselves he's she's they're"),
    "it": _words("it its it's itself"),
    "be": _words("is are was were be been being am isn't aren't wasn't weren't"),
    "have": _words("have has had having haven't hasn't hadn't"),
    "do": _words("do does did done don't doesn't didn't"),
    "modals": _words("can could will would shall should may might must can't couldn't won't wouldn't shouldn't"),
    "negation": _words("not no never none nothing nobody neither nor cannot can't don't doesn't didn't won't isn't wasn't"),
    "prepositions": _words("of in to for on with at by from about into over after under between through during before "
                           "against among within without across around toward towards upon off near behind since until"),
    "as, while, amid": _words("as while amid amidst alongside following despite amongst whilst"),
    "and": _words("and"),
    "but, or, so": _words("but or so yet because if though although unless than when where"),
    "relatives": _words("who whom whose which what"),
    "said": _words("said says say told asked saying tells adding added"),
    "formal reporting": _words(
        "stated stating emphasized emphasised emphasizing emphasising noted noting highlighted highlighting expressed "
        "expressing remarked asserted underscored underscoring stressed stressing revealed revealing affirmed conveyed "
        "acknowledged acknowledging reiterated voiced articulated explained mentioned indicated"),
    "everyday verbs": _words(
        "get got gets getting go goes going went gone come came comes put take took make made want wanted know knew "
        "think thought see saw seen give gave let keep kept look looked find found use used tell"),
    "excess words": _words(
        "delve delves delving showcase showcases showcasing showcased underscore underscores underscoring underscored "
        "intricate intricacies pivotal crucial notably comprehensive meticulous meticulously realm tapestry landscape "
        "robust seamless seamlessly leverage leveraging foster fosters fostering enhance enhances enhanced enhancing "
        "vital vibrant nuanced multifaceted testament profound profoundly significant significantly potential "
        "potentially innovative groundbreaking transformative resonate resonates navigate navigating navigates "
        "facilitate facilitates facilitating bolster bolstering garner garnered garnering commendable invaluable "
        "exemplify exemplifies embark embarked endeavor endeavors unwavering commitment dedication dedicated "
        "remarkable noteworthy encompass encompasses encompassing elevate elevating streamline harness harnessing "
        "spearhead spearheaded paramount imperative poised aligns aligning align surpass surpassing valuable insights "
        "insight dynamic emerging ongoing various numerous particularly additionally furthermore moreover consequently "
        "ultimately effectively unprecedented compelling ensure ensures ensuring aims aimed aiming strategic approach "
        "impact impactful collaboration collaborative collaborate integrate integrating integration diverse unique "
        "evolving evolve reflects reflecting signals signaling marking underlining signifies signifying"),
    "connectives": _words("however additionally furthermore moreover consequently therefore thus hence meanwhile overall "
                          "nevertheless nonetheless similarly likewise instead accordingly conversely notably"),
    "intensifiers": _words("very really quite just even still only actually too much so well also again already"),
    "hedges": _words("perhaps maybe possibly likely probably apparently reportedly allegedly seems seemed appear appears"),
    "vague quantity": _words("several various numerous many multiple range variety array number host myriad significant"),
    "time words": _words("today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday last next now "
                         "then ago later earlier week month year"),
    "contractions": _words(
        "i'm i've i'd i'll we're we've we'll we'd you're you've you'll you'd he's she's they're it's that's there's "
        "isn't aren't wasn't weren't haven't hasn't hadn't don't doesn't didn't can't couldn't won't wouldn't shouldn't "
        "what's who's let's here's they've they'll they'd he'd she'd he'll she'll"),
    "spelled numbers": _words("one two three four five six seven eight nine ten first second third half dozen"),
})

# Openings that turn a sentence into comment on the facts rather than a fact.
TALK = ("this marks", "this move", "this initiative", "this approach", "this development", "this collaboration",
        "this partnership", "the move", "the initiative", "in conclusion", "in summary", "as the", "looking ahead",
        "moving forward", "it is important", "it is worth", "it remains", "plays a crucial", "play a crucial",
        "serves as", "serve as", "a testament to", "in an effort", "aims to", "aimed at", "with the aim", "the importance of",
        "the need for", "not only", "but also", "as well as", "due to", "in order to", "a range of", "one of the",
        "according to", "commitment to", "the potential", "has been", "have been", "in the process", "in light of",
        "in addition", "in response", "a significant", "such as", "the ongoing", "their respective", "a sense of",
        "raises questions", "the broader", "this shift", "why it matters", "why this matters", "key takeaways",
        "what this means", "what it means", "the bottom line")

SUFFIXES = ("ations", "ation", "tions", "tion", "sions", "sion", "ments", "ment", "nesses", "ness", "ities", "ity",
            "ences", "ence", "ances", "ance", "ically", "ingly", "ously", "fully", "ively", "ally", "ly", "ings",
            "ing", "ized", "ised", "ated", "ied", "ed", "ized", "ize", "ise", "ates", "ate", "ive", "ous", "ical",
            "ial", "al", "able", "ible", "ful", "less", "ship", "ists", "ist", "ism", "est", "ers", "er", "ors", "or",
            "ary", "ory", "ic", "ics", "ies", "es", "s", "y")

# What a model says before the text it was asked for.
PREAMBLE = re.compile(
    r"^\s*(?:(?:sure|certainly|of course|absolutely)[^:.!?]{0,40}[:.!?,]\s*)?"
    r"(?:(?:here(?:'s| is| are| you go)|below is|this is)[^:\n]{0,30}\b(?:version|rewrit\w+|rewrot\w+|revis\w+|"
    r"polish\w*|paraphras\w+|refin\w+|expand\w+|article|text|draft|news)\b[^:\n]{0,80}:|"
    r"(?:title|headline|rewritten|revised|polished|refined|paraphrased|expanded)(?: \w+){0,3}:)\s*", re.IGNORECASE)
TOKEN = re.compile(
    r"(?=[a-z]{1,4}\.)(?:(?:[a-z]\.){2,}|(?:mr|mrs|ms|dr|sen|sens|rep|reps|gov|gen|col|lt|sgt|capt|st|jr|sr|inc|corp|co|ltd|no|vs|prof|rev|"
    r"hon|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.(?=[ ,]))|[^\W\d_]+(?:'[^\W\d_]+)?|\d[\d.,]*\d|\d|"
    r"[,.?!\";:()]")
