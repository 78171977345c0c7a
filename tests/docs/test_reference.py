"""Every command, option and setting is documented, and nothing that is not there."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli import cli
from app.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def options() -> dict[str, set[str]]:
    """The long options of each command, as the program itself has them."""
    commands = getattr(typer.main.get_command(cli), "commands")  # noqa: B009 - typer's own click is not typed for it
    return {name: options_of(command) for name, command in commands.items()}


def options_of(command: Any) -> set[str]:
    """The long options of a command and of those below it."""
    own = {
        option
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--") and option != "--help"
    }
    return own.union(*(options_of(below) for below in getattr(command, "commands", {}).values()))


def test_every_command_and_option_has_its_place_in_the_reference() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([\w-]+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    known = options()
    assert set(sections) == set(known)
    for name, names in known.items():
        section = sections[name]
        assert f"python3 -m app {name}" in section
        documented = set(re.findall(r"`(--[a-z-]+)", section))
        assert documented == names, name


@pytest.mark.parametrize("group", ["actors", "feeds", "jobs", "keys", "publishers", "webhooks"])
def test_every_command_of_a_group_is_shown(group: str) -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    commands = getattr(typer.main.get_command(cli), "commands")[group].commands  # noqa: B009
    assert commands
    for name in commands:
        assert f"`python3 -m app {group} {name}" in text


def test_every_setting_is_documented_with_its_default() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `ENTENTE_(\w+)` \| (.*?) \|", text, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if name not in ("home", "database_url"):
            shown = rows[name.upper()].strip("`")
            assert type(field.default)(shown) == field.default, name
