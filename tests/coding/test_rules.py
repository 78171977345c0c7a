"""Acts whose other party goes without saying: the one whom their doer dealt with in this sentence or the one before."""

import pytest

from graph.coding import Coder
from tests.coding.facts import facts

QUIET = "Prices rose."


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["Iran accused Iraq.", "Iran recalled its ambassador."], {"IRN cuts_ties_with IRQ"}),
        (["Iran met Iraq.", "Iraq signed a treaty."], {"IRN signs_agreement_with IRQ"}),  # to meet is mutual
        (["Iran accused Iraq.", "Iraq recalled its ambassador."], set()),  # to accuse is not
        (["Iran accused Iraq.", "Kenya recalled its ambassador."], set()),
        (["Iran accused Iraq.", "Kenya slept.", "Iran recalled its ambassador."], set()),  # too far back
        (["Iran recalled its ambassador."], set()),
        (["Iran accused Iraq.", "Iran accused Kenya.", "Iran recalled its ambassador."], {"IRN cuts_ties_with KEN"}),
        (["Iran accused Iraq.", "Iran recalled its ambassador from Kenya."], {"IRN cuts_ties_with KEN"}),
    ],
)
def test_an_implied_partner(coder: Coder, sentences: list[str], expected: set[str]) -> None:
    assert facts(coder, *sentences) == expected


def test_an_implied_partner_is_told_and_doubted(coder: Coder) -> None:
    coding = coder.code_sentences(["Iran accused Iraq.", "Iran recalled its ambassador."])
    said, implied = coding.edges
    assert "(implied)" in implied.why
    assert "IRQ by “IRQ” implied" in implied.why
    assert implied.confidence < said.confidence - 0.1
    assert implied.target.span == implied.source.span == (0, 4)  # the partner stands in another sentence
    (accused, near) = sorted(
        coder.code_sentences(["Iran accused Iraq and recalled its ambassador."]).edges, key=lambda e: e.relation
    )
    assert (near.relation, near.target.actor) == ("cuts_ties_with", "IRQ")
    assert accused.confidence > near.confidence > implied.confidence


@pytest.mark.parametrize(
    ("sentence", "wanted", "unwanted"),
    [
        ("Kenya's envoy paid a courtesy call on Peru's president.", set(), {"KEN requests PER"}),
        ("Sudan-based Chadian rebels attacked Niger.", {"TCD attacks NER"}, {"SDN attacks NER"}),
        ("The Dhaka Metropolitan Police arrested forty students.", set(), {"GBR coerces BGD", "GBR coerces GBR"}),
        ("Yemen cut ties with Qatar, accusing the country of supporting rebels.", {"YEM accuses QAT"}, {"YEM accuses YEM"}),
        (
            "The government of South Sudan and representatives of South Sudan's rebels signed a peace pact on Friday.",
            {"SSD signs_agreement_with SSD"},
            set(),
        ),
        ("Mali and Chad signed an agreement on providing wheat.", {"TCD signs_agreement_with MLI"}, set()),
    ],
)
def test_what_real_news_taught(coder: Coder, sentence: str, wanted: set[str], unwanted: set[str]) -> None:
    found = {f"{e.source.actor} {e.relation} {e.target.actor}" for e in coder.code_sentences([sentence]).edges}
    found |= {
        f"{e.target.actor} {e.relation} {e.source.actor}"
        for e in coder.code_sentences([sentence]).edges
        if e.relation.endswith("_with")
    }
    assert wanted <= found
    assert not unwanted & found
