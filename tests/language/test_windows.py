"""Sentences too long for the encoder, with a stand-in for the network: each window a chain from its first word."""

from collections.abc import Sequence

from graph.language.network import MOST_PIECES, Analysis
from graph.language.windows import MOST_WORDS, joined, windows


def chain(words: Sequence[str]) -> Analysis:
    n = len(words)
    tags = ["X"] * n
    return Analysis(tags, tags, tags, tags, ["O"] * n, list(range(-1, n - 1)), ["root"] + ["dep"] * (n - 1))


def analyse(words: Sequence[str]) -> Analysis:
    return joined([chain(words[begin:end]) for begin, end in windows(words, [1] * len(words))])


def test_cuts_after_punctuation_in_the_second_half() -> None:
    words = ["w"] * 100 + [";"] + ["w"] * 49 + [","] + ["w"] * 100
    assert windows(words, [1] * len(words)) == [(0, 101), (101, 251)]


def test_cuts_anywhere_without_punctuation() -> None:
    assert windows(["w"] * 400, [1] * 400) == [(0, 180), (180, 360), (360, 400)]


def test_counts_pieces_too() -> None:
    sizes = [16] * 100
    found = windows(["w"] * 100, sizes)
    assert found == [(0, 31), (31, 62), (62, 93), (93, 100)]
    assert all(sum(sizes[a:b]) <= MOST_PIECES - 2 for a, b in found)


def test_windows_hang_from_the_first_root() -> None:
    words = ["w"] * (2 * MOST_WORDS + 5)
    whole = analyse(words)
    assert len(whole.upos) == len(whole.names) == len(whole.heads) == len(words)
    assert [word for word, head in enumerate(whole.heads) if head < 0] == [0]
    assert [(whole.heads[at], whole.deprels[at]) for at in (180, 181, 360)] == [
        (0, "parataxis"),
        (180, "dep"),
        (0, "parataxis"),
    ]


def test_a_short_sentence_is_one_window() -> None:
    assert analyse(["w"] * MOST_WORDS).heads == list(range(-1, MOST_WORDS - 1))


def test_no_words_no_window() -> None:
    assert windows([], []) == []
