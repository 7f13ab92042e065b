"""``provenance serve`` in a browser with an empty profile: paste, drop, hostile text, two tabs, kill and restart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_browser import BROWSER, DRIVER, FLAGS, By, Options, Service, axe_script, visit, webdriver
from traces import HOSTILE

from provenance import archive
from provenance.reading import read

pytest.importorskip("uvicorn", reason="the extra web is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    not BROWSER or not DRIVER, reason="no browser: install chromium and chromium-driver to run these")]
SAMPLES = Path(__file__).parent.parent / "samples"
ARTICLE = (SAMPLES / "harbor/northern_ledger.txt").read_text("utf-8")
RELEASE = (SAMPLES / "harbor/release.txt").read_text("utf-8")
SET = "document.getElementById(arguments[0]).value = arguments[1]"
# Selenium cannot drag from outside; the event that Chromium would send is made instead.
DROP = """const bag = new DataTransfer();
for (const [name, text] of arguments[1]) bag.items.add(new File([text], name, {type: 'text/plain'}));
document.querySelector(arguments[0]).dispatchEvent(new DragEvent('drop', {dataTransfer: bag, bubbles: true}));"""
Browser = Any


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    options = Options()
    options.binary_location = BROWSER or ""
    for flag in (*FLAGS, "--no-proxy-server", f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield made
    made.quit()


class Server:
    """A server in a process of its own, that can be killed and started at the same place."""

    def __init__(self, held: str) -> None:
        self._held, self._port = held, "0"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "provenance", "serve", self._held, "--port", self._port]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        found = re.search(r"http://\S+:(\d+)", self.process.stderr.readline())
        assert found
        self.address, self._port = found[0], found[1]

    def stop(self, kill: bool = False) -> None:
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(15)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("serving") / "archive"
    names = [str(SAMPLES / name) for name in ("lantern_release_not_shipped.txt", "harbor/release.txt")]
    archive.build(folder, read(names)[0])
    made = Server(str(folder))
    yield made
    made.stop()


def until(what: Any, seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (answer := what()) and time.monotonic() < end:
        time.sleep(0.05)
    assert answer
    return answer


def trace(browser: Browser) -> None:
    browser.find_element(By.CSS_SELECTOR, "#ask button[type=submit]").click()


def heading(browser: Browser) -> str:
    found = browser.find_elements(By.TAG_NAME, "h1")
    return str(found[0].text) if found else ""


def found(browser: Browser) -> str:
    """The finding, once the job is done."""
    return str(until(lambda: browser.find_elements(By.CSS_SELECTOR, ".actions") and heading(browser)))


def test_a_pasted_article_leads_to_its_release_and_the_views(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    browser.execute_script(SET, "article-text", ARTICLE)
    trace(browser)
    assert found(browser).startswith("1 article derives from one announcement")
    assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr")) == 1
    browser.find_element(By.CSS_SELECTOR, "tbody a").click()
    until(lambda: " beside " in heading(browser))
    assert browser.find_elements(By.CSS_SELECTOR, ".verbatim")
    browser.back()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".actions"))
    browser.find_element(By.CSS_SELECTOR, ".actions .main").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".lineage"))
    browser.find_element(By.CSS_SELECTOR, ".c-name a").click()
    until(lambda: browser.find_element(By.ID, "view").is_displayed())
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_files_that_are_dropped_are_listed_can_be_removed_and_are_read(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    browser.execute_script(DROP, "fieldset[data-name=article]",
                           [["ledger.txt", ARTICLE], ["other.txt", "x"], [HOSTILE + ".txt", ARTICLE + " Twice."]])
    rows = until(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-name=article] .files li"))
    until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "[data-name=article] .files li")) == 3)
    rows = browser.find_elements(By.CSS_SELECTOR, "[data-name=article] .files li")
    rows[1].find_element(By.TAG_NAME, "button").click()
    browser.execute_script(DROP, "fieldset[data-name=release]", [["release.txt", RELEASE]])
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-name=release] .files li"))
    trace(browser)
    assert found(browser).startswith("2 articles derive from")
    assert "other.txt" not in browser.page_source
    assert browser.execute_script("return document.querySelectorAll('main script').length") == 0


def test_a_folder_is_chosen_with_the_table_that_describes_it(browser: Browser, server: Server, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "harbor", tmp_path / "harbor")
    visit(browser, server.address)
    browser.find_element(By.ID, "article-folder").send_keys(str(tmp_path / "harbor"))
    rows = until(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-name=article] .files li"))
    assert "harbor/metadata.csv" in {row.find_element(By.TAG_NAME, "bdi").text for row in rows}
    trace(browser)
    assert found(browser).startswith("7 of 9 articles derive from one announcement")
    assert "harbor/truth.json: no text column" in browser.find_element(By.TAG_NAME, "main").text


def test_a_paste_of_300_kilobytes_is_traced(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    lines = (f"Item {at} of the register of Brenfold names parcel {at * 7} and its owner." for at in range(4000))
    long = "\n".join(lines)[:300_000]
    browser.execute_script(SET, "article-text", long)
    trace(browser)
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".actions"), 90)
    assert "no text of the archive is likely to be its source" in browser.find_element(By.TAG_NAME, "main").text


def test_hostile_text_stays_text(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    hostile = f"{HOSTILE}<img src=x onerror=alert(2)>\n\n{ARTICLE}\n\n\"></textarea><script>alert(3)</script>"
    browser.execute_script(SET, "article-text", hostile)
    trace(browser)
    found(browser)
    for css in ("tbody a", ".actions .main"):
        assert browser.execute_script("return document.querySelectorAll('img').length") == 0
        browser.find_element(By.CSS_SELECTOR, css).click()
        until(lambda: not browser.find_elements(By.CSS_SELECTOR, ".actions"))
        assert browser.execute_script("return document.querySelectorAll('img').length") == 0
        browser.back()
        until(lambda: browser.find_elements(By.CSS_SELECTOR, ".actions"))
    # An alert would have ended every call above with an exception.
    messages = [entry["message"] for entry in browser.get_log("browser")]
    assert not [message for message in messages if "alert" in message]


def test_two_tabs_ask_apart(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    first = browser.current_window_handle
    browser.execute_script(SET, "article-text", ARTICLE)
    browser.switch_to.new_window("tab")
    second = browser.current_window_handle
    browser.get(server.address)
    browser.execute_script(SET, "article-text", "The mayor of Brenfold opened the fair. " * 10)
    trace(browser)
    browser.switch_to.window(first)
    trace(browser)
    assert "derives from one announcement" in found(browser)
    one = browser.current_url
    browser.switch_to.window(second)
    assert "derives from one announcement" not in found(browser)
    assert browser.current_url != one
    browser.close()
    browser.switch_to.window(first)


def test_a_job_is_stopped_by_its_button(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    text = " ".join(f"Parcel {number} of Brenfold went to owner {number * 3} on 4 May." for number in range(8000))
    browser.execute_script(SET, "article-text", text)
    browser.execute_script("document.querySelector('details').open = true")
    browser.execute_script(SET, "article-more", text[200:])
    trace(browser)
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "#running button"))[0].click()
    until(lambda: heading(browser) == "Cancelled")


def test_what_was_pasted_outlives_a_server_that_was_killed(browser: Browser, server: Server) -> None:
    visit(browser, server.address)
    browser.execute_script(SET, "article-text", ARTICLE)
    server.stop(kill=True)
    trace(browser)
    said = browser.find_element(By.ID, "said")
    until(lambda: "does not answer" in said.text)
    server.start()
    trace(browser)
    assert "derives from one announcement" in found(browser)
    server.stop(kill=True)
    server.start()
    browser.refresh()
    assert heading(browser) == "That did not work"
    assert "forgotten when the server stops" in browser.find_element(By.TAG_NAME, "main").text


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (380, "dark")])
def test_axe_finds_nothing_and_nothing_spills_over(browser: Browser, server: Server, width: int, scheme: str) -> None:
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not here: pip install --no-deps axe-playwright-python")
    visit(browser, server.address, width, scheme)
    pages = ["the form"]
    for page in pages:
        browser.execute_script(script)
        broken = browser.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((r) => done("
            "r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html])))")
        assert broken == [], page
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page
        if page == "the form":
            browser.execute_script(SET, "article-text", ARTICLE)
            trace(browser)
            found(browser)
            pages.append("what was found")
