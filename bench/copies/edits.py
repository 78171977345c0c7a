"""What papers do to an agency's report: each a function of sentences and dice."""

import random
from collections.abc import Callable, Sequence

Sentences = tuple[str, ...]
Edit = Callable[[Sentences, "Desk", random.Random], Sentences]

_SPELLING = (
    ("defence", "defense"), ("programme", "program"), ("labour", "labor"), ("colour", "color"), ("harbour", "harbor"),
    ("honour", "honor"), ("neighbour", "neighbor"), ("favour", "favor"), ("centre", "center"), ("theatre", "theater"),
    ("organis", "organiz"), ("recognis", "recogniz"), ("criticis", "criticiz"), ("authoris", "authoriz"),
    ("mobilis", "mobiliz"), ("travell", "travel"), ("cancell", "cancel"), ("licence", "license"), ("tonnes", "tons"),
)  # fmt: skip
_QUOTES = str.maketrans({'"': "\u201d", "'": "\u2019"})
_BYLINES = (
    "By our foreign desk and agencies", "{place} — Staff and wire reports", "From our correspondent in {place}",
    "{place} (Agencies)", "Additional reporting by our own staff in {place}",
)  # fmt: skip
_LEADS = (
    "It was another tense day for a region that has known too many of them.",
    "Readers of this newspaper will have followed the affair since it began.",
    "The latest turn came as little surprise to those who watch {place} closely.",
    "What follows may shape the coming weeks, analysts in {place} believe.",
    "This story has been updated with further details as they became available to our newsroom.",
)
_PLACES = ("Vienna", "Nairobi", "Lima", "Manila", "Ottawa", "Dublin", "Dhaka", "Lagos", "Santiago", "Oslo")


class Desk:
    """What an editor has at hand: words to put in and sentences of other reports."""

    def __init__(self, words: Sequence[str], sentences: Sequence[str]) -> None:
        self.words, self.sentences = words, sentences


def words(share: float) -> Edit:
    """So much of all words replaced, deleted or followed by another one, a third each."""

    def edit(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
        return tuple(" ".join(_reworded(sentence.split(), share, desk, dice)) for sentence in text)

    return edit


def _reworded(found: list[str], share: float, desk: Desk, dice: random.Random) -> list[str]:
    made: list[str] = []
    for word in found:
        if dice.random() >= share:
            made.append(word)
            continue
        way = dice.randrange(3)
        made += [[dice.choice(desk.words)], [], [word, dice.choice(desk.words)]][way]
    return made


def rearranged(share: float) -> Edit:
    """So much of the sentences dropped, as many added from elsewhere, and as many moved."""

    def edit(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
        left = list(text)
        for _ in range(_some(len(text), share, dice)):
            if len(left) > 2:
                del left[dice.randrange(len(left))]
        for _ in range(_some(len(text), share, dice)):
            left.insert(dice.randrange(len(left) + 1), dice.choice(desk.sentences))
        for _ in range(_some(len(text), share, dice)):
            left.insert(dice.randrange(len(left)), left.pop(dice.randrange(len(left))))
        return tuple(left)

    return edit


def _some(number: int, share: float, dice: random.Random) -> int:
    whole, rest = divmod(number * share, 1)
    return int(whole) + (dice.random() < rest)


def housed(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
    """A byline and a lead-in of the house's own."""
    place = dice.choice(_PLACES)
    return (dice.choice(_BYLINES).format(place=place) + ".", dice.choice(_LEADS).format(place=place), *text)


def cut(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
    """The first 60 % of the words, as far as whole sentences go."""
    total = sum(len(sentence.split()) for sentence in text)
    kept: list[str] = []
    for sentence in text:
        kept.append(sentence)
        if sum(len(s.split()) for s in kept) >= 0.6 * total:
            break
    return tuple(kept)


def spelt(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
    """British spelling made American, other quotation marks, and an Oxford comma less."""
    made = []
    for sentence in text:
        told = sentence.translate(_QUOTES).replace(", and ", " and ")
        for british, american in _SPELLING:
            told = told.replace(british, american).replace(british.capitalize(), american.capitalize())
        made.append(told)
    return tuple(made)


def both(*edits: Edit) -> Edit:
    """One after the other."""

    def edit(text: Sentences, desk: Desk, dice: random.Random) -> Sentences:
        for each in edits:
            text = each(text, desk, dice)
        return text

    return edit


def kinds(share: float) -> dict[str, Edit]:
    """Every kind of edit, those of degree to this one."""
    return {
        "words": words(share),
        "sentences": rearranged(share),
        "words, sentences": both(words(share / 2), rearranged(share / 2)),
        "byline, lead-in, words": both(words(share), housed),
        "cut to 60 %, words": both(cut, words(share)),
        "cut, lead-in, words": both(cut, words(share), housed),
        "spelling, quotes, words": both(spelt, words(share)),
    }
