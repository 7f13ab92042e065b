"""What the pages name exists: files, rooms, the version; ten questions lead to where the answer is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import provenance
from provenance.facts.kinds import KINDS as FACTS
from provenance.find import blocking
from provenance.models import store
from provenance.reading.formats import READERS
from provenance.settings import Settings
from provenance.views.plots import KINDS as PLOTS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "provenance"
PAGES = [*ROOT.glob("*.md"), *PACKAGE.glob("docs/*.md"), *PACKAGE.glob("models/*.md"), *ROOT.glob("samples/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_a_page_links_to_exists(page: Path) -> None:
    for name in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert name.startswith("http") or (page.parent / name).exists(), f"{page.name} names {name}"


def test_the_ten_questions_are_answered_where_contributing_says() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    questions = re.findall(r"^\| (.+\?) \| (.+) \|$", page[page.index("## Ten questions"):], re.M)
    assert len(questions) == 10
    assert all("](" in answer for _, answer in questions)
    assert Settings().related_threshold
    assert callable(blocking.signatures)
    assert READERS.keys() >= {".txt", ".html"}
    assert FACTS
    assert PLOTS
    assert store.path("attribution").is_file()


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "provenance.__version__"}
    assert f"\nversion: {provenance.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version = {{{provenance.__version__}}}" in (ROOT / "README.md").read_text("utf-8")
    assert f"\n## {provenance.__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_option_a_page_shows_is_one_the_command_has() -> None:
    """Fenced and indented command lines of the pages: each long option stands in the command line's own source."""
    parsed = "".join(path.read_text("utf-8") for path in PACKAGE.glob("cli/*.py"))
    for page in PAGES:
        for command in re.findall(r"provenance (?:trace|score|compare|index|scan|report|plot|serve)\b[^`\n]*",
                                  page.read_text("utf-8")):
            for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", command):
                assert f'"{option}"' in parsed, f"{page.name}: {command}"
