"""What a measure means and where it comes from, as answers say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """``definition`` in a sentence or two, ``source`` the paper that it is taken from."""

    definition: str
    source: str
