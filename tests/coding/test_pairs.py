"""The relation model at run time: what it sees (by hand), and what the shipped weights say of plain sentences."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding.mentions import People, Reading, Ref
from graph.coding.pairmodel import MOST_PIECES, cut, geometry, pooling
from graph.coding.pairs import Mention, PairModel, PairScore, different, may_relate, mentions_of
from graph.coding.syntax import Tree
from graph.errors import LanguageError
from graph.language import Parser
from graph.language.network import MODEL_FOLDER
from graph.language.pieces import WordPieces
from graph.model import Span
from graph.ontology import relation_types


@pytest.fixture(scope="module")
def model() -> PairModel:
    return PairModel.load()


@pytest.fixture(scope="module")
def vocabulary() -> WordPieces:
    return WordPieces((MODEL_FOLDER / "wordpiece.txt").read_text(encoding="utf-8").split("\n")[:-1])


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return start, start + len(words)


def score(
    model: PairModel, text: str, spans: list[Span], pairs: list[tuple[int, int]] | None = None
) -> dict[tuple[int, int], PairScore]:
    """The scores of a sentence that names actors at ``spans``."""
    (encoded,) = model.read([(text, spans, [])])
    return model.score(encoded, spans, pairs)


def ref(actor: str, role: str | None = None) -> Ref:
    return Ref(actor, role, 0, 1, "name")


# -- what the model sees ---------------------------------------------------------------------------------------------------


def test_pieces_know_the_words_they_come_from(vocabulary: WordPieces) -> None:
    text = "The U.S. met Iran."
    pieces = cut(text, vocabulary)
    words = [text[a:b] for a, b in dict.fromkeys(pieces.spans[1:-1])]
    assert words == ["The", "U.S.", "met", "Iran", "."]
    assert (pieces.spans[0], pieces.spans[-1]) == ((-1, -1), (-1, -1))
    assert len(pieces.ids) == len(pieces.shapes) == len(pieces.spans)
    assert [pieces.spans[i] for i in pieces.inside((13, 17))] == [(13, 17)]


def test_a_sentence_longer_than_the_model_is_cut_at_a_word(vocabulary: WordPieces) -> None:
    pieces = cut("word " * 600, vocabulary)
    assert len(pieces.ids) == MOST_PIECES
    assert pieces.ids[-1] == vocabulary.last


def test_pooling_is_a_mean_over_the_pieces_of_a_mention(vocabulary: WordPieces) -> None:
    pieces = cut("North Korea met Chad", vocabulary)
    rows = pooling(pieces, [(0, 11), (16, 20), (15, 16)])
    assert rows.tolist() == [[0, 0.5, 0.5, 0, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0]]


def test_geometry_says_where_each_piece_lies() -> None:
    pool = np.zeros((2, 6), np.float32)
    pool[0, 1], pool[1, 3:5] = 1, 0.5
    zone, features = geometry(pool)
    assert zone[0, 1].tolist() == [0, 3, 1, 4, 4, 2]
    assert zone[1, 0].tolist() == [5, 9, 6, 8, 8, 7]  # the target comes first: five more
    assert features[0, 1].tolist() == pytest.approx([1, 0.2])
    assert features[1, 0].tolist() == pytest.approx([0, 0.2])


def test_a_state_and_its_rebels_are_two_actors_but_not_a_state_and_its_officials() -> None:
    assert different(ref("SYR", "GOV"), ref("SYR", "REB"))
    assert not different(ref("SYR"), ref("SYR", "GOV"))
    assert different(ref("SYR", "GOV"), ref("IRQ", "GOV"))
    both = Mention(0, 1, (ref("SYR"), ref("IRQ")))
    assert may_relate(both, both)
    assert not may_relate(Mention(0, 1, (ref("SYR"),)), Mention(2, 3, (ref("SYR", "GOV"),)))


def read(parser: Parser, register: Register, names: NameFinder, text: str) -> dict[str, Mention]:
    reading = Reading(Tree(parser.parse_sentences([text]).sentences[0]), register, names, People(), None)
    return {text[m.start : m.end]: m for m in mentions_of(reading)}


def test_mentions_are_the_widest_spans_of_their_actors(parser: Parser, register: Register, names: NameFinder) -> None:
    found = read(parser, register, names, "Russian officials met the president of Chad in Kenya.")
    assert {text: [(r.actor, r.role) for r in m.refs] for text, m in found.items()} == {
        "Russian officials": [("RUS", "GOV")],
        "president of Chad": [("TCD", "GOV")],
        "Kenya": [("KEN", None)],
    }


def test_what_is_listed_together_as_an_object_is_not_asked_about(parser: Parser, register: Register, names: NameFinder) -> None:
    found = read(parser, register, names, "Kenya shared intelligence with Chad, Mali and Niger.")
    assert found["Chad"].listed == found["Mali"].listed == found["Niger"].listed is not None
    assert not may_relate(found["Chad"], found["Niger"])
    assert may_relate(found["Kenya"], found["Niger"])


@pytest.mark.parametrize("text", ["Chad and Mali signed an agreement.", "Talks between Chad and Mali failed."])
def test_subjects_and_what_stands_between_two_are_asked_about(
    parser: Parser, register: Register, names: NameFinder, text: str
) -> None:
    found = read(parser, register, names, text)
    assert may_relate(found["Chad"], found["Mali"])


# -- what the shipped weights say ------------------------------------------------------------------------------------------

ACTIVE = "Norwegian jets bombed Chad on Friday."
PASSIVE = "Chad was bombed by Norwegian jets on Friday."


@pytest.mark.parametrize("text", [ACTIVE, PASSIVE])
def test_direction_is_read_from_the_sentence_not_from_the_order(model: PairModel, text: str) -> None:
    found = score(model, text, [at(text, "Norwegian jets"), at(text, "Chad")])
    assert found[0, 1].best()[0] == "attacks"
    assert found[0, 1].best()[1] > 0.7
    assert found[1, 0].best()[1] < 0.3
    assert text[slice(*found[0, 1].trigger)] == "bombed"
    assert found[0, 1].status == "occurred"


def test_a_pair_that_nothing_is_said_of_stays_below_the_threshold(model: PairModel) -> None:
    text = "Heavy rain fell in Norway, and in Chad the harvest began early this year."
    found = score(model, text, [at(text, "Norway"), at(text, "Chad")])
    assert all(score.over(0.5) == [] for score in found.values())


def test_a_symmetric_relation_has_one_chance_both_ways(model: PairModel) -> None:
    text = "Kenya and Norway signed a trade agreement in Oslo."
    found = score(model, text, [at(text, "Kenya"), at(text, "Norway")])
    assert found[0, 1].chance("signs_agreement_with") == found[1, 0].chance("signs_agreement_with")
    assert found[0, 1].best()[0] == "signs_agreement_with"
    assert found[0, 1].over(0.5)[0][0] == "signs_agreement_with"


def test_scores_are_the_same_whatever_was_scored_before(model: PairModel) -> None:
    spans = [at(ACTIVE, "Norwegian jets"), at(ACTIVE, "Chad")]
    first = score(model, ACTIVE, spans)[0, 1]
    score(model, "Kenya praised " + "the tall old harbour of " * 20 + "Norway.", [(0, 5)])
    again = score(PairModel.load(threads=2), ACTIVE, spans)[0, 1]
    assert np.array_equal(first.chances, score(model, ACTIVE, spans)[0, 1].chances)
    assert first.chances == pytest.approx(again.chances, abs=1e-4)
    together = model.read([("Chad rested.", [(0, 4)], []), (ACTIVE, spans, []), (ACTIVE + " " + PASSIVE, spans, [])])[1]
    assert np.array_equal(first.chances, model.score(together, spans)[0, 1].chances)


def test_only_the_pairs_asked_for_and_none_beyond_the_end(model: PairModel) -> None:
    text = "Kenya met Norway. " + "word " * 400 + "Chad"
    spans = [(0, 5), (10, 16), at(text, "Chad")]
    assert set(score(model, text, spans)) == {(0, 1), (1, 0)}
    assert set(score(model, text, spans, [(0, 0), (0, 1), (0, 2)])) == {(0, 0), (0, 1)}
    assert score(model, text, []) == {}


@pytest.mark.parametrize(
    ("text", "source", "target", "plover"),
    [
        ("Riot police arrested the students.", "Riot police", "the students", "COERCE"),
        ("The students were arrested by riot police.", "riot police", "The students", "COERCE"),
        ("The villagers thanked the Red Cross.", "The villagers", "the Red Cross", "SUPPORT"),
        ("Kenya sent food aid to the refugees.", "Kenya", "the refugees", "AID"),
        ("The union went on strike against the mining company.", "The union", "the mining company", "PROTEST"),
        ("Norway expelled the diplomats of Chad.", "Norway", "Chad", "SANCTION"),
        ("The minister rejected the demands of the strikers.", "The minister", "the strikers", "REJECT"),
    ],
)
def test_a_given_pair_always_gets_a_class(model: PairModel, text: str, source: str, target: str, plover: str) -> None:
    found = model.classify(text, at(text, source), at(text, target))
    assert found is not None
    assert found.plover == plover
    assert relation_types()[found.relation].plover == plover
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    ("text", "relation", "plover"),
    [
        ("Kenya agreed to send food aid to Chad.", "agrees_with", "AGREE"),
        ("Kenya signed a treaty with Chad.", "signs_agreement_with", "SUPPORT"),
    ],
)
def test_promises_and_accords_get_the_classes_of_plover(model: PairModel, text: str, relation: str, plover: str) -> None:
    found = model.classify(text, at(text, "Kenya"), at(text, "Chad"))
    assert found is not None
    assert (found.relation, found.plover) == (relation, plover)


def test_a_span_without_words_cannot_be_classified(model: PairModel) -> None:
    assert model.classify("Kenya met Norway.", (0, 5), (5, 6)) is None


# -- the files --------------------------------------------------------------------------------------------------------------


def test_the_files_are_those_that_were_exported() -> None:
    settings = json.loads((MODEL_FOLDER / "relations.json").read_text(encoding="utf-8"))
    assert settings["relations"] == list(relation_types())
    for name, facts in settings["files"].items():
        content = (MODEL_FOLDER / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (facts["bytes"], facts["sha256"])


def test_absent_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match="relation model"):
        PairModel.load(folder=tmp_path)
    for name in ("relations.json", "wordpiece.txt"):
        (tmp_path / name).write_bytes((MODEL_FOLDER / name).read_bytes())
    (tmp_path / "relations.int8.onnx").write_bytes(b"no network")
    with pytest.raises(LanguageError, match=r"relations\.int8\.onnx"):
        PairModel.load(folder=tmp_path)
