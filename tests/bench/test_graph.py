"""The synthetic world keeps its promises, fills databases as the store would, and its table is printed and kept as told."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from app.commands.bench import bench
from app.errors import BadSettings
from app.store.engine import reading, writing
from app.store.ledger import record
from app.store.relations import RelationRepository
from app.store.tables import actors, articles, evidence, publishers, version
from bench.graph.__main__ import main
from bench.graph.articles import entries
from bench.graph.fill import fill
from bench.graph.measure import Differs, Line, interleaved, latencies, quantile
from bench.graph.report import page
from bench.graph.table import ROWS
from bench.graph.ties import SqliteTies, Ties, same
from bench.graph.world import COUNTRIES, FIRST_DAY, LAST_DAY, PUBLISHERS, World, make_world
from graph.network.history import KINDS
from graph.ontology import relation_type

RELATIONS = 10_000
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(RELATIONS, seed=7)


@pytest.fixture(scope="module")
def small() -> World:
    return make_world(500, seed=3)


def test_the_same_seed_gives_the_same_bytes(world: World) -> None:
    again, other = make_world(RELATIONS, seed=7), make_world(RELATIONS, seed=8)
    assert again.actors == world.actors
    assert b"".join(again.histories().pack()) == b"".join(world.histories().pack())
    assert b"".join(other.histories().pack()) != b"".join(world.histories().pack())


def test_relations_are_as_the_store_has_them(world: World) -> None:
    ids = world.ids()
    assert len(ids) == RELATIONS == len(set(ids))
    assert ids == sorted(ids)
    assert (world.source != world.target).all()
    for identifier in ids:
        source, relation, target = identifier.split("~")
        assert not relation_type(relation).symmetric or source < target


def test_the_promised_proportions(world: World) -> None:
    pairs = Counter(zip(world.source.tolist(), world.target.tolist(), strict=True))
    assert RELATIONS / len(pairs) == pytest.approx(1.86, abs=0.06)
    assert len(set(world.kind.tolist())) == 25
    counts = np.bincount(world.owner, minlength=RELATIONS)
    assert counts.min() == 1
    assert counts.mean() == pytest.approx(5, abs=0.1)
    assert counts.max() > 10 * counts.mean()
    degrees = world.degrees()
    assert degrees.sum() == 2 * RELATIONS
    strongest = np.sort(degrees)[::-1]
    assert list(degrees[:3]) == list(strongest[:3])
    assert len(world.countries) == COUNTRIES
    assert all(len(identifier) == 3 for identifier in world.countries)
    # The draws' exponent shows between the tenth and the hundredth; at the top there are not enough others to be linked to.
    slope = np.log(strongest[99] / strongest[9]) / np.log(10)
    assert slope == pytest.approx(-0.85, abs=0.15)


def test_days_publishers_and_reports(world: World) -> None:
    assert world.day.min() >= FIRST_DAY.toordinal()
    assert world.day.max() <= LAST_DAY.toordinal()
    assert list(world.day) == sorted(world.day)
    middle = (FIRST_DAY.toordinal() + LAST_DAY.toordinal()) / 2
    assert (world.day > middle).mean() == pytest.approx(0.75, abs=0.02)
    tellers = Counter(world.publisher.tolist())
    assert max(tellers) <= PUBLISHERS == len(world.publishers)
    assert tellers[1] > 1.5 * tellers[2] > 0
    assert 0 < tellers[0] < len(world.day) / 20
    assert (world.report <= np.arange(1, len(world.day) + 1)).all()
    assert len(set(world.report.tolist())) == pytest.approx(0.6 * len(world.day), rel=0.05)
    pieces = world.histories().pieces
    assert (pieces["prior_report"] > 0).mean() > 0.02


def test_a_filled_database_is_as_if_it_had_been_recorded(engine: Engine, small: World) -> None:
    fill(engine, small)
    packed = {row[:9]: row for row in small.histories().pack()}
    with reading(engine) as connection:
        tables = (actors, publishers, articles, evidence)
        counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]
        assert counts == [len(small.actors), PUBLISHERS, len(small.day), len(small.owner)]
        stored = RelationRepository(connection).all()
        assert {row.history[:9]: row.history for row in stored if row.history} == packed
        assert connection.execute(select(version.c.version)).scalar_one() == 1
    with writing(engine) as connection:
        assert RelationRepository(connection).recount() == stored


def test_without_evidence_the_histories_are_the_same(engine: Engine, small: World) -> None:
    fill(engine, small, with_evidence=False)
    with reading(engine) as connection:
        lots = RelationRepository(connection).histories()
        assert sorted(row for lot in lots for row in lot.pack()) == sorted(small.histories().pack())
        assert connection.execute(select(func.count()).select_from(evidence)).scalar_one() == 0


def test_new_articles_can_be_recorded(engine: Engine, small: World) -> None:
    fill(engine, small)
    batch = entries(small, 60, 1)
    assert sum(len(entry.evidence) for entry in batch) == 60
    assert {entry.article.id for entry in batch}.isdisjoint(entry.article.id for entry in entries(small, 60, 2))
    with writing(engine) as connection:
        record(connection, batch)
        repository = RelationRepository(connection)
        assert repository.recount() == repository.all()
    known = set(small.ids())
    assert {row.relation_id for entry in entries(small, 200, 1, known=True) for row in entry.evidence} <= known


def test_sqlite_and_brute_force_agree(world: World, tmp_path: Path) -> None:
    histories = world.histories()
    ties, then = Ties.of(world, histories), Ties.of(world, histories, date(2005, 1, 1))
    assert len(then.source) < len(ties.source)
    peer = SqliteTies(ties, tmp_path / "ties.sqlite3")
    for place in (0, 1, 150, 400):
        actor = world.actors[place].id
        for k in (1, 20, 2000):
            found = peer.strongest(actor, k)
            assert [row[:4] for row in found] == ties.strongest(place, k)
            assert all(actor in (row[0], row[2]) for row in found)
        same(peer.two_hops(actor, 5), ties.two_hops(place, 5), actor)
    peer.close()


def test_other_answers_are_told() -> None:
    one = [("A", KINDS[0], "B", 1.0), ("A", KINDS[1], "C", 0.5)]
    same(one, [*reversed(one)], "turned round")
    same(one, [one[0], ("A", KINDS[2], "C", 0.5)], "another of the weakest")
    for other in ([one[0]], [one[0], ("A", KINDS[1], "C", 0.6)], [("A", KINDS[2], "B", 1.0), one[1]]):
        with pytest.raises(Differs, match=r"^nearly: "):
            same(one, other, "nearly")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line("load ÷ rows", 0.984, 1.0, "1.12 s"), "load ÷ rows: 0.98 (goal ≤ 1, peer 1.12 s) ok"),
        (Line("load ÷ rows", 1.006, 1.0, "1.12 s"), "load ÷ rows: 1.01 (goal ≤ 1, peer 1.12 s) missed"),
        (Line("load ÷ rows", 1.004, 1.0), "load ÷ rows: 1.00 (goal ≤ 1) ok"),
        (Line("written", 4.9, 5, "9 s", at_least=True, digits=1), "written: 4.9 (goal ≥ 5, peer 9 s) missed"),
        (Line("bytes", 61234.4, 64000, digits=0), "bytes: 61,234 (goal ≤ 64,000) ok"),
        (Line("rows", 3.0, None, "1 s"), "rows: 3.00 (peer 1 s)"),
        (Line("rows", 3.0), "rows: 3.00"),
        (Line("paths", None, 0.2, "not there"), "paths: skipped (goal ≤ 0.2, not there)"),
        (Line("paths", None, 0.2, "differs", failed=True), "paths: failed (goal ≤ 0.2, differs)"),
    ],
)
def test_a_line_in_print(line: Line, text: str) -> None:
    assert str(line) == text


def test_medians_are_of_the_measured_rounds_alone() -> None:
    order: list[str] = []
    ticks = iter([0.0, 9.0, 0.0, 8.0, *[0.0, 1.0, 0.0, 5.0] * 2, 0.0, 3.0, 0.0, 7.0])
    tasks = {name: lambda name=name: order.append(name) for name in ("a", "b")}
    taken = interleaved(tasks, rounds=3, clock=lambda: next(ticks), warm=True)
    assert taken == {"a": 1.0, "b": 5.0}
    assert order == ["a", "b"] * 4
    clock = iter(float(tick) for tick in range(100))
    assert latencies({"a": str}, [1, 2], rounds=2, clock=lambda: next(clock)) == {"a": 1.0}
    assert quantile(range(100), 0.99) == 99
    assert quantile([], 0.5) == 0


def test_the_page_has_a_line_a_figure() -> None:
    lines = [Line("load ÷ rows", 2.0, 1.0, "1 s"), Line("other", None, peer="not there")]
    text = page([(ROWS[0], lines)], "10,000 relations", date(2026, 11, 20))
    assert "| 1 | load ÷ rows | 2.00 | ≤ 1 | 1 s | missed |" in text
    assert "| 1 | other | skipped |  | not there |  |  |" in text
    assert "2026-11-20" in text
    assert "10,000 relations" in text


def test_every_row_has_a_module_of_its_own() -> None:
    for package in ("bench.graph.rows", "bench.http.rows"):
        modules = {path.stem for path in ROOT.joinpath(*package.split(".")).glob("*.py")} - {"__init__"}
        assert {row.module for row in ROWS if row.package == package} == modules
    assert len({row.number for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    "arguments",
    [["--relations", "9999"], ["--relations", "many"], ["--rows", "1,99"], ["--write", "page.md"]],
    ids=["too few", "no number", "no such row", "no day"],
)
def test_what_cannot_be_measured_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status: object = main(arguments)
    except SystemExit as refused:
        status = refused.code
    assert status == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()[-1]) > 20


def test_where_there_is_no_bench_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="clone of the repository"):
        bench([], tmp_path)


def test_the_command_runs_the_bench(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "bench", "--relations", "10000", "--rows", "5", "--date", "2026-11-20"]
    page_path = tmp_path / "performance.md"
    done = subprocess.run([*command, "--write", str(page_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 8
    assert all(" as_of " in line for line in lines)
    assert all(line.endswith((" ok", " missed")) for line in lines if "for the first time" not in line)
    assert "| 5 | " in page_path.read_text(encoding="utf-8")
