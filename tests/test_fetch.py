"""Fetching is polite, goes on where it was, keeps evidence that the reader reads, and never reaches inward."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from provenance.errors import InputError
from provenance.fetching import addresses, fetch, net, resume
from provenance.fetching.manners import Manners
from provenance.fetching.net import Page, Refused
from provenance.reading import read

STORY = "<html><head><title>Quay reopens</title></head><body><article><h1>Quay reopens</h1>" + "".join(
    f"<p>The harbour office of Vellmark said on Monday that berth {n} of the old quay had reopened after the winter "
    f"repairs, which took {n + 3} weeks and were carried out by two local firms.</p>" for n in range(6)
) + "</article></body></html>"


class Site(BaseHTTPRequestHandler):
    """An invented site: stories, a redirect, a forbidden corner, a page that fails twice, one that always does."""

    asked: ClassVar[list[str]] = []
    failures = 2

    def do_GET(self) -> None:
        Site.asked.append(self.path)
        if self.path == "/robots.txt":
            self.answer(200, "User-agent: *\nDisallow: /private/\n", "text/plain")
        elif self.path == "/moved":
            self.answer(301, "", location="/story/1")
        elif self.path == "/inward":
            self.answer(302, "", location="http://10.0.0.1/secret")
        elif self.path == "/loop":
            self.answer(302, "", location="/loop")
        elif self.path == "/shaky" and Site.failures:
            Site.failures -= 1
            self.answer(503, "", retry="0")
        elif self.path == "/gone":
            self.answer(404, "")
        else:
            self.answer(200, STORY)

    def answer(self, status: int, body: str, kind: str = "text/html; charset=utf-8", location: str = "",
               retry: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        if location:
            self.send_header("Location", location)
        if retry:
            self.send_header("Retry-After", retry)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Site.asked, Site.failures = [], 2
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_pages_become_documents_and_failures_a_table(site: str, tmp_path: Path) -> None:
    out = tmp_path / "corpus.warc.gz"
    wanted = [f"{site}{path}" for path in ("/story/1", "/story/2", "/moved", "/shaky", "/gone", "/private/x", "/loop")]
    found = fetch(wanted, out, delay=0, private=True)
    assert (found.pages, found.new) == (4, 4)
    reasons = dict(found.failed)
    assert reasons[f"{site}/gone"] == "the server answered 404 Not Found"
    assert "robots" in reasons[f"{site}/private/x"]
    assert "redirects" in reasons[f"{site}/loop"]
    assert "/private/x" not in Site.asked
    assert (tmp_path / "corpus.warc.gz.failed.csv").read_text("utf-8").count("\n") == 4
    documents, _ = read([str(out)])
    assert {one.url for one in documents} >= {f"{site}/story/1", f"{site}/story/2", f"{site}/shaky"}


def test_a_run_goes_on_with_what_is_missing(site: str, tmp_path: Path) -> None:
    out = tmp_path / "corpus.warc.gz"
    fetch([f"{site}/story/1", f"{site}/moved"], out, delay=0, private=True)
    whole = out.stat().st_size
    with out.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00cut short")
    Site.asked = []
    found = fetch([f"{site}/story/1", f"{site}/moved", f"{site}/story/2"], out, delay=0, private=True)
    assert (found.pages, found.new) == (3, 1)
    assert [path for path in Site.asked if path != "/robots.txt"] == ["/story/2"]
    assert len(resume(out)) >= 3
    assert out.stat().st_size > whole


def test_private_addresses_are_refused(site: str, tmp_path: Path) -> None:
    found = fetch([f"{site}/story/1"], tmp_path / "a.warc.gz", delay=0)
    assert "private" in found.failed[0][1]
    assert not Site.asked
    for host in ("127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "::ffff:10.0.0.1", "0.0.0.0"):
        with pytest.raises(Refused):
            net.address(host, 80, private=False)


def test_a_redirect_inward_is_refused(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = net.address
    monkeypatch.setattr(net, "address", lambda host, port, private: real(host, port, host == "127.0.0.1"))
    found = fetch([f"{site}/inward"], tmp_path / "a.warc.gz", delay=0)
    assert "private" in found.failed[0][1]


def test_other_schemes_are_refused() -> None:
    for url in ("file:///etc/hosts", "ftp://example.org/x", "nonsense"):
        with pytest.raises(Refused):
            net.get(url, "x")


def test_a_host_is_left_alone_between_pages() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    def robots(url: str) -> Page:
        return Page(url, 200, "OK", (), b"User-agent: *\nCrawl-delay: 7\n", None)

    manners = Manners(robots, "agent", 2.0, lambda: now[0], sleep)
    for path in "ab":
        manners.wait(f"http://one.example/{path}")
    manners.wait("http://two.example/a")
    assert slept == [2.0, 7.0, 2.0]
    manners.rest("http://one.example/b", 30)
    manners.wait("http://one.example/c")
    assert slept[-1] == 30.0


def test_tables_of_addresses(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,url\n1, http://x.example/a \n2,http://x.example/b\n3,http://x.example/a\n")
    assert addresses(tmp_path / "a.csv") == ["http://x.example/a", "http://x.example/b"]
    (tmp_path / "b.csv").write_text("http://x.example/a\n")
    assert addresses(tmp_path / "b.csv") == ["http://x.example/a"]
    (tmp_path / "c.csv").write_text("id,link\n1,http://x.example\n")
    with pytest.raises(InputError, match="url"):
        addresses(tmp_path / "c.csv")


def test_a_file_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_text("my notes\n" * 30)
    with pytest.raises(InputError, match="not a web archive"):
        fetch(["http://x.example"], tmp_path / "a.warc")
    assert (tmp_path / "a.warc").read_text().startswith("my notes")
