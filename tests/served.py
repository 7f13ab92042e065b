"""A job for the tests of the page: it needs no model, so that its process is there at once."""

from __future__ import annotations

import os
import time
from typing import Any

from provenance.serving.question import Answer, Question, Row

HOSTILE = "<script>alert(1)</script>"


def echo(question: Question, tell: Any) -> Answer:
    """Show what was sent; a number waits so many steps, ``fail`` fails, ``die`` ends the process."""
    first = (*question.articles, *question.releases)[0]
    text = first.content if isinstance(first.content, str) else first.content.decode()
    for step in range(int(text) if text.isdigit() else 0):
        tell("waiting", step, int(text))
        time.sleep(0.05)
    if text == "die":
        os._exit(3)
    if text == "fail":
        raise ValueError("so it was told")
    return Answer(text[:80], (Row(text[:80], HOSTILE, HOSTILE, None, 0.5, 3, 0),), (HOSTILE,),
                  f"<p>{len(text)}</p>", {0: "<p>pair</p>"}, ())
