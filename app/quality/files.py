"""Where the measures are kept: the JSON that the service serves, the page, and its figures."""

import re
from hashlib import sha256
from pathlib import Path

import orjson

from app.quality.figures import by_relation, reliability
from app.quality.tables import tables
from app.schemas.quality import QualityAnswer

ROOT = Path(__file__).resolve().parents[2]
#: Below the repository's root.
MEASURES = Path("graph/data/quality.json")
PAGE = Path("docs/quality.md")
FIGURES = Path("docs/images")
MODELS = Path("graph/data/model")

_BLOCK = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


class BadPage(ValueError):  # noqa: N818 - reads as what happened
    """The page of the measures lacks a place for a table, or has one for a table that there is not."""


def digest(folder: Path) -> str:
    """A digest of the model files in a folder, by name and content; cards and other prose (``.md``) do not count."""
    whole = sha256()
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.suffix != ".md":
            whole.update(f"{file.name}\0{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def as_json(quality: QualityAnswer) -> bytes:
    """The measures as they are kept and served: indented, so that a change of them can be read as one."""
    return orjson.dumps(quality.model_dump(mode="json"), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def page(quality: QualityAnswer, text: str) -> str:
    """The page with its tables made anew; whatever stands outside ``<!-- table: NAME -->`` … ``<!-- end -->`` stays.

    Raises :class:`BadPage` where the page has not exactly one place for every table.
    """
    made = {table.name: table.markdown() for table in tables(quality)}
    places = [match[2] for match in _BLOCK.finditer(text)]
    if sorted(places) != sorted(made):
        raise BadPage(f"{PAGE} needs one place for each of the tables {', '.join(made)}; it has {', '.join(places) or 'none'}")
    return _BLOCK.sub(lambda match: f"{match[1]}{made[match[2]]}\n{match[3]}", text)


def figures(quality: QualityAnswer) -> dict[str, str]:
    """The figures by file name; none where no articles were measured."""
    if quality.details is None:
        return {}
    return {"calibration.svg": reliability(quality.details), "relations.svg": by_relation(quality.details)}


def write(quality: QualityAnswer, root: Path = ROOT) -> tuple[Path, ...]:
    """Write all of it below a root; the page is there already, with its prose. Returns what was written.

    Raises :class:`BadPage`, :class:`OSError`. Nothing is written where the page cannot be.
    """
    text = page(quality, (root / PAGE).read_text(encoding="utf-8"))
    contents = {MEASURES: as_json(quality), PAGE: text.encode()}
    contents |= {FIGURES / name: svg.encode() for name, svg in figures(quality).items()}
    for path, content in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return tuple(contents)
