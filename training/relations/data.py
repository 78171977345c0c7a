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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.actors.register import Register
from graph.coding import Coder
from graph.coding.anaphora import Question, marked_all
from graph.coding.candidates import Candidate
from graph.coding.discourse import Resolver
from graph.coding.mentions import Reading
from graph.coding.pairs import Mention, may_relate, mentions_of
from graph.language import Document, Parser
from graph.model import Span
from graph.ontology import relation_types

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
RELATIONS: tuple[str, ...] = tuple(relation_types())
NUMBER = {name: i for i, name in enumerate(RELATIONS)}
SYMMETRIC = frozenset(i for i, name in enumerate(RELATIONS) if relation_types()[name].symmetric)
FOLDS = 10
#: Where the documents are parsed already.
NO_PARSER: Parser = object()  # type: ignore[assignment]
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
    questions: list["Asked"] = field(default_factory=list)
    naming: list[Span] = field(default_factory=list)
    asking: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of coreference with the actors that are meant, as far as labelled: none where no actor is."""

    question: Question
    meant: frozenset[str]


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


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with its coreference resolved, what names and what asks in it, and what the rules propose."""

    reading: Reading
    before: tuple[list[Span], list[Span]]
    candidates: list[Candidate]


def read(
    coder: Coder, document: Document, day: date | None, resolver_of: Callable[[Sequence[Reading]], Resolver]
) -> Iterator[Read]:
    """The sentences of an article as the coder reads them; the resolver is made from them before coreference."""
    before: list[tuple[list[Span], list[Span]]] = []

    def resolver(readings: Sequence[Reading]) -> Resolver:
        before.extend(marked_all(readings))
        return resolver_of(readings)

    for number, (reading, candidates) in enumerate(coder.read(document, day, resolver)):
        yield Read(reading, before[number], candidates)


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


_TAIL_OF_PHRASE = re.compile(r",? ?(?:of|in|who|that|which)\b")


class Labelled:
    """The labels of an article as a resolver: says whom its labelled pronouns and descriptions mean, and keeps what was asked.

    Where an article's pronouns and descriptions are labelled throughout (``anaphors``), one without a label means nobody;
    else only a noun does that labels nowhere treat as an actor (``idle`` words).
    """

    def __init__(self, record: Mapping[str, Any], idle: frozenset[str]) -> None:
        self._texts: list[str] = record["sentences"]
        self._complete = "anaphors" in record
        self._idle = idle
        self._labels: dict[int, list[tuple[Span, frozenset[str]]]] = defaultdict(list)
        meant: dict[tuple[int, str, int], set[str]] = defaultdict(set)
        for edge in record["edges"]:
            trigger = occurrences(self._texts[edge["sentence"]], edge.get("trigger"))
            middle = sum(trigger[0]) / 2 if trigger else 0.0
            for end in ("source", "target"):
                words = edge.get(f"{end}_text")
                spans = occurrences(self._texts[edge["sentence"]], words)
                if spans and words:
                    wide = min(spans, key=lambda s: abs(sum(s) / 2 - middle))
                    meant[edge["sentence"], words, wide[0]].add(edge[end])
        for (sentence, words, start), actors in meant.items():
            self._labels[sentence].append(((start, start + len(words)), frozenset(actors)))
        times: dict[tuple[int, str], int] = defaultdict(int)
        for sentence, words, actors in record.get("anaphors", ()):
            spans = occurrences(self._texts[sentence], words)
            number = times[sentence, words]
            times[sentence, words] += 1
            if spans:
                who = frozenset([actors] if isinstance(actors, str) else actors or ())
                self._labels[sentence].append((spans[min(number, len(spans) - 1)], who))
        self.asked: dict[int, list[Asked]] = defaultdict(list)

    def settle(self, asked: Question) -> list[tuple[int, float]] | None:
        """As :class:`graph.coding.discourse.Resolver`."""
        meant = self.meant(asked)
        if meant is None:
            return None
        options: dict[str, int] = {}
        for number, option in enumerate(asked.options):
            options.setdefault(option.ref.actor, number)
        if meant <= options.keys():
            self.asked[asked.sentence].append(Asked(asked, meant))
        return [(options[actor], 1.0) for actor in sorted(meant) if actor in options]

    def meant(self, asked: Question) -> frozenset[str] | None:
        """The actors that a question's word means; none where it means no actor, None where that is not labelled."""
        text = self._texts[asked.sentence]
        word = text[slice(*asked.span)]
        best: tuple[int, frozenset[str]] | None = None
        for span, actors in self._labels[asked.sentence]:
            if span[0] <= asked.span[0] and asked.span[1] <= span[1]:
                tail = text[asked.span[1] : span[1]].strip()
                inner = asked.form not in {"one", "many", "bare"} and span != asked.span
                if inner or re.search(r"[A-Z]", text[span[0] + 1 : span[1]]) or (tail and not _TAIL_OF_PHRASE.match(tail)):
                    continue  # a part of the labelled phrase, or a name
                if best is None or span[1] - span[0] < best[0]:
                    best = (span[1] - span[0], actors)
        if best:
            return best[1]
        pronoun = asked.form not in {"one", "many", "bare"}
        if self._complete or (not pronoun and word.lower() in self._idle):
            return frozenset()
        return None


def idle_words(articles: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Lower-case words of the text that stand in no labelled phrase: nouns that are no actor."""
    used: set[str] = set()
    known: set[str] = set()
    for record in articles:
        known.update(w for text in record["sentences"] for w in re.findall(r"\b[a-z]+", text))
        for edge in record["edges"]:
            for end in ("source_text", "target_text"):
                used.update(re.findall(r"[a-z]+", (edge.get(end) or "").lower()))
        for _, words, _ in record.get("anaphors", ()):
            used.update(re.findall(r"[a-z]+", words.lower()))
    stems = {w.rstrip("s") for w in used}
    return frozenset(w for w in known if w.rstrip("s") not in stems)


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


def examples(
    articles: Sequence[Mapping[str, Any]], documents: Mapping[str, Document], idle: frozenset[str] | None = None
) -> list[Example]:
    """Every sentence of the articles, in order; ``idle`` words are found in them unless given."""
    coder = Coder(NO_PARSER, Register.load())
    found = []
    idle = idle_words(articles) if idle is None else idle
    for number, record in enumerate(articles):
        day = date.fromisoformat(record["date"]) if record.get("date") else None
        labels = Labelled(record, idle)

        def labelled(_: Sequence[Reading], labels: Labelled = labels) -> Labelled:
            return labels

        for index, one in enumerate(read(coder, documents[record["id"]], day, labelled)):
            example = example_of(number, record, index, mentions_of(one.reading))
            example.questions = labels.asked[index]
            example.naming, example.asking = one.before
            found.append(example)
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
        questions=[],
        naming=[],
        asking=[],
    )
