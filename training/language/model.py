"""The language network in torch: MiniLM, and a head each for tags, names and dependencies (Dozat and Manning 2017)."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from training.encoder import WIDTH, Body, dropped

TAGS = ("upos", "xpos", "feats", "lemma")
HIDDEN, ARC, LABEL = 256, 256, 160
_LOW = -1e4


class Net(nn.Module):  # type: ignore[misc]
    """Pieces of a sentence to the scores of its words. A word is its first piece beside its last; word 0 is the root."""

    def __init__(self, sizes: dict[str, int], drop: float = 0.3) -> None:
        super().__init__()
        self.encoder = Body()
        self.sizes, self.drop = sizes, drop
        wide = 2 * WIDTH
        self.tag, self.naming = nn.Linear(wide, HIDDEN), nn.Linear(wide, HIDDEN)
        self.tags = nn.ModuleDict({kind: nn.Linear(HIDDEN, sizes[kind]) for kind in TAGS})
        self.name = nn.Linear(HIDDEN, sizes["name"])
        self.arc_dependent, self.arc_head = nn.Linear(wide, ARC), nn.Linear(wide, ARC)
        self.arc = nn.Parameter(nn.init.orthogonal_(torch.empty(ARC, ARC)))
        self.arc_prior = nn.Linear(ARC, 1)
        # A dependency's label is read off the sum and the product of two projections of each end.
        self.dependent, self.head = nn.Linear(wide, 2 * LABEL), nn.Linear(wide, 2 * LABEL, bias=False)
        self.deprel = nn.Linear(2 * LABEL, sizes["deprel"])

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor | None, first: Tensor, last: Tensor, real: Tensor
    ) -> dict[str, Tensor]:
        """ids, shapes, mask [b, n]; first, last: places of each word's pieces, real: 1.0 for words that are [b, w].

        Gives logits [b, w, classes] of each tag and name, ``arc`` [b, w, w] (dependent, head), ``dependent`` and ``head``
        [b, w, 2·LABEL] for :meth:`relation`.
        """
        x = self.encoder.contextual(self.encoder.embed(ids, shapes), mask)
        pick = (torch.gather(x, 1, place[..., None].expand(-1, -1, WIDTH)) for place in (first, last))
        words = self.dropped(torch.cat(list(pick), -1))
        tag = self.dropped(F.gelu(self.tag(words)))
        out = {kind: self.tags[kind](tag) for kind in TAGS}
        out["name"] = self.name(self.dropped(F.gelu(self.naming(words))))
        dependent, head = self.dropped(F.gelu(self.arc_dependent(words))), self.dropped(F.gelu(self.arc_head(words)))
        arc = (dependent @ self.arc) @ head.transpose(1, 2) * ARC**-0.5 + self.arc_prior(head).transpose(1, 2)
        out["arc"] = arc + ((1.0 - real) * _LOW)[:, None, :]
        out["dependent"], out["head"] = self.dependent(words), self.head(words)
        return out

    def relation(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Logits of the label of each dependency: both [..., 2·LABEL], of a word and of its head."""
        hidden = torch.cat([F.relu(dependent[..., :LABEL] + head[..., :LABEL]), dependent[..., LABEL:] * head[..., LABEL:]], -1)
        logits: Tensor = self.deprel(self.dropped(hidden))
        return logits

    def dropped(self, x: Tensor) -> Tensor:
        """Dropout of the heads."""
        return dropped(x, self.drop, self.training)
