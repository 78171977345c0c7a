"""A coder of one rule, for the commands: "X attacks Y" and "X helps Y" between two countries of three letters."""

import re
from collections.abc import Sequence
from datetime import date

from graph.coding.pairs import Classified
from graph.model import Coding, Edge, Party, Span
from graph.ontology import relation_type

_RULE = re.compile(r"\b([A-Z]{3}) (attacks|helps) ([A-Z]{3})\b")
_ACTOR = re.compile(r"\b[A-Z]{3}\b")
_RELATION = {"attacks": "attacks", "helps": "gives_aid_to"}


class OneRule:
    """Finds what the rule says; a sentence with "boom" in it raises."""

    version = "one rule"

    def code(self, text: str, day: date | None = None) -> Coding:
        """Sentences end at a full stop."""
        return self.code_sentences([part.strip() for part in text.split(".") if part.strip()], day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Sentences as they are given."""
        edges = []
        for index, sentence in enumerate(sentences):
            if "boom" in sentence:
                raise RuntimeError("boom")
            for match in _RULE.finditer(sentence):
                source, target = (Party(match[n], match[n], "GOV", match[n], match.span(n)) for n in (1, 3))
                edges.append(
                    Edge(
                        source=source,
                        relation=_RELATION[match[2]],
                        target=target,
                        status="occurred",
                        sentence=index,
                        char_start=match.start(),
                        char_end=match.end(),
                        trigger=match.span(2),
                        confidence=0.9,
                        why="the one rule",
                        day=day,
                        precision="day" if day else None,
                        day_known="article" if day else None,
                    )
                )
        return Coding(tuple(sentences), tuple(edges))

    def classify_pair(self, sentence: str, source: Span, target: Span) -> Classified | None:
        """The relation of the verb between the two spans."""
        relation = _RELATION.get(sentence[source[1] : target[0]].strip())
        return Classified(relation, relation_type(relation).plover, 0.9) if relation else None

    def mentions(self, sentences: Sequence[str], day: date | None = None) -> list[list[Party]]:
        """Whatever has three capital letters."""
        return [[Party(m[0], m[0], None, None, m.span()) for m in _ACTOR.finditer(s)] for s in sentences]
