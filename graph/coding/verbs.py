"""Verbal predicates: which frames a verb fits, and who stands in their slots."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.coding.candidates import Candidate, pairs
from graph.coding.doers import Doers, distinct, victim
from graph.coding.mentions import Reading, Ref
from graph.coding.predicates import Frame, Lexicon
from graph.coding.syntax import NOMINAL, Tree
from graph.coding.words import words
from graph.ontology import relation_type

#: Relations of words: what they are aimed at is the doer of the deed ("condemned the raid by X"), not its victim.
_STANCE = frozenset(["supports", "criticises", "opposes", "rejects", "accuses", "requests", "threatens"])


#: Where an opponent is taken to ("took Israel to court").
_BENCH = frozenset({"court", "tribunal", "arbitration", "arbitrator"})
_AID = frozenset({"aid", "assistance", "support", "help", "supplies", "equipment", "advice"})
_BORDER = frozenset({"border", "frontier", "front", "boundary", "line", "coast", "water", "strait"})
_CROWD = frozenset({"thousand", "hundred", "ten", "dozen", "people", "crowd", "million", "protester", "demonstrator"})


#: Verbs of war that are verbs of sport, and the words that tell.
_CONTEST = frozenset({"beat", "defeat", "rout", "crush", "thrash", "eliminate"})
_SPORT = words("verbs", "sport")
_HEADS = frozenset({"obl", "obj", "nmod", "nsubj", "nsubj:pass", "root"})
#: Acts whose object, unnamed, is whoever lives where they happen.
_PLACED = frozenset({"attacks", "gives_aid_to"})
#: Acts that are always done to somebody: where the clause leaves that party out, it is the one dealt with just before.
_NEEDS_PARTNER = words("verbs", "needs_partner")


@dataclass(frozen=True, slots=True)
class Opening:
    """An act without its other party: who did what, at which word."""

    agent: Ref
    frame: Frame
    index: int


class VerbMatcher:
    """Proposes the relations that the verbs of a sentence state."""

    def __init__(self, lexicon: Lexicon, doer: Doers):
        self._lexicon = lexicon
        self._doer = doer

    def match(self, reading: Reading, index: int) -> tuple[list[Candidate], set[int], list[Opening]]:
        """Candidates of the verb at ``index``, the words (its object) that they used up, and what it leaves open: acts
        whose other party the clause does not name."""
        tree = reading.tree
        frames = self._lexicon.verb(tree[index].lemma.lower())
        fitting = [(frame, obj) for frame in frames if (obj := self._fits(reading, index, frame)) is not None]
        if not fitting:
            return [], set(), []
        top = max(frame.weight for frame, _ in fitting)
        found: list[Candidate] = []
        used: set[int] = set()
        paired: set[tuple[str, str]] = set()
        for frame, obj in fitting:
            if frame.weight < top:
                continue
            if obj >= 0:
                used.add(obj)
            for candidate in self._candidates(reading, index, frame, obj):
                pair = (candidate.source.actor, candidate.target.actor)
                if pair not in paired or any(c.relation == candidate.relation and c.rule == candidate.rule for c in found):
                    found.append(candidate)
            paired.update((c.source.actor, c.target.actor) for c in found)
        openings = []
        if not found:
            for frame, _ in fitting:
                if frame.weight == top and frame.relation in _NEEDS_PARTNER and (frame.objects or frame.particle):
                    openings = [Opening(a, frame, index) for a in self._agents(reading, index, frame)]
                    break
        return found, used, openings

    def _fits(self, reading: Reading, index: int, frame: Frame) -> int | None:
        """The object word that the frame asks for (−1 when it asks for none), or None when the frame does not fit."""
        tree = reading.tree
        if frame.particle and frame.particle not in tree.particles(index):
            return None
        if "infinitive" in frame.flags and not any("to" in tree.marks(k) for k in tree.kids(index, "xcomp", "ccomp", "advcl")):
            return None
        if frame.lemma in _CONTEST and any(w.deprel in _HEADS and w.lemma.lower() in _SPORT for w in tree.words):
            return None
        if frame.relation == "requests" and self._question(reading, index):
            return None
        if not frame.objects:
            return -1
        heads = tree.subjects(index) + tree.kids(index, "obj") if tree.passive(index) else tree.patients(index)
        heads = heads + [k for k in tree.kids(index, "xcomp", "obl:unmarked") if tree[k].upos != "VERB"]
        heads += [k for k in tree.kids(index, "obl") if tree[k].lemma.lower() in _BENCH]
        for head in heads:
            for word in [head, *tree.conjuncts(head)]:
                if self._object_lemma(reading, word) in frame.objects:
                    return word
                if tree[word].upos == "PROPN" and any(
                    tree[k].lemma.lower() in frame.objects for k in tree.kids(word, "compound", "nmod:desc", "appos")
                ):
                    return word
                for kid in tree.kids(word, "nmod", "compound", "nmod:unmarked"):
                    if tree[kid].lemma.lower() in frame.objects and tree[word].lemma.lower() in {
                        "series", "round", "number", "set", "package", "kind", "million", "billion", "thousand", "hundred",
                        "dozen", "ton", "tonne", "shipment", "delivery", "wave", "barrage", "lot", "batch", "supply",
                    }:  # fmt: skip
                        return word
        return None

    @staticmethod
    def _question(reading: Reading, index: int) -> bool:
        """Whether what is asked is a question ("asked whether"), not an act."""
        tree = reading.tree
        for clause in tree.kids(index, "ccomp", "xcomp"):
            if {"whether", "if", "why", "how", "when", "where"} & set(tree.marks(clause)):
                return True
            if any(tree[k].lemma.lower() in {"what", "who", "why", "how", "which", "when"} for k in tree.children[clause]):
                return True
        return False

    @staticmethod
    def _object_lemma(reading: Reading, index: int) -> str:
        """The lemma of an object; aid that is military is something else than aid."""
        tree = reading.tree
        lemma = tree[index].lemma.lower()
        if lemma in _AID and any(tree[k].lemma.lower() in {"military", "lethal"} for k in tree.kids(index, "amod", "compound")):
            return f"military-{lemma}"
        return lemma

    def _candidates(self, reading: Reading, index: int, frame: Frame, obj: int) -> Iterator[Candidate]:
        tree = reading.tree
        agents = self._agents(reading, index, frame)
        patients, doubt, reciprocal = self._patients(reading, index, frame, obj, agents)
        symmetric = relation_type(frame.relation).symmetric or "mutual" in frame.flags
        rule = frame.title(tree[obj].text if obj >= 0 else None)
        if symmetric and not patients and not reciprocal:
            patients = self._deal_partners(reading, index, {r.actor for r in agents})
        if (reciprocal or not patients or "mutualonly" in frame.flags) and symmetric and len(agents) > 1:
            if reciprocal or self._takes_company(frame):
                yield from pairs(agents, frame, index, rule, 0.0)
            return
        if reciprocal and len(agents) > 1:
            for a in agents:
                for b in agents:
                    if a.actor != b.actor:
                        yield Candidate(a, frame.relation, b, index, rule, 0.0)
            return
        if "mutualonly" in frame.flags:
            return
        if not agents and len(patients) > 1 and symmetric and tree.passive(index):
            yield from pairs(patients, frame, index, rule, 0.1)
            return
        for a in agents:
            for b in patients or self._own_rulers(a, frame):
                source, target = (b, a) if "swap" in frame.flags else (a, b)
                if "swap2" in frame.flags:
                    source, target = self._admitted(reading, index, b) or (source, target)
                if "bloc" in frame.flags and not target.actor.startswith("IGO:"):
                    continue
                if source.actor == target.actor and source.role == target.role:
                    continue
                yield Candidate(source, frame.relation, target, index, rule, doubt)
                if "mutual" in frame.flags and not relation_type(frame.relation).symmetric:
                    yield Candidate(target, frame.relation, source, index, rule, doubt + 0.05)

    @staticmethod
    def _deal_partners(reading: Reading, index: int, mine: set[str]) -> tuple[Ref, ...]:
        """With whom something was agreed, for what was agreed: "reached an accord with Iran to share intelligence"."""
        tree = reading.tree
        at = index
        for _ in range(3):
            word = tree[at]
            if word.head < 0 or word.deprel not in {"acl", "xcomp", "advcl", "conj", "obj", "ccomp", "obl"}:
                break
            at = word.head
            heads = tree.obliques(at, {"with"})
            for obj in tree.kids(at, "obj"):
                heads = heads or tree.obliques(obj, {"with"})
            if heads:
                return distinct(r for h in heads for r in reading.refs(h) if r.actor not in mine)
        return ()

    @staticmethod
    def _own_rulers(agent: Ref, frame: Frame) -> tuple[Ref, ...]:
        """Whoever protests against nobody named protests against the government at home."""
        if frame.relation == "protests_against" and agent.role in {"CVL", "OPP", "REB"} and ":" not in agent.actor:
            return (replace(agent, role="GOV", via=f"~{agent.via}"),)
        return ()

    @staticmethod
    def _takes_company(frame: Frame) -> bool:
        return bool({"with", "between", "alongside"} & set(frame.slots))

    def _admitted(self, reading: Reading, index: int, bloc: Ref) -> tuple[Ref, Ref] | None:
        for patient in reading.tree.patients(index):
            for ref in reading.refs(patient):
                if ref.actor != bloc.actor:
                    return ref, bloc
        return None

    def _agents(self, reading: Reading, index: int, frame: Frame) -> tuple[Ref, ...]:
        tree = reading.tree
        found: list[Ref] = []
        for head in tree.agents(index):
            refs = tuple(r for r in reading.refs(head) if not r.place or tree[head].deprel.startswith("nsubj"))
            if "animate" in frame.flags:
                refs = tuple(r for r in refs if "," not in r.via)
            if not refs and "swap" not in frame.flags:
                refs = self._doer.instrument(reading, head)
            if not refs and relation_type(frame.relation).quad.startswith("material"):
                refs = tuple(reading.modifiers(head))  # "two Turkish F-16s", "the Russian general staff"
            found.extend(refs)
        if "role" in frame.flags:
            found = [r for r in found if r.role in {"CVL", "OPP", "BUS", "MED", "REF"}]
        if (
            "troops" in frame.flags
            and "MIL" not in {r.role for r in found}
            and not any(tree[h].lemma in {"troop", "force", "army", "soldier", "tank", "invader"} for h in tree.agents(index))
        ):
            return ()
        if not found and frame.relation == "protests_against":
            found = self._crowd(reading, index)
        return distinct(found)

    @staticmethod
    def _crowd(reading: Reading, index: int) -> list[Ref]:
        """ "Thousands rallied against the government": a crowd is the people of the government that it faces."""
        tree = reading.tree
        if not any(tree[s].lemma.lower() in _CROWD for s in tree.subjects(index)):
            return []
        faced = [r for h in tree.obliques(index, {"against", "in", "outside"}) for r in reading.refs(h)]
        return [replace(r, role="CVL", via=f"~{r.via}", place=False) for r in faced if ":" not in r.actor][:1]

    def _patients(
        self, reading: Reading, index: int, frame: Frame, obj: int, agents: tuple[Ref, ...]
    ) -> tuple[tuple[Ref, ...], float, bool]:
        """Who stands in the frame's slots: the actors, the doubt, and whether the slot holds "each other"."""
        tree = reading.tree
        others = {r.actor for r in agents}
        for slot in frame.slots:
            heads = self._slot(reading, index, slot, obj, frame)
            found: list[Ref] = []
            doubt = 0.0
            for head in heads:
                if any(_reciprocal(tree, k) for k in (head, *tree.kids(head, "nmod:poss"))):
                    return (), 0.0, True
                refs = reading.refs(head)
                if not refs and "strict" not in frame.flags and slot != "csubj":
                    refs = (
                        self._doer.of_deed(reading, head) if frame.relation in _STANCE and slot != "xobj" else reading.loose(head)
                    )
                    doubt = max(doubt, 0.1)
                if not refs and ("place" in frame.flags or frame.relation in _PLACED):
                    refs = tuple(r for r in reading.places(index) if r.actor not in others)
                    refs = tuple(victim(r, reading.role_of(head)) for r in refs)
                    doubt = max(doubt, 0.15)
                found.extend(refs)
            kept = distinct(r for r in found if r.actor not in others or r.role not in {a.role for a in agents})
            if kept:
                return kept, doubt, False
        return (), 0.0, False

    def _slot(self, reading: Reading, index: int, slot: str, obj: int, frame: Frame) -> list[int]:
        tree = reading.tree
        if slot in {"obj", "iobj"}:
            if slot == "iobj" or frame.objects:
                if tree.passive(index):
                    others = [k for k in tree.subjects(index) + tree.kids(index, "obj") if k != obj]
                    return others if others or obj < 0 or slot == "iobj" else [obj]
                kids = [k for k in tree.kids(index, "iobj", "obj") if k != obj]
                if slot == "iobj" and not kids and obj >= 0:
                    return reading.receivers(obj)
                if slot == "obj" and not kids and obj >= 0:
                    return [obj]
                return [tree.relative(k) for k in kids]
            return [k for k in tree.patients(index) if tree[k].upos in NOMINAL]
        if slot == "xobj":
            heads = tree.within(index)
            if "threat" in frame.flags:  # "threatened to close its border with Morocco"
                heads += [k for noun in heads for k in tree.obliques(noun, {"with", "on", "against"})]
            return heads
        if slot == "csubj":
            return tree.complement_subjects(index)
        prepositions = {slot}
        heads = tree.obliques(index, prepositions)
        if obj >= 0:
            heads += [k for k in tree.obliques(obj, prepositions) if k not in heads]
            for kid in tree.kids(obj, "acl"):
                heads += tree.obliques(kid, prepositions)
        if not heads and frame.objects:
            for kid in tree.kids(index, "advcl", "xcomp", "obl"):
                heads += [k for k in tree.obliques(kid, prepositions) if k not in heads]
        if not heads and slot == "between" and obj >= 0:
            heads = tree.obliques(obj, {"among"})
        if slot == "to" and frame.relation == "mobilises_against":
            heads = [k for k in heads if tree[k].lemma.lower() in _BORDER]
        if frame.relation == "allied_with" and obj >= 0 and not heads:
            for kid in tree.kids(obj, "acl:relcl", "acl"):
                if tree[kid].lemma in {"include", "comprise", "group", "unite", "involve"}:
                    heads += tree.kids(kid, "obj")
        if slot == "of" and obj >= 0 and not heads:
            heads = tree.kids(obj, "nmod:poss")
            if not heads and reading.loose(obj):
                heads = [obj]
        return heads


def _reciprocal(tree: Tree, index: int) -> bool:
    """Whether a word is "each other" or "one another", however the parser joined the two."""
    forms = {tree[k].text.lower() for k in (index, *tree.children[index])}
    return {"each", "other"} <= forms or {"one", "another"} <= forms
