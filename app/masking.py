"""What is no log's and no answer's business: keys of the service, and passwords in addresses."""

import re

_KEY = re.compile(r"(ent_[0-9a-f]{8})_[\w%.~-]{8,}", re.IGNORECASE | re.ASCII)
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/]+@")


def masked(text: str) -> str:
    """The text, of keys their id alone, of passwords nothing.

    >>> masked("ent_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAA at postgresql://me:hunter2@host/news")
    'ent_0123abcd*** at postgresql://me:***@host/news'
    """
    text = _KEY.sub(r"\1***", text)
    return _PASSWORD.sub(r"\1***@", text) if "://" in text else text
