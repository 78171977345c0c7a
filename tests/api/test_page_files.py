"""The files of the page: what they may not hold, and that they hang together."""

import gzip
import re
from pathlib import Path, PurePosixPath

import pytest

from app.api.page import assets

EXPLORER = Path(__file__).resolve().parents[2] / "app" / "explorer"
OURS = sorted(name for name in assets() if name.endswith(".js") and not name.startswith("vendor/"))
STYLES = sorted(name for name in assets() if name.endswith(".css"))
#: What the vendored bundle exports, before it is made small.
_BUNDLED = (EXPLORER / "vendor/source/entry.js").read_text(encoding="utf-8")
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?\bfrom "([^"]+)"|\bimport\(\s*"([^"]+)"|^import "([^"]+)\"""", re.MULTILINE)
#: What would make markup, script or style out of text; the policy of the page refuses most of it too.
_FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser|setAttribute\(\"style"
)
#: A module is one idea.
_MOST_LINES = 400
#: Kilobytes (1,000 bytes) by gzip, of everything that the page can ask for.
_MOST_BYTES = 300_000


@pytest.mark.parametrize("name", OURS)
def test_text_never_becomes_markup(name: str) -> None:
    assert _FORBIDDEN.findall(_text(name)) == []


@pytest.mark.parametrize("name", [*OURS, *STYLES])
def test_a_file_is_one_idea(name: str) -> None:
    assert len(_text(name).splitlines()) <= _MOST_LINES


@pytest.mark.parametrize("name", [*OURS, *STYLES, "index.html"])
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", _without_comments(_text(name))) == []


def test_every_module_is_reached_from_the_page_and_is_there() -> None:
    reached = _reached()
    assert reached <= assets(), f"imported and not there: {sorted(reached - assets())}"
    assert sorted(reached & set(OURS)) == OURS


def test_the_modules_of_the_first_view_are_asked_for_at_once() -> None:
    # Without these lines the browser finds a module when it has read the one that imports it, many deep.
    wanted = [f'<link rel="modulepreload" href="/explorer/{name}">' for name in sorted(_reached(later=False))]
    named = re.findall(r'<link rel="modulepreload".*', _text("index.html"))
    assert named == wanted, "index.html needs these lines:\n" + "\n".join(wanted)


@pytest.mark.parametrize("name", OURS)
def test_a_module_says_first_what_it_is(name: str) -> None:
    assert re.match(r"// [A-Z\"“].*[.:,;\w]$", _text(name).splitlines()[0]), "the first line is a comment that says what it is"


@pytest.mark.parametrize("name", OURS)
def test_every_name_that_is_imported_is_exported_there(name: str) -> None:
    for names, path in re.findall(r'\bimport \{([^}]*)\} from "/explorer/([^"]+)"', _text(name)):
        there = _BUNDLED if path.startswith("vendor/") else _text(path)
        exported = set(re.findall(r"^export (?:async )?(?:function|class|const) ([\w$]+)", there, re.MULTILINE))
        for listed in re.findall(r"^export \{([^}]*)\}", there, re.MULTILINE):
            exported |= {one.split(" as ")[-1].strip() for one in listed.split(",")}
        assert {one.split(" as ")[0].strip() for one in names.split(",") if one.strip()} <= exported, path


def test_every_style_is_linked() -> None:
    linked = re.findall(r'rel="stylesheet" href="/explorer/([^"]+)"', _text("index.html"))
    assert sorted(linked) == STYLES


def test_all_of_it_is_small() -> None:
    sizes = {name: len(gzip.compress((EXPLORER / name).read_bytes(), 5, mtime=0)) for name in assets()}
    assert sum(sizes.values()) <= _MOST_BYTES, sizes


def _reached(*, later: bool = True) -> set[str]:
    """The modules that the page imports; ``later``: those too that are imported when they are needed."""
    reached: set[str] = set()
    waiting = set(re.findall(r'src="/explorer/([^"]+)"', _text("index.html")))
    while waiting:
        name = waiting.pop()
        reached.add(name)
        if name in OURS:
            for at_once, needed, alone in _IMPORT.findall(_text(name)):
                if later or not needed:
                    waiting |= {_path(at_once or alone or needed, name)} - reached
    return reached


def _path(imported: str, by: str) -> str:
    """A module's path below /explorer/, as another imports it."""
    assert imported.startswith("/explorer/"), f"{by} imports {imported}: write the whole path"
    return str(PurePosixPath(imported).relative_to("/explorer"))


def _text(name: str) -> str:
    return (EXPLORER / name).read_text(encoding="utf-8")


def _without_comments(text: str) -> str:
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE).replace("http://www.w3.org/2000/svg", "")
