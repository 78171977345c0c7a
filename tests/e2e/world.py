"""A little history, written for these tests: what the phrase coder reads in a few articles of 1991 to 2024."""

from datetime import date

from app.ingestion.article import ArticleIn
from tests.api.phrases import ARTICLES, PhraseCoder

__all__ = ["HISTORY", "PhraseCoder"]

_TOLD = (
    ("1991-02-10", "The Harbour Post", "the United States bombed Iraq. Britain trains beside the United States."),
    ("1994-06-03", "The Harbour Post", "Israel met Egypt. Egypt trades with Israel. Syria criticised Israel."),
    ("1999-04-24", "The Morning Ledger", "NATO accused Moscow of it. France is an ally of Germany. Germany trades with China."),
    (
        "2003-03-21",
        "The Harbour Post",
        "the United States bombed Iraq. Britain bombed Iraq. France criticised the United States.",
    ),
    ("2006-07-15", "The Morning Ledger", "Israel bombed Hezbollah. Iran sends weapons to Hezbollah. Iran stands by Syria."),
    ("2008-08-12", "The Evening Courier", "NATO criticised Russia. Belarus stands by Russia. Russia trains beside Belarus."),
    (
        "2011-09-01",
        "The Evening Courier",
        "the United States sanctioned Syria. Russia stands by Syria. Iran sends weapons to Syria.",
    ),
    (
        "2014-07-30",
        "The Harbour Post",
        "the United States sanctioned Russia. Britain sanctioned Russia. China trades with Russia.",
    ),
    ("2016-02-14", "The Morning Ledger", "Iran trains beside Russia. Turkey accused Syria. Saudi Arabia criticised Iran."),
    (
        "2018-05-09",
        "The Morning Ledger",
        "the United States sanctioned Iran. Israel bombed Syria. Saudi Arabia stands by the United States.",
    ),
    (
        "2022-02-25",
        "The Evening Courier",
        "Russia bombed Ukraine. Belarus stands by Russia. Britain sends weapons to Ukraine. "
        "the United States sends weapons to Ukraine. Germany sends weapons to Ukraine. NATO stands by Ukraine.",
    ),
    (
        "2022-03-10",
        "The Harbour Post",
        "France stands by Ukraine. China rejected the plea of the United States. Germany sanctioned Russia.",
    ),
    ("2024-06-19", "The Evening Courier", "Russia bombed Ukraine. Iran sends weapons to Russia. China trades with Russia."),
)

#: The three articles of the API's tests, and these; each sentence is a relation.
HISTORY = (
    *ARTICLES,
    *(
        ArticleIn(
            title=f"News of {day}", text=text, publisher=publisher, published_at=date.fromisoformat(day),
            url=f"https://news.example/{day}",
        )
        for day, publisher, text in _TOLD
    ),
)  # fmt: skip
