"""Gold files, read and coded."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.commands.code import BadFile, Coder, FindsMentions
from app.commands.console import Counter
from app.commands.records import BadRecord, article, edge_record, pair
from app.evaluation import Gold, Record, gold_of


def read_gold(name: str) -> Gold:
    """The gold file of that name. Raises :class:`BadFile`."""
    try:
        return gold_of(read_records(name))
    except ValueError as error:
        raise BadFile(f"{name} is no gold file: {error}") from error


def read_records(name: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines. Raises :class:`BadFile`."""
    try:
        with Path(name).open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    record = orjson.loads(line)
                    if not isinstance(record, dict):
                        raise BadFile(f"{name}:{number}: not a JSON object")
                    yield record
    except orjson.JSONDecodeError as error:
        raise BadFile(f"{name}:{number}: not JSON: {error}") from error
    except OSError as error:
        raise BadFile(f"cannot read {name}: {error.strerror}") from error


def code_gold(gold: Gold, coder: Coder, name: str, *, named: FindsMentions | None = None) -> dict[str, Record]:
    """What the coder says of each gold record, as its own output would.

    Articles also tell which actors the words of each sentence stand for, where ``named`` can say so. Raises :class:`BadFile`.
    """
    made: dict[str, Record] = {}
    with Counter(name, time.monotonic, total=len(gold.records)) as counter:
        for identifier, record in gold.records.items():
            try:
                made[identifier] = _say(gold.kind, {"id": identifier, **record}, coder, named=named)
            except BadRecord as error:
                raise BadFile(f"{name}: {identifier}: {error}") from error
            counter.show(len(made))
    return made


def _say(kind: str, record: dict[str, Any], coder: Coder, *, named: FindsMentions | None) -> Record:
    if kind == "pairs":
        given = pair(record)
        found = coder.classify_pair(given.sentence, given.source, given.target)
        return {"plover": found.plover if found else None}
    taken = article(record)
    coding = taken.coded_by(coder)
    said: dict[str, object] = {"edges": [edge_record(edge) for edge in coding.edges]}
    if named and kind == "edges":
        mentions = named.mentions(coding.sentences, taken.day)
        said["named"] = [[{"actor": p.actor, "name": p.name, "role": p.role} for p in parties] for parties in mentions]
    return said
