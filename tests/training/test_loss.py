"""The loss, where torch is installed (it is no part of the service)."""

from typing import Any

import pytest

from graph.coding.mentions import Ref
from graph.coding.pairs import Mention
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from training.relations.data import NUMBER, Example, Gold

torch: Any = pytest.importorskip("torch", reason="THE LOSS WAS NOT TESTED: no torch here; pip install -e .[train]")


def one(gold: dict[tuple[int, int], list[Gold]], masked: dict[tuple[int, int], set[int]] | None = None) -> Any:
    from training.relations.batches import collate  # noqa: PLC0415  (needs torch)

    mentions = [Mention(0, 6, (Ref("NOR", None, 0, 6, "name"),)), Mention(14, 18, (Ref("TCD", None, 14, 18, "name"),))]
    example = Example(0, "x", 0, "Norway praised Chad.", mentions, gold=gold, masked=masked or {}, pairs=[(0, 1), (1, 0)])
    words = (MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1]
    return collate([example], WordPieces(words), None)


def output(batch: Any, high: dict[tuple[int, int], int]) -> Any:
    """Logits that name one relation a pair (NONE where none is given), all with certainty."""
    n = batch.tensors[0].shape[1]
    logits = torch.zeros(1, 2, 2, len(NUMBER) + 1)
    logits[..., -1] = 20
    for (i, j), relation in high.items():
        logits[0, i, j, relation] = 40
    status = torch.zeros(1, 2, 2, 5)
    status[..., 0] = 40
    return logits, status, torch.full((1, 2, 2, n), 1 / n)


def test_the_loss_vanishes_when_all_is_right_and_only_then() -> None:
    from training.relations.batches import loss_of  # noqa: PLC0415

    supports, attacks = NUMBER["supports"], NUMBER["attacks"]
    batch = one({(0, 1): [Gold(supports, frozenset({supports}), 0, None)]})
    right = loss_of(output(batch, {(0, 1): supports}), batch)
    assert right is not None
    assert float(right) < 1e-3
    for wrong in ({}, {(0, 1): attacks}, {(0, 1): supports, (1, 0): supports}):
        loss = loss_of(output(batch, wrong), batch)
        assert loss is not None
        assert float(loss) > 5


def test_a_masked_relation_costs_nothing_and_an_accepted_one_will_do() -> None:
    from training.relations.batches import loss_of  # noqa: PLC0415

    supports, allied = NUMBER["supports"], NUMBER["allied_with"]
    masked = one({}, {(0, 1): {supports}})
    loss = loss_of(output(masked, {(0, 1): supports}), masked)
    assert loss is not None
    assert float(loss) < 1e-3
    either = one({(0, 1): [Gold(supports, frozenset({supports, allied}), 0, None)]})
    loss = loss_of(output(either, {(0, 1): allied}), either)
    assert loss is not None
    assert float(loss) < 1e-3
