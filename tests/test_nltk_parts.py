"""Two parts of nltk are loaded, the rest is not, and nltk itself stays whole for others."""

from __future__ import annotations

import subprocess
import sys

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


def test_nothing_else_is_loaded() -> None:
    assert run() == ""


def test_nltk_is_whole_for_whoever_imports_it_afterwards() -> None:
    assert run(after="from nltk.stem import PorterStemmer; print(PorterStemmer().stem('taken'))") == "taken"


def test_another_layout_of_nltk_is_loaded_as_it_comes() -> None:
    refuse = ("import builtins, provenance.text\n"
              "from importlib.machinery import PathFinder\n"
              "class Other:\n"
              "    def find_spec(self, name, path=None, target=None):\n"
              "        if name == 'nltk.stem.snowball' and not hasattr(sys.modules['nltk'], '__file__'):\n"
              "            raise ImportError(name)\n"
              "sys.meta_path.insert(0, Other())")
    assert "nltk" in run(before=refuse).split()
