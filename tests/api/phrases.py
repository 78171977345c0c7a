"""A coder that reads plain phrases ("Russia shares intelligence with Syria"), and a few articles written for it."""

import re
from collections.abc import Sequence
from datetime import date

from app.ingestion.article import ArticleIn
from graph.model import Coding, Edge, Party
from graph.ontology import Status

NAMES = {
    "Russia": "RUS", "Moscow": "RUS", "Iran": "IRN", "Iraq": "IRQ", "Syria": "SYR", "Britain": "GBR",
    "France": "FRA", "Turkey": "TUR", "Israel": "ISR", "Egypt": "EGY", "the United States": "USA",
    "Washington": "USA", "Ukraine": "UKR", "China": "CHN", "Saudi Arabia": "SAU", "NATO": "IGO:NATO",
    "Hezbollah": "NSA:HEZBOLLAH", "Germany": "DEU", "Belarus": "BLR",
}  # fmt: skip
ACTS = {
    "shares intelligence with": "shares_intelligence_with",
    "trains beside": "cooperates_militarily_with",
    "is an ally of": "allied_with",
    "stands by": "supports",
    "met": "meets_with",
    "criticised": "criticises",
    "accused": "accuses",
    "bombed": "attacks",
    "sanctioned": "sanctions",
    "sends weapons to": "arms",
    "trades with": "cooperates_economically_with",
    "rejected the plea of": "rejects",
}
_HEDGES: dict[str, Status] = {
    "will soon": "planned",
    "reportedly": "alleged",
    "never": "negated",
    "might": "hypothetical",
}
_NAME = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
_CLAUSE = re.compile(
    rf"(?P<a>{_NAME}) (?:(?P<hedge>{'|'.join(_HEDGES)}) )?(?P<act>{'|'.join(map(re.escape, ACTS))}) (?P<b>{_NAME})"
)


class PhraseCoder:
    """Splits at full stops; every clause of the pattern is an edge."""

    version = "phrases-1"

    def code(self, text: str, day: date | None = None) -> Coding:
        """Codes a text."""
        return self.code_sentences([part.strip() for part in re.split(r"(?<=\.)\s+", text) if part.strip()], day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Codes sentences as they are."""
        edges = [edge for index, text in enumerate(sentences) for edge in _edges(text, index, day)]
        return Coding(tuple(sentences), tuple(edges))


def _edges(text: str, index: int, day: date | None) -> list[Edge]:
    return [
        Edge(
            source=Party(NAMES[found["a"]], found["a"], "GOV", None, found.span("a")),
            relation=ACTS[found["act"]],
            target=Party(NAMES[found["b"]], found["b"], None, None, found.span("b")),
            status=_HEDGES.get(found["hedge"] or "", "occurred"),
            sentence=index,
            char_start=found.start(),
            char_end=found.end(),
            trigger=found.span("act"),
            confidence=0.9,
            why=f"the phrase {found['act']!r}",
            day=day,
            precision="day" if day else None,
            day_known="article" if day else None,
        )
        for found in _CLAUSE.finditer(text)
        if NAMES[found["a"]] != NAMES[found["b"]]
    ]


ARTICLES = (
    ArticleIn(
        text="The four capitals signed the accord on Sunday. Russia shares intelligence with Syria and more follows. "
        "Russia shares intelligence with Iran. Russia shares intelligence with Iraq. Russia trains beside Iran. "
        "Russia trains beside Syria. For decades Russia is an ally of Syria. The United States was not told before.",
        title="Four capitals pool their secrets",
        publisher="The Evening Courier",
        published_at=date(2015, 9, 27),
        url="https://courier.example/four-capitals",
    ),
    ArticleIn(
        text="Officials in London were blunt about it. Britain criticised Russia over the strikes. "
        "In the north Russia bombed Turkey, said nobody who was there. Today Turkey accused Russia of it.",
        title="London is blunt",
        publisher="Harbour Post",
        published_at=date(2015, 12, 2),
    ),
    ArticleIn(
        text="The war went on into the new year. Russia bombed Ukraine overnight and again at dawn. "
        "After that Britain sanctioned Russia with the others. France sanctioned Russia as well. "
        "Later Russia met Turkey in the south. Russia never bombed Turkey, the ministry said.",
        title="Into the new year",
        publisher="The Evening Courier",
        published_at=date(2023, 1, 3),
    ),
)  # fmt: skip
