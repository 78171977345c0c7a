"""The list of the model's files, with their sizes and checksums."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path


def register(folder: Path, names: Sequence[str]) -> None:
    """Sizes and checksums of the files into the manifest, beside what is there already."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name in names:
        content = (folder / name).read_bytes()
        manifest[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    path.write_text(json.dumps(dict(sorted(manifest.items())), indent=2) + "\n", encoding="utf-8")
