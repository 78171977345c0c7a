"""Relations and pairs as a window shows them, with links to the sentences inside it; what several answers are made of."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.api.present import bond, brief, dyad_path
from graph.actors import Register
from graph.analytics.reasons import Stance
from graph.network import GraphVersion, NodeInfo, Seen, Window


def named(version: GraphVersion, register: Register, identifier: str) -> dict[str, str]:
    """An actor of the graph or of the register in one line; by its id where neither has it any more."""
    if identifier in version.nodes:
        return brief(version.nodes[identifier])
    actor = register.actors.get(identifier)
    return brief(NodeInfo(identifier, actor.name if actor else identifier, actor.kind if actor else "other"))


def within(path: str, version: GraphVersion, window: Window) -> str:
    """An address that is asked inside a window, and of the same moment of knowledge."""
    asked: dict[str, date | str | None] = {"as_of": window.as_of, "from": window.start, "to": window.end}
    asked["known_at"] = version.known_at.isoformat() if version.known_at else None
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{path}?{query}" if query else path


def seen(version: GraphVersion, view: Seen, window: Window) -> dict[str, Any]:
    """A relation, with the link to its sentences inside the window."""
    shape = bond(view)
    return {**shape, "link": within(shape["link"], version, window)}


def stance(version: GraphVersion, pair: Stance, window: Window) -> dict[str, Any]:
    """A pair with its sign, and the strongest relation behind that."""
    return {
        "a": brief(version.nodes[pair.a]),
        "b": brief(version.nodes[pair.b]),
        **numbers(version, pair, window),
        "links": {"dyad": within(dyad_path(pair.a, pair.b), version, window)},
    }


def numbers(version: GraphVersion, pair: Stance, window: Window) -> dict[str, Any]:
    """A pair's sums, sign and the strongest relation on the side that prevails."""
    strongest = pair.strongest
    return {
        "sign": pair.sign,
        "score": round(pair.score, 4),
        "cooperation": round(pair.cooperation, 4),
        "conflict": round(pair.conflict, 4),
        "contested": pair.contested,
        "strongest": seen(version, strongest, window) if strongest else None,
    }


def share(part: float, whole: float) -> float | None:
    """A share, to four decimals; null of nothing."""
    return round(part / whole, 4) if whole else None


def rounded(number: float | None) -> float | None:
    """To four decimals."""
    return None if number is None else round(number, 4)
