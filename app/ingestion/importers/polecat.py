"""POLECAT: events by PLOVER types, one a story.

Files are parted by tabs below a line of 40 names (POLECAT, Halterman, Bagozzi, Beger, Schrodt and Scarborough 2023,
Harvard Dataverse doi:10.7910/DVN/AJGVIT, "Codebook"); types, modes and contexts are PLOVER's (PLOVER manual, 2021
revision). Some weeks have names that their rows lack, or empty columns behind; both are read.

**Ends.** Each of the actors and recipients that a row lists is an end, so that a row may state several relations; they
are one report. A name that the register knows as a group or organisation goes before the country.

**Status.** PLOVER tells by contexts what lies ahead (``future``: planned), what only may be (``hypothetical``) and what
is told as background (``historical``: refused).

**Confidence.** The files have none. It is 0.6, which is ours.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from itertools import product
from typing import Final

from app.ingestion.importers.dates import iso, plausible
from app.ingestion.importers.headed import Layout, Row, read
from app.ingestion.importers.imported import Imported, Outcome, RefusedRow, ordered, self_dyad, told
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.parties import Nobody, Parties
from app.ingestion.importers.tables import Deed, plover
from app.ingestion.importers.urls import plain
from graph.model import Party
from graph.ontology import Status

CONFIDENCE: Final = 0.6
COLUMNS: Final = tuple(
    name.casefold()
    for name in (
        "Event ID|Event Date|Event Type|Event Mode|Event Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|"
        "Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|"
        "Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|"
        "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|"
        "Publication Date|Story People|Story Organizations|Story Locations|Language|Version"
    ).split("|")
)
LAYOUT: Final = Layout(
    "POLECAT",
    ("event id", "event date", "event type", "actor name", "actor country", "recipient name", "recipient country"),
    usual=COLUMNS,
)
_STATUS: Final[dict[str, Status]] = {"future": "planned", "hypothetical": "hypothetical"}


def events(parties: Parties, rows: Rows) -> Iterator[Outcome]:
    """What the rows of POLECAT's files say. Raises :class:`app.errors.BadDataSet`."""
    for row in read(rows, (LAYOUT,), "POLECAT"):
        if isinstance(row, RefusedRow):
            yield row
        else:
            yield from _of(parties, row, rows.today)


def _of(parties: Parties, row: Row, today: date) -> Iterator[Outcome]:
    contexts = [context.casefold().replace(" ", "_") for context in row.several("contexts")]
    days = _days(row, today)
    deed = _deed(row["event type"].upper(), row["event mode"].casefold(), contexts)
    if isinstance(days, Nobody):
        yield RefusedRow(row.file, row.line, days.reason, days.detail)
        return
    if isinstance(deed, Nobody):
        yield RefusedRow(row.file, row.line, deed.reason, deed.detail)
        return
    if "historical" in contexts:
        yield RefusedRow(row.file, row.line, "historical", "its contexts name it historical")
        return
    status = next((_STATUS[context] for context in contexts if context in _STATUS), deed.status)
    refusals: list[Nobody] = []
    taken = 0
    lead = ""
    ends = _ends(parties, row, "actor"), _ends(parties, row, "recipient")
    for source, target in _pairs(ends, refusals):
        found = parties.on(source, days[0]), parties.on(target, days[0])
        if self_dyad(*found):
            refusals.append(Nobody("self-dyad", f"{source.actor} and itself"))
            continue
        key = _key(row["event id"], source, deed.relation, target)
        lead = lead or key
        yield _imported(row, key, lead, days, found, deed, status, contexts, rows=0 if taken else 1)
        taken += 1
    for number, refusal in enumerate(refusals):
        yield RefusedRow(row.file, row.line, refusal.reason, refusal.detail, rows=0 if taken or number else 1)


def _imported(
    row: Row, key: str, lead: str, days: tuple[date, date | None], ends: tuple[Party, Party], deed: Deed, status: Status,
    contexts: list[str], rows: int,
) -> Imported:  # fmt: skip
    publisher = plain(row["source"]) or None
    words = [f"PLOVER {deed.plover}", plain(row["event mode"], 40), *(plain(context, 40) for context in contexts)]
    kind = ", ".join(filter(None, words))
    tail = f" ({kind})" + (f"; told by {publisher}" if publisher else "")
    head = f"POLECAT event {plain(row['event id'], 60)}, {days[0]}: "
    text, source, target, trigger = told(head, ends[0], deed.says, ends[1], tail)
    source, target = ordered(source, deed.relation, target)
    return Imported(
        key, lead, days[0], days[0], source, deed.relation, target, status, CONFIDENCE, publisher, None, days[1], text, trigger,
        row.line, rows,
    )  # fmt: skip


def _days(row: Row, today: date) -> tuple[date, date | None] | Nobody:
    if not row["event id"]:
        return Nobody("malformed", "there is no Event ID")
    day, told_on = iso(row["event date"]), iso(row["publication date"])
    ahead = "future" in row["contexts"].casefold() or "hypothetical" in row["contexts"].casefold()
    said = told_on if ahead and told_on is not None else day
    if day is None or said is None or not plausible(said, told_on, today):
        written = f"Event Date {row['event date'][:20]!r}, Publication Date {row['publication date'][:20]!r}"
        return Nobody("impossible-date", written)
    return day, told_on


def _deed(kind: str, mode: str, contexts: list[str]) -> Deed | Nobody:
    """The relation of a type, by its mode and contexts where these tell more."""
    table = plover()
    if (kind, "", "") not in table:
        return Nobody("unknown-code", f"{kind[:30]!r} is no PLOVER type")
    mode = mode.removeprefix(f"{kind.casefold()}-")
    tries = [(kind, mode, context) for context in contexts] + [(kind, mode, "")] if mode else []
    tries += [(kind, "", context) for context in contexts] + [(kind, "", "")]
    return next(table[found] for found in tries if found in table)


def _ends(parties: Parties, row: Row, side: str) -> list[Party | Nobody]:
    """Everybody whom a row names on one side, each once."""
    names, countries = row.several(f"{side} name"), row.several(f"{side} country")
    sectors = row.several(f"primary {side} sector")
    found: list[Party | Nobody] = []
    if not names and not countries:
        raw = plain(row[f"{side} name raw"], 60)
        return [Nobody("no-actor", f"{side}: {raw!r} was not resolved" if raw else f"there is no {side}")]
    bodies = [parties.named(name) for name in names]
    bodies = [body if body is not None and ":" in body.actor else None for body in bodies]
    if len(names) == len(countries):
        for place, (body, code) in enumerate(zip(bodies, countries, strict=True)):
            found.append(body or _state(parties, code, _role(parties, sectors, place, len(countries))))
    else:
        homes = {body.country for body in bodies if body}
        found += [body for body in bodies if body]
        states = [_state(parties, code, _role(parties, sectors, place, len(countries))) for place, code in enumerate(countries)]
        found += [state for state in states if isinstance(state, Nobody) or state.actor not in homes]
        if not found:
            found = [parties.named(name) or _unknown(side, name) for name in names]
    return list(dict.fromkeys(found))


def _unknown(side: str, name: str) -> Nobody:
    return Nobody("unknown-actor", f"{side} {plain(name, 60)!r} is nobody of the register")


def _state(parties: Parties, code: str, role: str | None) -> Party | Nobody:
    state = parties.country(code, role)
    if isinstance(state, Nobody) and len(code) > 3 and (named := parties.named(code)) is not None:
        return Party(named.actor, named.name, None if ":" in named.actor else role, named.country)
    return state


def _role(parties: Parties, sectors: list[str], place: int, count: int) -> str | None:
    if len(sectors) == 1:
        return parties.role(sectors)
    return parties.role([sectors[place]]) if len(sectors) == count else None


def _pairs(ends: tuple[list[Party | Nobody], list[Party | Nobody]], refusals: list[Nobody]) -> Iterator[tuple[Party, Party]]:
    """Every pair of a source and a target; whoever is nobody is added to the refusals."""
    refusals += [end for side in ends for end in side if isinstance(end, Nobody)]
    sources, targets = ([end for end in side if isinstance(end, Party)] for side in ends)
    yield from product(sources, targets)


def _key(event: str, source: Party, relation: str, target: Party) -> str:
    words = "\n".join([event, source.actor, source.role or "", relation, target.actor, target.role or ""])
    return blake2b(words.encode(), digest_size=12).hexdigest()
