"""Merging, splitting and undoing, with evidence before, between and after."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, update

from app.errors import ActorNotFound, DecisionNotFound, DecisionRefused
from app.ingestion.article import ArticleIn
from app.services.actors import ActorService
from app.services.evidence import EvidenceService
from app.services.graph import GraphHolder
from app.services.ingest import IngestService
from app.store.clusters import join
from app.store.decisions import folded
from app.store.engine import reading, writing
from app.store.relations import RelationRepository
from app.store.rows import DecisionRow, RelationRow
from app.store.tables import evidence, metadata, version
from app.store.versions import VersionRepository
from graph.ontology import COUNTED, relation_id
from tests.services.fake import NOON, give
from tests.services.named import NamedCoder

WHO: dict[str, Any] = {"by": "me", "reason": "the same group", "now": NOON}


@pytest.fixture
def service(engine: Engine) -> IngestService:
    return IngestService(engine, NamedCoder(), coder_version="named-1")


@pytest.fixture
def actors(engine: Engine) -> ActorService:
    return ActorService(engine)


def backed(engine: Engine) -> dict[str, RelationRow]:
    """The relations that anything backs, which must be those of a recount."""
    with reading(engine) as connection:
        repository = RelationRepository(connection)
        stored = repository.all()
        assert stored == repository.recount()
    return {row.id: row for row in stored if row.evidence or row.negated or row.hypothetical}


def counts(engine: Engine) -> dict[str, int]:
    return {key: row.evidence for key, row in backed(engine).items()}


def test_a_merge_moves_what_is_there_and_what_comes(engine: Engine, service: IngestService, actors: ActorService) -> None:
    give(service, "OLD attacks UKR", "NEW attacks UKR", "UKR arms OLD", "IRN arms UKR")
    moved = actors.merge("OLD", "NEW", **WHO)
    assert (moved.decision.id, moved.pieces, moved.relations) == (1, 2, 4)
    assert counts(engine) == {"NEW~attacks~UKR": 2, "UKR~arms~NEW": 1, "IRN~arms~UKR": 1}
    give(service, "OLD attacks UKR", "later")
    assert counts(engine) == {"NEW~attacks~UKR": 3, "UKR~arms~NEW": 1, "IRN~arms~UKR": 1}
    undone = actors.undo(1, NOON)
    assert (undone.pieces, undone.decision.undone_at) == (3, NOON)
    assert counts(engine) == {"OLD~attacks~UKR": 2, "NEW~attacks~UKR": 1, "UKR~arms~OLD": 1, "IRN~arms~UKR": 1}
    assert [row.undone_at for row in actors.decisions()] == [NOON]
    assert actors.merge("OLD", "NEW", **WHO).decision.id == 2  # and once more


def test_a_split_moves_one_name(engine: Engine, service: IngestService, actors: ActorService) -> None:
    give(service, "GEO=Georgia attacks RUS", "GEO=Georgians attacks RUS", "USA arms GEO=GEORGIA")
    assert actors.split("GEO", "georgia", "USA", **WHO).pieces == 2
    assert counts(engine) == {"USA~attacks~RUS": 1, "GEO~attacks~RUS": 1, "USA~arms~USA": 1}
    actors.undo(1, NOON)
    assert counts(engine) == {"GEO~attacks~RUS": 2, "USA~arms~GEO": 1}


def test_evidence_keeps_what_it_was_coded_as(service: IngestService, actors: ActorService, evidence: EvidenceService) -> None:
    article = give(service, "OLD/GOV meets_with PAK=Islamabad/MIL")
    give(service, "ZZZ attacks RUS")
    actors.merge("OLD", "ZZZ", **WHO)
    [row] = evidence.of_article(article)
    assert (row.source, row.source_role, row.target, row.target_name) == ("OLD", "GOV", "PAK", "Islamabad")
    assert (row.relation_id, row.turned) == ("PAK~meets_with~ZZZ", True)
    relation = evidence.relation("PAK~meets_with~ZZZ")
    assert (relation.source_role, relation.target_role) == ("MIL", "GOV")
    assert evidence.of_relation("PAK~meets_with~ZZZ", limit=5).results[0].evidence == row
    actors.undo(1, NOON)
    [row] = evidence.of_article(article)
    assert (row.relation_id, row.turned) == ("OLD~meets_with~PAK", False)


def test_retracted_evidence_moves_along(service: IngestService, actors: ActorService, evidence: EvidenceService) -> None:
    article = give(service, "OLD attacks UKR")
    give(service, "NEW arms UKR")
    service.retract(article, NOON)
    assert actors.merge("OLD", "NEW", **WHO).pieces == 1
    assert evidence.of_article(article)[0].relation_id == "NEW~attacks~UKR"
    assert evidence.relation("NEW~attacks~UKR").evidence == 0


def test_each_decision_is_one_version(engine: Engine, service: IngestService, actors: ActorService) -> None:
    give(service, "OLD attacks NEW")
    holder = GraphHolder(engine)
    holder.refresh()
    assert holder.current().merged == {}
    assert actors.merge("OLD", "NEW", **WHO).decision.version == 2
    assert holder.refresh()
    assert (holder.current().version, holder.current().merged) == (2, {"OLD": "NEW"})
    assert {seen.id for seen in holder.current()} == {"NEW~attacks~NEW"}
    assert actors.undo(1, NOON).decision.version == 3
    assert holder.refresh()
    assert holder.current().merged == {}
    assert {seen.id for seen in holder.current()} == {"OLD~attacks~NEW"}


def test_what_is_refused_changes_nothing(engine: Engine, service: IngestService, actors: ActorService) -> None:
    give(service, "AAA attacks BBB", "BBB attacks CCC")
    actors.merge("AAA", "BBB", **WHO)
    before = counts(engine)
    refusals: tuple[tuple[Callable[[], object], type[Exception]], ...] = (
        (lambda: actors.merge("AAA", "CCC", **WHO), DecisionRefused),
        (lambda: actors.merge("BBB", "AAA", **WHO), DecisionRefused),
        (lambda: actors.merge("CCC", "CCC", **WHO), DecisionRefused),
        (lambda: actors.merge("NOBODY", "CCC", **WHO), ActorNotFound),
        (lambda: actors.split("CCC", "See", "NOBODY", **WHO), ActorNotFound),
        (lambda: actors.undo(7, NOON), DecisionNotFound),
    )
    for refused, error in refusals:
        with pytest.raises(error) as caught:
            refused()
        assert "\n" not in str(caught.value)
    actors.undo(1, NOON)
    with pytest.raises(DecisionRefused, match="was undone on 2024-05-10 already"):
        actors.undo(1, NOON)
    actors.merge("AAA", "BBB", **WHO)
    assert counts(engine) == before
    with reading(engine) as connection:
        assert VersionRepository(connection).current() == 4


ACTORS, NAMES = ("AAA", "BBB", "CCC", "DDD"), ("Nick", "Mick", "Rick")
ROLES = st.sampled_from(("", "/GOV", "/MIL"))
END = st.tuples(st.sampled_from(ACTORS), st.sampled_from(NAMES), ROLES).map("{0[0]}={0[1]}{0[2]}".format)
LINE = st.tuples(
    END, st.sampled_from((" ", " ", " will ", " not ", " maybe ")), st.sampled_from(("attacks", "meets_with")), END,
    st.sampled_from(("", " on 2024-04-01", " on 2024-04-07")),
).map("{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}".format)  # fmt: skip
DEED = st.one_of(
    st.tuples(st.just("record"), st.lists(LINE, min_size=1, max_size=4), st.sampled_from((None, "Gazette", "Post"))),
    st.tuples(st.just("merge"), st.sampled_from(ACTORS), st.sampled_from(ACTORS)),
    st.tuples(st.just("split"), st.sampled_from(ACTORS), st.sampled_from(NAMES), st.sampled_from(ACTORS)),
    st.tuples(st.just("undo"), st.integers(1, 6)),
    st.tuples(st.just("retract"), st.integers(0, 6)),
    st.tuples(st.just("join"), st.integers(0, 6), st.integers(0, 6)),
)


@given(st.lists(DEED, min_size=3, max_size=14))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_gives_what_the_standing_decisions_say(engine: Engine, deeds: Sequence[tuple[Any, ...]]) -> None:
    emptied(engine)
    service, actors = IngestService(engine, NamedCoder(), coder_version="named-1"), ActorService(engine)
    given_in = [give(service, *(f"{one} attacks {other}" for one, other in pairwise(ACTORS)))]
    for number, (kind, *rest) in enumerate(deeds):
        try:
            if kind == "record":
                lines, publisher = rest
                text = "\n".join((*lines, f"note-{number}"))
                article = ArticleIn(text=text, published_at=date(2024, 5, 1), publisher=publisher)
                given_in.append(service.ingest(article, NOON + timedelta(minutes=number)).article_id)
            elif kind == "merge":
                actors.merge(*rest, **WHO)
            elif kind == "split":
                actors.split(*rest, **WHO)
            elif kind == "undo":
                actors.undo(rest[0], NOON)
            elif kind == "join":
                with writing(engine) as connection:
                    join(connection, [given_in[rest[0] % len(given_in)]], given_in[rest[1] % len(given_in)])
            else:
                service.retract(given_in[rest[0] % len(given_in)], NOON)
        except (DecisionRefused, DecisionNotFound):
            continue
    standing = [row for row in actors.decisions() if row.undone_at is None]
    assert {key: shown(row) for key, row in backed(engine).items()} == naive(engine, standing)
    for row in standing:
        actors.undo(row.id, NOON)
    assert {key: shown(row) for key, row in backed(engine).items()} == naive(engine, [])


def shown(row: RelationRow) -> tuple[Any, ...]:
    ends = row.source, row.relation, row.target, row.source_role, row.target_role
    counted = row.evidence, row.articles, row.reports, row.publishers, row.negated, row.hypothetical
    return *ends, *counted, row.first_day, row.last_day, round(row.weight, 4)


def naive(engine: Engine, standing: list[DecisionRow]) -> dict[str, tuple[Any, ...]]:
    """Relations folded piece by piece, straight from what was coded and decided."""

    def end(actor: str, name: str) -> str:
        split = [row for row in standing if row.actor == actor and row.name and folded(row.name) == folded(name)]
        merged = [row for row in standing if row.actor == actor and row.name is None]
        return end((split + merged)[0].into, name) if split or merged else actor

    groups: dict[str, list[tuple[Any, str | None, str | None]]] = {}
    with reading(engine) as connection:
        rows = connection.execute(select(evidence).where(evidence.c.retracted_at.is_(None))).all()
    for row in rows:
        source, target = end(row.source, row.source_name), end(row.target, row.target_name)
        key = relation_id(source, row.relation, target)
        roles = row.source_role, row.target_role
        groups.setdefault(key, []).append((row, *(roles if key.startswith(f"{source}~") else reversed(roles))))
    found = {}
    for key, group in groups.items():
        counted = [one for one in group if one[0].status in COUNTED]
        days = [row.day for row, _, _ in counted]
        found[key] = (
            *key.split("~"), *(most(one[place] for one in counted) for place in (1, 2)), len(counted),
            len({row.article_id for row, _, _ in counted}), len({row.report for row, _, _ in counted}),
            len({row.publisher for row, _, _ in counted}),
            *(sum(row.status == status for row, _, _ in group) for status in ("negated", "hypothetical")),
            min(days, default=None), max(days, default=None), round(sum(row.weight for row, _, _ in counted), 4),
        )  # fmt: skip
    return found


def most(roles: Any) -> str | None:
    number = Counter(role for role in roles if role)
    return min(number, key=lambda role: (-number[role], role), default=None)


def emptied(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(version).values(version=0))
        for table in reversed(metadata.sorted_tables):
            if table is not version:
                connection.execute(delete(table))
