"""Reports from our own labelled news and the sample, and what only looks like copies of them."""

import json
import random
import re
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from bench.copies.edits import Desk, Sentences

_ROOT = Path(__file__).resolve().parents[2]
#: Ours, and of several sentences; the others are single ones, or others' text.
_LONG = ("mixed_a", "threads_a", "threads_b", "wire_a", "wire_b", "wire_c", "wire_e", "wire_f", *(f"set{n}" for n in range(1, 7)))
_SHORT = ("briefs_a", "briefs_b", "wire_d")
_JOINED = 7  # short items that make a report


def reports() -> list[Sentences]:
    """Different reports, of 60 to 400 words; no sentence is in two of them."""
    sample = [json.loads(line) for line in (_ROOT / "app/ingestion/data/sample.jsonl").read_text(encoding="utf-8").splitlines()]
    retold = {record["id"].removeprefix("sample-") for record in sample}
    found = [text for name in _LONG for text in _corpus(name, retold)]
    short = [text for name in _SHORT for text in _corpus(name)]
    found += [sum(short[at : at + _JOINED], ()) for at in range(0, len(short) - _JOINED, _JOINED)]
    return found + [tuple(re.split(r"(?<=[.]) ", record["text"].replace("\n\n", " "))) for record in sample]


def flashes() -> list[Sentences]:
    """Different notices of one sentence or two, some 25 words each."""
    return [text for name in _SHORT for text in _corpus(name)]


def desk(texts: Sequence[Sentences]) -> Desk:
    """A desk whose words and sentences are those of all texts, as often as they are there."""
    sentences = [sentence for text in texts for sentence in text]
    return Desk([word for sentence in sentences for word in sentence.split()], sentences)


def _corpus(name: str, without: Container[str] = ()) -> Iterator[Sentences]:
    lines = (_ROOT / f"training/corpus/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    records = (json.loads(line) for line in lines)
    return (tuple(record["sentences"]) for record in records if record["id"] not in without)


def follow_ups(new: Sequence[Sentences], old: Sequence[Sentences], dice: random.Random) -> Iterator[Sentences]:
    """New reports that end with the background of an old one: its last two paragraphs (of two sentences where it has them),
    never more than half of it."""
    for text in new:
        earlier = dice.choice(old)
        yield (*text, *earlier[-min(4, len(earlier) // 2) :])


def quoting(new: Sequence[Sentences], dice: random.Random) -> Iterator[Sentences]:
    """Two reports each of their own about one speech, with the same two sentences quoted from it."""
    for one, other, speech in zip(*[iter(new)] * 3, strict=False):
        quoted = speech[:2]
        for text in (one, other):
            at = dice.randrange(1, len(text))
            yield (*text[:at], *quoted, *text[at:])


_OPENING = (
    "The following is a digest of reports carried today by news agencies and state broadcasters in the region, compiled by our "
    "monitoring desk; it has not been verified independently and does not reflect the views of this newspaper or its staff."
)
_FOOTERS = (
    "Reporting by our bureaus abroad; editing by the night desk. Our standards: the principles of trust and independence by "
    "which this agency has worked since it was founded. All rights reserved; no part of this report may be published, broadcast, "
    "rewritten or redistributed without prior written permission of the agency.",
    "Subscribe to our morning newsletter for the stories that matter, chosen by our editors and delivered before breakfast. "
    "Follow us on social media, download the application for your telephone, and tell us what you think at the address below.",
)


def boilerplate(new: Sequence[Sentences], dice: random.Random) -> Iterator[Sentences]:
    """Different reports between the same opening and the same footer, or with one of the two."""
    for text in new:
        shape = dice.randrange(3)
        yield ((_OPENING,) if shape != 1 else ()) + text + ((dice.choice(_FOOTERS),) if shape else ())


_WAYS = {
    "direction": ("rose", "fell", "gained", "slipped", "jumped", "eased", "climbed", "dropped", "edged up", "edged down"),
    "reason": (
        "a strike closed two terminals in Nigeria", "stocks in the United States grew more than had been forecast",
        "the producers' club put off its meeting", "a storm shut platforms in the Gulf of Mexico",
        "China's factories bought less than a year before", "talks on Iran's exports broke off without a date",
        "Libyan fields came back after a month", "traders feared for shipping in the Strait of Hormuz",
        "the dollar strengthened against most currencies", "a pipeline through Iraqi Kurdistan was repaired",
    ),
    "voice": (
        "a broker in London", "an analyst at a bank in Singapore", "the ministry in Riyadh", "a trader in Geneva",
        "the exchange's own bulletin", "a refiner in Rotterdam", "an official of the producers' club", "a fund in New York",
    ),
    "outlook": (
        "looked for more of the same until the month is out", "warned that the market had run ahead of itself",
        "saw little to hold prices where they are", "said buyers were waiting for the inventories due on Wednesday",
        "expected a quiet week", "spoke of nerves rather than want of supply",
    ),
    "place": ("Aden", "Goma", "Idlib", "Marib", "Kunduz", "Sirte", "Donetsk", "Mekelle", "Bunia", "Hodeida"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}  # fmt: skip
_TEMPLATES = (
    (
        "Oil prices {direction} on {day} as {reason}.",
        "Brent crude futures were at ${a}.{b} a barrel by {c} GMT, against ${d}.{e} at the close of the day before, while West "
        "Texas Intermediate traded at ${f}.{g}.",
        "{voice} {outlook}.",
        "Prices have {direction2} by {h} percent since {day2}, when {reason2}.",
    ),
    (
        "At least {h} people were killed and {i} wounded in fighting near {place} on {day}, health officials said.",
        "The toll brings the number of dead in the province this month to {a}{b}, according to a count kept by the agency.",
        "Government forces and rebels accused each other of breaking the truce; shells fell on {place2} for {g} hours, a "
        "resident said.",
        "Aid convoys with {d} trucks waited at {place3}.",
    ),
    (
        "The central bank sold ${a}{b} million on {day} to steady the currency, which closed at {c} to the dollar after {d}{e} "
        "the day before.",
        "It has spent ${f}.{g} billion since the beginning of the year, as {reason}.",
        "{voice} {outlook}.",
        "Reserves stood at ${h}.{i} billion at the end of last week, the bank said on its site.",
    ),
)


def weekly(number: int, dice: random.Random) -> Iterator[Sentences]:
    """Reports made to a pattern, week after week: the same phrases, other figures, days, reasons and voices."""
    for place in range(number):
        facts = {letter: str(dice.randrange(2, 99)) for letter in "abdefghi"} | {"c": str(dice.randrange(600, 2300))}
        for name, ways in _WAYS.items():
            picked = dice.sample(ways, min(3, len(ways)))
            facts |= {f"{name}{nth or ''}": way for nth, way in zip(("", 2, 3), picked, strict=False)}
        yield tuple(_upper(sentence.format(**facts)) for sentence in _TEMPLATES[place % len(_TEMPLATES)])


def _upper(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
