"""The register in SQL: synced once, grown by evidence, never shrunk."""

from dataclasses import replace

from sqlalchemy import Engine

from app.store.actors import ActorRepository, sync_actors
from app.store.engine import reading, writing
from app.store.rows import ActorRow, AliasRow
from app.store.versions import VersionRepository
from graph.actors import Actor
from graph.model import Party

IRAN = Actor("IRN", "Iran", "country", "IRN", "middle_east", "country", ("Iran", "Persia"), "IR")
NATO = Actor("IGO:NATO", "NATO", "igo", None, None, "alliance", ("NATO", "North Atlantic Treaty Organization"))


def sync(engine: Engine, *actors: Actor) -> int:
    with writing(engine) as connection:
        return sync_actors(connection, actors)


def stored(engine: Engine) -> tuple[list[ActorRow], list[AliasRow], int]:
    with reading(engine) as connection:
        repository = ActorRepository(connection)
        return repository.all(), repository.aliases(), VersionRepository(connection).current()


def test_the_register_is_synced_once(engine: Engine) -> None:
    assert sync(engine, IRAN, NATO) == 2
    actors, aliases, version = stored(engine)
    assert actors == [
        ActorRow("IGO:NATO", "NATO", "igo", None, None, True, 1, 1),
        ActorRow("IRN", "Iran", "country", "IRN", "middle_east", True, 1, 2),
    ]
    assert aliases == [
        AliasRow("Iran", "IRN", "name"),
        AliasRow("NATO", "IGO:NATO", "name"),
        AliasRow("North Atlantic Treaty Organization", "IGO:NATO", "name"),
        AliasRow("Persia", "IRN", "name"),
    ]
    assert version == 1
    assert sync(engine, NATO, IRAN) == 0
    assert stored(engine)[2] == 1


def test_only_changed_actors_are_stamped(engine: Engine) -> None:
    sync(engine, IRAN, NATO)
    assert sync(engine, replace(IRAN, name="Iran (Islamic Republic)"), NATO) == 1
    actors, _, version = stored(engine)
    assert [(a.id, a.name, a.version) for a in actors] == [
        ("IGO:NATO", "NATO", 1),
        ("IRN", "Iran (Islamic Republic)", 2),
    ]
    assert version == 2


def test_an_actor_that_leaves_the_register_stays(engine: Engine) -> None:
    sync(engine, IRAN, NATO)
    sync(engine, IRAN)
    actors, aliases, _ = stored(engine)
    assert [(a.id, a.registered, a.version) for a in actors] == [("IGO:NATO", False, 2), ("IRN", True, 1)]
    assert {a.actor for a in aliases} == {"IRN"}


def test_evidence_adds_actors_but_changes_none(engine: Engine) -> None:
    sync(engine, IRAN)
    militia = Party("NSA:MILITIA", "the militia", country="IRN")
    with writing(engine) as connection:
        ActorRepository(connection).ensure([Party("IRN", "Tehran"), militia, Party("ORG:WORKS", "")], 7)
    actors, _, _ = stored(engine)
    assert actors == [
        ActorRow("IRN", "Iran", "country", "IRN", "middle_east", True, 1, 1),
        ActorRow("NSA:MILITIA", "the militia", "group", "IRN", "middle_east", False, 7, 2),
        ActorRow("ORG:WORKS", "ORG:WORKS", "org", None, None, False, 7, 3),
    ]
    with writing(engine) as connection:
        ActorRepository(connection).ensure([Party("NSA:MILITIA", "other name")], 8)
    assert [a.name for a in stored(engine)[0] if a.id == "NSA:MILITIA"] == ["the militia"]


def test_an_added_actor_that_the_register_learns_becomes_its(engine: Engine) -> None:
    with writing(engine) as connection:
        ActorRepository(connection).ensure([Party("IRN", "Tehran")], 0)
    sync(engine, IRAN)
    assert stored(engine)[0] == [ActorRow("IRN", "Iran", "country", "IRN", "middle_east", True, 1, 1)]


def test_numbers_stay_and_new_actors_get_the_next(engine: Engine) -> None:
    sync(engine, IRAN)
    with writing(engine) as connection:
        repository = ActorRepository(connection)
        assert repository.ensure([Party("RUS", "Moscow"), Party("IRN", "Tehran")], 7) == {"IRN": 1, "RUS": 2}
        assert repository.ensure([Party("RUS", "Russia"), Party("CHN", "")], 8) == {"RUS": 2, "CHN": 3}
    sync(engine, NATO)
    with reading(engine) as connection:
        repository = ActorRepository(connection)
        assert repository.numbered() == [
            (1, "IRN", "Iran", "country", "IRN", "middle_east"),
            (2, "RUS", "Moscow", "country", None, None),
            (3, "CHN", "CHN", "country", None, None),
            (4, "IGO:NATO", "NATO", "igo", None, None),
        ]
        assert [number for number, *_ in repository.numbered(since_version=7)] == [3]
