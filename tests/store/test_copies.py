"""Whether two texts are one report; and that no seed, machine or order changes a sketch."""

import random

import pytest

from app.store.copies import COPIED, FEWEST, KEPT, Print, likeness, sketch_of, words_of

REPORT = (
    "Norland's coast guard stopped three trawlers from Estmark in disputed waters on Tuesday and took their crews to the port of "
    "Halvik, the fisheries ministry said. Estmark summoned the ambassador within hours and demanded that all 27 men be let go. "
    "A spokesman in Halvik replied that the boats had been warned four times since March, and that the catch, some 40 tonnes of "
    "cod, would be auctioned. The two governments have quarrelled over the banks since a treaty of 1974 lapsed without a "
    "successor. Fishermen blocked the harbour road with nets and burning pallets until the police cleared it at dusk."
)
EDITED = (
    "HALVIK (Agencies) - Norland's coast guard halted three trawlers from Estmark in disputed waters on Tuesday, taking their "
    "crews to the port of Halvik, the fisheries ministry said. Estmark summoned the ambassador and demanded that all 27 men "
    "be freed. A spokesman in Halvik replied the boats had been warned four times since March, and that the catch, about 40 "
    "tons of cod, would be sold. The two governments have quarreled over the banks since a treaty of 1974 lapsed without "
    "successor."
)
FOLLOW_UP = (
    "Estmark's parliament voted on Friday to close its ports to ships that fly the flag of Norland, after a week in which talks "
    "between the two foreign ministers came to nothing. Prime Minister Oda Lien called the vote a mistake and said that her "
    "own harbours would stay open to everybody. Insurers in Velm doubled their rates for the crossing. "
    "The two governments have quarrelled over the banks since a treaty of 1974 lapsed without a successor. Fishermen blocked the "
    "harbour road with nets and burning pallets until the police cleared it at dusk."
)


def like(one: str, other: str) -> float:
    return likeness(words_of(one), words_of(other))


def test_an_edit_is_a_copy_and_a_follow_up_is_none() -> None:
    assert like(REPORT, REPORT) == 1
    assert like(REPORT, EDITED) >= COPIED
    assert like(REPORT, FOLLOW_UP) < COPIED
    assert set(Print.of(REPORT).sketch) & set(Print.of(EDITED).sketch)


def test_it_does_not_matter_which_comes_first() -> None:
    for text in (EDITED, FOLLOW_UP):
        assert like(REPORT, text) == like(text, REPORT)


def test_case_punctuation_and_common_words_do_not_count() -> None:
    shouted = REPORT.upper().replace(",", " -- ").replace(" THE ", " A ")
    assert words_of(shouted).tolist() == words_of(REPORT).tolist()
    assert sketch_of(words_of(shouted)) == sketch_of(words_of(REPORT))


def weekly(day: str, *figures: str) -> str:
    one, two, three, four = figures
    return (
        f"Oil closed higher on {day} after a week of light trade in London. The benchmark stood at {one} dollars a barrel when "
        f"the market closed, against {two} dollars the week before, and volumes reached {three} million barrels by early "
        f"evening. Stocks in the ports fell by {four} percent, brokers said, and buyers waited for the figures of the agency."
    )


def test_what_has_other_figures_in_the_same_places_is_another_report() -> None:
    this = weekly("Monday", "61.20", "59.75", "412", "3")
    assert like(this, weekly("Monday", "58.05", "61.20", "377", "8")) == 0
    assert like(this, weekly("Monday", "61.20", "59.75", "412", "4")) >= COPIED  # one was brought up to date


def test_what_is_short_is_no_copy_and_has_no_sketch() -> None:
    words = "seven envoys flew east under heavy guard while markets slept tonight quietly".split()
    short, enough = " ".join(words[: FEWEST - 2]), " ".join(words * 2)
    assert len(words_of(short)) < FEWEST <= len(words_of(enough))
    assert (like(short, short), sketch_of(words_of(short))) == (0, ())
    assert like(enough, enough) == 1
    assert sketch_of(words_of("")) == ()


def test_a_notice_of_a_long_report_is_not_one_with_it() -> None:
    long = " ".join(f"word{n} of{n} that{n} report{n}" for n in range(50))
    assert like(long, " ".join(long.split()[:50])) == 0
    assert like(long, " ".join(long.split()[:100])) >= COPIED


def test_a_sketch_is_small_sorted_and_of_32_bits() -> None:
    sketch = Print.of(REPORT).sketch
    assert len(sketch) == KEPT == len(set(sketch))
    assert list(sketch) == sorted(sketch)
    assert all(-(2**31) <= number < 2**31 for number in sketch)
    # Stored sketches are compared with new ones: whoever changes these numbers raises SCHEME.
    assert sketch[0] == -2014668465


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_sketches_share_numbers_as_often_as_texts_share_runs(share: float) -> None:
    """Without bias: the estimate from sketches, over many texts, is the exact share of runs."""
    dice = random.Random(11)  # noqa: S311
    estimates, exact = [], []
    for _ in range(150):
        words = [f"w{dice.randrange(10**9)}" for _ in range(160)]
        kept = int(160 * share)
        one, other = words, words[:kept] + [f"w{dice.randrange(10**9)}" for _ in range(160 - kept)]
        runs = [{tuple(text[at : at + 3]) for at in range(158)} for text in (one, other)]
        exact.append(len(runs[0] & runs[1]) / len(runs[0] | runs[1]))
        sketches = [set(Print.of(" ".join(text)).sketch) for text in (one, other)]
        union = set(sorted(sketches[0] | sketches[1])[:KEPT])
        estimates.append(len(union & sketches[0] & sketches[1]) / KEPT)
    assert sum(estimates) / 150 == pytest.approx(sum(exact) / 150, abs=0.02)
