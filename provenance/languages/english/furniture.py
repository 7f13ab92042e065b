"""Patterns of site furniture, press-release boilerplate and disclosures: each names what it saw.

`LINES` are tried on whole lines of at most `LINE_WORDS` words, the others on single sentences. Nothing here looks at
where a line stands; `furniture.lines` does.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
LINE_WORDS = 22
Pattern = re.Pattern[str]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?)"
_JOB = (r"(?:staff|writer|reporter|reporters|correspondent|correspondents|desk|editor|editors|newsroom|newsdesk|bureau|"
        r"columnist|contributor|producer|team|press pool)")

# Fields that press databases print around a story, in capitals.
_FIELD = (r"LENGTH|SECTION|BYLINE|HEADLINE|DATELINE|LOAD-DATE|PUBLICATION-TYPE|LANGUAGE|GRAPHIC|COPYRIGHT|JOURNAL-CODE|"
          r"SUBJECT|ORGANIZATION|INDUSTRY|GEOGRAPHIC|PERSON|COMPANY|TICKER|CITY|STATE|COUNTRY|SERIES|SOURCE|CREDIT|EDITION|"
          r"DISTRIBUTION|CORRECTION-DATE|ACC-NO|PUBLICATION|ISSN|TYPE|PAGE")

LINES: tuple[tuple[str, Pattern], ...] = (
    ("database field", re.compile(
        rf"(?:{_FIELD}): .*|(?:[A-Z][\w ]{{0,24}} )?Edition(?: \d+)?[;,].{{0,60}}|\d{{2,5}} words|"
        r"Document [A-Za-z]{2,10}\d{8}[\w-]{4,}|(?:Copyright )?\d{4} Factiva.*|(?:\d+ of \d+ )?DOCUMENTS?|"
        r"(?:News;|Features?;|Pg\.|p(?:ages?)? ?\d)[^.!?]{0,40}")),
    ("advertisement", re.compile(r"(?:ADVERTISING|in[Rr]ead invented by .{1,30}|(?:Top|Bottom) of Form)")),
    ("comments", re.compile(r"(?:.{0,40} )?HAVE YOUR SAY\W*|.{0,40}\bcomments? \(\d+\)")),
    ("print edition", re.compile(r"(?:a version of )?this (?:article|story|column) (?:first )?(?:appeared|appears|was published|ran)"
                                 r" (?:in|on)\b.{0,120}", _I)),
    ("byline", re.compile(
        r"(?:(?:[Ss]tory|[Ww]ords|[Ww]ritten|[Rr]eported|[Pp]osted|[Pp]ublished|[Aa]nalysis|[Oo]pinion|[Aa]uthor|[Aa] column) )?"
        r"(?:[Bb][Yy]|[Ww]ords|[Aa]uthor):? +(?!the [Nn]umbers)(?:[A-Z][\w.'’-]+|staff|the)(?:[ ,|&/]+(?:and|[A-Z•|][\w.'’-]*|"
        rf"\w+ ?writer|{_JOB}|community|news|team))*\W*(?:\|.*|[•·–—-].*|\d.*)?")),
    ("byline", re.compile(r"\W*(?:[A-Z][\w'’&-]* ){0,3}(?:[Ss]taff [Rr]eports?|[Ss]taff [Ww]riters?|[Rr]eporters|"
                          r"[Nn]ewsroom|[Nn]ewsdesk|[Nn]ews [Dd]esk|[Ee]ditorial [Tt]eam|[Ss]taff)\W*")),
    ("byline", re.compile(rf"[A-Z][\w'’-]+(?: [A-Z][\w.'’-]*){{1,2}}, (?:[\w&'’-]+ ){{0,4}}{_JOB}\W*", _I)),
    ("photo credit", re.compile(
        r"\(?(?:photo(?:graph)?s?|images?|pictures?|pic|video|illustration|graphic|credits?|cover)\b(?: credits?)?"
        r"(?: ?(?::|©|\||/)| by\b| via\b| from\b| courtesy\b| of (?-i:[A-Z])).{0,120}", _I)),
    ("photo credit", re.compile(r".{0,80}\b(?:via )?(?:getty images|shutterstock|unsplash|pexels|ap photo|istock|"
                                r"file photo|alamy|pixabay|wikimedia commons)\b.{0,40}", _I)),
    ("navigation", re.compile(
        r"(?:[←«‹<→»›>|↑▲☰]+ ?.*|.{0,60}[→»›>]{1,2}|back to .*|skip to .*|home ?[>|/›»].*|jump to\b.*|return to .*|"
        r"(?:previous|next)(?: article| story| post| page)?|menu|search|log ?in.*|sign in|toggle .*|breadcrumbs?.*|"
        r"front page|latest(?: news)?|top stories|more stories|trending\b.{0,30}|most (?:read|popular).*|print this.*|"
        r"view (?:all|more|comments).*|load more.*|see all.*|go to .*|home|about us|contact us|advertise(?: with \w+)?|"
        r"donate|accept all|careers|archives?|report an error|next (?:up|issue|story):.*)", _I)),
    ("navigation", re.compile(r"[^|·•\n]{1,40}(?: [|·•] [^|·•\n]{1,40})+")),
    ("share or subscribe", re.compile(
        r"(?:share(?: this| on| via| article| story| it)?\W*(?:facebook|twitter|linkedin|email|x)?.{0,20}|tweet|pin it.*|"
        r"e-?mail this.*|copy link|facebook|twitter|linkedin|whatsapp|reddit|instagram|unsubscribe.*|subscribe|"
        r"(?:please )?(?:subscribe|sign up|follow|like) (?:to|for|us|our|now|today|here|@|[\w ]{1,30} on)\b.*|follow|"
        r".*\b(?:subscribe (?:now|today|to our)|our (?:free )?(?:daily |weekly |morning )?newsletters?|sign up (?:for|here)|"
        r"delivered to your inbox|join our (?:channel|whatsapp|telegram)|(?:join|over) [\d,]+ (?:\w+ )?(?:subscribers|readers|"
        r"followers)|you signed up|manage preferences|forward (?:it|this)\b.{0,30}\bfriend|enter your e-?mail)\b.*|"
        r"get (?:the|our)\b.{0,50}\b(?:newsletter|inbox|app|morning|week|day|free|updates)\b.*|"
        r"(?:(?:did you )?(?:enjoy(?:ed)?|like[d]?)) (?:this|the|what)\b.{0,20}(?:\?|article|story|post|explainer).*|"
        r"download (?:the|our)\b.{0,30}\b(?:app|pdf|report|guide|e-?book)\W*|"
        r"(?:\d[\d,.km]* (?:likes?|comments?|shares?|reposts?|followers|views)\W*)+|(?:#\w+\W*){2,})", _I)),
    ("related links", re.compile(
        r"(?:\W*(?:related|read more|read also|also read|see also|recommended|don['’]t miss|you (?:may|might) also like|"
        r"more (?:from|on|in|about)|up next|editors?['’]s? picks?|keep reading|continue reading|watch|listen)\b\s*"
        r"(?::|[-–—|]|stories|articles|documents|live|to this|$).*|(?:more|read more)(?: [\w&'’]+){1,5}: .*|"
        r"read (?:the )?(?:full|original|next).{0,60}|"
        r"more (?:from|in) [\w' ]{1,40}|read more .{0,60})", _I)),
    ("reading time", re.compile(r".{0,60}\b\d+[ -]?min(?:ute)?s?[ -]read\b.{0,40}|reading time\b.{0,60}|.{0,30}"
                                r"\(\d+ min\)|\w+-minute (?:read|version)", _I)),
    ("tags", re.compile(r"(?:.{0,60} )?(?:tags?|filed under|topics?|categor(?:y|ies)|keywords?|posted in|section)\b ?[:|].*", _I)),
    ("legal line", re.compile(r"(?:©|\(c\)\s|\(c\) ?\d{4}|copyright\b).*|.*\ball rights reserved\b.*|.*\bredistribution "
                              r"prohibited\b.*|(?:terms (?:of|and)|privacy|cookies?)\b.{0,60}|we use cookies.*", _I)),
    ("advertisement", re.compile(
        r"\W*(?:advertisement|ad|sponsored links?|story continues below.*|article continues.*|scroll to continue.*|"
        r"(?:request|book|schedule) a (?:free )?(?:demo|call|consultation).*|talk to an? .{0,40}(?:today|expert|consultant).*|"
        r"(?:unlock|start|try)\b.{0,60}\b(?:free|access|trial)\b.*|shop (?:our|the|now)\b.*|brought to you by\b.{0,60}|"
        r"video may contain ads.*|need (?:support|help)\? .*)\W*", _I)),
    ("comments", re.compile(
        r"(?:\d+ )?comments?\b.{0,30}|leave a (?:reply|comment).*|join the (?:conversation|discussion).*|"
        r"what do you think\?.*comments.*|(?:have|got|know) an? (?:news )?(?:tip|story|question|memory|photo)\b.*|"
        r"(?:send|submit|write) (?:your |us )?(?:letters?|items|tips|comments|photos|questions) .*|letters to the editor.*|"
        r"rate this .*", _I)),
    ("time stamp", re.compile(
        rf"\W*(?:(?:last |first |medically )?(?:updated|published|posted|modified|reviewed|date|filed)\b.{{0,24}}?)?[•|]?\s*(?:on )?"
        rf"(?:{_DAY},? +)?(?:\d{{4}}-\d\d-\d\d\S*|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
        r"(?:[ ,|•·–—-]+(?:at )?\d{1,2}[:.]\d\d.{0,20}|\W.{0,50})?", _I)),
    ("time stamp", re.compile(rf"(?:last )?(?:updated|posted|published)\b:?(?: on| at)? (?:{_DAY}|today|\d{{1,2}}[:.]\d\d).{{0,24}}|"
                              rf"{_DAY},? \d{{1,2}} {_MONTH}|{_DAY},? {_MONTH} \d{{1,2}}", _I)),
    ("release slug", re.compile(
        r"\W*(?:for immediate release|embargoed .*|press release|news release|media release|public release|media advisory|-30-|"
        r"[#*]( ?[#*]){1,}|-?ends?-?|notes? to editors?)\W*(?:[:|–—-].{0,60})?", _I)),
    ("contact", re.compile(r"(?:(?:media|press|news|public|investor)s? (?:contacts?|enquiries|inquiries|relations|office)|"
                           r"contacts?)\b ?[:|–—-]?.{0,120}", _I)),
    ("contact", re.compile(r"(?=[^@\d]*[@\d])(?:[^\n]{0,60}(?:\b(?:contact|media|press|e-?mail|tel|telephone|phone|fax|office|ring|text)\b|[:,|]) ?"
                           r"[^\n]{0,30})?(?:[\w.+-]+@[\w-]+(?:\.\w+)+|\+?\(?\d{2,5}\)?[ .-]\d{3}[ .-]\d{3,4})\W*"
                           r"(?:(?:[\w.+-]+@[\w-]+(?:\.\w+)+|\+?\(?\d{2,5}\)?[ .-]\d{3}[ .-]\d{3,4})\W*)*", _I)),
    ("link", re.compile(r"\s*(?:https?://|www\.)\S+\s*")),
    ("about the outlet", re.compile(
        r"[A-Z][\w.'’&-]+(?: [A-Z&][\w.'’&-]*){0,5} (?:is|are) (?:an? (?:production|service|publication|newsletter) of|printed|"
        r"published|distributed|free to|run by volunteers|a (?:staff |freelance |contributing |senior )?(?:writer|reporter|"
        r"columnist|correspondent|editor))\b.*")),
    ("about the author", re.compile(
        r"(?:[A-Z][\w.'’-]+ ){1,3}(?:covers|writes about|reports on|is based in)\b.*|.{3,60}['’]s column appears\b.*|"
        r"[Tt]he (?:writer|author|reporter) (?:is|can be|may be|covers|writes)\b.*|.{3,60}\b(?:may|can) be reached (?:at|in|on|by)"
        r"\b.*|.{0,20}[Cc]olumns? represents? the views?\b.*|[Ff]iled from .{0,30}|[Ff]rom [A-Z]\w+ [A-Z]\w+ in [A-Z]\w+")),
    ("page turn", re.compile(r"\(?(?:turn to|continued (?:on|from)|see|from page) ?.{0,30}\bpage ?\w{1,4}\)?.*", _I)),
)

# Sentences of any length that are press-release boilerplate.
RELEASE: tuple[tuple[str, Pattern], ...] = (
    ("photo credit", re.compile(r"^\W*(?:AP|Reuters|AFP|EPA|PA|Getty)(?: Photos?| Images?)?/.{0,60}$|^FILE ?[-–—] .{0,20}\bphoto\b")),
    ("safe harbour", re.compile(
        r"forward[- ]looking (?:statements?|and involve)|\bare forward[- ]looking\b|safe harbou?r|private securities litigation|"
        r"actual results (?:may|could|might|to|will) (?:vary|differ)|undertakes? no (?:obligation|duty) to update|"
        r"\brisks and uncertainties\b.{0,80}\b(?:cause|results|differ|filings)", _I)),
    ("contact", re.compile(r"(?:for (?:more|further|additional) (?:information|details|inquiries)|to learn more)"
                           r".{0,40}\b(?:contact|visit|call|e-?mail|go to|see|click|about)\b", _I)),
    ("contact", re.compile(r"\b(?:visit|follow|find) (?:us|them|the company|it) (?:at|on)\b|\bfollow @\w|"
                           r"^visit (?:www\.)?[\w-]+\.\w{2,}", _I)),
)

_AI = (r"(?:\bAI\b|artificial intelligence|language models?|\bLLMs?\b|chatgpt|\bGPT-?\d|generative (?:tools?|AI|models?)|"
       r"chatbots?|automat(?:ed|ion|ically)|machine[- ]generated|algorithm)")
_PIECE = (r"(?:article|story|stories|post|report|piece|item|explainer|briefing|summary|summaries|newsletter|column|text|copy|draft|"
          r"content|page|version|intro(?:duction)?|outro|headlines?|translation|recap|digest|roundup|edition)")
_MADE = (r"(?:generated|written|produced|created|drafted|assisted|summari[sz]ed|prepared|rewritten|edited|compiled|composed|"
         r"translated|authored|made|adapted)")

# A story about artificial intelligence says what somebody else does with it; of its own making a text says "this" or "our".
_OWN = rf"\b(?:this|our|these|we)\b(?: [\w-]+){{0,2}} (?:{_PIECE}|site|newsroom|editors?|staff)s?\b|^\W*we\b"
OF_MAKING = "AI disclosure"
OTHERS = re.compile(
    rf"^(?!.*(?:{_OWN})).*(?:\b(?:said|says?|told|according to|will|would|must|should|could|wants?|announced|reported|accused|"
    rf"found|plans?)\b|^\W*(?:the|an?|its|their|his|her|each|every|some|many|most|stud(?:y|ies)|newsrooms|publishers|journalists)"
    rf" (?!(?:[\w-]+ ){{0,2}}{_PIECE} (?:was|were|is|are|has been)\b))", _I)
# Of these the first match names the disclosure. AI patterns say who made *this text*; a story about AI says less.
DISCLOSURES: tuple[tuple[str, Pattern], ...] = (
    (OF_MAKING, re.compile(
        rf"\b(?:(?:this|the|our|these|all|some|parts? of (?:this|the)) (?:\w+ ){{0,2}}{_PIECE}|\b{_PIECE} (?:and \w+ )?(?=(?:was|were|"
        rf"is|are|has been|{_MADE})))\b.{{0,40}}\b{_MADE}\b.{{0,50}}(?:{_AI}|[A-Z]\w*\s?AI\b)", 0)),
    (OF_MAKING, re.compile(
        rf"^\W*{_MADE}(?:,? (?:in part|and \w+|partly))?\b.{{0,24}}\b(?:with|by|using|through|via)\b.{{0,40}}(?:{_AI}|[A-Z]\w*\s?AI\b)", _I)),
    (OF_MAKING, re.compile(
        rf"{_AI}[ -](?:\w+ )?(?:(?:was|were|is|are|has been|tools? (?:was|were)?) ?)?(?:used|assisted|generated|written|produced|drafted|"
        rf"helped)\b.{{0,70}}\b{_PIECE}\b|\b{_PIECE}\b.{{0,40}}\b(?:AI|machine)[- ](?:generated|assisted|written|produced|drafted)\b", 0)),
    (OF_MAKING, re.compile(
        rf"\b(?:uses?|used|using|with (?:the )?(?:help|aid|assistance) (?:of|from)|aided by) (?:an? )?(?:{_AI})(?: \w+)? ?(?:tools?|assistants?|"
        rf"models?)?\b.{{0,60}}\b(?:to (?:write|summari[sz]e|edit|produce|prepare|draft|help)|under human|(?:this|our|the) {_PIECE})\b", 0)),
    ("source disclosure", re.compile(
        r"\b(?:always |please )?(?:consult|refer to|see|read) the original\b|\bread the (?:full|original) (?:announcement|release)\b|"
        r"^\W*(?:original (?:reporting|article|story|source) (?:by|from|at|:)|originally (?:published|reported|posted) (?:by|in|on|at)|"
        r"(?:first|originally) (?:published|appeared) (?:by|in|on|at)|"
        r"(?:source|via|with information from|based on (?:a|the) (?:press|news|media) release)\b ?[:—–]?).{0,90}$|"
        r"\b(?:this|the) (?:article|story|post|report|content|piece|item) (?:is|was|has been|first|originally) "
        r"(?:based on|adapted from|republished|reprinted|provided by|supplied by|distributed by|first published|published|"
        r"originally published|originally appeared|appeared (?:first |originally )?(?:in|on)|reproduced|sourced|syndicated|"
        r"compiled from)|\bpublishe[sd] company announcements\b|"
        r"\b(?:press release|content|material)s? (?:distributed|provided|supplied|issued) (?:by|through)\b|"
        r"\bmaterials provided by\b", _I)),
    ("commercial disclosure", re.compile(
        r"\b(?:sponsored|paid|partner|branded) (?:content|post|article|partnership|promotion|feature)\b|"
        r"\baffiliate (?:links?|commission)\b|\bearn (?:a )?(?:small )?commission\b|"
        r"^\W*(?:paid for by|sponsored by)\b.{0,80}$|\b(?:content|post|message|article|supplement|section|feature|episode)s? "
        r"(?:is|was|were|are) (?:sponsored|paid for) by\b|\badvertorial\b|\breceives? (?:underwriting|sponsorship) from\b|"
        r"\b(?:owns?|holds?) (?:shares|stock|a stake|no position|positions?) in\b.{0,60}\b(?:mentioned|author|writer)|"
        r"\b(?:author|writer|reporter|editor|publication|newsroom|outlet|site)\b.{0,60}\b(?:owns?|holds?) (?:shares|"
        r"stock|no position|a position)", _I)),
    ("editorial disclosure", re.compile(
        r"^\W*(?:disclosure|disclaimer|editor['’]?s note|correction|clarification|full disclosure)\b|"
        r"\bviews? (?:expressed|and opinions)\b.{0,80}\b(?:author|own)\b|"
        r"\b(?:not|nor|does not|nothing here is) (?:constitute |intended as |be (?:construed|taken) as |provide )?"
        r"(?:financial|investment|medical|legal|professional) advice\b|\bmay contain errors\b|"
        r"\b(?:reviewed|edited|checked|verified|fact-checked) by (?:a |our |an )?(?:human|editor|staff|newsroom|person)\b|"
        r"\ba human (?:checked|reviewed|edited)\b|\bby humans\b\W*$|"
        r"\b(?:newsroom|editorial (?:staff|team)) (?:was|were) not involved\b", _I)),
)

# What stands, in lower case, in every sentence that a pattern of this note can match: looked for first, being cheap.
NEEDED: dict[str, Pattern] = {note: re.compile(words) for note, words in (
    (OF_MAKING, r"ai\b|artificial|language model|llm|gpt|generative|chatbot|automat|machine|algorithm"),
    ("source disclosure", r"original|read the full|publishe|appeared|source|via\b|with information|based on|adapted|reprinted|"
                          r"provided|supplied|distributed|reproduced|syndicated|compiled|issued"),
    ("commercial disclosure", r"sponsor|paid|partner|branded|affiliate|commission|advertorial|underwriting|owns? |holds? "),
    ("editorial disclosure", r"disclos|disclaim|editor|correction|clarification|view|advice|errors|ed by |human|newsroom"),
    ("safe harbour", r"forward|safe harb|securities lit|actual results|undertake|risks and"),
)}
# Strings one of which stands in every sentence that `DISCLOSURES` or `RELEASE` can match: tried first, being cheap.
ANCHORS: tuple[str, ...] = tuple(
    """AI|enerat|utomat|rtificial|anguage model|LLM|GPT|hatbot|riginal|irst published|irst appeared|ased on|dapted|epublished|
    eprinted|publishes|rovided by|upplied by|istributed|ssued by|eproduced|ourced|yndicated|ompiled|onsored|advertorial|aid for|
    paid |Paid |artner co|artner po|artner ar|randed|ffiliate|ommission|dvertorial|nderwriting|shares in|stock in|stake in|
    position|isclosure|isclaimer|ditor|orrection|larification|iews exp|iew exp|iews and|advice|errors|human|newsroom|
    hecked by|eviewed by|ource:|ource —|ource –|Source |ia:|Via |redit:|redit —|Credit |nformation from|orward-looking|orward-Looking|ORWARD-LOOKING|
    orward looking|afe harbo|ecurities Litigation|ctual results|ndertake|risks and|ore information|urther information|
    dditional information|details|nquiries|earn more|isit |ollow |ind us|ind them|ind the|ind it|aterials provided|AP|Photo/|Images/|Reuters/|AFP/|FILE"""
    .replace("\n    ", "").split("|"))
SENTENCE_WORDS = 60  # nobody discloses at greater length in one sentence; run-together texts have such sentences
ABOUT = re.compile(r"\W*(?:[Aa]bout|ABOUT) (?:the )?[A-Z0-9][\w&.,'’ -]{0,60}\W*")
ABOUT_INLINE = re.compile(r"(?:About|ABOUT) (?:the )?[A-Z0-9][\w&.'’ -]{0,40}: ")
BLURB = re.compile(
    r"(?:[A-Z][\w.&’'-]*|of|the|and|for|The)(?: (?:[A-Z&][\w.&’'-]*|of|the|and|for)){0,7}(?:, (?:a|an|based)\b[^,]{0,60},)? (?:is|are) (?:an? |the )?"
    r"(?:[\w’'-]+ ){0,6}(?:company|provider|organi[sz]ation|nonprofit|non-profit|charity|university|manufacturer|developer|"
    r"supplier|leader|firm|network|institute|foundation|association|holding)\b|"
    r"(?:[Ff]ounded|[Ee]stablished|[Hh]eadquartered) (?:in|by) .{0,90}\b(?:employs|operates|serves|gives|has|is)\b|"
    r"[A-Z][\w.&’'-]*(?: [A-Z&][\w.&’'-]*){0,5} was (?:founded|established) (?:in|by)\b")
OUTLET = re.compile(
    r"[^:]*\b(?:daily|weekly|monthly|quarterly|news|newswire|newsletter|times|post|gazette|herald|ledger|examiner|observer|courier|"
    r"magazine|digest|blog|journal|review|briefs?|brief|desk|insights|notebook|monitor|wire|dispatch|roundup|minute|press|"
    r"radio|online|hub|report|bulletin|opinion|analysis|explainers?|column|chronicle|tribune|telegraph|echo|voice|"
    r"packet|register|messenger|transcript|script|segment \d+|issue \d+|no\. \d+|edition|corner|watch|today|script|copy|life|living|"
    r"local|business|science|arts|sports?|politics|energy markets)\b.{0,24}", _I)
