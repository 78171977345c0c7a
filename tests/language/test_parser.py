"""Parsed news, by hand: who does what to whom; and what holds for every text."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.language import Document, Parser, Sentence
from graph.language.tree import find_cycle

Arc = tuple[str, str, str]


def arcs(sentence: Sentence) -> set[Arc]:
    """(lemma of the dependent, relation, lemma of the head)."""
    words = sentence.words
    return {(w.lemma, w.deprel, words[w.head].lemma if w.head >= 0 else "ROOT") for w in words}


def check(document: Document, text: str | None = None) -> None:
    """What must hold for every parsed text."""
    for sentence in document.sentences:
        if text is not None:
            assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
        end = 0
        for index, word in enumerate(sentence.words):
            assert word.index == index
            assert word.start >= end
            end = word.end
            assert sentence.text[word.start : word.end] == word.text
            assert word.text
            assert word.lemma
            assert (word.head < 0) == (word.deprel == "root")
            assert word.name == "O" or word.name[:2] in ("B-", "I-")
        heads = [word.head for word in sentence.words]
        assert heads.count(-1) == (1 if heads else 0)
        assert find_cycle(heads) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kenya and Uganda condemned Burundi on Tuesday.",
            {("Kenya", "nsubj", "condemn"), ("Uganda", "conj", "Kenya"), ("Burundi", "obj", "condemn")},
        ),
        (
            "The embassy in Tripoli was attacked by gunmen from Misrata.",
            {("embassy", "nsubj:pass", "attack"), ("gunman", "obl:agent", "attack"), ("Misrata", "nmod", "gunman")},
        ),
        (
            "Poland, Estonia and Latvia have agreed to train Moldovan border guards.",
            {("Poland", "nsubj", "agree"), ("Estonia", "conj", "Poland"), ("Latvia", "conj", "Poland"),
             ("train", "xcomp", "agree"), ("guard", "obj", "train"), ("Moldovan", "amod", "guard")},
        ),
        (
            "Norwegian diplomats who met the rebels in Colombia praised the ceasefire.",
            {("diplomat", "nsubj", "praise"), ("meet", "acl:relcl", "diplomat"), ("rebel", "obj", "meet"),
             ("ceasefire", "obj", "praise")},
        ),
        (
            "Peru’s government didn’t recognise the junta’s envoys.",
            {("Peru", "nmod:poss", "government"), ("not", "advmod", "recognise"), ("envoy", "obj", "recognise"),
             ("junta", "nmod:poss", "envoy")},
        ),
        (
            "The minister said that Belgium would send helicopters to Niger.",
            {("minister", "nsubj", "say"), ("send", "ccomp", "say"), ("Belgium", "nsubj", "send"),
             ("helicopter", "obj", "send"), ("Niger", "obl", "send")},
        ),
        (
            "Sudan was accused by Chad of arming the fighters.",
            {("Sudan", "nsubj:pass", "accuse"), ("Chad", "obl:agent", "accuse"), ("arm", "advcl", "accuse"),
             ("fighter", "obj", "arm")},
        ),
        (
            "Gen. Ana L. Torres, a Lisbon-based commander of the EU-led mission, told reporters that Angola had "
            "refused to cooperate with investigators.",
            {("Ana", "nsubj", "tell"), ("Torres", "flat", "Ana"), ("commander", "appos", "Ana"),
             ("Angola", "nsubj", "refuse"), ("refuse", "ccomp", "tell"), ("investigator", "obl", "cooperate")},
        ),
        (
            "Egypt, which borders Gaza, closed the crossing, but Qatar's aid convoys were allowed in.",
            {("Egypt", "nsubj", "close"), ("Gaza", "obj", "border"), ("crossing", "obj", "close"),
             ("allow", "conj", "close"), ("convoy", "nsubj:pass", "allow"), ("Qatar", "nmod:poss", "convoy")},
        ),
    ],
)  # fmt: skip
def test_who_does_what(parser: Parser, text: str, expected: set[Arc]) -> None:
    document = parser.parse(text)
    check(document, text)
    (sentence,) = document.sentences
    assert expected <= arcs(sentence)


def test_names_and_tags(parser: Parser) -> None:
    (sentence,) = parser.parse("Gen. Ana L. Torres met Iraqi officials in Lisbon.").sentences
    facts = {word.text: (word.upos, word.name) for word in sentence.words}
    assert facts["Ana"] == ("PROPN", "B-PER")
    assert facts["L."] == facts["Torres"] == ("PROPN", "I-PER")
    assert facts["Iraqi"] == ("ADJ", "B-NORP")
    assert facts["Lisbon"] == ("PROPN", "B-LOC")
    assert facts["met"] == ("VERB", "O")


def test_offsets_count_from_the_sentence_and_the_document(parser: Parser) -> None:
    text = "\n  Oman agreed.\n\nYemen’s rebels did not: “Never!”"
    document = parser.parse(text)
    check(document, text)
    assert [(s.start, s.text) for s in document.sentences] == [
        (3, "Oman agreed."),
        (17, "Yemen’s rebels did not: “Never!”"),
    ]
    assert [(w.start, w.end) for w in document.sentences[1].words[:3]] == [(0, 5), (5, 7), (8, 14)]
    assert document.sentences[0].children == ((), (0, 2), ())


def test_given_sentences_stay_as_they_are(parser: Parser) -> None:
    given_sentences = ["Oman agreed. Yemen did not.", " Togo left.\n\nMali stayed ", "", "  "]
    document = parser.parse_sentences(given_sentences)
    check(document)
    assert [s.text for s in document.sentences] == given_sentences
    assert [s.start for s in document.sentences] == [0, 28, 54, 55]
    assert [len(s.words) for s in document.sentences] == [7, 5, 0, 0]
    joined = " ".join(given_sentences)
    assert [joined[s.start : s.start + len(s.text)] for s in document.sentences] == given_sentences


TEXTS = [
    "Kenya and Uganda condemned Burundi on Tuesday.",
    "It did.",
    "The embassy in Tripoli was attacked by gunmen, and Malta, which had warned of it, recalled its envoy.",
    "“We will never sign,” Togo’s foreign minister told a crowd in the capital.",
]


def test_a_sentence_is_parsed_the_same_in_any_company(parser: Parser) -> None:
    alone = [parser.parse_sentences([text]).sentences[0].words for text in TEXTS]
    assert [s.words for s in parser.parse_sentences(TEXTS).sentences] == alone
    assert [s.words for s in parser.parse_sentences(TEXTS[::-1]).sentences] == alone[::-1]
    assert [s.words for s in parser.parse(" ".join(TEXTS)).sentences] == alone


def test_two_parsers_and_more_threads_agree(parser: Parser) -> None:
    assert Parser.load().parse_sentences(TEXTS) == parser.parse_sentences(TEXTS)
    assert Parser.load(threads=2).parse_sentences(TEXTS) == parser.parse_sentences(TEXTS)


def test_one_parser_serves_many_threads(parser: Parser) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(parser.parse, TEXTS * 5))
    assert found == [parser.parse(text) for text in TEXTS] * 5


def test_a_sentence_of_two_thousand_words_loses_none(parser: Parser) -> None:
    text = "The envoys of Mali met those of Niger, and " * 220 + "they left."
    document = parser.parse(text)
    check(document, text)
    (sentence,) = document.sentences
    assert len(sentence.words) == 220 * 10 + 3
    assert sum(word.lemma == "meet" for word in sentence.words) == 220


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "...", "?!“”", "\x00\x01\x7f", "\ud800", "\u202e\u200d", "日本と中国。", "🙂🙂 🙂", "-" * 5000,
        "\n" * 5000,
        "((((" * 500, "U.S." * 300, "é\u0301" * 50, "1.5.2.3-4-5", "'", "\u00ad",
        "antidisestablishmentarianism-" * 60,
    ],
)  # fmt: skip
def test_odd_texts(parser: Parser, text: str) -> None:
    check(parser.parse(text), text)
    check(parser.parse_sentences([text]))


def test_a_million_letters(parser: Parser) -> None:
    text = "a" * 1_000_000
    (sentence,) = parser.parse(text).sentences
    assert sum(len(word.text) for word in sentence.words) == len(text)
    assert sum(word.head < 0 for word in sentence.words) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120) | st.text(alphabet=st.sampled_from("aAsStT.'’-—\"“”(),!?1 \n\u00a0é…"), max_size=120))
def test_any_text(parser: Parser, text: str) -> None:
    document = parser.parse(text)
    check(document, text)
    assert parser.parse(text) == document
