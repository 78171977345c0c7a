"""docs/mcp.md tells of the tools as they are."""

import json
import re
from pathlib import Path

from app.mcp.arguments import SIZES
from app.mcp.tools import TOOLS, Tool

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "mcp.md").read_text(encoding="utf-8")


def sizes(tool: Tool) -> str:
    """The sizes of a tool, as the table has them."""
    fields = tool.takes.model_json_schema()["properties"]
    return ", ".join(f"`{name}` {field['default']} ({field['maximum']})" for name, field in fields.items() if name in SIZES)


def test_the_table_has_every_tool_with_its_address_and_sizes() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\S+)` \| .*? \| (.*?) ?\|$", PAGE, re.M)
    assert rows == [(tool.name, tool.path, sizes(tool)) for tool in TOOLS]


def test_the_files_for_hosts_are_json() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)
    assert len(blocks) == 2
    for block in blocks:
        assert "entente" in json.loads(block)["mcpServers"]
