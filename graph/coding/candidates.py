"""A relation that a rule proposes, before status and confidence are settled."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.coding.mentions import Ref
from graph.coding.predicates import Frame
from graph.ontology import relation_type

#: Roles that act for the state as one: nothing that passes between them is a relation.
_STATE = frozenset({"GOV", "MIL", "SPY", "COP"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """``source`` does ``relation`` to ``target``, as word number ``trigger`` states; ``rule`` names the frame; ``doubt`` is
    what the way it was found takes off the confidence."""

    source: Ref
    relation: str
    target: Ref
    trigger: int
    rule: str
    doubt: float

    @property
    def ends(self) -> tuple[Ref, Ref]:
        """Source and target as an edge tells them: a symmetric relation's in the order of their identifiers."""
        turned = relation_type(self.relation).symmetric and self.target.actor < self.source.actor
        return (self.target, self.source) if turned else (self.source, self.target)

    @property
    def specific(self) -> bool:
        """Whether the frame named more than one word: a noun with its preposition, a verb with its object."""
        return self.rule.startswith("noun") or "” + “" in self.rule


def pairs(refs: tuple[Ref, ...], frame: Frame, index: int, rule: str, doubt: float) -> Iterator[Candidate]:
    """Every pair of different actors; both directions where the relation is not symmetric."""
    symmetric = relation_type(frame.relation).symmetric
    for i, a in enumerate(refs):
        for b in refs[i + 1 :]:
            if different_ends(a, b):
                yield Candidate(a, frame.relation, b, index, rule, doubt)
                if not symmetric:
                    yield Candidate(b, frame.relation, a, index, rule, doubt)


def different_ends(source: Ref, target: Ref) -> bool:
    """Whether a relation may tie two references: two actors, or one state's rulers and its people, rebels, courts …"""
    if source.actor != target.actor:
        return True
    roles = {source.role, target.role}
    return None not in roles and len(roles) == 2 and not roles <= _STATE
