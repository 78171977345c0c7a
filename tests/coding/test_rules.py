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
