"""A coder that costs next to nothing, where what is measured is everything else."""

import re
from collections.abc import Sequence
from datetime import date

from app.bulk.tasks import Recipe
from graph.model import Coding, Edge, Party

_NAMES = {"Russia": "RUS", "Iran": "IRN", "China": "CHN", "France": "FRA", "Turkey": "TUR", "Ukraine": "UKR", "Israel": "ISR"}
_WORD = re.compile("|".join(_NAMES))
_END = re.compile(r"(?<=\.)\s+")


class CheapCoder:
    """Two countries in a sentence meet."""

    def code(self, text: str, day: date | None = None) -> Coding:
        """Codes a text."""
        return self.code_sentences([part for part in _END.split(text) if part], day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Codes sentences as they are."""
        found = (_edge(sentence, number, day) for number, sentence in enumerate(sentences))
        return Coding(tuple(sentences), tuple(edge for edge in found if edge))


def _edge(sentence: str, number: int, day: date | None) -> Edge | None:
    matches = [*_WORD.finditer(sentence)][:2]
    if len(matches) < 2 or matches[0][0] == matches[1][0]:
        return None
    source, target = (Party(_NAMES[m[0]], m[0], None, None, m.span()) for m in matches)
    known = ("day", "article") if day else (None, None)
    span = matches[0].start(), matches[1].end()
    return Edge(source, "meets_with", target, "occurred", number, *span, span, 0.9, "cheap", day, *known)


def cheap(recipe: Recipe) -> CheapCoder:
    """For a recipe."""
    return CheapCoder()
