"""The service as a process of its own, over the phrase coder: ``python -m tests.api.serving URL`` serves on a free port."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: its process, and the address it answers on."""

    process: subprocess.Popen[str]
    address: str


@contextmanager
def served(url: str, **settings: str) -> Iterator[Served]:
    """A service over a database, killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.api.serving", url, json.dumps(settings)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ENTENTE_LOG_LEVEL": "error"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said: list[str] = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r"explorer +(http://\S+)/$", line.rstrip()):
                    yield Served(process, found[1])
                    break
            else:
                raise AssertionError(f"the service did not start: {''.join(said)}")
        finally:
            process.kill()


if __name__ == "__main__":
    from app.commands.serve import run
    from app.settings import Settings
    from tests.api.phrases import PhraseCoder

    sys.exit(run(Settings(database_url=sys.argv[1], port=0, **json.loads(sys.argv[2])), sample=False, coder=PhraseCoder()))
