"""Articles to measure with: news of the lengths that news has, put together from the labelled corpus and the sample, with copies
and with articles that relate nobody to anybody.

Half of the articles have fewer than 350 words. Of a hundred, 15 are the words of an earlier one under another name, 15 an
earlier one as another paper prints it, 10 are about sport or the weather. The same seed gives the same articles.
"""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = ("training/corpus", "app/ingestion/data")
_MEDIAN, _SPREAD, _LONGEST = 350, 0.5, 2_000  # words; the lengths are log-normal
_EXACT, _NEAR, _BARREN = 0.15, 0.15, 0.10
_LATELY = 400  # a copy is of one of so many articles before it
_FIRST = date(2024, 1, 1)
_A_DAY = 300  # articles

_PAPERS = [f"{town} {kind}" for town in ("Harbour", "Evening", "Northern", "City", "Valley") for kind in ("Post", "Courier")]
_BYLINES = ("By our correspondent.", "From agency reports.", "Reporting by our staff.", "This story was updated in the evening.")
_TOWNS = "Ashford Brindle Calder Dunmore Eastwick Farley Granton Holt Ivybridge Kelmore".split()
_SPORT = (
    "{a} beat {b} by {n} to {m} on a wet pitch, with the winner coming late in the second half.",
    "The manager of {a} said his players had trained hard all week and deserved the points.",
    "{b} had most of the ball before the break but could not find a way past a crowded box.",
    "A crowd of {k} saw the home side go top of the table, two points ahead of {b}.",
    "The captain limped off after half an hour and will have a scan on his knee.",
    "{a} play away next Saturday, when the weather is expected to be kinder.",
)
_WEATHER = (
    "Rain will reach {a} by the afternoon, with {n} millimetres expected before midnight.",
    "Temperatures stay near {m} degrees, a little below what is usual for the season.",
    "The roads around {b} were closed for an hour after a tree fell across both lanes.",
    "Fog is likely in the valleys, and drivers are asked to leave more time.",
    "The weekend looks brighter, with long spells of sun between {a} and the coast.",
    "Gardeners near {b} should cover young plants, since a light frost may come before dawn.",
)


def articles(number: int, seed: int = 0, words: int = _MEDIAN) -> Iterator[dict[str, str]]:
    """Records as lines of a file have them; ``words`` is the median of their lengths."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    blocks = _blocks()
    lately: list[dict[str, str]] = []
    for place in range(number):
        chance = dice.random()
        if lately and chance < _EXACT + _NEAR:
            before = dice.choice(lately)
            text = before["text"] if chance < _EXACT else _reprinted(before["text"], dice)
            record = {"title": before["title"], "text": text}
        else:
            length = min(_LONGEST, max(4.0, dice.lognormvariate(0, _SPREAD) * words))
            record = _barren(length, dice) if chance > 1 - _BARREN else _news(length, blocks, dice)
            lately = [*lately[-_LATELY:], record]
        day = _FIRST + timedelta(days=place // _A_DAY)
        yield record | {"publisher": dice.choice(_PAPERS), "date": day.isoformat()}


def write(path: Path, number: int, seed: int = 0, words: int = _MEDIAN) -> Path:
    """The same as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in articles(number, seed, words):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


@cache
def _blocks() -> tuple[tuple[str, ...], ...]:
    """The sentences of every text of the corpus."""
    found: list[tuple[str, ...]] = []
    for folder in _CORPUS:
        for path in sorted((_ROOT / folder).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                sentences = record.get("sentences") or record.get("text", "").replace("\n", " ").split(". ")
                found.append(tuple(sentence.strip().rstrip(".") + "." for sentence in sentences if sentence.strip()))
    return tuple(block for block in found if block)


def _news(length: float, blocks: Sequence[tuple[str, ...]], dice: random.Random) -> dict[str, str]:
    paragraphs: list[str] = []
    words = 0
    while words < length:
        block = dice.choice(blocks)
        start = dice.randrange(len(block))
        paragraph = " ".join(block[start : start + dice.randint(1, 4)])
        paragraphs.append(paragraph)
        words += paragraph.count(" ") + 1
    title = " ".join(paragraphs[0].split()[:9]).rstrip(".,;:")
    return {"title": title, "text": "\n\n".join(paragraphs)}


def _barren(length: float, dice: random.Random) -> dict[str, str]:
    kind = dice.choice((_SPORT, _WEATHER))
    sentences: list[str] = []
    words = 0
    while words < length:
        a, b = dice.sample(_TOWNS, 2)
        sentence = dice.choice(kind).format(a=a, b=b, n=dice.randint(1, 30), m=dice.randint(1, 25), k=dice.randint(900, 40_000))
        sentences.append(sentence)
        words += sentence.count(" ") + 1
    return {"title": f"{'Football' if kind is _SPORT else 'Weather'}: {sentences[0][:60].rstrip()}", "text": " ".join(sentences)}


def _reprinted(text: str, dice: random.Random) -> str:
    """As another paper prints it: a byline, a paragraph less, some words changed."""
    paragraphs = text.split("\n\n")
    if len(paragraphs) > 3:
        del paragraphs[dice.randrange(1, len(paragraphs))]
    words = " ".join(paragraphs).split(" ")
    for _ in range(max(1, len(words) // 30)):
        words[dice.randrange(len(words))] = dice.choice(("also", "later", "there", "again"))
    return f"{dice.choice(_BYLINES)} {' '.join(words)}"
