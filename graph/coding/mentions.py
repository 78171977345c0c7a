"""Who is meant by a noun phrase: names, nationality and role ("Russian officials"), possessors, apposition, containers.

A :class:`Reading` answers for one sentence; pronouns and definite descriptions are filled in by
:mod:`graph.coding.discourse`, which carries what was mentioned from sentence to sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from graph.actors.names import Match, NameFinder
from graph.actors.register import Alias, Register
from graph.coding.nouns import nouns
from graph.coding.syntax import Tree
from graph.coding.words import words

#: Alias kinds that name a place more than its government.
PLACES = frozenset({"city", "region"})
_OF = words("mentions", "of")
_PRESS = words("mentions", "press")
_LOCATIVE = words("mentions", "locative")
#: Nouns that stand beside their possessor, not for it ("Moscow's counterpart" is somebody else).
_OTHER = frozenset({"counterpart", "successor", "predecessor", "mediator"})
#: Participles after a dash that leave the name before it in charge ("Vietnamese-led forces").
_LED = frozenset({"led", "dominated", "commanded", "run", "linked", "owned", "flagged", "registered", "operated"})
#: Modifiers that decide the role of the noun they stand before ("opposition leaders", "military spokesman").
_ROLE_WORDS = {
    "opposition": "OPP", "rebel": "REB", "insurgent": "REB", "guerrilla": "REB", "separatist": "REB", "military": "MIL",
    "army": "MIL", "naval": "MIL", "police": "COP", "intelligence": "SPY", "dissident": "OPP", "parliamentary": "LEG",
}  # fmt: skip
#: Participles after a dash that only tell where or whence ("Sudan-based", "Chinese-made").
_WHERE = frozenset({"based", "born", "held", "bound", "educated", "style", "era", "made"})
_MAX_DEPTH = 4
_SHORT = 2  # letters of a surname that needs its full name or a title


@dataclass(frozen=True, slots=True)
class Ref:
    """An actor as a phrase means it: in which role, by which characters of the sentence, how it was found, and how sure
    that is, 0…1."""

    actor: str
    role: str | None
    start: int
    end: int
    via: str
    person: str | None = None
    place: bool = False
    sure: float = 1.0


@dataclass(slots=True)
class People:
    """What an article itself says of names: persons whom no register knows, by surname, and who they speak for; leaders
    met by their full name; the readings that context chose for ambiguous spellings; the names of groups that no
    register knows."""

    known: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    full_names: set[str] = field(default_factory=set)
    decided: dict[tuple[str, ...], str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


class Reading:
    """Who the words of one sentence mean. ``resolved`` holds what coreference found, by word number."""

    def __init__(self, tree: Tree, register: Register, names: NameFinder, people: People, day: date | None):
        self.tree = tree
        self.register = register
        self.people = people
        self.resolved: dict[int, tuple[Ref, ...]] = {}
        self._nouns = nouns()
        self._match_at: dict[int, Match] = {}
        self._top: dict[int, Match] = {}
        self._busy: set[int] = set()
        self.matches: list[Match] = []
        for match in names.find(tree.sentence.text, day, people.full_names, people.decided):
            self.place(match)

    def place(self, match: Match) -> None:
        """Takes a spelling as a name of its actor, unless it is part of another name."""
        tree = self.tree
        inside = [w.index for w in tree.words if w.start < match.end and w.end > match.start]
        if not inside or self._refused(match, inside) or any(i in self._match_at for i in inside):
            return
        self.matches.append(match)
        tops = [i for i in inside if tree[i].head not in inside]
        top = tops[-1]
        # "U.S. Security Council", "Islamic State": the top of a name is its last noun, not what it modifies
        for index in inside:
            self._match_at[index] = match
        self._top[top] = match
        if match.best.person:
            self.people.full_names.add(match.best.person)

    def _refused(self, match: Match, inside: list[int]) -> bool:
        """Whether a spelling is here part of another name: a person's, a newspaper's."""
        tree = self.tree
        first, last = inside[0], inside[-1]
        kind = match.best.kind
        if first and tree[first - 1].text.lower() == "new" and kind != "leader" and tree[first - 1].text[0] == "N":
            return True
        following = tree[last + 1] if last + 1 < len(tree.words) else None
        if following and following.text in {"-", "–"} and last + 2 < len(tree.words) and tree[last + 2].text.lower() in _WHERE:
            return True
        if kind == "agency" and first and tree[first - 1].upos == "PROPN" and tree[first - 1].head in inside:
            return True  # the police of another city: "Dhaka Metropolitan Police"
        if following and following.text in _PRESS and following.xpos.startswith("NNP"):
            return True
        before = tree[first - 1] if first else None
        titled = before is not None and before.lemma.lower().rstrip(".") in self._nouns.titles
        if kind == "leader" and len(match.text) <= _SHORT and match.best.person not in self.people.full_names and not titled:
            return True  # "Su" in "a Su-35"; "Xi" comes after "Xi Jinping" or "President"
        if kind == "leader" and len(inside) == 1 and tree[first].upos not in {"PROPN", "X"}:
            return True  # "Power cuts", "Price rises"
        if kind in {"leader", "name", "capital", "city", "region"} and len(inside) == 1:
            name = tree[first].name
            if before and name.startswith("I-PER") and before.name.endswith("-PER"):
                known = kind == "leader" and (titled or self._says(before.text, match.senses))
                return not known
            if following and following.name == "I-PER":
                return True
        return False

    @staticmethod
    def _says(given: str, senses: tuple[Alias, ...]) -> bool:
        return any(given in (sense.person or "").split() for sense in senses)

    # -- who a word means ------------------------------------------------------------------------------------------

    def refs(self, index: int) -> tuple[Ref, ...]:
        """The actors that a noun phrase means, its conjuncts included; empty when it means none."""
        found = list(self.own(index))
        for kid in self.tree.conjuncts(index):
            aside = any(self.tree[k].text in {"/", "("} for k in self.tree.kids(kid, "punct"))
            if self.tree[kid].upos not in {"VERB", "AUX"} and not aside:
                found.extend(self.own(kid))
        return _distinct(found)

    def own(self, index: int, depth: int = 0) -> tuple[Ref, ...]:
        """The actors that a word, as head of its phrase and without its conjuncts, means."""
        if index in self.resolved:
            return self.resolved[index]
        if index in self._busy or depth > _MAX_DEPTH:
            return ()
        if not self.tree.children[index] and index not in self._match_at and self.tree[index].upos != "PROPN":
            return ()  # no name, and nothing hangs on it that could be one
        self._busy.add(index)
        try:
            return self._own(index, depth)
        finally:
            self._busy.discard(index)

    def _own(self, index: int, depth: int) -> tuple[Ref, ...]:
        tree, word = self.tree, self.tree[index]
        lemma = word.lemma.lower()
        role = self.role_of(index)
        match = self._match_at.get(index)
        if word.upos == "PROPN" and (match is None or match.best.person is None):
            match = self._surname(index) or match
        if match and (index in self._top or word.upos == "PROPN"):
            ref = self._named(match, index)
            if ref:
                return self._with_twins(index, ref)
        if role:
            found = self._attached(index, role, depth)
            if found:
                return found
        if lemma in self._nouns.definite["group"] or lemma in self._nouns.definite["organisation"]:
            named = [r for r in self.modifiers(index, depth) if ":" in r.actor]
            if named:
                return tuple(replace(r, end=max(r.end, word.end), place=False) for r in named[-1:])
        if lemma in self._nouns.containers or word.upos in {"NUM", "DET", "PRON"}:
            inner = [k for k in tree.kids(index, "nmod") if {"of", "from", "among", "in"} & set(tree.cases(k))]
            for kid in inner:
                found = self._all(kid, depth + 1)
                if found:
                    return tuple(replace(r, role=role or r.role) for r in found if not r.place) or ()
        for kid in tree.kids(index, "appos", "flat"):
            found = self._all(kid, depth + 1)
            if found and (word.upos == "PROPN" or role):
                if word.upos == "PROPN":
                    self._remember(index, found)
                return tuple(replace(r, start=word.start, end=word.end) for r in found[:1])
        if word.upos == "PROPN":
            return self._unknown_person(index, depth)
        return ()

    def _surname(self, index: int) -> Match | None:
        """The leader whose surname closes a personal name that starts here: "Vladimir V. Putin"."""
        for kid in self.tree.kids(index, "flat"):
            match = self._match_at.get(kid)
            if match and match.best.person:
                return match
        return None

    def _all(self, index: int, depth: int) -> tuple[Ref, ...]:
        found = list(self.own(index, depth))
        for kid in self.tree.conjuncts(index):
            found.extend(self.own(kid, depth))
        return _distinct(found)

    def _with_twins(self, index: int, ref: Ref) -> tuple[Ref, ...]:
        """A nationality joined to another by a dash ("Russian-Iranian", "U.S.-Mexico") means both."""
        tree = self.tree
        twins = [ref]
        low = min(w.index for w in tree.words if w.start < ref.end and w.end > ref.start)
        if low >= 2 and tree[low - 1].text in {"-", "–", "—", "/"} and tree[low - 1].start == tree[low - 2].end:
            other = self._match_at.get(low - 2)
            if other and other.best.actor != ref.actor and (twin := self._named(other, low - 2)):
                twins.insert(0, twin)
        return tuple(twins)

    def _named(self, match: Match, index: int) -> Ref | None:
        sense = match.best
        role = sense.role
        place = sense.kind in PLACES
        cases = set(self.tree.cases(index))
        if sense.kind == "capital":
            place = bool(cases & _LOCATIVE)
            role = role or "GOV"
        if sense.kind == "name" and cases & {"in", "at", "near", "across", "inside", "throughout", "outside"}:
            place = True
        return Ref(sense.actor, role, match.start, match.end, sense.kind, sense.person, place)

    def role_of(self, index: int) -> str | None:
        """The role that a noun gives to the actor attached to it, or None when it is no such noun."""
        word = self.tree[index]
        if word.upos not in {"NOUN", "PROPN", "ADJ"}:
            return None
        role = self._nouns.roles.get(word.lemma.lower()) or self._nouns.roles.get(word.text.lower())
        if role in {"GOV", "CVL", "OPP"}:
            for kid in self.tree.kids(index, "compound", "amod"):
                role = _ROLE_WORDS.get(self.tree[kid].lemma.lower(), role)
        if role is None and word.upos == "PROPN":
            for kid in self.tree.kids(index, "compound", "flat", "amod", "nmod:desc", "appos"):
                lemma = self.tree[kid].lemma.lower().rstrip(".")
                if lemma in self._nouns.titles or (lemma in self._nouns.roles and self.tree[kid].deprel != "appos"):
                    return self._nouns.roles.get(lemma, "GOV")
        return role

    def _attached(self, index: int, role: str, depth: int) -> tuple[Ref, ...]:
        """The actors attached to a role noun: "Russian officials", "the army of Chad", "her government"."""
        tree, word = self.tree, self.tree[index]
        for kid in tree.kids(index, "flat", "appos", "compound", "nmod:desc"):
            match = self._match_at.get(kid)
            if match and match.best.person:
                ref = self._named(match, kid)
                return (ref,) if ref else ()
        named = self.modifiers(index, depth)
        if not named and word.lemma.lower() not in _OTHER:
            for kid in tree.kids(index, "nmod:poss"):
                named = [r for r in self._all(kid, depth + 1) if not r.place or r.via in {"city", "region", "capital"}]
        if not named:
            for kid in tree.kids(index, "nmod", "obl"):
                if _OF & set(tree.cases(kid)):
                    inner = self._all(kid, depth + 1)
                    named = list(inner) or list(self.modifiers(kid, depth + 1))
                    if named:
                        break
        if not named:
            for kid in tree.kids(index, "acl:relcl", "acl"):
                if tree[kid].lemma in {"rule", "run", "govern", "lead"}:
                    named = [r for o in tree.kids(kid, "obj") for r in self._all(o, depth + 1)]
        if tree[index].upos == "PROPN" and named:
            self._remember(index, tuple(replace(r, role=role) for r in named))
        if named:
            for kid in tree.kids(index, "flat", "appos", "nmod:desc"):
                if tree[kid].upos == "PROPN" and kid not in self._match_at:
                    self._remember(kid, tuple(replace(r, role=role) for r in named))
        return tuple(
            replace(
                r,
                role=r.role if r.role in {"SPY", "COP", "JUD", "LEG", "MIL", "OPP", "REB"} and role == "GOV" else role,
                start=min(r.start, word.start),
                end=max(r.end, word.end),
                place=False,
                via=f"{r.via}+{word.lemma.lower()}",
            )
            for r in named
        )

    def modifiers(self, index: int, depth: int = 0) -> list[Ref]:
        """Nationalities and names that stand before a noun, conjuncts and dashed twins included."""
        found: list[Ref] = []
        before = ("amod", "compound", "det", "nmod:unmarked", "nmod:desc", "flat", "nmod", "nummod", "obl:unmarked")
        for kid in self.tree.kids(index, *before):
            if kid > index or set(self.tree.cases(kid)) - {"'s", "’s", "'", "’"}:
                continue
            for part in [kid, *self.tree.conjuncts(kid)]:
                match = self._match_at.get(part)
                if match:
                    ref = self._named(match, part)
                    if ref and not self._compound_of_other(part):
                        found.extend(self._with_twins(part, ref))
                else:
                    found.extend(self.modifiers(part, depth + 1) if depth < 2 else ())
        return found

    def receivers(self, index: int) -> list[int]:
        """Names that the parser hung on the second of two objects: "sell Taiwan missiles", "lend it 500 million dollars"."""
        found = []
        for kid in self.tree.kids(index, "compound", "nmod:poss", "nmod"):
            match = self._match_at.get(kid)
            named = match and match.best.kind in {"name", "demonym", "capital", "seat"}
            if (named or self.tree[kid].upos == "PRON") and not self.tree.cases(kid) and kid < index:
                found.append(kid)
        return found

    def modifiers_named(self, index: int) -> list[Ref]:
        """Names (not nationalities) that stand right beside a relational noun: "the ally Iraq"."""
        found = []
        for kid in self.tree.kids(index, "compound", "flat", "appos", "nmod:desc"):
            match = self._match_at.get(kid)
            if match and match.best.kind in {"name", "leader"}:
                ref = self._named(match, kid)
                if ref:
                    found.append(ref)
        return found

    def region(self, actor: str) -> str | None:
        """The region of the world that an actor's home country lies in."""
        known = self.register.actors.get(actor)
        return known.region if known else None

    def sort(self, actor: str) -> str | None:
        """The register's finer kind of an actor ("people", "armed", "alliance" …)."""
        known = self.register.actors.get(actor)
        return known.sort if known else None

    def at(self, index: int) -> tuple[Ref, ...]:
        """The actor whose spelling covers a word, whatever the word's place in the tree."""
        match = self._match_at.get(index)
        ref = self._named(match, index) if match else None
        return (ref,) if ref else ()

    def _compound_of_other(self, index: int) -> bool:
        """Whether a name only starts a hyphenated adjective: "Iran-backed", "Russian-made"."""
        words = self.tree.words
        last = max(w.index for w in words if w.start < self._match_at[index].end)
        return (
            last + 2 < len(words)
            and words[last + 1].text in {"-", "–"}
            and words[last + 1].start == words[last].end
            and words[last + 2].xpos in {"VBN", "VBD", "JJ", "VBG"}
            and last + 2 not in self._match_at
            and words[last + 2].text.lower() not in _LED
        )

    def _remember(self, index: int, found: tuple[Ref, ...]) -> None:
        """Keeps a person whom no register knows for the rest of the article, by surname."""
        tree = self.tree
        parts = [index, *tree.kids(index, "flat")]
        words = [tree[p].text for p in parts if tree[p].upos == "PROPN"]
        titles = self._nouns.titles
        words = [w for w in words if w.lower().rstrip(".") not in titles and w.lower() not in self._nouns.roles]
        if words and found and tree[index].name.endswith("PER"):
            self.people.known.setdefault(words[-1], (found[0].actor, found[0].role))

    def _unknown_person(self, index: int, depth: int) -> tuple[Ref, ...]:
        """A surname that this article introduced before."""
        tree = self.tree
        for part in [index, *tree.kids(index, "flat")]:
            known = self.people.known.get(tree[part].text)
            if known:
                word = tree[part]
                return (Ref(known[0], known[1], word.start, word.end, "introduced", word.text),)
        return ()

    # -- loosely: whose it is, where it is ---------------------------------------------------------------------------

    def loose(self, index: int, depth: int = 0) -> tuple[Ref, ...]:
        """The actors that a phrase means or, failing that, belongs to or lies in: "Yemeni ports", "the road to Aleppo"."""
        found = self.refs(index)
        if found or depth > 2:
            return found
        tree = self.tree
        near: list[Ref] = list(self.modifiers(index, 0))
        for kid in tree.kids(index, "nmod:poss"):
            near.extend(self.refs(kid) or self.loose(kid, depth + 1))
        if not near:
            for kid in tree.kids(index, "nmod", "acl", "appos", "conj", "nmod:unmarked"):
                if tree[kid].deprel in {"appos", "conj"} or set(tree.cases(kid)) & (_OF | {"on", "near", "to", "around"}):
                    near.extend(self.refs(kid) or self.loose(kid, depth + 1))
                    if near:
                        break
        if not near:
            for kid in tree.kids(index, "acl"):
                for agent in tree.kids(kid, "obl:agent"):
                    near.extend(self.refs(agent))
        return _distinct(replace(r, via=f"{r.via}, of") for r in near)

    def places(self, index: int) -> tuple[Ref, ...]:
        """Where something happens: the countries of the places that hang on a verb or noun by "in", "at", "near" …"""
        tree = self.tree
        for kid in tree.kids(index, "obl", "nmod"):
            if {"in", "at", "near", "outside", "across", "inside", "around", "over", "on", "throughout"} & set(tree.cases(kid)):
                found = self.refs(kid) or self.loose(kid)
                if found:
                    return found
        return ()

    def explicit(self) -> list[tuple[int, tuple[Ref, ...]]]:
        """Every word that means actors by itself, in reading order, with what it means."""
        found = []
        for word in self.tree.words:
            if word.upos in {"NOUN", "PROPN", "ADJ", "NUM", "X"}:
                refs = self.own(word.index)
                if refs and (word.upos != "ADJ" or word.deprel not in {"amod"}):
                    found.append((word.index, refs))
        return found


def _distinct(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    seen: dict[tuple[str, str | None], Ref] = {}
    for ref in refs:
        seen.setdefault((ref.actor, ref.role), ref)
    return tuple(seen.values())
