"""Suggestions for what people type."""

from graph.actors import Register
from graph.queries import nearest, suggest


def test_a_beginning_is_completed(register: Register) -> None:
    assert [actor.id for actor in suggest(register, "ir")] == ["IRN", "IRQ"]


def test_a_mistyped_name_finds_the_nearest(register: Register) -> None:
    assert nearest(register, "Rusia")[0].id == "RUS"
    assert suggest(register, "Untied Kingdom")[0].id == "GBR"
    assert nearest(register, "qqqqq") == ()
    assert nearest(register, "...") == ()


def test_suggestions_keep_to_a_kind(register: Register) -> None:
    assert [actor.id for actor in nearest(register, "the clob", kind="country")] == []
    assert [actor.id for actor in nearest(register, "the clob")] == ["IGO:CLUB"]
