"""The pins files: every package with its hashes, and no address of any kind."""

import re
from pathlib import Path

import pytest

from app.bootstrap import pins

FOLDER = Path(__file__).resolve().parents[2] / "requirements"


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "otel.txt", "dask.txt"])
def test_every_pin_has_hashes_and_no_address_occurs(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|@ |\.(com|org|io|net|internal)\b", text)
    entries = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9.-]*==[^\s;]+( ; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*$", entry), entry


def test_the_developers_pins_hold_the_service_pins() -> None:
    base, dev = (pins((FOLDER / name).read_text(encoding="utf-8")) for name in ("base.txt", "dev.txt"))
    assert {name: versions for name, (versions, _) in base.items()}.items() <= {
        name: versions for name, (versions, _) in dev.items()
    }.items()


@pytest.mark.parametrize(("file", "more"), [("otel.txt", "opentelemetry-exporter-otlp-proto-http"), ("dask.txt", "distributed")])
def test_the_pins_of_an_extra_hold_the_service_pins(file: str, more: str) -> None:
    base, found = (pins((FOLDER / name).read_text(encoding="utf-8")) for name in ("base.txt", file))
    assert {name: versions for name, (versions, _) in base.items()}.items() <= {
        name: versions for name, (versions, _) in found.items()
    }.items()
    assert more in found
