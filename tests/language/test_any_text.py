"""Whatever the text, the parser never raises and keeps its promises: no word lost or moved, one tree a sentence, every tag
there. What the analysis is worth is told elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.language import Parser, Sentence, Word
from graph.language.tree import find_cycle

EXAMPLES = 40
# What is in no word: white space, control characters, invisible spaces.
BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff]+")
KINDS = {"PER", "ORG", "LOC", "NORP"}


def check_sentence(sentence: Sentence) -> None:
    """Offsets, tags, names and tree of one sentence; it may have no words."""
    words = sentence.words
    assert [word.index for word in words] == list(range(len(words)))
    assert all(before.end <= after.start for before, after in pairwise(words))
    for word in words:
        assert 0 <= word.start < word.end <= len(sentence.text)
        assert sentence.text[word.start : word.end] == word.text
        assert all((word.lemma, word.upos, word.xpos, word.feats, word.deprel, word.name)), word
        assert -1 <= word.head < len(words)
        assert word.head != word.index
        assert (word.head == -1) == (word.deprel == "root"), word
    heads = [word.head for word in words]
    assert heads.count(-1) == bool(words)
    assert find_cycle(heads) is None
    assert [list(kids) for kids in sentence.children] == _children(heads)
    previous = "O"
    for word in words:
        if word.name != "O":
            begins, kind = word.name[:2], word.name[2:]
            assert begins in {"B-", "I-"}
            assert kind in KINDS
            assert begins == "B-" or previous[2:] == kind, word
        previous = word.name


def _children(heads: Sequence[int]) -> list[list[int]]:
    out: list[list[int]] = [[] for _ in heads]
    for word, head in enumerate(heads):
        if head >= 0:
            out[head].append(word)
    return out


def check_document(text: str, sentences: Sequence[Sentence]) -> None:
    """All that is no blank is in a word, once and in order, and each sentence says where it stands."""
    end = 0
    for sentence in sentences:
        assert sentence.words
        assert sentence.start >= end
        end = sentence.start + len(sentence.text)
        assert text[sentence.start : end] == sentence.text
        assert (sentence.words[0].start, sentence.words[-1].end) == (0, len(sentence.text))
        check_sentence(sentence)
    assert "".join(word.text for sentence in sentences for word in sentence.words) == BLANK.sub("", text)


def check(parser: Parser, text: str) -> None:
    """The text as it is, and taken for one sentence."""
    document = parser.parse(text)
    check_document(text, document.sentences)
    (whole,) = parser.parse_sentences([text]).sentences
    assert (whole.text, whole.start) == (text, 0)
    assert "".join(word.text for word in whole.words) == BLANK.sub("", text)
    check_sentence(whole)


def gaps(sentence: Sentence) -> list[bool]:
    """Whether something lies between each word and the next."""
    return [before.end < after.start for before, after in pairwise(sentence.words)]


def again(parser: Parser, sentence: Sentence) -> Sentence:
    """The same words, given one by one."""
    return parser.parse_words([word.text for word in sentence.words], [*gaps(sentence), False])


def facts(sentence: Sentence) -> list[Word]:
    """The words without their places in the text."""
    return [replace(word, start=0, end=0) for word in sentence.words]


NEWS = [
    "Russia", "the U.S.-led coalition", "Gen. Ana L. Torres", "officials", "said", "has agreed", "didn't sign", "on Sunday",
    "a pact with Mali", "of the U.N. Security Council", "and", "but", "which", "at the request of", "were attacked by gunmen",
    "the president's", "the allies'", "anti-government", "al-Shabaab", "$5m", "1,200", "10:30 a.m.", "No. 5", "2014-2015",
]  # fmt: skip
MARKS = [
    ".", ",", ";", ":", "?", "!", "...", "…", "“", "”", "‘", "’", '"', "'", "—", "–", "-", "--", "(", ")", "[", "]", "/",
    " ", "  ", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u202f", "\u2009", "\u2028", "\u2029", "\x0b", "\x85",
]  # fmt: skip
WASTE = [
    "TOGO AND MALI SIGN PACT IN LOMÉ", "UN SLAMS U.S. RAID", "• ", "- ", "* ", "1. ", "(Reuters) -", "LOME, March 3 —",
    "&nbsp;", "<p>", "</p>", "<br/>", "&amp;", "&#8217;", '<a href="https://example.org/x?a=1&b=2">', "{{", "}}", "|", "[1]",
    "https://example.org/a-b_c/(d)?e=f#g", "www.example.com.", "press@example.org", "@entente", "#Syria",
    "🙂", "👩‍🚒", "🇲🇱", "العربية", "שלום", "\u202b", "\u202c", "\u200e", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff",
    "\u00ad", "日本と中国。", "Łódź", "e\u0301", "ß", "İ", "ﬁ", "\x00", "\x1b[31m", "½", "٣", "x" * 300, "=" * 40, "_", "\ud800",
]  # fmt: skip
FRAGMENTS = st.sampled_from([*NEWS, *NEWS, *MARKS, *MARKS, *WASTE])
# Lists and texts stay near their smallest size: hence two of each.
PARTS = st.lists(FRAGMENTS, max_size=6) | st.lists(FRAGMENTS, min_size=12, max_size=60)
NEWSY = st.builds(lambda parts, glue: glue.join(parts), PARTS, st.sampled_from(["", " ", " "]))
UNICODE = st.text(max_size=20) | st.text(min_size=30, max_size=150)
SURROGATES = st.text(st.sampled_from("aZ.'’ \n-\ud800\udbff\udc00\udfff"), min_size=3, max_size=40)
FORMS = st.lists(st.tuples(st.text(min_size=1, max_size=12) | FRAGMENTS, st.booleans()), min_size=5, max_size=40)


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=UNICODE)
def test_unicode(parser: Parser, text: str) -> None:
    check(parser, text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=SURROGATES)
def test_lone_surrogates(parser: Parser, text: str) -> None:
    check(parser, text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=NEWSY)
def test_news_as_it_comes(parser: Parser, text: str) -> None:
    check(parser, text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(words=FORMS)
def test_given_words(parser: Parser, words: list[tuple[str, bool]]) -> None:
    forms = [form for form, _ in words]
    sentence = parser.parse_words(forms, [space for _, space in words])
    assert [word.text for word in sentence.words] == forms
    assert gaps(sentence) == [space for _, space in words][:-1]
    check_sentence(sentence)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(texts=st.lists(NEWSY | UNICODE, min_size=2, max_size=4), data=st.data())
def test_a_sentence_is_the_same_in_any_block(parser: Parser, texts: list[str], data: st.DataObject) -> None:
    alone = {text: parser.parse_sentences([text]).sentences[0].words for text in texts}
    other = data.draw(st.permutations(texts + texts[:2]))
    for block in (texts, other):
        sentences = parser.parse_sentences(block).sentences
        assert [sentence.words for sentence in sentences] == [alone[text] for text in block]
        assert [sentence.start for sentence in sentences] == [len("\n".join(block[:k])) + (k > 0) for k in range(len(block))]


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(text=NEWSY)
def test_a_sentence_of_a_text_is_the_same_alone(parser: Parser, text: str) -> None:
    for sentence in parser.parse(text).sentences:
        assert facts(again(parser, sentence)) == facts(sentence)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("the envoys of Mali met those of Niger and " * 222 + "left", 1, id="2,000 words without a stop"),
        pytest.param("a" * 100_000, 1, id="one word of 100,000 letters"),
        pytest.param("antidisestablishmentarianism" * 3_600, 1, id="one word of 100,000 letters that make pieces"),
        pytest.param("." * 20_000, None, id="20,000 full stops"),
        pytest.param(". " * 2_000, None, id="2,000 full stops with spaces"),
        pytest.param("\n.\n" * 500, None, id="500 lines of one full stop"),
        pytest.param("(\"'“‘" * 300, None, id="opened and never closed"),
        pytest.param("U.S.-led-" * 300, None, id="hyphens without end"),
        pytest.param("<p>&nbsp;</p>" * 1_000, None, id="empty paragraphs"),
        pytest.param("\u200b\u200d\u200e\u202e" * 500, None, id="invisible"),
    ],
)
def test_long(parser: Parser, text: str, sentences: int | None) -> None:
    found = parser.parse(text).sentences
    check_document(text, found)
    assert sentences in {None, len(found)}


def test_long_sentences_and_headlines_are_the_same_in_any_block(parser: Parser) -> None:
    texts = [
        "It did.",
        "Mali won.",
        "The envoys of Mali met those of Niger, and " * 25 + "they left.",
        "TOGO AND MALI SIGN DEFENCE PACT IN LOME",
        "Togo and Mali sign defence pact in Lome",
        "the envoys of Mali met those of Niger and " * 25 + "left",
        "",
    ]
    alone = [parser.parse_sentences([text]).sentences[0].words for text in texts]
    assert [sentence.words for sentence in parser.parse_sentences(texts).sentences] == alone
    assert [sentence.words for sentence in parser.parse_sentences(texts[::-1]).sentences] == alone[::-1]


@pytest.mark.timeout(120)
def test_ten_megabytes_of_one_letter(parser: Parser) -> None:
    text = "a" * 10_000_000
    (sentence,) = parser.sentences(text)
    check_document(text, [sentence])
