"""`quality`: code gold files once, print every measure, and publish them."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from app.commands.code import BadFile, EmbeddedCoder
from app.commands.gold import code_gold, read_gold
from app.quality import files
from app.quality.measure import Coded, measure
from app.quality.tables import tables
from app.schemas.quality import QualityAnswer
from graph.errors import OntologyError


def publish(
    names: Sequence[str],
    load: Callable[[], EmbeddedCoder],
    *,
    on: date,
    note: str = "",
    as_json: bool = False,
    write: bool = False,
    root: Path = files.ROOT,
) -> int:
    """Measure the gold files and print the result; ``write`` keeps it in the files below ``root`` that tell it."""
    golds = [(name, read_gold(name)) for name in names]
    stems = [Path(name).name.split(".")[0] for name in names]
    if twice := {stem for stem in stems if stems.count(stem) > 1}:
        raise BadFile(f"{len(names)} gold files share the name {min(twice)}; rename one, since the report names them so")
    if write and not (root / files.PAGE).is_file():
        raise BadFile(f"{files.PAGE} is not there to be written; --write works in a checkout of the repository")
    coder = load()
    coded = [
        Coded(stem, gold, code_gold(gold, coder, name, named=coder)) for stem, (name, gold) in zip(stems, golds, strict=True)
    ]
    try:
        quality = measure(coded, on=on, models=files.digest(root / files.MODELS), note=note)
    except (OntologyError, KeyError, TypeError, AttributeError) as error:
        raise BadFile(f"a gold record cannot be scored: {error}") from error
    sys.stdout.write(files.as_json(quality).decode() if as_json else _report(quality))
    if write:
        _keep(quality, root)
    return 0


def _report(quality: QualityAnswer) -> str:
    return "\n\n".join(table.text() for table in tables(quality) if table.rows) + "\n"


def _keep(quality: QualityAnswer, root: Path) -> None:
    try:
        written = files.write(quality, root)
    except files.BadPage as error:
        raise BadFile(str(error)) from error
    except OSError as error:
        raise BadFile(f"cannot write {error.filename}: {error.strerror}") from error
    print(f"wrote {', '.join(str(path) for path in written)}", file=sys.stderr)
