"""Nominal predicates: "the Russian-Iranian accord", "Saudi airstrikes on Yemen", "its ally Iraq", "U.S.-backed fighters"."""

from collections.abc import Iterator
from dataclasses import replace

from graph.coding.candidates import Candidate, pairs
from graph.coding.doers import Doers, distinct
from graph.coding.mentions import Reading, Ref
from graph.coding.predicates import Frame, Lexicon
from graph.coding.words import words
from graph.ontology import relation_type

#: Verbs whose subject does what their object names ("launched airstrikes", "holds talks", "faces criticism" is not one).
SUPPORT = words("nominals", "support")
#: Circumstances that name what somebody else thinks of the doer ("despite U.S. opposition").
_CIRCUMSTANCE = frozenset(
    {"despite", "with", "under", "amid", "over", "without", "in spite of", "in defiance of", "thanks to", "after"}
)
#: Verbs that put an end to what their object names.
_UNDO = words("nominals", "undo")
#: What makes a call a visit or a talk, and no request ("a courtesy call on").
_VISIT = frozenset({"courtesy", "phone", "telephone", "video", "conference"})
#: Nouns that put an end to what follows "of".
_ENDING = frozenset({"lifting", "easing", "removal", "suspension", "end", "relaxation", "severance", "cancellation"})
_VERBAL = frozenset({"VERB", "AUX"})


class NounMatcher:
    """Proposes the relations that nouns, adjectives and hyphenated participles state."""

    def __init__(self, lexicon: Lexicon, doers: Doers):
        self._lexicon = lexicon
        self._doers = doers

    def match(self, reading: Reading, index: int) -> list[Candidate]:
        """Candidates of the noun at ``index``."""
        if any(r.via == "name" and ":" in r.actor for r in reading.at(index)):
            return []  # "the coalition" in a coalition's own name states nothing
        return self.undone(reading, index, self._match(reading, index))

    def undone(self, reading: Reading, index: int, found: list[Candidate]) -> list[Candidate]:
        """What becomes of a deed that its governing verb ends: lifted sanctions are a concession, broken talks a break."""
        tree, word = reading.tree, reading.tree[index]
        ended = word.head >= 0 and (
            (word.deprel in {"obj", "nsubj:pass"} and tree[word.head].lemma in _UNDO)
            or (word.deprel == "nmod" and tree[word.head].lemma.lower() in _ENDING and "of" in tree.cases(index))
        )
        if not ended:
            return found
        agents = [r for a in tree.agents(word.head) for r in reading.refs(a)]
        out: list[Candidate] = []
        for c in found:
            kind = relation_type(c.relation)
            if c.relation in {"attacks", "occupies", "mobilises_against"}:
                relation = "makes_peace_with"
            elif kind.sign == "conflict":
                relation = "concedes_to"
            elif kind.name in {"supports", "mediates_between", "requests", "makes_peace_with"}:
                relation = "cuts_ties_with" if kind.name != "requests" else "requests"
            else:
                relation = "cuts_ties_with"
            if agents and c.source.actor not in {a.actor for a in agents}:
                if c.target.actor not in {a.actor for a in agents}:
                    continue
                turned = replace(c, source=c.target, target=c.source)
            else:
                turned = c
            out.append(replace(turned, relation=relation, rule=f"{c.rule} ended by “{tree[word.head].text}”"))
        return out

    def _match(self, reading: Reading, index: int) -> list[Candidate]:
        tree = reading.tree
        lemma = tree[index].lemma.lower()
        found: list[Candidate] = []
        for frame in self._lexicon.nouns.get(lemma, ()):
            if frame.objects and not any(
                tree[k].lemma.lower() in frame.objects for k in tree.kids(index, "compound", "amod", "nmod")
            ):
                continue
            if lemma == "call" and frame.relation == "requests" and _VISIT & {tree[k].lemma.lower() for k in tree.kids(index)}:
                continue
            if "agentnoun" in frame.flags:
                found.extend(self._relational(reading, index, frame))
            else:
                found.extend(self._event(reading, index, frame))
            if found:
                break
        return found

    # -- events ---------------------------------------------------------------------------------------------------------

    def _event(self, reading: Reading, index: int, frame: Frame) -> Iterator[Candidate]:
        rule = frame.title()
        symmetric = relation_type(frame.relation).symmetric or "mutual" in frame.flags
        between = self._slot_refs(reading, index, {"between", "among"}) if "between" in frame.slots else ()
        if len(between) > 1 or (between and relation_type(frame.relation).name == "mediates_between"):
            if frame.relation == "mediates_between":
                for agent in self._agents(reading, index, frame, skip=set()):
                    for party in between:
                        if agent.actor != party.actor:
                            yield Candidate(agent, frame.relation, party, index, rule, 0.0)
                return
            if symmetric or frame.relation in {"attacks", "opposes", "makes_peace_with", "recognises"}:
                yield from pairs(between, frame, index, rule, 0.0)
            return
        patients = self._slot_refs(reading, index, set(frame.slots) - {"between"})
        if not patients and frame.relation == "threatens":  # "a threat of war against Chad"
            deeds = [k for k in reading.tree.kids(index, "nmod") if "of" in reading.tree.cases(k)]
            patients = distinct(r for k in deeds for r in self._slot_refs(reading, k, {"on", "against"}))
        agents = self._agents(reading, index, frame, skip={r.actor for r in patients})
        if not patients:
            own = agents if relation_type(frame.relation).symmetric else self._named_with(reading, index)
            if symmetric and len(own) > 1 and {"with", "between", "of"} & set(frame.slots):
                yield from pairs(own, frame, index, rule, 0.0)
                return
            patients, extra = self._implied(reading, index, frame, agents)
            if not patients:
                return
            rule += extra
        doubt = 0.0 if all("," not in r.via for r in patients) else 0.1
        for agent in agents:
            for patient in patients:
                if agent.actor == patient.actor and agent.role == patient.role:
                    continue
                if "bloc" in frame.flags and not patient.actor.startswith("IGO:"):
                    continue
                yield Candidate(agent, frame.relation, patient, index, rule, doubt)
                if "mutual" in frame.flags and not relation_type(frame.relation).symmetric:
                    yield Candidate(patient, frame.relation, agent, index, rule, doubt + 0.05)

    def _slot_refs(self, reading: Reading, index: int, prepositions: set[str]) -> tuple[Ref, ...]:
        tree = reading.tree
        heads = tree.obliques(index, prepositions)
        for kid in tree.kids(index, "acl"):
            heads += tree.obliques(kid, prepositions)
        word = tree[index]
        if (
            not heads
            and word.head >= 0
            and word.deprel in {"obj", "nsubj:pass", "obl", "xcomp"}
            and tree[word.head].upos in _VERBAL
        ):
            heads = [k for k in tree.obliques(word.head, prepositions - {"of", "in", "at", "for"}) if k != index]
        found: list[Ref] = []
        if "xobj" in prepositions:
            for kid in tree.kids(index, "acl"):
                heads = heads + tree.kids(kid, "obj", "obl", "iobj")
        if "csubj" in prepositions:
            for kid in tree.kids(index, "acl", "ccomp", "acl:relcl"):
                found.extend(r for s in tree.kids(kid, "nsubj", "nsubj:pass") for r in reading.refs(tree.relative(s)))
        for head in heads:
            if head != index:
                found.extend(reading.refs(head) or reading.loose(head))
        return distinct(found)

    def _agents(self, reading: Reading, index: int, frame: Frame, skip: set[str]) -> tuple[Ref, ...]:
        tree, word = reading.tree, reading.tree[index]
        found: list[Ref] = list(reading.modifiers(index))
        if word.deprel in {"compound", "amod"} and word.head >= 0:  # "the Russian-Iranian intelligence-sharing accord"
            found.extend(reading.modifiers(word.head))
        if frame.relation == "mediates_between" and not found:
            found.extend(self._selves(reading, index))
        for kid in tree.kids(index, "nmod:poss"):
            found.extend(reading.refs(kid))
        for kid in tree.kids(index, "nmod", "obl:agent", "obl"):
            cases = set(tree.cases(kid))
            if (cases & {"by", "from"} and "from" not in frame.slots) or "by" in cases:
                found.extend(reading.refs(kid))
        for kid in tree.kids(index, "acl"):
            for agent in tree.kids(kid, "obl:agent"):
                found.extend(reading.refs(agent))
        for kid in tree.kids(index, "nmod"):
            if "of" in tree.cases(kid):
                found.extend(r for k in tree.kids(kid, "nmod") if "by" in tree.cases(k) for r in reading.refs(k))
        if not found and "of" not in frame.slots:
            for kid in tree.kids(index, "nmod"):
                if "of" in tree.cases(kid):
                    found.extend(reading.refs(kid))
        if not [r for r in found if r.actor not in skip]:
            found.extend(self._through_verb(reading, index))
        return distinct(r for r in found if r.actor not in skip)

    @staticmethod
    def _named_with(reading: Reading, index: int) -> tuple[Ref, ...]:
        """The parties named right before a noun: "the India-Pakistan dispute", "their quarrel"."""
        found = list(reading.modifiers(index))
        for kid in reading.tree.kids(index, "nmod:poss"):
            found.extend(reading.refs(kid))
        return distinct(found)

    def _through_verb(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """The subject of the support verb that a noun completes."""
        tree = reading.tree
        at = index
        for _ in range(3):
            word = tree[at]
            if word.head < 0:
                return ()
            head = tree[word.head]
            if word.deprel in {"conj", "nmod", "appos"} and head.upos == "NOUN":
                if word.deprel == "nmod" and "of" not in tree.cases(at):
                    return ()
                at = word.head
                continue
            if head.upos not in _VERBAL or head.lemma not in SUPPORT:
                return ()
            if word.deprel in {"obj", "nsubj:pass", "xcomp", "obl"}:
                if word.deprel == "obl" and not set(tree.cases(at)) & {
                    "in",
                    "to",
                    "into",
                    "with",
                    "on",
                    "as",
                    "during",
                }:
                    return ()
                agents = tree.agents(word.head)
                return tuple(r for a in agents if a != at for r in reading.refs(a))
            return ()
        return ()

    def _implied(self, reading: Reading, index: int, frame: Frame, agents: tuple[Ref, ...]) -> tuple[tuple[Ref, ...], str]:
        """The other party where the noun leaves it out: the subject that acts "despite U.S. opposition"."""
        tree, word = reading.tree, reading.tree[index]
        stance = frame.relation in {"opposes", "supports", "criticises", "threatens", "rejects", "requests"}
        if not stance or not agents or word.head < 0 or word.deprel not in {"obl", "nmod"}:
            return (), ""
        cases = set(tree.cases(index))
        if not cases & _CIRCUMSTANCE and not (frame.relation == "requests" and "at" in cases):
            return (), ""
        mine = {r.actor for r in agents}
        for head in tree.ancestors(index):
            if tree[head].upos in _VERBAL:
                heads = tree.agents(head) or tree.subjects(head)
                found = [r for s in heads for r in (reading.refs(s) or self._makers(reading, s))]
                found = found or [r for o in tree.patients(head) for r in reading.refs(o)]
                return tuple(r for r in found if r.actor not in mine), " (implied)"
        return (), ""

    def _makers(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        tree = reading.tree
        for clause in tree.kids(index, "acl", "acl:relcl"):
            found = tuple(r for s in tree.kids(clause, "nsubj") for r in reading.refs(s))
            if found:
                return found
        return ()

    # -- nouns that are a party themselves: ally, enemy, member --------------------------------------------------------

    def _relational(self, reading: Reading, index: int, frame: Frame) -> Iterator[Candidate]:
        tree = reading.tree
        others: list[Ref] = []
        for kid in tree.kids(index, "nmod:poss"):
            others.extend(reading.refs(kid))
        others.extend(self._slot_refs(reading, index, set(frame.slots)))
        selves = self._selves(reading, index)
        if not others or any(r.actor in {s.actor for s in selves} for r in others):
            mine = {r.actor for r in selves}
            others.extend(r for r in reading.modifiers(index) if r.actor not in mine)
        symmetric = relation_type(frame.relation).symmetric
        parties = selves
        if symmetric and not others and len(selves) > 1 and tree[index].xpos == "NNS":
            yield from pairs(selves, frame, index, frame.title(), 0.0)
            return
        for one in parties:
            for other in distinct(others):
                if one.actor == other.actor:
                    continue
                if "bloc" in frame.flags and not other.actor.startswith("IGO:"):
                    continue
                yield Candidate(one, frame.relation, other, index, frame.title(), 0.0)

    def _selves(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """The actor that a relational noun is said of: by apposition, copula, "as", or a name beside it."""
        tree, word = reading.tree, reading.tree[index]
        found: list[Ref] = []
        for kid in tree.kids(index, "nsubj", "nsubj:outer"):
            found.extend(reading.refs(tree.relative(kid)))
        for kid in tree.kids(index, "appos", "flat"):
            found.extend(reading.refs(kid))
        if not found and word.deprel in {"appos", "compound", "flat", "nmod:desc", "amod"} and word.head >= 0:
            found.extend(reading.refs(word.head))
        if not found and word.deprel == "conj" and word.head >= 0 and not tree.kids(index, "nsubj"):
            head = word.head
            for kid in tree.kids(head, "nsubj"):
                found.extend(reading.refs(kid))
        role_of_verb = word.deprel == "xcomp" or (word.deprel in {"obl", "nmod"} and "as" in tree.cases(index))
        if not found and role_of_verb and word.head >= 0:
            verb = word.head
            objects = tree.patients(verb) if tree[verb].upos in _VERBAL else []
            for obj in objects or tree.subjects(verb):
                refs = reading.refs(obj)
                found.extend(refs)
            if tree[verb].upos in _VERBAL and not found:
                for subject in tree.subjects(verb):
                    found.extend(reading.refs(subject))
        if not found:
            found.extend(reading.modifiers_named(index))
        return distinct(found)

    # -- adjectives and participles ------------------------------------------------------------------------------------

    def adjective(self, reading: Reading, index: int) -> list[Candidate]:
        """ "Critical of", "opposed to", "allied with"."""
        tree = reading.tree
        found: list[Candidate] = []
        for frame in self._lexicon.adjectives.get(tree[index].lemma.lower(), ()):
            if "prep" in frame.flags:
                continue
            agents = [r for s in tree.subjects(index) for r in reading.refs(s)]
            if not agents and tree[index].deprel in {"amod", "appos", "acl"} and tree[index].head >= 0:
                agents = list(reading.refs(tree[index].head))
            patients: list[Ref] = []
            if "xobj" in frame.slots:
                for clause in tree.kids(index, "xcomp", "advcl", "ccomp"):
                    for kid in tree.kids(clause, "obl", "obj"):
                        if "with" in tree.cases(kid):
                            patients.extend(reading.refs(kid))
            for head in tree.obliques(index, set(frame.slots)):
                patients.extend(reading.refs(head) or self._doers.of_deed(reading, head))
            for a in distinct(agents):
                for b in distinct(patients):
                    if a.actor != b.actor:
                        found.append(Candidate(a, frame.relation, b, index, frame.title(), 0.05))
            if found:
                break
        return found

    def hyphen(self, reading: Reading, index: int) -> list[Candidate]:
        """ "U.S.-backed fighters": the name before the dash supports what the participle qualifies."""
        tree = reading.tree
        relation = self._lexicon.hyphens.get(tree[index].text.lower())
        if relation is None or index < 2 or tree[index - 1].text not in {"-", "–"}:
            return []
        backers = reading.at(index - 2)
        head = tree[index].head
        while head >= 0 and tree[head].upos not in {"NOUN", "PROPN"}:
            head = tree[head].head
        if not backers or head < 0:
            return []
        backed = [r for r in reading.refs(head) or reading.loose(head) if r.actor not in {b.actor for b in backers}]
        return [
            Candidate(a, relation, b, index, f"participle “-{tree[index].text.lower()}”", 0.0) for a in backers for b in backed
        ]
