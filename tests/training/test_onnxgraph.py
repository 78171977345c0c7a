"""The exported encoder against torch, layer by layer, where torch and onnx are installed (they are no part of the service)."""

from typing import Any

import numpy as np
import onnxruntime
import pytest

REASON = "THE EXPORT WAS NOT TESTED: no {} here; pip install -e .[train]"
torch: Any = pytest.importorskip("torch", reason=REASON.format("torch"))
onnx: Any = pytest.importorskip("onnx", reason=REASON.format("onnx"))


def running(graph: Any, output: str, **given: Any) -> Any:
    """A graph, ready to run on inputs like those."""
    from training.onnxgraph import model_of  # noqa: PLC0415  (needs torch)

    kinds = {"float32": onnx.TensorProto.FLOAT, "int64": onnx.TensorProto.INT64, "int32": onnx.TensorProto.INT32}
    inputs = [onnx.helper.make_tensor_value_info(k, kinds[str(v.dtype)], [None] * v.ndim) for k, v in given.items()]
    shown = [onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, [None] * 3)]
    model = model_of(graph, "test", inputs, shown).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return lambda **inputs: session.run(None, inputs)[0]


def run(graph: Any, output: str, **given: Any) -> Any:
    """What a graph makes of its inputs."""
    return running(graph, output, **given)(**given)


def normal(*shape: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("levelled", [True, False])
def test_a_matrix_gives_what_its_plan_gives(levelled: bool) -> None:
    from training.int8 import Plan, fitted  # noqa: PLC0415
    from training.onnxgraph import Graph, linear  # noqa: PLC0415

    x, weight, bias = normal(40, 16), normal(16, 8, seed=2), normal(8, seed=3)
    x[:, 3] *= 30
    plan: Any = fitted(weight, x)
    if not levelled:
        plan = Plan(np.ones(16, np.float32), plan.step, plan.matrix, plan.scales, 0.0)
    graph = Graph()
    linear(graph, "m", "x", plan, bias)
    assert [node.op_type for node in graph.nodes].count("Mul") == levelled
    far = np.concatenate([x, 1000 * x[:2]])[None]  # what lies beyond a byte is cut off
    found = run(graph, "m", x=far)
    assert np.allclose(found[0], plan.apply(far[0]) + bias, rtol=1e-5, atol=1e-3)
    without = Graph()
    linear(without, "m", "x", plan, None)
    assert np.allclose(run(without, "m", x=far) + bias, found, atol=1e-3)


def test_words_places_and_shapes_are_added_and_normalised() -> None:
    from training.onnxgraph import Graph, embedding  # noqa: PLC0415

    state = {
        "encoder.words.weight": np.array([[0, 0], [127, -254], [1, 1]], np.float32),
        "encoder.shapes.weight": np.array([[0, 0], [10, 0]], np.float32),
        "encoder.places.weight": np.array([[0, 0], [0, 100]], np.float32),
        "encoder.norm.weight": np.array([3, 5], np.float32),
        "encoder.norm.bias": np.array([1, 2], np.float32),
    }
    graph = Graph()
    embedding(graph, state)
    given = {"ids": np.array([[1, 2]]), "shapes": np.array([[1, 0]]), "places": np.array([0, 1])}
    # [137, -254] and [1, 101]: of two numbers the norm keeps which is the larger
    assert run(graph, "embedded", **given).tolist() == [[pytest.approx([4, -3], abs=1e-3), pytest.approx([-2, 7], abs=1e-3)]]


SMALL = 48  # channels of the layers here: twelve heads of four


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A net with an encoder of one small layer, some of whose channels stick out."""
    from training import encoder, onnxgraph  # noqa: PLC0415

    for module in (encoder, onnxgraph):
        monkeypatch.setattr(module, "WIDTH", SMALL)
    torch.manual_seed(1)
    made = torch.nn.Module()
    made.encoder = torch.nn.Module()
    made.encoder.layers = torch.nn.ModuleList([encoder.Layer(0.0)])
    made.encoder.layers[0].norm1.weight.data[7] = 8
    made.encoder.layers[0].qkv.bias.data[2 * SMALL :: 5] += 4  # of the values that attention mixes
    made.far = torch.nn.Linear(SMALL, 2)
    return made.eval()


def test_a_layer_in_int8_is_close_to_torch_and_rows_do_not_depend_on_their_company(net: Any) -> None:
    from training.onnxgraph import Graph, layer, watched  # noqa: PLC0415

    x, mask = normal(6, 12, SMALL), np.ones((6, 12), np.int32)
    mask[2, 5:] = 0
    bias = (1 - torch.tensor(mask).float())[:, None, None] * -1e4
    only = net.encoder.layers[0]
    seen = watched(net, {}, lambda: only(torch.tensor(x), bias))
    exact = only(torch.tensor(x), bias).detach().numpy()
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    graph = Graph()
    made = running(graph, layer(graph, 0, "x", state, seen), x=x, mask=mask)
    found, real = made(x=x, mask=mask), mask.astype(bool)
    assert np.sqrt(((found - exact)[real] ** 2).mean() / (exact[real] ** 2).mean()) < 0.03
    assert np.array_equal(made(x=x[2:3], mask=mask[2:3])[0, :5], found[2, :5])
    changed = x.copy()
    changed[2, 5:] = 9  # what is padded is not looked at
    assert np.array_equal(made(x=changed, mask=mask)[2, :5], found[2, :5])


def test_what_the_matrices_see_is_kept_while_it_runs_and_no_longer(net: Any) -> None:
    from training.onnxgraph import watched  # noqa: PLC0415

    x = torch.tensor(normal(2, 3, SMALL))

    def show() -> None:
        net.far(net.encoder.layers[0](x, None))

    seen = watched(net, {"far": net.far}, show)
    key = "encoder.layers.0"
    shapes = {f"{key}.{part}": (6, SMALL) for part in ("qkv", "out", "up")}
    assert {name: rows.shape for name, rows in seen.items()} == {**shapes, f"{key}.down": (6, 4 * SMALL), "far": (6, SMALL)}
    assert np.array_equal(seen[f"{key}.qkv"], x.numpy().reshape(6, SMALL))
    show()
    assert not net.far._forward_pre_hooks


def test_long_texts_are_thinned_but_keep_what_is_largest() -> None:
    from training.onnxgraph import ROWS, _spread  # noqa: PLC0415

    rows = np.zeros((3 * ROWS, 2), np.float32)
    rows[:, 0] = np.arange(3 * ROWS)
    rows[4, 1] = -5  # row 4 is none of those at even distances
    spread = _spread(rows)
    assert len(spread) <= ROWS + 2
    assert {0.0, 4.0, 3 * ROWS - 1.0} <= set(spread[:, 0].tolist())
    assert spread[:, 1].min() == -5
    assert np.array_equal(_spread(rows[:10]), rows[:10])
