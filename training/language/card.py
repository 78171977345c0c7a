"""The model card, written beside the weights: what they are, what they were made from, what they are worth."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

CARD = "MODEL_CARD.md"
_TEMPLATE = Path(__file__).with_name("card.md")


def write(folder: Path, settings: Mapping[str, object], counts: Mapping[str, int], scores: Sequence[str], day: date) -> None:
    """``counts``: sentences and words by kind; ``scores``: lines as ``python3 -m bench.language`` prints them."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = "\n".join(f"| `{name}` | {facts['bytes']:,} | `{facts['sha256']}` |" for name, facts in sorted(manifest.items()))
    numbers = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    chosen = ", ".join(f"{name} {value}" for name, value in settings.items())
    made = f"Trained on {numbers}. Settings: {chosen}. Written {day.isoformat()}."
    shown = "\n".join(f"- {line}" for line in scores)
    template = _TEMPLATE.read_text(encoding="utf-8")
    (folder / CARD).write_text(template.format(scores=shown, made=made, files=files), encoding="utf-8")
