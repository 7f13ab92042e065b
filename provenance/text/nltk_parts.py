"""The two parts of nltk that are used, loaded without the rest.

nltk's packages import at their head what all their modules need: SciPy's statistics, scikit-learn, pandas. That was
1.7 seconds of every command and of every process a command starts; a stemmer and Punkt need none of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_PARTS = ("nltk.stem.snowball", "nltk.tokenize.punkt")
_BARE = ("nltk", "nltk.stem", "nltk.tokenize", "nltk.corpus")


@contextmanager
def _without_heads() -> Iterator[None]:
    """Packages of nltk as bare folders. They are gone again afterwards, so that ``import nltk`` elsewhere gets it."""
    found = find_spec("nltk")
    folder = (found.submodule_search_locations or [""])[0] if found else ""
    for name in _BARE:
        package = ModuleType(name)
        package.__path__ = [folder + name.removeprefix("nltk").replace(".", "/")]
        sys.modules[name] = package
    sys.modules["nltk.corpus"].__dict__["stopwords"] = None  # named by the stemmer's module, used on demand only
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]


def _loaded() -> list[ModuleType]:
    if "nltk" in sys.modules:
        return [import_module(name) for name in _PARTS]
    try:
        with _without_heads():
            return [import_module(name) for name in _PARTS]
    except ImportError:  # a release of nltk that is laid out in another way
        return [import_module(name) for name in _PARTS]


_snowball, _punkt = _loaded()
SnowballStemmer = _snowball.SnowballStemmer
PunktParameters, PunktSentenceTokenizer = _punkt.PunktParameters, _punkt.PunktSentenceTokenizer

__all__ = ["PunktParameters", "PunktSentenceTokenizer", "SnowballStemmer"]
