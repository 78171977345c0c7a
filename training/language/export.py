"""A trained checkpoint to the run time's files."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from graph.language.pieces import WordPieces
from training.language.batches import Example, collate
from training.language.labels import Labels
from training.language.model import Net
from training.language.onnxgraph import build
from training.onnxgraph import Array, watched

NETWORK, LABELLER, LABELS = "parser.int8.onnx", "labeller.npz", "labels.json"


def inputs(net: Net, calibration: Sequence[Example], vocabulary: WordPieces) -> dict[str, Array]:
    """What every matrix sees of the calibration sentences: [rows, in] each."""
    net.eval()

    def show() -> None:
        for example in calibration:  # one by one: padding means nothing, and would be fitted to
            net(*collate([example], vocabulary, None).tensors)

    return watched(net, {"heads": net.tag}, show)


def write(net: Net, labels: Labels, folder: Path, calibration: Sequence[Example], vocabulary: WordPieces) -> list[str]:
    """The network's files into ``folder``; their names."""
    state: dict[str, Array] = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    model = build(state, len(net.encoder.layers), inputs(net, calibration, vocabulary))
    (folder / NETWORK).write_bytes(model.SerializeToString())
    with (folder / LABELLER).open("wb") as file:
        np.savez(file, weight=state["deprel.weight"].T, bias=state["deprel.bias"])
    (folder / LABELS).write_text(json.dumps(asdict(labels), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return [NETWORK, LABELLER, LABELS]
