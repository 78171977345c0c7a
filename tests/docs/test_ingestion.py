"""Every block of the page on ingestion is what the commands say and the service answers; it names all that there is."""

import re

import pytest

from app.ingestion.importers.imported import DATA_SETS
from app.ingestion.sources import KINDS
from app.services.jobs import OUTCOMES, STATES
from tests.docs.ingesting import PAGE, alike, stage, steps

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_block_is_said_so() -> None:
    assert TEXT.count("\n$ ") == len(steps(TEXT)) > 20
    with stage() as here:
        for step in steps(TEXT):
            assert alike(here.run(step)) == alike(step.said), (
                f"docs/ingestion.md: {step.command}\nwrite it anew with python -m tests.docs.ingesting"
            )


def test_counts_are_compared_and_speeds_are_not() -> None:
    said = "1 read = 1 stored; 3 edges; 0.4 articles a second"
    assert alike(said) == alike(said.replace("0.4", "1,204.0"))
    assert alike(said) != alike(said.replace("3 edges", "4 edges"))


def test_a_block_begins_with_a_command() -> None:
    with pytest.raises(ValueError, match="begin with a command"):
        steps("```console\nsomething\n$ python3 -m app jobs list\n```\n")


@pytest.mark.parametrize(
    ("section", "names"), [("", OUTCOMES), ("By command", KINDS), ("Jobs", STATES), ("Data sets of others", DATA_SETS)]
)
def test_every_kind_is_named(section: str, names: tuple[str, ...]) -> None:
    parts = re.split(r"^## (.*)$", TEXT, flags=re.MULTILINE)
    text = dict(zip(["", *parts[1::2]], parts[::2], strict=True))[section]
    # In the prose, not in what a command says.
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    named = {word for code in re.findall(r"`([^`]+)`", prose) for word in re.split(r"[ |]", code)}
    assert set(names) - named == set()
