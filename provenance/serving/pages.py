"""The server's own pages: the form, a job while it runs, what it found, and what went wrong."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from ..tracefile.words import day, line, short
from ..views.policy import policy

_NAMES = ("frame.html", "home.html", "job.html", "fault.html")


def _file(name: str) -> str:
    return files("provenance.serving").joinpath("static", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    made = Environment(loader=DictLoader({name: _file(name) for name in _NAMES}), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"line": line, "day": day, "short": lambda text: short(line(text), 120)}
    return made


def render(name: str, **values: Any) -> tuple[str, str]:
    """A page and the content security policy that it is sent with; all values are escaped."""
    style, script = _file("page.css"), _file("page.js")
    made = _environment().get_template(name).render(style=Markup(style), script=Markup(script), **values)
    return made, policy([script], [style], asks=True) + "; frame-ancestors 'none'"
