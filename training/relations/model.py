"""The relation network in torch: a small BERT encoder, and a head over all ordered pairs of mentions of a sentence."""

import hashlib
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from graph.coding.pairmodel import FEATURES, ZONES

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH, HEADS, LAYERS, VOCABULARY, POSITIONS, SHAPES = 384, 12, 6, 30522, 512, 12
LOOKS, LOOK = 4, 64  # attention heads of a pair, and their width
HIDDEN = 256


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
        x = self.norm1(x + F.dropout(self.out(mixed), self.drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.drop, self.training))


class Encoder(nn.Module):  # type: ignore[misc]
    """MiniLM-L6-H384 with two additions: the case shape of each word, and a mark on the words of mentions."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.marks = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = drop
        nn.init.zeros_(self.shapes.weight)
        nn.init.normal_(self.marks.weight, std=0.02)
        nn.init.zeros_(self.marks.weight[:1])

    def forward(self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None) -> Tensor:
        """All [b, n]; mask is 0.0 where padded. Gives [b, n, WIDTH]."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.shapes(shapes))
        x = F.dropout(x, self.drop, self.training) + self.marks(marked)
        bias = None if mask is None else ((1 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_minilm(self, path: Path) -> None:
        """The published weights (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0), by their checksum."""
        from safetensors.torch import load  # noqa: PLC0415

        content = path.read_bytes()
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


class Head(nn.Module):  # type: ignore[misc]
    """Scores of every ordered pair of m mentions: relations and NONE (last), status, and what the pair looks at."""

    def __init__(self, relations: int, statuses: int, drop: float = 0.2) -> None:
        super().__init__()
        inner = LOOKS * LOOK
        self.ask_source, self.ask_target = nn.Linear(WIDTH, inner), nn.Linear(WIDTH, inner, bias=False)
        self.key, self.value = nn.Linear(WIDTH, inner), nn.Linear(WIDTH, inner)
        self.zones = nn.Embedding(ZONES, LOOKS)
        self.source, self.target = nn.Linear(WIDTH, HIDDEN), nn.Linear(WIDTH, HIDDEN, bias=False)
        self.both, self.context = nn.Linear(WIDTH, HIDDEN, bias=False), nn.Linear(inner, HIDDEN, bias=False)
        self.features = nn.Linear(FEATURES, HIDDEN, bias=False)
        self.relation = nn.Linear(HIDDEN, relations + 1)
        self.status = nn.Linear(HIDDEN, statuses)
        self.drop = drop
        nn.init.zeros_(self.zones.weight)

    def forward(
        self, states: Tensor, pool: Tensor, zone: Tensor, features: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """states [b, n, WIDTH], pool [b, m, n], zone [b, m, m, n], features [b, m, m, 2] -> logits [b, m, m, relations + 1],
        status [b, m, m, statuses], attention of the first look [b, m, m, n]."""
        b, n, _ = states.shape
        m = pool.shape[1]

        def drop(x: Tensor) -> Tensor:
            return F.dropout(x, self.drop, self.training)

        mentions = pool @ states
        ask = self.ask_source(mentions)[:, :, None] + self.ask_target(mentions)[:, None]
        ask = ask.view(b, m * m, LOOKS, LOOK).transpose(1, 2)
        keys, values = (part(states).view(b, n, LOOKS, LOOK).transpose(1, 2) for part in (self.key, self.value))
        scores = ask @ keys.transpose(-1, -2) * LOOK**-0.5
        scores = scores + self.zones(zone).view(b, m * m, n, LOOKS).permute(0, 3, 1, 2)
        if mask is not None:
            scores = scores + ((1 - mask) * -1e4)[:, None, None]
        looks = scores.softmax(-1)
        seen = (looks @ values).transpose(1, 2).reshape(b, m, m, LOOKS * LOOK)
        ends = drop(mentions)
        hidden = self.source(ends)[:, :, None] + self.target(ends)[:, None]
        hidden = hidden + self.both(drop(mentions[:, :, None] * mentions[:, None])) + self.context(drop(seen))
        hidden = drop(F.gelu(hidden + self.features(features)))
        return self.relation(hidden), self.status(hidden), looks[:, 0].view(b, m, m, n)


class Net(nn.Module):  # type: ignore[misc]
    """Encoder and head together."""

    def __init__(self, relations: int, statuses: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.head = Head(relations, statuses)

    def forward(
        self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor, pool: Tensor, zone: Tensor, features: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """As :class:`Encoder` and :class:`Head`."""
        output: tuple[Tensor, Tensor, Tensor] = self.head(self.encoder(ids, shapes, marked, mask), pool, zone, features, mask)
        return output
