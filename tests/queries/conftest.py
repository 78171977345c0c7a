"""A register of six countries and two organisations, hand-made."""

from datetime import date

import pytest

from graph.actors import Actor, Membership, Register


@pytest.fixture
def register() -> Register:
    """RUS, SYR, IRN, IRQ, USA, GBR; a defence alliance of USA and GBR since 1949; a bloc of RUS, IRN and USA."""
    return small_register()


def small_register() -> Register:
    """The same, for those who cannot take a fixture."""
    names = {
        "RUS": "Russia",
        "SYR": "Syria",
        "IRN": "Iran",
        "IRQ": "Iraq",
        "USA": "United States",
        "GBR": "United Kingdom",
    }
    actors = {code: Actor(code, name, "country", code, "europe", "country", (name,), code[:2]) for code, name in names.items()}
    actors["IGO:PACT"] = Actor("IGO:PACT", "The Pact", "igo", None, None, "alliance", ("The Pact",))
    actors["IGO:CLUB"] = Actor("IGO:CLUB", "The Club", "igo", None, None, "bloc", ("The Club",))
    always = date.max
    memberships = (
        Membership("IGO:PACT", "USA", date(1949, 4, 4), always, "member"),
        Membership("IGO:PACT", "GBR", date(1952, 2, 18), always, "member"),
        Membership("IGO:PACT", "IRQ", date(1955, 2, 24), date(1959, 3, 24), "member"),
        Membership("IGO:CLUB", "RUS", date(1999, 9, 26), always, "member"),
        Membership("IGO:CLUB", "IRN", date(2024, 1, 1), always, "member"),
        Membership("IGO:CLUB", "USA", date(1999, 9, 26), always, "member"),
        Membership("IGO:CLUB", "IGO:PACT", date(2001, 1, 1), always, "member"),
        Membership("IGO:CLUB", "SYR", date(1999, 9, 26), always, "observer"),
    )
    return Register(actors, (), memberships)
