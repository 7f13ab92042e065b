"""What can be seen of each sentence by itself: its shape and place, what it says, and how it is worded.

Which source it comes from is asked elsewhere (`roles.sourcing`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from ..align.sentences import Floats
from ..records import Prepared

_I = re.IGNORECASE
KINDS = ("body", "heading", "furniture", "disclosure")

# Patterns over the sentence as it stands: each is a feature of its own, 1 where it is found.
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "ends": re.compile(r"[.!?…][\"”’')\]]*\s*$"),
    "question": re.compile(r"\?[\"”’')]*\s*$"),
    "exclaims": re.compile(r"!"),
    "colon_end": re.compile(r":\s*$"),
    "labelled": re.compile(r"^\W*[A-Z][\w'’]*(?: [\w'’]+){0,2}:\s"),
    "listed": re.compile(r"^\s*(?:[-*•·▪◦–—]|\(?\d{1,2}[.)])\s"),
    "barred": re.compile(r"[|»›>←→/•·]|\s[-–—]\s"),
    "address": re.compile(r"@|https?:|www\.|\.(?:com|org|net|example)\b|#\w", _I),
    "byline": re.compile(r"^\W*(?:by|from|words|photos?|image|story|posted|published|updated|filed)\b", _I),
    "reader": re.compile(r"\b(?:subscribe|newsletter|sign up|inbox|read (?:more|next|also)|share|comments?|follow us|"
                         r"click|tap|advert\w*|sponsor\w*|related|download|min(?:ute)? read|donate|tips?|"
                         r"reprint\w*|editor|cookies|archives?|contact)\b", _I),
    "advice": re.compile(r"\b(?:financial|investment|medical|legal|tax|professional) advice\b|\bcommissions?\b|"
                         r"\baffiliate|\bsponsor\w*|\bunderwrit\w+|\bpaid (?:content|for|partner\w*)|\bviews? "
                         r"(?:expressed|of the|are)|\bdisclos\w+|\bdisclaimer|\bconflicts? of interest"
                         r"|\bowns? (?:shares|stock)|"
                         r"\bpartners?(?:hip)? with (?:this|us|our)|\beditorial(?:ly)?\b", _I),
    "checked": re.compile(r"\b(?:human|editor|staff|journalist|person|newsroom|team)\b.{0,40}\b(?:check|review|edit|"
                          r"verif|approv)|\b(?:check|review|edit|verif|approv)\w*.{0,30}\bby (?:an? )?(?:human|editor|"
                          r"staff|journalist|person|newsroom|team)", _I),
    "bare_number": re.compile(r"^\W*\d{1,2}[.)]?\W*$"),
    "imperative": re.compile(r"^\W*(?:join|text|send|write|forward|call|email|like|liked|enjoy\w*|follow|read|watch|"
                             r"listen|get|find|visit|see|check|tell|vote|support|help|become|buy|order|register|"
                             r"download|try|browse|explore)\b", _I),
    "copyright": re.compile(r"©|\(c\)|\bcopyright|\ball rights|\bredistribut|\breprint|\bprohibited\b|\bP\.? ?O\.|"
                            r"\d{3}-\d{4}|\bsubscri|\bmembers?\b|\breaders?\b|\bthis (?:newspaper|newsletter|paper|"
                            r"column|publication|site|website)\b", _I),
    "from_source": re.compile(r"\b(?:(?:press|news|media) release|announcement|statement|(?:public|original) "
                              r"(?:source|record|document|text|material)s?|this (?:article|story|post|piece|page|"
                              r"summary|report|item)|adapted|rewritten|condensed|compiled|summari[sz]ed)\b", _I),
    "speech": re.compile(r"\b(?:said|says|told|added|according to|announced|noted|argued|called|wrote|testified|"
                         r"warned|explained|stated|described|asked|urged|promised|pledged)\b", _I),
    "quote": re.compile(r"[\"“”]"),
    "you": re.compile(r"\b(?:you|your|yours|yourself)\b", _I),
    "we": re.compile(r"\b(?:we|our|ours|us|let['’]s)\b", _I),
    "i": re.compile(r"\b(?:I|my|me|I['’]m|I['’]ve)\b"),
    "may": re.compile(r"\b(?:may|might|could|can|perhaps|possibly|likely|potential\w*|probably)\b", _I),
    "time_ahead": re.compile(r"\b(?:future|tomorrow|ahead|coming (?:years|months|weeks|days)|time will tell|remains to "
                             r"be seen|moving forward|only time|years to come|going forward|long[- ]term|next "
                             r"chapter|generations?)\b", _I),
    "opens": re.compile(r"^\W*(?:in (?:an?|today['’]s|the|recent|many)\b.{0,30}\b(?:world|era|age|times?|landscape|"
                        r"climate|ways)|as (?:the|we|with|any)|for (?:many|some|anyone|those|readers|now)|at (?:its|"
                        r"the) (?:heart|core|end)|ultimately|indeed|of course|after all|still|clearly|in short|"
                        r"at the same time|whether|from .{3,40} to |more than"
                        r"|what (?:is|this|makes|matters)|there (?:is|are)|"
                        r"one thing|beyond|behind|think of|imagine|consider|picture|ask|buckle|stay|either way|"
                        r"none of this|that said|it(?:['’]s| is)|and yet|but )", _I),
    "significance": re.compile(
        r"\b(?:signif\w+|importan\w+|crucial\w*|vital\w*|pivotal|key|critical\w*|essential\w*|transform\w*|"
        r"revolution\w*|game[- ]chang\w+|landscape|journey|landmark|milestone|momentum|testament|remind\w*|"
        r"underscor\w+|highlight\w*|reflect\w*|signals?|symbol\w*|represent\w*|meaningful\w*|powerful\w*|"
        r"promis(?:e|es|ing)|opportunit\w+|challeng\w+|innovat\w+|inspir\w+|hope\w*|dream\w*|story|stories|lessons?|"
        r"conversation|dialogue|debate|ripple\w*|broader|bigger|larger|deeper|matters?|impact\w*|stakes?|"
        r"communit(?:y|ies)|everyone|everywhere|anyone|nobody|people|experts?|observers?|analysts?|critics|"
        r"stakeholders?|sense|question\w*|answer\w*|wonder\w*|balance|trust|progress|path|step|trend\w*|"
        r"evolv\w+|navigat\w+|shap(?:e|es|ing)|foster\w*|empower\w*|vibrant|rich|tapestry|beacon|truly|simply|"
        r"deeply|human|values?|commitment|dedicat\w+|resilien\w+|vision|spirit)\b", _I),
    "contrast": re.compile(r"\b(?:not (?:just|only|merely|simply)|isn['’]t (?:just|only)|more than (?:just|a)|"
                           r"rather than|but also)\b|;", _I),
    "is": re.compile(r"\b(?:is|are|isn['’]t|it['’]s|that['’]s|there['’]s)\b", _I),
    "past": re.compile(r"\b(?:was|were|had|did|\w{3,}ed)\b", _I),
    "all": re.compile(r"\b(?:always|never|ever|every|all|any|nothing|everything|something|often|sometimes|some|"
                      r"many|most|few)\b", _I),
}
_TOOL = re.compile(r"\b(?:generat\w+|writ\w+|produc\w+|draft\w*|summar\w+|prepar\w+|assist\w*|creat\w+|us(?:es|ed|ing)|"
                   r"help)\b.{0,50}\b(?:AI|A\.I\.|automat\w+|tools?|models?|software|machines?|bots?|algorithms?)\b|"
                   r"\b(?:AI|A\.I\.|automat\w+|machine|software)\b.{0,50}\b(?:generat|writ|produc|draft|summar|prepar|"
                   r"assist|creat|used|help)")
# A text about artificial intelligence is no disclosure of its use: the tool must have made this text, or news.
_THIS_TEXT = re.compile(r"\b(?:this|our|the|each|every) (?:\w+ )?(?:article|story|stories|post|summary|page|item|piece|"
                        r"report|content|copy|newsletter|newsroom|draft|headline|text)s?\b|"
                        r"\b(?:corporate|local|public) (?:news|announcement|release|document|record)s?\b|"
                        r"^\W*(?:summary|text|story|article|content|post|"
                        r"written|generated|produced|drafted|compiled|prepared|created|intro)\b", _I)
_TAKEAWAY = re.compile(r"\b(?:takeaways?|at a glance|in brief|key (?:points|facts)|quick facts|highlights|summary|"
                       r"tl;?dr|what (?:you need )?to know|by the numbers|faq|questions)\b", _I)
_TALK = re.compile(r"\b(?:why (?:it|this)|matters?|bigger picture|broader|looking ahead|road ahead|what['’]?s next|"
                   r"conclusion|bottom line|final (?:thoughts?|word)|implications?|context|stakes?|perspective|"
                   r"future|means?|impact|human|lessons?|reflections?)\b", _I)
_COUNTED = ("number", "money", "percent", "date", "duration", "quote", "person", "organisation", "place", "other")


def _shape(article: Prepared) -> dict[str, Floats]:
    """Kind, length, patterns and place of each sentence."""
    texts = [article.text_of(sentence) for sentence in article.sentences]
    count = len(texts)
    columns = {f"kind_{kind}": np.array([s.kind == kind for s in article.sentences], dtype=float) for kind in KINDS}
    lengths = np.array([sentence.words for sentence in article.sentences], dtype=float)
    columns |= {name: np.array([bool(pattern.search(text)) for text in texts], dtype=float)
                for name, pattern in PATTERNS.items() if name != "significance"}
    tool = np.array([bool(_TOOL.search(text) and _THIS_TEXT.search(text)) for text in texts], dtype=float)
    columns["tool"] = tool
    columns["disclosing"] = np.maximum.reduce([columns["kind_disclosure"], tool, columns["advice"], columns["checked"]])
    hits = np.array([len(PATTERNS["significance"].findall(text)) for text in texts], dtype=float)
    capitals = [sum(word[0].isupper() for word in text.split()) / max(len(text.split()), 1) for text in texts]
    paragraphs = np.array([sentence.paragraph for sentence in article.sentences])
    _, inverse, sizes = np.unique(paragraphs, return_inverse=True, return_counts=True)
    order = np.arange(count, dtype=float)
    alone = (sizes[inverse] == 1).astype(float)
    # A line of its own that closes like no sentence and is not followed by another such line looks like a title.
    lone = alone * (lengths <= 14) * (1 - columns["ends"])
    asked = alone * (lengths <= 14) * columns["question"]
    following = np.append(1 - alone[1:], 0.0)
    columns |= {"lone": lone, "asked": asked, "titled": np.maximum(lone, asked) * following,
                "lone_run": lone * np.append(lone[1:], 0.0), "lone_first": lone * (order == 0),
                "lone_top": lone * (order > 0) * (order < 4), "lone_bottom": lone * (order >= count - 3),
                "sentence_alone": alone * columns["ends"] * (1 - columns["question"])}
    return columns | {
        "length": np.log1p(lengths) / 3, "short": (lengths <= 7).astype(float), "significance": np.minimum(hits, 4),
        "significance_share": hits / np.maximum(lengths, 1) * 5, "capitals": np.array(capitals),
        "alone": alone, "opening": (np.diff(paragraphs, prepend=-1) > 0).astype(float),
        "place": order / max(count - 1, 1), "first": (order == 0).astype(float), "top": (order < 4).astype(float),
        "bottom": (order >= count - 3).astype(float), "last": (order == count - 1).astype(float)}


def _sections(article: Prepared) -> dict[str, Floats]:
    """Whether the last heading before a sentence promises takeaways, or talk about what it all means."""
    takeaway, talk, under = [], [], []
    current = ""
    for index, sentence in enumerate(article.sentences):
        if sentence.kind == "heading" and index:
            current = article.text_of(sentence)
        takeaway.append(bool(_TAKEAWAY.search(current)))
        talk.append(bool(_TALK.search(current)))
        under.append(bool(current))
    return {"takeaway": np.array(takeaway, dtype=float), "talk": np.array(talk, dtype=float),
            "sectioned": np.array(under, dtype=float)}


def _facts(article: Prepared) -> dict[str, Floats]:
    """How many facts of each kind a sentence holds (at most 3 counted)."""
    counts = {kind: np.zeros(len(article.sentences)) for kind in _COUNTED}
    for fact in article.facts:
        if fact.kind in counts:
            counts[fact.kind][fact.sentence] += 1
    columns = {f"n_{kind}": np.minimum(count, 3) for kind, count in counts.items()}
    figures = sum(counts[kind] for kind in ("number", "money", "percent", "date", "duration"))
    names = sum(counts[kind] for kind in ("person", "organisation", "place", "other"))
    return columns | {"figures": np.minimum(figures, 4), "names": np.minimum(names, 4),
                      "factless": ((figures + names + counts["quote"]) == 0).astype(float)}


def _wording(article: Prepared, weights: Mapping[str, float]) -> dict[str, Floats]:
    """How much a sentence's words are those of padding: the sum of their weights, and the same for its length."""
    total = np.array([sum(weights.get(stem, 0.0) for stem in set(article.stems[s.first_word:s.last_word]))
                      for s in article.sentences])
    length = np.sqrt(np.maximum([s.words for s in article.sentences], 1))
    return {"wording": total, "wording_share": total / length}


def features(article: Prepared, wording: Mapping[str, float]) -> dict[str, Floats]:
    """Named columns, one value per sentence of the article; ``wording`` weighs stems for or against padding."""
    return _shape(article) | _sections(article) | _facts(article) | _wording(article, wording)
