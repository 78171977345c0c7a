"""Whether what a sentence says happened: occurred, planned, alleged, negated or hypothetical.

The governors of a predicate are read from the inside out: its own negation and auxiliaries, the verb whose infinitive it
is, the clause that reports it, the condition that it hangs on.
"""

from dataclasses import dataclass

from graph.coding.mentions import Reading
from graph.coding.syntax import Tree
from graph.coding.words import words
from graph.ontology import Status, relation_type

_PLAN = words("status", "plan")
_NOT = words("status", "not")
_ASKED = words("status", "asked")
_DOUBT = words("status", "doubt")
_ALLEGE = words("status", "allege")
_SAY = words("status", "say")
_HEDGE = frozenset(["allegedly", "reportedly", "purportedly", "supposedly", "apparently", "ostensibly"])
_IF = frozenset({"if", "unless", "whether", "in case", "should", "lest", "provided", "until"})
_NEVER = frozenset({"without", "instead of", "rather than", "instead"})
_NOUN_PLAN = words("status", "noun_plan")
_NOUN_ASKED = words("status", "noun_asked")
_NOUN_MAY = words("status", "noun_may")
_NOUN_NOT = frozenset(["refusal", "failure", "reluctance", "unwillingness", "inability"])
_ADJ: dict[str, Status] = {
    "planned": "planned", "proposed": "planned", "future": "planned", "upcoming": "planned", "pending": "planned",
    "imminent": "planned", "possible": "hypothetical", "potential": "hypothetical", "hypothetical": "hypothetical",
    "threatened": "hypothetical", "alleged": "alleged", "suspected": "alleged", "reported": "alleged",
    "purported": "alleged", "supposed": "alleged", "likely": "hypothetical",
}  # fmt: skip
_MAX_DEPTH = 8
_RANK: dict[Status, int] = {"occurred": 0, "alleged": 1, "planned": 2, "hypothetical": 3, "negated": 4}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, and whether the predicate only says what another act (a request, a threat) is about."""

    status: Status
    inner: bool = False
    reason: str = ""


def strongest(left: Verdict, right: Verdict) -> Verdict:
    """The verdict that overrides the other: negated over hypothetical over planned over alleged over occurred."""
    best = left if _RANK[left.status] >= _RANK[right.status] else right
    return Verdict(best.status, left.inner or right.inner, best.reason or left.reason or right.reason)


def status_of(reading: Reading, index: int, relation: str, source: str, target: str) -> Verdict:
    """The status of a relation that the word at ``index`` states between two actors."""
    tree = reading.tree
    verdict = Verdict("occurred")
    at, depth = index, 0
    while at >= 0 and depth < _MAX_DEPTH:
        word = tree[at]
        verdict = strongest(verdict, _own(tree, at, noun=word.upos in {"NOUN", "PROPN"} and at == index))
        head = word.head
        if head < 0:
            break
        verdict = strongest(verdict, _governed(reading, at, head, relation, source, target))
        if word.deprel in {"parataxis", "acl:relcl", "appos", "discourse"}:
            break
        if word.deprel == "advcl" and not _IF & set(tree.marks(at)) and tree[at].xpos != "VB":
            # what holds of the main clause (a negation, a plan) does not hold of a circumstance
            break
        if word.deprel == "conj" and tree.kids(at, "nsubj", "nsubj:pass"):
            break
        if word.upos in {"NOUN", "PROPN"} and word.deprel in {"nmod", "nmod:poss", "obl", "nsubj", "nsubj:pass"}:
            break
        at, depth = head, depth + 1
    return verdict


def _own(tree: Tree, at: int, *, noun: bool) -> Verdict:
    verdict = Verdict("occurred")
    for kid in tree.children[at]:
        word = tree[kid]
        lemma = word.lemma.lower()
        if word.deprel in {"advmod", "cc", "cc:preconj", "det"} and lemma in {
            "not",
            "n't",
            "never",
            "no",
            "neither",
            "nor",
            "n’t",
        }:
            if not (lemma in {"no"} and word.deprel == "advmod"):
                verdict = strongest(verdict, Verdict("negated", reason=word.text))
        elif word.deprel in {"aux", "aux:pass"}:
            verdict = strongest(verdict, _auxiliary(tree, at, lemma, word.text))
        elif word.deprel == "advmod" and lemma in _HEDGE:
            verdict = strongest(verdict, Verdict("alleged", reason=word.text))
        elif noun and word.deprel == "amod" and lemma in _ADJ:
            verdict = strongest(verdict, Verdict(_ADJ[lemma], reason=word.text))
        elif word.deprel in {"nsubj", "nsubj:pass"} and (
            lemma in {"nobody", "none", "neither", "nothing"}
            or any(tree[k].lemma.lower() in {"no", "neither"} for k in tree.kids(kid, "det"))
        ):
            verdict = strongest(verdict, Verdict("negated", reason=word.text))
    marks = set(tree.marks(at))
    if marks & _IF:
        verdict = strongest(verdict, Verdict("hypothetical", reason=next(iter(sorted(marks & _IF)))))
    if marks & _NEVER and tree[at].upos in {"VERB", "AUX"}:
        verdict = strongest(verdict, Verdict("negated", reason=next(iter(sorted(marks & _NEVER)))))
    return verdict


def _auxiliary(tree: Tree, at: int, lemma: str, text: str) -> Verdict:
    if lemma in {"will", "shall", "'ll", "’ll", "wo"} and text.lower() not in {"would", "should", "'d", "’d"}:
        return Verdict("planned", reason=text)
    if lemma in {"would", "'d"} or text.lower() in {"would", "'d", "’d"}:
        reported = tree[at].deprel == "ccomp" or any(tree[h].deprel == "ccomp" for h in tree.ancestors(at))
        return Verdict("planned" if reported else "hypothetical", reason=text)
    if lemma in {"could", "may", "might", "should", "must", "ought"} or (lemma == "can" and text.lower() != "can"):
        return Verdict("hypothetical", reason=text)
    if lemma == "can":
        return Verdict("hypothetical", reason=text)
    return Verdict("occurred")


def _governed(reading: Reading, at: int, head: int, relation: str, source: str, target: str) -> Verdict:
    """What the governor of a clause or noun makes of it."""
    tree = reading.tree
    word, lemma = tree[at], tree[head].lemma.lower()
    clause = word.deprel in {"ccomp", "xcomp", "advcl", "csubj", "csubj:pass", "acl"}
    if word.deprel in {"ccomp", "xcomp"} or (word.deprel == "advcl" and word.xpos == "VBG"):
        if lemma in _ALLEGE:
            speakers = {r.actor for s in tree.agents(head) for r in reading.refs(s)}
            if relation_type(relation).sign == "conflict" or speakers - {source}:
                return Verdict("alleged", reason=tree[head].text)
        if lemma in _ASKED and not _speaks_of_past(tree, at, head):
            return Verdict("hypothetical", inner=True, reason=tree[head].text)
        if lemma in _NOT:
            return Verdict("negated", reason=tree[head].text)
        if lemma in _PLAN and word.deprel == "xcomp":
            return Verdict("planned", reason=tree[head].text)
        if lemma in _DOUBT and not tree.passive(head):
            return Verdict("hypothetical", reason=tree[head].text)
        if tree[head].upos == "ADJ" and lemma in {
            "ready",
            "willing",
            "prepared",
            "likely",
            "set",
            "due",
            "determined",
            "eager",
            "keen",
        }:
            return Verdict("planned", reason=tree[head].text)
        if tree[head].upos == "ADJ" and lemma in {"unwilling", "reluctant", "unable", "unlikely"}:
            return Verdict("negated", reason=tree[head].text)
        if lemma in _SAY and word.deprel == "ccomp":
            speakers = {r.actor for s in tree.agents(head) for r in reading.refs(s)}
            if target in speakers and source not in speakers and relation_type(relation).sign == "conflict":
                return Verdict("alleged", reason=f"said by {target}")
        return Verdict("occurred")
    if clause and word.deprel == "advcl" and "to" in tree.marks(at):
        return Verdict("planned", reason="to")
    if clause and word.deprel == "acl" and "to" in tree.marks(at):
        if lemma in _NOUN_PLAN or lemma in {"attempt", "bid", "effort", "offer", "move", "campaign"}:
            return Verdict("planned", reason=tree[head].text)
        if lemma in _NOUN_ASKED:
            return Verdict("hypothetical", inner=True, reason=tree[head].text)
        if lemma in _NOUN_MAY:
            return Verdict("hypothetical", reason=tree[head].text)
        if lemma in _NOUN_NOT:
            return Verdict("negated", reason=tree[head].text)
        return Verdict("planned", reason="to")
    if word.upos in {"NOUN", "PROPN"} and word.deprel in {"obj", "obl", "nmod", "nsubj:pass"}:
        return _noun_governed(tree, at, head, lemma)
    return Verdict("occurred")


def _noun_governed(tree: Tree, at: int, head: int, lemma: str) -> Verdict:
    cases = set(tree.cases(at))
    if lemma in {"deny", "prevent", "avert", "avoid", "stop", "reject", "refuse", "oppose", "abandon"} and tree[at].deprel in {
        "obj",
        "nsubj:pass",
    }:
        if lemma == "deny":
            return Verdict("negated", reason=tree[head].text)
        return Verdict("hypothetical", reason=tree[head].text)
    if lemma in {"threaten", "demand", "propose", "seek", "consider", "urge", "request", "suggest", "contemplate"}:
        return Verdict("hypothetical", inner=True, reason=tree[head].text)
    if lemma == "plan" and tree[at].deprel == "obj":
        return Verdict("planned", reason=tree[head].text)
    if "for" in cases and lemma in {"call", "appeal", "push", "press", "ask", "plea", "demand"}:
        return Verdict("hypothetical", inner=True, reason=tree[head].text)
    if lemma in {"warn", "threat", "warning", "risk", "fear", "possibility", "danger"} and cases & {
        "of",
        "about",
        "against",
    }:
        return Verdict("hypothetical", inner=True, reason=tree[head].text)
    if lemma in {"plan", "preparation"}:
        return Verdict("planned", reason=tree[head].text)
    if cases & _NEVER and tree[at].deprel == "obl":
        return Verdict("negated", reason=next(iter(sorted(cases & _NEVER))))
    return Verdict("occurred")


def _speaks_of_past(tree: Tree, at: int, head: int) -> bool:
    """ "Told", "warned", "insisted" and "suggested" report when a finite clause follows, and ask when an infinitive does."""
    lemma = tree[head].lemma.lower()
    if lemma not in {"tell", "warn", "insist", "suggest", "call", "like", "need", "want", "wish", "push"}:
        return False
    return tree[at].deprel == "ccomp" and tree[at].xpos in {"VBD", "VBZ", "VBP", "VBN"} and "to" not in tree.marks(at)
