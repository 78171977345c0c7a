import pytest

from graph.language import Parser
from graph.language.attachment import reattach, titled


def test_by_hand() -> None:
    #          0        1        2        3       4       5      6     7          8     9
    lemmas = ["Malta", "close", "port", "to", "ship", "head", "at", "request", "of", "Italy"]
    upos = ["PROPN", "VERB", "NOUN", "ADP", "NOUN", "VERB", "ADP", "NOUN", "ADP", "PROPN"]
    heads = [1, -1, 1, 4, 2, 4, 7, 5, 9, 7]
    deprels = ["nsubj", "root", "obj", "case", "nmod", "acl", "case", "obl", "case", "nmod"]
    assert reattach(lemmas, upos, heads, deprels) == [1, -1, 1, 4, 2, 4, 7, 1, 9, 7]
    # an act of its own keeps its request, and so does a phrase of another kind
    assert reattach(["send" if x == "head" else x for x in lemmas], upos, heads, deprels) == heads
    assert reattach(["market" if x == "request" else x for x in lemmas], upos, heads, deprels) == heads


def test_an_act_that_one_stopped_short_of() -> None:
    lemmas = ["Malta", "stop", "short", "of", "close", "port"]
    upos = ["PROPN", "VERB", "ADV", "SCONJ", "VERB", "NOUN"]
    deprels = ["nsubj", "root", "advmod", "mark", "advcl", "obj"]
    assert reattach(lemmas, upos, [1, -1, 1, 4, 2, 4], deprels) == [1, -1, 1, 4, 1, 4]


def test_a_title_is_no_second_subject() -> None:
    upos = ["NOUN", "PROPN", "PROPN", "VERB", "NOUN"]
    heads, deprels = [3, 3, 1, -1, 3], ["nsubj", "nsubj", "flat", "root", "obj"]
    titled(upos, heads, deprels, ["O", "B-PER", "I-PER", "O", "O"])
    assert (heads, deprels) == ([1, 3, 1, -1, 3], ["nmod:desc", "nsubj", "flat", "root", "obj"])
    heads, deprels = [3, 3, 1, -1, 3], ["nsubj", "nsubj", "flat", "root", "obj"]
    titled(upos, heads, deprels, ["O", "B-LOC", "I-LOC", "O", "O"])  # no person
    assert heads == [3, 3, 1, -1, 3]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Malta closed its ports to cargo ships headed to Tripoli at the request of Italy.", "closed"),
        ("Troops deployed at the request of Mali left.", "deployed"),
    ],
)
def test_parsed(parser: Parser, text: str, verb: str) -> None:
    words = parser.parse(text).sentences[0].words
    (request,) = [word for word in words if word.lemma == "request"]
    assert words[request.head].text == verb
