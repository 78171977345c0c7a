"""The prompt says all that the ontology holds, and the schema allows nothing else."""

import jsonschema
import pytest

from app.llm import prompt
from graph.ontology import ROLES, STATUSES, relation_types
from tests.llm.server import relation


def test_every_relation_status_and_role_is_explained() -> None:
    text = prompt.instructions()
    for kind in relation_types().values():
        mutual = " (mutual)" if kind.symmetric else ""
        assert f"- {kind.name}{mutual}: {kind.label}\n" in text
        assert f"- {kind.name}{mutual}: {kind.label}\n" in prompt.pair_instructions()
    assert set(prompt.STATUS_MEANS) == set(STATUSES)
    assert set(prompt.ROLE_MEANS) == set(ROLES)
    assert len(text) < 8_000


def test_no_rule_names_a_relation_that_is_none() -> None:
    rules = prompt.instructions().split("Rules:")[1]
    named = {word.strip(".,;:") for word in rules.split() if "_" in word}
    assert named == {"member_of", "cuts_ties_with", "concedes_to"}
    assert named <= set(relation_types())


def test_the_schema_is_strict_and_closed() -> None:
    schema = prompt.article_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = relation("Mali", "attacks", "Niger", "shelled")
    jsonschema.validate({"relations": [good]}, schema)
    for change in ({"relation": "befriends"}, {"status": "true"}, {"source_role": "ARMY"}, {"sentence": "0"}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"relations": [{**good, **change}]}, schema)
    jsonschema.validate({"relation": "attacks", "status": "planned"}, prompt.pair_schema())
