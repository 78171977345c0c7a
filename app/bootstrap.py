"""The environment that the commands run in: `.venv` in the project root, holding exactly what `requirements/` pins.

Standard library only, since nothing else is there on first use. :func:`ensure` returns at once where the pins are at
hand; else it installs them (with uv where it is on PATH, else pip; both check every hash) and replaces the process by
the same command inside `.venv`, so that signals and exit codes stay what they were.

Inside `.venv`: ``entente.stamp`` names the interpreter and the digest of each pins file that is installed in full;
``entente.incomplete`` is there while an installation runs, and a `.venv` found with it is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV_COMMANDS = frozenset({"test", "lint", "bench"})  # they need pytest, mypy, a PostgreSQL and the like
CLUSTER_COMMANDS = frozenset({"backfill"})  # they need Dask
# They need torch, which no pins file can name: its builds for processors without an accelerator have another source.
TRAINING_COMMANDS = frozenset({"train-language"})
#: Of numpy's own: the coder's arrays are so small that a second thread only waits, as busily as the first works.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
STAMP = "entente.stamp"
INCOMPLETE = "entente.incomplete"
LOG = "entente-install.log"

#: Runs a command, hands each line that it prints to the second argument, and returns its exit status.
Runner = Callable[[Sequence[str], Callable[[str], None]], int]

_OFFLINE = re.compile(
    r"name resolution|Name or service not known|nodename nor servname|getaddrinfo|dns error|Failed to resolve|"
    r"NewConnectionError|Network is unreachable|No route to host|[Cc]onnection refused|tcp connect error|ProxyError|"
    r"ConnectTimeout|[Cc]onnect(ion)? timed? ?out|[Rr]ead timed out|ConnectionResetError|error sending request"
)
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(;?)")
_TOLD = ("Installing collected", "Resolved ", "Downloading ", "Prepared ", "Installed ")
_UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PIP_USER")  # they would lead pip astray


class BootstrapError(Exception):
    """The environment cannot be made; the message is one line that says what to do."""


def ensure(arguments: Sequence[str], root: Path = ROOT, environ: Mapping[str, str] | None = None) -> None:
    """Return where this interpreter has every pin that the command needs; else make `.venv` and re-execute inside it.

    Exits with one line on stderr, status 1, where the environment cannot be made; with 130 where it is interrupted.
    """
    environ = os.environ if environ is None else environ
    if environ.get("ENTENTE_NO_VENV") == "1":
        return
    command = next((word for word in arguments if not word.startswith("-")), "")
    files = pins_files(root, dev=command in DEV_COMMANDS, dask=command in CLUSTER_COMMANDS)
    venv = root / ".venv"
    inside = Path(sys.prefix).resolve() == venv.resolve()
    if command in TRAINING_COMMANDS and not inside and importlib.util.find_spec("torch"):
        return  # an environment made for training
    try:
        if not is_current(venv, files):
            if not inside and sys.prefix != sys.base_prefix and has_pins(Path(sysconfig.get_path("purelib")), files[-1]):
                return  # somebody's own environment, complete: no second one is made
            prepare(venv, files, _say)
        elif inside:
            return
    except BootstrapError as error:
        sys.exit(f"entente: {error}")
    except KeyboardInterrupt:
        _say("interrupted; the next start installs anew")
        sys.exit(130)
    _replace(venv, arguments, root, environ)


def one_thread(arguments: Sequence[str], environ: MutableMapping[str, str]) -> None:
    """Have numpy compute on one thread, before it is imported, where nothing else is asked for; training has all there are."""
    if not TRAINING_COMMANDS & set(arguments):
        for name, number in ONE_THREAD.items():
            environ.setdefault(name, number)


def pins_files(root: Path, *, dev: bool, dask: bool = False) -> list[Path]:
    """The pins files whose content must be installed; the last one holds the others."""
    names = ["base.txt"] + ["dask.txt"] * dask + ["dev.txt"] * dev
    return [root / "requirements" / name for name in names]


def digest(path: Path) -> str:
    """SHA-256 of a pins file, hexadecimal. Raises :class:`BootstrapError` where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BootstrapError(f"cannot read {path}: {error.strerror}; is the checkout complete?") from error


def python_of(venv: Path) -> Path:
    """The interpreter of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_current(venv: Path, files: Sequence[Path]) -> bool:
    """Whether the environment holds each of the pins files in full, for the interpreter that it was made with."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        python = str(python_of(venv).resolve(strict=True))  # an upgraded or removed interpreter makes it stale
    except (OSError, ValueError):
        return False
    if not isinstance(stamp, dict) or (venv / INCOMPLETE).exists() or stamp.get("python") != python:
        return False
    return all(stamp.get(path.name) == digest(path) for path in files)


def pins(text: str) -> dict[str, tuple[set[str], bool]]:
    """Normalised name of each pinned distribution, with its versions and whether every platform needs it."""
    found: dict[str, tuple[set[str], bool]] = {}
    for line in text.splitlines():
        match = _PIN.match(line)
        if match:
            name = _normalised(match[1])
            versions, always = found.get(name, (set(), False))
            found[name] = (versions | {match[2]}, always or not match[3])
    return found


def has_pins(site_packages: Path, pins_file: Path) -> bool:
    """Whether every pin is installed there in a pinned version (pins with a platform marker may be absent)."""
    installed = {}
    for folder in site_packages.glob("*.dist-info"):
        name, _, version = folder.name[: -len(".dist-info")].rpartition("-")
        installed[_normalised(name)] = version
    wanted = pins(pins_file.read_text(encoding="utf-8"))
    return bool(wanted) and all(
        installed[name] in versions if name in installed else not always for name, (versions, always) in wanted.items()
    )


def prepare(venv: Path, files: Sequence[Path], say: Callable[[str], None], run: Runner | None = None) -> None:
    """Make the environment and install the last pins file into it, one process at a time.

    Raises :class:`BootstrapError` with one line that says what to do.
    """
    run = run or _run
    with _alone(files[0], say):
        if is_current(venv, files):  # another process did it while this one waited
            return
        if (venv / INCOMPLETE).exists():
            say("an earlier installation was interrupted; starting anew")
            _remove(venv)
        elif any(has_pins(site, files[-1]) for site in _site_packages(venv)):
            _stamp(venv, files)
            return
        log: list[str] = []
        try:
            _install(venv, files[-1], say, run, log)
            _stamp(venv, files)
            (venv / INCOMPLETE).unlink()
        except OSError as error:
            raise BootstrapError(f"cannot write {error.filename or venv}: {error.strerror}") from error
        finally:
            if log and venv.is_dir():
                with contextlib.suppress(OSError):
                    (venv / LOG).write_text("\n".join(log) + "\n", encoding="utf-8")
    say(f"installed in {venv}")


def _install(venv: Path, pins_file: Path, say: Callable[[str], None], run: Runner, log: list[str]) -> None:
    base = getattr(sys, "_base_executable", None) or sys.executable
    python = str(python_of(venv))
    total = len(pins(pins_file.read_text(encoding="utf-8")))
    if not python_of(venv).exists():
        _remove(venv)
    venv.mkdir(exist_ok=True)
    (venv / INCOMPLETE).touch()
    say(f"first use: installing {total} packages into {venv}")
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "--quiet", "--no-project", "--allow-existing", "--python", base, str(venv)]
        install = [uv, "pip", "install", "--python", python, "--require-hashes", "--no-deps", "-r", str(pins_file)]
        if (python_of(venv).exists() or run(make, log.append) == 0) and run(install, _teller(say, log, total)) == 0:
            return
        say("uv could not install them; trying pip")
    if not _has_pip(venv, run):
        _remove(venv)
        venv.mkdir()
        (venv / INCOMPLETE).touch()
        if run([base, "-c", "import ensurepip, venv"], log.append) != 0:
            _remove(venv)
            package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
            raise BootstrapError(
                f"this Python cannot make environments (no ensurepip); on Debian or Ubuntu: apt install {package}"
            )
        if run([base, "-m", "venv", str(venv)], log.append) != 0:
            raise BootstrapError(f"could not make {venv}: {_last(log)}")
    install = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    install += ["--progress-bar", "off", "--no-deps", "--require-hashes", "-r", str(pins_file)]
    if run(install, _teller(say, log, total)) != 0:
        raise BootstrapError(explain(log, venv / LOG))


def explain(log: Sequence[str], log_file: Path) -> str:
    """One line on why the installation failed, from what the installers printed."""
    text = "\n".join(log)
    if "DO NOT MATCH THE HASHES" in text or "Hash mismatch" in text:
        return f"a downloaded package differs from its pinned hash and was refused; {log_file} names it"
    if "No space left on device" in text:
        return "no space left on the disk; free some and run the same command again"
    if _OFFLINE.search(text):
        return "cannot reach the package index; connect (or configure pip for a mirror) and run the same command again"
    return f"could not install the packages: {_last(log)} (all of it: {log_file})"


def _last(log: Sequence[str]) -> str:
    lines = [line.strip() for line in log if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")] or lines
    return errors[-1][:300] if errors else "no output"


def _teller(say: Callable[[str], None], log: list[str], total: int) -> Callable[[str], None]:
    """Keeps every line, and says how far pip has come at each tenth package; uv's own lines pass as they are."""
    collected = 0

    def tell(line: str) -> None:
        nonlocal collected
        log.append(line)
        if line.startswith("Collecting "):
            collected += 1
            if collected % 10 == 0:
                say(f"{min(collected, total)} of {total} packages")
        elif line.startswith(_TOLD):
            say(line[:100])

    return tell


def _has_pip(venv: Path, run: Runner) -> bool:
    return python_of(venv).exists() and run([str(python_of(venv)), "-m", "pip", "--version"], lambda _: None) == 0


def _stamp(venv: Path, files: Sequence[Path]) -> None:
    stamp = {path.name: digest(path) for path in files}
    stamp["python"] = str(python_of(venv).resolve())
    partial = venv / (STAMP + ".part")
    partial.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    partial.replace(venv / STAMP)


def _site_packages(venv: Path) -> list[Path]:
    return [*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")]


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _remove(venv: Path) -> None:
    if venv.is_symlink() or venv.is_file():
        raise BootstrapError(f"{venv} is not a folder; move it away")
    shutil.rmtree(venv, ignore_errors=True)


def _say(text: str) -> None:
    print(f"entente: {text}", file=sys.stderr, flush=True)


def _run(command: Sequence[str], line: Callable[[str], None]) -> int:
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "PIP_USER")}
    try:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, or uv from PATH
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environ,
            text=True,
            errors="replace",
            close_fds=False,
        )
    except OSError as error:
        line(f"error: {command[0]}: {error.strerror}")
        return 127
    assert child.stdout is not None  # noqa: S101 - PIPE was asked for
    try:
        for text in child.stdout:
            line(text.rstrip("\n"))
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
    finally:
        child.stdout.close()


@contextlib.contextmanager
def _alone(pins_file: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of the checkout: the pins file itself is locked, so that no file is left over."""
    try:
        import fcntl  # noqa: PLC0415 - absent on Windows, where two first starts at once are not guarded
    except ImportError:
        yield
        return
    mode = "r+b" if os.access(pins_file, os.W_OK) else "rb"  # network file systems want a writable handle
    with pins_file.open(mode) as handle:
        os.set_inheritable(handle.fileno(), True)  # an installer that outlives this process keeps the lock
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("waiting for another process that is installing")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _replace(venv: Path, arguments: Sequence[str], root: Path, environ: Mapping[str, str]) -> None:
    """Become the same command inside the environment."""
    python = str(python_of(venv))
    command = [python, "-m", "app", *arguments]
    environ = {name: value for name, value in environ.items() if name != "PYTHONHOME"}
    if Path.cwd().resolve() != root:  # `-m app` must find this checkout, from wherever it was started
        paths = [str(root), environ["PYTHONPATH"]] if environ.get("PYTHONPATH") else [str(root)]
        environ["PYTHONPATH"] = os.pathsep.join(paths)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environ))  # noqa: S603 - execve would detach from the console there
    os.execve(python, command, environ)  # noqa: S606 - the very command that was asked for
