"""`python3 -m app` from nothing, against a package folder on this disk: nothing leaves the machine.

One environment is made for all the tests, by two first starts at once; those that change it get a copy.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLI = """
import os, sys
import tinydep
def main():
    print(sys.prefix, tinydep.VALUE, *sys.argv[1:])
    return 7
"""


def wheel(folder: Path, version: str) -> str:
    """Write a wheel of one module and return the line that pins it."""
    folder.mkdir(exist_ok=True)
    info = f"tinydep-{version}.dist-info"
    files = {
        "tinydep.py": f"VALUE = 'tiny {version}'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinydep\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for name, text in files.items():
        checksum = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={checksum},{len(text)}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    path = folder / f"tinydep-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"tinydep=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Checkout:
    """A project of three files with one dependency, and the surroundings to start it in."""

    def __init__(self, folder: Path, like: "Checkout | None" = None) -> None:
        self.root = folder / "project"
        self.wheels = folder / "wheels"
        bare = folder / "bin"  # no uv on PATH: pip is what everybody has
        bare.mkdir()
        self.environ = {
            "PATH": str(bare),
            "HOME": str(folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }
        if like:
            shutil.copytree(like.root, self.root, symlinks=True)
            return
        (self.root / "app").mkdir(parents=True)
        (self.root / "requirements").mkdir()
        for name in ("__init__.py", "__main__.py", "bootstrap.py"):
            shutil.copy(ROOT / "app" / name, self.root / "app" / name)
        (self.root / "app" / "cli.py").write_text(CLI)
        self.pin(wheel(self.wheels, "1.0"))

    def pin(self, text: str) -> None:
        for name in ("base.txt", "dev.txt"):
            (self.root / "requirements" / name).write_text(text)

    def command(self, *arguments: str) -> list[str]:
        return [getattr(sys, "_base_executable", sys.executable), "-m", "app", *arguments]

    def start(self, *arguments: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=cwd or self.root,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@dataclass(frozen=True)
class First:
    """The checkout after its first use, and what became of the two processes that began it: status, output, messages."""

    checkout: Checkout
    both: list[tuple[int, str, str]]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    made = Checkout(tmp_path_factory.mktemp("first"))
    children = [
        subprocess.Popen(
            made.command("up", "--port", "1"),
            cwd=made.root,
            env=made.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [child.communicate(timeout=120) for child in children]
    return First(made, [(child.returncode, *words) for child, words in zip(children, said, strict=True)])


@pytest.fixture
def checkout(first: First, tmp_path: Path) -> Checkout:
    """A copy of the checkout, its environment included."""
    return Checkout(tmp_path, like=first.checkout)


def test_two_first_starts_at_once_install_once(first: First) -> None:
    for status, said, messages in first.both:
        assert status == 7, messages
        assert said == f"{first.checkout.root}/.venv tiny 1.0 up --port 1\n"
    assert sum("first use: installing 1 packages" in messages for _, _, messages in first.both) == 1


def test_a_later_start_goes_straight_through(first: First) -> None:
    again = first.checkout.start("up", PIP_FIND_LINKS="", PATH="/nonexistent")
    assert (again.returncode, again.stderr) == (7, "")
    outside = first.checkout.start("up", cwd=first.checkout.root.parent, PYTHONPATH=str(first.checkout.root))
    assert (outside.returncode, outside.stderr) == (7, "")


def test_new_pins_are_installed_into_the_environment_that_is_there(checkout: Checkout) -> None:
    left = checkout.root / ".venv" / "left.txt"
    left.touch()
    checkout.pin(wheel(checkout.wheels, "2.0"))
    changed = checkout.start("up")
    assert changed.stdout == f"{checkout.root}/.venv tiny 2.0 up\n", changed.stderr
    assert left.exists()
    assert not (checkout.root / ".venv" / "entente.incomplete").exists()


def test_what_only_a_backfill_needs_is_installed_with_its_first_use(checkout: Checkout) -> None:
    (checkout.root / "requirements" / "dask.txt").write_text(wheel(checkout.wheels, "2.0"))
    assert checkout.start("up").stdout == f"{checkout.root}/.venv tiny 1.0 up\n"
    first = checkout.start("backfill", "news")
    assert first.stdout == f"{checkout.root}/.venv tiny 2.0 backfill news\n", first.stderr
    assert "first use: installing 1 packages" in first.stderr
    again = checkout.start("backfill", "news", PIP_FIND_LINKS="", PATH="/nonexistent")
    assert (again.returncode, again.stderr) == (7, "")


def test_a_package_that_differs_from_its_hash_is_refused_in_one_line(checkout: Checkout) -> None:
    pin = wheel(checkout.wheels, "2.0")
    checkout.pin(pin[:-65] + "0" * 64 + "\n")
    refused = checkout.start("up")
    assert refused.returncode == 1
    assert "differs from its pinned hash" in refused.stderr.splitlines()[-1]
    assert "Traceback" not in refused.stderr
    assert (checkout.root / ".venv" / "entente.incomplete").exists()


def test_no_network_is_one_clear_line(checkout: Checkout) -> None:
    checkout.pin(wheel(checkout.wheels, "2.0"))
    checkout.environ |= {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": ""}
    offline = checkout.start("up", PIP_RETRIES="0")
    assert offline.returncode == 1
    assert "cannot reach the package index" in offline.stderr.splitlines()[-1]
    assert "Traceback" not in offline.stderr


def test_an_environment_that_is_said_to_be_complete_gets_no_second_one(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / ".venv")
    wheel(checkout.wheels, "1.0")
    checkout.environ["PYTHONPATH"] = str(checkout.wheels / "tinydep-1.0-py3-none-any.whl")
    straight = checkout.start("up", ENTENTE_NO_VENV="1")
    assert straight.returncode == 7, straight.stderr
    assert not (checkout.root / ".venv").exists()
