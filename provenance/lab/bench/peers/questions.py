"""Every question, in the order of the page."""

from __future__ import annotations

from . import ask_lineage, ask_machine, ask_pairs, ask_passages, ask_prevalence, ask_retrieval, ask_roles
from .question import Question

QUESTIONS: dict[str, Question] = {one.QUESTION.name: one.QUESTION for one in (
    ask_retrieval, ask_pairs, ask_passages, ask_lineage, ask_machine, ask_prevalence, ask_roles)}
