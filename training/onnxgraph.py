"""The encoder that the networks share, node by node: static int8 matrices, so that no sentence's result depends on its
neighbours.

Dynamic quantisation takes its scale from whatever is in the batch. Here every scale is a constant (see ``int8``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.encoder import HEADS, WIDTH
from training.int8 import Plan, fitted

OPSET, MICROSOFT = 17, "com.microsoft"
ROWS = 3000  # of the calibration text that each matrix is fitted to
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


def encoder_inputs() -> list[onnx.ValueInfoProto]:
    """What the encoder asks for: ids, shapes [b, n] and places [n], int64; mask [b, n] int32, 1 for real pieces."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "n"]) for name in ("ids", "shapes")]
    inputs.append(helper.make_tensor_value_info("places", TensorProto.INT64, ["n"]))
    return [*inputs, helper.make_tensor_value_info("mask", TensorProto.INT32, ["b", "n"])]


def model_of(
    graph: Graph, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
) -> onnx.ModelProto:
    """The graph as a model, checked."""
    made = helper.make_graph(graph.nodes, name, list(inputs), list(outputs), graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model: onnx.ModelProto = helper.make_model(made, opset_imports=opsets, ir_version=9)
    onnx.checker.check_model(model)
    return model


def watched(net: nn.Module, extra: Mapping[str, nn.Module], show: Callable[[], None]) -> dict[str, Array]:
    """What every matrix of the encoder, and those named in ``extra``, sees while ``show`` runs: [rows, in] each."""
    found: dict[str, list[Tensor]] = {}
    hooks = []

    def watch(name: str, module: nn.Module) -> None:
        def hook(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            found.setdefault(name, []).append(given[0].detach().flatten(0, -2))

        hooks.append(module.register_forward_pre_hook(hook))

    for number, layer_ in enumerate(net.encoder.layers):
        for part in ("qkv", "out", "up", "down"):
            watch(f"encoder.layers.{number}.{part}", getattr(layer_, part))
    for name, module in extra.items():
        watch(name, module)
    with torch.no_grad():
        show()
    for hook in hooks:
        hook.remove()
    return {name: _spread(torch.cat(parts).numpy()) for name, parts in found.items()}


def _spread(rows: Array) -> Array:
    """ROWS of them at even distances, and for each channel the row where it is largest."""
    extremes = np.abs(rows).argmax(0)
    places = np.unique(np.concatenate([np.linspace(0, len(rows) - 1, ROWS).astype(np.int64), extremes]))
    spread: Array = rows[places]
    return spread
