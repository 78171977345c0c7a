"""Whatever a model answers: edges that hold, or nothing."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import CodingFailed
from app.llm import checks
from app.llm.cast import Cast
from graph.actors import Register
from graph.actors.names import NameFinder
from graph.ontology import ROLES, STATUSES, relation_types

SENTENCES = (
    "Mali and the Syrian rebels thanked Niger.",
    "",
    "It met NATO, NATO said – “Mali”.",
    "İzmir 🇹🇷 shelled Mali-backed Chad.",
)
REGISTER = Register.load()
CAST = Cast(REGISTER, NameFinder(REGISTER), SENTENCES, None)

pieces = st.builds(lambda s, a, b: s[a : a + b], st.sampled_from(SENTENCES), st.integers(0, 40), st.integers(0, 12))
words = st.one_of(
    pieces, st.sampled_from(["Mali", "Niger", "NATO", "It", "thanked", "met", "rebels", "Mali-backed"]), st.text(max_size=5)
)
actor = st.one_of(st.none(), st.sampled_from(["MLI", "Niger", "IGO:NATO", "SYR", "USA", "", " "]), st.text(max_size=5))
role = st.one_of(st.none(), st.sampled_from([*ROLES, "KING"]))
relation = st.one_of(st.sampled_from(list(relation_types())), st.text(max_size=5))
said = st.fixed_dictionaries(
    {
        "sentence": st.one_of(st.integers(-1, 5), st.booleans()),
        "source": words,
        "source_actor": actor,
        "source_role": role,
        "relation": relation,
        "target": words,
        "target_actor": actor,
        "target_role": role,
        "status": st.one_of(st.sampled_from(STATUSES), st.text(max_size=3)),
        "words": words,
    }
)
anything = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()), st.lists, max_leaves=5)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(st.one_of(said, anything), max_size=6), anything))
def test_every_edge_is_in_the_text_and_the_register(listed: Any) -> None:
    article = checks.Article(SENTENCES, CAST, None, "m")
    dropped: Counter[str] = Counter()
    try:
        found = checks.edges({"relations": listed}, article, range(1, 4), dropped)
    except CodingFailed:
        assert not isinstance(listed, list)
        return
    assert len(found) + dropped.total() == len(listed)
    for edge in found:
        text = SENTENCES[edge.sentence]
        assert edge.sentence in range(1, 4)
        for party in (edge.source, edge.target):
            assert party.span is not None
            assert text[slice(*party.span)].strip()
            assert party.actor in {"MLI", "SYR", "NER", "IGO:NATO", "TUR", "TCD"}  # nobody whom the text does not name
            assert edge.char_start <= party.span[0] < party.span[1] <= edge.char_end
        assert (edge.source.actor, edge.source.role) != (edge.target.actor, edge.target.role)
        assert text[slice(*edge.trigger)].strip()
        if relation_types()[edge.relation].symmetric:
            assert edge.source.actor <= edge.target.actor
