"""`test` and `lint`: the developers' commands, run in the checkout with the environment's own interpreter."""

import os
import subprocess
import sys
from collections.abc import Sequence

from app.bootstrap import ROOT

_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINTERS: dict[str, list[str]] = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", _IMPORTS],
}


#: Options that say how the tests are spread, or that a spread run cannot take.
_OWN_WAY = ("-n", "--numprocesses", "--dist", "-d", "--pdb", "--trace", "no:xdist", "-pno:xdist")


def pytest_arguments(given: Sequence[str], cores: int) -> list[str]:
    """What pytest is called with: as given, on up to four cores unless it is told otherwise."""
    if any(word == own or word.startswith((f"{own}=", "-n")) for word in given for own in _OWN_WAY):
        return list(given)
    return ["-n", str(min(4, max(1, cores))), "--dist", "loadfile", *given]


def test(given: Sequence[str]) -> None:
    """Become pytest, so that its output, signals and exit status are the command's own."""
    command = [sys.executable, "-m", "pytest", *pytest_arguments(given, os.cpu_count() or 1)]
    os.chdir(ROOT)
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter


def lint() -> int:
    """Run every linter, whatever the others say; the exit status is 1 where one complains."""
    failed = []
    for name, arguments in LINTERS.items():
        print(f"== {name}", file=sys.stderr, flush=True)
        if subprocess.call([sys.executable, *arguments], cwd=ROOT):  # noqa: S603 - our own interpreter
            failed.append(name)
    print(f"== failed: {', '.join(failed)}" if failed else "== all clean", file=sys.stderr)
    return 1 if failed else 0
