"""Spans of names: the tagger's BIO labels, mended by the tree.

The tagger sees one word at a time and now and then stops inside a name; where the tree binds an adjacent proper noun to
the span by ``flat`` or ``compound``, the span takes it in, and touching spans of one name become one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.language.tokenise import word_set

_PROPER = frozenset(("NNP", "NNPS"))
_PEOPLES = "NORP"  # nationalities and faiths stand alone: never grown
# Words that go before or between names and are no part of them.
TITLES = word_set(
    """administrator admiral ambassador astronaut attorney capt. captain ceo chairman chairwoman chancellor chief coach
    col. colonel commander commissioner congressman congresswoman deputy director dr dr. editor emperor envoy gen.
    general gov. governor judge justice king lady leader lieutenant lord lt. major marshal mayor minister mp mr mr.
    mrs mrs. ms ms. officer pope premier president prime prince princess prof. professor queen rep. representative
    secretary sen. senator sergeant sgt. sir speaker spokesman spokeswoman vice"""
)


@dataclass(slots=True)
class _Span:
    first: int
    last: int
    label: str

    def __contains__(self, word: int) -> bool:
        return self.first <= word <= self.last


def best(scores: NDArray[np.floating], labels: Sequence[str]) -> list[str]:
    """The best BIO tags of n words from their scores [n, labels] (log odds): no I but after its own kind's B or I.

    The best tag of each word by itself, unless that breaks the rule; then the best sequence (Viterbi 1967).
    """
    plain = [labels[n] for n in scores.argmax(axis=1).tolist()]
    if all(tag[0] != "I" or before[1:] == tag[1:] for before, tag in zip(["O", *plain], plain, strict=False)):
        return plain
    allowed = np.array([[tag[0] != "I" or before[1:] == tag[1:] for before in labels] for tag in labels])
    barred = np.where(allowed, 0.0, -np.inf)  # [tag, before]
    total = np.where([tag[0] == "I" for tag in labels], -np.inf, scores[0])
    came: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        ways = barred + total
        came.append(ways.argmax(axis=1))
        total = row + ways.max(axis=1)
    path = [int(total.argmax())]
    for back in reversed(came):
        path.append(int(back[path[-1]]))
    return [labels[n] for n in reversed(path)]


def mend(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], deprels: Sequence[str], tags: Sequence[str]
) -> list[str]:
    """BIO tags after mending; all arguments run over the words of one sentence, ``heads`` 0-based."""
    if all(tag == "O" for tag in tags):
        return list(tags)
    spans = _spans(tags)
    owner: list[_Span | None] = [None] * len(words)
    for span in spans:
        for word in range(span.first, span.last + 1):
            owner[word] = span

    def joins(word: int) -> bool:
        return xpos[word] in _PROPER and owner[word] is None and words[word].lower() not in TITLES

    def grow_right(span: _Span) -> bool:
        last, after = span.last, span.last + 1
        if after >= len(words) or not joins(after):
            return False
        hangs = deprels[after] == "flat" and heads[after] in span
        carries = deprels[last] in ("compound", "flat") and heads[last] == after
        if hangs or carries:
            span.last, owner[after] = after, span
        return hangs or carries

    def grow_left(span: _Span) -> bool:
        first, before = span.first, span.first - 1
        if before < 0 or words[before].endswith(".") or not joins(before):
            return False
        hangs = deprels[before] == "compound" and heads[before] in span
        carries = deprels[first] == "flat" and heads[first] == before
        if hangs or carries:
            span.first, owner[before] = before, span
        return hangs or carries

    def merge_right(span: _Span) -> bool:
        after = span.last + 1
        other = owner[after] if after < len(words) else None
        if other is None or other.label == _PEOPLES:
            return False
        hangs = deprels[after] == "flat" and heads[after] in span
        if not hangs and not (deprels[span.last] == "flat" and heads[span.last] in other):
            return False
        for word in range(other.first, other.last + 1):
            owner[word] = span
        span.last = other.last
        if not hangs:  # the name's head is in the other span: its label counts
            span.label = other.label
        return True

    for span in spans:
        if owner[span.first] is span and span.label != _PEOPLES:  # a span swallowed by a neighbour owns nothing
            while grow_right(span) or grow_left(span) or merge_right(span):
                pass
    out = ["O"] * len(words)
    for word, held in enumerate(owner):
        if held is not None:
            out[word] = ("B-" if word == held.first else "I-") + held.label
    return out


def _spans(tags: Sequence[str]) -> list[_Span]:
    out: list[_Span] = []
    previous = "O"
    for word, tag in enumerate(tags):
        if tag != "O":
            if tag[0] == "I" and previous[2:] == tag[2:]:
                out[-1].last = word
            else:  # an I after nothing, or after a name of another kind, begins a name as well
                out.append(_Span(word, word, tag[2:]))
        previous = tag
    return out
