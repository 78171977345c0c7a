"""Export a trained checkpoint to the run time's files: python3 -m training.relations.export CHECKPOINT --to graph/data/model

The encoder's matrices become int8 with constant scales, fitted to sentences of the corpus; word embeddings become int8 with
a scale a row; the heads keep float32 arithmetic and are stored in float16.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from graph.coding.anaphora import OPTION_FEATURES, QUESTION_FEATURES
from graph.coding.pairmodel import MOST_PIECES
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from training.encoder import WIDTH
from training.onnxgraph import OPSET, Array, Graph, embedding, encoder_inputs, layer, model_of, watched
from training.relations.batches import collate
from training.relations.data import CORPUS, RELATIONS, STATUSES, Example, examples, parsed, read_articles
from training.relations.model import Net

CALIBRATION = 12  # every so many articles


def encoder(net: Net, calibration: Sequence[Example], vocabulary: WordPieces) -> onnx.ModelProto:
    """The encoder in static int8, fitted to what it sees of the calibration sentences. Inputs as
    :func:`training.onnxgraph.encoder_inputs`, and marked [b, n]; output states [b, n, WIDTH]."""
    net.eval()

    def show() -> None:
        for example in calibration:  # one by one: padding means nothing, and would be fitted to
            net(*collate([example], vocabulary, None).tensors)

    seen = watched(net, {}, show)
    state: dict[str, Array] = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    state["encoder.places.weight"] = state["encoder.places.weight"][:MOST_PIECES]
    graph = Graph()
    marks = graph.node("Gather", [graph.constant("mark.rows", state["encoder.marks.weight"]), "marked"], "mark")
    x = graph.node("Add", [embedding(graph, state), marks], "embedded.marked")
    for number in range(len(net.encoder.layers)):
        x = layer(graph, number, x, state, seen)
    graph.node("Identity", [x], "states")
    inputs = [*encoder_inputs(), helper.make_tensor_value_info("marked", TensorProto.INT64, ["b", "n"])]
    return model_of(graph, "relations", inputs, [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["b", "n", WIDTH])])


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


def write(net: Net, folder: Path, note: dict[str, str], calibration: Sequence[Example], vocabulary: WordPieces) -> None:
    """The files of the run time."""
    net.eval()
    n, m = 7, 3
    onnx.save(encoder(net, calibration, vocabulary), folder / "relations.int8.onnx")
    with tempfile.TemporaryDirectory() as temporary:
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
        answers = Path(temporary) / "antecedents.onnx"
        torch.onnx.export(
            net.antecedents,
            (torch.zeros(1, 384), torch.zeros(1, QUESTION_FEATURES), torch.zeros(1, m, 384), torch.zeros(1, m, OPTION_FEATURES)),
            str(answers), input_names=["words", "own", "options", "features"], output_names=["scores", "nobody"],
            dynamic_axes={"options": {1: "k"}, "features": {1: "k"}, "scores": {1: "k"}}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        for plain, name in ((head, "relations.head.onnx"), (answers, "relations.antecedents.onnx")):
            model = onnx.load(plain)
            half(model)
            onnx.save(model, folder / name)
    names = ("relations.int8.onnx", "relations.head.onnx", "relations.antecedents.onnx")
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
    articles = read_articles(sorted(CORPUS.glob("*.jsonl")))[::CALIBRATION]
    vocabulary = WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])
    calibration = examples(articles, parsed(articles, None))
    note = {k: Path(v).stem if k == "start" else v for k, v in saved["settings"].items() if k not in {"minilm", "name"}}
    write(net, o.to, {**note, "epochs": str(saved["epochs"])}, calibration, vocabulary)
    for path in sorted(o.to.glob("relations.*")):
        print(f"{path.name} {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
