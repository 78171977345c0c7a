"""Words that stand for an actor named elsewhere in the article, and what speaks for each earlier mention as their
antecedent, in numbers.

Which words ask is decided here, for the rules, the learned resolver and its training alike. The numbers follow the
mention-ranking tradition (Clark and Manning, EMNLP 2016): place, grammar, agreement, kind of actor, and what the rules say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from graph.coding.history import ANY_DEED, KINDS, History, Mentioned
from graph.coding.mentions import Reading, Ref
from graph.coding.nouns import nouns
from graph.coding.predicates import lexicon
from graph.coding.words import words
from graph.model import Span

HE = frozenset(["he", "him", "his", "himself", "she", "her", "hers", "herself"])
IT = frozenset({"it", "its", "itself"})
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
WE = words("discourse", "we")
POSSESSIVE = frozenset(["his", "her", "its", "their", "our", "my"])
#: Nouns that mean the other one of two, seen from the first ("its neighbour").
RELATIVE = frozenset({"neighbour", "neighbor", "ally", "rival", "foe", "enemy", "adversary"})
#: Singular nouns for many.
MANY = words("discourse", "many")
#: Adjectives of a continent, by the register's region ("the African country", "the Gulf state").
REGIONS = {
    "african": "africa", "asian": "asia", "european": "europe", "pacific": "oceania", "gulf": "middle_east", "sahel": "africa",
    "balkan": "europe", "baltic": "europe", "caribbean": "americas", "american": "americas", "andean": "americas",
    "arab": "middle_east", "nordic": "europe", "caucasus": "asia",
}  # fmt: skip
#: What asks: a personal pronoun, "both", a definite noun of one or of many, a role with nobody named ("police").
FORMS = ("he", "it", "they", "we", "both", "one", "many", "bare")
PLURAL = frozenset({"they", "we", "both", "many"})
#: Numbers of actors, in words and digits.
COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8,
}  # fmt: skip
_TWO = frozenset({"both", "either", "neither"})
_POINTING = frozenset({"the", "this", "that", "these", "those", "both", "each", "either", "neither", "all", "another"})
_INNER = frozenset({"compound", "amod", "nmod:desc", "flat", "appos", "goeswith", "fixed", "nummod"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_OBJECTS = frozenset({"obj", "iobj"})
_FAR = 6  # sentences back
_MOST = 40  # options of one question
OPTION_FEATURES, QUESTION_FEATURES = 32, 20


@dataclass(frozen=True, slots=True)
class Option:
    """A mention that may be meant: the actor, where it stands (sentence and characters), its numbers, and whether it is the
    actor that the rules mean."""

    ref: Ref
    sentence: int
    features: tuple[float, ...]
    ruled: bool = False

    @property
    def span(self) -> Span:
        """The characters of its sentence."""
        return self.ref.start, self.ref.end


@dataclass(frozen=True, slots=True)
class Question:
    """A word that asks whom it means: its sentence and characters, its form, how many actors it speaks of (0 where it does
    not say), its own numbers, and the options."""

    sentence: int
    span: Span
    form: str
    count: int
    features: tuple[float, ...]
    options: tuple[Option, ...]


def form_of(reading: Reading, index: int) -> str | None:
    """How a word that names nobody by itself may stand for an actor; None where it cannot."""
    tree, word = reading.tree, reading.tree[index]
    lemma, form = word.lemma.lower(), word.text.lower()
    if word.upos in {"PRON", "DET"}:
        if form in WE or lemma in {"we", "i"}:
            return "we"
        for name, some in (("he", HE), ("it", IT), ("they", THEY)):
            if form in some or lemma in some:
                return None if word.deprel == "expl" else name
        return "both" if form == "both" and word.deprel in {"nsubj", "obj", "obl", "nsubj:pass"} else None
    if word.upos not in {"NOUN", "NUM", "PROPN"} or word.deprel in _INNER or _of_a_deed(reading, index):
        return None
    kids = tree.kids(index, "det", "det:predet")
    pointing = bool(_POINTING & {tree[k].lemma.lower() for k in kids})
    if word.upos == "PROPN" and (not pointing or word.name.endswith("PER")):
        return None
    if any("of" in tree.cases(k) for k in tree.kids(index, "nmod")):
        return None
    if any(reading.own(k) for k in tree.kids(index, "flat", "appos")):
        return None
    plural = word.xpos in {"NNS", "NNPS"} or word.upos == "NUM"
    owners = tree.kids(index, "nmod:poss")
    if owners:
        return ("many" if plural else "one") if lemma in RELATIVE else None
    if pointing:
        return "many" if plural or _TWO & {tree[k].lemma.lower() for k in kids} else "one"
    if reading.role_of(index) and (plural or lemma in MANY) and word.upos == "NOUN":
        return "bare"
    return None


def _of_a_deed(reading: Reading, index: int) -> bool:
    """Whether a noun recalls something done ("the raid", "that demand"): whose deed it was, the rules know."""
    lemma = reading.tree[index].lemma.lower()
    known = nouns()
    actors = any(lemma in some for some in known.definite.values()) or reading.role_of(index) is not None
    return not actors and (lemma in lexicon().nouns or lemma in ANY_DEED)


def marked(reading: Reading) -> tuple[list[Span], list[Span]]:
    """Before coreference: the characters that name an actor, and those of words that ask whom they mean."""
    naming: list[Span] = []
    asking: list[Span] = []
    for word in reading.tree.words:
        found = [(r.start, r.end) for r in reading.own(word.index)]
        naming += found
        if not found and form_of(reading, word.index):
            asking.append((word.start, word.end))
    return naming, asking


def marked_all(readings: Sequence[Reading]) -> list[tuple[list[Span], list[Span]]]:
    """:func:`marked` of an article's sentences; whom a later sentence introduces is not known to an earlier one by that."""
    people = readings[0].people if readings else None
    known = dict(people.known) if people else {}
    found = [marked(reading) for reading in readings]
    if people:
        people.known = known
    return found


def region_of(reading: Reading, index: int) -> str | None:
    """The region of the world that a description's adjective names."""
    tree = reading.tree
    for kid in tree.kids(index, "amod", "compound"):
        for part in [kid, *tree.kids(kid, "amod", "compound", "advmod")]:
            region = REGIONS.get(tree[part].lemma.lower())
            if region:
                return region
    return None


def count_of(reading: Reading, index: int) -> int:
    """How many actors a plural says that it means ("the four governments", "both sides"); 0 where it does not ("the two
    soldiers" are two, but not two actors)."""
    tree, word = reading.tree, reading.tree[index]
    known = nouns().definite
    if word.upos == "NOUN" and word.lemma.lower() not in known["pair"] | known["country"] | known["group"]:
        return 0
    said = [word.text.lower()] if word.upos in {"NUM", "PRON", "DET"} else []
    said += [tree[k].text.lower() for k in tree.kids(index, "nummod", "amod", "det", "det:predet", "cc:preconj")]
    return next((2 if s in _TWO else COUNTS[s] for s in said if s in _TWO or s in COUNTS), 0)


def question(reading: Reading, index: int, form: str, history: History, ruled: Sequence[Ref]) -> Question:
    """What a word asks; ``ruled`` is what the rules make of it."""
    tree, word = reading.tree, reading.tree[index]
    known = nouns()
    lemma = word.lemma.lower()
    clause = tree.clause(word.head) if word.head >= 0 else index
    outer = set(tree.ancestors(clause))
    possessive = word.text.lower() in POSSESSIVE and word.deprel in {"nmod:poss", "det:poss"}
    owned = {r.actor for k in tree.kids(index, "nmod:poss") for r in reading.own(k)}
    place = _place(reading, index)
    chosen = {r.actor for r in ruled}
    role, region, kind = reading.role_of(index), region_of(reading, index), KINDS.get(lemma)
    nominal = form not in {"he", "it", "they", "we", "both"}
    sorts = [nominal and lemma in known.definite[sort] for sort in ("group", "organisation", "country", "pair")]

    def option(order: int, mention: Mentioned, ref: Ref) -> Option:
        back = history.sentence - mention.sentence
        same = back == 0 and mention.clause == clause
        state, union, armed = ":" not in ref.actor, ref.actor.startswith("IGO:"), ref.actor.startswith("NSA:")
        where = reading.region(ref.actor) if region else None
        numbers = (
            back == 0 and mention.word < index,
            back == 0 and mention.word > index,
            back == 1,
            back == 2,
            back > 2,
            log1p(order) / 3,
            mention.subject,
            mention.plural,
            mention.person,
            ref.place,
            same,
            same and mention.subject,
            back == 0 and mention.clause in outer and mention.subject,
            mention.lemma == lemma,
            len(mention.refs) > 1,
            min(history.count[ref.actor], 6) / 6,
            state,
            union,
            armed,
            role is not None and role == ref.role,
            role is not None and ref.role is not None and role != ref.role,
            where == region if region else 0.0,
            where != region if region else 0.0,
            ref.actor in kind if kind else 0.0,
            ref.actor not in kind if kind else 0.0,
            ref.actor in chosen,
            bool(chosen) and ref.actor not in chosen,
            sorts[0] and armed,
            sorts[1] and union,
            sorts[2] and state,
            ref.via[:1] in {"“", "~"},
            ref.actor in owned,
        )
        return Option(ref, mention.sentence, tuple(map(float, numbers)), ref.actor in chosen)

    options: list[Option] = []
    for order, mention in enumerate(reversed(history.mentions)):
        if history.sentence - mention.sentence > _FAR or len(options) >= _MOST:
            break
        if mention.sentence == history.sentence and mention.word == index:
            continue
        options += [option(order, mention, ref) for ref in mention.refs]
    if nominal:
        options = _of_kind(lemma, kind, options)
    own = (
        *(form == f for f in FORMS),
        possessive,
        place == "subject",
        place == "object",
        not chosen,
        len(chosen) > 1,
        bool(role),
        *sorts,
        bool(owned),
        history.sentence == 0,
    )
    return Question(
        history.sentence,
        (word.start, word.end),
        form,
        count_of(reading, index),
        tuple(float(n) for n in own),
        tuple(options[:_MOST]),
    )


def _of_kind(lemma: str, kind: frozenset[str] | None, options: list[Option]) -> list[Option]:
    """The options of the kind that a noun names, where there are any: a "group" is no state, a "country" nothing else."""
    definite = nouns().definite
    party = lemma in definite["group"] or lemma in definite["organisation"]
    state = lemma in definite["country"] or lemma in definite["capital"]
    if kind:
        kept = [o for o in options if o.ref.actor in kind]
    elif party != state:
        kept = [o for o in options if (":" in o.ref.actor) == party]
    else:
        return options
    return kept or options


def _place(reading: Reading, index: int) -> str:
    deprel = reading.tree[index].deprel
    return "subject" if deprel in _SUBJECTS else "object" if deprel in _OBJECTS else ""
