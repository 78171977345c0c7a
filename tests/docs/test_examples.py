"""Every example of the API's page is what the service answers."""

import re

from tests.docs.examples import PAGE, answered, examples, service

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_example_is_answered_so() -> None:
    with service() as client:
        for example in examples(TEXT):
            assert answered(client, example.command) == example.shown, (
                f"docs/api.md: {example.command}\nwrite it anew with python -m tests.docs.examples"
            )


#: They have no end, or a late one; docs/changes.md shows how such are read.
ENDLESS = {"GET /v1/stream", "GET /v1/jobs/{job_id}/events"}


def test_every_route_has_an_example() -> None:
    without = []
    for heading, section in re.findall(r"^### `(.*?)`\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL):
        if heading not in ENDLESS and not examples(section):
            without.append(heading)
    assert without == []
