"""The run time's network, node by node: static int8 matrices, so that no sentence's result depends on its neighbours.

Dynamic quantisation takes its scale from whatever is in the batch. Here every scale is a constant (see ``int8``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.encoder import HEADS, WIDTH
from training.language.int8 import Plan, fitted
from training.language.model import ARC, HIDDEN, LABEL, TAGS

OPSET, MICROSOFT = 17, "com.microsoft"
_ZERO = 128
_EPSILON = 1e-12
Array = NDArray[np.float32]


@dataclass(slots=True)
class Graph:
    """Nodes and constants being collected."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """A named constant."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output


def linear(graph: Graph, name: str, x: str, fit: Plan, bias: Array | None, attention_mask: str | None = None) -> str:
    """x @ weight + bias in int8; with ``attention_mask`` the whole self-attention whose Q, K and V the matrix makes."""
    if (fit.divide != 1).any():
        x = graph.node("Mul", [x, graph.constant(f"{name}.even", 1 / fit.divide)], f"{name}.levelled")
    at, zero = graph.constant(f"{name}.step", fit.step), graph.constant(f"{name}.zero", np.uint8(_ZERO))
    bytes_ = graph.node("QuantizeLinear", [x, at, zero], f"{name}.bytes")
    matrix, scale = graph.constant(f"{name}.matrix", fit.matrix), graph.constant(f"{name}.scale", fit.scales)
    width = fit.matrix.shape[1]
    offset = graph.constant(f"{name}.offset", np.zeros(width, np.float32) if bias is None else bias)
    if attention_mask is not None:
        nought = graph.constant(f"{name}.nought", np.zeros(width, np.int8))
        inputs = [bytes_, matrix, offset, at, scale, attention_mask, zero, nought]
        return graph.node("QAttention", inputs, name, MICROSOFT, num_heads=HEADS)
    return graph.node("MatMulIntegerToFloat", [bytes_, matrix, at, scale, zero, "", offset], name, MICROSOFT)


def norm(graph: Graph, name: str, x: str, state: Mapping[str, Array], key: str) -> str:
    """Layer normalisation."""
    parts = [graph.constant(f"{name}.{part}", state[f"{key}.{part}"]) for part in ("weight", "bias")]
    return graph.node("LayerNormalization", [x, *parts], name, axis=-1, epsilon=_EPSILON)


def embedding(graph: Graph, state: Mapping[str, Array]) -> str:
    """Words in int8 with a scale each, places and case shapes."""
    words = state["encoder.words.weight"]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-6) / 127
    small = np.clip(np.rint(words / scale), -127, 127).astype(np.int8)
    rows = graph.node("Gather", [graph.constant("words", small), "ids"], "word.bytes")
    rows = graph.node("Cast", [rows], "word.floats", to=TensorProto.FLOAT)
    scales = graph.node("Gather", [graph.constant("word.scales", scale.astype(np.float32)), "ids"], "word.scale")
    x = graph.node("Mul", [rows, scales], "word")
    shapes = graph.node("Gather", [graph.constant("shape.rows", state["encoder.shapes.weight"]), "shapes"], "shape")
    places = graph.node("Gather", [graph.constant("place.rows", state["encoder.places.weight"]), "places"], "place")
    x = graph.node("Add", [graph.node("Add", [x, shapes], "word.shape"), places], "word.shape.place")
    return norm(graph, "embedded", x, state, "encoder.norm")


def layer(graph: Graph, number: int, x: str, state: Mapping[str, Array], seen: Mapping[str, Array]) -> str:
    """One transformer layer, normalised after each half."""
    key = f"encoder.layers.{number}"

    def weights(part: str) -> tuple[Array, Array]:
        return state[f"{key}.{part}.weight"].T.copy(), state[f"{key}.{part}.bias"].copy()

    def dense(part: str, value: str) -> str:
        weight, bias = weights(part)
        return linear(graph, f"{key}.{part}", value, fitted(weight, seen[f"{key}.{part}"]), bias)

    # What the attention gives out is levelled by the matrix that made its values, at no cost.
    out, out_bias = weights("out")
    fit = fitted(out, seen[f"{key}.out"])
    qkv, qkv_bias = weights("qkv")
    qkv[:, 2 * WIDTH :] /= fit.divide
    qkv_bias[2 * WIDTH :] /= fit.divide
    mixed = linear(graph, f"{key}.qkv", x, fitted(qkv, seen[f"{key}.qkv"]), qkv_bias, "mask")
    mixed = linear(graph, f"{key}.out", mixed, replace(fit, divide=np.ones_like(fit.divide)), out_bias)
    x = norm(graph, f"{key}.norm1", graph.node("Add", [mixed, x], f"{key}.residual1"), state, f"{key}.norm1")
    wide = graph.node("Gelu", [dense("up", x)], f"{key}.gelu", MICROSOFT)
    return norm(graph, f"{key}.norm2", graph.node("Add", [dense("down", wide), x], f"{key}.residual2"), state, f"{key}.norm2")


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
    long, whole, real = TensorProto.INT64, TensorProto.INT32, TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info(name, long, ["b", "n"]) for name in ("ids", "shapes")]
    inputs.append(helper.make_tensor_value_info("places", long, ["n"]))
    inputs.append(helper.make_tensor_value_info("mask", whole, ["b", "n"]))
    inputs += [helper.make_tensor_value_info(name, long, ["b", "w"]) for name in ("first", "last")]
    kinds = {kind: helper.make_tensor_value_info(kind, long, ["b", "w"]) for kind in TAGS}
    last = {"arc": "w"}
    infos = [kinds.get(o) or helper.make_tensor_value_info(o, real, ["b", "w", last.get(o)]) for o in outputs]
    made = helper.make_graph(graph.nodes, "language", inputs, infos, graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model: onnx.ModelProto = helper.make_model(made, opset_imports=opsets, ir_version=9)
    return model
