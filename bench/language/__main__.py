"""The table of the embedded English model: python3 -m bench.language --data FOLDER [--only accuracy|speed|size]

Prints a line a figure, each with its goal and what the prototype had: ``name: value (goal, prototype) ok`` or ``MISSED``.
The folder holds ewt-test, pud-test and gum-test (.conllu.gz), gum-dev for its news, uner-test and uner-pud-test (.iob2.gz).
What cannot be read is named and left out. Exit status 0, goals missed or not; 2 where nothing can be measured.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.language import size, speed
from bench.language.accuracy import Accuracy
from bench.language.gold import Paragraph, Unreadable, paragraphs, read
from bench.language.rows import Row
from graph.errors import LanguageError
from graph.language import Parser
from graph.language.network import MODEL_FOLDER

_PARTS = ("accuracy", "speed", "size")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status."""
    options = _options(arguments)
    if not options.data.is_dir():
        return _refuse(f"no folder {options.data}: give --data the folder of the treebank files (docs/training.md)")
    if options.json and not options.json.parent.is_dir():
        return _refuse(f"no folder {options.json.parent} to write {options.json.name} into")
    try:
        parser = Parser.load(threads=1)
    except LanguageError as error:
        return _refuse(str(error))
    rows: list[Row] = []
    for row in _rows(options, parser):
        print(row.line(), flush=True)
        rows.append(row)
    if options.json:
        model = hashlib.sha256((MODEL_FOLDER / "manifest.json").read_bytes()).hexdigest()
        table = {"manifest_sha256": model, "rows": [{**asdict(row), "met": row.met} for row in rows]}
        options.json.write_text(json.dumps(table, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python3 -m bench.language", description="The embedded English model's table.")
    reader.add_argument("--data", type=Path, required=True, help="folder of the treebank files")
    reader.add_argument("--prototype", type=Path, default=Path("../shared/language"), help="folder of the prototype")
    reader.add_argument("--only", choices=_PARTS, help="this part of the table alone")
    reader.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    return reader.parse_args(arguments)


def _rows(options: argparse.Namespace, parser: Parser) -> Iterator[Row]:
    parts = [options.only] if options.only else _PARTS
    if "accuracy" in parts:
        yield from Accuracy(options.data, parser, _say).rows()
    told = "accuracy" in parts  # which files cannot be read
    if "speed" in parts or "size" in parts:
        pud = _paragraphs(options.data / "pud-test.conllu.gz", tell=not told)
        if "speed" in parts:
            ewt = _paragraphs(options.data / "ewt-test.conllu.gz", tell=not told)
            yield from speed.rows([*pud, *ewt], options.prototype, parser)
        if "size" in parts:
            yield from size.rows(pud)


def _paragraphs(path: Path, *, tell: bool) -> list[Paragraph]:
    try:
        return paragraphs(read(path))
    except Unreadable as error:
        if tell:
            _say(f"skipped: {error}")
        return []


def _say(line: str) -> None:
    print(line, flush=True)


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
