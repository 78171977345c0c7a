"""How well copies are found among hard cases, and what it costs: python3 -m bench.copies [--copies 2000] [--stored N]

All through the write path, on a new SQLite file or an empty database of ENTENTE_BENCH_DATABASE_URL: first every report, then
what only looks like copies, then the copies, shuffled, in batches of fifty. ``--stored`` has so many unlike articles stored
before, and prints bytes and milliseconds an article.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine, select

from app.store.copies import Print
from app.store.engine import make_engine, reading, writing
from app.store.ledger import Entry, record
from app.store.migrating import migrate
from app.store.rows import ArticleRow
from app.store.tables import articles
from bench.copies import filling, texts
from bench.copies.edits import Sentences, kinds

DEGREES = (0.05, 0.1, 0.2, 0.3)
_SEED = 7
_NOON = datetime(2024, 5, 10, 12, tzinfo=UTC)
_DAY = date(2024, 5, 10)
_BATCH = 50
_APART = 180  # reports of each kind that only look like copies
_WEEKLY = 300


@dataclass(frozen=True, slots=True)
class Case:
    """An article of the bench: its kind, and the name of the report that it tells."""

    kind: str
    report: str
    text: str
    day: date


def cases(copies: int, seed: int) -> tuple[list[Case], list[Case]]:
    """Reports with what only looks like copies of them and of one another, shuffled, and copies of the reports: as many of
    each kind and degree."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    told = texts.reports()
    desk = texts.desk(told)
    dice.shuffle(told)
    told, parts = told[3 * _APART :], [told[at * _APART : (at + 1) * _APART] for at in range(3)]

    def named(kind: str, found: Iterable[Sentences], days: int = 3) -> list[Case]:
        return [
            Case(kind, f"{kind} {number}", " ".join(text), _DAY + timedelta(days=dice.randrange(days)))
            for number, text in enumerate(found)
        ]

    first = named("report", told)
    first += named("follow-up", texts.follow_ups(parts[0], told, dice))
    first += named("same quotation", texts.quoting(parts[1], dice))
    first += named("boilerplate", texts.boilerplate(parts[2], dice))
    first += named("weekly pattern", texts.weekly(_WEEKLY, dice), 28)
    dice.shuffle(first)
    ways = [(share, name, edit) for share in DEGREES for name, edit in kinds(share).items()]
    made = []
    for number in range(copies):
        share, name, edit = ways[number % len(ways)]
        place = dice.randrange(len(told))
        text = " ".join(edit(told[place], desk, dice))
        made.append(Case(f"{share:4.0%} {name}", f"report {place}", text, _DAY + timedelta(days=dice.randrange(5))))
    dice.shuffle(made)
    return first, made


def entry(case: Case, number: int) -> Entry:
    """The case as an article to be stored."""
    digest = sha256(f"{number} {case.text}".encode()).hexdigest()
    row = ArticleRow(
        f"art-{digest[:16]}", digest, None, case.text, None, None, "en", None, case.day, "given", _NOON, "coded", None, (),
        "bench", 0,
    )  # fmt: skip
    return Entry(row, (), (), Print.of(case.text))


def store(engine: Engine, given: Sequence[Case], start: int) -> float:
    """Store the cases; the CPU seconds that it took."""
    began = time.process_time()
    for at in range(0, len(given), _BATCH):
        entries = [entry(case, number) for number, case in enumerate(given[at : at + _BATCH], start + at)]
        with writing(engine) as connection:
            record(connection, entries)
    return time.process_time() - began


def leads(engine: Engine) -> dict[int, int]:
    """The number of the article that leads each article's report, by its own."""
    with reading(engine) as connection:
        return {row.number: row.report for row in connection.execute(select(articles.c.number, articles.c.report))}


def quality(engine: Engine, copies: int, seed: int) -> None:
    """Store all cases and print how they were told apart."""
    first, made = cases(copies, seed)
    store(engine, first, 1)
    seconds = store(engine, made, len(first) + 1)
    given = dict(enumerate([*first, *made], 1))
    found = leads(engine)
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    for number, case in given.items():
        total[case.kind] += 1
        if found[number] != number:
            joined[case.kind] += 1
            right[case.kind] += given[found[number]].report == case.report
    print(f"{len(first)} different reports of which {len(first) - joined_of(first, joined)} stand alone; {len(made)} copies")
    print("| kind | articles | joined | rightly |\n| --- | --- | --- | --- |")
    for kind in sorted(total, key=lambda kind: (kind[0] != " " and not kind[0].isdigit(), kind)):
        print(f"| {kind.strip()} | {total[kind]} | {joined[kind]} | {right[kind]} |")
    for share in (None, *DEGREES):
        own = [kind for kind in total if "%" in kind and (share is None or kind.startswith(f"{share:4.0%}"))]
        if share is None:
            own = [kind for kind in own if not kind.startswith("30%") and not kind.startswith(" 30%")]
        recall = sum(right[kind] for kind in own) / max(1, sum(total[kind] for kind in own))
        print(f"recall, {'5 to 20' if share is None else f'{share * 100:.0f}'} % edited: {recall:.4f}")
    print(f"precision, of all that were joined: {sum(right.values()) / max(1, sum(joined.values())):.5f}")
    print(f"storing a copy, print and lookup and all: {seconds / max(1, len(made)) * 1000:.2f} ms CPU")


def joined_of(given: Sequence[Case], joined: Counter[str]) -> int:
    """How many of these were joined to another."""
    return sum(joined[kind] for kind in {case.kind for case in given})


def cost(texts_: Sequence[str]) -> None:
    """Print what a print costs."""
    for text in texts_:
        Print.of(text)  # words are hashed once and kept
    began = time.process_time()
    for text in texts_:
        Print.of(text)
    each = (time.process_time() - began) / len(texts_)
    words = sum(len(text.split()) for text in texts_) / len(texts_)
    print(f"making a print: {each * 1000:.3f} ms CPU ({words:.0f} words)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.copies", description=__doc__)
    parser.add_argument("--copies", type=int, default=2800, help="copies to make of the reports")
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--stored", type=int, default=0, help="have so many unlike articles stored, and tell what they cost")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("ENTENTE_BENCH_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        engine = make_engine(url)
        migrate(engine)
        if asked.stored:
            filling.fill(engine, asked.stored, asked.seed)
        else:
            cost([" ".join(text) for text in texts.reports()])
            quality(engine, asked.copies, asked.seed)
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
