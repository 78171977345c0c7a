"""A headline is a sentence like any other: it is coded as the article's first, unless the text begins with it anyway."""

import re
from collections.abc import Sequence
from itertools import accumulate

_WORD = re.compile(r"\w+")


def headed(title: str | None, text: str) -> str:
    """The text as it is coded: below its title, which is a paragraph of its own, where the text does not repeat it.

    >>> headed("Iran thanks Iraq", "IRAN THANKS IRAQ\\n\\nIt rained.")
    'IRAN THANKS IRAQ\\n\\nIt rained.'
    >>> headed("Iran thanks Iraq", "It rained.")
    'Iran thanks Iraq\\n\\nIt rained.'
    """
    words = _words(title or "")
    if not words or _words(text[: 4 * len(title or "")])[: len(words)] == words:
        return text
    return f"{title}\n\n{text}"


def headline_length(title: str | None, sentences: Sequence[str]) -> int:
    """How many of an article's first sentences are its title; 0 where it has none, or runs on into the text."""
    words = _words(title or "")
    if not words:
        return 0
    # No sentence of a title is without words for long: beyond so many, the lengths can only have passed by.
    lengths = accumulate(len(_words(sentence)) for sentence in sentences[: len(words) + 1])
    for number, length in enumerate(lengths, 1):
        if length >= len(words):
            return number if _words(" ".join(sentences[:number])) == words else 0
    return 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
