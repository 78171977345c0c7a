"""Which words ask whom they mean, and what speaks for each earlier mention: plain sentences, numbers reckoned by hand."""

from collections.abc import Callable, Sequence
from math import log1p

import pytest

from graph.coding.anaphora import (
    FORMS,
    OPTION_FEATURES,
    QUESTION_FEATURES,
    Option,
    Question,
    count_of,
    form_of,
    marked,
    question,
    region_of,
)
from graph.coding.history import History, Mentioned
from graph.coding.mentions import Reading, Ref

Readings = Callable[..., list[Reading]]

#: What each number means, by its place. The trained weights know the places alone.
OPTION = """before after one_back two_back further order subject plural person place same_clause clause_subject outer_subject
same_word several count state union armed role_same role_other region_same region_other kind_same kind_other ruled
ruled_out group_armed organisation_union country_state anaphor owner""".split()
OWN = [*FORMS, *"possessive subject object unruled ruled_many role group organisation country pair owned first".split()]


def forms(readings: Readings, sentence: str) -> dict[str, str]:
    """The words of a sentence that ask, with their forms."""
    (reading,) = readings(sentence)
    found = {w.text: form_of(reading, w.index) for w in reading.tree.words}
    return {word: form for word, form in found.items() if form}


@pytest.mark.parametrize(
    ("sentence", "asking"),
    [
        ("He praised Chad.", {"He": "he"}),
        ("Her office called Chad.", {"Her": "he"}),
        ("Kenya said that it had closed its border.", {"it": "it", "its": "it"}),
        ("Kenya defended itself.", {"itself": "it"}),
        ("They met them on Monday.", {"They": "they", "them": "they"}),
        ("We blame Chad, and our soldiers agree.", {"We": "we", "our": "we"}),
        ("I blame Chad.", {"I": "we"}),
        ("Both condemned Chad.", {"Both": "both"}),
        ("Both countries condemned Chad.", {"countries": "many"}),
        ("The group attacked Chad.", {"group": "one"}),
        ("This country is poor.", {"country": "one"}),
        ("The groups attacked Chad.", {"groups": "many"}),
        ("The two sides met in Kenya.", {"sides": "many"}),
        ("All three condemned Chad.", {"three": "many"}),
        ("The Senate voted on Monday.", {"Senate": "one"}),
        ("Police fled.", {"Police": "bare"}),
        ("Soldiers fled.", {"Soldiers": "bare"}),
    ],
)
def test_what_asks_and_in_which_form(readings: Readings, sentence: str, asking: dict[str, str]) -> None:
    assert forms(readings, sentence) == asking


@pytest.mark.parametrize(
    "sentence",
    [
        "It is clear that Kenya won.",  # "it" is nobody
        "It took two days to reach Chad.",
        "There is a war in Chad.",
        "A country attacked Chad.",  # indefinite
        "A rebel attacked Chad.",
        "Norway praised Chad.",
    ],
)
def test_what_means_nobody_or_names_an_actor_does_not_ask(readings: Readings, sentence: str) -> None:
    assert forms(readings, sentence) == {}


def test_the_other_one_of_two_is_asked_about_through_its_owner(readings: Readings) -> None:
    assert forms(readings, "Its neighbour slept.") == {"Its": "it", "neighbour": "one"}
    assert forms(readings, "Its neighbours slept.") == {"Its": "it", "neighbours": "many"}
    assert forms(readings, "Its border was closed.") == {"Its": "it"}


def test_a_phrase_that_says_itself_of_whom_it_speaks_does_not_ask(readings: Readings) -> None:
    assert forms(readings, "The president of the senate called Chad.") == {"senate": "one"}
    assert forms(readings, "One of them fled.") == {"them": "they"}


def test_parts_of_a_larger_name_do_not_ask(readings: Readings) -> None:
    assert forms(readings, "The army chief resigned.") == {"chief": "one"}  # a compound
    assert forms(readings, "The defence minister, a general, resigned.") == {"minister": "one"}  # an apposition
    assert forms(readings, "The Sahel state slept.") == {"state": "one"}
    assert forms(readings, "President Idriss Deby spoke.") == {}  # title and surname


def test_a_phrase_whose_apposition_names_the_actor_does_not_ask(readings: Readings) -> None:
    assert forms(readings, "The country, Chad, closed its border.") == {"its": "it"}
    assert forms(readings, "The president, Idriss Deby, spoke.") == {}


def test_marks_are_names_and_words_that_ask_never_one_word_as_both(readings: Readings) -> None:
    text = "Hamas said the movement and the Russian army would help its ally."
    naming, asking = marked(readings(text)[0])
    assert {text[a:b] for a, b in naming} == {"Hamas", "Russian army", "Russian"}
    assert [text[a:b] for a, b in asking] == ["movement", "its", "ally"]


@pytest.mark.parametrize(
    ("phrase", "region"),
    [
        ("The African country", "africa"),
        ("The West African country", "africa"),
        ("The Gulf country", "middle_east"),
        ("The Baltic country", "europe"),
        ("The small country", None),
        ("The country", None),
    ],
)
def test_a_region_is_read_from_an_adjective(readings: Readings, phrase: str, region: str | None) -> None:
    (reading,) = readings(f"{phrase} closed the road.")
    assert region_of(reading, at(reading, "country")) == region


# -- questions: the numbers ------------------------------------------------------------------------------------------------


def at(reading: Reading, word: str) -> int:
    return next(w.index for w in reading.tree.words if w.text == word)


def ref(actor: str, role: str | None = None, via: str = "name", *, place: bool = False) -> Ref:
    return Ref(actor, role, 0, 5, via, None, place)


def told(
    *refs: Ref, back: int = 0, word: int = 0, subject: bool = False, plural: bool = False, person: bool = False, clause: int = -5
) -> Mentioned:
    """A mention of some sentences back (the present one is number 10), in a clause of its own."""
    return Mentioned(refs, 10 - back, word, subject, plural, person, clause, "kenya")


def ask(
    readings: Readings, sentence: str, word: str, mentions: Sequence[Mentioned], ruled: Sequence[Ref] = (), number: int = 10
) -> Question:
    (reading,) = readings(sentence)
    history = History()
    history.sentence = number
    history.mentions.extend(mentions)
    history.count.update(r.actor for m in mentions for r in m.refs)
    index = at(reading, word)
    return question(reading, index, form_of(reading, index) or "", history, ruled)


def own(asked: Question) -> dict[str, float]:
    return {name: x for name, x in zip(OWN, asked.features, strict=True) if x}


def numbers(option: Option) -> dict[str, float]:
    """The numbers of an option that are not nought; all but the count of its actor."""
    return {name: x for name, x in zip(OPTION, option.features, strict=True) if x and name != "count"}


def test_as_many_numbers_as_the_network_takes(readings: Readings) -> None:
    asked = ask(readings, "Then it slept.", "it", [told(ref("KEN"))])
    assert len(asked.features) == QUESTION_FEATURES == len(OWN)
    assert len(asked.options[0].features) == OPTION_FEATURES == len(OPTION)
    assert all(type(n) is float for n in (*asked.features, *asked.options[0].features))


def test_a_question_knows_where_it_stands(readings: Readings) -> None:
    asked = ask(readings, "Chad fears that it may lose.", "it", [])
    assert (asked.sentence, asked.span, asked.form, asked.count, asked.options) == (10, (16, 18), "it", 0, ())


@pytest.mark.parametrize(
    ("sentence", "word", "count"),
    [
        ("The two sides met.", "sides", 2),
        ("Both sides met.", "sides", 2),
        ("Both met on Monday.", "Both", 2),
        ("The four governments met.", "governments", 4),
        ("The 3 countries met.", "countries", 3),
        ("All three met on Monday.", "three", 3),
        ("The countries met.", "countries", 0),
        ("The forty countries met.", "countries", 0),
        ("They met two envoys.", "They", 0),
    ],
)
def test_how_many_a_question_speaks_of(readings: Readings, sentence: str, word: str, count: int) -> None:
    assert ask(readings, sentence, word, []).count == count


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("He closed the road.", "He", {"he", "subject"}),
        ("Kenya praised them.", "them", {"they", "object"}),
        ("Kenya closed its border.", "its", {"it", "possessive"}),
        ("We condemn Chad.", "We", {"we", "subject"}),
        ("Both condemned Chad.", "Both", {"both", "subject"}),
        ("The group fled.", "group", {"one", "subject", "group"}),
        ("Kenya left the bloc.", "bloc", {"one", "object", "organisation"}),
        ("The countries met.", "countries", {"many", "subject", "country", "pair"}),
        ("Police fled.", "Police", {"bare", "subject", "role"}),
        ("Kenya and its neighbour met.", "neighbour", {"one", "pair"}),
        ("Kenya's rival slept.", "rival", {"one", "subject", "pair", "owned"}),
    ],
)
def test_a_question_s_own_numbers(readings: Readings, sentence: str, word: str, expected: set[str]) -> None:
    assert own(ask(readings, sentence, word, [])) == dict.fromkeys(expected | {"unruled"}, 1.0)


def test_what_the_rules_say_is_told_to_the_question(readings: Readings) -> None:
    def ruled(*refs: Ref) -> set[str]:
        return set(own(ask(readings, "They met.", "They", [], refs))) - {"they", "subject"}

    assert ruled() == {"unruled"}
    assert ruled(ref("KEN")) == set()
    assert ruled(ref("KEN", "GOV"), ref("KEN")) == set()  # one actor
    assert ruled(ref("KEN"), ref("TCD")) == {"ruled_many"}


def test_the_first_sentence_says_so(readings: Readings) -> None:
    assert own(ask(readings, "They met.", "They", [], number=0))["first"] == 1


@pytest.mark.parametrize(
    ("back", "name"), [(0, "before"), (1, "one_back"), (2, "two_back"), (3, "further"), (4, "further"), (6, "further")]
)
def test_how_far_back(readings: Readings, back: int, name: str) -> None:
    (option,) = ask(readings, "Then it slept.", "it", [told(ref("KEN"), back=back)]).options
    assert numbers(option) == {name: 1, "state": 1}
    assert (option.ref.actor, option.sentence, option.span) == ("KEN", 10 - back, (0, 5))


def test_a_mention_further_on_in_the_sentence_lies_behind(readings: Readings) -> None:
    (option,) = ask(readings, "Police fled as Kenya slept.", "Police", [told(ref("KEN"), word=3)]).options
    assert numbers(option) == {"after": 1, "state": 1}


def test_the_latest_comes_first_and_order_is_counted_in_mentions(readings: Readings) -> None:
    mentions = [told(ref("KEN"), back=2), told(ref("TCD"), ref("NER"), back=1), told(ref("IGO:NATO"))]
    options = ask(readings, "Then it slept.", "it", mentions).options
    assert [o.ref.actor for o in options] == ["IGO:NATO", "TCD", "NER", "KEN"]
    assert [numbers(o).get("order", 0) for o in options] == pytest.approx([0, log1p(1) / 3, log1p(1) / 3, log1p(2) / 3])
    assert [numbers(o).get("several", 0) for o in options] == [0, 1, 1, 0]


def test_what_a_mention_was(readings: Readings) -> None:
    mention = told(ref("KEN", via="“it”", place=True), back=1, subject=True, plural=True, person=True)
    (option,) = ask(readings, "Then it slept.", "it", [mention]).options
    assert set(numbers(option)) == {"one_back", "subject", "plural", "person", "place", "state", "anaphor"}
    (home,) = ask(readings, "Then it slept.", "it", [told(ref("KEN", via="~“police”"), back=1)]).options
    assert "anaphor" in numbers(home)


def test_repetition_is_counted_up_to_six(readings: Readings) -> None:
    once = ask(readings, "Then it slept.", "it", [told(ref("KEN"))] * 3 + [told(ref("TCD"))]).options
    assert [o.features[OPTION.index("count")] for o in once] == pytest.approx([1 / 6, 0.5, 0.5, 0.5])
    often = ask(readings, "Then it slept.", "it", [told(ref("KEN"))] * 9).options
    assert {o.features[OPTION.index("count")] for o in often} == {1.0}


def test_clauses(readings: Readings) -> None:
    sentence = "Kenya said that Chad had closed its border."  # said 1, closed 5
    kenya, chad = told(ref("KEN"), word=0, subject=True, clause=1), told(ref("TCD"), word=3, subject=True, clause=5)
    options = ask(readings, sentence, "its", [kenya, chad]).options
    assert set(numbers(options[0])) == {"before", "subject", "same_clause", "clause_subject", "state"}
    assert set(numbers(options[1])) == {"before", "order", "subject", "outer_subject", "state"}
    earlier = told(ref("TCD"), back=1, subject=True, clause=5)  # the same number in another sentence is no clause of this
    assert set(numbers(ask(readings, sentence, "its", [earlier]).options[0])) == {"one_back", "subject", "state"}
    beside = told(ref("TCD"), word=3, clause=5)
    assert set(numbers(ask(readings, sentence, "its", [beside]).options[0])) == {"before", "same_clause", "state"}


@pytest.mark.parametrize(
    ("sentence", "word", "actor", "role", "expected"),
    [
        ("The group fled.", "group", "NSA:HAMAS", None, {"armed", "group_armed"}),
        ("The group fled.", "group", "KEN", None, {"state"}),
        ("The bloc met.", "bloc", "IGO:NATO", None, {"union", "organisation_union"}),
        ("The bloc met.", "bloc", "NSA:HAMAS", None, {"armed"}),
        ("The country fell.", "country", "KEN", None, {"state", "country_state"}),
        ("The country fell.", "country", "IGO:NATO", None, {"union"}),
        ("The army fled.", "army", "KEN", "MIL", {"state", "role_same"}),
        ("The army fled.", "army", "KEN", "REB", {"state", "role_other"}),
        ("The army fled.", "army", "KEN", None, {"state"}),
        ("The African country fell.", "country", "KEN", None, {"state", "country_state", "region_same"}),
        ("The African country fell.", "country", "FRA", None, {"state", "country_state", "region_other"}),
        ("The kingdom fell.", "kingdom", "SAU", None, {"state", "country_state", "kind_same"}),
        ("The kingdom fell.", "kingdom", "KEN", None, {"state", "country_state", "kind_other"}),
        ("It fell.", "It", "NSA:HAMAS", None, {"armed"}),
    ],
)
def test_what_sort_of_actor_fits(
    readings: Readings, sentence: str, word: str, actor: str, role: str | None, expected: set[str]
) -> None:
    (option,) = ask(readings, sentence, word, [told(ref(actor, role), back=1)]).options
    assert set(numbers(option)) - {"one_back"} == expected


def test_what_the_rules_chose_and_what_they_ruled_out(readings: Readings) -> None:
    mentions = [told(ref("TCD"), back=1), told(ref("KEN"), back=1)]
    kenya, chad = ask(readings, "Then it slept.", "it", mentions, [ref("KEN", "GOV")]).options
    assert set(numbers(kenya)) == {"one_back", "state", "ruled"}
    assert set(numbers(chad)) == {"one_back", "order", "state", "ruled_out"}


def test_the_same_word_and_the_owner_of_the_word(readings: Readings) -> None:
    mentions = [told(ref("KEN"), back=1), Mentioned((ref("TCD"),), 9, 0, False, False, False, -5, "rival")]
    rival, owner = ask(readings, "Kenya's rival slept.", "rival", mentions).options
    assert set(numbers(rival)) == {"one_back", "same_word", "state"}
    assert set(numbers(owner)) == {"one_back", "order", "state", "owner"}


def test_the_word_itself_is_no_option(readings: Readings) -> None:
    mine, same_place_before = told(ref("KEN"), word=1), told(ref("TCD"), back=1, word=1)
    options = ask(readings, "Then it slept.", "it", [same_place_before, mine]).options
    assert [o.ref.actor for o in options] == ["TCD"]


def test_six_sentences_back_and_no_further(readings: Readings) -> None:
    options = ask(readings, "Then it slept.", "it", [told(ref("KEN"), back=7), told(ref("TCD"), back=6)]).options
    assert [o.ref.actor for o in options] == ["TCD"]


def test_forty_options_and_no_more(readings: Readings) -> None:
    three = told(ref("KEN"), ref("TCD"), ref("NER"), back=1)
    options = ask(readings, "Then it slept.", "it", [told(ref("FRA"), back=1), *[three] * 14]).options
    assert len(options) == 40
    assert options[-1].ref.actor == "KEN"  # thirteen times three, and one


@pytest.mark.parametrize(
    ("sentence", "word", "count"),
    [
        ("Both governments protested.", "governments", 2),
        ("The two sides met.", "sides", 2),
        ("Neither side fired.", "side", 2),
        ("The four countries signed.", "countries", 4),
        ("The two soldiers were freed.", "soldiers", 0),
        ("The three journalists fled.", "journalists", 0),
    ],
)
def test_a_count_speaks_of_actors(readings: Readings, sentence: str, word: str, count: int) -> None:
    (reading,) = readings(sentence)
    index = next(w.index for w in reading.tree.words if w.text == word)
    assert count_of(reading, index) == count
    assert form_of(reading, index) == "many"
