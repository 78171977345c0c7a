"""The ids of relations in SQL: those of the coder are plain, ``RUS~attacks~UKR``; behind those of another origin stands
which, ``RUS~attacks~UKR@gdelt``. Outside of the store ids are plain, and the origin is told beside them."""

from graph.origins import CODER, ORIGINS, Origin

_MARKS: dict[str, Origin] = {f"@{origin}": origin for origin in ORIGINS if origin != CODER}
#: What no actor's id may end with, so that a relation's id is read in one way only.
MARKS = tuple(_MARKS)


def stored_id(plain: str, origin: Origin) -> str:
    """The id in SQL of a relation of an origin.

    >>> stored_id("RUS~attacks~UKR", "gdelt"), stored_id("RUS~attacks~UKR", "coder")
    ('RUS~attacks~UKR@gdelt', 'RUS~attacks~UKR')
    """
    return plain if origin == CODER else f"{plain}@{origin}"


def plain_id(stored: str) -> tuple[str, Origin]:
    """The id as it is without its origin, and the origin.

    >>> plain_id("RUS~attacks~UKR@gdelt"), plain_id("RUS~attacks~UKR")
    (('RUS~attacks~UKR', 'gdelt'), ('RUS~attacks~UKR', 'coder'))
    """
    if not stored.endswith(MARKS):
        return stored, CODER
    plain, _, name = stored.rpartition("@")
    return plain, _MARKS[f"@{name}"]
