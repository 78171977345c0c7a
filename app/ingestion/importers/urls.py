"""Addresses and names, as data sets give them."""

_LONGEST = 2000


def address(text: str) -> str | None:
    """A web address as it is kept: None for what is none, or is longer than any that is kept."""
    text = text.strip()
    web = text[:8].lower().startswith(("http://", "https://"))
    return text if web and len(text) <= _LONGEST and text.isprintable() and " " not in text else None


def plain(text: str, longest: int = 200) -> str:
    """A name on one line of printable characters, cut where it is longer than any name."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:longest]


def domain(url: str) -> str | None:
    """The host of a web address in small letters, without ``www.`` and port; None where there is none.

    >>> domain("https://www.Example.com:8080/a?b=c")
    'example.com'
    """
    _, mark, rest = url.partition("://")
    if not mark:
        return None
    host = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    host = host.rpartition("@")[2].partition(":")[0].strip().strip(".").lower().removeprefix("www.")
    return host if "." in host and len(host) <= 200 and host.isprintable() and " " not in host else None
