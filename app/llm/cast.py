"""Who is who in an article, by our register alone: what the model says of an actor is only ever checked against it."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from graph.actors.names import Match, NameFinder, cues
from graph.actors.register import Register
from graph.coding.mentions import Ref
from graph.model import Party, Span

#: How an end is found that no name in its words gives.
READING = "the model's reading"
Unresolved = Literal["actor unknown", "actor not in the article", "several actors in the words", "words name another actor"]


class Cast:
    """The actors that the register finds in an article's sentences. Nobody else can become an end of an edge."""

    def __init__(self, register: Register, names: NameFinder, sentences: Sequence[str], day: date | None) -> None:
        self._register = register
        self._sentences = sentences
        self._found: list[list[Match]] = []
        decided = cues(" ".join(sentences))
        people: set[str] = set()
        self._present: set[str] = set()
        for sentence in sentences:
            matches = names.find(sentence, day, people, decided)
            people.update(m.best.person for m in matches if m.best.person)
            self._found.append(matches)
            self._present.update(sense.actor for m in matches for sense in m.senses)

    def resolve(self, sentence: int, span: Span, given: str | None) -> Ref | Unresolved:
        """Whom the characters ``span`` of a sentence stand for, or why nobody.

        Names in the words decide; ``given``, an identifier or a name, only chooses among them, and tells whom a pronoun
        or a description means, if the article names that actor anywhere. Where words and ``given`` contradict each
        other, neither is believed.
        """
        known = self._register.find(given.strip()) if given and given.strip() else None
        text = self._sentences[sentence][: span[1]]
        matches = [m for m in self._found[sentence] if m.start < span[1] and m.end > span[0] and not _modifies(text, m)]
        for match in matches:
            for sense in match.senses:
                if known and sense.actor == known.id:
                    return Ref(known.id, sense.role, *span, sense.kind, sense.person)
        if matches and known:
            return "words name another actor"
        if matches:
            best = {m.best.actor: m.best for m in reversed(matches)}
            if len(best) > 1:
                return "several actors in the words"
            (sense,) = best.values()
            if sense.actor not in self._register.actors:
                return "actor unknown"
            return Ref(sense.actor, sense.role, *span, sense.kind, sense.person)
        if known is None:
            return "actor unknown"
        if known.id not in self._present:
            return "actor not in the article"
        return Ref(known.id, None, *span, READING)

    def party(self, ref: Ref) -> Party:
        """The end of an edge that a reference makes."""
        actor = self._register.actors[ref.actor]
        return Party(actor.id, actor.name, ref.role, actor.country, (ref.start, ref.end))


def _modifies(text: str, match: Match) -> bool:
    """Whether a name only begins a joined adjective ("Iran-backed militants"), whose noun is somebody else."""
    return text[match.end : match.end + 1] in ("-", "–", "‑") and text[match.end + 1 : match.end + 2].islower()
