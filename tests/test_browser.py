"""The report in a real browser: headless Chromium, driven by selenium. Skipped where either is missing."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from traces import BIDI, HOSTILE, sample, synthetic

from provenance.tracefile.words import visible
from provenance.views import page, to_dict
from provenance.views.study import page as study_page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
from selenium.webdriver.chrome.options import Options  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select  # noqa: E402

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome")
                if (found := shutil.which(name))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    not BROWSER or not DRIVER, reason="no browser: install chromium and chromium-driver to run these")]
FLAGS = ("--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --disable-dev-shm-usage").split()
Driver = Any


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    options = Options()
    options.binary_location = BROWSER or ""
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options=options, service=Service(DRIVER))
    # Else a page loses its focus events once Tab has left it for the browser's own controls.
    made.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    yield made
    made.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    folder = tmp_path_factory.mktemp("pages")

    def made(name: str) -> str:
        path: Path = folder / f"{name}.html"
        if not path.exists():
            trace = synthetic(int(name)) if name.isdigit() else sample(name)
            texts = {report.document.id: report.document.text for report in trace.documents}
            path.write_text(page(to_dict(trace), texts), "utf-8")
        return path.as_uri()

    return made


def resize(driver: Driver, width: int, scheme: str = "light", media: str = "") -> None:
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})


def visit(driver: Driver, address: str, width: int = 1280, scheme: str = "light") -> None:
    resize(driver, width, scheme)
    driver.get("about:blank")
    for kind in ("browser", "performance"):
        driver.get_log(kind)
    driver.get(address)


def all_shown(driver: Driver, css: str) -> list[Any]:
    return [item for item in driver.find_elements(By.CSS_SELECTOR, css) if item.is_displayed()]


def settled(driver: Driver, what: Callable[[], Any]) -> Any:
    """The first true answer within two seconds."""
    end = time.monotonic() + 2
    while not (answer := what()) and time.monotonic() < end:
        time.sleep(0.02)
    return answer


@pytest.mark.parametrize("view", ["", "#pair-0", "#document-1", "#source-0"])
def test_a_page_loads_in_silence_and_asks_the_network_for_nothing(driver: Driver, pages: Any, view: str) -> None:
    address = pages("lantern") + view
    visit(driver, address)
    assert driver.find_element(By.TAG_NAME, "h1").text.startswith("7 of 9 articles derive from a common source")
    assert driver.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert len({url.split("#")[0] for url in asked if url.startswith("file:")}) <= 1


def test_the_first_screen_holds_the_finding_the_lineage_and_the_bars(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    for css in ("h1", ".filters select", ".edge .line", ".bar"):
        assert driver.find_element(By.CSS_SELECTOR, css).rect["y"] < 800, css


def test_pointing_at_an_edge_shows_its_evidence(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    edge = driver.find_elements(By.CSS_SELECTOR, ".edge")[0]
    driver.execute_script("arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", edge)
    tip = driver.find_element(By.ID, "tip")
    assert tip.is_displayed()
    assert "every claim of the child stands in the parent" in tip.text
    driver.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()


def test_a_click_on_an_edge_opens_the_pair_and_back_returns(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    row = next(r for r in driver.find_elements(By.CSS_SELECTOR, "tr.document") if "Ostrey Packet" in r.text)
    box = driver.execute_script(
        "const path = arguments[0].querySelector('.edge .hit'), at = path.getPointAtLength(path.getTotalLength() - 6);"
        "const p = at.matrixTransform(path.getScreenCTM()); return [p.x, p.y]", row)
    webdriver.ActionChains(driver).move_by_offset(round(box[0]), round(box[1])).click().perform()
    webdriver.ActionChains(driver).move_by_offset(-round(box[0]), -round(box[1])).perform()
    title = settled(driver, lambda: driver.find_elements(By.CSS_SELECTOR, "#view h2"))[0]
    assert title.text == "Marrowtide Energy → The Ostrey Packet"
    assert not driver.find_element(By.ID, "overview").is_displayed()
    assert "derives from Marrowtide Energy (support .97)" in driver.find_element(By.CSS_SELECTOR, ".decision").text
    assert all_shown(driver, ".facts tbody tr")
    driver.back()
    assert settled(driver, lambda: driver.find_element(By.ID, "overview").is_displayed())


def test_aligned_spans_are_linked_by_pointer_and_by_keyboard(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    address = driver.execute_script("return arguments[0].getAttribute('href')", next(
        e for e in driver.find_elements(By.CSS_SELECTOR, ".edge") if "Saltmere" in e.get_attribute("aria-label")))
    visit(driver, pages("harbor") + address)
    left, right = driver.find_elements(By.CSS_SELECTOR, ".texts .body")
    first = left.find_element(By.CSS_SELECTOR, "mark[role=button]")
    driver.execute_script("arguments[0].focus()", first)
    lit = right.find_elements(By.CSS_SELECTOR, "mark.on")
    assert lit
    assert set(first.get_attribute("data-ids").split()) & set(lit[0].get_attribute("data-ids").split())
    first.send_keys(Keys.ENTER)
    assert driver.execute_script("return arguments[0].contains(document.activeElement)", right)
    driver.execute_script("document.activeElement.blur();"
                          "arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))", first)
    assert right.find_elements(By.CSS_SELECTOR, "mark.on")


def test_copied_spans_hold_the_same_words_in_both_texts(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor") + "#pair-0")
    wrong = driver.execute_script("""
        const words = (m) => m.map((x) => x.textContent).join("").toLowerCase().match(/\\w+/g).join(" ");
        const bodies = [...document.querySelectorAll(".texts .body")];
        const sides = bodies.map((b) => [...b.querySelectorAll("mark.k-verbatim")]);
        const ids = new Set(sides[0].flatMap((m) => m.dataset.ids.split(" ")));
        const of = (side, id) => words(side.filter((m) => m.dataset.ids.split(" ").includes(id)));
        return [ids.size, [...ids].filter((id) => of(sides[0], id) !== of(sides[1], id))];""")
    assert wrong[0] > 5
    assert wrong[1] == []


@pytest.mark.parametrize(("name", "value", "shown"), [
    ("standing", "unrelated", 1), ("label", "reads as AI-rewritten", 2), ("outlet", "Seaward Daily", 1),
    ("story", "S1", 8)])
def test_filters_filter(driver: Driver, pages: Any, name: str, value: str, shown: int) -> None:
    visit(driver, pages("harbor"))
    Select(driver.find_element(By.CSS_SELECTOR, f"select[name={name}]")).select_by_value(value)
    rows = all_shown(driver, "tr.document")
    assert len(rows) == shown
    assert driver.find_element(By.CSS_SELECTOR, ".filters output").text == f"{shown} of 10 shown"
    held = {row.get_attribute("data-row") for row in rows}
    for edge in all_shown(driver, ".edge"):
        assert edge.get_attribute("data-from") in held
    driver.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    assert settled(driver, lambda: len(all_shown(driver, "tr.document")) == 10)


@pytest.mark.parametrize("view", ["#pair-999", "#document-77", "#nothing", "#%zz"])
def test_a_link_that_leads_nowhere_says_so(driver: Driver, pages: Any, view: str) -> None:
    visit(driver, pages("harbor") + view)
    assert driver.find_element(By.CSS_SELECTOR, "#view h2").text == "This link leads nowhere"
    driver.find_element(By.CSS_SELECTOR, "#view .back").click()
    assert settled(driver, lambda: driver.find_element(By.ID, "overview").is_displayed())


def shown_names(driver: Driver) -> list[str]:
    return [row.find_element(By.CSS_SELECTOR, ".c-name a").text for row in all_shown(driver, "tr.document")]


def test_search_and_order_stand_in_the_address_and_come_back_from_it(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    driver.find_element(By.CSS_SELECTOR, "input[name=find]").send_keys("packet OSTREY")
    assert settled(driver, lambda: len(shown_names(driver)) == 1)
    assert driver.current_url.endswith("#?find=packet+OSTREY")
    all_shown(driver, "tr.document .c-name a")[0].click()
    assert settled(driver, lambda: driver.find_element(By.ID, "view").is_displayed())
    driver.find_element(By.CSS_SELECTOR, "a.back").click()
    assert settled(driver, lambda: len(shown_names(driver)) == 1)
    visit(driver, pages("harbor") + "#?standing=derived&sort=padding")
    told = [float(cell.text.strip("<% ")) for cell in all_shown(driver, "tr.document .c-pad")]
    assert len(told) == 7
    assert told == sorted(told, reverse=True)
    assert not all_shown(driver, ".c-tree svg, tr.story")
    driver.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    assert settled(driver, lambda: len(shown_names(driver)) == 10)
    assert driver.current_url.endswith("#overview")
    assert all_shown(driver, ".c-tree svg")


@pytest.mark.parametrize("address", ["#?standing=%3Cscript%3E&find=%00", "#?sort=nothing", "#?&&=="])
def test_a_foreign_address_does_no_harm(driver: Driver, pages: Any, address: str) -> None:
    visit(driver, pages("harbor") + address)
    assert driver.get_log("browser") == []
    assert driver.find_element(By.ID, "overview").is_displayed()
    assert driver.find_element(By.CSS_SELECTOR, "select[name=sort]").get_attribute("value") == ""


def test_copies_are_folded_and_open_again(driver: Driver, tmp_path: Path) -> None:
    trace = to_dict(sample("harbor"))
    texts = {report.document.id: report.document.text for report in sample("harbor").documents}
    ids = [document["id"] for document in trace["documents"] if document["standing"] == "derived"][:5]
    trace["lineage"]["edges"] = [{"parent": "release.txt", "child": key, "directed": True, "support": 0.9,
                                  "kind": "derives", "evidence": []} for key in ids]
    for pair in trace["pairs"]:
        pair["relation"] = "verbatim"
    path = tmp_path / "copies.html"
    path.write_text(page(trace, texts), "utf-8")
    visit(driver, path.as_uri())
    assert len(shown_names(driver)) == 6
    assert driver.find_element(By.CSS_SELECTOR, ".filters output").text == "6 of 10 shown, 4 copies folded"
    button, = all_shown(driver, "button.fold")
    button.click()
    assert settled(driver, lambda: len(shown_names(driver)) == 10)
    assert button.get_attribute("aria-expanded") == "true"


def test_a_document_has_a_map_and_folds_the_facts_it_dropped(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    bars = driver.find_elements(By.CSS_SELECTOR, "tr.document .map")
    assert len(bars) == 10
    number = next(i for i, document in enumerate(to_dict(sample("harbor"))["documents"])
                  if any(fact["status"] == "dropped" for fact in document["facts"]))
    visit(driver, pages("harbor") + f"#document-{number}")
    assert driver.find_elements(By.CSS_SELECTOR, ".map.wide rect[data-sentence]")
    assert "goes back to" in driver.find_element(By.CSS_SELECTOR, ".along .note").text
    folded = driver.find_element(By.CSS_SELECTOR, "details.dropped")
    assert not folded.get_attribute("open")
    assert not all_shown(driver, "td.status.dropped")
    driver.execute_script("arguments[0].click()", folded.find_element(By.TAG_NAME, "summary"))
    assert all_shown(driver, "td.status.dropped")


def test_filters_that_match_nothing_say_so(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    Select(driver.find_element(By.CSS_SELECTOR, "select[name=standing]")).select_by_value("unrelated")
    Select(driver.find_element(By.CSS_SELECTOR, "select[name=story]")).select_by_value("S1")
    assert all_shown(driver, ".empty")


def test_hostile_titles_are_inert(driver: Driver, pages: Any) -> None:
    visit(driver, pages("30"))
    text = driver.execute_script("return document.querySelector('.lineage').textContent")
    assert HOSTILE in text
    assert visible(BIDI) in text
    assert "\u202e" not in driver.execute_script("return document.documentElement.textContent").split(
        '"docs"')[0]
    for number in (4, 5):
        visit(driver, pages("30") + f"#document-{number}")
        meta = driver.find_element(By.CSS_SELECTOR, "#view .meta").text
        assert (HOSTILE, visible(BIDI))[number - 4] in meta
        assert driver.get_log("browser") == []
    assert driver.execute_script("return document.querySelectorAll('#view script').length") == 0


def test_hostile_texts_are_inert_in_every_view(driver: Driver, tmp_path: Path) -> None:
    trace = to_dict(sample("harbor"))
    texts = {report.document.id: report.document.text for report in sample("harbor").documents}
    evil = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\"> \u202e😀 "
    texts = {key: (evil + text)[:len(text)] for key, text in texts.items()}
    for document in trace["documents"]:
        document |= {"title": evil, "outlet": evil + document["id"], "path": evil, "url": "javascript:alert(1)"}
        document["attribution"]["ai_rewritten"]["evidence"] = [
            {"feature": evil, "contribution": 1.0, "note": evil}]
        for fact in document["facts"]:
            fact |= {"text": evil}
        for sentence in document["sentences"]:
            sentence |= {"note": evil}
    for pair in trace["pairs"]:
        pair["evidence"] = [{"type": evil, "text": evil, "weight": 1.0}]
    for edge in trace["lineage"]["edges"]:
        edge["evidence"] = [{"type": evil, "text": evil, "weight": 1.0}]
    trace |= {"warnings": [evil], "skipped": [{"path": evil, "reason": evil}],
              "settings": trace["settings"] | {evil: evil}, "software": trace["software"] | {evil: evil}}
    path = tmp_path / "evil.html"
    path.write_text(page(trace, texts), "utf-8")
    for view in ("", "#document-0", "#document-9", "#pair-0", "#pair-3"):
        visit(driver, path.as_uri() + view)
        assert driver.title != "pwned"
        assert driver.get_log("browser") == []
        assert driver.execute_script("return document.querySelectorAll('img, iframe, a[href^=javascript]').length") == 0
        assert driver.execute_script("return document.scripts.length") == 2


def test_an_injected_script_is_refused_by_the_policy(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    driver.execute_script("const s = document.createElement('script'); s.textContent = \"document.title='pwned'\";"
                          "document.body.append(s)")
    assert driver.title != "pwned"
    assert any("Content Security Policy" in entry["message"] for entry in driver.get_log("browser"))


def focusable(driver: Driver) -> int:
    return int(driver.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, select:enabled, summary, [tabindex=\"0\"]')]"
        ".filter((e) => e.checkVisibility() && e.tabIndex >= 0).length"))


@pytest.mark.parametrize("view", ["", "#pair-0", "#document-9"])
def test_the_keyboard_reaches_everything_in_order(driver: Driver, pages: Any, view: str) -> None:
    visit(driver, pages("harbor") + view)
    wanted = focusable(driver)
    driver.execute_script("document.activeElement.blur(); scrollTo(0, 0); window.reached = [];"
                          "addEventListener('focusin', (e) => reached.push(e.target))")
    if view:
        driver.execute_script("document.querySelector('.skip').focus()")
    webdriver.ActionChains(driver).send_keys(Keys.TAB * (wanted + 3)).perform()
    assert driver.execute_script("return new Set(reached).size") >= wanted
    backward = driver.execute_script(
        "return [...new Set(reached)].filter((e, i, all) => i && "
        "!(all[i - 1].compareDocumentPosition(e) & (4 | 16))).length")
    assert backward <= 1  # the way round from the last to the first


def test_an_edge_opens_by_enter_and_focus_returns(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    edge = driver.find_elements(By.CSS_SELECTOR, ".edge")[2]
    driver.execute_script("arguments[0].focus()", edge)
    assert driver.find_element(By.ID, "tip").is_displayed()
    webdriver.ActionChains(driver).send_keys(Keys.ENTER).perform()
    assert settled(driver, lambda: driver.find_element(By.ID, "view").is_displayed())
    assert driver.execute_script("return document.activeElement.tagName") == "H2"
    webdriver.ActionChains(driver).send_keys(Keys.ESCAPE).perform()
    assert settled(driver, lambda: driver.find_element(By.ID, "overview").is_displayed())
    assert driver.execute_script("return document.activeElement === arguments[0]", edge)


@pytest.mark.parametrize("name", ["harbor", "lantern", "30"])
@pytest.mark.parametrize("view", ["", "#pair-0", "#document-2"])
def test_nothing_spills_over_at_380_pixels(driver: Driver, pages: Any, name: str, view: str) -> None:
    visit(driver, pages(name) + view, 380)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 380


def test_300_documents_open_in_under_two_seconds(driver: Driver, pages: Any) -> None:
    address = pages("300")
    visit(driver, address)
    spent = driver.execute_script("return performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert 0 < spent < 2000
    assert len(driver.find_elements(By.CSS_SELECTOR, "tr.document")) == 300
    begun = driver.execute_script("const t = performance.now(); location.hash = '#document-7'; return t")
    assert settled(driver, lambda: driver.find_elements(By.CSS_SELECTOR, ".sentences li"))
    assert driver.execute_script("return performance.now()") - begun < 1000


def test_a_page_of_many_documents_unpacks_itself_in_three_seconds(driver: Driver, tmp_path: Path) -> None:
    trace = synthetic(1_000, stories=400)
    path = tmp_path / "many.html"
    path.write_text(page(to_dict(trace), {report.document.id: report.document.text for report in trace.documents}))
    start = time.monotonic()
    visit(driver, path.as_uri() + "#document-7")
    assert driver.find_elements(By.CSS_SELECTOR, "#view .sentence")
    assert time.monotonic() - start < 3


def test_the_page_reads_without_script(driver: Driver, pages: Any) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        visit(driver, pages("harbor"))
        assert len(driver.find_elements(By.CSS_SELECTOR, "tr.document")) == 10
        assert driver.find_element(By.CSS_SELECTOR, ".edge .line").get_attribute("d")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_prints_with_its_settings_and_without_its_controls(driver: Driver, pages: Any) -> None:
    visit(driver, pages("harbor"))
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert len(printed["data"]) > 20_000
    resize(driver, 1280, media="print")
    assert not driver.find_element(By.CSS_SELECTOR, ".filters").is_displayed()


def axe_script() -> str | None:
    """axe-core, from the package that carries it or from the file PROVENANCE_AXE names."""
    if named := os.environ.get("PROVENANCE_AXE"):
        return Path(named).read_text("utf-8")
    spec = find_spec("axe_playwright_python")
    held = Path(spec.origin or "").parent / "axe.min.js" if spec else None
    return held.read_text("utf-8") if held and held.exists() else None


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (380, "dark")])
def test_axe_finds_nothing_serious(driver: Driver, pages: Any, width: int, scheme: str) -> None:
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not here: pip install --no-deps axe-playwright-python")
    for name, view in [("harbor", ""), ("harbor", "#pair-2"), ("harbor", "#document-9"), ("lantern", ""),
                       ("lantern", "#pair-0"), ("lantern", "#source-0"), ("30", "")]:
        visit(driver, pages(name) + view, width, scheme)
        driver.execute_script(script)
        found = driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((r) => done("
            "r.violations.map((v) => [v.impact, v.id, v.nodes[0].html, v.nodes[0].failureSummary])))")
        assert found == [], (name, view)


def test_controls_have_names_and_landmarks_are_there(driver: Driver, pages: Any) -> None:
    """What can be told without axe: names of everything that acts, one h1, landmarks, a language."""
    visit(driver, pages("lantern"))
    assert driver.execute_script("return document.documentElement.lang") == "en"
    for css in ("header", "main", "h1", "table caption"):
        assert len(driver.find_elements(By.CSS_SELECTOR, css)) == 1, css
    nameless = driver.execute_script(
        "return [...document.querySelectorAll('a, button, select, [role=img]')].filter((e) => "
        "!(e.getAttribute('aria-label') || e.textContent.trim() || e.labels && e.labels.length)).length")
    assert nameless == 0


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the gallery's audit, grown to more than 300 outlets."""
    gallery = Path(__file__).parent.parent / "reports" / "study"
    told = json.loads((gallery / "audit.json").read_text("utf-8"))
    rows = [row for row in told["estimates"] if list(row["group"]) == ["outlet"]]
    told["estimates"] += [row | {"group": {"outlet": f"{row['group']['outlet']}, edition {number}"}}
                          for number in range(34) for row in rows]
    path: Path = tmp_path_factory.mktemp("study") / "audit.html"
    path.write_text(study_page(told, pq.read_table(gallery / "documents.parquet")), "utf-8")
    return path.as_uri()


def test_three_hundred_outlets_are_shown_in_parts_and_searched(driver: Driver, study: str) -> None:
    visit(driver, study)
    assert driver.get_log("browser") == []
    assert len(all_shown(driver, "#outlets tbody tr")) == 40
    assert driver.find_element(By.ID, "told").text == "40 of 315 outlets shown"
    driver.find_element(By.ID, "find").send_keys("kettle, edition 33")
    assert [row.text.split("\n")[0] for row in all_shown(driver, "#outlets tbody th")] == ["The Kettle, edition 33"]
    driver.find_element(By.ID, "find").clear()
    driver.find_element(By.ID, "find").send_keys(Keys.SPACE)
    driver.execute_script("document.getElementById('more').click()")
    assert len(driver.find_elements(By.CSS_SELECTOR, "#outlets tbody tr:not([hidden])")) == 315


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (380, "dark")])
def test_axe_finds_nothing_in_an_audit(driver: Driver, study: str, width: int, scheme: str) -> None:
    script = axe_script()
    if script is None:
        pytest.skip("axe-core is not here: pip install --no-deps axe-playwright-python")
    visit(driver, study, width, scheme)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    driver.execute_script(script)
    assert driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((r) => done("
        "r.violations.map((v) => [v.impact, v.id, v.nodes[0].html, v.nodes[0].failureSummary])))") == []
