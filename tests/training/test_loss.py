"""The losses and what makes a batch, where torch is installed (it is no part of the service)."""

import random
from collections.abc import Sequence
from math import log
from typing import Any

import pytest

from graph.coding.anaphora import OPTION_FEATURES, Option, Question
from graph.coding.mentions import Ref
from graph.coding.pairs import Mention
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from graph.model import Span
from training.relations.data import NUMBER, Asked, Example, Gold

torch: Any = pytest.importorskip("torch", reason="THE LOSS WAS NOT TESTED: no torch here; pip install -e .[train]")


def vocabulary() -> WordPieces:
    return WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])


def one(gold: dict[tuple[int, int], list[Gold]], masked: dict[tuple[int, int], set[int]] | None = None) -> Any:
    from training.relations.batches import collate  # noqa: PLC0415  (needs torch)

    mentions = [Mention(0, 6, (Ref("NOR", None, 0, 6, "name"),)), Mention(14, 18, (Ref("TCD", None, 14, 18, "name"),))]
    example = Example(0, "x", 0, "Norway praised Chad.", mentions, gold=gold, masked=masked or {}, pairs=[(0, 1), (1, 0)])
    return collate([example], vocabulary(), None)


def output(batch: Any, high: dict[tuple[int, int], int]) -> Any:
    """Logits that name one relation a pair (NONE where none is given), all with certainty."""
    n = batch.tensors[0].shape[1]
    logits = torch.zeros(1, 2, 2, len(NUMBER) + 1)
    logits[..., -1] = 20
    for (i, j), relation in high.items():
        logits[0, i, j, relation] = 40
    status = torch.zeros(1, 2, 2, 5)
    status[..., 0] = 40
    return logits, status, torch.full((1, 2, 2, n), 1 / n)


def test_the_loss_vanishes_when_all_is_right_and_only_then() -> None:
    from training.relations.batches import loss_of  # noqa: PLC0415

    supports, attacks = NUMBER["supports"], NUMBER["attacks"]
    batch = one({(0, 1): [Gold(supports, frozenset({supports}), 0, None)]})
    right = loss_of(output(batch, {(0, 1): supports}), batch)
    assert right is not None
    assert float(right) < 1e-3
    for wrong in ({}, {(0, 1): attacks}, {(0, 1): supports, (1, 0): supports}):
        loss = loss_of(output(batch, wrong), batch)
        assert loss is not None
        assert float(loss) > 5


def test_a_masked_relation_costs_nothing_and_an_accepted_one_will_do() -> None:
    from training.relations.batches import loss_of  # noqa: PLC0415

    supports, allied = NUMBER["supports"], NUMBER["allied_with"]
    masked = one({}, {(0, 1): {supports}})
    loss = loss_of(output(masked, {(0, 1): supports}), masked)
    assert loss is not None
    assert float(loss) < 1e-3
    either = one({(0, 1): [Gold(supports, frozenset({supports, allied}), 0, None)]})
    loss = loss_of(output(either, {(0, 1): allied}), either)
    assert loss is not None
    assert float(loss) < 1e-3


# -- whom a word means -----------------------------------------------------------------------------------------------------

KENYA, IT = (0, 5), (5, 7)
TEXTS = ("Kenya met Chad.", "Then it slept.")


def asks(form: str, meant: set[str], *actors: str, sentence: int = 0, own: float = 0.0) -> Asked:
    """What the second sentence's "it" asks; every option is the first word of ``sentence``."""
    options = (Option(Ref(a, None, *KENYA, "name"), sentence, (float(k),) * OPTION_FEATURES) for k, a in enumerate(actors))
    return Asked(Question(1, IT, form, 0, (own,), tuple(options)), frozenset(meant))


def article(*questions: Asked, number: int = 0) -> list[Example]:
    first, second = (Example(number, "x", k, text, []) for k, text in enumerate(TEXTS))
    second.questions = list(questions)
    return [first, second]


class Weights:
    """Heads that say what they are told, as weights, and keep what they are given."""

    def __init__(self, options: Sequence[Sequence[float]], nobody: Sequence[float]) -> None:
        self.scores, self.nobody = torch.tensor(options).log(), torch.tensor(nobody).log()
        self.given: list[Any] = []

    def __call__(self, *given: Any) -> tuple[Any, Any]:
        self.given = [x.tolist() for x in given]
        return self.scores, self.nobody


def loss(heads: Any, *examples: Example) -> float | None:
    """The loss of one batch in which a piece's state is its sentence's number and its place."""
    from training.relations.batches import antecedent_loss, collate  # noqa: PLC0415

    batch = collate(examples, vocabulary(), None)
    b, n = batch.tensors[0].shape
    rows, places = torch.arange(b).view(b, 1).expand(b, n), torch.arange(n).expand(b, n)
    found = antecedent_loss(heads, torch.stack([rows, places], -1).float(), batch)
    return None if found is None else float(found)


def test_an_actor_s_mentions_count_together_against_the_others_and_nobody() -> None:
    asked = asks("it", {"KEN"}, "KEN", "TCD", "KEN")
    assert loss(Weights([[2.0, 1, 3]], [4.0]), *article(asked)) == pytest.approx(log(10 / 5))
    assert loss(Weights([[1e6, 1, 1e6]], [1.0]), *article(asked)) == pytest.approx(0, abs=1e-5)


def test_where_nobody_is_meant_nobody_should_weigh_most() -> None:
    for form in ("it", "they"):
        assert loss(Weights([[2.0, 1, 3]], [4.0]), *article(asks(form, set(), "KEN", "TCD", "KEN"))) == pytest.approx(log(10 / 4))


def test_each_of_many_is_weighed_against_those_left_out_and_those_against_nobody() -> None:
    asked = asks("they", {"KEN", "TCD"}, "KEN", "TCD", "NER")
    each = (log((6 + 3) / 6) + log((1 + 3) / 1)) / 2  # six and one against Niger's two and nobody's one
    assert loss(Weights([[6.0, 1, 2]], [1.0]), *article(asked)) == pytest.approx(each + log(3 / 1))
    asked = asks("it", {"KEN", "TCD"}, "KEN", "TCD", "NER")  # of one: the others are held down by its own share
    assert loss(Weights([[6.0, 1, 2]], [1.0]), *article(asked)) == pytest.approx(each)


def test_the_loss_is_a_mean_over_questions_and_padding_weighs_nothing() -> None:
    few, more, none = asks("it", {"KEN"}, "KEN"), asks("it", {"TCD"}, "KEN", "TCD"), asks("it", set())
    heads = Weights([[3.0, 1e6], [1, 1], [1e6, 1e6]], [1.0, 2, 5])
    assert loss(heads, *article(few, more, none)) == pytest.approx((log(4 / 3) + log(4 / 1) + 0) / 3)


def test_the_heads_see_the_words_and_numbers_of_question_and_options() -> None:
    heads = Weights([[1.0, 1], [1, 1]], [1.0, 1])
    other = article(asks("it", set(), "KEN", sentence=1, own=8), number=1)  # its option is its own second sentence's first word
    loss(heads, *article(asks("it", {"KEN"}, "KEN", "TCD", own=7)), *other)
    words, own, options, features = heads.given
    assert words == [[1, 2], [3, 2]]  # "it" is the second piece
    assert own == [[7], [8]]
    assert options[0] == [[0, 1], [0, 1]]
    assert options[1][0] == [3, 1]
    assert [[row[0] for row in some] for some in features] == [[0, 1], [0, 0]]


def test_a_question_whose_options_are_not_in_the_batch_is_left_out() -> None:
    first, second = article(asks("it", {"KEN"}, "KEN"))
    assert loss(Weights([[1.0]], [1.0]), second) is None
    assert loss(Weights([[1.0]], [1.0]), first, *article(number=1)) is None
    other = article(number=1)[0]  # the first sentence of another article does not do
    assert loss(Weights([[1.0]], [1.0]), other, second) is None
    assert loss(Weights([[1.0]], [1.0]), first, second) == pytest.approx(log(2))


# -- batches ---------------------------------------------------------------------------------------------------------------


def test_words_that_name_and_words_that_ask_are_marked() -> None:
    from training.relations.batches import collate  # noqa: PLC0415

    naming: list[Span] = [(0, 5)]
    example = Example(0, "x", 0, "Kenya said it met Chad.", [Mention(18, 22, ())], naming=naming, asking=[(11, 13)])
    plain = Example(0, "x", 1, "Kenya met Chad.", [Mention(10, 14, ())])  # without either, mentions are what names
    marked = collate([example, plain], vocabulary(), None).tensors[2].tolist()
    assert marked == [[0, 1, 0, 2, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]]


def sentences(article: int, number: int) -> list[Example]:
    return [Example(article, f"a{article}", k, "word", []) for k in range(number)]


def parted(examples: Sequence[Example], size: int, seed: int = 1) -> list[list[tuple[int, int]]]:
    from training.relations.batches import shuffled  # noqa: PLC0415

    return [[(e.article, e.index) for e in batch] for batch in shuffled(examples, size, random.Random(seed))]  # noqa: S311


def test_articles_stay_whole_and_in_order() -> None:
    lengths = {0: 3, 1: 9, 2: 1, 3: 4, 4: 2, 5: 14}
    some = [e for number, length in lengths.items() for e in sentences(number, length)]
    for seed in range(20):
        batches = parted(some, 8, seed)
        assert sorted(x for batch in batches for x in batch) == sorted((e.article, e.index) for e in some)
        for batch in batches:
            articles = list(dict.fromkeys(a for a, _ in batch))
            assert batch == [(a, k) for a in articles for k in range(lengths[a])]
            assert len(batch) <= 10 or len(articles) == 1  # eight and a quarter, but for an article that is longer itself


def test_sentences_that_stand_alone_run_with_those_of_like_length() -> None:
    alone = [Example(-1, "x", k, "w" * (k + 1), []) for k in range(32)]  # of thirty-two, two by two
    mixed = random.Random(3).sample(alone, 32)  # noqa: S311
    batches = parted([*mixed, *sentences(0, 2)], 2)
    assert sorted(b for b in batches if b[0][0] < 0) == [[(-1, k), (-1, k + 1)] for k in range(0, 32, 2)]
    assert [(0, 0), (0, 1)] in batches


def test_the_order_of_batches_is_the_seed_s() -> None:
    some = [e for number in range(12) for e in sentences(number, 2)]
    assert parted(some, 4, 1) == parted(some, 4, 1)
    assert parted(some, 4, 1) != parted(some, 4, 2)
