"""From arc scores to a tree: always one root, never a cycle (Chu and Liu 1965, Edmonds 1967)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_NEVER = -1e9


def decode(arcs: NDArray[np.floating]) -> list[int]:
    """Heads of n words from an (n+1) by (n+1) matrix of scores.

    ``arcs[d, h]`` is the score of word d−1 hanging from word h−1; row and column 0 stand for the root. Returns n
    0-based heads, −1 for the root; exactly one word is the root, which is the word with the best root score among
    those that would be root by their own best arc (or among all, where none would).
    """
    count = len(arcs) - 1
    if count <= 0:
        return []
    greedy: list[int] = (arcs[1:].argmax(axis=1) - 1).tolist()
    roots = [word for word, head in enumerate(greedy) if head < 0]
    if len(roots) == 1 and find_cycle(greedy) is None:  # the common case: the best arcs are a tree already
        return greedy
    scores = arcs.astype(np.float64)
    candidates = roots or range(count)
    root = max(candidates, key=lambda word: scores[word + 1, 0])
    return _arborescence(scores[1:, 1:], root)


def find_cycle(heads: Sequence[int]) -> list[int] | None:
    """The words of one cycle in 0-based ``heads`` (−1: root), or None."""
    state = [0] * len(heads)  # 0 unseen, otherwise the walk that saw it
    for start in range(len(heads)):
        path: list[int] = []
        word = start
        while word >= 0 and state[word] == 0:
            state[word] = start + 1
            path.append(word)
            word = heads[word]
        if word >= 0 and state[word] == start + 1:
            return path[path.index(word) :]
    return None


def _arborescence(scores: NDArray[np.float64], root: int) -> list[int]:
    """The best tree over the words with the given root; ``scores[d, h]``. Contracts one cycle a call."""
    scores = scores.copy()
    np.fill_diagonal(scores, _NEVER)
    heads: list[int] = scores.argmax(axis=1).tolist()
    heads[root] = -1
    cycle = find_cycle(heads)
    if cycle is None:
        return heads
    ring = np.array(sorted(cycle))
    rest = np.setdiff1d(np.arange(len(scores)), ring)
    kept = scores[ring, [heads[word] for word in ring]]
    # The cycle becomes one node, numbered last: entering it at a word gives that word's arc in the cycle up.
    entering = scores[np.ix_(ring, rest)] - kept[:, None]
    leaving = scores[np.ix_(rest, ring)]
    node = len(rest)
    small = np.full((node + 1, node + 1), _NEVER)
    small[:node, :node] = scores[np.ix_(rest, rest)]
    small[node, :node] = entering.max(axis=0)
    small[:node, node] = leaving.max(axis=1)
    solved = _arborescence(small, int(np.searchsorted(rest, root)))
    for place, head in enumerate(solved[:node]):
        if head >= 0:
            heads[rest[place]] = int(rest[head] if head < node else ring[leaving[place].argmax()])
    outside = solved[node]
    heads[ring[entering[:, outside].argmax()]] = int(rest[outside])
    return heads
