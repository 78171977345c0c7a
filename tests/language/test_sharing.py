"""One parser for all: threads share it, worker processes make their own, and nobody's result depends on company."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from graph.language import Parser, Sentence

SENTENCES = [
    "Oman mediated between the two neighbours.",
    "The envoys, who had met in Muscat, left without a word on Tuesday evening.",
    "Will Chad’s army withdraw?",
    "PERU RECALLS ITS ENVOY TO BOLIVIA AFTER BORDER CLASH",
    "“We do not support them,” the minister said; her colleague from Niger, however, did.",
    "No.",
] * 4  # fmt: skip


def parsed(texts: list[str]) -> list[Sentence]:
    return list(Parser.load().parse_sentences(texts).sentences)


def test_threads_share_a_parser(parser: Parser) -> None:
    alone = [parser.parse_sentences([text]).sentences[0].words for text in SENTENCES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: parser.parse_sentences([text]).sentences[0].words, SENTENCES))
    assert together == alone


def test_a_block_gives_what_each_sentence_gives(parser: Parser) -> None:
    alone = [parser.parse_sentences([text]).sentences[0].words for text in SENTENCES]
    assert [s.words for s in parser.parse_sentences(SENTENCES).sentences] == alone
    assert [s.words for s in parser.parse_sentences(SENTENCES[::-1]).sentences] == alone[::-1]


def test_worker_processes_agree(parser: Parser) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        theirs = list(pool.map(parsed, [SENTENCES[:6], SENTENCES[3:6]]))
    ours = [s.words for s in parser.parse_sentences(SENTENCES[:6]).sentences]
    assert [s.words for s in theirs[0]] == ours
    assert [s.words for s in theirs[1]] == ours[3:]


def test_more_threads_change_nothing(parser: Parser) -> None:
    ours = [s.words for s in parser.parse_sentences(SENTENCES).sentences]
    assert [s.words for s in Parser.load(threads=3).parse_sentences(SENTENCES).sentences] == ours
