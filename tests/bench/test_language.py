"""The counts of the language model's table on sentences made by hand, and the command on a tiny treebank."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.language import scores
from bench.language.__main__ import main
from bench.language.gold import Unreadable, paragraphs, projected, read, read_names
from bench.language.rows import Row
from bench.language.size import megabytes
from graph.language import Sentence, Word

TREEBANK = """\
# newdoc id = d
# sent_id = d-1
# newpar id = d-p1
1	"	"	PUNCT	``	_	4	punct	_	SpaceAfter=No
2	We	we	PRON	PRP	_	4	nsubj	_	_
3-4	don't	_	_	_	_	_	_	_	SpaceAfter=No
3	do	do	AUX	VBP	_	4	aux	_	_
4	n't	not	PART	RB	_	0	root	_	_
4.1	go	go	VERB	VB	_	_	_	_	_
5	.	.	PUNCT	.	_	4	punct	_	SpaceAfter=No

# sent_id = d-2
1	Oslo	Oslo	PROPN	NNP	_	0	root	_	_

# sent_id = d-3
# newpar
1-2	du	_	_	_	_	_	_	_	SpaceAfter=No
1	de	de	ADP	IN	_	2	case	_	_
2	le	le	DET	DT	_	0	root	_	_
3	.	.	PUNCT	.	_	2	punct	_	_

# sent_id = d-4
1	End	end	NOUN	NN	_	0	root	_	_

"""
NAMES = "# sent_id = x\n1\tOslo\tB-LOC\t-\t-\n\n1\t\"We\tB-ORG\t-\t-\n2\tdon't.\tI-ORG\t-\t-\n"


def sentence(*rows: tuple[str, str, int, str], start: int = 0) -> Sentence:
    """Words (form, UPOS, head from 0 with −1 for the root, label) with a space between them."""
    words, at = [], 0
    for index, (form, upos, head, deprel) in enumerate(rows):
        words.append(Word(index, at, at + len(form), form, form.lower(), upos, "_", "_", head, deprel, "O"))
        at += len(form) + 1
    return Sentence(" ".join(row[0] for row in rows), start, tuple(words))


ACTIVE = sentence(("Chad", "PROPN", 1, "nsubj"), ("shelled", "VERB", -1, "root"), ("it", "PRON", 1, "obj"))
PASSIVE = sentence(
    ("It", "PRON", 2, "nsubj:pass"),
    ("was", "AUX", 2, "aux:pass"),
    ("shelled", "VERB", -1, "root"),
    ("by", "ADP", 4, "case"),
    ("Chad", "PROPN", 2, "obl:agent"),
    ("and", "CCONJ", 6, "cc"),
    ("burned", "VERB", 2, "conj"),
)


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "ewt-test.conllu.gz"
    path.write_bytes(gzip.compress(TREEBANK.encode()))
    return path


def test_a_treebank_sentence_is_spelled_as_it_was_printed(treebank: Path) -> None:
    first, *_ = read(treebank)
    assert first.sentence.text == "\"We don't."
    assert [first.sentence.text[w.start : w.end] for w in first.sentence.words] == ['"', "We", "do", "n't", "."]
    assert first.spaces == (False, True, False, False, False)
    assert [w.head for w in first.sentence.words] == [3, 3, 3, -1, 3]


def test_paragraphs_are_joined_as_space_after_says(treebank: Path) -> None:
    one, two = paragraphs(read(treebank))
    assert one.text == "\"We don't.Oslo"
    assert [s.start for s in one.sentences] == [0, one.text.index("Oslo")]
    assert two.text == "du. End"


def test_words_that_do_not_spell_their_range_have_all_of_its_span(treebank: Path) -> None:
    words = read(treebank)[2].sentence.words
    assert [(w.text, w.start, w.end) for w in words] == [("de", 0, 2), ("le", 0, 2), (".", 2, 3)]


@pytest.mark.parametrize(
    "content",
    [None, b"", bytes(64), gzip.compress(b""), gzip.compress(b"x" * 99)[:-12], b"\x1f\x8b" + bytes(50)],
    ids=["absent", "empty", "zeros", "nothing in it", "cut off", "a header alone"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gum-test.conllu.gz"
    if content is not None:
        path.write_bytes(content)
    for reader in (read, read_names):
        with pytest.raises(Unreadable, match=r"^gum-test.conllu.gz cannot be read \(.+\)$"):
            reader(path)


def test_accuracy_counts_labels_with_subtypes_and_punctuation() -> None:
    gold = sentence(("It", "PRON", 1, "nsubj:pass"), ("fell", "VERB", -1, "root"), (".", "PUNCT", 1, "punct"))
    found = sentence(("It", "PRON", 1, "nsubj"), ("fell", "AUX", -1, "root"), (".", "PUNCT", 0, "punct"))
    assert scores.las(gold, found) == scores.Count(1, 3, 3)
    assert scores.uas(gold, found) == scores.Count(2, 3, 3)
    assert scores.upos(gold, found) == scores.Count(2, 3, 3)
    assert scores.lemma(gold, found).f1 == 100
    assert scores.Count().f1 is None


def test_raw_text_aligns_words_by_their_characters() -> None:
    gold = [sentence(("a", "X", 1, "dep"), ("b-c", "X", -1, "root"), ("d", "X", 1, "obj"))]
    # The same text, "b-c" divided: of the two other words one hangs from a word that is not there.
    words = (
        Word(0, 0, 1, "a", "a", "X", "_", "_", 1, "dep", "O"),
        Word(1, 2, 3, "b", "b", "X", "_", "_", -1, "root", "O"),
        Word(2, 3, 5, "-c", "-c", "X", "_", "_", 1, "dep", "O"),
    )
    found = [Sentence("a b-c", 0, words), Sentence("d", 6, (Word(0, 0, 1, "d", "d", "X", "_", "_", -1, "root", "O"),))]
    assert scores.raw_las(gold, found) == scores.Count(0, 4, 3)
    assert scores.raw_sentences(gold, found) == scores.Count(0, 2, 1)
    assert scores.raw_las(gold, gold) == scores.Count(3, 3, 3)
    moved = [sentence(("d", "X", -1, "root"), start=6)]
    assert scores.raw_las(moved, found) == scores.Count(1, 4, 1)
    assert scores.raw_sentences(moved, found) == scores.Count(1, 2, 1)


def test_roles_and_frames_of_active_and_passive() -> None:
    assert scores.roles(ACTIVE, ACTIVE) == scores.Count(2, 2, 2)
    assert scores.roles(PASSIVE, PASSIVE) == scores.Count(2, 2, 2)  # nothing for "burned": conjuncts do not inherit
    assert scores.frames(PASSIVE, PASSIVE) == scores.Count(1, 1, 1)
    without = sentence(("Chad", "PROPN", 1, "nsubj"), ("shelled", "VERB", -1, "root"), ("it", "PRON", 1, "obl"))
    assert scores.roles(ACTIVE, without) == scores.Count(1, 1, 2)
    assert scores.frames(ACTIVE, without) == scores.Count(0, 1, 1)
    no_verb = sentence(("Chad", "PROPN", 1, "nsubj"), ("shelled", "NOUN", -1, "root"), ("it", "PRON", 1, "obj"))
    assert scores.roles(ACTIVE, no_verb) == scores.Count(0, 0, 2)


def test_of_several_agents_the_frame_takes_the_nearer_kind() -> None:
    outer = ("Point", "NOUN", 2, "nsubj:outer"), ("he", "PRON", 2, "nsubj"), ("left", "VERB", -1, "root")
    one = sentence(("X", "X", 2, "dep"), *outer[1:])
    assert scores.roles(sentence(*outer), one) == scores.Count(1, 1, 2)
    assert scores.frames(sentence(*outer), one) == scores.Count(1, 1, 1)


def test_a_relation_is_its_exact_label() -> None:
    gold = sentence(("a", "X", -1, "root"), ("b", "X", 0, "conj"), ("c", "X", 0, "conj"), ("d", "X", 0, "appos"))
    found = sentence(("a", "X", -1, "root"), ("b", "X", 0, "conj"), ("c", "X", 1, "conj"), ("d", "X", 0, "conj:x"))
    assert scores.relation("conj")(gold, found) == scores.Count(1, 2, 2)
    assert scores.relation("appos")(gold, found) == scores.Count(0, 0, 1)


def test_names_are_projected_by_characters(treebank: Path, tmp_path: Path) -> None:
    (tmp_path / "names.iob2").write_text(NAMES, encoding="utf-8")
    tags = projected(read(treebank), read_names(tmp_path / "names.iob2"))
    assert tags == [["B-ORG", "I-ORG", "I-ORG", "I-ORG", "I-ORG"], ["B-LOC"], None, None]


def test_sentences_of_one_text_get_their_names_in_order(treebank: Path) -> None:
    gold = read(treebank)[1]
    assert projected([gold, gold, gold], [("Oslo", ["B-LOC"] * 4), ("Oslo", ["O"] * 4)]) == [["B-LOC"], ["O"], None]


@pytest.mark.parametrize(
    ("gold", "found", "count"),
    [
        (["B-PER", "I-PER", "O"], ["B-PER", "I-PER", "O"], (1, 1, 1)),
        (["B-PER", "I-PER", "O"], ["B-PER", "O", "O"], (0, 1, 1)),
        (["B-LOC", "O", "O"], ["B-ORG", "O", "B-NORP"], (0, 1, 1)),
        (["B-LOC", "B-LOC", "O"], ["I-LOC", "B-LOC", "O"], (2, 2, 2)),
        (["B-LOC", "I-ORG", "O"], ["B-LOC", "B-ORG", "O"], (2, 2, 2)),
    ],
)
def test_names_count_by_span_and_kind(gold: Sequence[str], found: Sequence[str], count: tuple[int, int, int]) -> None:
    assert scores.names(gold, found) == scores.Count(*count)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (Row("LAS", 89.826, 90.5, 89.1), "LAS: 89.83 (goal 90.5, prototype 89.1) MISSED"),
        (Row("LAS", 90.496, 90.5), "LAS: 90.50 (goal 90.5) ok"),
        (Row("MB", 28.04, 28, at_most=True, digits=1), "MB: 28.0 (goal ≤ 28) ok"),
        (Row("MB", 28.06, 28, at_most=True, digits=1, note="odd"), "MB: 28.1 (goal ≤ 28; odd) MISSED"),
        (Row("names", 75.0, prototype=75.3), "names: 75.00 (prototype 75.3)"),
        (Row("names", 75.0), "names: 75.00"),
        (Row("LAS", None, 90.5, note="without gum-test"), "LAS: skipped (goal 90.5; without gum-test)"),
    ],
)
def test_a_row_in_print(row: Row, line: str) -> None:
    assert row.line() == line


def test_the_relation_model_and_cards_are_no_part_of_the_size(tmp_path: Path) -> None:
    for name in ("parser.int8.onnx", "manifest.json", "relations.int8.onnx", "relations.json", "MODEL_CARD.md"):
        (tmp_path / name).write_bytes(bytes(1000))
    assert megabytes(tmp_path) == 0.002


def test_the_command_measures_what_is_there(treebank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.json"
    assert main(["--data", str(treebank.parent), "--only", "accuracy", "--json", str(table)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "skipped: gum-test.conllu.gz cannot be read (there is no such file)" in lines
    assert "LAS, PUD, gold words: skipped (goal 88, prototype 86.7; without pud-test)" in lines
    rows = json.loads(table.read_text(encoding="utf-8"))["rows"]
    assert [row["name"] for row in rows][:2] == ["LAS, EWT test, gold words", "LAS, EWT test, raw text"]
    assert 0 < rows[0]["value"] <= 100


def test_without_the_prototype_the_race_is_skipped(treebank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(treebank.parent), "--only", "speed", "--prototype", str(tmp_path / "none")]) == 0
    *_, race, company = capsys.readouterr().out.splitlines()
    assert ": skipped (goal 1.55; no prototype in " in race
    assert company.startswith("of 4 sentences, how many differ ")
    assert company.endswith(": 0 (goal ≤ 0) ok")


def test_without_the_data_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
