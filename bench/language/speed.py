"""How fast the model is, beside the prototype in the same run; and whether results depend on what else is parsed.

Both parsers run in processes of their own, on one thread, over the paragraphs of PUD and of EWT test one after another. They
take turns, each first once unmeasured; CPU seconds are counted, so that other work on the machine costs little of the
truth, and medians are compared. Words are the treebanks', the same for both.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.language.gold import Paragraph
from bench.language.processes import Ended, Worker
from bench.language.rows import Row, counted
from graph.language import Parser, Word

RUNS = 5
_ARTICLE = 20  # paragraphs of the longer texts
_COMPANY = 500  # sentences that are parsed in different company
_BLOCKS = (7, 64, 200)  # sentences a block, shuffled anew for each
_RATIO = "words a second on one core, raw text, ÷ prototype"
_GOAL = 1.55  # 12,000 where the prototype did 7,760


def rows(texts: Sequence[Paragraph], prototype: Path, parser: Parser) -> Iterator[Row]:
    """The table's rows, in order."""
    if not texts:
        yield Row(_RATIO, None, _GOAL, note="no text to parse")
    elif not (prototype / "prototype" / "b_api.py").is_file():
        yield Row(_RATIO, None, _GOAL, note=f"no prototype in {prototype}: give its folder to --prototype")
    else:
        try:
            yield from _race(texts, prototype.resolve())
        except Ended:
            yield Row(_RATIO, None, _GOAL, note="a process ended before its time, see above")
    yield _company([sentence.text for paragraph in texts for sentence in paragraph.sentences], parser)


def _race(texts: Sequence[Paragraph], prototype: Path) -> Iterator[Row]:
    plain = [paragraph.text for paragraph in texts]
    articles = ["\n\n".join(plain[at : at + _ARTICLE]) for at in range(0, len(plain), _ARTICLE)]
    words = sum(len(sentence.words) for paragraph in texts for sentence in paragraph.sentences)
    tasks = {"ours": (["ours"], plain), "peer": (["prototype", str(prototype)], plain), "articles": (["ours"], articles)}
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(*task)) for name, task in tasks.items()}
        rounds = [name for _ in range(RUNS + 1) for name in workers]
        for name in counted(f"parsing {words:,} words", rounds, len(rounds)):
            seconds[name].append(workers[name].ask("parse")["cpu"])
    ours, peer, whole = (words / median(taken[1:]) for taken in seconds.values())
    yield Row(_RATIO, ours / peer, _GOAL)
    yield Row(f"{_RATIO}, in texts of {_ARTICLE} paragraphs", whole / peer)
    yield Row("words a CPU second, raw text", ours, prototype=round(peer), digits=0)


def _company(texts: Sequence[str], parser: Parser) -> Row:
    """How many sentences change with what is parsed beside them: alone, all in one block, in shuffled blocks."""
    some = texts[:: max(1, len(texts) // _COMPANY)][:_COMPANY]
    alone = [parser.parse_sentences([text]).sentences[0].words for text in counted("parsing one by one", some, len(some))]
    changed = {place for place, words in enumerate(_words(parser, some)) if words != alone[place]}
    dice = random.Random(0)  # noqa: S311 - no secret
    for size in _BLOCKS:
        order = list(range(len(some)))
        dice.shuffle(order)
        for at in range(0, len(order), size):
            places = order[at : at + size]
            found = _words(parser, [some[place] for place in places])
            changed.update(place for place, words in zip(places, found, strict=True) if words != alone[place])
    name = f"of {len(some)} sentences, how many differ when parsed alone, in one block and in shuffled blocks"
    return Row(name, float(len(changed)) if some else None, 0, at_most=True, digits=0, note="" if some else "no text to parse")


def _words(parser: Parser, texts: Sequence[str]) -> list[tuple[Word, ...]]:
    return [sentence.words for sentence in parser.parse_sentences(texts).sentences]
