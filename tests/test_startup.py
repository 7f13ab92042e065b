"""Commands wait for no library they do not use; of nltk two parts are loaded, and it stays whole for others."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
{before}
from provenance.text.nltk_parts import PunktSentenceTokenizer, SnowballStemmer
assert SnowballStemmer("english").stem("announcements") == "announc"
assert list(PunktSentenceTokenizer().span_tokenize("One came. Two went.")) == [(0, 9), (10, 19)]
print(*sorted(name for name in ("nltk", "nltk.corpus", "sklearn", "pandas") if name in sys.modules))
{after}
"""


def run(before: str = "", after: str = "") -> str:
    return subprocess.run([sys.executable, "-c", PROGRAM.format(before=before, after=after)], check=True,
                          capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(("used", "idle"), [
    ("provenance.archive.asking, provenance.reading", ("scipy", "sklearn", "pandas", "datasketch", "nltk")),
    ("provenance.corpus.engines.duck, provenance.judge", ("scipy.stats", "sklearn", "pandas", "datasketch", "nltk")),
    ("provenance.pipeline", ("scipy.stats._stats_py", "sklearn", "pandas", "nltk")),
])
def test_what_a_command_does_not_use_is_not_loaded(used: str, idle: tuple[str, ...]) -> None:
    program = f"import sys, {used}; print(*(name for name in {idle!r} if name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout == "\n"


def test_nothing_else_is_loaded() -> None:
    assert run() == ""


@pytest.mark.slow
def test_nltk_is_whole_for_whoever_imports_it_afterwards() -> None:
    assert run(after="from nltk.stem import PorterStemmer; print(PorterStemmer().stem('taken'))") == "taken"


@pytest.mark.slow
def test_another_layout_of_nltk_is_loaded_as_it_comes() -> None:
    refuse = ("import builtins, provenance.text\n"
              "from importlib.machinery import PathFinder\n"
              "class Other:\n"
              "    def find_spec(self, name, path=None, target=None):\n"
              "        if name == 'nltk.stem.snowball' and not hasattr(sys.modules['nltk'], '__file__'):\n"
              "            raise ImportError(name)\n"
              "sys.meta_path.insert(0, Other())")
    assert "nltk" in run(before=refuse).split()


@pytest.mark.parametrize(("beside", "told"), [(False, ""), (True, "farewell\n")])
def test_a_command_ends_at_once_unless_something_is_still_at_work(beside: bool, told: str) -> None:
    program = ("import atexit, sys, threading, time; atexit.register(print, 'farewell'); "
               + ("threading.Thread(target=time.sleep, args=(0.5,)).start(); " if beside else "")
               + "sys.argv = ['provenance', '--version']; from provenance.cli import main; main()")
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines(keepends=True)[1:] == told.splitlines(keepends=True)
    assert done.stdout.startswith("provenance ")
