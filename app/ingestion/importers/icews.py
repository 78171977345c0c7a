"""ICEWS: events by CAMEO codes, one a sentence of a story.

Files are parted by tabs below a line of names (ICEWS Coded Event Data, Boschee et al. 2015, Harvard Dataverse
doi:10.7910/DVN/28075, "ICEWS Coded Event Data Read Me", columns Event ID to Longitude). Event IDs are not unique; the key
is made of all that tells one row from another.

**Ends.** The name, where the register knows it as a group or organisation; else the country, in the role that the sectors
tell. **Codes.** Some files have lost the zeros before them; 10 is 010 and 841 is 0841.

**Confidence.** The files have none. It is 0.6, which is ours.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Final

from app.ingestion.importers.dates import iso, plausible
from app.ingestion.importers.headed import Layout, Row, read
from app.ingestion.importers.imported import Imported, Outcome, RefusedRow, ordered, self_dyad, told
from app.ingestion.importers.lines import Rows
from app.ingestion.importers.parties import Nobody, Parties
from app.ingestion.importers.tables import Deed, cameo
from app.ingestion.importers.urls import plain
from graph.model import Party

CONFIDENCE: Final = 0.6
LAYOUT: Final = Layout(
    "ICEWS",
    ("event id", "event date", "source name", "source country", "cameo code", "target name", "target country"),
)
_TELLING: Final = ("event id", "event date", "source name", "target name", "cameo code", "story id", "sentence number")


def events(parties: Parties, rows: Rows) -> Iterator[Outcome]:
    """What the rows of ICEWS's files say. Raises :class:`app.errors.BadDataSet`."""
    for row in read(rows, (LAYOUT,), "ICEWS"):
        if isinstance(row, RefusedRow):
            yield row
            continue
        outcome = _of(parties, row, rows.today)
        yield RefusedRow(row.file, row.line, outcome.reason, outcome.detail) if isinstance(outcome, Nobody) else outcome


def _of(parties: Parties, row: Row, today: date) -> Imported | Nobody:
    if not row["event id"]:
        return Nobody("malformed", "there is no Event ID")
    day = iso(row["event date"])
    if day is None or not plausible(day, None, today):
        return Nobody("impossible-date", f"Event Date is {row['event date'][:20]!r}")
    deed = _deed(row["cameo code"])
    if isinstance(deed, Nobody):
        return deed
    source = _end(parties, row, "source")
    if isinstance(source, Nobody):
        return source
    target = _end(parties, row, "target")
    if isinstance(target, Nobody):
        return target
    source, target = parties.on(source, day), parties.on(target, day)
    if self_dyad(source, target):
        return Nobody("self-dyad", f"{source.actor} and itself")
    publisher = plain(row["publisher"]) or None
    tail = f" (CAMEO {deed.code})" + (f"; told by {publisher}" if publisher else "")
    text, source, target, trigger = told(f"ICEWS event {plain(row['event id'], 40)}, {day}: ", source, deed.says, target, tail)
    source, target = ordered(source, deed.relation, target)
    key = blake2b("\n".join(row[name] for name in _TELLING).encode(), digest_size=12).hexdigest()
    return Imported(
        key, key, day, day, source, deed.relation, target, deed.status, CONFIDENCE, publisher, None, day, text, trigger, row.line
    )


def _deed(code: str) -> Deed | Nobody:
    """The meaning of a code, with the zero before it where that was lost: codes have three or four digits."""
    table = cameo()
    deed = table.get(f"0{code}" if len(code) == 2 else code) or table.get(f"0{code}")
    if deed is None:
        return Nobody("unknown-code", f"{code[:20]!r} is no CAMEO code")
    return deed if deed.relation else Nobody("no-relation", f"{deed.code}: {deed.reason}")


def _end(parties: Parties, row: Row, side: str) -> Party | Nobody:
    name, country = row[f"{side} name"], row[f"{side} country"]
    if not name and not country:
        return Nobody("no-actor", f"there is no {side}")
    body = parties.named(name) if name else None
    if body is not None and ":" in body.actor:
        return body
    state = (parties.named(country) if country else None) or body
    if state is None:
        return Nobody("unknown-actor", f"{side} {plain(name, 60)!r} of {plain(country, 40)!r} is nobody of the register")
    role = None if ":" in state.actor else parties.sector_role(row[f"{side} sectors"])
    return Party(state.actor, state.name, role, state.country)
