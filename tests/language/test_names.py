"""Names: the best tags of a sentence, and the mending of spans on small trees by hand."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from graph.language.names import best, mend

NNP = "NNP"


def test_grows_over_flat_parts() -> None:
    words = ["Gen.", "Ana", "Torres", "spoke"]
    tags = mend(words, [NNP, NNP, NNP, "VBD"], [1, 3, 1, -1], ["nmod:desc", "nsubj", "flat", "root"], ["O", "B-PER", "O", "O"])
    assert tags == ["O", "B-PER", "I-PER", "O"]


def test_grows_left_over_a_compound_but_not_over_a_title() -> None:
    xpos, deprels = [NNP, NNP, "VBD"], ["compound", "nsubj", "root"]
    assert mend(["Lake", "Chad", "shrank"], xpos, [1, 2, -1], deprels, ["O", "B-LOC", "O"]) == ["B-LOC", "I-LOC", "O"]
    assert mend(["President", "Doe", "left"], xpos, [1, 2, -1], deprels, ["O", "B-PER", "O"]) == ["O", "B-PER", "O"]


def test_joins_touching_spans_of_one_name() -> None:
    tags = mend(["Ana", "Torres", "spoke"], [NNP, NNP, "VBD"], [2, 0, -1], ["nsubj", "flat", "root"], ["B-PER", "B-LOC", "O"])
    assert tags == ["B-PER", "I-PER", "O"]


def test_peoples_stay_alone() -> None:
    tags = mend(["French", "Navy", "sailed"], [NNP, NNP, "VBD"], [1, 2, -1], ["compound", "nsubj", "root"], ["B-NORP", "O", "O"])
    assert tags == ["B-NORP", "O", "O"]


def test_repairs_bio() -> None:
    xpos, heads, deprels = ["NN"] * 3, [-1, 0, 0], ["root", "dep", "dep"]
    assert mend(["a", "b", "c"], xpos, heads, deprels, ["I-ORG", "I-LOC", "I-LOC"]) == ["B-ORG", "B-LOC", "I-LOC"]


LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def test_the_best_tag_of_each_word_where_that_is_a_name() -> None:
    scores = np.array([[0, 5, 0, 0, 0], [0, 0, 5, 0, 0], [5, 0, 0, 0, 0]])
    assert best(scores, LABELS) == ["B-PER", "I-PER", "O"]


def test_no_name_begins_inside() -> None:
    scores = np.array([[5.0, 0, 0, 0, 0], [2.9, 0, 0, 2, 3], [5, 0, 0, 0, 0]])
    assert best(scores, LABELS) == ["O", "O", "O"]  # "the Arab street": a lone inside is nothing
    scores[0, 3] = 4.99  # unless its beginning was nearly one
    assert best(scores, LABELS) == ["B-LOC", "I-LOC", "O"]


def test_no_name_changes_its_kind() -> None:
    scores = np.array([[0.0, 5, 0, 4, 0], [0, 0, 0, 0, 5]])
    assert best(scores, LABELS) == ["B-LOC", "I-LOC"]


@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.just(len(LABELS))), elements=st.floats(-9, 9)))
def test_names_are_always_well_formed(scores: NDArray[np.float64]) -> None:
    tags = best(scores, LABELS)
    assert len(tags) == len(scores)
    assert all(tag[0] != "I" or before[1:] == tag[1:] for before, tag in pairwise(["O", *tags]))
