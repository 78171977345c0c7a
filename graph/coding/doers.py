"""Who stands behind something that is not an actor: an instrument, a deed."""

from collections.abc import Iterable

from graph.coding.mentions import Reading, Ref
from graph.coding.predicates import Lexicon


class Doers:
    """Who stands behind something that is not an actor: an instrument, a deed."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon

    def instrument(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """Whose weapon, strike or decision a subject is: "Israeli airstrikes killed", "a Russian missile hit"."""
        tree = reading.tree
        lemma = tree[index].lemma.lower()
        if tree[index].upos not in {"NOUN", "PROPN"}:
            return ()
        if lemma in self._lexicon.nouns and any(
            f.relation in {"attacks", "coerces", "occupies"} for f in self._lexicon.nouns[lemma]
        ):
            return self.of_deed(reading, index)
        return ()

    def of_deed(self, reading: Reading, index: int) -> tuple[Ref, ...]:
        """Who does the deed that a noun names, where it names one; else whose thing it is."""
        tree = reading.tree
        frames = self._lexicon.nouns.get(tree[index].lemma.lower(), ())
        if not frames:
            return reading.loose(index)
        found: list[Ref] = list(reading.modifiers(index))
        for kid in tree.kids(index, "nmod:poss"):
            found.extend(reading.refs(kid) or reading.loose(kid))
        for kid in tree.kids(index, "nmod", "obl:agent", "obl"):
            if {"by", "from"} & set(tree.cases(kid)):
                found.extend(reading.refs(kid))
        for kid in tree.kids(index, "acl"):
            for agent in tree.kids(kid, "obl:agent"):
                found.extend(reading.refs(agent))
        if not found and not any({"of", "on", "against"} & set(f.slots) for f in frames):
            for kid in tree.kids(index, "nmod"):
                if "of" in tree.cases(kid):
                    found.extend(reading.refs(kid))
        return distinct(found)


def distinct(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """References without repeating an actor in the same role."""
    seen: dict[tuple[str, str | None], Ref] = {}
    for ref in refs:
        seen.setdefault((ref.actor, ref.role), ref)
    return tuple(seen.values())


def victim(ref: Ref, role: str | None) -> Ref:
    """The people of a place, from the place."""
    return Ref(ref.actor, role, ref.start, ref.end, f"{ref.via}, there")
