"""Names typed by people: completions of a beginning, and the nearest where nothing is known by a name."""

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from graph.actors import Actor, Register
from graph.actors.register import plain


def suggest(register: Register, text: str, limit: int = 10) -> tuple[Actor, ...]:
    """Actors of whom a name begins with the text; where there are none, the nearest spellings."""
    found = tuple(register.suggest(text, limit))
    return found or nearest(register, text, limit)


def nearest(register: Register, text: str, limit: int = 3, kind: str | None = None, least: float = 65.0) -> tuple[Actor, ...]:
    """Actors whose names or ids look most like the text, best first (similarity 0…100, at least ``least``)."""
    wanted = plain(text)
    if not wanted:
        return ()
    names = _spellings(register, kind)
    scored = process.extract(wanted, names, scorer=fuzz.ratio, processor=None, score_cutoff=least, limit=limit * 8)
    best: dict[str, float] = {}
    for _, score, (identifier, _) in scored:
        best[identifier] = max(score, best.get(identifier, 0.0))
    ranked = sorted(best, key=lambda identifier: (-best[identifier], identifier))
    return tuple(register.actors[identifier] for identifier in ranked[:limit])


@lru_cache(maxsize=8)  # by far the most of the work, and the same for every question
def _spellings(register: Register, kind: str | None) -> Mapping[tuple[str, str], str]:
    """The plain form of every id, name and alias, by actor and spelling."""
    actors = [actor for actor in register.actors.values() if kind is None or actor.kind == kind]
    return {(actor.id, name): plain(name) for actor in actors for name in (actor.id, actor.name, *actor.aliases) if name}
