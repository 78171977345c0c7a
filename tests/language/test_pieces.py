import pytest

from graph.errors import LanguageError
from graph.language.pieces import MAX_PIECES_A_WORD, WordPieces, case_shape, visible

VOCABULARY = ["[UNK]", "[CLS]", "[SEP]", "bag", "##h", "##dad", "re", "##ai", "'", "s", "-", '"', "a", "##a", "."]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Baghdad", ["bag", "##h", "##dad"]),
        ("RÉAI", ["re", "##ai"]),  # no case, no accents
        ("’s", ["'", "s"]),
        ("“", ['"']),
        ("‑", ["-"]),
        ("bag-re", ["bag", "-", "re"]),
        ("bagx", ["[UNK]"]),  # a run with an unknown part is unknown
        ("bagx-re", ["[UNK]", "-", "re"]),
        ("…", [".", ".", "."]),
        ("日", ["[UNK]"]),
        ("a" * 101, ["[UNK]"]),
        ("a" * 40, ["a"] + ["##a"] * (MAX_PIECES_A_WORD - 1)),
        ("\u0301", ["[UNK]"]),  # an accent without a letter leaves nothing
    ],
)
def test_pieces(word: str, expected: list[str]) -> None:
    assert [VOCABULARY[number] for number in WordPieces(VOCABULARY).of(word)] == expected


def test_a_vocabulary_without_special_pieces_is_refused() -> None:
    with pytest.raises(LanguageError, match="CLS"):
        WordPieces(["[UNK]", "[SEP]"])


@pytest.mark.parametrize(
    ("word", "shape"),
    [("talks", 1), ("Oslo", 2), ("NATO", 3), ("I", 4), ("McKay", 5), ("F-35", 6), ("e.g.", 7), ("U.S.", 8),
     ("Al-Bashir", 9), ("al-Bashir", 10), (",", 11)],
)  # fmt: skip
def test_case_shape(word: str, shape: int) -> None:
    assert case_shape(word) == shape


def test_visible() -> None:
    assert visible("Rus\u00adsia") == "Russia"
    assert visible("Oslo") == "Oslo"
    assert visible("\u00ad") == "\u00ad"
