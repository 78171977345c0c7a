"""What is said to be done: obligations, ultimatums, threats of one's own acts, undertakings."""

from graph.coding.candidates import Candidate
from graph.coding.mentions import Reading
from graph.coding.predicates import Lexicon
from graph.coding.words import words
from graph.ontology import relation_type

_UNDERTAKE = frozenset({"agree", "offer", "pledge", "promise", "undertake", "commit", "volunteer", "consent"})
_STATEMENT = words("verbs", "statement")


class SpeechMatcher:
    """Proposes the relations that lie in what an actor says of itself and of others, beyond the frame of the verb."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon

    def obligation(self, reading: Reading, index: int) -> list[Candidate]:
        """ "Paris said that Mali must withdraw" asks Mali to: a statement of what another actor has to do is a request."""
        tree = reading.tree
        if tree[index].lemma not in _STATEMENT:
            return []
        found = []
        for clause in tree.kids(index, "ccomp", "parataxis"):
            if not {tree[k].lemma.lower() for k in tree.kids(clause, "aux")} & {"must", "should", "ought"}:
                continue
            targets = [r for s in tree.kids(clause, "nsubj", "nsubj:pass") for r in reading.refs(s)]
            for speaker in tree.subjects(index):
                for a in reading.refs(speaker):
                    found += [
                        Candidate(a, "requests", b, index, "verb “say” + must", 0.05) for b in targets if b.actor != a.actor
                    ]
        return found

    def ultimatum(self, reading: Reading, index: int) -> list[Candidate]:
        """ "Paris will withdraw unless Mali holds elections" threatens Mali."""
        tree = reading.tree
        found = []
        for clause in tree.kids(index, "advcl"):
            if "unless" not in tree.marks(clause):
                continue
            if tree[index].deprel == "xcomp" and tree[tree[index].head].lemma.lower() == "threaten":
                index = tree[index].head  # "threatened to withdraw unless": the threat is no plan but made
            targets = [r for s in tree.kids(clause, "nsubj", "nsubj:pass") for r in reading.refs(s)]
            for agent in tree.agents(index):
                for a in reading.refs(agent):
                    found += [Candidate(a, "threatens", b, index, "verb … + unless", 0.1) for b in targets if b.actor != a.actor]
        return found

    def own_threat(self, reading: Reading, index: int) -> list[Candidate]:
        """ "Russia warned that it would strike Poland": a warning of an act of one's own threatens."""
        tree = reading.tree
        if tree[index].lemma not in {"warn", "vow", "swear", "say", "declare"}:
            return []
        found = []
        mine = [r for a in tree.agents(index) for r in reading.refs(a)]
        for clause in tree.kids(index, "ccomp"):
            frames = self._lexicon.verb(tree[clause].lemma.lower())
            if not any(relation_type(f.relation).quad == "material conflict" for f in frames):
                continue
            if not {tree[k].text.lower() for k in tree.kids(clause, "aux")} & {"would", "will", "'ll", "’ll"}:
                continue
            doers = {r.actor for s in tree.agents(clause) for r in reading.refs(s)}
            targets = [r for o in tree.patients(clause) for r in (reading.refs(o) or reading.loose(o))]
            found += [
                Candidate(a, "threatens", b, index, f"verb “{tree[index].lemma}” + would", 0.05)
                for a in mine
                for b in targets
                if a.actor in doers and a.actor != b.actor and tree[index].lemma in {"warn", "vow", "swear"}
            ]
        return found

    def undertaking(self, reading: Reading, index: int, paired: set[tuple[str, str]]) -> list[Candidate]:
        """ "Agreed to open a centre in Tokyo": what is agreed or offered to somebody, where no other relation says what."""
        tree = reading.tree
        if tree[index].lemma not in _UNDERTAKE:
            return []
        found = []
        agents = [r for a in tree.agents(index) for r in reading.refs(a)]
        for head in tree.within(index):
            for b in reading.refs(head) or reading.loose(head):
                for a in agents:
                    if a.actor != b.actor and (a.actor, b.actor) not in paired and (b.actor, a.actor) not in paired:
                        found.append(Candidate(a, "agrees_with", b, index, "verb “agree” + to", 0.2))
        return found
