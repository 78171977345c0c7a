"""The language network of the run time: the shared encoder, and everything that is read off its words."""

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper

from training.encoder import WIDTH
from training.int8 import fitted
from training.language.model import ARC, HIDDEN, LABEL, TAGS
from training.onnxgraph import MICROSOFT, Array, Graph, embedding, encoder_inputs, layer, linear, model_of

HEAD_PARTS = ("tag", "naming", "arc_dependent", "arc_head", "dependent", "head")


def heads(graph: Graph, x: str, state: Mapping[str, Array], seen: Mapping[str, Array]) -> list[str]:
    """The words of the pieces, and everything that is read off them, in one matrix."""
    flat = graph.node("Reshape", [x, graph.constant("flat", np.array([-1, WIDTH]))], "pieces")
    ends = [graph.node("Gather", [flat, place], f"{place}.piece") for place in ("first", "last")]  # [b, w, WIDTH] each
    words = graph.node("Concat", ends, "ends", axis=-1)
    weight = np.concatenate([state[f"{part}.weight"].T for part in HEAD_PARTS], 1)
    bias = np.concatenate([state.get(f"{part}.bias", np.zeros(2 * LABEL, np.float32)) for part in HEAD_PARTS])
    everything = linear(graph, "heads", words, fitted(weight, seen["heads"]), bias)
    sizes = [2 * HIDDEN + 2 * ARC, 2 * LABEL, 2 * LABEL]
    split = graph.constant("sizes", np.array(sizes))
    graph.nodes.append(helper.make_node("Split", [everything, split], ["bent", "dependent", "head"], axis=-1, name="parts"))
    soft = graph.node("Gelu", ["bent"], "hidden", MICROSOFT)
    each = ["hidden.tag", "hidden.name", "hidden.dependent", "hidden.head"]
    four = graph.constant("four", np.array([HIDDEN, HIDDEN, ARC, ARC]))
    graph.nodes.append(helper.make_node("Split", [soft, four], each, axis=-1, name="hidden.parts"))

    def dense(name: str, value: str, matrix: Array, offset: Array) -> str:
        product = graph.node("MatMul", [value, graph.constant(f"{name}.matrix", matrix)], f"{name}.product")
        return graph.node("Add", [product, graph.constant(f"{name}.offset", offset)], name)

    matrices = np.concatenate([state[f"tags.{kind}.weight"].T for kind in TAGS], 1)
    tags = dense("tags", each[0], matrices, np.concatenate([state[f"tags.{kind}.bias"] for kind in TAGS]))
    counts = graph.constant("classes", np.array([len(state[f"tags.{kind}.bias"]) for kind in TAGS]))
    graph.nodes.append(helper.make_node("Split", [tags, counts], [f"{kind}.scores" for kind in TAGS], axis=-1, name="tag.parts"))
    for kind in TAGS:
        graph.node("ArgMax", [f"{kind}.scores"], kind, axis=-1, keepdims=0)
    dense("name", each[1], state["name.weight"].T, state["name.bias"])
    turned = graph.node("MatMul", [each[2], graph.constant("arc.matrix", state["arc"] * np.float32(ARC**-0.5))], "arc.dependent")
    across = graph.node("Transpose", [each[3]], "arc.across", perm=[0, 2, 1])
    pairs = graph.node("MatMul", [turned, across], "arc.pairs")
    prior = graph.node("MatMul", [graph.constant("arc.prior", state["arc_prior.weight"]), across], "arc.priors")  # [b, 1, w]
    graph.node("Add", [pairs, prior], "arc")
    return [*TAGS, "name", "arc", "dependent", "head"]


def build(state: Mapping[str, Array], layers: int, seen: Mapping[str, Array]) -> onnx.ModelProto:
    """The whole network. Inputs, all int64 but the mask: ids, shapes [b, n]; places [n]; mask [b, n] int32, 1 for real
    pieces; first, last [b, w], places of each word's pieces in the batch laid flat (row·n + place)."""
    graph = Graph()
    x = embedding(graph, state)
    for number in range(layers):
        x = layer(graph, number, x, state, seen)
    outputs = heads(graph, x, state, seen)
    long, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = encoder_inputs() + [helper.make_tensor_value_info(name, long, ["b", "w"]) for name in ("first", "last")]
    kinds = {kind: helper.make_tensor_value_info(kind, long, ["b", "w"]) for kind in TAGS}
    last = {"arc": "w"}
    infos = [kinds.get(o) or helper.make_tensor_value_info(o, real, ["b", "w", last.get(o)]) for o in outputs]
    return model_of(graph, "language", inputs, infos)
