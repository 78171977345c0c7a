"""A relation that a rule proposes, before status and confidence are settled."""

from dataclasses import dataclass

from graph.coding.mentions import Ref


@dataclass(frozen=True, slots=True)
class Candidate:
    """``source`` does ``relation`` to ``target``, as word number ``trigger`` states; ``rule`` names the frame; ``doubt`` is
    what the way it was found takes off the confidence."""

    source: Ref
    relation: str
    target: Ref
    trigger: int
    last: int
    rule: str
    doubt: float

    @property
    def specific(self) -> bool:
        """Whether the frame named more than one word: a noun with its preposition, a verb with its object."""
        return self.rule.startswith("noun") or "” + “" in self.rule
