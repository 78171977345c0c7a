import pytest

from graph.language import Parser
from graph.language.attachment import reattach


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
