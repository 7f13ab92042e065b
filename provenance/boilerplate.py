"""Site furniture, press-release boilerplate and disclosures, marked line by line before anything is matched.

Rules are patterns over whole lines or sentences; each names what it saw, so that a reader can object. What recurs
over unrelated stories of one outlet is found by `recurrent`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .model import Kind, Prepared, Sentence

_I = re.IGNORECASE

# Whole-line furniture: (note, pattern). Applied to lines of at most LINE_WORDS words.
LINE_WORDS = 22
_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("byline", re.compile(r"(?:[Ss]tory |[Ww]ords |[Ww]ritten |[Rr]eported |[Pp]osted |[Pp]ublished )?[Bb][Yy]:? +(?:[A-Z][\w.'’-]+|staff|the)"
                          r"(?:[ ,|&]+(?:and|[A-Z•|][\w.'’-]*|\w+ ?writer|staff|reporter|correspondent|desk|editor|"
                          r"news|team))*\W*(?:\|.*|[•·–—-].*|\d.*)?")),
    ("photo credit", re.compile(r"(?:\(?(?:photos?|images?|pictures?|pic|video|illustration|graphic|credits?|cover)\b"
                                r"(?: credits?| courtesy)?\s*(?::|by|via|from|of|\||/|©|courtesy)).*", _I)),
    ("photo credit", re.compile(r".{0,80}\b(?:via )?(?:getty images|shutterstock|unsplash|pexels|ap photo|"
                                r"istock|file photo|alamy)\b.{0,40}", _I)),
    ("navigation", re.compile(r"(?:[←«‹<→»›>|↑▲☰]+ ?.*|.{0,60}[→»›>]{1,2}|back to .*|skip to .*|home ?[>|/›»].*|"
                              r"jump to .*|return to .*|previous( article| story| post)?|next( article| story| post)?|"
                              r"menu|search|log ?in|sign in|toggle .*|breadcrumbs?.*|front page|latest news|"
                              r"top stories|more stories|trending( now)?|most (read|popular).*|print this.*|"
                              r"view (all|more|comments).*|load more.*|see all.*|go to .*)", _I)),
    ("share or subscribe", re.compile(r"(?:share(?: this| on| via| article| story)?\b.{0,80}|tweet|email this.*|"
                                      r"copy link|facebook|twitter|linkedin|whatsapp|reddit|"
                                      r"(?:please )?(?:subscribe|sign up|follow|like) (?:to|for|us|our|now|today|here|"
                                      r"[\w ]+ on)\b.*|.*\b(?:subscribe (?:now|today|to our)|our (?:free )?"
                                      r"(?:daily |weekly |morning )?newsletters?|sign up (?:for|here)|"
                                      r"delivered to your inbox|join our (?:channel|whatsapp|telegram))\b.*|"
                                      r"get (?:the|our) .*(?:newsletter|inbox|app).*|"
                                      r"enjoyed? th(?:is|e) (?:article|story|post).*)", _I)),
    ("related links", re.compile(r"(?:\W*(?:related|read more|read also|also read|see also|recommended|don['’]t miss|"
                                 r"you (?:may|might) also like|more (?:from|on|in|about)|up next|editors?['’]s? picks?|"
                                 r"keep reading|continue reading|watch|listen)\b\s*(?::|[-–—|]|stories|articles|$).*|"
                                 r"read (?:the )?(?:full|original|next).{0,60}|more (?:from|in) [\w' ]{1,40})", _I)),
    ("reading time", re.compile(r".{0,60}\b\d+[ -]?min(?:ute)?s?[ -]read\b.{0,40}", _I)),
    ("tags", re.compile(r"(?:tags?|filed under|topics?|categor(?:y|ies)|keywords?|posted in|section)\b ?[:|].*", _I)),
    ("legal line", re.compile(r"(?:©|\(c\) ?\d{4}|copyright\b).*|.*\ball rights reserved\b.*|"
                              r"(?:terms (?:of|and)|privacy|cookie)s?\b.{0,60}", _I)),
    ("advertisement", re.compile(r"\W*(?:advertisement|ad|sponsored links?|story continues below.*|"
                                 r"article continues.*|scroll to continue.*)\W*", _I)),
    ("comments", re.compile(r"(?:\d+ )?comments?\b.{0,30}|leave a (?:reply|comment).*|join the (?:conversation|"
                            r"discussion).*|what do you think\?.*comments.*|have a (?:tip|story)\b.*", _I)),
    ("time stamp", re.compile(r"\W*(?:(?:last )?(?:updated|published|posted|modified|date)\b.{0,3})?[•|]?\s*(?:on )?"
                              r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,? +)?"
                              r"(?:\d{4}-\d\d-\d\d\S*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? "
                              r"\d{1,2},? \d{4}|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* "
                              r"\d{4})(?:[ ,|•·–—-]+(?:at )?\d{1,2}[:.]\d\d.{0,20}|\W.{0,50})?", _I)),
    ("release slug", re.compile(r"\W*(?:for immediate release|embargoed .*|press release|news release|media release|"
                                r"media advisory|-30-|[#*]( ?[#*]){1,}|-?ends?-?|notes? to editors?)\W*"
                                r"(?:[:|–—-].{0,60})?", _I)),
    ("contact", re.compile(r"(?:(?:media|press|news|public|investor)s? (?:contacts?|enquiries|inquiries|relations|"
                           r"office)|contacts?)\b ?[:|–—-]?.{0,120}", _I)),
    ("contact", re.compile(r".{0,60}(?:[\w.+-]+@[\w-]+\.\w+|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b).{0,60}")),
    ("link", re.compile(r"\s*(?:https?://|www\.)\S+\s*")),
)

# Sentences of any length that are press-release boilerplate.
_RELEASE_BOILERPLATE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("safe harbour", re.compile(r"forward[- ]looking statements?|safe harbou?r|private securities litigation|"
                                r"actual results (?:may|could|might) differ|undertakes? no obligation to update|"
                                r"risks and uncertainties", _I)),
    ("contact", re.compile(r"(?:for (?:more|further|additional) (?:information|details|inquiries)|to learn more)"
                           r".{0,40}\b(?:contact|visit|call|e-?mail|go to|see|click|about)\b", _I)),
    ("contact", re.compile(r"\b(?:visit|follow|find) (?:us|them|the company|it) (?:at|on)\b|\bfollow @\w", _I)),
)
_ABOUT = re.compile(r"\W*about (?:the )?[A-Z0-9][\w&.,'’ -]{0,60}\W*")

_DISCLOSURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("AI disclosure", re.compile(
        r"\b(?:generated|written|produced|created|drafted|assisted|summari[sz]ed|prepared|rewritten|edited|compiled|"
        r"made)\b.{0,40}\b(?:by|with|using|through|via)\b.{0,40}\b(?:AI\b|artificial intelligence|"
        r"automat(?:ed|ion)|language models?|chatgpt|generative|bots?\b)", 0)),
    ("AI disclosure", re.compile(r"\b(?:AI|machine)[- ](?:generated|assisted|written|produced|drafted)\b.{0,60}"
                                 r"\b(?:article|story|content|text|summary|post|report|version|copy|draft)\b|"
                                 r"\b(?:article|story|text|content|summary|post)\b.{0,60}\b(?:AI|machine)[- ]"
                                 r"(?:generated|assisted|written|produced|drafted)\b|"
                                 r"\b(?:used|uses|with the (?:help|aid|assistance) of|aided by) (?:an? )?(?:generative )?"
                                 r"(?:AI\b|artificial intelligence|language model)[^.]{0,60}\b(?:article|story|draft|"
                                 r"text|write|edit|summar|produc|prepar|report)", 0)),
    ("source disclosure", re.compile(
        r"\b(?:always )?(?:consult|refer to|see|read) the original (?:reporting|article|source|release|announcement|"
        r"story)\b|^\W*(?:original (?:reporting|article|story|source) (?:by|from|at|:)|"
        r"(?:source|via|credit|with information from|based on (?:a|the) (?:press|news|media) release)\b ?[:—–]?)"
        r".{0,90}$|\b(?:this|the) (?:article|story|post|report|content|piece|item) (?:is|was|has been) "
        r"(?:based on|adapted from|republished|reprinted|provided by|supplied by|distributed by|first published|"
        r"originally published|reproduced|sourced|syndicated|compiled from)|"
        r"\b(?:press release|content|material)s? (?:distributed|provided|supplied|issued) (?:by|through)\b|"
        r"\bmaterials provided by\b", _I)),
    ("commercial disclosure", re.compile(
        r"\b(?:sponsored|paid|partner|branded) (?:content|post|article|partnership|promotion|feature)\b|"
        r"\baffiliate (?:links?|commission)\b|\bearn (?:a )?(?:small )?commission\b|\bpaid for by\b|"
        r"\b(?:is|was) (?:sponsored|paid for) by\b.{0,60}$|\badvertorial\b|"
        r"\b(?:owns?|holds?) (?:shares|stock|a stake|no position|positions?) in\b.{0,60}\b(?:mentioned|author|writer)|"
        r"\b(?:author|writer|reporter|editor|publication|newsroom|outlet|site)\b.{0,60}\b(?:owns?|holds?) (?:shares|"
        r"stock|no position|a position)", _I)),
    ("editorial disclosure", re.compile(
        r"^\W*(?:disclosure|disclaimer|editor['’]?s note|correction|clarification|full disclosure)\b|"
        r"\bviews? (?:expressed|and opinions)\b.{0,80}\b(?:author|own)\b|"
        r"\b(?:not|nor|does not) (?:constitute |intended as |be (?:construed|taken) as |provide )?"
        r"(?:financial|investment|medical|legal|professional) advice\b|"
        r"\b(?:reviewed|edited|checked|verified|fact-checked) by (?:a |our |an )?(?:human|editor|staff|newsroom)\b|"
        r"\b(?:newsroom|editorial (?:staff|team)) (?:was|were) not involved\b", _I)),
)


def _line_kind(text: str) -> tuple[Kind, str] | None:
    for note, pattern in _DISCLOSURES:
        if pattern.search(text):
            return "disclosure", note
    if len(text.split()) <= LINE_WORDS:
        for note, pattern in _LINES:
            if pattern.fullmatch(text.strip()):
                return "furniture", note
    for note, pattern in _RELEASE_BOILERPLATE:
        if pattern.search(text):
            return "furniture", note
    return None


def mark(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Set ``kind`` and ``note`` of each sentence; offsets are untouched.

    An "About X" line makes furniture of what follows it in the document, up to the next heading.
    Lines above the first navigation line at the top of a page are its masthead.
    """
    marked: list[Sentence] = []
    about = ""
    for sentence in sentences:
        line = text[sentence.start:sentence.end]
        found = _line_kind(line)
        if sentence.kind == "heading" or found:
            about = ""
        if sentence.kind == "heading" and _ABOUT.fullmatch(line) and sentence.first_word > len(sentences):
            about = "about the organisation"
        if found:
            marked.append(replace(sentence, kind=found[0], note=found[1]))
        elif about:
            marked.append(replace(sentence, kind="furniture", note=about))
        else:
            marked.append(sentence)
    return _masthead(marked)


def _masthead(marked: list[Sentence]) -> tuple[Sentence, ...]:
    head = marked[:6]
    first = next((i for i, s in enumerate(head) if s.note in {"navigation", "share or subscribe"}), 0)
    if first and all(s.kind != "body" and s.words <= 6 for s in head[:first]):
        for index in range(first):
            marked[index] = replace(marked[index], kind="furniture", note="masthead")
    return tuple(marked)


def recurrent(documents: Iterable[tuple[Prepared, str]], least: int = 3) -> dict[str, frozenset[int]]:
    """Body sentences of one outlet that recur word for word in at least ``least`` stories: furniture.

    ``documents`` pairs each prepared document with its story. Returns sentence indices by document id. A story
    counts once however many copies it has, so a widely syndicated release is never taken for boilerplate.
    """
    stories: dict[tuple[str, bytes], set[str]] = defaultdict(set)
    places: dict[tuple[str, bytes], list[tuple[str, int]]] = defaultdict(list)
    for prepared, story in documents:
        outlet = prepared.document.outlet
        if not outlet:
            continue
        for index, sentence in enumerate(prepared.sentences):
            if sentence.kind == "body" and sentence.words >= 4:
                key = outlet, prepared.ids[sentence.first_word:sentence.last_word].tobytes()
                stories[key].add(story)
                places[key].append((prepared.id, index))
    found: dict[str, set[int]] = defaultdict(set)
    for key, seen in stories.items():
        if len(seen) >= least:
            for document, index in places[key]:
                found[document].add(index)
    return {document: frozenset(indices) for document, indices in found.items()}
