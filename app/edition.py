"""What answers depend on besides the store: the program's own files, and the settings that shape an answer."""

import hashlib
from functools import cache
from pathlib import Path

import graph
from app.settings import Settings

#: Code, ontology, registers and word lists; a model's weights change nothing that is stored already.
_FILES = (".py", ".toml", ".csv", ".txt", ".json")


def edition(settings: Settings) -> str:
    """Tells this program, set so, from every other that would answer otherwise."""
    return f"{program()} {settings.page_limit} {settings.page_limit_max}"


@cache
def program() -> str:
    """Digest of the service's files and the graph's: a version number stays the same while the program is worked on."""
    digest = hashlib.blake2b(digest_size=16)
    for top in (Path(__file__).parent, Path(graph.__file__).parent):
        for file in sorted(path for path in top.rglob("*") if path.suffix in _FILES and "model" not in path.parts):
            digest.update(f"{file.relative_to(top).as_posix()}\n".encode())
            digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()
