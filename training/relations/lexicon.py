"""Short training sentences made from phrases.txt: each way of saying a relation, with actors of every kind, abroad and at home."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.coding.pairs import Mention
from graph.model import Span
from training.relations.data import NUMBER, SYMMETRIC, Example, Gold

_FILE = Path(__file__).resolve().parent / "phrases.txt"

ACTORS = (
    "Russia|Turkey|the Peruvian government|Canada|South Sudan|Nigeria|the Mexican president|Swedish officials|the Polish prime minister|"
    "the Indian army|Vietnamese fishermen|the European Union|the United Nations|the African Union|NATO|the supreme court|a regional court|"
    "federal prosecutors|the police|riot police|local police|the opposition leader|the opposition|lawmakers|parliament|the senate|"
    "the ruling party|the governor|the mayor|students|teachers|dock workers|union leaders|villagers|refugees|asylum seekers|"
    "the protesters|demonstrators|gunmen|rebel fighters|the rebels|militants|insurgents|separatists|a militia|a drug cartel|"
    "human rights activists|a journalist|reporters|the central bank|the state oil company|the foreign ministry|the defence minister|"
    "Foreign Minister Pekka Saarinen|President Lucía Benavides|Senator Ruiz|Prime Minister Tariq Anwari|the army|soldiers|naval forces|"
    "the coast guard|the junta|the military government|the church|Catholic bishops|the health ministry|Amnesty International|"
    "aid agencies|the Red Cross|a tribal council|Islamic State fighters|al-Shabaab|Boko Haram|Kenya|Japan|Brazil|Algeria|Egypt|"
    "Bangladesh|Greece|the Bolivian ambassador|a former general|the vice president|border guards|civilians|migrants|the government|"
    "the authorities|the electoral commission|opposition lawmakers|farmers|doctors|truck drivers|indigenous leaders|the World Bank|"
    "the International Monetary Fund|a human rights group|Human Rights Watch|the intelligence service|the interior ministry|"
    "the US military|Israeli troops|Palestinian gunmen|Chinese police|Hamas|Hezbollah|the Taliban|Ukraine|North Korea|Pakistan|"
    "Washington|Beijing|the Kremlin|the White House|the State Department|the Iraqi parliament|Syrian rebels|Kurdish forces|"
    "the Burmese junta|Iran's president|the French foreign minister|the British embassy|UN peacekeepers|the International Criminal Court|"
    "a Saudi prince|a German company|Google|a mining firm|muslim residents|Christian villagers|prison guards|prisoners|inmates|"
    "a court in Lagos|hospital staff|the former president|his supporters|a presidential candidate|Maoist rebels|Tamil separatists|"
    "pirates|the hostages|two hostages|a cabinet minister|the finance minister|the kidnappers|a gang|settlers|monks"
).split("|")
STARTS = (
    "||||On Tuesday, |Officials said that |According to the state news agency, |Last week |Local media reported that |"
    "After days of silence, |In a statement on Friday, a spokesman said |For the second time this year |It emerged that |"
    "In the capital, |Earlier this month, |Witnesses said |Despite appeals for calm, "
).split("|")
ENDS = (
    ".|.|.| on Monday.| on Thursday, officials said.|, the ministry said in a statement.| amid growing tension in the capital.|"
    " last month, witnesses said.| after a vote on Sunday.| as the crisis entered its third week.|"
    " in a move that surprised many observers.|, according to local media.| in the southern province.| late on Saturday.|"
    ", a newspaper reported.| for the first time since the war."
).split("|")
FRAMES = (
    "Residents still talk about {N}|The paper called {N} a turning point|{N} made headlines across the region|"
    "Analysts pointed to {N}|{N} came as no surprise|Nobody expected {N}|Markets fell after {N}|{N} dominated the news"
).split("|")
_SLOT = re.compile(r"\{[AB]\}|\[|\]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of saying a relation."""

    relation: str
    text: str
    noun: bool
    mutual: bool
    planned: bool


def phrases() -> list[Phrase]:
    """The phrase list, in its order."""
    found, relation = [], ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            relation = line[3:].strip()
        elif line and not line.startswith("#"):
            mark = line[0] if line[0] in "~=?" else ""
            found.append(Phrase(relation, line.removeprefix(mark).strip(), mark == "~", mark == "=", mark == "?"))
    return found


def fill(text: str, names: dict[str, str]) -> tuple[str, dict[str, Span], Span | None]:
    """The text with its slots filled, the span of each slot, and the span of what stood in brackets."""
    out, spans, opened, trigger, at = "", {}, 0, None, 0
    for slot in _SLOT.finditer(text):
        out += text[at : slot.start()]
        at = slot.end()
        mark = slot.group()
        if mark == "[":
            opened = len(out)
        elif mark == "]":
            trigger = (opened, len(out))
        else:
            spans[mark[1]] = (len(out), len(out) + len(names[mark[1]]))
            out += names[mark[1]]
    return out + text[at:], spans, trigger


def example_from(phrase: Phrase, rng: random.Random) -> Example:
    """One sentence that says the phrase."""
    first, second = rng.sample(ACTORS, 2)
    if phrase.noun:
        text = rng.choice(FRAMES).replace("{N}", phrase.text) + rng.choice(ENDS[:6])
    else:
        text = rng.choice(STARTS) + phrase.text + rng.choice(ENDS)
    filled, spans, trigger = fill(text, {"A": first, "B": second})
    filled = filled[0].upper() + filled[1:]
    mentions = [Mention(*spans["A"], ()), Mention(*spans["B"], ())]
    relation = NUMBER[phrase.relation]
    accepted = {relation} | ({NUMBER["agrees_with"]} if phrase.planned else set())
    gold = [Gold(relation, frozenset(accepted), 1 if phrase.planned else 0, trigger)]
    found = {(0, 1): gold}
    if relation in SYMMETRIC or phrase.mutual:
        found[1, 0] = gold
    return Example(-1, f"phrase:{phrase.relation}", 0, filled, mentions, gold=found, pairs=[(0, 1), (1, 0)])


def phrase_examples(count: int, seed: int) -> list[Example]:
    """About ``count`` sentences; a relation with many phrases gets more, by the root of their number."""
    if not count:
        return []
    rng = random.Random(seed)  # noqa: S311
    by: dict[str, list[Phrase]] = {}
    for phrase in phrases():
        by.setdefault(phrase.relation, []).append(phrase)
    unit = count / sum(len(some) ** 0.5 for some in by.values())
    return [e for some in by.values() for e in _of(some, round(unit * len(some) ** 0.5), rng)]


def _of(some: list[Phrase], count: int, rng: random.Random) -> Iterator[Example]:
    order: list[Phrase] = []
    while len(order) < count:
        order += rng.sample(some, len(some))
    for phrase in order[:count]:
        yield example_from(phrase, rng)
