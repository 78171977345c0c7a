"""What docs/changes.md has as code does what it says."""

import re
import time
from pathlib import Path
from typing import Any

from app.outbound.signing import new_secret, signed

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "changes.md").read_text(encoding="utf-8")


def test_the_check_of_a_signature_holds() -> None:
    code = next(block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def verified" in block)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own page
    secret, body, now = new_secret(b"k" * 32), b'{"type":"ping"}', int(time.time())
    headers = signed(secret, "msg-1", now, body)
    assert names["verified"](secret, headers, body)
    assert not names["verified"](secret, headers, body + b" ")
    assert not names["verified"](new_secret(b"l" * 32), headers, body)
    assert not names["verified"](secret, signed(secret, "msg-1", now - 301, body), body)
    assert names["verified"](secret, {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}, body)


def test_every_kind_of_change_is_told() -> None:
    from app.schemas.changes import ChangeOut  # noqa: PLC0415

    for field in ("type", "change"):
        for name in ChangeOut.model_json_schema()["properties"][field]["enum"]:
            assert f"`{name}`" in PAGE
