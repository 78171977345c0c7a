"""The address by which a page is known, however it was linked."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

#: Parameters that say who linked, not what is linked (the lists of browsers' tracking protection name the same).
_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|dc|ms|tw|y|tt)clid|gbraid|wbraid|gclsrc|igshid|igsh|li_fat_id|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|vero_(?:id|conv)"
    r"|oly_(?:anon|enc)_id|_openstat|wt_?mc(?:_\w+)?|at_(?:medium|campaign|link\w*|ptr_name|bbc_team|format)|ns_(?:campaign|mchannel|source|linkname|fee)"
    r"|cmpid|ncid|smid|ito|s_cid|icid|ocid|sr_share|xtor|__twitter_impression|amp|amp_js_v|_gl|_ga|spm"
)  # fmt: skip
_AMP_VALUES = {("outputtype", "amp"), ("output", "amp"), ("view", "amp"), ("type", "amp")}
#: Hosts for phones whose pages lie under the same path elsewhere, by what their publishers' canonical links say.
_MOBILE = {
    "amp.theguardian.com": "www.theguardian.com",
    "m.theguardian.com": "www.theguardian.com",
    "mobile.nytimes.com": "www.nytimes.com",
    "m.bbc.co.uk": "www.bbc.co.uk",
    "m.bbc.com": "www.bbc.com",
    "amp.cnn.com": "www.cnn.com",
    "m.dw.com": "www.dw.com",
    "mobile.reuters.com": "www.reuters.com",
    "mobile.twitter.com": "twitter.com",
    "m.facebook.com": "www.facebook.com",
}
_WIKI = re.compile(r"([a-z-]+)\.m\.(wikipedia|wikinews)\.org")
#: Copies that search engines keep: the page's own address is in theirs.
_CACHE = re.compile(r"/(?:[a-z]/)?(s/)?([a-z0-9.-]+\.[a-z]{2,}(?:/.*)?)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?")
_SAFE = "/:@!$&'()*+,;=~-._"
_MOST = 2000


def canonical_url(url: str) -> str | None:
    """The address of a page without what does not tell pages apart; None where it is no web address.

    Scheme and host are in lower case (names of other scripts in ASCII), the default port, fragment, trailing slash, dots in
    the path and tracking parameters are gone, other parameters are sorted, escapes are the least there must be. AMP pages
    and those for phones are given as the page proper where that is certain. Doing it twice does nothing more.

    >>> canonical_url("HTTPS://News.example:443/a/?utm_source=x&b=2&a=1#top")
    'https://news.example/a?a=1&b=2'
    """
    try:
        url.encode()
    except UnicodeEncodeError:
        return None
    found = _once(url.strip())
    # What one step brings to light, another may shorten: an AMP page of a copy. Each step shortens.
    while found is not None and (again := _once(found)) != found:
        found = again
    return found


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one publisher's site: their hosts are the same but for what stands before a common
    name of at least two parts (``www.``, ``m.``, ``edition.``), of three where the last two are both short (``co.uk``)."""
    return _site(one) is not None and _site(one) == _site(other)


def _once(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port, scheme = parts.hostname, parts.port, parts.scheme.lower()
    except ValueError:
        return None
    if scheme not in _PORTS or not host or parts.username is not None or len(url) > _MOST:
        return None
    host = _ascii(host.rstrip("."))
    if host is None:
        return None
    if _is_cache(host) and (inner := _cached(parts.path)) is not None:
        return _once(inner + (f"?{parts.query}" if parts.query else ""))
    host = _MOBILE.get(host) or _WIKI.sub(r"\1.\2.org", host)
    netloc = host if port is None or port == _PORTS[scheme] else f"{host}:{port}"
    query = _query(parts.query)
    return f"{scheme}://{netloc}{_path(parts.path)}{f'?{query}' if query else ''}"


def _ascii(host: str) -> str | None:
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    host = host.lower()
    return host if _HOST.fullmatch(host) and ".." not in host else None


def _is_cache(host: str) -> bool:
    return host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org"


def _cached(path: str) -> str | None:
    match = _CACHE.fullmatch(path)
    return None if match is None else f"{'https' if match[1] else 'http'}://{match[2]}"


def _path(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/")[1:]:
        part = quote(unquote(part, errors="surrogateescape"), safe=_SAFE.replace("/", ""), errors="surrogateescape")  # noqa: PLW2901
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    if len(parts) > 1 and parts[-1].lower() == "amp":
        parts.pop()
    elif parts:
        parts[-1] = re.sub(r"(?i)\.amp(\.html?)?$", lambda match: match[1] or "", parts[-1]) or parts[-1]
    return "/" + "/".join(parts)


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)
    kept = [
        (name, value) for name, value in pairs
        if not _TRACKING.fullmatch(name.lower()) and (name.lower(), value.lower()) not in _AMP_VALUES
    ]  # fmt: skip
    return urlencode(sorted(kept), errors="surrogateescape")


def _site(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if not host:
        return None
    names = host.lower().rstrip(".").split(".")
    short = len(names) > 2 and len(names[-1]) == 2 and len(names[-2]) <= 3
    return ".".join(names[-3:] if short else names[-2:])
