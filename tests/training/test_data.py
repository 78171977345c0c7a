"""Labelled sentences to examples: hand-made sentences, hand-made mentions."""

import random
from typing import Any

from graph.coding.mentions import Ref
from graph.coding.pairs import Mention
from training.relations.data import (
    CORPUS,
    NUMBER,
    RELATIONS,
    STATUSES,
    example_of,
    fold_of,
    jitter,
    occurrences,
    only,
    read_articles,
)

TEXT = "Norway accused Chad of shelling its own villages, and Kenya met Norway."


def mention(text: str, words: str, actor: str, role: str | None = None, nth: int = 0) -> Mention:
    start, end = occurrences(text, words)[nth]
    return Mention(start, end, (Ref(actor, role, start, end, "name"),))


def edge(source: str, relation: str, target: str, **more: Any) -> dict[str, Any]:
    names = {"NOR": "Norway", "TCD": "Chad", "KEN": "Kenya"}
    return {
        "source": source, "source_text": names.get(source), "relation": relation, "target": target,
        "target_text": names.get(target), "trigger": None, "status": "occurred", "sentence": 0, **more,
    }  # fmt: skip


def article(*edges: dict[str, Any], text: str = TEXT) -> dict[str, Any]:
    return {"id": "x", "sentences": [text], "edges": list(edges)}


FOUND = [
    mention(TEXT, "Norway", "NOR"),
    mention(TEXT, "Chad", "TCD"),
    mention(TEXT, "Kenya", "KEN"),
    mention(TEXT, "Norway", "NOR", nth=1),
]


def test_an_edge_is_tied_to_the_mention_nearest_to_its_trigger() -> None:
    made = example_of(0, article(edge("KEN", "meets_with", "NOR", trigger="met")), 0, FOUND)
    assert set(made.gold) == {(2, 3), (3, 2)}  # symmetric: both directions; the second Norway
    gold = made.gold[2, 3][0]
    assert RELATIONS[gold.relation] == "meets_with"
    assert gold.trigger is not None
    assert TEXT[slice(*gold.trigger)] == "met"


def test_the_same_relation_between_other_mentions_of_its_actors_is_masked() -> None:
    made = example_of(0, article(edge("KEN", "meets_with", "NOR", trigger="met")), 0, FOUND)
    assert made.masked[2, 0] == {NUMBER["meets_with"]}
    assert not made.masked.get((1, 0))
    assert (2, 0) in made.pairs
    assert (0, 3) not in made.pairs  # Norway and Norway


def test_a_directed_edge_says_nothing_of_the_way_back() -> None:
    made = example_of(0, article(edge("NOR", "accuses", "TCD", trigger="accused", status="alleged")), 0, FOUND)
    assert set(made.gold) == {(0, 1)}
    assert STATUSES[made.gold[0, 1][0].status] == "alleged"
    assert (1, 0) in made.pairs
    assert (1, 0) not in made.gold


def test_an_optional_edge_is_neither_right_nor_wrong() -> None:
    made = example_of(0, article(edge("NOR", "accuses", "TCD", optional=True)), 0, FOUND)
    assert not made.gold
    assert NUMBER["accuses"] in made.masked[0, 1]


def test_accepted_alternatives_are_kept() -> None:
    made = example_of(0, article(edge("NOR", "accuses", "TCD", **{"or": ["criticises"]})), 0, FOUND)
    assert made.gold[0, 1][0].accepted == {NUMBER["accuses"], NUMBER["criticises"]}


def test_labelled_words_that_the_coder_does_not_find_become_a_mention() -> None:
    made = example_of(0, article(edge("TCD", "attacks", "TCD", target_text="its own villages")), 0, FOUND)
    assert len(made.mentions) == len(FOUND) + 1
    assert TEXT[slice(*made.mentions[-1].span)] == "its own villages"
    assert set(made.gold) == {(1, len(FOUND))}


def test_an_edge_with_an_end_left_out_is_kept_out_of_the_negatives() -> None:
    made = example_of(0, article(edge("NOR", "accuses", "TCD", target_text=None)), 0, FOUND)
    assert not made.gold
    assert made.masked[0, 1] == {NUMBER["accuses"]}


def test_folds_part_the_articles_evenly_and_always_alike() -> None:
    folds = fold_of(10, 3)
    assert folds == fold_of(10, 3)
    assert sorted(folds.count(k) for k in range(3)) == [3, 3, 4]


def test_one_pair_alone_is_renumbered() -> None:
    made = only(example_of(0, article(edge("KEN", "meets_with", "NOR", trigger="met")), 0, FOUND), [2, 3])
    assert [TEXT[slice(*m.span)] for m in made.mentions] == ["Kenya", "Norway"]
    assert set(made.gold) == {(0, 1), (1, 0)}
    assert set(made.pairs) == {(0, 1), (1, 0)}


def test_a_varied_span_stays_in_the_text_and_on_the_mention() -> None:
    text = "The Kenyan border police and Norway met."
    some = [mention(text, "Kenyan border police", "KEN", "COP"), mention(text, "Norway", "NOR")]
    made = example_of(0, article(edge("KEN", "meets_with", "NOR", source_text="Kenyan border police"), text=text), 0, some)
    rng = random.Random(1)  # noqa: S311
    spans = {jitter(made, 0, rng) for _ in range(200)}
    assert len(spans) > 1
    assert all(text[a:b].endswith("police") for a, b in spans)
    assert {text[a:b] for a, b in spans} >= {"police", "The Kenyan border police"}


def test_the_corpus_is_whole() -> None:
    articles = read_articles(sorted(CORPUS.glob("*.jsonl")))
    assert len(articles) >= 288
    assert len({a["id"] for a in articles}) == len(articles)
    edges = [(a, e) for a in articles for e in a["edges"]]
    assert len(edges) >= 5162
    for record, one in edges:
        assert one["relation"] in NUMBER
        assert one["status"] in STATUSES
        sentence = record["sentences"][one["sentence"]]
        for words in (one["source_text"], one["target_text"], one["trigger"]):
            assert not words or words in sentence
