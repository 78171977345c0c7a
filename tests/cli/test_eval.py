"""Scores by hand-made gold: each number was worked out on paper."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.commands import coder
from app.evaluation import Record, Score, events_of, gold_of, misses, score_edges, score_events, score_pairs
from graph.errors import OntologyError
from tests.cli.fakes import OneRule


def edge(source: str, relation: str, target: str, sentence: int = 0, **more: object) -> Record:
    return {"source": source, "relation": relation, "target": target, "sentence": sentence, **more}


def numbers(score: Score) -> tuple[int, int, int, int]:
    return score.right, score.said, score.found, score.demanded


GOLD = gold_of(
    [
        {"aliases": {"NSA:REBELS": ["the rebels"]}},
        {
            "id": "a",
            "edges": [
                edge("FRA", "meets_with", "DEU"),
                {**edge("USA", "criticises", "RUS"), "or": ["opposes"]},
                edge("CHN", "supports", "PAK", optional=True),
                edge("NSA:REBELS", "attacks", "SYR", 1),
                edge("IRN", "attacks", "IRQ", status="negated"),
            ],
        },
    ]
)


def test_edges_are_counted_at_five_levels() -> None:
    said = {
        "a": [
            edge("DEU", "meets_with", "FRA"),  # symmetric: right
            edge("USA", "opposes", "RUS"),  # accepted instead: right
            edge("CHN", "supports", "PAK"),  # optional: neither
            edge("NSA:X", "attacks", "SYR", 2, source_name="The Rebels"),  # by its name; in the wrong sentence
            edge("SYR", "accuses", "FRA"),  # wrong
            edge("IRN", "attacks", "IRQ", status="hypothetical"),  # not counted
        ]
    }
    scores = {score.level: numbers(score) for score in score_edges(GOLD, said)}
    assert scores == {
        "pair": (3, 4, 3, 3),
        "sign": (3, 4, 3, 3),
        "class": (3, 4, 3, 3),
        "relation": (3, 4, 3, 3),
        "sentence": (2, 4, 2, 3),
    }


def test_a_reversed_edge_keeps_the_pair_and_loses_the_class() -> None:
    scores = {score.level: score for score in score_edges(GOLD, {"a": [edge("SYR", "attacks", "NSA:REBELS", 1)]})}
    assert numbers(scores["sign"]) == (1, 1, 1, 3)
    assert numbers(scores["class"]) == (0, 1, 0, 3)
    assert scores["sign"].f1 == pytest.approx(0.5)
    assert scores["class"].f1 == 0


def test_misses_are_listed_and_an_unknown_relation_is_refused() -> None:
    listed = misses(GOLD, {"a": [edge("SYR", "accuses", "FRA")]})
    assert [(miss.what, miss.source, miss.relation) for miss in listed] == [
        ("missed", "DEU", "meets_with"),
        ("missed", "NSA:REBELS", "attacks"),
        ("missed", "USA", "criticises"),
        ("wrong", "SYR", "accuses"),
    ]
    with pytest.raises(OntologyError):
        score_edges(GOLD, {"a": [edge("FRA", "likes", "DEU")]})


def test_events_use_old_codes_and_leave_out_what_has_no_pair() -> None:
    gold = gold_of(
        [
            {"id": "1", "events": [{"source": "SUN", "target": "GMW", "plover": "REQUEST"}]},
            {"id": "2", "events": [{"source": "USA", "target": None, "plover": "AID"}]},
            {"id": "3", "events": []},
            {"id": "4", "events": [], "dropped_01x": True},
        ]
    )
    said = {
        "1": [{"source": "DEU", "target": "RUS", "plover": "THREATEN"}],
        "2": [{"source": "USA", "target": "CHN", "plover": "AID"}],
        "3": [{"source": "FRA", "target": "CHN", "plover": "AID"}],
        "4": [{"source": "FRA", "target": "CHN", "plover": "AID"}],
    }
    assert [numbers(score) for score in score_events(gold, said)] == [
        (1, 2, 1, 1),
        (0, 2, 0, 1),
        (0, 2, 0, 1),
        (0, 2, 0, 1),
        (1, 3, 1, 2),
    ]


def test_edges_become_events() -> None:
    given = [
        edge("IGO:UN", "meets_with", "NSA:REBELS", target_country="SYR"),
        edge("NSA:OTHERS", "attacks", "FRA"),
        edge("FRA", "attacks", "DEU", status="negated"),
    ]
    assert events_of(given) == [
        {"source": "IGO", "target": "SYR", "plover": "CONSULT"},
        {"source": "SYR", "target": "IGO", "plover": "CONSULT"},
        {"source": "IMG", "target": "FRA", "plover": "ASSAULT"},
    ]


def test_pairs_have_macro_f1_over_the_demanded_classes() -> None:
    labels = {"1": "CONCEDE", "2": "ASSAULT", "3": "ASSAULT", "4": "REQUEST"}
    gold = gold_of({"id": key, "source": [0, 1], "plover": label} for key, label in labels.items())
    score = score_pairs(gold, {"1": "RETREAT", "2": "ASSAULT", "3": "REQUEST", "4": None})
    assert score.by_class == {"ASSAULT": pytest.approx(2 / 3), "REQUEST": 0, "YIELD": 1}
    assert score.macro_f1 == pytest.approx(5 / 9)
    assert score.accuracy == 0.5
    assert score.binary_macro_f1 == pytest.approx((1 + 4 / 5) / 2)


@pytest.fixture
def gold_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(coder, "load", lambda threads=1, least=None: OneRule())
    path = tmp_path / "gold.jsonl"
    record = {
        "id": "a",
        "date": "2001-01-01",
        "sentences": ["USA attacks IRQ.", "FRA meets DEU."],
        "edges": [edge("USA", "attacks", "IRQ"), edge("FRA", "meets_with", "DEU", 1)],
    }
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return path


def test_the_command_codes_and_prints(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", str(gold_file), "--verbose"]) == 0
    out = capsys.readouterr().out
    assert "a missed DEU meets_with FRA" in out
    assert "relation         P 1.000  R 0.500  F1 0.667   said 1, right 1; demanded 2, found 1" in out


def test_the_command_scores_given_predictions_as_json(gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = gold_file.with_name("said.jsonl")
    said.write_text(json.dumps({"id": "a", "edges": [edge("FRA", "meets_with", "DEU", 1)]}) + "\n", encoding="utf-8")
    assert main(["eval", str(gold_file), "--predicted", str(said), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result[0]["kind"] == "edges"
    assert result[0]["scores"]["sentence"]["recall"] == 0.5


@pytest.mark.parametrize(
    ("text", "says"),
    [("nonsense", "not JSON"), ('{"id": 1}', "no gold file"), ("", "no line has an id"), ("[1]", "not a JSON object")],
)
def test_a_file_that_is_no_gold_is_one_line(text: str, says: str, gold_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold_file.write_text(text, encoding="utf-8")
    assert main(["eval", str(gold_file)]) == 2
    assert says in capsys.readouterr().err
