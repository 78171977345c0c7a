"""Questions that the service asks itself, for somebody who was let in already."""

from collections.abc import Mapping
from typing import Any

#: Stands in the scope of such a question; a scope is made here, so nobody outside can set it.
INSIDE = "entente.inside"


def is_outside(scope: Mapping[str, Any]) -> bool:
    """Whether it is an HTTP request that came from outside: those alone are checked and counted."""
    return scope["type"] == "http" and INSIDE not in scope
