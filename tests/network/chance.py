"""Random graphs, changes and windows out of a seed: few actors with awkward ids, loops, many kinds between the same two,
histories long enough for far references, and days outside of the two bytes that most days take."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from graph.network import GraphVersion, NodeInfo, Window, changed
from graph.ontology import ROLES, relation_types
from tests.network.naive import Key, Loose, Naive

#: Sorted by code point, as ids are everywhere: capitals before small letters, other scripts behind.
IDS = (
    "AAA", "AAB", "BEL", "BEL2", "DEU", "FRA", "IGO:EU", "IGO:NATO", "NSA:al-shabaab", "NSA:ÉTA", "ORG:GAZPROM", "RUS",
    "SYR", "USA", "a", "zz:top:x", "Ähtäri", "Ω:1", "中国", "🕊",
)  # fmt: skip
KINDS = tuple(relation_types())
_ODD_DAYS = date.min, date(1899, 12, 31), date(1900, 1, 1), date(2079, 6, 6), date(2079, 6, 7), date.max


def dice(seed: int) -> Random:
    """Chance that can be had again."""
    return Random(seed)  # noqa: S311 - for tests


def a_day(chance: Random, *, odd: bool) -> date:
    """Mostly of thirty years, many of them equal; now and then one that two bytes cannot hold."""
    if odd and chance.random() < 0.05:
        return chance.choice(_ODD_DAYS)
    return date(1995, 1, 1) + timedelta(days=7 * chance.randrange(1500))


def a_piece(chance: Random, *, odd: bool) -> Loose:
    """A piece by one of few publishers (0 has no name), of one of few reports, sometimes with roles."""
    return Loose(
        a_day(chance, odd=odd),
        chance.choice((0, 1, 5000, 10_000, chance.randrange(10_001))),
        chance.randrange(6),
        chance.randrange(4),
        chance.choice((None, None, *ROLES[:3])),
        chance.choice((None, *ROLES[-2:])),
    )


def a_confidence(chance: Random) -> float:
    """The least confidence of a filter: mostly none, else often the weight of many pieces."""
    return chance.choice((0.0, 0.0, 0.0, 0.0001, 0.5, 0.75, 1.0))


def some_pieces(chance: Random, *, odd: bool, heavy: bool) -> list[Loose]:
    """A few pieces; where heavy over 300, the first and last of which share a report, or a publisher, with nobody else."""
    if not heavy:
        return [a_piece(chance, odd=odd) for _ in range(chance.choice((1, 1, 2, 3, 8)))]
    many = [a_piece(chance, odd=odd) for _ in range(chance.randrange(300, 420))]
    first, last = min(piece.day for piece in many), max(piece.day for piece in many)
    return [*many, Loose(first, 700, 99, 51), Loose(first, 700, 61, 99), Loose(last, 700, 99, 52), Loose(last, 700, 62, 99)]


def a_key(chance: Random, ids: Iterable[str]) -> Key:
    """A relation, ends in order where it is symmetric."""
    pool = sorted(ids)
    source, target, kind = chance.choice(pool), chance.choice(pool), chance.choice(KINDS[:8] if chance.random() < 0.5 else KINDS)
    if relation_types()[kind].symmetric and target < source:
        source, target = target, source
    return source, kind, target


def an_actor(identifier: str, chance: Random) -> NodeInfo:
    """Texts of one to four bytes a letter; country and region are there or not."""
    return NodeInfo(
        identifier,
        chance.choice(("Name", "Naïve", "名", "", identifier)),
        chance.choice(("country", "igo", "nsa")),
        chance.choice((None, "RUS")),
        chance.choice((None, "asia")),
    )


def a_graph(
    chance: Random, *, actors: int = 12, relations: int = 40, odd: bool = True, heavy: float = 0.04, ids: Sequence[str] = IDS
) -> Naive:
    """Up to as many actors and relations."""
    naive = Naive()
    for identifier in chance.sample(ids, chance.randrange(1, min(len(ids), actors) + 1)):
        naive.put(an_actor(identifier, chance))
    for _ in range(chance.randrange(relations + 1)):
        key = a_key(chance, naive.nodes)
        naive.pieces[key] = some_pieces(chance, odd=odd, heavy=chance.random() < heavy)
    return naive


def built(naive: Naive, number: int = 1) -> GraphVersion:
    """The same in columns, in one layer."""
    return GraphVersion.of(number, naive.table(), [naive.histories()])


def change(chance: Random, naive: Naive, version: GraphVersion, *, heavy: float = 0.04, odd: bool = True) -> GraphVersion:
    """Some relations come, grow, shrink or go, some actors come or get another name: in place here, the next version there."""
    rows = []
    for _ in range(chance.choice((0, 0, 1, 3)) if naive.nodes else 1):
        rows.append(naive.put(an_actor(chance.choice(IDS), chance)))
    touched: set[Key] = set()
    for _ in range(chance.choice((0, 1, 3, 9))):
        known = sorted(naive.pieces)
        key = chance.choice(known) if known and chance.random() < 0.6 else a_key(chance, naive.nodes)
        pieces = naive.pieces.get(key, [])
        what = chance.random()
        if what < 0.3:
            naive.pieces[key] = []
        elif what < 0.5 and pieces:
            naive.pieces[key] = chance.sample(pieces, len(pieces) - 1)
        else:
            naive.pieces[key] = pieces + some_pieces(chance, odd=odd, heavy=chance.random() < heavy)
        touched.add(key)
    keys = sorted(touched)
    chance.shuffle(keys)
    cut = chance.randrange(len(keys) + 1)
    lots = [naive.histories(keys[:cut]), naive.histories(keys[cut:])] if chance.random() < 0.5 else [naive.histories(keys)]
    return changed(version, version.version + 1, rows, lots)


def layered(chance: Random, naive: Naive) -> GraphVersion:
    """The naive graph in columns, and often changed after that, so that it has two layers."""
    version = built(naive)
    for _ in range(chance.choice((0, 1, 2))):
        version = change(chance, naive, version)
    return version


def a_window(chance: Random) -> Window:
    """Any window: open, or with a beginning, an end, a day as of which, a half-life."""
    days = sorted(a_day(chance, odd=True) for _ in range(3))
    start = days[0] if chance.random() < 0.4 else None
    as_of, end = (chance.choice(days) if chance.random() < 0.5 else None for _ in range(2))
    last = as_of or end
    half_life = chance.choice((1.0, 365.0, 20_000.0)) if last is not None and chance.random() < 0.4 else None
    return Window(start, end, as_of, half_life)
