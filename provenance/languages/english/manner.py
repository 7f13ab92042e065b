"""What wording tells of a sentence by itself: padding, advice to readers, disclosures, comment."""

from __future__ import annotations

import re
from collections.abc import Mapping

_I = re.IGNORECASE
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
    "advice": re.compile(r"\b(?:(?:financial|investment|medical|legal|tax|professional) advice\b|commissions?\b|"
                         r"affiliate|sponsor|underwrit\w|paid (?:content|for|partner)|views? (?:expressed|of the|are)|"
                         r"disclos\w|disclaimer|conflicts? of interest|owns? (?:shares|stock)|"
                         r"partners?(?:hip)? with (?:this|us|our)|editorial(?:ly)?\b)", _I),
    "checked": re.compile(r"\b(?:human|editor|staff|journalist|person|newsroom|team)\b.{0,40}\b(?:check|review|edit|"
                          r"verif|approv)|\b(?:check|review|edit|verif|approv)\w*.{0,30}\bby (?:an? )?(?:human|editor|"
                          r"staff|journalist|person|newsroom|team)", _I),
    "bare_number": re.compile(r"^\W*\d{1,2}[.)]?\W*$"),
    "imperative": re.compile(r"^\W*(?:join|text|send|write|forward|call|email|like|liked|enjoy\w*|follow|read|watch|"
                             r"listen|get|find|visit|see|check|tell|vote|support|help|become|buy|order|register|"
                             r"download|try|browse|explore)\b", _I),
    "copyright": re.compile(r"\b(?:copyright|all rights|redistribut|reprint|prohibited\b|P\.? ?O\.|subscri|members?\b|"
                            r"readers?\b|this (?:newspaper|newsletter|paper|column|publication|site|website)\b)|"
                            r"©|\(c\)|\d{3}-\d{4}", _I),
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
    "this_thing": re.compile(r"^\W*(?:this|these|that|those|such|the (?:move|decision|news|announcement|launch|findings?|"
                             r"results?|initiative|project|story|case|message|lesson|deal|study|approach|effort|event)s?)\b",
                             _I),
    "is": re.compile(r"\b(?:is|are|isn['’]t|it['’]s|that['’]s|there['’]s)\b", _I),
    "past": re.compile(r"\b(?:was|were|had|did|\w{3,}ed)\b", _I),
    "all": re.compile(r"\b(?:always|never|ever|every|all|any|nothing|everything|something|often|sometimes|some|"
                      r"many|most|few)\b", _I),
}
# Of matches that run over several words: what the word they begin in ends with, or a word that none is without.
# Patterns that are not named here match within one word, or are bound to an edge of the sentence.
SEVERAL: Mapping[str, re.Pattern[str]] = {
    "barred": re.compile(r"^[-–—]$"),
    "reader": re.compile(r"\b(?:sign|read|follow|min(?:ute)?)$", _I),
    "advice": re.compile(r"\b(?:financial|investment|medical|legal|tax|professional|paid|views?|conflicts?|owns?|"
                         r"partners?(?:hip)?)$", _I),
    "checked": re.compile(r"\b(?:check|review|edit|verif|approv)", _I),
    "copyright": re.compile(r"\b(?:all|this|p\.?)$", _I),
    "from_source": re.compile(r"\b(?:press|news|media|public|original|this)$", _I),
    "speech": re.compile(r"\baccording$", _I),
    "time_ahead": re.compile(r"\b(?:coming|time|remains|moving|only|years|going|long|next)$", _I),
    "significance": re.compile(r"\bgame$", _I),
    "contrast": re.compile(r"\b(?:not|isn['’]t|more|rather|but)$", _I),
    "tool": re.compile(r"\b(?:AI|A\.I\.|automat\w+|tools?|models?|software|machines?|bots?|algorithms?)\b"),
}
TOOL = re.compile(r"\b(?:generat\w+|writ\w+|produc\w+|draft\w*|summar\w+|prepar\w+|assist\w*|creat\w+|us(?:es|ed|ing)|"
                   r"help)\b.{0,50}\b(?:AI|A\.I\.|automat\w+|tools?|models?|software|machines?|bots?|algorithms?)\b|"
                   r"\b(?:AI|A\.I\.|automat\w+|machine|software)\b.{0,50}\b(?:generat|writ|produc|draft|summar|prepar|"
                   r"assist|creat|used|help)")
# A text about artificial intelligence is no disclosure of its use: the tool must have made this text, or news.
THIS_TEXT = re.compile(r"\b(?:this|our|the|each|every) (?:\w+ )?(?:article|story|stories|post|summary|page|item|piece|"
                        r"report|content|copy|newsletter|newsroom|draft|headline|text)s?\b|"
                        r"\b(?:corporate|local|public) (?:news|announcement|release|document|record)s?\b|"
                        r"^\W*(?:summary|text|story|article|content|post|"
                        r"written|generated|produced|drafted|compiled|prepared|created|intro)\b", _I)
TAKEAWAY = re.compile(r"\b(?:takeaways?|at a glance|in brief|key (?:points|facts)|quick facts|highlights|summary|"
                       r"tl;?dr|what (?:you need )?to know|by the numbers|faq|questions)\b", _I)
TALK = re.compile(r"\b(?:why (?:it|this)|matters?|bigger picture|broader|looking ahead|road ahead|what['’]?s next|"
                   r"conclusion|bottom line|final (?:thoughts?|word)|implications?|context|stakes?|perspective|"
                   r"future|means?|impact|human|lessons?|reflections?)\b", _I)
# Words by which a text weighs what happened instead of saying it.
COMMENT = re.compile(
    r"\b(?:suggest(?:s|ing)?|trends?|signal(?:s|ling|ing)?|highlight(?:s|ing)?|underscor(?:e|es|ing)|reflect(?:s|ing)|"
    r"landscape|poised|significan(?:t|ce|tly)|game[- ]chang\w+|pivotal|testament|milestone|raises? questions|"
    r"importan(?:t|ce)|crucial|demonstrat(?:es|ing)|illustrat(?:es|ing)|broader|paves?|potential(?:ly)?|may|might|"
    r"could)\b", re.IGNORECASE)
# Endings of words for qualities and processes, which weigh a thing instead of naming it.
ABSTRACT = re.compile(r"(?:tions?|sions?|ments?|ness|it(?:y|ies)|ance|ence|ships?|isms?|ive|ful|ic|ical|ous|able|ible|"
                      r"less|ly|ing|[ai]tely)$")
