"""CoNLL-U: what is written can be read again, and a file keeps all that is not the model's."""

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.language import Parser, Sentence, Word
from graph.language.conllu import BadConllu, Given, Parse, from_text, read, rewritten
from graph.language.sentences import split


def chain(forms: Sequence[str], spaces: Sequence[bool]) -> Sentence:
    """A parse without a model: each word hangs from the one before; a capital makes a name."""
    words: list[Word] = []
    text = ""
    for i, (form, space) in enumerate(zip(forms, spaces, strict=True)):
        name = "B-PER" if form[0].isupper() else "O"
        deprel = "dep" if i else "root"
        words.append(Word(i, len(text), len(text) + len(form), form, form.lower(), "X", "FW", "", i - 1, deprel, name))
        text += form + " " * space
    return Sentence(text[: words[-1].end], 0, tuple(words))


def each(parse: Callable[[Sequence[str], Sequence[bool]], Sentence]) -> Parse:
    return lambda many: (parse(forms, spaces) for forms, spaces in many)


def written(text: str) -> str:
    return "".join(from_text(text, split(text), each(chain)))


def lines_of(conllu: str) -> list[str]:
    return re.findall(r"[^\n]*\n", conllu)


def row(word_id: str, form: str, misc: str = "_") -> str:
    return f"{word_id}\t{form}\told\tNOUN\tNN\tCase=Nom\t7\tobj\t7:obj\t{misc}"


def reread(*rows: str) -> Given:
    (sentence,) = read(rows)
    return sentence


def again(*rows: str) -> list[str]:
    """The rows with the chain's analysis in them."""
    sentence = reread(*rows)
    return rewritten(sentence, chain(sentence.forms, sentence.spaces)).removesuffix("\n\n").split("\n")


def test_a_text_as_a_table() -> None:
    assert written("  Ana  met\n\tthem.Bo left\r\n\r\nno _") == (
        "# newdoc\n"
        "# sent_id = 1\n"
        "# text = Ana met them.\n"
        "1\tAna\tana\tX\tFW\t_\t0\troot\t_\tName=B-PER|Start=2|End=5\n"
        "2\tmet\tmet\tX\tFW\t_\t1\tdep\t_\tStart=7|End=10\n"
        "3\tthem\tthem\tX\tFW\t_\t2\tdep\t_\tSpaceAfter=No|Start=12|End=16\n"
        "4\t.\t.\tX\tFW\t_\t3\tdep\t_\tSpaceAfter=No|Start=16|End=17\n"
        "\n"
        "# sent_id = 2\n"
        "# text = Bo left\n"
        "1\tBo\tbo\tX\tFW\t_\t0\troot\t_\tName=B-PER|Start=17|End=19\n"
        "2\tleft\tleft\tX\tFW\t_\t1\tdep\t_\tStart=20|End=24\n"
        "\n"
        "# newpar\n"
        "# sent_id = 3\n"
        "# text = no _\n"
        "1\tno\tno\tX\tFW\t_\t0\troot\t_\tStart=28|End=30\n"
        "2\t_\t_\tX\tFW\t_\t1\tdep\t_\tSpaceAfter=No|Start=31|End=32\n"
        "\n"
    )


@pytest.mark.parametrize("text", ["", " \n\n\t", "\ufeff", "\x00\u200b"])
def test_a_text_without_words_is_nothing(text: str) -> None:
    assert written(text) == ""


@pytest.mark.parametrize(
    ("gap", "paragraph"),
    [
        (" ", False),
        ("\n", False),
        ("\r\n", False),
        ("\n   ", False),
        ("\n\n", True),
        ("\r\n\r\n", True),
        ("\r\r", True),
        ("\n \t\n  ", True),
        ("\u2029", True),
        ("\u2028 \u2028", True),
    ],
)
def test_a_blank_line_begins_a_paragraph(gap: str, *, paragraph: bool) -> None:
    assert written(f"\n\nIt rained.{gap}They stayed.").count("# newpar") == paragraph


WORDS = ["Togo", "left", "didn't", "U.S.-led", ".", "?”", "“", "_", "#", "1", "1-2", "|", "\\", "é\u0301", "日本", "🙂", "a=b"]
GAPS = [" ", "  ", "\n", "\r\n", "\n\n", "\r", "\t", "\v", "\f", "\x1c", "\x1e", "\x85", "\u00a0", "\u2028", "\u2029"]
UNSEEN = ["\x00", "\x7f", "\x9f", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e"]
# The odd kinds far more often than in any text.
ODD = st.lists(st.sampled_from([*WORDS, *GAPS, *UNSEEN]), max_size=25).map("".join)


@given(st.text(max_size=100) | ODD)
def test_words_and_sentences_of_any_text_are_rebuilt(text: str) -> None:
    conllu = written(text)
    expected = split(text)
    lines = lines_of(conllu)
    assert "".join(lines) == conllu
    found = list(read(lines))
    assert [list(one.forms) for one in found] == [[text[a:b] for a, b in spans] for spans in expected]
    assert conllu.count("# newdoc\n") == bool(expected)
    for number, (one, spans) in enumerate(zip(found, expected, strict=True), 1):
        comments = [line for line in one.lines if line.startswith("# ")]
        assert f"# sent_id = {number}" in comments
        spelt = "".join(form + " " * space for form, space in zip(one.forms, one.spaces, strict=True)).strip(" ")
        assert comments[-1] == f"# text = {spelt}"
        assert len(one.lines) == len(comments) + len(spans)
        for place, (start, end) in zip(one.places, spans, strict=True):
            assert one.lines[place].endswith(f"Start={start}|End={end}")
    # A space is told of exactly where something lies between a word and the next, or the end.
    ends = [span for spans in expected for span in spans]
    following = [start for start, _ in ends[1:]] + [len(text)]
    spaces = [space for one in found for space in one.spaces]
    assert spaces == [end < start for (_, end), start in zip(ends, following, strict=False)]


@given(ODD)
def test_what_was_written_is_written_the_same_again(text: str) -> None:
    conllu = written(text)
    assert "".join(rewritten(one, chain(one.forms, one.spaces)) for one in read(lines_of(conllu))) == conllu


def test_a_word_with_white_space_is_never_written() -> None:
    with pytest.raises(ValueError, match="white space"):
        list(from_text("a\tb", [[(0, 3)]], each(chain)))


def test_lemmas_never_break_a_row() -> None:
    def odd(forms: Sequence[str], spaces: Sequence[bool]) -> Sentence:
        words = [Word(0, 0, 1, "a", "x\ty\u2028z\n", "", "FW", "_", -1, "root", "O")]
        return Sentence("a", 0, tuple(words))

    assert "\n1\ta\tx y z \t_\tFW\t_\t0\troot\t_\tSpaceAfter=No|Start=0|End=1\n\n" in "".join(
        from_text("a", [[(0, 1)]], each(odd))
    )


def test_a_file_keeps_what_is_not_the_models() -> None:
    rows = [
        "# sent_id = x-7",
        "#odd comment \t kept ",
        "0.1\t_\t_\t_\t_\t_\t_\t_\t2:nsubj\tempty",
        row("1", "Bo", "Gloss=b|Name=B-ORG|SpaceAfter=No"),
        "2-3\tdidn't\t_\t_\t_\tTypo=Yes\t_\t_\t_\tSpaceAfter=No",
        row("2", "did", "Name=I-ORG"),
        row("3", "n't"),
        "3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t0:root\tCopyOf=3",
        "3.2\tgo\tgo\tVERB\tVB\t_\t_\t_\t0:root\t_",
        row("4", "New York", "Gloss=n"),
        row("5", "1\u00a0000"),
    ]
    made = again(*rows)
    assert [made[i] for i in (0, 1, 2, 4, 7, 8)] == [rows[i] for i in (0, 1, 2, 4, 7, 8)]
    assert made[3] == "1\tBo\tbo\tX\tFW\t_\t0\troot\t_\tGloss=b|Name=B-PER|SpaceAfter=No"
    assert made[5] == "2\tdid\tdid\tX\tFW\t_\t1\tdep\t_\t_"
    assert made[9] == "4\tNew York\tnew york\tX\tFW\t_\t3\tdep\t_\tGloss=n|Name=B-PER"
    assert made[10] == "5\t1\u00a0000\t1\u00a0000\tX\tFW\t_\t4\tdep\t_\t_"
    assert len(made) == len(rows)


def test_a_range_says_what_follows_its_last_word() -> None:
    def part(misc: str) -> tuple[bool, ...]:
        return reread(
            f"1-2\tcannot\t_\t_\t_\t_\t_\t_\t_\t{misc}", row("1", "can"), row("2", "not", "SpaceAfter=No"), row("3", "go")
        ).spaces

    assert part("_") == (False, True, True)
    assert part("A=b|SpaceAfter=No") == (False, False, True)
    assert reread(row("1", "a", "SpaceAfter=No"), row("2", "b", "SpaceAfter=Not")).spaces == (False, True)


def test_line_ends_marks_and_empty_lines_do_not_matter() -> None:
    rows = ["# one", row("1", "a"), "", "", row("1", "b"), row("2", "c")]
    expected = list(read(rows))
    assert [one.forms for one in expected] == [("a",), ("b", "c")]
    assert list(read([f"{line}\r\n" for line in rows])) == expected
    assert list(read(["\ufeff" + rows[0], *rows[1:], "", ""])) == expected
    assert list(read([])) == list(read(["\r\n", "\n"])) == []


def test_a_sentence_is_there_before_the_next_is_read() -> None:
    lines = iter([row("1", "a"), "", row("1", "b")])
    assert next(read(lines)).forms == ("a",)
    assert next(lines) == row("1", "b")


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ([row("1", "a"), "2\tb"], 2, "10 columns, not 2"),
        ([row("1", "a") + "\t_"], 1, "10 columns, not 11"),
        ([row("1", "a"), " "], 2, "10 columns, not 1"),
        (["3-4\tx", row("1", "a")], 1, "10 columns"),
        ([row("1", "a"), "", "# text", row("1", "")], 4, "word 1 has no form"),
        ([row("1", "a"), row("3", "b")], 2, "the ID '3' where word 2 is due"),
        ([row("1", "a"), row("1", "b")], 2, "an empty line between sentences"),
        ([row("0", "a")], 1, "'0'"),
        ([row("01", "a")], 1, "'01'"),
        ([row("١", "a")], 1, "'١'"),
        ([row("x" * 90, "a")], 1, "'" + "x" * 20 + "'"),
        ([row("9" * 5000, "a")], 1, "where word 1 is due"),
        ([row("2-3", "a"), row("1", "a")], 1, "'2-3'"),
        ([row("1-2", "a"), row("1", "a"), row("2-3", "a"), row("2", "a"), row("3", "a")], 3, "'2-3'"),
        ([row("1", "a"), row("2-1", "a"), row("2", "a")], 2, "'2-1'"),
        ([row("1-3", "a"), row("1", "a"), row("2", "a")], 3, "ends at word 2, its last range at 3"),
        ([row("1", "a"), row("2.1", "a")], 2, "'2.1'"),
        ([row("1", "a"), row("1.2", "a")], 2, "'1.2'"),
        ([row("1", "a"), row("1.1", "a"), row("1.1", "a")], 3, "'1.1'"),
        ([row("1", "a"), "", "", "# nothing", "", row("1", "a")], 4, "no words"),
        ([row("1", "a"), "", "# nothing"], 3, "no words"),
        (["# nothing", row("0.1", "a")], 1, "no words"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(rows: list[str], line: int, says: str) -> None:
    with pytest.raises(BadConllu, match=re.escape(says)) as caught:
        list(read(rows))
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


TEXT = (
    "LOME — Gen. Ana L. Torres  met Togo’s envoys.They didn't\tsign the U.S.-led pact.\n\n"
    "MALI AND NIGER SIGN DEFENCE PACT\n“Never!”\u00a0said\u200bChad"
)


def test_a_text_is_parsed_as_the_parser_itself_does(parser: Parser) -> None:
    document = parser.parse(TEXT)
    found = list(read(lines_of("".join(from_text(TEXT, split(TEXT), parser.parse_many)))))
    assert len(found) == len(document.sentences) > 3
    for one, sentence in zip(found, document.sentences, strict=True):
        for place, word in zip(one.places, sentence.words, strict=True):
            columns = one.lines[place].split("\t")
            assert columns[:5] == [str(word.index + 1), word.text, word.lemma, word.upos, word.xpos]
            assert columns[5:8] == [word.feats, str(word.head + 1), word.deprel]
            items = dict(item.split("=") for item in columns[9].split("|"))
            assert items.get("Name", "O") == word.name
            assert (int(items["Start"]), int(items["End"])) == (sentence.start + word.start, sentence.start + word.end)


def test_given_words_are_kept_and_parsed_like_those_of_a_text(parser: Parser) -> None:
    (usual,) = parser.parse("Oman’s envoy left.").sentences
    given_words = parser.parse_words(["Oman", "’s", "envoy", "left", "."], [False, True, True, False, True])
    assert given_words == usual
    odd = parser.parse_words(["New York", " ", "1 000", "a\u00a0b", "\u00ad", "x" * 5000, "men"], [True] * 7)
    assert [word.text for word in odd.words] == [odd.text[word.start : word.end] for word in odd.words]
    assert odd.words[0].text == "New York"
    assert odd.text.startswith("New York   1 000 a\u00a0b ")
    assert sum(word.head < 0 for word in odd.words) == 1
    assert parser.parse_words([], []).words == ()
    with pytest.raises(ValueError, match="zip"):
        parser.parse_words(["a"], [])
