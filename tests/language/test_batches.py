"""Which sentences run together: only those of one padded size, so that no sentence's result hangs on its company."""

from hypothesis import given
from hypothesis import strategies as st

from graph.language.network import batches


def test_sizes_are_padded_to_fours_and_like_sizes_run_together() -> None:
    assert list(batches([3, 9, 4, 5, 12, 8], 512)) == [(4, [0, 2]), (8, [3, 5]), (12, [1, 4])]


def test_nothing_is_padded_beyond_the_longest_sentence() -> None:
    assert list(batches([254, 257, 256], 257)) == [(256, [0, 2]), (257, [1])]
    assert list(batches([253, 255], 255)) == [(255, [0, 1])]


def test_a_run_has_512_padded_pieces_and_at_least_one_sentence() -> None:
    assert list(batches([100] * 12, 512)) == [(100, [0, 1, 2, 3, 4]), (100, [5, 6, 7, 8, 9]), (100, [10, 11])]
    assert list(batches([700, 700], 1000)) == [(700, [0]), (700, [1])]


def test_no_sentences_no_runs() -> None:
    assert list(batches([], 512)) == []


@given(st.lists(st.integers(1, 256), max_size=60), st.data())
def test_every_sentence_once_in_a_size_that_its_company_does_not_change(pieces: list[int], data: st.DataObject) -> None:
    found = list(batches(pieces, 256))
    assert sorted(number for _, some in found for number in some) == list(range(len(pieces)))
    size = {number: width for width, some in found for number in some}
    for number, own in enumerate(pieces):
        assert own <= size[number] <= min(256, own + 3)
        assert list(batches([own], 256)) == [(size[number], [0])]
    assert all(len(some) == 1 or width * len(some) <= 512 for width, some in found)
    again = data.draw(st.permutations(range(len(pieces))))
    shuffled = {again[n]: width for width, some in batches([pieces[k] for k in again], 256) for n in some}
    assert shuffled == size
