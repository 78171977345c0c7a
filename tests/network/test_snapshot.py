"""A version in a file: what goes in comes out, nobody can write to it, and a file that is not whole is refused."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from graph.errors import SnapshotError
from graph.network import ALL_TIME, GraphVersion, NodeInfo, changed, columns, settled, snapshot
from graph.network.columns import Columns
from graph.network.history import KINDS, ROLE_NAMES
from graph.network.nodes import NodeTable
from tests.network.builders import fold, version
from tests.network.chance import a_graph, built, change, dice
from tests.network.naive import Naive, assert_same


@pytest.fixture
def naive() -> Naive:
    """Twelve actors at most; some long histories, some odd days."""
    return a_graph(dice(4), relations=80, heavy=0.1)


@pytest.fixture
def path(naive: Naive, tmp_path: Path) -> Path:
    """The graph in a file."""
    snapshot.write(tmp_path / "graph", built(naive, 7), "here")
    return tmp_path / "graph"


def test_what_goes_in_comes_out(naive: Naive, path: Path) -> None:
    read = snapshot.read(path, "here")
    assert (read.version, dict(read.nodes), read.settled) == (7, naive.nodes, True)
    assert_same(read.strongest(read.rows()), naive.through(ALL_TIME))
    assert len(read.base.far[0]) > 0
    assert list(path.parent.iterdir()) == [path]


def test_merged_actors_and_an_empty_graph_come_out_too(tmp_path: Path) -> None:
    merged = changed(GraphVersion.empty(), 3, [], [], {"NSA:OLD": "NSA:NEW"})
    snapshot.write(tmp_path / "graph", merged, "here")
    read = snapshot.read(tmp_path / "graph", "here")
    assert (read.version, dict(read.merged), len(read), len(read.nodes)) == (3, {"NSA:OLD": "NSA:NEW"}, 0, 0)
    with pytest.raises(TypeError):
        read.merged["NSA:NEW"] = "RUS"  # type: ignore[index]


def test_arrays_cannot_be_written(path: Path, naive: Naive) -> None:
    for graph in (snapshot.read(path, "here"), built(naive)):
        for part in (graph.base, graph.delta, graph.nodes.table):
            for column in fields(part):
                array = getattr(part, column.name)
                assert not array.flags.writeable, column.name
                with pytest.raises(ValueError, match="read-only"):
                    array[...] = 0


@pytest.mark.parametrize("seed", range(8))
def test_equal_versions_are_equal_bytes_however_they_came_about(seed: int, tmp_path: Path) -> None:
    chance, naive = dice(seed), a_graph(dice(seed))
    graph = built(naive)
    for _ in range(4):
        graph = change(chance, naive, graph)
    snapshot.write(tmp_path / "one", settled(graph), "here")
    snapshot.write(tmp_path / "other", built(naive, graph.version), "here")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_days_narrow_again_when_the_odd_ones_are_gone() -> None:
    graph = version(fold("RUS", "attacks", "UKR"), fold("RUS", "attacks", "TUR", ("1877-04-24", 1.0)))
    assert graph.base.day.dtype == np.int32
    naive = Naive({info.id: info for info in graph.nodes.values()}, {"RUS": 0, "TUR": 1}, {("RUS", "attacks", "TUR"): []})
    later = settled(changed(graph, 2, [], [naive.histories()]))
    assert len(later) == 1
    assert later.base.day.dtype == np.uint16


def test_a_version_that_is_not_settled_is_refused(naive: Naive, tmp_path: Path) -> None:
    graph = built(naive)
    known = next(iter(naive.nodes))
    renamed = changed(graph, 2, [(naive.numbers[known], NodeInfo(known, "Another", "nsa"))], [])
    added = changed(graph, 2, [(999, NodeInfo("NEW", "New", "nsa"))], [])
    gone = Naive(naive.nodes, naive.numbers, {key: [] for key in naive.known()[:1]})
    for unsettled in (renamed, added, changed(graph, 2, [], [gone.histories()])):
        with pytest.raises(ValueError, match="settle"):
            snapshot.write(tmp_path / "graph", unsettled, "here")
        snapshot.write(tmp_path / "graph", settled(unsettled), "here")
        assert dict(snapshot.read(tmp_path / "graph", "here").nodes) == dict(unsettled.nodes)
    assert snapshot.read(tmp_path / "graph", "here").version == 2


def test_another_database_is_refused(path: Path) -> None:
    with pytest.raises(SnapshotError, match="graph is a snapshot of another database"):
        snapshot.read(path, "there")


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:5],
        lambda whole: whole[:12],
        lambda whole: whole[:40],
        lambda whole: whole[:-1],
        lambda whole: whole[:-64],
        lambda whole: whole + b"\0",
        lambda whole: b"ENTENTE\x02" + whole[8:],
        lambda whole: b"SQLite format 3\0" + whole[16:],
        lambda whole: whole[:8] + b"\xff" * 4 + whole[12:],
        lambda whole: whole[:8] + b"\0" * 8 + whole[16:],
        lambda whole: whole.replace(b'"version": 7', b'"version": 8'),
        lambda whole: whole.replace(b'"source": ["<i4"', b'"source": ["<i8"'),
        lambda whole: whole.replace(b'"source"', b'"sauce_"'),
    ],
)
def test_a_file_that_is_not_whole_is_refused(path: Path, damage: Callable[[bytes], bytes]) -> None:
    whole = path.read_bytes()
    damaged = damage(whole)
    assert damaged != whole
    path.write_bytes(damaged)
    with pytest.raises(SnapshotError, match=r"^graph (is|cannot)"):
        snapshot.read(path, "here")


def test_a_file_of_another_ontology_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heavier = columns.SEVERITY.copy()
    heavier[3] += 0.1
    for name, other in (
        ("columns.SEVERITY", heavier),
        ("snapshot.KINDS", KINDS[::-1]),
        ("snapshot.ROLE_NAMES", ROLE_NAMES[::-1]),
    ):
        with monkeypatch.context() as otherwise:
            otherwise.setattr(f"graph.network.{name}", other)
            with pytest.raises(SnapshotError, match="another ontology"):
                snapshot.read(path, "here")
    assert snapshot.read(path, "here").version == 7


def test_every_bit_of_the_header_counts(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    end = 16 + int.from_bytes(whole[8:12], "little")
    for at in range(0, end, 7):
        whole[at] ^= 1 << at % 8
        path.write_bytes(whole)
        with pytest.raises(SnapshotError):
            snapshot.read(path, "here")
        whole[at] ^= 1 << at % 8


def test_a_header_that_fits_its_check_and_makes_no_sense_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "crc32", lambda _: 0)
    for header in (b"[]", b"7", b"{}", b'{"store": "here"}', b"\xff", b'{"store": "here", "size": 0, "arrays": {}}'):
        path.write_bytes(snapshot.MAGIC + len(header).to_bytes(4, "little") + bytes(4) + header)
        with pytest.raises(SnapshotError, match=r"damaged|cut short"):
            snapshot.read(path, "here")


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for name in ("nothing", "."):
        with pytest.raises(SnapshotError, match="cannot be read"):
            snapshot.read(tmp_path / name, "here")


def test_a_file_replaced_while_mapped_leaves_the_old_map_as_it_was(naive: Naive, path: Path) -> None:
    old = snapshot.read(path, "here")
    newer = naive.copy()
    for key in newer.pieces:
        newer.pieces[key] = []
    snapshot.write(path, built(newer, 8), "here")
    assert (len(snapshot.read(path, "here")), snapshot.read(path, "here").version) == (0, 8)
    assert_same(old.strongest(old.rows()), naive.through(ALL_TIME))
    path.unlink()
    assert {seen.id for seen in old} == {"~".join(key) for key in naive.known()}


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    naive: Naive, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError("no space left on device")

    whole = path.read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        snapshot.write(path, built(naive, 8), "here")
    assert (path.read_bytes(), list(path.parent.iterdir())) == (whole, [path])


def test_everything_of_the_columns_and_the_table_is_written(path: Path) -> None:
    names = {column.name for part in (Columns, NodeTable) for column in fields(part)}
    assert all(f'"{name}": ["'.encode() in path.read_bytes() for name in names)
