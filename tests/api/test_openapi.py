"""Generated requests: what the OpenAPI document allows is answered as it says, what it forbids is refused."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from app.main import create_app
from app.settings import Settings
from tests.api.conftest import NOON, make_container, seed

#: Well-formed requests may still name nobody (308 to an id is an answer), ask for an empty window (400), or send an
#: article that is no text (415) or not English (422).
_ANSWERS = ["2xx", "304", "308", "400", "404", "410", "414", "415", "422"]
#: A wrong parameter at a name instead of an id is sent to the id first (308), and refused there.
_REFUSALS = ["308", "400", "404", "405", "413", "414", "415", "422"]
_CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": _ANSWERS},
        "negative_data_rejection": {"expected-statuses": _REFUSALS},
    },
    "generation": {"allow-x00": True},
}
OPERATIONS = [
    (method, path)
    for path, operations in create_app(Settings(database_url="sqlite://")).openapi()["paths"].items()
    for method in operations
    if path not in ("/v1/stream", "/v1/articles/batch")  # has no end (test_stream.py), lines of JSON (test_jobs.py)
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The document of an application of its own, since requests change it."""
    with make_container(tmp_path_factory.mktemp("openapi")) as container:
        seed(container)
        app = create_app(container=container, now=lambda: NOON)
        yield schemathesis.openapi.from_asgi("/openapi.json", app, config=SchemathesisConfig.from_dict(_CONFIG))


# By hand, not by schemathesis' own pytest plugin: that one reaches into pytest for what 9.2 no longer has.
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_every_operation_keeps_to_its_document(schema: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = schema[path][method]

    @hypothesis.settings(
        max_examples=10,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        case.call_and_validate()

    try:
        answered()
    except Unsatisfiable:  # nothing can be wrong with a request that has no parts
        assert mode is GenerationMode.NEGATIVE
