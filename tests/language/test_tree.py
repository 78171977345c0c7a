"""Trees from scores, against all trees where they can be counted."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.language.tree import decode, find_cycle


def test_takes_the_best_arcs_where_they_are_a_tree() -> None:
    # the envoy (0) hangs from met (1), the root; him (2) from met
    scores = np.array([[0, 0, 0, 0], [0, 0, 9, 1], [9, 1, 0, 1], [0, 2, 5, 0]], float)
    assert decode(scores) == [1, -1, 1]


def test_breaks_a_cycle_where_it_costs_least() -> None:
    # 0 and 1 want each other; 2 is the root. 0 loses 1 by hanging from 2, 1 would lose 6.
    scores = np.array([[0, 0, 0, 0], [0, 0, 9, 8], [0, 9, 0, 3], [9, 0, 0, 0]], float)
    assert decode(scores) == [2, 0, -1]


def test_of_two_roots_the_better_stays() -> None:
    scores = np.array([[0, 0, 0], [5, 0, 1], [6, 2, 0]], float)
    assert decode(scores) == [1, -1]


def test_without_a_root_the_best_becomes_it() -> None:
    scores = np.array([[0, 0, 0], [1, 0, 5], [2, 5, 0]], float)
    assert decode(scores) == [1, -1]


def test_one_word_and_none() -> None:
    assert decode(np.array([[0, 0], [-3, 7]], float)) == [-1]
    assert decode(np.zeros((1, 1))) == []


def test_find_cycle() -> None:
    assert find_cycle([-1, 0, 1]) is None
    assert set(find_cycle([-1, 2, 3, 1]) or ()) == {1, 2, 3}
    assert find_cycle([0]) == [0]


def score(heads: list[int], scores: np.ndarray) -> float:
    return float(sum(scores[word + 1, head + 1] for word, head in enumerate(heads)))


@given(st.integers(1, 5).flatmap(lambda n: arrays(np.float64, (n + 1, n + 1), elements=st.integers(-9, 9).map(float))))
def test_is_the_best_tree_over_its_root(scores: np.ndarray) -> None:
    heads = decode(scores)
    count = len(heads)
    assert heads.count(-1) == 1
    assert find_cycle(heads) is None
    root = heads.index(-1)
    choices = [[-1] if word == root else [h for h in range(count) if h != word] for word in range(count)]
    trees = (list(tree) for tree in product(*choices))
    best = max(score(tree, scores) for tree in trees if find_cycle(tree) is None)
    assert score(heads, scores) == best


@given(st.integers(2, 60), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1e-3, 1e4]))
def test_is_a_tree_whatever_the_scores(count: int, seed: int, scale: float) -> None:
    scores = np.random.default_rng(seed).normal(size=(count + 1, count + 1)).astype(np.float32) * np.float32(scale)
    heads = decode(scores)
    assert len(heads) == count
    assert heads.count(-1) == 1
    assert find_cycle(heads) is None
