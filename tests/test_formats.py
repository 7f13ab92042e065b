"""Exports as media researchers hold them: recognised by content, cut into articles, fields kept. All are invented."""

from __future__ import annotations

import builtins
import io
import json
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from mutants import files

from provenance.reading import read
from provenance.records import Document

ONE = ("The Orvane Bridge will close for repairs in March, the county said on Monday.\n\n"
       "Traffic will be sent over the Lower Ford for eleven weeks, it added.")
TWO = "A ferry between Kelder and Saltmere will sail twice a day from May, its owner Tarn Lines announced."
FIELDS = [("Bridge to close in March", "The Orvane Post (Kelder)", "2024-01-11", "Ilse Tarn", "NEWS; Pg. 3", ONE),
          ("Ferry returns to the bay", "Saltmere Herald", "2024-02-02", "Jon Vaske", "BUSINESS; Pg. 11", TWO)]

NEXIS = f"""User Name: reader
Date and Time: Friday, November 21, 2025 12:00 PM UTC
Job Number: 1234567

Documents (2)

1. Bridge to close in March
Client/Matter: -None-
Search Terms: bridge

2. Ferry returns to the bay
Client/Matter: -None-


Bridge to close in March
The Orvane Post (Kelder)
January 11, 2024 Thursday
Copyright 2024 Orvane Post Limited All Rights Reserved

Section: NEWS; Pg. 3
Length: 26 words
Byline: Ilse Tarn

Body

{ONE}

Load-Date: January 11, 2024


End of Document

Ferry returns to the bay
Saltmere Herald
February 2, 2024 Friday
Final Edition
Copyright 2024 Saltmere Herald All Rights Reserved
Section: BUSINESS; Pg. 11
Length: 17 words
Byline: Jon Vaske
Body

{TWO}

Classification
Language: ENGLISH
Load-Date: February 3, 2024

End of Document
"""

ACADEMIC = """
                               1 of 2 DOCUMENTS


                            The Orvane Post (Kelder)

                           January 11, 2024 Thursday

                                 Final Edition

Bridge to close in March

BYLINE: Ilse Tarn

SECTION: NEWS; Pg. 3

LENGTH: 26 words

The Orvane Bridge will close for repairs in March, the county said
on Monday.

Traffic will be sent over the Lower Ford for eleven weeks, it added.

LOAD-DATE: January 11, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                         Copyright 2024 Orvane Post Limited
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                                Saltmere Herald

                            February 2, 2024 Friday

HEADLINE: Ferry returns to the bay

BYLINE: Jon Vaske

SECTION: BUSINESS; Pg. 11

LENGTH: 17 words

A ferry between Kelder and Saltmere will sail twice a day from May,
its owner Tarn Lines announced.

LOAD-DATE: February 3, 2024

LANGUAGE: ENGLISH
"""

RULE = "_" * 60
PROQUEST = f"""{RULE}

Report Information from ProQuest

November 21 2025 12:00

{RULE}

Document 1 of 3

Bridge to close in March

Author: Ilse Tarn

Publication info: The Orvane Post (Kelder) ; Kelder  [Kelder]11 Jan 2024: 3.

Full text:

{ONE}

Subject: Bridges; Traffic

Title: Bridge to close in March

Publication title: The Orvane Post (Kelder)

Publication date: Jan 11, 2024

Section: NEWS; Pg. 3

ProQuest document ID: 100000001

Document URL: https://orvane.example/docview/100000001

{RULE}

Document 2 of 3

Ferry returns to the bay

Author: Jon Vaske

Full text: {TWO}

Title: Ferry returns to the bay

Publication title: Saltmere Herald

Publication date: Feb 2, 2024

Section: BUSINESS; Pg. 11

ProQuest document ID: 100000002

{RULE}

Document 3 of 3

Only cited

Title: Only cited

Publication title: Saltmere Herald

ProQuest document ID: 100000003

{RULE}

Contact us at: https://orvane.example/contact
"""

INDEXED = [f"""
SE{tab}{section}
HD{tab}{title}
BY{tab}{byline}
WC{tab}26 words
PD{tab}{date}
SN{tab}{outlet}
LA{tab}English
LP{tab}{text.split(chr(10))[0]}
TD{tab}{chr(10).join(text.split(chr(10))[2:])}
CO{tab}orvane : Orvane County
AN{tab}Document ORVP000020240111ek1b0000{n}
Document ORVP000020240111ek1b0000{n}
""" for tab in "\t" for n, ((title, outlet, _, byline, section, text), date) in enumerate(
    zip(FIELDS, ("11 January 2024", "2 February 2024"), strict=True))]


def factiva_html() -> str:
    """The indexed form as a page: a table of codes for each article."""
    rows = ["".join(f'<tr><td class="index" align="right"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'
                    for code, value in (
                        ("SE", section), ("HD", f'<span class="enHeadline">{title}</span>'), ("BY", byline),
                        ("WC", "26 words"), ("PD", date), ("SN", outlet), ("LA", "English"),
                        ("LP", "".join(f'<p class="articleParagraph enarticleParagraph">{part}</p>'
                                       for part in text.split("\n\n"))), ("TD", ""), ("CO", "orvane : Orvane County")))
            for (title, outlet, _, byline, section, text), date in
            zip(FIELDS, ("11 January 2024", "2 February 2024"), strict=True)]
    return "<html><head><title>Factiva</title></head><body>" + "".join(
        f'<div class="article enArticle"><table>{row}</table><p>Document ORVP000020240111ek1b0000{n}</p></div>'
        for n, row in enumerate(rows)) + "</body></html>"


FACTIVA_PLAIN = f"""
Bridge to close in March

By Ilse Tarn

26 words

11 January 2024

09:30

The Orvane Post (Kelder)

ORVP

English

(c) 2024 Orvane Post Limited.

{ONE}

Document ORVP000020240111ek1b00001
"""


def as_rtf(text: str) -> bytes:
    body = text.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}").replace("\t", r"\tab ")
    coded = "".join(char if char < "\x80" else f"\\u{ord(char)}?" for char in body.replace("\n", "\\par\n"))
    return f"{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Times;}}}}\\f0 {coded}}}".encode()


def as_docx(text: str) -> bytes:
    docx = pytest.importorskip("docx")
    document, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def as_zip(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def got(path: Path, data: bytes) -> tuple[tuple[Document, ...], dict[str, str]]:
    path.write_bytes(data)
    found, skipped = read([str(path)])
    return found, {item.path.removeprefix(f"{path.parent}/"): item.reason for item in skipped}


def fields(item: Document) -> tuple[str | None, ...]:
    return item.title, item.outlet, item.published, item.byline, item.section, item.text


@pytest.mark.parametrize(("name", "make"), [
    ("nexis.txt", NEXIS.encode), ("nexis.docx", lambda: as_docx(NEXIS)), ("nexis.rtf", lambda: as_rtf(NEXIS)),
    ("windows.txt", lambda: NEXIS.replace("\n", "\r\n").encode()), ("academic.txt", ACADEMIC.encode),
    ("proquest.txt", PROQUEST.encode), ("factiva.rtf", lambda: as_rtf("".join(INDEXED))),
    ("factiva.html", lambda: factiva_html().encode()), ("factiva.txt", "".join(INDEXED).encode)])
def test_exports_are_cut_into_their_articles(tmp_path: Path, name: str, make: Callable[[], bytes]) -> None:
    if name.endswith(".rtf"):
        pytest.importorskip("striprtf")
    found, skipped = got(tmp_path / name, make())
    assert [fields(item) for item in found] == FIELDS
    assert skipped == ({"proquest.txt:3": "ProQuest gives no full text of it"} if name == "proquest.txt" else {})
    assert {item.published_source for item in found} == {"metadata"}


def test_an_article_that_is_not_indexed(tmp_path: Path) -> None:
    (item,), _ = got(tmp_path / "plain.txt", FACTIVA_PLAIN.encode())
    assert fields(item) == (*FIELDS[0][:4], None, ONE)


def test_texts_that_only_mention_such_marks_stay_whole(tmp_path: Path) -> None:
    text = "At the End of Document A the report says: 1 of 2 DOCUMENTS was lost.\n\nFull text: none.\nTitle: none."
    (item,), _ = got(tmp_path / "a.txt", text.encode())
    assert item.text == text


def test_a_zip_of_exports(tmp_path: Path) -> None:
    data = as_zip(("b/nexis.txt", NEXIS.encode()), ("a.json", json.dumps({"text": TWO}).encode()), (".x.txt", b"x"),
                  ("photo.png", b"x"), ("deep.zip", as_zip(("a.txt", b"text"))), ("c.txt", b"\x00\x01"))
    found, skipped = got(tmp_path / "download.zip", data)
    assert {item.path.split("/")[-1] for item in found if item.path} == {"download.zip:a.json", "nexis.txt:1",
                                                                        "nexis.txt:2"}
    assert set(skipped) == {f"download.zip:{name}" for name in (".x.txt", "photo.png", "deep.zip", "c.txt")}


def test_a_web_archive_with_its_index(tmp_path: Path) -> None:
    data = as_zip(("archive/data.warc.gz", files()[".warc.gz"]), ("datapackage.json", b"{}"),
                  ("pages/pages.jsonl", b'{"text": "a page"}'))
    found, skipped = got(tmp_path / "crawl.wacz", data)
    assert (len(found), skipped) == (3, {})


def test_news_please_and_fundus(tmp_path: Path) -> None:
    please = {"maintext": ONE, "title": "Bridge to close in March", "date_publish": "2024-01-11 09:30:00",
              "source_domain": "orvane.example", "url": "https://orvane.example/1",
              "authors": ["Ilse Tarn", "J. Vaske"]}
    (item,), _ = got(tmp_path / "please.json", json.dumps(please).encode())
    assert (item.text, item.outlet, item.published, item.byline) == (
        ONE, "orvane.example", "2024-01-11 09:30:00", "Ilse Tarn, J. Vaske")
    fundus = [{"title": "Ferry returns to the bay", "publishing_date": "2024-02-02T08:00:00+01:00", "authors": [],
               "body": {"summary": ["In short."],
                        "sections": [{"headline": ["The bay"], "paragraphs": [TWO, "End."]}]}},
              {"title": "No text"}, 7]
    (item,), skipped = got(tmp_path / "fundus.json", json.dumps(fundus).encode())
    assert item.text == f"In short.\n\nThe bay\n\n{TWO}\n\nEnd."
    assert item.published == "2024-02-02T08:00:00+01:00"
    assert set(skipped) == {"fundus.json:2", "fundus.json:3"}


def test_media_cloud(tmp_path: Path) -> None:
    table = ("id,indexed_date,language,media_name,media_url,publish_date,title,url,text\n"
             f'9,2024-01-12,en,Orvane Post,orvane.example,2024-01-11,Bridge,https://orvane.example/1,"{TWO}"\n')
    (item,), _ = got(tmp_path / "cloud.csv", table.encode())
    assert (item.id, item.outlet, item.published, item.title) == ("9", "Orvane Post", "2024-01-11", "Bridge")
    bare = "\n".join(line.rsplit(",", 2)[0] for line in table.splitlines()[:1]) + "\n9,2024,en,P,p.example,2024,T\n"
    assert got(tmp_path / "bare.csv", bare.encode())[1] == {"bare.csv:1": "no text column"}


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Orvane Post</title><link>https://orvane.example</link><description>News</description>
<item><title>Bridge to close in March</title><link>https://orvane.example/1</link>
<pubDate>Thu, 11 Jan 2024 09:30:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{ONE.replace(chr(10) * 2, "</p><p>")}</p><script>x()</script>]]></content:encoded></item>
<item><title>Empty</title></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Orvane Post</title>
<id>urn:f</id><updated>2024-01-11T09:30:00Z</updated><entry><title>Bridge to close in March</title><id>urn:1</id>
<published>2024-01-11T09:30:00Z</published><author><name>Ilse Tarn</name></author><link href="https://orvane.example/1"/>
<content type="html">&lt;p&gt;{ONE.replace(chr(10) * 2, "&lt;/p&gt;&lt;p&gt;")}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(("name", "data"), [("a.rss", RSS), ("a.xml", ATOM)])
def test_feeds(tmp_path: Path, name: str, data: str) -> None:
    pytest.importorskip("feedparser")
    (item,), skipped = got(tmp_path / name, data.encode())
    assert (item.text, item.outlet, item.title) == (ONE, "Orvane Post", "Bridge to close in March")
    assert item.published
    assert item.published.startswith("2024-01-11T09:30")
    assert item.url == "https://orvane.example/1"
    assert skipped == ({"a.rss:2": "the entry has no content"} if name == "a.rss" else {})
    assert "not an RSS" in got(tmp_path / "b.xml", b"<?xml version='1.0'?><a>text</a>")[1]["b.xml"]


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_mail(tmp_path: Path, subtype: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Bridge to close in März", "Orvane County <press@orvane.example>"
    message["Date"], message["Message-ID"] = "Thu, 11 Jan 2024 09:30:00 +0100", "<1@orvane.example>"
    message.set_content(ONE if subtype == "plain" else f"<p>{ONE.replace(chr(10) * 2, '</p><p>')}</p>", subtype=subtype)
    message.add_attachment(b"x", maintype="image", subtype="png", filename="bridge.png")
    (item,), skipped = got(tmp_path / "a.eml", message.as_bytes())
    assert (item.text.strip(), item.title, item.outlet) == (ONE, "Bridge to close in März", "Orvane County")
    assert item.published
    assert item.published.startswith("2024-01-11T09:30+01:00")
    assert list(skipped) == ["a.eml:bridge.png"]


def as_pdf(lines: list[str]) -> bytes:
    """One page with one line of text after another; the smallest PDF that readers take."""
    content = "BT /F1 12 Tf 50 750 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
               "/Resources << /Font << /F1 5 0 R >> >> >>",
               f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} "
                  f"/Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n").encode()


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    (item,), _ = got(tmp_path / "a.pdf", as_pdf(["The Orvane Bridge will close", "for repairs in March."]))
    assert item.text.split() == "The Orvane Bridge will close for repairs in March.".split()
    assert "no text layer" in got(tmp_path / "b.pdf", as_pdf([]))[1]["b.pdf"]
    assert got(tmp_path / "c.pdf", b"%PDF-1.4 nothing")[1]["c.pdf"]


@pytest.mark.parametrize(("name", "parser"), [("a.docx", "python-docx"), ("a.rtf", "striprtf"), ("a.pdf", "pypdf"),
                                              ("a.rss", "feedparser")])
def test_a_missing_parser_is_named_with_the_extra(tmp_path: Path, name: str, parser: str,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__
    missing = {"docx", "striprtf", "striprtf.striprtf", "pypdf", "feedparser"}

    def without(module: str, *rest: Any) -> Any:
        if module in missing:
            raise ImportError(module)
        return real(module)

    monkeypatch.setattr("importlib.import_module", without)
    reason = got(tmp_path / name, b"{\\rtf1 x}")[1][name]
    assert reason == f"cannot be read: needs {parser}: pip install 'press-provenance[formats]'"
