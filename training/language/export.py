"""A trained checkpoint to the run time's files."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from graph.language.pieces import WordPieces
from training.language.batches import Example, collate
from training.language.labels import Labels
from training.language.model import Net
from training.language.onnxgraph import Array, build

NETWORK, LABELLER, LABELS = "parser.int8.onnx", "labeller.npz", "labels.json"
ROWS = 3000  # of the calibration text that each matrix is fitted to


def inputs(net: Net, calibration: Sequence[Example], vocabulary: WordPieces) -> dict[str, Array]:
    """What every matrix sees of the calibration sentences: [rows, in] each."""
    net.eval()
    found: dict[str, list[Tensor]] = {}
    hooks = []

    def watch(name: str, module: nn.Module) -> None:
        def hook(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            found.setdefault(name, []).append(given[0].detach().flatten(0, -2))

        hooks.append(module.register_forward_pre_hook(hook))

    for number, layer in enumerate(net.encoder.layers):
        for part in ("qkv", "out", "up", "down"):
            watch(f"encoder.layers.{number}.{part}", getattr(layer, part))
    watch("heads", net.tag)
    with torch.no_grad():
        for example in calibration:  # one by one: padding means nothing, and would be fitted to
            net(*collate([example], vocabulary, None).tensors)
    for hook in hooks:
        hook.remove()
    return {name: _spread(torch.cat(parts).numpy()) for name, parts in found.items()}


def _spread(rows: Array) -> Array:
    """ROWS of them at even distances, and for each channel the row where it is largest."""
    extremes = np.abs(rows).argmax(0)
    places = np.unique(np.concatenate([np.linspace(0, len(rows) - 1, ROWS).astype(np.int64), extremes]))
    spread: Array = rows[places]
    return spread


def write(net: Net, labels: Labels, folder: Path, calibration: Sequence[Example], vocabulary: WordPieces) -> list[str]:
    """The network's files into ``folder``; their names."""
    state: dict[str, Array] = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    model = build(state, len(net.encoder.layers), inputs(net, calibration, vocabulary))
    onnx.checker.check_model(model)
    (folder / NETWORK).write_bytes(model.SerializeToString())
    with (folder / LABELLER).open("wb") as file:
        np.savez(file, weight=state["deprel.weight"].T, bias=state["deprel.bias"])
    (folder / LABELS).write_text(json.dumps(asdict(labels), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return [NETWORK, LABELLER, LABELS]
