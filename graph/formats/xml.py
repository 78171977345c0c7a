"""Text and numbers in XML."""

import re
from typing import Any

from graph.formats.chunks import fit
from graph.formats.fields import Kind

#: What text must not hold as it is: markup, what XML cannot carry, and white space that a reader would change.
_SPECIAL = re.compile('[\x00-\x1f&<>"\ud800-\udfff\ufffe\uffff]')
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
TYPES: dict[Kind, str] = {"text": "string", "whole": "long", "number": "double", "flag": "boolean", "day": "string"}


def escaped(text: str) -> str:
    """A text for an element or a quoted attribute; what XML cannot carry becomes U+FFFD."""
    return fit(text).translate(_ESCAPES) if _SPECIAL.search(text) else text


def shown(value: Any) -> str:
    """A value that is known, for an element or a quoted attribute."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return repr(value)
