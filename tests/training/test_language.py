"""What the language model learns from: files read right, labels numbered right, integers that lose little."""

import gzip
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.language.lemmas import apply_script
from graph.language.tree import find_cycle
from training import int8
from training.language import card
from training.language.data import NAMES, NEWS
from training.language.labels import NAMES as TAGS
from training.language.labels import UNLABELLED, lemma_script, number, read_off
from training.language.manifest import register
from training.language.treebank import Gold, Token, iob_names, paragraphs, project, sentences, spans_onto

ROWS = """\
# newdoc id = a
# sent_id = a-1
# text = Oman doesn't mind.
1\tOman\tOman\tPROPN\tNNP\t_\t4\tnsubj\t_\t_
2-3\tdoesn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdoes\tdo\tAUX\tVBZ\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
3.1\tever\t_\t_\t_\t_\t_\t_\t_\t_
4\tmind\tmind\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = a-2
1\tGood\tgood\tADJ\tJJ\t_\t0\troot\t_\t_

# newpar
# sent_id = a-3
1\tYes\tyes\tINTJ\tUH\t_\t0\troot\t_\tName=O|Sure=0.5
"""


@pytest.fixture
def read(tmp_path: Path) -> list[Gold]:
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(ROWS.encode()))
    return sentences(path)


def test_words_spaces_and_heads(read: list[Gold]) -> None:
    first, second, third = read
    assert [s.id for s in read] == ["a-1", "a-2", "a-3"]
    assert [(t.form, t.space, t.head) for t in first.tokens] == [
        ("Oman", True, 3), ("does", False, 3), ("n't", True, 3), ("mind", False, -1), (".", True, 3),
    ]  # fmt: skip
    assert (first.paragraph, second.paragraph, third.paragraph) == (True, False, True)
    assert not second.named
    assert third.named
    assert third.tokens[0].sure == 0.5


def test_the_raw_text_of_paragraphs(read: list[Gold]) -> None:
    assert list(paragraphs(read)) == [("Oman doesn't mind. Good", [(0, 18), (19, 23)]), ("Yes", [(0, 3)])]


def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(b"\0" * 100)
    with pytest.raises(SystemExit, match=r"cannot read .*fetch the file again"):
        sentences(path)
    path = tmp_path / "a.conllu"
    path.write_text("1\tOman\n\n")
    with pytest.raises(SystemExit, match="a row needs 10 columns, not 2"):
        sentences(path)


def test_names_by_characters(tmp_path: Path, read: list[Gold]) -> None:
    path = tmp_path / "a.iob2"
    path.write_text("# sent_id = a-1\n1\tOman\tB-LOC\t-\t-\n2\tdoesn't\tO\t-\t-\n3\tmind.\tB-OTH\t-\t-\n")
    found = iob_names(path, {"LOC": "LOC"})
    assert project(read[0], *found["a-1"])
    assert [t.name for t in read[0].tokens] == ["B-LOC", "O", "O", "O", "O"]
    assert not project(read[1], *found["a-1"])
    assert not read[1].named


def test_names_by_places(read: list[Gold]) -> None:
    spans_onto(read[0], [(0, 2, "ORG"), (3, 4, "PER")])
    assert [t.name for t in read[0].tokens] == ["B-ORG", "I-ORG", "O", "B-PER", "O"]


@given(st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=12), st.text("abcdeyi", max_size=8))
def test_a_script_gives_the_lemma_back(form: str, lemma: str) -> None:
    script = lemma_script(form, lemma)
    if script is not None:
        assert apply_script(form, script) in (lemma, form.lower())


def test_scripts_of_common_inflections() -> None:
    assert [lemma_script(*pair) for pair in (("Troops", "troop"), ("carried", "carry"), ("Oman", "Oman"), ("went", "go"))] == [
        "L1|", "L3|y", "K0|", None,
    ]  # fmt: skip


def test_labels_are_read_off_and_numbered() -> None:
    token = Token("mind", "mind", "VERB", "VB", "_", -1, "root")
    rare = Token("Oman", "Oman", "PROPN", "NNP", "Number=Sing", 0, "vocative")
    labels = read_off([Gold("a", [token, token, rare])])
    assert labels.upos == ["PROPN", "VERB"]
    assert labels.deprel == ["root"]
    numbers = number(labels.index(), Gold("b", [token, rare]))
    assert numbers["upos"] == [1, 0]
    assert numbers["deprel"] == [0, UNLABELLED]
    assert numbers["head"] == [0, 1]
    assert numbers["name"] == [UNLABELLED, UNLABELLED]


def test_integers_lose_little_even_with_one_loud_channel() -> None:
    rng = np.random.default_rng(7)
    weight = rng.normal(size=(64, 32)).astype(np.float32)
    seen = rng.normal(size=(500, 64)).astype(np.float32)
    seen[:, 3] *= 60
    weight[3] /= 20
    fit = int8.fitted(weight, seen)
    assert fit.error < 0.03
    assert np.abs(fit.matrix).max() <= int8.WEIGHT_STEPS
    exact = seen @ weight
    plain = int8.plan(weight, seen, 0.0, 1.0)  # nothing moved into the weights
    assert fit.error < plain.error
    assert np.sqrt(((fit.apply(seen) - exact) ** 2).mean() / (exact**2).mean()) == pytest.approx(fit.error)


def test_the_manifest_grows_and_the_card_tells_it(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"abc")
    (tmp_path / "b.bin").write_bytes(b"d")
    register(tmp_path, ["a.bin"])
    register(tmp_path, ["b.bin"])
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert {name: facts["bytes"] for name, facts in manifest.items()} == {"a.bin": 3, "b.bin": 1}
    card.write(tmp_path, {"seed": 5}, {"gold words": 1200}, ["LAS 90"], date(2026, 1, 2))
    text = (tmp_path / card.CARD).read_text()
    for part in (manifest["a.bin"]["sha256"], "seed 5", "1,200 gold words", "- LAS 90", "2026-01-02"):
        assert part in text


def test_our_news_are_trees_with_names() -> None:
    found = sentences(NEWS)
    assert len(found) > 5000
    for sentence in found:
        heads = [t.head for t in sentence.tokens]
        assert heads.count(-1) == 1, sentence.id
        assert find_cycle(heads) is None, sentence.id
        assert sentence.named, sentence.id
        assert all(t.name in TAGS and 0 <= t.sure <= 1 for t in sentence.tokens), sentence.id


def test_the_table_of_names() -> None:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    assert len({line.split("\t")[0] for line in lines}) == len(lines) > 4000
    kinds = {span.split(":")[1] for line in lines for span in line.split("\t")[1].split()}
    assert kinds == {"PER", "ORG", "LOC", "NORP"}
