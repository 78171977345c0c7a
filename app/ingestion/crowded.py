"""Markup that would keep a parser busy for minutes: parsers compare each attribute of a tag with each other one."""

import re

#: Attributes of a tag. A tag of fewer characters than :data:`_LONG` has not many more.
MOST_ATTRIBUTES, _LONG = 1_000, 5_000
_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}")
_VALUE = re.compile(r"=\s*([\"'])")
_BRACKETS = {ord("<"): "(", ord(">"): ")"}


def crowded(markup: str) -> bool:
    """Whether a tag has more than :data:`MOST_ATTRIBUTES`, or may have, in the eyes of some parser."""
    return any(len(match[0].split()) > MOST_ATTRIBUTES for match in _TAG.finditer(_unquoted(markup)))


def _unquoted(markup: str) -> str:
    """The markup without the brackets that may stand in an attribute's value, and so end no tag. Parsers differ in where a
    value begins: whatever any of them takes for one, is taken for one here."""
    parts: list[str] = []
    at = 0
    for match in _VALUE.finditer(markup):
        end = markup.find(match[1], match.end())
        end = len(markup) if end < 0 else end
        if end > at:
            start = max(at, match.start())
            parts += markup[at:start], markup[start:end].translate(_BRACKETS)
            at = end
    return "".join([*parts, markup[at:]])
