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
_IF = frozenset({"if", "unless", "whether", "whether or not", "in case", "should", "lest", "provided", "until"})
_SUPPOSING = frozenset({"supposing", "assuming", "providing"})
_EVENT = frozenset({"event", "case", "eventuality"})
#: Words whose clause with "whether" or "if" leaves open what it says, whatever becomes of the asking itself.
_ASK = frozenset({"ask", "wonder", "know", "inquire", "learn", "doubt", "unclear", "uncertain", "unknown", "unsure"})
_NEVER = frozenset({"without", "instead of", "rather than", "instead"})
_NOUN_PLAN = words("status", "noun_plan")
_NOUN_ASKED = words("status", "noun_asked")
_NOUN_MAY = words("status", "noun_may")
_NOUN_NOT = frozenset(["refusal", "failure", "reluctance", "unwillingness", "inability", "denial"])
#: What somebody only says; and the verbs that say it is not so.
_CLAIM = words("status", "claim")
_REFUTE = words("status", "refute")
#: "At no time", "on no occasion", "in no way".
_NO = frozenset({"time", "point", "stage", "moment", "occasion", "way", "circumstance"})
_ONLY = frozenset({"only", "just", "merely", "simply", "alone"})
_ADJ: dict[str, Status] = {
    "planned": "planned", "proposed": "planned", "future": "planned", "upcoming": "planned", "pending": "planned",
    "imminent": "planned", "possible": "hypothetical", "potential": "hypothetical", "hypothetical": "hypothetical",
    "threatened": "hypothetical", "alleged": "alleged", "suspected": "alleged", "reported": "alleged",
    "purported": "alleged", "supposed": "alleged", "likely": "hypothetical",
}  # fmt: skip
_PROMISE = frozenset({"promise", "pledge", "offer", "vow", "propose", "plan"})
#: What no longer is once it collapses or expires; talks that fail were still held.
_LASTING = frozenset({"makes_peace_with", "signs_agreement_with", "allied_with"})
_COLLAPSE = frozenset({"collapse", "fail", "expire", "unravel", "end", "break", "lapse"})
#: Acts of words, which are done on the occasion that was taken for them.
_SAID_AND_DONE = frozenset({"meets_with", "mediates_between", "accuses", "criticises", "supports", "requests"})
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
    if _promised(tree, index, relation):
        verdict = Verdict("planned", reason=tree[index].text)
    if relation_type(relation).sign == "conflict":
        verdict = strongest(verdict, _attributed(reading, index, source, target))
    verdict = strongest(verdict, _contrasted(reading, index, source, target))
    if relation in _LASTING and tree[index].deprel == "nsubj" and tree[tree[index].head].lemma in _COLLAPSE:
        verdict = Verdict("negated", reason=tree[tree[index].head].text)
    at, depth, finite = index, 0, False
    while at >= 0 and depth < _MAX_DEPTH:
        word = tree[at]
        if not finite:  # a finite conjunct does not share the first one's auxiliary
            verdict = strongest(verdict, _own(tree, at, noun=word.upos in {"NOUN", "PROPN"} and at == index))
        finite = word.deprel == "conj" and (word.xpos in {"VBD", "VBZ", "VBP"} or bool(tree.kids(at, "aux")))
        head = word.head
        if head < 0:
            break
        verdict = strongest(verdict, _governed(reading, at, head, relation, source, target))
        if _left_open(tree, at, head):
            break
        if word.deprel in {"parataxis", "acl:relcl", "appos", "discourse"}:
            break
        if word.deprel == "advcl" and (_IF & set(tree.marks(at)) or tree[at].xpos != "VB"):
            # what holds of the main clause (a negation, a plan) does not hold of a condition or a circumstance
            break
        if word.deprel == "conj" and tree.kids(at, "nsubj", "nsubj:pass"):
            break
        if word.upos in {"NOUN", "PROPN"} and word.deprel in {"nmod", "nmod:poss", "obl", "nsubj", "nsubj:pass"}:
            break
        at, depth = head, depth + 1
    return verdict


def _promised(tree: Tree, index: int, relation: str) -> bool:
    """A promise or an offer of a named act is that act, planned."""
    kind = relation_type(relation)
    return tree[index].lemma in _PROMISE and (kind.quad.startswith("material") or relation in {"recognises", "concedes_to"})


def _attributed(reading: Reading, index: int, source: str, target: str) -> Verdict:
    """ "According to Jordan, Syria shelled a Jordanian village": said by the victim alone."""
    tree = reading.tree
    for at in [index, *tree.ancestors(index)]:
        for kid in tree.kids(at, "obl"):
            if "according to" in tree.cases(kid):
                sayers = {r.actor for r in reading.refs(kid)}
                if target in sayers and source not in sayers:
                    return Verdict("alleged", reason=f"according to {target}")
    return Verdict("occurred")


def _contrasted(reading: Reading, index: int, source: str, target: str) -> Verdict:
    """ "Sudan, not Egypt, attacked Ethiopia": the act is denied of whom "not" singles out."""
    tree = reading.tree
    clause = tree.clause(index)
    for word in tree.words:
        if word.upos not in {"PROPN", "NOUN"} or word.deprel not in {"conj", "appos"} or word.index == index:
            continue
        kids = {tree[k].lemma.lower() for k in tree.kids(word.index, "advmod", "cc")}
        denied = "not" in kids and not kids & _ONLY and tree.clause(word.index) == clause
        if denied and {source, target} & {r.actor for r in reading.own(word.index)}:
            return Verdict("negated", reason=f"not {word.text}")
    return Verdict("occurred")


def _left_open(tree: Tree, at: int, head: int) -> bool:
    """Whether a clause is a question that its governor asks: "nobody knows if", "wants to know whether"."""
    return (
        tree[at].deprel in {"ccomp", "xcomp", "advcl", "csubj"}
        and tree[head].lemma.lower() in _ASK
        and bool({"whether", "whether or not", "if"} & set(tree.marks(at)))
    )


def _fronted(tree: Tree, at: int) -> str:
    """The negation that a clause opens with ("not once", "at no time", "rather than"), or nothing."""
    for kid in tree.kids(at, "advmod", "cc", "obl", "mark"):
        below = {tree[k].lemma.lower() for k in tree.children[kid]}
        phrase = " ".join([tree[kid].text, *(tree[k].text for k in tree.kids(kid, "fixed"))]).lower()
        if phrase in _NEVER and phrase != "instead" and tree[at].upos in {"VERB", "AUX"}:
            return phrase
        if (
            (tree[kid].lemma.lower() == "once" and "not" in below)
            or phrase == "nowhere"
            or (tree[kid].lemma.lower() in _NO and "no" in below)
        ):
            return phrase
    return ""


def _own(tree: Tree, at: int, *, noun: bool) -> Verdict:
    verdict = Verdict("occurred")
    subjects = tree.kids(at, "nsubj", "nsubj:pass")
    for kid in tree.kids(at, "aux"):
        if tree[kid].text == "Had" and subjects and kid < subjects[0]:
            verdict = Verdict("hypothetical", reason="Had")
    for subject in subjects:
        if any(tree[k].lemma.lower() == "neither" for k in tree.kids(subject, "cc:preconj", "cc", "det")):
            verdict = strongest(verdict, Verdict("negated", reason="neither"))
    if fronted := _fronted(tree, at):
        verdict = strongest(verdict, Verdict("negated", reason=fronted))
    open_ended = any(tree[k].upos == "AUX" for aux in tree.kids(at, "aux") for k in tree.kids(aux, "conj"))  # "may or may not"
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
            if not (lemma in {"no"} and word.deprel == "advmod") and not open_ended:
                verdict = strongest(verdict, Verdict("negated", reason=word.text))
        elif word.deprel in {"aux", "aux:pass"}:
            verdict = strongest(verdict, _auxiliary(tree, at, lemma, word.text))
        elif word.deprel == "advmod" and lemma in {"perhaps", "maybe", "possibly", "probably"}:
            verdict = strongest(verdict, Verdict("hypothetical", reason=word.text))
        elif (
            word.deprel == "advmod"
            and lemma in {"longer", "long"}
            and any(tree[k].lemma.lower() == "no" for k in tree.children[kid])
        ):
            verdict = strongest(verdict, Verdict("negated", reason="no longer"))
        elif word.deprel == "advmod" and lemma in _HEDGE:
            verdict = strongest(verdict, Verdict("alleged", reason=word.text))
        elif word.deprel == "advcl" and word.text.lower() in _SUPPOSING and not tree.kids(kid, "ccomp", "mark", "case", "obj"):
            verdict = strongest(verdict, Verdict("hypothetical", reason=word.text))
        elif noun and word.deprel == "amod" and (lemma in _ADJ or word.text.lower() in _ADJ):
            verdict = strongest(verdict, Verdict(_ADJ.get(lemma) or _ADJ[word.text.lower()], reason=word.text))
        elif word.deprel in {"nsubj", "nsubj:pass"} and (
            lemma in {"nobody", "none", "neither", "nothing"}
            or any(tree[k].lemma.lower() in {"no", "neither"} for k in tree.kids(kid, "det"))
        ):
            verdict = strongest(verdict, Verdict("negated", reason=word.text))
    marks = set(tree.marks(at))
    if "to" in marks and any(tree[k].lemma == "be" for k in tree.kids(at, "cop", "aux")):
        verdict = strongest(verdict, Verdict("planned", reason="is to"))
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
    if clause and tree[head].upos == "ADJ" and lemma in {"possible", "likely", "conceivable"}:
        return Verdict("hypothetical", reason=tree[head].text)
    if word.deprel in {"ccomp", "xcomp"} or (word.deprel == "advcl" and word.xpos == "VBG"):
        if _left_open(tree, at, head):
            return Verdict("hypothetical", reason="whether")
        if lemma in {"vote", "decide", "rule"} and "against" in tree.marks(at):
            return Verdict("negated", reason="against")
        if lemma == "have" and "yet" in {tree[k].lemma.lower() for k in tree.kids(head, "advmod")} and "to" in tree.marks(at):
            return Verdict("negated", reason="yet")
        if lemma in _ALLEGE and not (lemma in _ASKED and word.xpos == "VB"):  # "insisted that Chile leave" asks
            speakers = {r.actor for s in tree.agents(head) for r in reading.refs(s)}
            if relation_type(relation).sign == "conflict" or speakers - {source} or lemma in {"accuse", "suspect", "blame"}:
                return Verdict("alleged", reason=tree[head].text)
        if tree.passive(head) and lemma in {
            "say",
            "report",
            "believe",
            "think",
            "rumour",
            "rumor",
            "suspect",
            "allege",
            "understand",
        }:
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
    if clause and word.deprel == "advcl" and "to" in tree.marks(at) and lemma in _ASKED:
        return Verdict("hypothetical", inner=True, reason=tree[head].text)
    if clause and word.deprel == "advcl" and "to" in tree.marks(at):
        # who flew in to confer conferred; who went to court to accuse has accused
        done = relation in _SAID_AND_DONE and tree[head].xpos in {"VBD", "VBN", "VBZ", "VBP"}
        return Verdict("occurred") if done else Verdict("planned", reason="to")
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
    if clause and word.deprel == "acl" and "that" in tree.marks(at):
        return _noun_says(tree, at, head, lemma)
    if word.upos in {"NOUN", "PROPN"} and word.deprel in {"obj", "obl", "nmod", "nsubj:pass"}:
        return _noun_governed(tree, at, head, lemma)
    return Verdict("occurred")


def _noun_says(tree: Tree, at: int, head: int, lemma: str) -> Verdict:
    """What a noun makes of the clause that says what it is: a denial that, a chance that, claims that."""
    if lemma in _NOUN_NOT:
        return Verdict("negated", reason=tree[head].text)
    if lemma in _NOUN_MAY:
        return Verdict("hypothetical", reason=tree[head].text)
    if lemma in _NOUN_ASKED and tree[at].xpos == "VB" and not tree.kids(at, "aux"):
        return Verdict("hypothetical", inner=True, reason=tree[head].text)
    if _claims(tree, head):
        return Verdict("alleged", reason=tree[head].text)
    return Verdict("occurred")


def _claims(tree: Tree, at: int) -> bool:
    """Whether a noun only claims what follows it; one report is a source, reports are hearsay."""
    lemma = tree[at].lemma.lower()
    return lemma in _CLAIM and (lemma != "report" or tree[at].xpos == "NNS")


def _refuted(tree: Tree, at: int, head: int) -> bool:
    """Whether a verb says of the claim that is its object that it is not so."""
    # in "rejected as false a report" the object has no preposition, whatever the parser calls it
    is_object = tree[at].deprel in {"obj", "nsubj:pass"} or (tree[at].deprel == "obl" and not tree.cases(at))
    return is_object and tree[head].lemma.lower() in _REFUTE and tree[at].lemma.lower() in _CLAIM


def _noun_governed(tree: Tree, at: int, head: int, lemma: str) -> Verdict:
    cases = set(tree.cases(at))
    if _refuted(tree, at, head):
        return Verdict("negated", reason=tree[head].text)
    if tree[at].deprel == "nmod" and "of" in cases and _claims(tree, head):  # "rejected reports of an attack"
        refuted = tree[head].head >= 0 and _refuted(tree, head, tree[head].head)
        return Verdict("negated" if refuted else "alleged", reason=tree[head].text)
    if lemma in _EVENT and "of" in cases and "in" in tree.cases(head):
        return Verdict("hypothetical", reason=f"in the {tree[head].text} of")
    if lemma in {"deny", "prevent", "avert", "avoid", "stop", "reject", "refuse", "oppose", "abandon", "block", "veto"} and tree[
        at
    ].deprel in {
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
    finite = tree[at].xpos in {"VBD", "VBZ", "VBP", "VBN"} or (bool(tree.kids(at, "aux")) and lemma != "warn")
    return tree[at].deprel == "ccomp" and finite and "to" not in tree.marks(at)
