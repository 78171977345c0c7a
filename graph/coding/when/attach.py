"""Which of a sentence's time expressions dates a deed: the one that hangs nearest on its word in the tree.

A time inside another clause belongs to that clause: in "X said on Tuesday that Y bombed Z on Sunday" Tuesday dates the
saying. Where a deed has no time of its own, it takes that of its governor only where the two are one event: "launched
airstrikes on Sunday", "began to withdraw in May", "struck A and shelled B on Friday".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.coding.predicates import lexicon
from graph.coding.syntax import Tree
from graph.coding.when.expressions import Expression, expressions
from graph.coding.when.meanings import Meaning, narrowed, resolve
from graph.coding.words import words
from graph.interval import Interval

#: Nouns that hold a time and are none themselves: "the end of last year", "the night of 13 June".
_PARTS = words("when", "parts")
#: What leads into times that bound or measure a deed, and do not date it.
_BOUNDS = frozenset(
    """until till by before after than like ahead prior following to towards toward about against despite without below
above""".split()
)
#: "Scheduled for Sunday" dates what is scheduled.
_SET = words("when", "set")
#: Verbs whose time is their object's or subject's as well: they carry the deed out, or are what it does.
_CARRY = (words("nominals", "support") | words("when", "carry")) - words("when", "apart")
#: Verbs whose time is that of the infinitive that they lead into.
_BEGIN = words("when", "begin")
_LIGHT = words("when", "light")
_SPEECH = words("discourse", "speech") | words("when", "apart")
#: "At a meeting on Monday" dates whatever was done there.
_OCCASION = words("when", "occasion")
_DURING = frozenset({"in", "at", "during"})
_INSIDE = frozenset({"in", "during", "at", "through", "amid", "by", "with", "as part of", "in the course of"})
_ARGUMENT = frozenset({"obj", "nsubj", "nsubj:pass", "obl:unmarked"})
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class _Time:
    """A time, the word that it hangs on (``at``), and where it stands; ``due`` where something is set for it."""

    at: int
    place: int
    meaning: Meaning
    due: bool = False


def event_day(tree: Tree, trigger: int, day: date | None, *, ahead: bool = False) -> Interval | None:
    """When the deed that the word ``trigger`` states happened, as the sentence tells it; None where it does not.

    ``day`` is the day of the text, from which "on Sunday" counts; without it only absolute dates are understood.
    ``ahead`` says that the deed is planned: "on Sunday" is then the next one. The result never begins after ``day``
    unless ``ahead``. Raises nothing.
    """
    found = expressions(tree)
    if not found:
        return None
    times = [time for expression in found if (time := _hung(tree, expression)) is not None]
    for level in _levels(tree, trigger, _settled(tree, times)):
        by_fineness = sorted((time for time in level if ahead or not time.due), key=lambda time: (time.meaning.fine, time.place))
        for time in by_fineness:
            coarser = [other.meaning for other in by_fineness if other.meaning.fine > time.meaning.fine]
            if (interval := resolve(narrowed(time.meaning, coarser), day, ahead=ahead)) is not None:
                return interval
    return None


# -- what a time hangs on ----------------------------------------------------------------------------------------------


def _hung(tree: Tree, expression: Expression) -> _Time | None:
    """A time with its governor; None where it bounds the deed, or hangs on nothing."""
    span = range(expression.first, expression.last + 1)
    at = next(k for k in span if tree[k].head not in span)
    if expression.first and tree[expression.first - 1].text.lower() in _BOUNDS:
        return None
    while True:
        if _BOUNDS & {word for case in tree.cases(at) for word in case.split()[:1]}:
            return None
        word = tree[at]
        if word.head < 0:
            return None
        if "for" in tree.cases(at) and expression.meaning.way <= 0 and tree[word.head].lemma not in _SET:
            return None
        head = tree[word.head]
        part = head.lemma.lower() in _PARTS and head.upos in {"NOUN", "ADV", "PROPN"}
        if not part and not (word.deprel == "conj" and _tells(tree, word.head, expression)):
            break
        at = word.head
    governor = tree[at].head
    if governor < at:  # what stands before a noun is surely the noun's
        governor = _off_names(tree, governor)
    return _Time(governor, expression.first, expression.meaning, "for" in tree.cases(at))


def _tells(tree: Tree, index: int, expression: Expression) -> bool:
    """Whether a word is a time itself, so that what is coordinated with it hangs where it hangs."""
    return index < expression.first and any(e.first <= index <= e.last for e in expressions(tree))


def _off_names(tree: Tree, index: int) -> int:
    """The word itself, or what governs it where it can have no time: "invaded Kuwait in 1991" read as a Kuwait of 1991."""
    at, depth = index, 0
    while depth < _MAX_DEPTH and tree[at].head >= 0:
        word = tree[at]
        object_without_time = word.upos == "NOUN" and word.deprel == "obj" and word.lemma.lower() not in lexicon().nouns
        if word.upos not in {"PROPN", "PRON", "NUM", "SYM"} and not object_without_time:
            break
        at, depth = word.head, depth + 1
    return at


def _settled(tree: Tree, times: list[_Time]) -> list[_Time]:
    """The times, those moved that can only be of the clause above or below the one that they hang on."""
    return [replace(time, at=_other_clause(tree, time, times)) for time in times]


def _other_clause(tree: Tree, time: _Time, times: list[_Time]) -> int:
    at, way = time.at, time.meaning.way
    word = tree[at]
    to_come = "to" in tree.marks(at) and word.xpos == "VB"
    if way < 0 and to_come and word.deprel in {"xcomp", "advcl", "acl"} and word.head >= 0:
        return word.head  # "agreed to meet China last month"
    for clause in tree.kids(at, "xcomp", "ccomp", "advcl"):
        if not at < clause < time.place:
            continue
        inner = tree[clause]
        if way > 0 and (inner.xpos == "VB" or tree.kids(clause, "aux")):
            return clause  # "said it would meet China next month"
        stated = inner.deprel != "advcl" or {"of", "for"} & set(tree.marks(clause))
        if stated and way <= 0 and word.lemma in _SPEECH and "to" not in tree.marks(clause):
            earlier = any(other.at == at and other.place < clause for other in times)
            if earlier or (time.meaning.fine > 2 and not to_come):
                return clause  # "accused Russia of poisoning a spy in 2018": the day of speaking is told by the day
    return at


# -- which times date a deed -------------------------------------------------------------------------------------------


def _levels(tree: Tree, trigger: int, times: list[_Time]) -> Iterator[list[_Time]]:
    """The times of a deed's own word, then those of what it is one event with, farther and farther off."""
    at, depth, here = trigger, 0, trigger
    while at >= 0 and depth < _MAX_DEPTH:
        yield [time for time in times if time.at == at and _reaches(tree, time, at, here)]
        yield [time for time in times if time.at in _below(tree, at)]
        word = tree[at]
        if word.head < 0 or not _one_event(tree, at, word.head):
            return
        here, at, depth = at, word.head, depth + 1


def _reaches(tree: Tree, time: _Time, at: int, below: int) -> bool:
    """Whether a governor's time is that of a word below it: of two coordinated deeds, one that leads or ends the sentence."""
    if at == below:
        return True
    if tree[at].lemma in _SET:
        return time.due
    if tree[below].deprel != "conj" or tree[below].upos not in {"VERB", "AUX"}:
        return True
    if tree.kids(below, "nsubj", "nsubj:pass"):
        return time.place < min(at, *tree.kids(at, "nsubj", "nsubj:pass") or [at])
    return time.place < at or time.place > below


def _below(tree: Tree, at: int) -> list[int]:
    """Words under a deed's word that tell the same event: "the accord signed on Sunday", "in a speech on Monday"."""
    if tree[at].upos in {"VERB", "AUX"}:
        begun = tree.kids(at, "xcomp") if tree[at].lemma in _BEGIN else []
        done = tree.kids(at, "obj", "nsubj:pass") if tree[at].lemma in _CARRY else []
        amid = [k for k in tree.kids(at, "obl") if tree[k].lemma in _OCCASION and _DURING & set(tree.cases(k))]
        return begun + amid + [k for k in done if tree[k].upos == "NOUN"]
    return [k for k in tree.kids(at, "acl", "acl:relcl") if tree[k].lemma in _CARRY]


def _one_event(tree: Tree, at: int, head: int) -> bool:
    """Whether a word and its governor tell one event, so that the governor's time is the word's."""
    word, governor = tree[at], tree[head]
    verb = governor.upos in {"VERB", "AUX"}
    if word.deprel == "conj":
        return (word.upos in {"VERB", "AUX"}) == verb
    if word.deprel in {"xcomp", "ccomp"}:
        return governor.lemma in _BEGIN
    if word.deprel == "advcl":
        marks = set(tree.marks(at))
        return word.xpos in {"VBG", "VBN"} and marks <= {"by", "while", "when"} and not tree.kids(at, "nsubj")
    if word.upos == "VERB":
        return False
    if word.deprel in {"compound", "amod"}:
        return governor.upos == "NOUN" and governor.lemma in lexicon().nouns
    if word.deprel in _ARGUMENT and verb:
        return governor.lemma in _CARRY | _SET
    if word.deprel == "obl" and verb:
        return bool(_INSIDE & set(tree.cases(at)))
    if word.deprel == "nmod":
        return governor.lemma in _LIGHT and "of" in tree.cases(at)
    return False
