"""Mending of name spans, on small trees by hand."""

from graph.language.names import mend

NNP = "NNP"


def test_grows_over_flat_parts() -> None:
    words = ["Gen.", "Ana", "Torres", "spoke"]
    tags = mend(words, [NNP, NNP, NNP, "VBD"], [1, 3, 1, -1], ["nmod:desc", "nsubj", "flat", "root"], ["O", "B-PER", "O", "O"])
    assert tags == ["O", "B-PER", "I-PER", "O"]


def test_grows_left_over_a_compound_but_not_over_a_title() -> None:
    xpos, deprels = [NNP, NNP, "VBD"], ["compound", "nsubj", "root"]
    assert mend(["Lake", "Chad", "shrank"], xpos, [1, 2, -1], deprels, ["O", "B-LOC", "O"]) == ["B-LOC", "I-LOC", "O"]
    assert mend(["President", "Doe", "left"], xpos, [1, 2, -1], deprels, ["O", "B-PER", "O"]) == ["O", "B-PER", "O"]


def test_joins_touching_spans_of_one_name() -> None:
    tags = mend(["Ana", "Torres", "spoke"], [NNP, NNP, "VBD"], [2, 0, -1], ["nsubj", "flat", "root"], ["B-PER", "B-LOC", "O"])
    assert tags == ["B-PER", "I-PER", "O"]


def test_peoples_stay_alone() -> None:
    tags = mend(["French", "Navy", "sailed"], [NNP, NNP, "VBD"], [1, 2, -1], ["compound", "nsubj", "root"], ["B-NORP", "O", "O"])
    assert tags == ["B-NORP", "O", "O"]


def test_repairs_bio() -> None:
    xpos, heads, deprels = ["NN"] * 3, [-1, 0, 0], ["root", "dep", "dep"]
    assert mend(["a", "b", "c"], xpos, heads, deprels, ["I-ORG", "I-LOC", "I-LOC"]) == ["B-ORG", "B-LOC", "I-LOC"]
