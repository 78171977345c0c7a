from graph.language import Parser
from graph.language.capitals import lowered, shouted


def test_shouted() -> None:
    assert shouted(["TOGO", "AND", "MALI", "SIGN", "A", "PACT"])
    assert not shouted(["NATO", "and", "the", "EU", "sign"])
    assert not shouted(["UN", "EU", "US"])  # too few words to tell


def test_lowered() -> None:
    common = {"sign", "pact", "and", "states"}.__contains__
    words = ["SIGN", "A", "PACT", "AND", "TOGO", ",", "UN", ",", "STATES", ",", "U.S.", "'S"]
    expected = ["Sign", "a", "pact", "and", "Togo", ",", "UN", ",", "States", ",", "U.S.", "'s"]
    assert lowered(words, common) == expected


def test_a_headline_is_parsed_as_prose(parser: Parser) -> None:
    text = "TUNISIA ACCUSES MALTA OF BOARDING ITS TRAWLERS"
    sentence = parser.parse(text).sentences[0]
    assert sentence.text == text
    assert [word.text for word in sentence.words] == text.split()
    facts = {word.text: (word.lemma, word.deprel) for word in sentence.words}
    assert facts["TUNISIA"] == ("Tunisia", "nsubj")
    assert facts["ACCUSES"] == ("accuse", "root")
    assert facts["MALTA"] == ("Malta", "obj")
    assert facts["BOARDING"][0] == "board"
