"""The label sets of the language model, read off the training sentences, and lemmas as edit scripts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from training.language.treebank import Gold, Token

NAMES = ("O", *(f"{place}-{kind}" for kind in ("PER", "ORG", "LOC", "NORP") for place in "BI"))
UNLABELLED = -100  # torch's index for "no loss here"
_RARE_SCRIPT = 3
_LONGEST_CUT, _LONGEST_SUFFIX = 6, 8


@dataclass(frozen=True, slots=True)
class Labels:
    """The classes of each head, in the order of the network's outputs."""

    upos: list[str]
    xpos: list[str]
    feats: list[str]
    lemma: list[str]
    deprel: list[str]
    name: list[str]

    def sizes(self) -> dict[str, int]:
        """Classes of each head."""
        return {kind: len(labels) for kind, labels in asdict(self).items()}

    def index(self) -> dict[str, dict[str, int]]:
        """The number of each class, by kind."""
        return {kind: {label: n for n, label in enumerate(labels)} for kind, labels in asdict(self).items()}


def number(index: dict[str, dict[str, int]], sentence: Gold) -> dict[str, list[int]]:
    """Class numbers of every word, ``UNLABELLED`` where a label is unknown; ``index`` is that of the Labels."""
    tokens = sentence.tokens

    def all_of(kind: str, labels: Iterable[str | None]) -> list[int]:
        known = index[kind]
        return [UNLABELLED if label is None else known.get(label, UNLABELLED) for label in labels]

    return {
        "upos": all_of("upos", (t.upos for t in tokens)),
        "xpos": all_of("xpos", (t.xpos for t in tokens)),
        "feats": all_of("feats", (t.feats for t in tokens)),
        "lemma": all_of("lemma", (lemma_script(t.form, t.lemma) for t in tokens)),
        "deprel": all_of("deprel", (t.deprel for t in tokens)),
        "name": all_of("name", (t.name if sentence.named else None for t in tokens)),
        "head": [t.head + 1 for t in tokens],
    }


def read_off(sentences: Sequence[Gold]) -> Labels:
    """Labels that occur at least twice (scripts three times), in a fixed order."""
    tokens: list[Token] = [t for s in sentences for t in s.tokens]
    scripts = Counter(script for t in tokens if (script := lemma_script(t.form, t.lemma)) is not None)
    return Labels(
        upos=sorted({t.upos for t in tokens}),
        xpos=sorted({t.xpos for t in tokens}),
        feats=_often(Counter(t.feats for t in tokens), 2),
        lemma=_often(scripts, _RARE_SCRIPT),
        deprel=sorted(_often(Counter(t.deprel for t in tokens), 2)),
        name=list(NAMES),
    )


def _often(counts: Counter[str], least: int) -> list[str]:
    return [label for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= least]


def lemma_script(form: str, lemma: str) -> str | None:
    """``[KL]n|suffix``: keep the case (K) or lower it (L), cut n characters, add the suffix; None where that is far-fetched."""
    kept = lemma != lemma.lower()
    if lemma == "_" or (kept and not form[:1].isupper()):
        return None
    base = form if kept else form.lower()
    same = 0
    while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
        same += 1
    if same == 0 or len(base) - same > _LONGEST_CUT or len(lemma) - same > _LONGEST_SUFFIX:
        return None
    return f"{'K' if kept else 'L'}{len(base) - same}|{lemma[same:]}"
