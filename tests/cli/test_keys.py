"""`keys`: what it prints where, and how it ends."""

import pytest

from app.cli import main
from app.services.keys import mistyped


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


def run(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, str, str]:
    status = main(["keys", *words, "--database", url])
    said = capsys.readouterr()
    return status, said.out, said.err.strip()


def test_keys_are_made_listed_and_revoked(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, url, "list") == (0, "no keys\n", "")
    status, out, err = run(capsys, url, "add", "the\ndesk", "--scope", "write", "--expires", "30")
    key = out.strip()
    assert (status, out) == (0, f"{key}\n")
    assert not mistyped(key)
    identifier = key.split("_")[1]
    assert err.startswith(f"key {identifier} (write) until 20")
    assert "shown this once" in err
    status, out, err = run(capsys, url, "add", "me", "--scope", "admin")
    assert err.startswith(f"key {out.split('_')[1]} (admin); it is shown")
    status, out, err = run(capsys, url, "list")
    assert (status, err) == (0, "")
    head, first, second = out.splitlines()
    assert head.split() == ["id", "name", "scope", "made", "expires", "last", "used", "stands"]
    assert first.split()[:4] == [identifier, "the", "desk", "write"]
    assert first.split()[-2:] == ["never", "yes"]
    assert second.split()[4:] == ["never", "never", "yes"]
    assert key not in out
    status, out, err = run(capsys, url, "revoke", identifier)
    assert (status, out, err) == (0, "", f"key {identifier} (the desk) is revoked; servers know within two seconds")
    assert "  revoked 20" in run(capsys, url, "list")[1].splitlines()[1]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("revoke", "ffffffff"), 1, "entente: no key has the id 'ffffffff'; `keys list` shows them"),
        (("add", "me"), 2, "Missing option '--scope'"),
        (("add", "me", "--scope", "all"), 2, "'all' is not one of"),
        (("add", "me", "--scope", "read", "--expires", "0"), 2, "--expires"),
    ],
)
def test_what_cannot_be_done_is_said(
    url: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, says: str
) -> None:
    ended, out, err = run(capsys, url, *words)
    assert (ended, out) == (status, "")
    assert says in err
