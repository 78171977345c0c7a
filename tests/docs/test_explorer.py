"""docs/explorer.md names every field of the address, what it can be, and every key."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPLORER = ROOT / "app" / "explorer"
PAGE = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
VIEW = (EXPLORER / "core" / "view.js").read_text(encoding="utf-8")
KEYS = (EXPLORER / "tools" / "keys.js").read_text(encoding="utf-8")


def test_every_field_of_the_address_is_documented() -> None:
    read = re.findall(r"\b(\w+): \[", _block(VIEW, "const FIELDS = {"))
    held = re.findall(r"\b(\w+): ", re.sub(r"//.*", "", _block(VIEW, "export const START = ")))
    assert sorted(read) == sorted(held), "a field of the view that the address does not hold"
    told = [name for first, _ in _rows("The address") for name in re.findall(r"`(\w+)`", first)]
    assert sorted(told) == sorted(read)


def test_what_a_field_can_be_is_documented() -> None:
    rows = dict(_rows("The address"))
    for name, values in re.findall(r"\b(\w+): \[oneOf\(([^)]*)\)", VIEW):
        row = next(text for first, text in rows.items() if f"`{name}`" in first)
        for value in re.findall(r'"(\w+)"', values):
            assert f"`{value}`" in row, f"{name} can be {value}"


def test_every_key_is_documented() -> None:
    listed = re.findall(r'^  \["([^"]+)", "', KEYS, re.MULTILINE)
    assert len(listed) > 5
    assert [key for key, _ in _rows("Keys")] == listed


def test_every_folder_is_documented() -> None:
    folders = {f"{path.name}/" for path in EXPLORER.iterdir() if path.is_dir()}
    told = {name for first, _ in _rows("How it is made") for name in re.findall(r"`(\w+/)`", first)}
    assert told == folders


def _block(text: str, begins: str) -> str:
    return text.split(begins, 1)[1].split("\n}", 1)[0]


def _rows(heading: str) -> list[tuple[str, str]]:
    """The rows of the table below a heading, without its head: first cell, and the rest."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| (.+?) \| (.+) \|$", section, re.MULTILINE)[2:]
