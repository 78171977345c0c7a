"""What a page says of its article in the vocabulary of schema.org: as JSON-LD, else as microdata.

https://schema.org/NewsArticle; JSON-LD 1.1 (W3C) as far as news pages use it: lists, ``@graph`` and references by ``@id``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TYPES = frozenset({"BlogPosting", "LiveBlogPosting", "Report"})
#: Members that lead from a page to its article; others lead to other articles.
_INWARD = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST_SCOPES = 10
_MOST_NODES, _MOST_BYTES, _MOST_AUTHORS, _LONGEST_NAME = 5_000, 4_000_000, 20, 200
#: What scripts are wrapped in lies within so many characters of either end.
_EDGE = 200
_OPENING = re.compile(r"\A(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_CLOSING = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?|;)\Z")
_COMMA = re.compile(r",(\s*[}\]])")
_BY = re.compile(r"^by[:\s]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SCRIPT = '//script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]'
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of an article; ``published`` and ``changed`` as they are written there."""

    headline: str | None = None
    published: str | None = None
    changed: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None


def stated(tree: Any, titles: frozenset[str], addresses: frozenset[str]) -> Stated:
    """What a parsed page states; of several articles the one with an address or a title of the page, else the first.

    ``titles`` are compared by their words. Never raises for what a page holds: broken JSON is passed over.
    """
    nodes = [node for script in tree.xpath(_SCRIPT) for node in _nodes(_loaded(script.text or ""))]
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [_article(node, known) for node in nodes if _is_article(node.get("@type"))]
    if not articles:
        articles = [found for found in map(_microdata, _scopes(tree)) if found.headline or found.published]
    wanted = frozenset(map(_words, titles))
    return max(articles, key=lambda found: _fits(found, wanted, addresses), default=Stated())


def _fits(found: Stated, titles: frozenset[str], addresses: frozenset[str]) -> tuple[bool, bool, bool]:
    return found.url in addresses, _words(found.headline or "") in titles, found.published is not None


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _loaded(text: str) -> object:
    if len(text) > _MOST_BYTES:
        return None
    bare = _unwrapped(_unwrapped(text))
    for attempt in (text, bare, _COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(text: str) -> str:
    """JSON without one layer of what hides it from readers of HTML or XML. Only the edges are searched: runs of spaces in
    between would cost the square of their length."""
    text = text.strip()
    text = _OPENING.sub("", text[:_EDGE]) + text[_EDGE:]
    return text[:-_EDGE] + _CLOSING.sub("", text[-_EDGE:])


def _nodes(value: object) -> Iterator[Node]:
    """Objects of a document that stand for the page or what it is about, outermost first."""
    waiting, count = [value], 0
    while waiting and count < _MOST_NODES:
        following: list[object] = []
        for item in waiting:
            if isinstance(item, list):
                following += item[: _MOST_NODES - len(following)]
            elif isinstance(item, dict):
                count += 1
                yield item
                following += [item[name] for name in _INWARD if isinstance(item.get(name), dict | list)]
        waiting = following


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    names = [re.split(r"[/#:]", name)[-1] for name in kinds if isinstance(name, str)]
    return any(name.endswith("Article") or name in _TYPES for name in names)


def _article(node: Node, known: Mapping[str, Node]) -> Stated:
    page = node.get("mainEntityOfPage")
    address = node.get("url") or (page.get("@id") if isinstance(page, dict) else page)
    return Stated(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")),
        changed=_text(node.get("dateModified")),
        authors=_names(node.get("author"), known) or _names(node.get("creator"), known),
        publisher=next(iter(_names(node.get("publisher"), known)), None),
        language=_language(node.get("inLanguage")),
        url=_text(address),
        body=_text(node.get("articleBody")),
    )


def _text(value: object) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") if isinstance(value, dict) else value
    return value.strip() or None if isinstance(value, str) else None


def _names(value: object, known: Mapping[str, Node]) -> tuple[str, ...]:
    found: list[str] = []
    for item in value[:_MOST_AUTHORS] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = known.get(str(item.get("@id")), item) if "name" not in item else item  # noqa: PLW2901
            names = item.get("name")
            found += [name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)]
        elif isinstance(item, str):
            found.append(item)
    return tidy_names(found)


def tidy_names(names: list[str]) -> tuple[str, ...]:
    """Names of people or houses on one line each, without a "By", addresses or repetitions; at most twenty."""
    bare = (_BY.sub("", " ".join(name.split())).strip() for name in names)
    kept = [name for name in bare if name and len(name) <= _LONGEST_NAME and "://" not in name and not name.startswith("@")]
    return tuple(dict.fromkeys(kept))[:_MOST_AUTHORS]


def _language(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _scopes(tree: Any) -> list[Any]:
    scopes = tree.xpath('//*[@itemscope and contains(@itemtype, "schema.org/")]')
    return [scope for scope in scopes[:_MOST_SCOPES] if any(_is_article(kind) for kind in scope.get("itemtype", "").split())]


def _microdata(scope: Any) -> Stated:
    found: dict[str, list[Any]] = {}
    for element in scope.xpath(".//*[@itemprop]")[: _MOST_NODES // _MOST_SCOPES]:
        owner = next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)
        if owner is scope:
            for name in element.get("itemprop", "").split():
                found.setdefault(name, []).append(element)

    def first(name: str) -> str | None:
        return next(filter(None, map(_value, found.get(name, []))), None)

    def names(name: str) -> tuple[str, ...]:
        return tidy_names([text for element in found.get(name, []) if (text := _named(element))])

    return Stated(
        headline=first("headline") or first("name"),
        published=first("datePublished"),
        changed=first("dateModified"),
        authors=names("author"),
        publisher=next(iter(names("publisher")), None),
        language=first("inLanguage"),
        url=first("url") or first("mainEntityOfPage"),
    )


def _value(element: Any) -> str | None:
    given = element.get("content") or element.get("datetime") or element.get("href") or element.text_content()
    return " ".join(given.split()) or None


def _named(element: Any) -> str | None:
    inner = element.xpath('.//*[@itemprop="name"]') if element.get("itemscope") is not None else []
    named = inner[0] if inner else element
    return named.get("content") or " ".join(named.text_content().split()) or None
