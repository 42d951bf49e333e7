"""The program explains itself."""

from collections.abc import Callable

import pytest

from pipeline import __version__
from pipeline.cli import main

COMMANDS = ("run", "serve", "reprocess", "status", "tally", "letter", "export", "reconcile", "check")


def test_it_lists_its_commands_and_exit_codes(said: Callable[[], str]) -> None:
    assert main(["--help"]) == 0
    told = said()
    assert all(f" {command} " in told for command in COMMANDS)
    assert "3 done, a person is needed" in " ".join(told.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_gives_an_example(said: Callable[[], str], command: str) -> None:
    assert main([command, "--help"]) == 0
    assert f"Example: intake {command}" in said().replace("intake -c intake.toml", "intake")


def test_it_tells_its_version(said: Callable[[], str]) -> None:
    assert main(["--version"]) == 0
    assert said() == f"intake {__version__}\n"


@pytest.mark.parametrize("arguments", [["tally"], ["letter", "--year", "2025"], ["export", "persons", "--out", "x"]])
def test_a_command_used_wrongly_ends_with_2(department, said: Callable[[], str], arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert "Usage: intake" in said()
