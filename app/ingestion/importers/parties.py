"""Who the ends of an event are: actors of the register with the role in which they act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.ingestion.importers.imported import Reason
from app.ingestion.importers.tables import cameo_actors, roles, states
from app.ingestion.importers.urls import plain
from graph.actors import Register
from graph.actors.dates import first_day
from graph.model import Party

_NAMES_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Nobody:
    """An end that is no actor of the register: the reason, and the codes or names that it was given by."""

    reason: Reason
    detail: str


class Parties:
    """Codes and names of the data sets, looked up in a register. What was found once is remembered.

    An organisation that was dissolved stands for the one that followed it from that day on (the Organisation of African
    Unity for the African Union). Codes of regions are no actors.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._country = cameo_actors("country")
        self._group = cameo_actors("group")
        self._region = cameo_actors("region")
        self._roles = roles("code")
        self._sectors = roles("sector")
        self._later: dict[str, tuple[date, Party]] = {}
        for former, latter in (("IGO:OAU", "IGO:AU"), ("IGO:EURASEC", "IGO:EAEU")):
            until = register.actor(former).dissolved
            self._later[former] = (first_day(until), self._party(latter, None))
        self._cameo: dict[tuple[str, ...], Party | Nobody] = {}
        self.named = lru_cache(_NAMES_KEPT)(self._named)

    def cameo(self, country: str, group: str, types: tuple[str, ...]) -> Party | Nobody:
        """The actor of CAMEO's codes: three letters of a country, those of a known group, types that give the role (CAMEO
        codebook 1.1b3, chapter 3). A group of the register goes before the country that it is of."""
        key = (country, group, *types)
        found = self._cameo.get(key)
        if found is None:
            found = self._cameo[key] = self._of_codes(country, group, types)
        return found

    def cow(self, code: str, year: int) -> Party | Nobody:
        """The actor of a state code of the Correlates of War, a number or three letters, in a year."""
        known = states().get(code.strip().upper().split(".")[0])
        if known is None:
            return Nobody("unknown-actor", f"{code!r} is no state code of the Correlates of War")
        state = next((state for state in known if state.since <= year <= state.until), None)
        if state is None:
            return Nobody("out-of-time", f"{known[0].abbreviation} ({known[0].code}) was no state in {year}")
        if not state.actor:
            return Nobody("unknown-actor", state.note)
        return self._party(state.actor, None)

    def country(self, code: str, role: str | None) -> Party | Nobody:
        """The country of an ISO 3166-1 alpha-3 code, or of a code of CAMEO where that has another."""
        code = code.strip().upper()
        actor = self._country.get(code, code)
        if actor.startswith("!"):
            return Nobody("unknown-actor", actor[1:])
        if code in self._region:
            return Nobody("region", f"{code} is {self._region[code][1:]}")
        known = self._register.actors.get(actor)
        if known is None or known.kind != "country":
            return Nobody("unknown-actor", f"{code!r} is no country of the register")
        return self._party(actor, role)

    def _named(self, name: str) -> Party | None:
        """The actor of a name, a country without a role; None where the register has none."""
        found = self._register.find(name)
        return None if found is None else self._party(found.id, None)

    def on(self, party: Party, day: date) -> Party:
        """The party on a day: the one that followed, where it was gone by then."""
        later = self._later.get(party.actor)
        return later[1] if later is not None and day >= later[0] else party

    def role(self, types: Sequence[str]) -> str | None:
        """The role of the first of CAMEO's or PLOVER's types that tells one."""
        return next((self._roles[code] for code in types if code in self._roles), None)

    def sector_role(self, sectors: str) -> str | None:
        """The role of ICEWS sectors, parted by commas: that of the most telling one."""
        given = {sector.strip().casefold() for sector in sectors.split(",")}
        return next((role for sector, role in self._sectors.items() if sector.casefold() in given), None)

    def _of_codes(self, country: str, group: str, types: tuple[str, ...]) -> Party | Nobody:
        if actor := self._group.get(group):
            return self._party(actor, self.role(types) if ":" not in actor else None)
        if country:
            return self.country(country, self.role(types))
        for code in types:
            if actor := self._group.get(code):
                return self._party(actor, None)
        if group:
            return Nobody("unknown-actor", f"group {group!r} is nobody of the register")
        return Nobody("no-actor", f"only a type: {plain('-'.join(filter(None, types)), 60)}" if any(types) else "no code at all")

    def _party(self, actor: str, role: str | None) -> Party:
        known = self._register.actor(actor)
        return Party(known.id, known.name, role, None if known.kind == "country" else known.country)
