"""News agencies, and the forms in which an English-language paper says that its text is theirs."""

from __future__ import annotations

import re

# Agency, then its names as written; capitals throughout are understood.
AGENCIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Reuters", ("Thomson Reuters", "Reuters Health", "Reuters", "RTRS")),
    ("Associated Press", ("Associated Press", "AP")),
    ("Agence France-Presse", ("Agence France-Presse", "Agence France Presse", "AFP-Relaxnews", "AFP")),
    ("PA Media", ("Press Association", "PA Media", "PA News Agency", "PA")),
    ("Press Trust of India", ("Press Trust of India", "PTI")),
    ("IANS", ("Indo-Asian News Service", "Indo Asian News Service", "IANSlife", "IANS")),
    ("ANI", ("Asian News International", "ANI")),
    ("Xinhua", ("Xinhua News Agency", "Xinhua", "XINHUA")),
    ("dpa", ("Deutsche Presse-Agentur", "dpa-AFX", "dpa", "DPA")),
    ("UPI", ("United Press International", "UPI")),
    ("Bloomberg", ("Bloomberg News", "Bloomberg")),
    ("TASS", ("ITAR-TASS", "TASS")),
    ("EFE", ("Agencia EFE", "EFE")),
    ("ANSA", ("Agenzia ANSA", "ANSA")),
    ("Kyodo", ("Kyodo News", "Kyodo")),
    ("Yonhap", ("Yonhap News Agency", "Yonhap")),
    ("AAP", ("Australian Associated Press", "AAP")),
    ("The Canadian Press", ("Canadian Press",)),
    ("Interfax", ("Interfax",)),
    ("SWNS", ("South West News Service", "SWNS")),
    ("Relaxnews", ("Relaxnews",)),
)
CANONICAL = {alias: name for name, aliases in AGENCIES for alias in aliases}
FOLDED = {alias.casefold(): name for alias, name in CANONICAL.items()}
WRITTEN = sorted({*CANONICAL, *(alias.upper() for alias in CANONICAL)}, key=lambda alias: (-len(alias), alias))
A = r"(?<!\w)(?<!\w-)(?P<agency>" + "|".join(map(re.escape, WRITTEN)) + r")(?![\w’'&])"
ANY = re.compile(A)
NAME = r"[A-Z][\w.'’-]*(?: (?:and|de|van|von|bin|[A-Z][\w.'’-]*))*"
TRADE = (r"(?:(?:Staff|Health|Science|Medical|Business|Political|Technology|Senior|Chief|National|White House|[A-Z]\w+"
          r") )*"
          r"(?:Writers?|Editors?|Correspondents?|Reporters?|Staff|Bureau|News Agency|Wire|Newswire|News|Agency|writers?"
          r"|editors?|"
          r"correspondents?|reporters?|staff)")
TAIL = r"(?:\s?[|•·,/–—:-]\s?.{0,60})?"
DATE = r"(?:[A-Z][a-z]{2,8}\.?,? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
PICTURE = re.compile(r"\b(?:photo\w*|images?|pictures?|pictured|illustration|graphic|video|getty|pool|file|shutterstoc"
                      r"k|via)\b|"
                      r"[\w.]/ ?(?:The )?[A-Z]", re.IGNORECASE)
Form = tuple[str, re.Pattern[str]]
LINES: tuple[Form, ...] = (  # a whole line
    ("line", re.compile(rf"\W*(?:(?:[Bb]y|BY|[Ss]ource|[Cc]redits?|[Ff]rom|[Cc]ourtesy(?: of)?|[Aa]uthor|[Pp]ublished b"
                        rf"y|[Ww]ritten by|"
                        rf"[Aa]gency|[Aa]gencies|[Pp]rovided by|[Dd]istributed by|[Ss]yndicated by|[Tt]ext)\W{{1,3}})?("
                        rf"?:[Tt]he )?{A}"
                        rf"(?: {TRADE})?{TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y:? |BY:? |Author: )?{NAME}(?:, {NAME}){{0,3}}\s?[,|•·–—/(-]+\s?(?:[Tt]he |[Ff"
                          rf"]or |of (?:the )?)?"
                          rf"{A}(?: {TRADE})?\)?{TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y|BY) {NAME} (?:of|for|FOR|OF) (?:[Tt]he |THE )?{A}(?: {TRADE})?{TAIL}\W*")),
    ("byline", re.compile(rf"\W*(?:[Bb]y|BY) (?:[Tt]he |THE )?{A} {NAME}{TAIL}\W*")),
    ("sign-off", re.compile(rf"\W*[-–—(\[]+ ?(?:[Ww]ith )?(?:[Aa]gency )?(?:[Ii]nputs? from )?(?:[Tt]he )?{A}(?: [A-Z/"
                            rf" ]{{2,14}})?\W*")),
)
OPENINGS: tuple[Form, ...] = (  # the beginning of a paragraph
    ("dateline", re.compile(rf"\W{{0,3}}(?:[A-Z][\w.'’-]+[\w ,.'’/\[\]-]{{0,50}}?)?[(\[/][^)\]\n]{{0,24}}?{A}[^)\]\n]"
                            rf"{{0,24}}[)\]/]\s*(?:[-–—:]|"
                            r"\.|[A-Z])")),
    ("dateline", re.compile(rf"[A-Z][A-Z.'’ -]{{2,30}}(?:, [A-Z][\w. ]{{1,20}})?[,:]? {DATE} {A}\s*[-–—:]")),
    ("dateline", re.compile(rf"{A},? ?[A-Z][\w' ]{{2,30}}(?:, {DATE})? ?[-–—:] ")),
    ("dateline", re.compile(rf"{DATE} ?[(]{A}[)]")),
)
ENDS: tuple[Form, ...] = (  # the end of a paragraph
    ("sign-off", re.compile(rf"[.!?\"”'’)]\s*[-–—(\[]+ ?(?:[Ww]ith )?(?:[Aa]gency )?(?:[Ii]nputs? from )?(?:[Tt]he )?"
                            rf"{A}"
                            r"(?: [A-Z]{2,4})*\W*$")),
    ("sign-off", re.compile(rf"[.!?\"”]\s+{A}(?: [A-Z]{{2,4}})+\W*$")),
)
ANYWHERE: tuple[Form, ...] = (
    ("copyright", re.compile(rf"(?:©|\([Cc]\)|[Cc]opyright)[^\n]{{0,24}}?(?:[Tt]he |Thomson/)?{A}")),
    ("contribution", re.compile(rf"{A}[^.\n]{{0,80}}\bcontributed to (?:this|the) (?:report|story|article)")),
    ("contribution", re.compile(rf"\b[Ww]ith (?:\w+ )?(?:inputs?|assistance|reporting|files|material|information|agenc("
                                rf"?:y|ies)|contributions?|reports?)"
                                rf" (?:from|by)[^.\n]{{0,40}}?\b{A}")),
    ("contribution", re.compile(rf"\b(?:[Aa]dditional reporting|[Cc]ompiled) (?:by|from)[^.\n]{{0,50}}?\b{A}")),
    ("footer", re.compile(rf"\b(?:story|article|report|copy|text|content|item|piece) (?:is |was |has been |first |origi"
                          rf"nally )*(?:produced|provided"
                          rf"|written|supplied|published|sourced|syndicated|generated|taken|republished|distributed|app"
                          rf"eared|reported)"
                          rf"[^.\n]{{0,40}}?\b(?:by|from|in|on|with|via) (?:the |The |a |an )?{A}")),
    ("footer", re.compile(rf"\b(?:[Pp]ublished|[Rr]epublished|[Rr]eprinted|[Dd]istributed|[Ss]yndicated|[Pp]rovided|[Ss"
                          rf"]upplied)"
                          rf"[^.\n]{{0,30}}? (?:from|by|of|with|via) (?:permission (?:from|of) )?(?:the |The )?{A}")),
    ("footer", re.compile(rf"\b(?:feed|wire)s? (?:from|of|by|\() ?(?:the |The )?{A}")),
    ("footer", re.compile(rf"\b{A} (?:feed|wire copy)\b")),
)
SIGNED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Reuters", re.compile(r"\([^()\n]{0,40}[Rr]eporting by [^()\n]{3,120}; ?(?:[Ww]riting|[Ee]diting) by [^()\n]{3,80}"
                           r"\)?")),
    ("Reuters", re.compile(r"^[Rr]eporting by [^\n]{3,120}; ?(?:[Ww]riting|[Ee]diting) by [^\n]{3,80}$", re.MULTILINE)),
    ("Reuters", re.compile(r"Thomson Reuters Trust Principles")),
)
