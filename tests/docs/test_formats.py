"""Every format and every column is in the reference."""

import re
from pathlib import Path

from graph.formats import FORMATS
from graph.formats.fields import NODE, row_fields

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_table_is_that_of_the_program() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| `([^`]+)` \| `\.([\w.]+)` \|", PAGE, re.MULTILINE)
    assert rows == [(one.name, one.media_type, one.ending) for one in FORMATS.values()]


def test_every_column_is_named() -> None:
    ends = {f"target{part}" for part in ("_name", "_kind", "_country")}  # "the same of `target`"
    for field in (*NODE, *row_fields(1)):
        if field.name not in ends and field.name != "id":
            assert f"`{field.name}`" in PAGE, field.name
