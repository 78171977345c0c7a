"""The examples of docs/client.md give what they show."""

import doctest
import re
from pathlib import Path

import pytest

from app.client import Changes, Client
from tests.api.conftest import make_container, seed
from tests.api.serving import served

PAGE = Path(__file__).resolve().parents[2] / "docs" / "client.md"
#: Where the page says that the service is.
SHOWN = "http://127.0.0.1:8000"


def test_the_examples_give_what_they_show(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    with make_container(tmp_path) as container:
        seed(container)
    with served(container.settings.database_url) as service:
        # A process of its own, since what this one logs would stand among what the examples print.
        examples = "".join(re.findall(r"^```pycon\n(.*?)^```", text, re.M | re.S)).replace(SHOWN, service.address)
        test = doctest.DocTestParser().get_doctest(examples, {}, "client.md", str(PAGE), 0)
        assert len(test.examples) > 10
        said: list[str] = []
        done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=said.append, clear_globs=False)
        test.globs["client"].close()
    assert done.failed == 0, "".join(said)


def test_the_table_has_every_method() -> None:
    (table,) = re.findall(r"^\| method .*?\n\n", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    public = {name for name in vars(Client) if not name.startswith("_")} - {"close"}
    assert set(re.findall(r"`(\w+)`", table)) == public


@pytest.mark.parametrize("name", ["position"])
def test_what_it_says_of_changes_is_there(name: str) -> None:
    assert hasattr(Changes(lambda _: iter(()), "1"), name)
