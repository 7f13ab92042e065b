"""The coding sheet as a page driven by the keyboard: texts side by side, the machine's answer nowhere in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from ...tracefile.words import line, visible


def coding_page(drawn: Sequence[Mapping[str, Any]], texts: Mapping[str, tuple[str, str]], audit: str) -> str:
    """One self-contained page; answers stay in the browser until the coder saves them as CSV."""
    units = [{"unit": row["unit"], "title": line(row["title"]), "outlet": line(row["outlet"]),
              "published": row["published"] or "", "article": visible(texts[row["id"]][0]),
              "announcement": visible(texts[row["id"]][1])} for row in drawn]
    # "<" could end the script element the data stands in.
    data = json.dumps({"audit": audit, "units": units}, ensure_ascii=True).replace("<", "\\u003c")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    source = files("provenance.views.study").joinpath("coding.html").read_text("utf-8")
    return environment.from_string(source).render(data=Markup(data), count=len(units))
