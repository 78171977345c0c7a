"""Questions to a dependency tree: who does it, to whom, with what preposition. Labels are Universal Dependencies v2."""

from collections.abc import Iterator
from functools import cached_property

from graph.coding.words import words
from graph.language.model import Sentence, Word

#: Verbs whose infinitive's subject is their own object ("urged France to leave": France leaves).
OBJECT_CONTROL = words("syntax", "object_control")
_CLAUSE = frozenset({"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "parataxis", "csubj", "advcl:relcl"})
#: Verbs whose object does what their clause goes on to say ("accused Iran of arming"), and what leads into that clause.
_ADDRESSED = frozenset(
    """accuse blame condemn criticise criticize suspect charge denounce praise thank prevent stop warn rebuke
punish sanction""".split()
)
_ABOUT = frozenset({"of", "for", "from", "against", "with", "over"})
#: Parts of speech that may name somebody.
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM", "DET"})
_MAX_DEPTH = 6


class Tree:
    """A parsed sentence with the questions that the coder asks. Word numbers are 0-based; −1 means none."""

    def __init__(self, sentence: Sentence):
        self.sentence = sentence
        self.words = sentence.words
        self.children = sentence.children

    def __getitem__(self, index: int) -> Word:
        return self.words[index]

    def kids(self, index: int, *deprels: str) -> list[int]:
        """Dependents of a word, in order; of the given relations only (subtypes named exactly), when any are given."""
        below = self.children[index]
        if not below or not deprels:
            return list(below)
        return [k for k in below if self.words[k].deprel in deprels]

    def conjuncts(self, index: int) -> list[int]:
        """The words coordinated with a word, in order, without itself ("A, B and C" asked at A gives B and C)."""
        found = []
        for kid in self.kids(index, "conj"):
            found.append(kid)
            found.extend(self.conjuncts(kid))
        return found

    def ancestors(self, index: int) -> Iterator[int]:
        """Heads of a word, the nearest first."""
        at = self.words[index].head
        while at >= 0:
            yield at
            at = self.words[at].head

    @cached_property
    def _subtree(self) -> dict[int, tuple[int, int]]:
        spans = {w.index: (w.index, w.index) for w in self.words}
        for word in self.words:
            for head in self.ancestors(word.index):
                low, high = spans[head]
                spans[head] = (min(low, word.index), max(high, word.index))
        return spans

    def subtree(self, index: int) -> tuple[int, int]:
        """First and last word of everything below a word."""
        return self._subtree[index]

    def cases(self, index: int) -> tuple[str, ...]:
        """The prepositions that mark a nominal, lower case, a fixed expression joined by spaces ("because of")."""
        found = []
        for kid in self.kids(index, "case"):
            words = [self.words[kid].text, *(self.words[k].text for k in self.kids(kid, "fixed"))]
            found.append(" ".join(words).lower())
        if len(found) > 1:
            found.append(" ".join(found))
        return tuple(found)

    def marks(self, index: int) -> tuple[str, ...]:
        """The subordinators of a clause, lower case."""
        found = []
        for kid in self.kids(index, "mark", "case"):
            words = [self.words[kid].text, *(self.words[k].text for k in self.kids(kid, "fixed"))]
            found.append(" ".join(words).lower())
        return tuple(found)

    def particles(self, index: int) -> frozenset[str]:
        """Verb particles and bare adverbs below a verb ("shot down", "called home")."""
        return frozenset(self.words[k].text.lower() for k in self.kids(index, "compound:prt", "advmod"))

    def passive(self, index: int) -> bool:
        """Whether a verb form is passive, reduced relatives ("sanctions imposed on") included."""
        word = self.words[index]
        if self.kids(index, "aux:pass", "nsubj:pass"):
            return True
        if word.deprel == "conj" and word.xpos == "VBN" and not self.kids(index, "nsubj", "aux"):
            return self.passive(word.head)
        return word.xpos == "VBN" and word.deprel in {"acl", "amod", "advcl", "xcomp"} and not self.kids(index, "aux")

    def subjects(self, index: int, depth: int = 0) -> list[int]:
        """Words that do (or, of a passive, undergo) what a verb or predicate says, through control and coordination."""
        own = self.kids(index, "nsubj", "nsubj:pass", "csubj", "nsubj:outer")
        if own:
            return [self.relative(k) for k in own]
        if depth > _MAX_DEPTH:
            return []
        word = self.words[index]
        head = word.head
        if head < 0:
            return []
        if word.deprel == "conj" and self.words[head].upos in {"VERB", "AUX", "ADJ", "NOUN"}:
            if self.passive(head) and not self.passive(index) and word.xpos != "VBN":
                return [self.relative(k) for k in self.kids(head, "nsubj:pass")] or self.subjects(head, depth + 1)
            return self.subjects(head, depth + 1)
        if word.deprel in {"xcomp", "ccomp"}:
            if self.words[head].lemma in OBJECT_CONTROL or word.deprel == "ccomp":
                objects = self.kids(head, "obj", "iobj")
                if objects and self.words[head].lemma not in {"promise", "vow"}:
                    return [self.relative(k) for k in objects]
                if self.passive(head):
                    return self.subjects(head, depth + 1)
            return self.subjects(head, depth + 1)
        if word.deprel == "advcl":
            objects = self.kids(head, "obj")
            if objects and self.words[head].lemma in _ADDRESSED and set(self.marks(index)) & _ABOUT:
                return [self.relative(k) for k in objects]
            if self.passive(head) and not {"of", "for", "from"} & set(self.marks(index)):
                return self.kids(head, "obl:agent") or self.subjects(head, depth + 1)
            return self.subjects(head, depth + 1)
        if word.deprel in {"acl", "acl:relcl"} and self.words[head].upos in {"NOUN", "PROPN", "PRON"}:
            if word.deprel == "acl" and "to" in self.marks(index):
                # "a deal to share": whoever makes the deal
                return self.holders(head, depth + 1)
            return [head]
        return []

    def holders(self, noun: int, depth: int = 0) -> list[int]:
        """Who holds, makes or does a noun: its possessor, or the subject of the verb that it completes."""
        possessors = self.kids(noun, "nmod:poss")
        if possessors:
            return possessors
        word = self.words[noun]
        if word.head >= 0 and word.deprel in {"obj", "obl", "xcomp", "nsubj:pass", "nmod", "conj"} and depth <= _MAX_DEPTH:
            if word.deprel in {"nmod", "conj"} and self.words[word.head].upos == "NOUN":
                return self.holders(word.head, depth + 1)
            if word.deprel == "nsubj:pass":
                return self.kids(word.head, "obl:agent")
            return self.agents(word.head, depth + 1)
        return []

    def agents(self, index: int, depth: int = 0) -> list[int]:
        """Who does what a verb says, its voice taken into account."""
        if self.passive(index):
            found = self.kids(index, "obl:agent")
            if found:
                return found
            found = [k for k in self.kids(index, "obl") if "by" in self.cases(k)]
            if found:
                return found
            # "granted a loan by Japan": who gives hangs on what is given
            given = [k for k in self.kids(index, "obj", "obl") if self.words[k].deprel == "obj" or "with" in self.cases(k)]
            return [k for g in given for k in self.kids(g, "nmod") if "by" in self.cases(k)]
        return self.subjects(index, depth)

    def patients(self, index: int) -> list[int]:
        """To whom a verb is done: its object, a passive's subject, the noun that a relative clause is about."""
        if self.passive(index):
            return self.subjects(index) + self.kids(index, "obj")
        found = [self.relative(k) for k in self.kids(index, "obj", "iobj")]
        word = self.words[index]
        if not found and word.deprel == "acl:relcl" and self.kids(index, "nsubj") and word.head >= 0:
            subject = self.kids(index, "nsubj")[0]
            if self.words[subject].lemma.lower() not in {"who", "which", "that"}:
                return [word.head]
        if not found:
            found = self._shared_object(index)
        return found

    def _shared_object(self, index: int) -> list[int]:
        """The object that coordinated verbs share: "trains and equips the rebels"."""
        word = self.words[index]
        head = word.head
        if word.deprel == "conj" and head >= 0 and self.words[head].upos == "VERB" and not self.passive(head):
            return [self.relative(k) for k in self.kids(head, "obj") if k > index]
        for kid in self.kids(index, "conj"):
            if self.words[kid].upos == "VERB" and kid - index <= 2 and not self.kids(kid, "nsubj"):
                return [self.relative(k) for k in self.kids(kid, "obj")]
        return []

    def obliques(self, index: int, prepositions: frozenset[str] | set[str]) -> list[int]:
        """Nominals that hang on a word by one of the prepositions."""
        found = []
        for kid in self.kids(index, "obl", "nmod", "obl:agent", "advmod", "obl:unmarked", "advcl", "acl", "obj", "xcomp"):
            if self.words[kid].upos in {
                "NOUN",
                "PROPN",
                "PRON",
                "NUM",
                "ADJ",
                "DET",
                "SYM",
                "X",
            } and prepositions & set(self.cases(kid)):
                found.append(self.relative(kid))
        return found

    def within(self, index: int) -> list[int]:
        """The nominals inside the clauses that complete a verb ("threatened to bomb Israel", "agreed to meet the envoy")."""
        found: list[int] = []
        for clause in self.kids(index, "xcomp", "ccomp"):
            for verb in [clause, *self.kids(clause, "xcomp", "ccomp", "conj")]:
                found += [k for k in self.kids(verb, "obj", "iobj", "obl", "nmod") if self.words[k].upos in NOMINAL]
        return found

    def complement_subjects(self, index: int) -> list[int]:
        """The subjects of the clauses that complete a verb ("demanded that Israel withdraw")."""
        return [
            self.relative(k) for clause in self.kids(index, "xcomp", "ccomp") for k in self.kids(clause, "nsubj", "nsubj:pass")
        ]

    def relative(self, index: int) -> int:
        """The noun that a relative pronoun stands for, or the word itself."""
        word = self.words[index]
        if word.lemma.lower() not in {"who", "which", "that", "whom"} or word.upos not in {"PRON", "SCONJ", "DET"}:
            return index
        for head in self.ancestors(index):
            if self.words[head].deprel in {"acl:relcl", "acl"}:
                return self.words[head].head
            if self.words[head].deprel in {"ccomp", "root"}:
                return index
        return index

    def clause(self, index: int) -> int:
        """The verb or predicate of the clause that a word stands in (itself, when it is one)."""
        at = index
        while at >= 0:
            word = self.words[at]
            if word.deprel in _CLAUSE or word.deprel == "root" or word.upos == "VERB":
                return at
            at = word.head
        return index
