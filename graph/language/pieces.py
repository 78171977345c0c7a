"""Words to the encoder's sub-word pieces, and the case shape that the uncased encoder cannot see.

The pieces are BERT's uncased WordPiece applied word by word. A tokeniser library gives the same pieces for ordinary
words, but neither the quote folding nor the cap of pieces a word that the weights were trained with; this is that
procedure, nothing more.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from graph.errors import LanguageError

MAX_PIECES_A_WORD = 16  # as in training
_LONGEST_RUN = 100  # a longer run of letters is one unknown piece, as in BERT; also bounds the search below
_CACHE = 1 << 16

# Typography that the vocabulary spells in ASCII.
_FOLD = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'", "´": "'",
        "…": "...", "‑": "-", "−": "-", "\u00a0": " ",
    }
)  # fmt: skip
_RUNS = re.compile(r"[^\W_]+|[^\w\s]|_")  # letters and digits together, each punctuation character alone


def visible(word: str) -> str:
    """The word without soft hyphens, joiners and control characters (unless nothing else is in it)."""
    if word.isascii() and word.isprintable():
        return word
    return "".join(c for c in word if unicodedata.category(c) not in ("Cf", "Cc", "Cs")) or word


def case_shape(word: str) -> int:
    """The case shape of a word, 1 to 11; 0 is kept for the encoder's own first and last piece."""
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper():
            return 3 if len(word) > 1 else 4
        return 2 if word[0].isupper() and word[1:].islower() else 5
    if any(c.isdigit() for c in word):
        return 6
    if any(c.isalpha() for c in word):
        if word.islower():
            return 7
        if word.isupper():
            return 8
        return 9 if word[0].isupper() else 10
    return 11


class WordPieces:
    """Vocabulary lookup: ``of(word)`` gives 1 to 16 piece numbers. Safe to share between threads."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """``vocabulary[i]`` is piece number i. Raises LanguageError when a special piece is missing."""
        self._numbers = {piece: i for i, piece in enumerate(vocabulary)}
        try:
            self.unknown, self.first, self.last = (self._numbers[p] for p in ("[UNK]", "[CLS]", "[SEP]"))
        except KeyError as error:
            raise LanguageError(f"the vocabulary has no piece {error}: fetch the model files again") from None
        self._longest = max(map(len, vocabulary))
        self.of = lru_cache(maxsize=_CACHE)(self._of)
        self.shape = lru_cache(maxsize=_CACHE)(case_shape)

    def number(self, piece: str) -> int:
        """The number of one piece, the unknown one's where there is none."""
        return self._numbers.get(piece, self.unknown)

    def _of(self, word: str) -> tuple[int, ...]:
        out: list[int] = []
        for run in _RUNS.findall(_bare(word)):
            out += self._greedy(run)
            if len(out) >= MAX_PIECES_A_WORD:
                break
        return tuple(out[:MAX_PIECES_A_WORD]) or (self.unknown,)

    def _greedy(self, run: str) -> list[int]:
        """Longest match first; a run with any part unknown is unknown as a whole."""
        if len(run) > _LONGEST_RUN:
            return [self.unknown]
        out: list[int] = []
        start = 0
        while start < len(run):
            for end in range(min(len(run), start + self._longest), start, -1):
                number = self._numbers.get(run[start:end] if start == 0 else "##" + run[start:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            out.append(number)
            start = end
        return out


def _bare(word: str) -> str:
    """Lower case, ASCII typography, no accents."""
    word = word.translate(_FOLD).lower()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
