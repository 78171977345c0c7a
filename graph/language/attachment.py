"""Attachments that the network gets wrong now and then: titles before names, "stopped short of", "at the request of".

In "Malta closed its ports to ships headed for Tripoli at the request of Italy" it hangs the request on "headed". Nobody
is headed, based or bound somewhere at a request: what was asked for is the act of the clause.
"""

from collections.abc import Sequence

from graph.language.tokenise import word_set

_ASKING = word_set("request behest urging invitation insistence instigation bidding")
# Participles that tell where something is or goes, and no act that somebody could ask for.
_WHEREABOUTS = word_set("arrive base bind come fly go head land live locate moor pass return situate station travel work")
_SUBJECTS = frozenset(("nsubj", "nsubj:pass"))
_NOMINAL = frozenset(("NOUN", "PROPN"))
_UPWARD = frozenset(("obj", "obl", "iobj", "nmod", "conj", "compound", "appos"))


def titled(upos: Sequence[str], heads: list[int], deprels: list[str], names: Sequence[str]) -> None:
    """A word that stands right before a person's name as a second subject is that person's title, changed in place.

    "The spokeswoman Olena Hrytsak spoke" has one subject; the network now and then gives it two.
    """
    for word in range(len(heads) - 1):
        name = word + 1
        same = heads[name] == heads[word] >= 0 and deprels[name] == deprels[word] in _SUBJECTS
        if same and names[name] == "B-PER" and upos[word] in _NOMINAL:
            heads[word], deprels[word] = name, "nmod:desc"


def reattach(lemmas: Sequence[str], upos: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> list[int]:
    """Heads with every such phrase moved up to its verb, an ancestor, so that the tree stays one."""
    out = list(heads)
    for word, lemma in enumerate(lemmas):
        participle = heads[word]
        if participle >= 0 and lemmas[participle] == "short" and deprels[participle] == "advmod" and upos[word] == "VERB":
            out[word] = heads[participle]  # "stopped short of attacking": the act belongs to the verb
            continue
        if (
            lemma not in _ASKING
            or deprels[word] != "obl"
            or participle < 0
            or deprels[participle] != "acl"
            or lemmas[participle] not in _WHEREABOUTS
            or not any(lemmas[k] == "at" and heads[k] == word and deprels[k] == "case" for k in range(participle, word))
        ):
            continue
        noun = heads[participle]
        while noun >= 0 and deprels[noun] in _UPWARD and upos[noun] != "VERB":
            noun = heads[noun]
        # A subject's participle comes before its verb: "ships bound for Tripoli at the request of Italy sank".
        if 0 <= noun < participle and upos[noun] == "VERB":
            out[word] = noun
    return out
