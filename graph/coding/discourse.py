"""Coreference within an article: pronouns, definite descriptions and bare roles, by salience.

A ranked-candidates scheme after Lappin & Leass (1994): recency, subjecthood and repetition make a mention salient;
number, personhood and kind of actor decide which mentions a form may stand for; binding rules out a clause's own subject.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from graph.coding.anaphora import COUNTS, HE, IT, MANY, POSSESSIVE, RELATIVE, THEY, WE, Question, form_of, question, region_of
from graph.coding.history import REACH, History, Mentioned
from graph.coding.mentions import Reading, Ref
from graph.coding.nouns import nouns
from graph.coding.words import words

_SPEECH = words("discourse", "speech")
#: Ways of naming that make no person of an actor, whatever the tagger thinks of the name.
_NAMES = frozenset({"name", "capital", "city", "region", "adjective", "demonym", "seat", "forces", "agency"})
_SIDES = frozenset({"side", "party", "camp", "faction", "foe", "enemy", "rival", "man", "leader", "delegation", "adversary"})
_HIGH = frozenset({"supreme", "high", "constitutional", "top", "federal", "appeal", "appeals"})
_DOMESTIC = words("discourse", "domestic")
#: Roles whose holders may be from anywhere: no country is read into them.
_NOWHERE = words("discourse", "nowhere")
#: How sure it is whose deed a noun recalls.
_DEED_SURE = 0.6
_BARE = _DOMESTIC - {"REF", "MED"}


@dataclass(frozen=True, slots=True)
class Salience:
    """What makes a mention the likelier antecedent of a pronoun; chosen on the labelled corpus by random search."""

    back: float = 4.0  # a sentence further back
    order: float = 0.025  # a mention further back
    subject: float = 2.0
    count: float = 0.4  # each time that the actor was mentioned, four at most
    place: float = 2.5  # only said as a place
    own: float = 3.0  # a possessive and the subject of its own clause
    same: float = 8.0  # another mention of the same clause
    outer: float = 6.0  # the subject of a clause above


SALIENCE = Salience()


class Resolver(Protocol):
    """A second opinion on whom a word means."""

    def settle(self, asked: Question) -> list[tuple[int, float]] | None:
        """The numbers of the options that the word means, and how sure that is (0…1); empty when it means no actor; None to
        leave it to the rules."""


class Discourse:
    """What an article has mentioned so far. One instance an article; :meth:`read` takes its sentences in order. What the
    rules make of a pronoun or a description is settled by the ``resolver``, where there is one."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver
        self._nobody: set[int] = set()  # words of the sentence that the resolver says mean no actor
        self.history = History()
        self.speaker: tuple[Ref, ...] = ()
        self._nouns = nouns()
        self._several = self._nouns.definite["pair"] | self._nouns.definite["country"]

    def read(self, reading: Reading) -> None:
        """Resolves the pronouns and descriptions of the next sentence, in reading order."""
        self.history.sentence += 1
        self._nobody.clear()
        tree = reading.tree
        for word in tree.words:
            if word.upos in {"PRON", "DET"} and word.lemma.lower() in HE | IT | THEY | WE | {"both"}:
                refs = self._settled(reading, word.index, self._pronoun(reading, word.index))
            elif word.upos in {"NOUN", "PROPN", "ADJ", "NUM", "X", "SYM"}:
                refs = reading.own(word.index)
                if not refs:
                    refs = self._description(reading, word.index) if word.upos in {"NOUN", "NUM"} else ()
                    refs = self._settled(reading, word.index, refs)
                elif refs and word.deprel == "amod":
                    refs = ()
                    self.history.count.update(r.actor for r in reading.own(word.index))
            else:
                continue
            if refs:
                self._add(reading, word.index, refs)
        for word in tree.words:
            if word.index in self._nobody:
                continue
            if word.upos in {"NOUN", "PROPN"} and word.index not in reading.resolved and not reading.own(word.index):
                refs = self._settled(reading, word.index, self._at_home(reading, word.index), bare=True)
                if refs:
                    reading.resolved[word.index] = refs
        speaker = self._speaker(reading)
        if speaker:
            self.speaker = speaker

    def _settled(self, reading: Reading, index: int, ruled: tuple[Ref, ...], *, bare: bool = False) -> tuple[Ref, ...]:
        """What the resolver makes of a word, or else the rules. Bare roles are asked about once the sentence is read."""
        form = form_of(reading, index) if self._resolver else None
        if self._resolver is None or form is None or bare != (form == "bare"):
            return ruled
        asked = question(reading, index, form, self.history, ruled)
        chosen = self._resolver.settle(asked)
        if chosen is None:
            return ruled
        word, role = reading.tree[index], reading.role_of(index)
        via = f"~“{word.text}”" if bare else f"“{word.text}”"
        found: dict[tuple[str, str | None], Ref] = {}
        for number, sure in chosen:
            ref = asked.options[number].ref
            person = ref.person if form == "he" else None
            meant = replace(ref, role=role or ref.role, start=word.start, end=word.end, via=via, place=False, person=person)
            for one in [r for r in ruled if r.actor == ref.actor] or [meant]:
                found.setdefault((one.actor, one.role), replace(one, sure=round(sure, 4)))
        reading.resolved.pop(index, None)
        if found:
            reading.resolved[index] = tuple(found.values())
        else:
            self._nobody.add(index)
        return tuple(found.values())

    def _at_home(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """Bare roles ("police", "the rebels", "demonstrators") belong to the place of the event, else to the country that
        the article is about, mentions later in the sentence included."""
        tree, word = reading.tree, reading.tree[index]
        role = reading.role_of(index)
        if (
            role not in _DOMESTIC
            or word.lemma.lower() in _NOWHERE
            or word.deprel in {"compound", "amod", "nmod:desc", "flat", "appos"}
        ):
            return ()
        lemma = word.lemma.lower()
        plural = word.xpos in {"NNS", "NNPS"} or lemma in MANY
        if not plural and not {"the"} & {tree[k].lemma.lower() for k in tree.kids(index, "det")}:
            return ()
        if role == "GOV" and plural and word.xpos == "NNS":
            return ()
        if self._described(reading, index) or tree.kids(index, "nmod:poss") or self._sponsored(reading, index):
            return ()
        refs: tuple[Ref, ...] = ()
        verb = tree.clause(word.head) if word.head >= 0 else -1
        if verb >= 0:
            refs = tuple(r for r in reading.places(verb) if ":" not in r.actor)[:1]
        if not refs:
            refs = self.history.home(_is_state)
        return tuple(
            replace(r, role=role, start=word.start, end=word.end, via=f"~“{word.text}”", place=False, person=None) for r in refs
        )

    # -- keeping ---------------------------------------------------------------------------------------------------

    def _add(self, reading: Reading, index: int, refs: tuple[Ref, ...]) -> None:
        word = reading.tree[index]
        lemma = word.lemma.lower()
        everyone = reading.refs(index) if word.deprel != "conj" else refs
        if len(everyone) > 1:
            self._push(reading, index, everyone, plural=True, person=False)
        named = refs[0].via in {"introduced", "leader"} or bool(refs[0].person)
        person = named or lemma in self._nouns.persons or (word.name.endswith("PER") and refs[0].via not in _NAMES)
        plural = word.xpos in {"NNS", "NNPS"} or len(refs) > 1 or refs[0].via == "demonym"
        self._push(reading, index, refs, plural=plural, person=person and not plural)
        if lemma not in HE | IT | THEY:
            self.history.count.update(r.actor for r in refs)

    def _push(self, reading: Reading, index: int, refs: tuple[Ref, ...], *, plural: bool, person: bool) -> None:
        word = reading.tree[index]
        top = index
        while reading.tree[top].deprel == "conj" and reading.tree[top].head >= 0:
            top = reading.tree[top].head
        subject = reading.tree[top].deprel in {"nsubj", "nsubj:pass", "nsubj:outer"}
        clause = reading.tree.clause(word.head) if word.head >= 0 else index
        self.history.mentions.append(
            Mentioned(refs, self.history.sentence, index, subject, plural, person, clause, word.lemma.lower())
        )

    def _speaker(self, reading: Reading) -> tuple[Ref, ...]:
        for word in reading.tree.words:
            if word.lemma in _SPEECH and word.upos == "VERB":
                for subject in reading.tree.subjects(word.index):
                    refs = reading.refs(subject)
                    if refs:
                        return refs
        return ()

    # -- pronouns ----------------------------------------------------------------------------------------------------

    def _pronoun(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        word = reading.tree[index]
        form = word.text.lower()
        if form in WE or word.lemma.lower() in {"we", "i"}:
            refs = self._first_person(reading, index)
        elif form == "both":
            refs = self._pair(reading, index, states=False) if word.deprel in {"nsubj", "obj", "obl", "nsubj:pass"} else ()
        elif form in HE:
            refs = self._best(reading, index, lambda m: m.person, reach=5)
        elif form in IT:
            if word.deprel in {"expl", "nsubj"} and self._expletive(reading, index):
                return ()
            refs = self._best(reading, index, lambda m: not m.person and len(m.refs) == 1 and not self._crowd(m))
        else:
            refs = self._best(reading, index, lambda m: m.plural or len(m.refs) > 1) or self._best(
                reading, index, lambda m: not m.person
            )
        if not refs:
            return ()
        found = tuple(replace(r, start=word.start, end=word.end, via=f"“{word.text}”", place=False) for r in refs)
        reading.resolved[index] = found
        return found

    @staticmethod
    def _crowd(mention: Mentioned) -> bool:
        return mention.plural and mention.refs[0].via in {"demonym", "adjective"}

    @staticmethod
    def _expletive(reading: Reading, index: int) -> bool:
        """ "It is clear that", "it takes two": no actor is meant."""
        tree = reading.tree
        word = tree[index]
        if word.deprel == "expl":
            return True
        head = tree[word.head] if word.head >= 0 else None
        if head is None:
            return False
        return head.upos == "ADJ" and bool(tree.kids(head.index, "csubj", "ccomp", "advcl", "xcomp"))

    def _first_person(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """The speaker of the quotation or complaint that the pronoun stands in."""
        tree = reading.tree
        for head in tree.ancestors(index):
            candidates = [head, *tree.kids(head, "parataxis", "ccomp")]
            for verb in candidates:
                if tree[verb].lemma in _SPEECH and tree[verb].upos == "VERB":
                    for subject in tree.kids(verb, "nsubj"):
                        if subject != index and tree[subject].lemma.lower() not in {"we", "i"}:
                            refs = reading.refs(subject)
                            if refs:
                                return refs
        quoted = any(mark in tree.sentence.text for mark in '“”"') or tree.sentence.text[:1] in "'‘"
        return self.speaker if quoted else ()

    def _best(self, reading: Reading, index: int, fits: Callable[[Mentioned], bool], reach: int = REACH) -> tuple[Ref, ...]:
        tree, word = reading.tree, reading.tree[index]
        possessive = word.text.lower() in POSSESSIVE and word.deprel in {"nmod:poss", "det:poss"}
        clause = tree.clause(word.head) if word.head >= 0 else index
        outer = set(tree.ancestors(clause))
        subject = word.deprel in {"nsubj", "nsubj:pass"}
        best: tuple[float, Mentioned] | None = None
        for order, mention in enumerate(reversed(self.history.mentions)):
            back = self.history.sentence - mention.sentence
            if back > reach:
                break
            if not fits(mention):
                continue
            score = -SALIENCE.back * back - SALIENCE.order * min(order, 20)
            score += SALIENCE.subject if mention.subject else 0.0
            score += SALIENCE.count * min(sum(self.history.count[r.actor] for r in mention.refs) / len(mention.refs), 4)
            if mention.refs[0].place:
                score -= SALIENCE.place
            if back == 0:
                same = mention.clause == clause
                if same and mention.subject:
                    if possessive:
                        score += SALIENCE.own
                    elif not subject:
                        continue
                elif same and not possessive and mention.word != index:
                    score -= SALIENCE.same
                elif mention.clause in outer and mention.subject:
                    score += SALIENCE.outer
            if best is None or score > best[0]:
                best = (score, mention)
        return best[1].refs if best else ()

    # -- descriptions --------------------------------------------------------------------------------------------------

    def _description(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        tree, word = reading.tree, reading.tree[index]
        lemma = word.lemma.lower()
        determiners = {tree[k].lemma.lower() for k in tree.kids(index, "det")}
        numbers = {tree[k].text.lower() for k in tree.kids(index, "nummod", "amod")}
        definite = self._nouns.definite
        refs: tuple[Ref, ...] = ()
        two = bool(numbers & {"two", "2"}) or bool(determiners & {"both", "either", "neither"})
        many = next((COUNTS[n] for n in sorted(numbers) if n in COUNTS), 0)
        plural = word.xpos == "NNS"
        if lemma in definite["pair"] and two and (plural or determiners & {"either", "neither"}):
            refs = self._pair(reading, index, states=lemma not in _SIDES)
        elif plural and many > 2 and (lemma in definite["pair"] or lemma in definite["country"] or reading.role_of(index)):
            refs = self.history.group(many)
        elif word.upos == "NUM" and word.text.lower() in COUNTS and determiners & {"the", "these", "all"}:
            refs = self.history.group(COUNTS[word.text.lower()])
        elif (
            plural
            and determiners & {"the", "these"}
            and lemma in self._several
            and not self._described(reading, index)
            and not tree.kids(index, "amod", "compound")
        ):
            refs = self.history.group(0)
        elif lemma == "side" and word.xpos == "NNS" and "the" in determiners:
            refs = self._pair(reading, index, states=lemma not in _SIDES)
        elif (
            lemma in RELATIVE
            and tree.kids(index, "nmod:poss")
            and not plural
            and word.deprel not in {"appos", "xcomp", "root", "compound"}
            and not tree.kids(index, "appos", "flat", "nsubj", "cop")
        ):
            mine = frozenset(r.actor for k in tree.kids(index, "nmod:poss") for r in reading.own(k))
            refs = self.history.pair(mine | self._beside(reading, index), states=lemma == "neighbour")[:1] if mine else ()
        elif (
            determiners & {"the", "this", "that", "these", "those"}
            and not self._described(reading, index)
            and word.deprel not in {"compound", "nmod:desc"}
            and not any(reading.own(k) for k in tree.kids(index, "flat", "appos"))
        ):
            refs = self._definite(reading, index, lemma) or self._doer(reading, index, lemma)
        if not refs:
            return ()
        found = tuple(replace(r, start=word.start, end=word.end, via=f"“{word.text}”", place=False, person=None) for r in refs)
        reading.resolved[index] = found
        return found

    @staticmethod
    def _sponsored(reading: Reading, index: int) -> bool:
        """Whether somebody is said to stand behind a group ("Iran-backed militias"): then its home is anybody's guess."""
        tree = reading.tree
        return any(tree[k].xpos in {"VBN", "JJ"} and k and tree[k - 1].text in {"-", "–"} for k in tree.kids(index, "amod"))

    def _doer(self, reading: Reading, index: int, lemma: str) -> tuple[Ref, ...]:
        """Who did what a noun recalls ("condemned the attack"): a guess, as good as the deed that was told last."""
        return tuple(replace(r, sure=_DEED_SURE) for r in self.history.doer(lemma, self._beside(reading, index)))

    def _pair(self, reading: Reading, index: int, *, states: bool) -> tuple[Ref, ...]:
        found = self.history.pair(self._beside(reading, index), states)
        return found if len(found) == 2 else ()

    def _beside(self, reading: Reading, index: int) -> frozenset[str]:
        """The actors that the clause of a word is about already: its subject cannot be what the word means."""
        tree = reading.tree
        head = tree[index].head
        clause = tree.clause(head) if head >= 0 else index
        mine = {index, *tree.conjuncts(index)}
        beside = {
            r.actor
            for m in self.history.mentions
            if m.sentence == self.history.sentence and m.subject and m.clause == clause and m.word not in mine
            for r in m.refs
        }
        if tree[index].deprel in {"obj", "iobj"}:  # "Peru cut ties, accusing the country of …"
            beside |= {r.actor for s in tree.subjects(head) if s not in mine for r in reading.refs(s)}
        return frozenset(beside)

    @staticmethod
    def _described(reading: Reading, index: int) -> bool:
        """Whether a phrase says itself, by "of …" or a relative clause, whom it means."""
        tree = reading.tree
        return any("of" in tree.cases(k) for k in tree.kids(index, "nmod"))

    def _definite(self, reading: Reading, index: int, lemma: str) -> tuple[Ref, ...]:
        definite = self._nouns.definite
        role = reading.role_of(index)
        plural = reading.tree[index].xpos == "NNS"
        if role == "JUD" and any(reading.tree[k].lemma.lower() in _HIGH for k in reading.tree.kids(index, "amod", "compound")):
            return _as(role, self.history.home(_is_state))
        if lemma in definite["group"]:
            found = self.history.last(lambda r: r.actor.startswith("NSA:") and reading.sort(r.actor) != "people")
            if found:
                return found
        if lemma in definite["organisation"]:
            found = self.history.last(lambda r: r.actor.startswith("IGO:"))
            if found:
                return found
        if lemma in self._nouns.persons and not plural and role:
            found = self.history.person(lemma)
            if found:
                return found
        if lemma in definite["country"] and not plural:
            region, beside = region_of(reading, index), self._beside(reading, index)

            def fits(ref: Ref) -> bool:
                return _is_state(ref) and ref.actor not in beside and (region is None or reading.region(ref.actor) == region)

            return self.history.kind(lemma) or _as(role, self.history.home(fits))
        if role in _BARE:
            same = self.history.last(lambda r: r.role == role and ":" not in r.actor)
            if same and role != "GOV":
                return same
            return _as(role, self.history.home(_is_state))
        return ()


def _is_state(ref: Ref) -> bool:
    return ":" not in ref.actor


def _as(role: str | None, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return tuple(replace(r, role=role or r.role) for r in refs)
