"""Labelled articles to training examples, with the very mentions that the coder finds at run time.

Gold edges are tied to those mentions by actor and words; where the coder finds no mention, the labelled words become one,
so that no labelled edge is lost.
"""

import csv
import json
import pickle
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.actors.names import NameFinder, cues
from graph.actors.register import Register
from graph.coding.discourse import Discourse
from graph.coding.mentions import People, Reading
from graph.coding.pairs import Mention, may_relate, mentions_of
from graph.coding.syntax import Tree
from graph.language import Document, Parser
from graph.model import Span
from graph.ontology import relation_types

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
RELATIONS: tuple[str, ...] = tuple(relation_types())
NUMBER = {name: i for i, name in enumerate(RELATIONS)}
SYMMETRIC = frozenset(i for i, name in enumerate(RELATIONS) if relation_types()[name].symmetric)
STATUSES = ("occurred", "planned", "alleged", "negated", "hypothetical")


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled relation of an ordered pair: its number, all numbers accepted for it, its status, the words that say so."""

    relation: int
    accepted: frozenset[int]
    status: int
    trigger: Span | None


@dataclass(slots=True)
class Example:
    """One sentence. ``wide[i]`` is the labeller's span of mention i where there is one; ``masked`` holds relations of a
    pair that are neither right nor wrong."""

    article: int
    id: str
    index: int
    text: str
    mentions: list[Mention]
    wide: dict[int, Span] = field(default_factory=dict)
    gold: dict[tuple[int, int], list[Gold]] = field(default_factory=dict)
    masked: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)


def read_articles(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """The articles of JSON-lines files, actor identifiers merged as in the register."""
    table = files("graph").joinpath("data/actors/merged_ids.csv").read_text(encoding="utf-8")
    merged = {row["old"]: row["actor"] for row in csv.DictReader(table.splitlines())}
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line) if line.strip() else {}
            if "sentences" not in record:
                continue
            for edge in record["edges"]:
                for end in ("source", "target"):
                    edge[end] = merged.get(edge[end], edge[end])
            found.append(record)
    return found


def parsed(articles: Sequence[Mapping[str, Any]], cache: Path | None, threads: int = 1) -> dict[str, Document]:
    """Every article's parse by id; kept in ``cache`` between runs, where one is given."""
    if cache and cache.is_file():
        known: dict[str, Document] = pickle.loads(cache.read_bytes())  # noqa: S301  (our own file)
        if all(a["id"] in known for a in articles):
            return known
    parser = Parser.load(threads)
    documents = {a["id"]: parser.parse_sentences(a["sentences"]) for a in articles}
    if cache:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps(documents))
    return documents


def readings(document: Document, day: date | None, register: Register, names: NameFinder) -> Iterator[Reading]:
    """The sentences of an article as the coder reads them, coreference resolved."""
    people = People(decided=cues(" ".join(s.text for s in document.sentences)))
    discourse = Discourse()
    for sentence in document.sentences:
        reading = Reading(Tree(sentence), register, names, people, day)
        discourse.read(reading)
        yield reading


def occurrences(text: str, words: str | None) -> list[Span]:
    """Every place where ``words`` stand in ``text`` on word boundaries, else where they stand at all."""
    if not words:
        return []
    found = [m.span() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)]
    at = text.find(words)
    return found or ([(at, at + len(words))] if at >= 0 else [])


def _overlap(a: Span, b: Span) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _tie(example: Example, words: str, actor: str, role: str | None, trigger: Span | None) -> int | None:
    """The mention that an edge's end stands for; a new one where the coder found none."""
    spans = occurrences(example.text, words)
    if not spans:
        return None
    middle = sum(trigger) / 2 if trigger else 0.0
    wide = min(spans, key=lambda s: abs(sum(s) / 2 - middle))
    best: tuple[float, int] | None = None
    for number, mention in enumerate(example.mentions):
        common = _overlap(mention.span, wide)
        if not common:
            continue
        same = any(r.actor == actor for r in mention.refs)
        covers = common / max(wide[1] - wide[0], mention.end - mention.start)
        if not same and covers < 0.6:
            continue
        fits = 2.0 * same + 0.5 * any(r.actor == actor and r.role == role for r in mention.refs) + covers
        if best is None or fits > best[0]:
            best = (fits, number)
    if best is None:
        example.mentions.append(Mention(wide[0], wide[1], ()))
        best = (0.0, len(example.mentions) - 1)
    number = best[1]
    if wide != example.mentions[number].span:
        example.wide.setdefault(number, wide)
    return number


def example_of(article: int, record: Mapping[str, Any], index: int, mentions: Sequence[Mention]) -> Example:
    """One sentence of an article with its labelled pairs, given the mentions found in it."""
    example = Example(article, record["id"], index, record["sentences"][index], list(mentions))
    actors: dict[int, set[str]] = defaultdict(set)  # labelled actors of mentions
    stated: dict[tuple[str, str], set[int]] = defaultdict(set)
    for edge in record["edges"]:
        if edge["sentence"] != index:
            continue
        relation = NUMBER[edge["relation"]]
        accepted = frozenset({relation} | {NUMBER[o] for o in edge.get("or", []) if o in NUMBER})
        places = occurrences(example.text, edge.get("trigger"))
        trigger = places[0] if places else None
        ends = [_tie(example, edge.get(f"{e}_text") or "", edge[e], edge.get(f"{e}_role"), trigger) for e in ("source", "target")]
        for end, number in zip(("source", "target"), ends, strict=True):
            if number is not None:
                actors[number].add(edge[end])
        source, target = ends
        for s, t, a, b in ((source, target, "source", "target"), (target, source, "target", "source")):
            stated[edge[a], edge[b]] |= accepted
            if s is not None and t is not None:
                if edge.get("optional"):
                    example.masked.setdefault((s, t), set()).update(accepted)
                else:
                    example.gold.setdefault((s, t), []).append(Gold(relation, accepted, STATUSES.index(edge["status"]), trigger))
            if relation not in SYMMETRIC:
                break
    who = [actors[i] | {r.actor for r in m.refs} for i, m in enumerate(example.mentions)]
    for i, one in enumerate(example.mentions):
        for j, other in enumerate(example.mentions):
            key = (i, j)
            if key not in example.gold and key not in example.masked and not _open(one, other, who[i], who[j], same=i == j):
                continue
            # the same relation between other mentions of these actors is neither right nor wrong here
            for x in who[i]:
                for y in who[j]:
                    example.masked.setdefault(key, set()).update(stated.get((x, y), ()))
            example.pairs.append(key)
    return example


def _open(a: Mention, b: Mention, left: set[str], right: set[str], *, same: bool) -> bool:
    """Whether a pair without a label is a pair that the coder would ask about."""
    if a.refs and b.refs:
        return may_relate(a, b)
    return not same and not left & right and not _overlap(a.span, b.span)


def examples(articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document]) -> list[Example]:
    """Every sentence of the articles, in order."""
    register = Register.load()
    names = NameFinder(register)
    found = []
    for number, record in enumerate(articles):
        day = date.fromisoformat(record["date"]) if record.get("date") else None
        for index, reading in enumerate(readings(documents[record["id"]], day, register, names)):
            found.append(example_of(number, record, index, mentions_of(reading)))
    return found


def fold_of(articles: int, folds: int) -> list[int]:
    """The fold of every article: a fixed shuffle, dealt out in turn."""
    order = list(range(articles))
    random.Random(7).shuffle(order)  # noqa: S311
    fold = [0] * articles
    for place, article in enumerate(order):
        fold[article] = place % folds
    return fold


_TAIL = re.compile(
    r"(\s+(?!(?:and|or|in|of|to|on|at|by|for|from|with|has|have|had|is|was|were|are|that|which|who|said|says)\b)\w+){1,2}"
)


def jitter(example: Example, number: int, rng: random.Random) -> Span:
    """A span of a mention as another reader might have drawn it, so that the width of a span tells nothing."""
    mention = example.mentions[number]
    start, end = mention.span
    if number in example.wide and rng.random() < 0.4:
        return example.wide[number]
    if rng.random() < 0.25 and (head := re.search(r"\b[Tt]he\s$", example.text[:start])):
        start = head.start()
    draw = rng.random()
    if draw < 0.12 and (tail := _TAIL.match(example.text, end)):
        end = tail.end()
    elif draw < 0.3 and " " in (words := example.text[start:end]):
        start += words.rindex(" ") + 1
    return start, end


def only(example: Example, kept: Sequence[int]) -> Example:
    """The example with those mentions alone, as when one pair is asked about."""
    place = {old: new for new, old in enumerate(kept)}

    def inside(key: tuple[int, int]) -> bool:
        return key[0] in place and key[1] in place

    def move(key: tuple[int, int]) -> tuple[int, int]:
        return place[key[0]], place[key[1]]

    return replace(
        example,
        mentions=[example.mentions[i] for i in kept],
        wide={place[i]: s for i, s in example.wide.items() if i in place},
        gold={move(k): v for k, v in example.gold.items() if inside(k)},
        masked={move(k): v for k, v in example.masked.items() if inside(k)},
        pairs=[move(k) for k in example.pairs if inside(k)],
    )
