"""What becomes of a second opinion on whom a word means: a resolver that answers as it is told."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from graph.coding.anaphora import Question
from graph.coding.discourse import Discourse
from graph.coding.mentions import Reading, Ref

Readings = Callable[..., list[Reading]]
Who = list[tuple[str, str | None]]


class Told:
    """Answers by the word that asks: actors, or None to leave it to the rules (so too where nothing is told)."""

    def __init__(self, sentences: Sequence[str], answers: Mapping[str, Sequence[str] | None], sure: float = 0.75) -> None:
        self.sentences, self.answers, self.sure = sentences, answers, sure
        self.asked: list[tuple[str, str, set[str]]] = []  # word, form, actors on offer

    def settle(self, asked: Question) -> list[tuple[int, float]] | None:
        word = self.sentences[asked.sentence][slice(*asked.span)]
        actors = [option.ref.actor for option in asked.options]
        self.asked.append((word, asked.form, set(actors)))
        answer = self.answers.get(word)
        return None if answer is None else [(actors.index(actor), self.sure) for actor in answer]


class Article:
    """An article read with what a resolver is told to answer; without answers, by the rules alone."""

    def __init__(self, readings: Readings, *sentences: str, sure: float = 0.75, **answers: Sequence[str] | None) -> None:
        self.told = Told(sentences, answers, sure)
        self.discourse = Discourse(self.told if answers else None)
        self.readings = readings(*sentences)
        for reading in self.readings:
            self.discourse.read(reading)

    def refs(self, word: str, sentence: int = -1) -> tuple[Ref, ...]:
        """What coreference found for a word."""
        reading = self.readings[sentence]
        return reading.resolved.get(next(w.index for w in reading.tree.words if w.text == word), ())

    def who(self, word: str, sentence: int = -1) -> Who:
        return [(r.actor, r.role) for r in self.refs(word, sentence)]

    def mentioned(self, lemma: str) -> list[list[str]]:
        """The actors of every mention by that word in the history."""
        return [[r.actor for r in m.refs] for m in self.discourse.history.mentions if m.lemma == lemma]


MET = "Kenya met Chad."


def test_the_resolver_overrules_the_rules_in_sentence_and_history(readings: Readings) -> None:
    ruled = Article(readings, MET, "It closed the road.")
    assert (ruled.who("It"), ruled.mentioned("it")) == ([("KEN", None)], [["KEN"]])
    told = Article(readings, MET, "It closed the road.", It=["TCD"])
    assert (told.who("It"), told.mentioned("it")) == ([("TCD", None)], [["TCD"]])
    (ref,) = told.refs("It")
    assert (ref.start, ref.end, ref.via, ref.place, ref.sure) == (0, 2, "“It”", False, 0.75)


def test_what_was_settled_is_on_offer_to_the_next_question(readings: Readings) -> None:
    told = Article(readings, "Kenya slept.", "Hamas fled.", "It said that it would rest.", It=["KEN"], it=["KEN"])
    assert [sorted(a) for w, _, a in told.told.asked if w in {"It", "it"}] == [["KEN", "NSA:HAMAS"]] * 2
    assert told.who("it") == [("KEN", None)]
    assert told.refs("it")[0].start == told.readings[2].tree.sentence.text.index("it would")
    assert told.mentioned("it") == [["KEN"], ["KEN"]]


def test_none_leaves_it_to_the_rules(readings: Readings) -> None:
    ruled = Article(readings, MET, "It closed the road.")
    left = Article(readings, MET, "It closed the road.", It=None)
    assert ("It", "it", {"KEN", "TCD"}) in left.told.asked
    assert left.refs("It") == ruled.refs("It")
    assert left.refs("It")[0].sure == 1
    assert left.mentioned("it") == [["KEN"]]


def test_nobody_takes_away_what_the_rules_found(readings: Readings) -> None:
    told = Article(readings, MET, "It closed the road.", It=[])
    assert told.who("It") == []
    assert told.mentioned("it") == []
    group = Article(readings, "Hamas spoke.", "The group closed the road.")
    assert group.who("group") == [("NSA:HAMAS", None)]
    told = Article(readings, "Hamas spoke.", "The group closed the road.", group=[])
    assert told.who("group") == []
    assert told.mentioned("group") == []


def test_the_resolver_finds_what_the_rules_do_not(readings: Readings) -> None:
    text = ("Kenya's economy grew.", "The town prospered.")
    assert Article(readings, *text).who("town") == []
    assert Article(readings, *text, town=["KEN"]).who("town") == [("KEN", None)]


def test_several_are_kept_in_the_order_of_the_answer_each_once(readings: Readings) -> None:
    text = ("Kenya met Chad and Niger.", "They closed the road.")
    told = Article(readings, *text, They=["NER", "KEN", "NER"])
    assert told.who("They") == [("NER", None), ("KEN", None)]
    assert told.mentioned("they")[-1] == ["NER", "KEN"]
    assert told.discourse.history.mentions[-1].plural


@pytest.mark.parametrize("sure", [0.25, 0.123449, 1.0])
def test_how_sure_is_carried_to_four_places(readings: Readings, sure: float) -> None:
    agreed = Article(readings, MET, "It closed the road.", sure=sure, It=["KEN"])  # the rules' own choice
    other = Article(readings, MET, "It closed the road.", sure=sure, It=["TCD"])
    assert [agreed.refs("It")[0].sure, other.refs("It")[0].sure] == [round(sure, 4)] * 2


def test_where_both_agree_the_rules_reference_stays_but_for_how_sure(readings: Readings) -> None:
    text = ("Chad's army rested.", "The army closed the road.")
    (ruled,) = Article(readings, *text).refs("army")
    (agreed,) = Article(readings, *text, army=["TCD"]).refs("army")
    assert (ruled.role, ruled.sure) == ("MIL", 1)
    assert agreed == Ref("TCD", "MIL", ruled.start, ruled.end, ruled.via, ruled.person, ruled.place, 0.75)


def test_where_both_agree_it_is_the_rules_mention_that_counts(readings: Readings) -> None:
    text = ("President Emmanuel Macron visited Chad, and France rejoiced.", "He closed the road.")
    (agreed,) = Article(readings, *text, He=["FRA"]).refs("He")  # the latest mention of France is no person
    assert (agreed.role, agreed.person, agreed.sure) == ("GOV", "Emmanuel Macron", 0.75)


def test_a_role_is_the_asking_word_s_own_else_the_antecedent_s(readings: Readings) -> None:
    told = Article(readings, "Kenyan police met Chad.", "It said that the army had closed the road.", It=["KEN"], army=["TCD"])
    assert told.who("It") == [("KEN", "COP")]
    assert told.who("army") == [("TCD", "MIL")]
    other = Article(readings, "Kenyan police met Chad.", "The army closed the road.", army=["KEN"])
    assert other.who("army") == [("KEN", "MIL")]


def test_a_person_is_carried_by_he_alone(readings: Readings) -> None:
    text = "President Emmanuel Macron visited Kenya."
    (he,) = Article(readings, text, "He closed the road.", He=["FRA"]).refs("He")
    assert (he.actor, he.person) == ("FRA", "Emmanuel Macron")
    (they,) = Article(readings, text, "They closed the road.", They=["FRA"]).refs("They")
    (country,) = Article(readings, text, "The country closed the road.", country=["FRA"]).refs("country")
    assert [(r.actor, r.person) for r in (they, country)] == [("FRA", None)] * 2


def test_he_is_a_person_to_the_next_question_too(readings: Readings) -> None:
    text = ("President Emmanuel Macron visited Kenya.", "He rested.")
    told = Article(readings, *text, He=["FRA"])
    assert [m.person for m in told.discourse.history.mentions if m.lemma == "he"] == [True]


def test_bare_roles_are_asked_once_the_sentence_is_read(readings: Readings) -> None:
    sentence = "Police fled as it closed the road in Kenya."
    told = Article(readings, "Chad slept.", sentence, Police=["TCD"], it=["TCD"])
    asked = [(word, form) for word, form, _ in told.told.asked]
    assert [a for a in asked if a[0] in {"Police", "it"}] == [("it", "it"), ("Police", "bare")]
    assert next(actors for word, _, actors in told.told.asked if word == "it") == {"TCD"}  # Kenya is yet to come
    assert next(actors for word, _, actors in told.told.asked if word == "Police") == {"TCD", "KEN"}


def test_bare_roles_take_the_answer_and_say_so(readings: Readings) -> None:
    text = ("Chad slept.", "Police fled in Kenya.")
    assert Article(readings, *text).who("Police") == [("KEN", "COP")]
    (police,) = Article(readings, *text, Police=["TCD"]).refs("Police")
    assert (police.actor, police.role, police.via, police.sure) == ("TCD", "COP", "~“Police”", 0.75)
    assert Article(readings, *text, Police=[]).who("Police") == []
    assert Article(readings, *text, Police=None).refs("Police") == Article(readings, *text).refs("Police")


def test_names_and_what_means_nobody_are_not_asked_about(readings: Readings) -> None:
    told = Article(readings, MET, "It is clear that Kenya won a war.", It=["TCD"])
    assert told.told.asked == []
    assert told.who("It") == []


@pytest.mark.parametrize("sentence", ["The rebels attacked a town.", "The army attacked a town."])
def test_what_means_nobody_is_not_given_to_the_country_after_all(readings: Readings, sentence: str) -> None:
    word = sentence.split()[1]
    assert Article(readings, "Chad was quiet.", sentence).refs(word)
    assert Article(readings, "Chad was quiet.", sentence, rebels=[], army=[]).refs(word) == ()
