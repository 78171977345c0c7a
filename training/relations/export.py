"""Export a trained checkpoint to the run time's files: python3 -m training.relations.export CHECKPOINT… --to graph/data/model

Several checkpoints are averaged weight by weight only if trained from the same run; normally give one. The encoder's
matrices become int8 (one scale an output channel, activations quantised at run time with reduced range, so that the same
file gives the same numbers on processors with and without VNNI); word embeddings become int8 with a scale a row; the
head keeps float32 arithmetic and is stored in float16.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from graph.coding.pairmodel import MOST_PIECES
from training.relations.data import RELATIONS, STATUSES
from training.relations.model import Encoder, Net

OPSET = 17


class Slim(nn.Module):  # type: ignore[misc]
    """The encoder with its word embeddings in int8, a scale a row, and only the positions that are used."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        words = encoder.words.weight.detach()
        scale = words.abs().amax(1, keepdim=True).clamp(min=1e-6) / 127
        self.register_buffer("small", (words / scale).round().clamp(-127, 127).to(torch.int8))
        self.register_buffer("scale", scale)
        self.register_buffer("places", encoder.places.weight.detach()[:MOST_PIECES].clone())
        self.encoder = encoder

    def forward(self, ids: Tensor, shapes: Tensor, marked: Tensor) -> Tensor:
        """As Encoder, without padding."""
        words = self.small[ids].float() * self.scale[ids]
        x = self.encoder.norm(words + self.places[: ids.shape[1]] + self.encoder.shapes(shapes)) + self.encoder.marks(marked)
        for layer in self.encoder.layers:
            x = layer(x, None)
        return x


def half(model: onnx.ModelProto) -> None:
    """Stores the float32 matrices of a model as float16; a Cast (folded when the model is loaded) brings them back."""
    casts = []
    for tensor in list(model.graph.initializer):
        value = numpy_helper.to_array(tensor)
        if value.dtype != np.float32 or value.size < 1024:
            continue
        name = tensor.name
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(numpy_helper.from_array(value.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT, name=f"{name}.cast"))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)


def write(net: Net, folder: Path, note: dict[str, str]) -> None:
    """The three files of the run time."""
    net.eval()
    n, m = 7, 3
    dynamic = {"ids": {1: "n"}, "shapes": {1: "n"}, "marked": {1: "n"}, "states": {1: "n"}}
    row = torch.ones(1, n, dtype=torch.long)
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "encoder.onnx"
        torch.onnx.export(
            Slim(net.encoder), (row, row, row), str(plain), input_names=["ids", "shapes", "marked"],
            output_names=["states"], dynamic_axes=dynamic, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            plain, folder / "relations.int8.onnx", op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
        head = Path(temporary) / "head.onnx"
        torch.onnx.export(
            net.head,
            (torch.zeros(1, n, 384), torch.zeros(1, m, n), torch.zeros(1, m, m, n, dtype=torch.long), torch.zeros(1, m, m, 2)),
            str(head), input_names=["states", "pool", "zone", "features"], output_names=["relation", "status", "looks"],
            dynamic_axes={
                "states": {1: "n"}, "pool": {1: "m", 2: "n"}, "zone": {1: "m", 2: "m", 3: "n"}, "features": {1: "m", 2: "m"},
                "relation": {1: "m", 2: "m"}, "status": {1: "m", 2: "m"}, "looks": {1: "m", 2: "m", 3: "n"},
            },
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        model = onnx.load(head)
        half(model)
        onnx.save(model, folder / "relations.head.onnx")
    names = ("relations.int8.onnx", "relations.head.onnx")
    facts = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in names
    }
    settings = {"relations": RELATIONS, "statuses": STATUSES, "pieces": MOST_PIECES, "files": facts, "trained": note}
    (folder / "relations.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Read the checkpoint, write the files, print their sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    o = parser.parse_args()
    saved = torch.load(o.checkpoint, weights_only=True)
    net = Net(len(RELATIONS), len(STATUSES))
    net.load_state_dict(saved["net"])
    o.to.mkdir(parents=True, exist_ok=True)
    note = {k: Path(v).stem if k == "start" else v for k, v in saved["settings"].items() if k not in {"minilm", "name"}}
    write(net, o.to, {**note, "epochs": str(saved["epochs"])})
    for path in sorted(o.to.glob("relations.*")):
        print(f"{path.name} {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
