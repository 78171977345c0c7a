"""Short training sentences made from phrases.txt and actors.txt: each way of saying a relation, by actors of every kind."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.coding.pairs import Mention
from graph.model import Span
from training.relations.data import NUMBER, SYMMETRIC, Example, Gold

_FOLDER = Path(__file__).resolve().parent
ACTORS = tuple((_FOLDER / "actors.txt").read_text(encoding="utf-8").split("\n")[:-1])
STARTS = (
    "||||On Tuesday, |Officials said that |According to the state news agency, |Last week |Local media reported that |"
    "After days of silence, |In a statement on Friday, a spokesman said |For the second time this year |It emerged that |"
    "In the capital, |Earlier this month, |Witnesses said |Despite appeals for calm, |According to {C}, |As {C} looked on, |"
    "While {C} kept silent, |{C} said that |PORT NALA - |Meanwhile, "
).split("|")
ENDS = (
    ".|.|.| on Monday.| on Thursday, officials said.|, the ministry said in a statement.| amid growing tension in the capital.|"
    " last month, witnesses said.| after a vote on Sunday.| as the crisis entered its third week.|"
    " in a move that surprised many observers.|, according to local media.| in the southern province.| late on Saturday.|"
    ", a newspaper reported.| for the first time since the war.|, {C} said.|, {C} told reporters.| despite pressure from abroad.|"
    " over the disputed election.| following weeks of talks in the lakeside town.| because of the new law."
).split("|")
BETWEEN = (
    "| on Sunday| on Friday| again|, speaking in the capital,|, citing security,| in the north|, under fire at home,| this week|"
    " also"
).split("|")
FRAMES = (
    "Residents still talk about {N}|The paper called {N} a turning point|{N} made headlines across the region|"
    "Analysts pointed to {N}|{N} came as no surprise|Nobody expected {N}|Markets fell after {N}|{N} dominated the news"
).split("|")
_OPENING = re.compile(r"^\{A\} \[(\w+ed|held|met|sent|shot|made|struck)\b")
_SLOT = re.compile(r"\{[ABC]\}|\[|\]")


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
    for line in (_FOLDER / "phrases.txt").read_text(encoding="utf-8").splitlines():
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
    first, second, third = rng.sample(ACTORS, 3)
    said = phrase.text
    if phrase.noun:
        text = rng.choice(FRAMES).replace("{N}", said) + rng.choice(ENDS[:6])
    else:
        if _OPENING.match(said) and rng.random() < 0.45:
            said = said.replace("{A} ", "{A}" + rng.choice(BETWEEN) + rng.choice([" ", " ", " has ", " had "]), 1)
        start, end = rng.choice(STARTS), rng.choice(ENDS)
        text = start + said + (end.replace("{C}", "officials") if "{C}" in start else end)
    filled, spans, trigger = fill(text, {"A": first, "B": second, "C": third})
    filled = filled[0].upper() + filled[1:]
    mentions = [Mention(*spans["A"], ()), Mention(*spans["B"], ())]
    pairs = [(0, 1), (1, 0)]
    if "C" in spans and rng.random() < 0.5:  # a bystander: marked, and tied to nobody
        mentions.append(Mention(*spans["C"], ()))
        pairs += [(0, 2), (2, 0), (1, 2), (2, 1)]
    relation = NUMBER[phrase.relation]
    accepted = {relation} | ({NUMBER["agrees_with"]} if phrase.planned else set())
    gold = [Gold(relation, frozenset(accepted), 1 if phrase.planned else 0, trigger)]
    found = {(0, 1): gold}
    if relation in SYMMETRIC or phrase.mutual:
        found[1, 0] = gold
    return Example(-1, f"phrase:{phrase.relation}", 0, filled, mentions, gold=found, pairs=pairs)


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
