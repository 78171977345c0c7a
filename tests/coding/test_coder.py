"""What every coding promises: ends in order, words where they are said to be, the same text the same edges."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from graph.coding import Coder
from graph.model import Coding
from graph.ontology import ROLES, STATUSES, relation_type, relation_types
from tests.coding.facts import fact, facts, facts_of
from tests.coding.golden import Golden, articles, code

DAY = date(2024, 5, 1)
ARTICLES = articles()
HARD = [
    "",
    " \n\t ",
    "?!",
    "Attack.",
    "Russia",
    "RUSSIA ATTACKS UKRAINE",
    "Russia-Iran-China talks; U.S.-backed, Israeli-trained “fighters” (Kurds)…",
    "attacked attacked attacked Russia Russia Russia by by by",
    "Россия напала на Украину.",
    "🇷🇺 attacked 🇺🇦 and Russia\u200b attacked\u00a0Ukraine.",
    "Iran " * 60 + "attacked Iraq.",
    "Russia attacked Ukraine, " * 30,
    "the the of of and , , , . . .",
    "Its it they them their both the two sides signed it with each other.",
]


@pytest.fixture(scope="session")
def codings(coder: Coder) -> list[Coding]:
    """The golden articles and the hard texts, coded."""
    golden = [code(coder, a) for a in ARTICLES]
    return golden + [coder.code(text, DAY) for text in HARD]


@pytest.mark.parametrize("text", HARD)
def test_any_text_is_coded(coder: Coder, text: str) -> None:
    coding = coder.code(text, DAY)
    assert all(0 <= e.sentence < len(coding.sentences) for e in coding.edges)


@pytest.mark.parametrize("text", ["", " \n\t ", "?!", "The sea was calm."])
def test_no_actors_no_edges(coder: Coder, text: str) -> None:
    assert coder.code(text).edges == ()


def test_no_sentences_no_edges(coder: Coder) -> None:
    assert coder.code_sentences([]) == Coding((), ())
    assert coder.code_sentences(["", "  "]) == Coding(("", "  "), ())


def test_symmetric_ends_are_in_identifier_order(coder: Coder, codings: list[Coding]) -> None:
    edges = [e for c in codings for e in c.edges if relation_type(e.relation).symmetric]
    assert len(edges) > 10
    assert all(e.source.actor < e.target.actor for e in edges)
    for sentence in ("Vietnam met China.", "China met Vietnam.", "China and Vietnam met."):
        assert facts(coder, sentence) == {"CHN meets_with VNM"}


def test_directed_ends_are_as_told(coder: Coder) -> None:
    assert facts(coder, "Vietnam criticised China.") == {"VNM criticises CHN"}
    assert facts(coder, "China criticised Vietnam.") == {"CHN criticises VNM"}


def test_nobody_relates_to_itself_save_in_another_role(codings: list[Coding]) -> None:
    for edge in (e for c in codings for e in c.edges):
        if edge.source.actor == edge.target.actor:
            assert edge.source.role
            assert edge.target.role
            assert edge.source.role != edge.target.role


def test_a_state_and_its_rebels(coder: Coder) -> None:
    (edge,) = coder.code_sentences(["Syrian government forces bombed Syrian rebels."]).edges
    assert (edge.source.actor, edge.relation, edge.target.actor) == ("SYR", "attacks", "SYR")
    assert edge.target.role == "REB"
    assert edge.source.role in {"GOV", "MIL"}


def test_the_words_lie_where_they_are_said_to_be(codings: list[Coding]) -> None:
    for coding in codings:
        for edge in coding.edges:
            length = len(coding.sentences[edge.sentence])
            assert 0 <= edge.char_start < edge.char_end <= length
            for span in (edge.trigger, edge.source.span, edge.target.span):
                assert span is not None
                assert edge.char_start <= span[0] < span[1] <= edge.char_end


def test_the_words_by_hand(coder: Coder) -> None:
    sentence = "On Monday Russian jets bombed a Georgian village twice."
    (edge,) = coder.code_sentences([sentence], DAY).edges
    assert sentence[slice(*edge.trigger)] == "bombed"
    assert edge.source.span is not None
    assert sentence[slice(*edge.source.span)] == "Russian jets"
    assert sentence[edge.char_start : edge.char_end] == "Russian jets bombed a Georgian"
    assert (edge.source.name, edge.source.role, edge.source.country) == ("Russia", "MIL", "RUS")
    assert (edge.status, edge.day, edge.sentence) == ("occurred", date(2024, 4, 29), 0)
    assert edge.id == "RUS~attacks~GEO"
    assert edge.why.startswith("verb “bomb”")


def test_what_an_edge_holds_is_of_the_ontology(coder: Coder, codings: list[Coding]) -> None:
    for edge in (e for c in codings for e in c.edges):
        assert edge.relation in relation_types()
        assert edge.status in STATUSES
        assert 0 < edge.confidence < 1
        assert edge.why
        for end in (edge.source, edge.target):
            assert end.role is None or end.role in ROLES
            assert coder.register.actors[end.actor].name == end.name


def test_edges_come_in_reading_order_and_once_each(codings: list[Coding]) -> None:
    for coding in codings:
        places = [(e.sentence, e.trigger) for e in coding.edges]
        assert places == sorted(places)
        keys = [(e.sentence, e.id, e.source.role, e.target.role) for e in coding.edges]
        assert len(keys) == len(set(keys))


def test_the_same_text_gives_the_same_edges_whatever_was_read_before(coder: Coder, codings: list[Coding]) -> None:
    for number in reversed(range(len(ARTICLES))):
        article = ARTICLES[number]
        assert code(coder, article) == codings[number]


def test_threads_do_not_mix(coder: Coder, codings: list[Coding]) -> None:
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda a: code(coder, a), ARTICLES[:12]))
    assert again == codings[:12]


def test_a_second_coder_agrees(full_coder: Coder) -> None:
    article = ARTICLES[0]
    assert code(Coder.load(), article) == code(full_coder, article)


@pytest.mark.parametrize("article", ARTICLES, ids=[a["id"] for a in ARTICLES])
def test_raw_text_and_sentences_agree(coder: Coder, codings: list[Coding], article: Golden) -> None:
    sentences = article["sentences"]
    raw = coder.code(" ".join(sentences), date.fromisoformat(article["date"]))
    assert raw.sentences == tuple(sentences)
    assert raw == codings[ARTICLES.index(article)]


def test_the_day_decides_who_a_name_is(coder: Coder) -> None:
    text = ["Obama criticised Russia."]
    assert facts_of(coder.code_sentences(text, date(2015, 9, 27))) == {"USA criticises RUS"}
    assert facts_of(coder.code_sentences(text, date(2026, 3, 1))) == set()


def test_the_day_is_carried_and_may_be_unknown(coder: Coder) -> None:
    (edge,) = coder.code("Russia attacked Georgia.").edges
    assert edge.day is None
    (edge,) = coder.code("Russia attacked Georgia.", DAY).edges
    assert edge.day == DAY


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russia, Iran and Iraq share intelligence.",
         {"IRN shares_intelligence_with IRQ", "IRN shares_intelligence_with RUS", "IRQ shares_intelligence_with RUS"}),
        ("Iran and Iraq attacked Kuwait and Jordan.",
         {"IRN attacks KWT", "IRN attacks JOR", "IRQ attacks KWT", "IRQ attacks JOR"}),
        ("India and Nepal traded fire.", {"IND attacks NPL", "NPL attacks IND"}),
        ("Togo and Ghana accused each other of espionage.", {"TGO accuses GHA", "GHA accuses TGO"}),
        ("Togo met with Ghana and Benin.", {"GHA meets_with TGO", "BEN meets_with TGO"}),
    ],
)  # fmt: skip
def test_every_pair_counts(coder: Coder, sentence: str, expected: set[str]) -> None:
    assert facts(coder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Saudi Arabia's airstrikes on Yemen went on.", "SAU attacks YEM"),
        ("The Russian–Iranian intelligence-sharing accord worries Israel.", "IRN shares_intelligence_with RUS"),
        ("U.S.-backed Kurdish fighters took the town.", "USA supports NSA:KURDS"),
        ("The invasion of Kuwait by Iraq failed.", "IRQ occupies KWT"),
        ("Talks between Chile and Peru failed.", "CHL meets_with PER"),
        ("France's condemnation of Mali came late.", "FRA criticises MLI"),
        ("American sanctions on Cuba remain.", "USA sanctions CUB"),
        ("Iran is an ally of Syria.", "IRN allied_with SYR"),
        ("Finland is a member of NATO.", "FIN member_of IGO:NATO"),
        ("A ceasefire between Israel and Lebanon holds.", "ISR makes_peace_with LBN"),
    ],
)
def test_nouns_count_too(coder: Coder, sentence: str, expected: str) -> None:
    assert expected in facts(coder, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "France beat Brazil in the final.",
        "Russia and Iran lie on the Caspian Sea.",
        "The Japanese tourist liked Peru.",
        "Snow fell in Poland and Belarus.",
        "He flew from Kenya to Ghana.",
        "The Washington Post wrote about China.",
    ],
)
def test_what_is_no_edge(coder: Coder, sentence: str) -> None:
    assert facts(coder, sentence) == set()


def test_facts_are_written_with_their_status(coder: Coder) -> None:
    (edge,) = coder.code("Russia may attack Georgia.").edges
    assert fact(edge) == "RUS attacks GEO hypothetical"


def test_the_mentions_of_a_sentence_are_whom_its_words_mean(coder: Coder) -> None:
    sentences = ["Kenya and Uganda quarrelled over the lake.", "The two countries met in silence.", "Rain fell."]
    found = coder.mentions(sentences)
    assert [sorted(party.actor for party in parties) for parties in found] == [["KEN", "UGA"], ["KEN", "UGA"], []]
    assert {party.span for party in found[1]} == {(8, 17)}  # "countries"
    assert coder.mentions(["Barack Obama spoke."], date(2012, 1, 1))[0][0].actor == "USA"
    assert coder.mentions([]) == ()
