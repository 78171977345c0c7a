"""The lemmatiser's tables: counted in the treebank, with what is not in it added by hand."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from training.language.treebank import Gold, lines

MORE = Path(__file__).resolve().parent / "lemmas.tsv"  # form TAB tag TAB lemma; or a lemma alone
TABLE = "lemma.json"
# Tags of inflected forms, whose lemma is kept even where it is the form itself: a rule would change it.
_INFLECTED = frozenset(("NNS", "NNPS", "VBD", "VBN", "VBG", "VBZ", "JJR", "JJS", "RBR", "RBS"))
_SHORTEST = 3


def write(gold: Sequence[Gold], pieces: Sequence[str], folder: Path) -> str:
    """The table for graph.language.lemmas into ``folder``; ``pieces`` is the encoder's vocabulary, full of known words."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seen: set[str] = set()
    for token in (token for sentence in gold for token in sentence.tokens):
        if token.lemma in ("", "_"):
            continue
        proper = token.upos == "PROPN"
        counts[token.form if proper else token.form.lower(), token.xpos][token.lemma] += 1
        if not proper and token.lemma.isalpha() and token.lemma.islower():
            seen.add(token.lemma)
    forms: dict[str, str] = {}
    for (form, tag), lemmas in counts.items():
        lemma, often = lemmas.most_common(1)[0]
        if 2 * often > lemmas.total() and (lemma != form or tag in _INFLECTED):
            forms[f"{form}\t{tag}"] = lemma
    for line in lines(MORE):
        *key, lemma = line.split("\t")
        if key:
            forms["\t".join(key)] = lemma
        elif lemma:
            seen.add(lemma)
    known = {piece for piece in pieces if len(piece) >= _SHORTEST and piece.isascii() and piece.isalpha()}
    table = {"forms": dict(sorted(forms.items())), "seen": sorted(seen), "lexicon": sorted(seen | known)}
    (folder / TABLE).write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return TABLE
