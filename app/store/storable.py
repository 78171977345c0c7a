"""Texts of others that go into SQL without having been cleaned: names of files, titles of what was refused."""


def storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of surrogate pairs, of which names of files have some."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
