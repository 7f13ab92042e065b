"""The page of ``provenance serve``: what it takes, what it refuses, jobs that run, wait, fail and are stopped."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from served import HOSTILE, echo

pytest.importorskip("starlette", reason="the extra web is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed")
import httpx2
from starlette.testclient import TestClient

from provenance import archive
from provenance.errors import ArchiveError, InputError
from provenance.reading import read
from provenance.serving.app import Serving, application
from provenance.serving.jobs import Jobs
from provenance.serving.question import Answer, Question, Sent
from provenance.serving.server import serve
from provenance.serving.work import answer
from provenance.settings import Settings

SAMPLES = Path(__file__).parent.parent / "samples"
RELEASE = SAMPLES / "lantern_release_not_shipped.txt"
Told = tuple[str, int, int]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(application(Serving(limit=1_000_000), echo), "http://127.0.0.1:8765") as made:
        yield made


def post(client: TestClient, text: str = "A text", headers: dict[str, str] | None = None, **fields: str) -> Any:
    fields = {"token": client.get("/token").text, "article": text} | fields
    return client.post("/jobs", files={name: (None, value) for name, value in fields.items()},
                       headers=headers or {}, follow_redirects=False)


def ended(client: TestClient, place: str, seconds: float = 20) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now: dict[str, Any] = client.get(f"{place}/state").json()
        if now["state"] not in ("waiting", "running"):
            return now
        time.sleep(0.02)
    raise AssertionError(f"still {now}")


def test_a_paste_becomes_a_job_and_its_pages(client: TestClient) -> None:
    place = post(client, "What was pasted").headers["location"]
    assert ended(client, place)["state"] == "done"
    page = client.get(place).text
    assert "<h1>What was pasted</h1>" in page
    assert client.get(f"{place}/report").text == "<p>15</p>"
    assert client.get(f"{place}/pair/0").text == "<p>pair</p>"
    assert client.get(f"{place}/pair/1").status_code == 404


def test_a_long_paste_and_a_file_arrive_whole(client: TestClient) -> None:
    place = post(client, "word " * 60_000).headers["location"]
    assert ended(client, place)["state"] == "done"
    assert client.get(f"{place}/report").text == "<p>300000</p>"
    sent = client.post("/jobs", data={"token": client.get("/token").text},
                       files={"article": ("folder/a.txt", b"From a file")}, follow_redirects=False)
    assert ended(client, sent.headers["location"])["state"] == "done"
    assert "From a file" in client.get(sent.headers["location"]).text


def test_hostile_text_is_shown_as_text(client: TestClient) -> None:
    place = post(client, HOSTILE).headers["location"]
    assert ended(client, place)["state"] == "done"
    page = client.get(place).text
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


@pytest.mark.parametrize(("headers", "code"), [
    ({"Host": "evil.example:8765"}, 421), ({"Host": ""}, 421), ({"Host": "127.0.0.1.evil.example"}, 421),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}, 303), ({"Host": "localhost:8765"}, 303),
    ({"Host": "[::1]:8765"}, 303)])
def test_only_a_page_of_this_server_may_ask(client: TestClient, headers: dict[str, str], code: int) -> None:
    assert post(client, headers=headers).status_code == code


def test_a_name_of_another_site_may_not_even_read(client: TestClient) -> None:
    for place in ("/", "/token"):
        assert client.get(place, headers={"Host": "evil.example"}).status_code == 421
    assert client.put("/").status_code == 405


def test_a_wrong_token_asks_for_nothing(client: TestClient) -> None:
    for token in ("", "wrong", "\u00e9"):
        refused = post(client, token=token)
        assert refused.status_code == 403
        assert "load it again" in refused.text
    place = post(client, "40").headers["location"]
    assert client.post(f"{place}/cancel", data={"token": "wrong"}).status_code == 403
    assert client.get(f"{place}/state").json()["state"] in ("waiting", "running")
    client.post(f"{place}/cancel", data={"token": client.get("/token").text})
    assert ended(client, place)["state"] == "cancelled"


def test_what_is_too_large_is_refused_with_the_limit(client: TestClient) -> None:
    refused = post(client, "x" * 1_000_001)
    assert refused.status_code == 413
    assert "1 MB" in refused.text

    def endless() -> Iterator[bytes]:  # says no length
        yield b'--x\r\nContent-Disposition: form-data; name="article"\r\n\r\n'
        for _ in range(40):
            yield b"y" * 50_000

    refused = client.post("/jobs", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert refused.status_code == 413


def test_nothing_sent_is_said_so(client: TestClient) -> None:
    assert "nothing was sent" in post(client, "  ").text
    assert "needs an archive" in post(client, "", release="A release").text
    assert client.post("/jobs", content=b"no form", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    page = client.post("/jobs", headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert "<h1>That did not work</h1>" in page.text


def test_a_failure_and_a_death_cost_one_job_each(client: TestClient) -> None:
    for text, reason in (("fail", "so it was told"), ("die", "ended early")):
        place = post(client, text).headers["location"]
        assert ended(client, place)["state"] == "failed"
        assert reason in client.get(place).text
        assert client.get(f"{place}/report").status_code == 404
    assert ended(client, post(client, "After").headers["location"])["state"] == "done"


def test_two_jobs_wait_for_each_other_and_one_can_be_stopped(client: TestClient) -> None:
    first, second = (post(client, "400").headers["location"] for _ in range(2))
    deadline = time.monotonic() + 10
    while client.get(f"{first}/state").json()["stage"] != "waiting" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert client.get(f"{second}/state").json() == {
        "state": "waiting", "stage": "", "done": 0, "total": 0, "ahead": 0}
    assert "Cancel" in client.get(first).text
    token = client.get("/token").text
    for place in (first, second):
        assert client.post(f"{place}/cancel", data={"token": token}).status_code == 200
        assert client.get(f"{place}/state").json()["state"] == "cancelled"
    assert ended(client, post(client, "Next").headers["location"])["state"] == "done"


def test_every_answer_forbids_what_a_page_could_be_made_to_do(client: TestClient) -> None:
    place = post(client).headers["location"]
    ended(client, place)
    for address in ("/", "/token", place, f"{place}/state", f"{place}/report", f"{place}/pair/0", "/nothing"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
    assert "sandbox" in client.get(f"{place}/report").headers["content-security-policy"]


def test_results_are_forgotten_the_oldest_first() -> None:
    jobs = Jobs(echo)
    try:
        question = Question((Sent("a", "Short"),), (), None, None, Settings())
        made = [jobs.ask(question)]
        for _ in range(40):
            while not made[-1].ended:
                time.sleep(0.005)
            made.append(jobs.ask(question))
        assert made[0].question is None
        assert jobs.get(made[0].name) is None
        assert jobs.get(made[-2].name) is made[-2]
    finally:
        jobs.close()


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive of two announcements and one article of the harbor sample."""
    made = tmp_path_factory.mktemp("archive") / "archive"
    found = read([str(RELEASE), str(SAMPLES / "harbor/release.txt")])[0]
    archive.build(made, found)
    return str(made)


def asked(articles: tuple[Sent, ...], releases: tuple[Sent, ...] = (), held: str | None = None,
          keep: str | None = None) -> tuple[Answer, list[Told]]:
    heard: list[Told] = []
    return answer(Question(articles, releases, held, keep, Settings()), lambda *step: heard.append(step)), heard


def test_an_article_leads_to_its_release_in_the_archive(releases: str, tmp_path: Path) -> None:
    text = (SAMPLES / "harbor/northern_ledger.txt").read_text("utf-8")
    found, heard = asked((Sent("pasted article", text),), (), releases, str(tmp_path / "kept"))
    assert found.finding.startswith("1 article derives from one announcement")
    assert [(row.found, row.p_derived is not None and row.p_derived > 0.6) for row in found.rows] == [
        (found.rows[0].found, True)]
    assert found.pairs[0].startswith("<!doctype html>")
    assert {"asking the archive", "examining", "putting side by side"} <= {stage for stage, _, _ in heard}
    assert (tmp_path / "kept/trace.json").is_file()


@pytest.mark.slow
def test_a_release_leads_to_who_used_it(tmp_path: Path) -> None:
    documents = read([str(SAMPLES / "harbor"), str(SAMPLES / "lantern")])[0]
    archive.build(tmp_path / "archive", [one for one in documents if one.role != "release"])
    release = (SAMPLES / "harbor/release.txt").read_bytes()
    found, _ = asked((), (Sent("release.txt", release),), str(tmp_path / "archive"))
    harbor = {one.title for one in documents if "harbor" in (one.path or "")}
    assert {row.found for row in found.rows} <= harbor
    assert len(found.rows) >= 5
    assert "derive from one announcement" in found.finding


def test_texts_that_nothing_explains_are_told_so(releases: str) -> None:
    text = "The council of Brenfold met on Tuesday to discuss the new bridge over the canal. " * 3
    found, _ = asked((Sent("pasted article", text + "Nobody objected to the plan."),), (), releases)
    assert found.rows == ()
    assert "no text of the archive is likely to be its source" in found.nearest[0]


def test_two_texts_without_an_archive_are_put_side_by_side() -> None:
    found, _ = asked((Sent("harbor/seaward_daily.txt", (SAMPLES / "harbor/seaward_daily.txt").read_bytes()),),
                     (Sent("pasted release", (SAMPLES / "harbor/release.txt").read_text("utf-8")),))
    assert list(found.pairs) == [0]
    assert "announcement" in found.finding


@pytest.mark.slow
def test_a_folder_is_read_as_every_command_reads_it_and_names_lead_nowhere(tmp_path: Path) -> None:
    text = (SAMPLES / "harbor/northern_ledger.txt").read_bytes()
    names = ("harbor/a.txt", "../../../etc/b.txt", "/c.txt", "a.txt/d.txt", "harbor/a.txt", "x/.hidden", "e.unknown",
             "C:\\texts\\f.txt", "a\0b.txt", "..")
    sent = tuple(Sent(name, text + name.encode("utf-8", "replace").replace(b"\0", b" ")) for name in names)
    found, _ = asked(sent)
    reasons = {item.path: item.reason for item in found.skipped}
    assert reasons["x/.hidden"].startswith("hidden")
    assert reasons["e.unknown"].startswith("file type is not supported")
    assert len(reasons) == 2
    assert not any("provenance." in path for path in reasons)


def test_two_words_are_too_short() -> None:
    with pytest.raises(Exception, match="no document has 20 words"):
        asked((Sent("pasted article", "Two words"),))


def served(*options: str) -> tuple[subprocess.Popen[str], str]:
    """A server of its own and its address."""
    process = subprocess.Popen([sys.executable, "-m", "provenance", "serve", "--port", "0", *options],
                               stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = re.search(r"http://\S+", said := process.stderr.readline())
    assert found, said + process.stderr.read()
    return process, found[0]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_server_stops_with_all_its_processes(number: int) -> None:
    process, address = served()
    with httpx2.Client(base_url=address, trust_env=False) as browser:
        text = (SAMPLES / "harbor/release.txt").read_text("utf-8")
        sent = browser.post("/jobs", files={"token": (None, browser.get("/token").text), "article": (None, text)})
        place = sent.headers["location"]
        while browser.get(f"{place}/state").json()["state"] == "waiting":
            time.sleep(0.05)
        children = [int(one) for one in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()] \
            if Path("/proc/self/task").exists() else []
        process.send_signal(number)
        assert process.wait(15) == (0 if number == signal.SIGINT else -number)
    assert process.stderr is not None
    assert process.stderr.read() == ("stopped\n" if number == signal.SIGINT else "")
    process.stderr.close()
    end = time.monotonic() + 15
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_a_port_that_is_taken_and_a_folder_that_is_no_archive_are_said_in_one_line(tmp_path: Path) -> None:
    with (closing(socket.create_server(("127.0.0.1", 0))) as taken,
          pytest.raises(InputError, match=r"cannot listen there.*choose another --port or --host$")):
        serve(port=taken.getsockname()[1])
    with pytest.raises(ArchiveError):
        serve(tmp_path, port=0)


def test_the_extra_is_named_where_it_is_missing() -> None:
    code = ("import sys; sys.modules['uvicorn'] = None\n"
            "try:\n import provenance.serving.server\nexcept Exception as error: print(type(error).__name__, error)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("InputError")
    assert "pip install 'press-provenance[web]'" in done.stdout


def test_a_text_of_the_archive_keeps_apart_from_one_of_the_same_name(releases: str) -> None:
    text = (SAMPLES / "harbor/northern_ledger.txt").read_bytes()
    found, _ = asked((Sent("release.txt", text),), (), releases)
    assert len(found.rows) == 1
    assert found.finding.startswith("1 article derives from one announcement")


def test_a_release_that_is_sent_and_archived_is_one_release(releases: str) -> None:
    names = ("northern_ledger.txt", "release.txt")
    sent = [(Sent(name, (SAMPLES / "harbor" / name).read_bytes()),) for name in names]
    found, _ = asked(sent[0], sent[1], releases)
    assert found.finding.startswith("1 article derives from one announcement")
    assert len(found.rows) == 1
    assert found.rows[0].p_derived is not None
