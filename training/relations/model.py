"""The relation network in torch: a small BERT encoder, a head over all ordered pairs of mentions of a sentence, and one
that says which earlier mention a pronoun or description stands for."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from graph.coding.anaphora import OPTION_FEATURES, QUESTION_FEATURES
from graph.coding.pairmodel import FEATURES, MARKS, ZONES
from training.encoder import WIDTH, Body

LOOKS, LOOK = 4, 64  # attention heads of a pair, and their width
HIDDEN = 256


class Encoder(Body):
    """The body with a second addition: a mark on the words of mentions."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__(drop)
        self.marks = nn.Embedding(MARKS, WIDTH)
        nn.init.normal_(self.marks.weight, std=0.02)
        nn.init.zeros_(self.marks.weight[:1])

    def forward(self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None) -> Tensor:
        """All [b, n]; mask is 0.0 where padded. Gives [b, n, WIDTH]."""
        return self.contextual(self.embed(ids, shapes) + self.marks(marked), mask)


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


class Antecedents(nn.Module):  # type: ignore[misc]
    """How well each of k options answers a question, and how well "nobody" does."""

    def __init__(self, drop: float = 0.2) -> None:
        super().__init__()
        self.ask, self.offer = nn.Linear(WIDTH, LOOK * 2), nn.Linear(WIDTH, LOOK * 2)
        self.word, self.option = nn.Linear(WIDTH, HIDDEN), nn.Linear(WIDTH, HIDDEN, bias=False)
        self.both = nn.Linear(LOOK * 2, HIDDEN, bias=False)
        self.features = nn.Linear(OPTION_FEATURES + QUESTION_FEATURES, HIDDEN, bias=False)
        self.score = nn.Linear(HIDDEN, 1)
        self.alone, self.own = nn.Linear(WIDTH, HIDDEN), nn.Linear(QUESTION_FEATURES, HIDDEN, bias=False)
        self.nobody = nn.Linear(HIDDEN, 1)
        self.drop = drop

    def forward(self, words: Tensor, own: Tensor, options: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        """words [q, WIDTH] and own [q, QUESTION_FEATURES] of q questions; options [q, k, WIDTH] and features
        [q, k, OPTION_FEATURES] -> scores [q, k], of nobody [q]."""

        def drop(x: Tensor) -> Tensor:
            return F.dropout(x, self.drop, self.training)

        words, options = drop(words), drop(options)
        both = self.both(self.ask(words)[:, None] * self.offer(options))
        all_features = torch.cat([features, own[:, None].expand(-1, features.shape[1], -1)], -1)
        hidden = F.gelu(both + self.word(words)[:, None] + self.option(options) + self.features(all_features))
        alone = F.gelu(self.alone(words) + self.own(own))
        return self.score(drop(hidden)).squeeze(-1), self.nobody(drop(alone)).squeeze(-1)


class Net(nn.Module):  # type: ignore[misc]
    """Encoder and head together."""

    def __init__(self, relations: int, statuses: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.head = Head(relations, statuses)
        self.antecedents = Antecedents()

    def forward(
        self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor, pool: Tensor, zone: Tensor, features: Tensor
    ) -> tuple[Tensor, tuple[Tensor, Tensor, Tensor]]:
        """The encoder's states, and what the head over pairs makes of them."""
        states = self.encoder(ids, shapes, marked, mask)
        return states, self.head(states, pool, zone, features, mask)
