"""Whether a text is English. Lenient: only a text that is plainly something else is refused."""

import unicodedata
from functools import cache
from threading import Lock
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: With fewer letters than this, names alone can make a sentence look foreign.
ENOUGH = 40
#: English and its close kin, which the identifier tells apart badly in headlines.
_ENGLISH = frozenset({"en", "sco", "pcm"})
_LEAST = 0.01
_SAMPLE = 4000
_LOADING = Lock()


def foreign_language(text: str) -> str | None:
    """The code of the language that a text is plainly in, None where it may be English or is too short to tell.

    A short headline full of foreign names still gets some percent of English; a sentence of another language gets less
    than a hundredth.
    """
    letters = [c for c in text[:_SAMPLE] if c.isalpha()]
    if sum(_latin(c) for c in letters) < len(letters) / 2:
        return str(_identifier().classify(text[:_SAMPLE])[0])
    if len(letters) < ENOUGH:
        return None
    ranked: list[tuple[str, float]] = _identifier().rank(text[:_SAMPLE])
    english = sum(share for language, share in ranked if language in _ENGLISH)
    return None if english >= _LEAST else ranked[0][0]


def is_english_code(code: str) -> bool:
    """Whether a language tag means English (``en``, ``en-GB``, ``eng``, ``English``)."""
    return code.strip().lower().replace("_", "-").split("-")[0] in {"en", "eng", "english"}


def _latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


@cache
def _loaded() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _identifier() -> Any:
    with _LOADING:  # else each of the first articles that come at once would load one
        return _loaded()
