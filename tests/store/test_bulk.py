"""Rows that go in many at once lie there exactly as Core would have put them, and come back as they are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from app.errors import StoreUnavailable
from app.store.bulk import insert_rows, read_all, read_lots, update_rows
from app.store.dialect import among
from app.store.engine import reading, writing
from app.store.tables import actors, articles, evidence, publishers, relations

MOSCOW = datetime(2024, 5, 1, 1, 30, 0, 123456, timezone(timedelta(hours=3)))
WHOLE = datetime(1990, 12, 31, tzinfo=UTC)
OLD, NEW = date(1, 1, 1), date(9999, 12, 31)
ODD = "“é” \\ \t\n ☃ 𝔘 ' \" % :x ?"

ROWS: dict[Table, list[dict[str, Any]]] = {
    actors: [
        {
            "id": key, "name": name, "kind": "org", "country": country, "region": region, "registered": registered,
            "version": version, "number": number,
        }
        for key, name, country, region, registered, version, number in (
            ("A", ODD, None, "asia", True, 2**40, 1), ("B", "", "A", None, False, 0, 2),
        )
    ],
    articles: [
        {
            "id": f"art-{n}", "content_hash": f"{n}", "title": title, "text": ODD, "url": None, "publisher": title,
            "language": "en", "published_at": moment, "published_day": day, "published_source": None, "received_at": MOSCOW,
            "status": "coded", "error": None, "sentences": sentences, "coder": "c", "version": 1, "number": n, "report": 1,
            "authors": sentences, "canonical": title,
        }
        for n, title, moment, day, sentences in (
            (1, None, None, None, []), (2, ODD, MOSCOW, OLD, [ODD, "", "\u2028"]), (3, "", WHOLE, NEW, ["x"] * 50),
        )
    ],
    relations: [
        {
            "id": f"A~{kind}~B", "source": "A", "relation": kind, "target": "B", "evidence": 1, "articles": 2, "publishers": 3,
            "first_day": day, "last_day": day, "weight": weight, "negated": 0, "hypothetical": 0, "source_role": role,
            "target_role": None, "version": 1, "reports": 1, "confidence_sum": 2**40, "history": history,
        }
        for kind, day, weight, role, history in (
            ("arms", None, 0.0, None, b""), ("attacks", OLD, 2.43, "MIL", bytes(range(256))),
            ("accuses", NEW, 1 / 3, "GOV", b"\0" * 9000),
        )
    ],
    evidence: [
        {
            "id": f"art-1.{n}", "article_id": "art-1", "relation_id": "A~arms~B", "source": "A", "relation": "arms",
            "target": "B", "source_role": None, "target_role": "GOV", "source_name": ODD, "target_name": "",
            "status": "occurred", "day": day,
            "day_source": "text", "sentence_index": 0, "sentence": ODD, "char_start": 0, "char_end": 1, "trigger_start": 0,
            "trigger_end": 1, "source_start": start, "source_end": start, "target_start": None, "target_end": 2**31 - 1,
            "confidence": weight, "weight": weight, "why": "w", "recorded_at": recorded, "retracted_at": retracted,
            "publisher": 0, "report": 2**32 - 1, "event_day": day, "event_precision": None, "turned": n == 1,
        }
        for n, day, start, weight, recorded, retracted in (
            (0, OLD, None, 1, MOSCOW, None), (1, NEW, 5, 0.3333, WHOLE, MOSCOW), (2, date(2024, 2, 29), 0, 0.0, MOSCOW, WHOLE),
        )
    ],
}  # fmt: skip


def by_core(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(insert(table), list(rows))


def by_bulk(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    names = sorted(rows[0])  # in another order than the table's
    insert_rows(connection, table, names, [tuple(row[name] for name in names) for row in rows])


def lying(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """The rows as the database itself writes them, with the kind of each value."""
    raw = "{0}::text, pg_typeof({0})::text" if connection.dialect.name == "postgresql" else "quote({0}), typeof({0})"
    columns = ", ".join(raw.format(column.name) for column in table.columns)
    return [tuple(row) for row in connection.exec_driver_sql(f"select {columns} from {table.name} order by id")]  # noqa: S608


def test_rows_lie_as_core_puts_them_and_core_reads_them_back(engine: Engine) -> None:
    seen = []
    for put in (by_core, by_bulk):
        with engine.connect() as connection, connection.begin() as transaction:
            for table, rows in ROWS.items():
                put(connection, table, rows)
            for table, rows in ROWS.items():
                found = connection.execute(select(table).order_by(table.c.id))
                assert [dict(row._mapping) for row in found] == sorted(rows, key=lambda row: row["id"])
            seen.append([lying(connection, table) for table in ROWS])
            transaction.rollback()
    assert seen[0] == seen[1]


def test_updates_lie_as_core_puts_them(engine: Engine) -> None:
    names = "id", "history", "first_day", "source_role", "weight"
    with writing(engine) as connection:
        for table, rows in ROWS.items():
            by_core(connection, table, rows)
        before = {row["id"]: row for row in ROWS[relations]}
        turned = list(zip(before, reversed(before.values()), strict=True))
        update_rows(connection, relations, names, [(key, *(row[name] for name in names[1:])) for key, row in turned])
        wanted = {key: before[key] | {name: row[name] for name in names[1:]} for key, row in turned}
        found = connection.execute(select(relations))
        assert {row.id: dict(row._mapping) for row in found} == wanted
        update_rows(connection, evidence, ("article_id", "report"), [("art-1", 7), ("art-2", 8)])
        assert set(connection.scalars(select(evidence.c.report))) == {7}
        update_rows(connection, evidence, ("article_id", "report"), [])


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    row = ROWS[articles][0] | {"received_at": datetime(2024, 5, 1)}
    with pytest.raises(ValueError, match="time zone"), writing(engine) as connection:
        by_bulk(connection, articles, [row])


def test_what_the_database_refuses_is_refused_as_by_core(engine: Engine) -> None:
    with writing(engine) as connection:
        by_bulk(connection, publishers, [{"number": 1, "name": "Gazette"}])
    with pytest.raises(IntegrityError), writing(engine) as connection:
        by_bulk(connection, publishers, [{"number": 2, "name": "Herald"}, {"number": 3, "name": "Gazette"}])
    with pytest.raises(IntegrityError), writing(engine) as connection:
        update_rows(connection, publishers, ("number", "name"), [(1, None)])
    with reading(engine) as connection:
        assert connection.execute(select(publishers)).all() == [(1, "Gazette")]


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_trouble_in_a_copy_is_told_as_any_other(engine: Engine) -> None:
    with pytest.raises(DataError), writing(engine) as connection:
        by_bulk(connection, publishers, [{"number": 1, "name": "a\0b"}])
    with pytest.raises(StoreUnavailable), writing(engine) as connection:
        _copy_over_a_dead_connection(engine, connection)
    with writing(engine) as connection:
        by_bulk(connection, publishers, [{"number": 1, "name": "Gazette"}])


def _copy_over_a_dead_connection(engine: Engine, connection: Connection) -> None:
    server = connection.scalar(select(func.pg_backend_pid()))
    with engine.begin() as other:
        other.execute(select(func.pg_terminate_backend(server)))
    by_bulk(connection, publishers, [{"number": 1, "name": "Gazette"}])


def test_rows_come_in_lots(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(connection, publishers, ("number", "name"), [(n, str(n)) for n in range(1, 8)])
    query = select(publishers.c.number).order_by(publishers.c.number)
    with reading(engine) as connection:
        lots = [[row[0] for row in lot] for lot in read_lots(connection, query, 3)]
        assert lots == [[1, 2, 3], [4, 5, 6], [7]]
        one, other = read_lots(connection, query, 2), read_lots(connection, query, 5)  # two at once, given up midway
        assert [len(next(one)), len(next(other)), len(next(one))] == [2, 5, 2]
        one.close()  # type: ignore[attr-defined]
        other.close()  # type: ignore[attr-defined]
        assert list(read_lots(connection, query.where(publishers.c.number < 0), 3)) == []
        assert len(read_all(connection, query)) == 7


@pytest.mark.parametrize("names", [[], ["1"], ["1", "1", "no"], [ODD], [str(n) for n in range(70_000)]])
def test_one_of_many(engine: Engine, names: list[str]) -> None:
    with writing(engine) as connection:
        insert_rows(connection, publishers, ("number", "name"), [(1, "1"), (2, "2"), (3, ODD)])
        found = connection.scalars(select(publishers.c.name).where(among(connection, publishers.c.name, names)))
        assert sorted(found) == sorted({"1", "2", ODD} & set(names))
        numbers = [len(name) for name in names]
        same = connection.scalars(select(publishers.c.number).where(among(connection, publishers.c.number, numbers)))
        assert sorted(same) == sorted({1, 2, 3} & set(numbers))
