"""Headlines all in capitals, shown to the network as they would be printed in lower case.

Capitals alone say "acronym" to the network. Words that the treebanks know as common ones are lowered, others keep a
capital first letter, very short unknown ones stay as they are (UN, EU). Only what the network and the lemmas see
changes, never ``Word.text``.
"""

from collections.abc import Callable, Sequence

from graph.language.tokenise import word_set

_FEWEST = 4  # words
# Common words that in headlines are mostly part of a name, or the name of a country.
_KEPT = word_set(
    """affairs army assembly chad china council department east emirates foreign forum general guinea house islands
    jordan kingdom minister ministry nations navy north office pacific president republic security south state
    states turkey union united us west white"""
)


def shouted(words: Sequence[str]) -> bool:
    """Whether nine words in ten, and at least four, are in capitals."""
    letters = [word for word in words if len(word) > 1 and word.isalpha()]
    return len(letters) >= _FEWEST and 10 * sum(map(str.isupper, letters)) >= 9 * len(letters)


def lowered(words: Sequence[str], common: Callable[[str], bool]) -> list[str]:
    """The words of a sentence in capitals as they might be printed otherwise; ``common`` takes lower case."""
    out: list[str] = []
    for index, word in enumerate(words):
        lower = word.lower()
        if not word.isupper() or not word.isalpha() or len(word) == 1 or (lower == "us"):
            out.append(lower if lower in ("a", "'s", "’s", "n't", "n’t") and index else word)
        elif lower not in _KEPT and common(lower):
            out.append(lower if index else word.capitalize())
        else:
            out.append(word if len(word) <= 3 and lower not in _KEPT else word.capitalize())
    return out
