"""``--help``: every command has examples that it understands, and completion for shells can be installed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from provenance.cli import app
from provenance.cli.examples import EXAMPLES

ROOT: Any = typer.main.get_command(app)


def commands(group: Any = ROOT, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def test_every_command_has_examples() -> None:
    assert {name for name, _ in commands()} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_shown_and_understood(name: str) -> None:
    command = dict(commands())[name]
    assert command.epilog
    for example in EXAMPLES[name]:
        assert example in command.epilog
        words = shlex.split(example.split(" > ")[0])
        assert words[:1 + len(name.split())] == ["provenance", *name.split()]
        command.make_context(name, words[1 + len(name.split()):], resilient_parsing=False)


def test_completion_can_be_installed() -> None:
    assert {"--install-completion", "--show-completion"} <= {name for one in ROOT.params for name in one.opts}
