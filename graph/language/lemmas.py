"""Lemmas: forms seen in the treebanks, then the rules of English inflection, then the tagger's edit script."""

from collections.abc import Collection, Mapping

_VOWEL_E = ("at", "iz", "ag", "as", "os", "us", "ib", "id", "ir", "ur")  # creat-ed, organiz-ed: the stem had an e
_CLEAR_E = ("at", "iz", "is", "ag", "dg", "rg", "ng", "ib", "ur", "ir", "os", "us", "as")
_OPEN_CLASS = frozenset(("VERB", "NOUN", "ADJ", "ADV"))
_CLOSED_CLASS = frozenset(("ADP", "AUX", "CCONJ", "DET", "PART", "SCONJ"))
# Adjectives in -ed have no entry: English-EWT leaves them whole (a "concerned" envoy).
_ENDING = {"VBD": "ed", "VBN": "ed", "VBG": "ing", "JJR": "er", "RBR": "er", "JJS": "est", "RBS": "est"}
_VERBAL = frozenset(("VBD", "VBN", "VBG"))
_APOSTROPHE = str.maketrans("’‘`´“”", "''''\"\"")


def apply_script(form: str, script: str) -> str:
    """An edit script ``[KL]n|suffix``: keep or lower the case, cut n characters, add the suffix; never empty."""
    base = form if script[0] == "K" else form.lower()
    cut, suffix = script[1:].split("|", 1)
    count = int(cut)
    if count > len(base):
        return base
    return (base[: len(base) - count] + suffix) or base


class Lemmatiser:
    """Lemma of a tagged word.

    ``forms`` maps ``form TAB xpos`` to a lemma (forms in lower case except proper nouns), ``seen`` are lemmas of the
    training treebanks, ``lexicon`` other known words.
    """

    def __init__(self, forms: Mapping[str, str], seen: Collection[str], lexicon: Collection[str]) -> None:
        self._forms = forms
        self._seen = frozenset(seen)
        self._lexicon = frozenset(lexicon)
        inflected = (key.split("\t")[0] for key, lemma in forms.items() if key[:1].islower() and lemma[:1].islower())
        self._common = self._seen.union(inflected)

    def common(self, lower: str) -> bool:
        """Whether a word in lower case is, or is inflected from, an ordinary word rather than a name."""
        if lower in self._common:
            return True
        stems = [stem for xpos in ("VBZ", "VBD", "VBG") for stem in _stems(lower, xpos)]
        # The lexicon holds peoples too: Russians is no common word, condemns is.
        return any(s in self._seen or (s in self._lexicon and not s.endswith(("an", "i", "rd"))) for s in stems)

    def of(self, form: str, upos: str, xpos: str, script: str) -> str:
        """The lemma; ``script`` is the tagger's edit script, the last resort."""
        form = form.translate(_APOSTROPHE)
        if upos == "PROPN":
            known = self._forms.get(f"{form}\t{xpos}")
            if known is not None:
                return known
            return apply_script(form, script) if script[0] == "K" else form
        lower = form.lower()
        known = self._forms.get(f"{lower}\t{xpos}")
        if known is not None:
            return known
        if upos == "VERB" and lower not in self._seen:  # an irregular past mistagged as a present
            known = self._forms.get(f"{lower}\tVBD") or self._forms.get(f"{lower}\tVBN")
            if known is not None:
                return known
        if upos in _CLOSED_CLASS:
            return lower
        if upos == "PUNCT":
            return form
        if upos == "NUM" and form[0].isdigit():
            return form.replace(",", "")
        if upos in _OPEN_CLASS and "-" not in lower:
            ruled = self._by_rule(lower, xpos)
            if ruled is not None:
                return ruled
        return apply_script(form, script)

    def _by_rule(self, lower: str, xpos: str) -> str | None:
        stems = _stems(lower, xpos)
        if not stems:
            return None
        known = [s for s in stems if s in self._seen] or [s for s in stems if s in self._lexicon]
        bare = stems[0]
        if len(known) > 1 and xpos in _VERBAL and bare in known and bare + "e" in known:
            return bare + "e" if bare[-1] in "vcuz" or bare.endswith(_VOWEL_E) else known[0]
        if known:
            return known[0]
        silent_e = bare[-1] in "vcuz" or bare.endswith(_CLEAR_E)
        return bare + "e" if xpos in _VERBAL and silent_e and not bare.endswith("ing") else bare


def _stems(word: str, xpos: str) -> list[str]:
    """What an inflected form may come from, the regular case first; empty where it is not inflected."""
    if xpos == "NNS" and word.endswith("men") and len(word) > 5:
        return [word[:-2] + "an"]
    if xpos in ("VBZ", "NNS"):
        return _without_s(word) if word.endswith("s") and len(word) > 1 else []
    ending = _ENDING.get(xpos)
    if ending is None or not word.endswith(ending):
        return []
    stem = word[: -len(ending)]
    if len(stem) < 2:
        return []
    doubled = len(stem) > 2 and stem[-1] == stem[-2]
    if ending in ("er", "est"):
        if stem.endswith("i"):
            return [stem[:-1] + "y"]
        return ([stem[:-1]] if doubled else []) + [stem, stem + "e"]
    if ending == "ed" and word.endswith("ied"):
        return [word[:-3] + "y", word[:-1]]
    stems = [stem, stem + "e"]
    if doubled:  # planned; but passed and called keep both letters
        stems.insert(1 if stem[-1] in "sl" else 0, stem[:-1])
    if ending == "ing" and word.endswith("ying") and len(word) < 7:
        stems.append(word[:-4] + "ie")
    return stems


def _without_s(word: str) -> list[str]:
    if word.endswith("ies") and len(word) > 4:
        return [word[:-3] + "y", word[:-1]]
    if word.endswith(("izes", "yzes")):
        return [word[:-1], word[:-2]]
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return [word[:-2], word[:-1]]
    return [word[:-1], word[:-2]] if word.endswith("es") and len(word) > 2 else [word[:-1]]
