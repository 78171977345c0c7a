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
#: Words that no other language has in any number, a sixth of all in English news; at a tenth there is little else.
_OWN = frozenset(
    "the and that with from this these they their which would could said been after has were his its who when there than "
    "about because between against through".split()
)
_OWN_SHARE = 0.1
#: Parts of a text in each of which they have to be that many, words of the shortest, and the share of letters with accents,
#: signs and other scripts in it.
_PARTS, _PART, _OTHER = 5, 25, 0.02
_SAMPLE = 4000
_LOADING = Lock()


def foreign_language(text: str) -> str | None:
    """The code of the language that a text is plainly in, None where it may be English or is too short to tell.

    A short headline full of foreign names still gets some percent of English; a sentence of another language gets less
    than a hundredth.
    """
    sample = text[:_SAMPLE]
    return None if plainly_english(sample) else identified(sample)


def identified(sample: str) -> str | None:
    """As :func:`foreign_language`, by the identifier."""
    letters = [c for c in sample if c.isalpha()]
    if sum(_latin(c) for c in letters) < len(letters) / 2:
        return str(_identifier().classify(sample)[0])
    if len(letters) < ENOUGH:
        return None
    ranked: list[tuple[str, float]] = _identifier().rank(sample)
    english = sum(share for language, share in ranked if language in _ENGLISH)
    return None if english >= _LEAST else ranked[0][0]


def plainly_english(text: str) -> bool:
    """Whether English function words alone say that a text is English, from its beginning to its end: of most news they do,
    thirty times as fast as the identifier, which is asked about all other texts."""
    words = text.lower().split()
    size = len(words) // _PARTS
    if size < _PART or len(text) - len(text.encode("ascii", "ignore")) > _OTHER * len(text):
        return False
    parts = (words[start : start + size] for start in range(0, _PARTS * size, size))
    return all(sum(map(_OWN.__contains__, part)) >= _OWN_SHARE * size for part in parts)


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
