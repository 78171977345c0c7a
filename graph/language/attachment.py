"""One attachment that the network gets wrong again and again: who was asked, in "at the request of".

In "Malta closed its ports to ships headed for Tripoli at the request of Italy" it hangs the request on "headed". Nobody
is headed, based or bound somewhere at a request: what was asked for is the act of the clause.
"""

from collections.abc import Sequence

from graph.language.tokenise import word_set

_ASKING = word_set("request behest urging invitation insistence instigation bidding")
# Participles that tell where something is or goes, and no act that somebody could ask for.
_WHEREABOUTS = word_set("arrive base bind come fly go head land live locate moor pass return situate station travel work")
_UPWARD = frozenset(("obj", "obl", "iobj", "nmod", "conj", "compound", "appos"))


def reattach(lemmas: Sequence[str], upos: Sequence[str], heads: Sequence[int], deprels: Sequence[str]) -> list[int]:
    """Heads with every such phrase moved up to the clause's verb, an ancestor, so that the tree stays one."""
    out = list(heads)
    for word, lemma in enumerate(lemmas):
        participle = heads[word]
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
