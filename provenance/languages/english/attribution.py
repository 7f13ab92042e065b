"""The forms in which an article names where it has its story from."""

from __future__ import annotations

import re

NAME = (r"(?P<name>(?:[Tt]he )?[A-Z0-9][\w&.'’-]*(?: (?:(?:of|and|the|for|de|la|&|\+) )?[A-Z0-9][\w&.'’-]*){0,6})")
DOING = r"(?:reports|reported|wrote|writes|reckons|notes|noted|revealed|reveals)"
PICTURE = re.compile(r"\b(?:image|photo|picture|illustration|graphic|video|screenshot|credit)s?\b", re.IGNORECASE)
SAYS = re.compile(rf"{NAME},? (?:first |has |had )?{DOING}\b")  # of an outsider only that he spoke
# (weight, what it is called in evidence, pattern). Strong lines speak of the whole text, weak ones of one statement.
LINES: tuple[tuple[float, str, re.Pattern[str]], ...] = (
    (1.0, "names it as the original", re.compile(
        rf"\b(?:[Oo]riginal(?:ly)? (?:reporting|article|story|source|report|reported|published|appeared|posted)|"
        rf"[Ff]irst (?:reported|published|appeared|posted)|(?:[Rr]epublished|[Rr]eprinted|[Ss]yndicated|[Aa]dapted|"
        rf"[Rr]ewritten|[Cc]ompiled) from|[Bb]ased on (?:an? )?(?:article|story|report|reporting|release|"
        rf"announcement))\s*(?:by|in|on|from|at|:)*\s*{NAME}")),
    (1.0, "names it as its source", re.compile(
        rf"^\W*(?:[Ss]ource|[Vv]ia|[Ww]ith information from|[Ff]rom)\s*(?::|[–—-]|\b)\s*{NAME}\W*$")),
    (0.9, "credits its report", re.compile(
        rf"(?:,? as |\b)(?:reported|revealed|detailed) (?:earlier )?(?:by|in) {NAME}")),
    (0.9, "credits its report", SAYS),
    (0.8, "credits its report", re.compile(
        rf"\b(?:[Rr]eport(?:s|ing)?|[Aa]rticle|[Ss]tory|[Aa]nnouncement|[Ss]tatement|[Rr]elease|[Ii]nterview|"
        rf"[Bb]log post)s? (?:from|by|in|with|of) {NAME}")),
    (0.7, "cites it", re.compile(rf"\b(?:[Aa]ccording to|[Cc]iting|[Tt]old)"
                                 rf"(?: (?:an? |the )?(?:report|announcement|statement|release|story|article|post)s?"
                                 rf"(?: (?:by|from|in|of|on))?)? {NAME}")),
)
BYLINE = re.compile(rf"\W*(?:[Bb]y|BY):? [A-Z][\w.'’ -]{{2,40}}?(?:,| for| of| \||/| -| –) {NAME}\W*")
STAMP = re.compile(rf"\W*{NAME}(?:\s?[(|,•–-].{{0,60}})?\W*")
GENERIC = frozenset("news daily times post journal press weekly today report reports online magazine com".split())
# Capitalised openings of a sentence that name nobody.
VAGUE = frozenset(
    """it he she they this that these those officials we you who some one many critics experts his her their police monday
    tuesday wednesday thursday friday saturday sunday nobody others people residents reports staff there what""".split())
