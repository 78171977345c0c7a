"""Publishers: what is known of them, and what is stored of them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import Listing, examples

OwnershipOf = Literal["state", "public", "private", "party"]
KindOf = Literal["agency", "newspaper", "broadcaster", "magazine", "site"]
OUTLET: dict[str, Any] = {"id": "tass", "name": "TASS", "country": "RUS", "ownership": "state", "kind": "agency"}
PUBLISHER: dict[str, Any] = {**OUTLET, "articles": 4, "credits": 9, "evidence": 21, "link": "/v1/publishers/tass"}


class OutletBrief(BaseModel):
    """A publisher that the register knows."""

    model_config = examples(OUTLET)

    id: str
    name: str
    country: str
    ownership: OwnershipOf
    kind: KindOf


OutletOf = Annotated[OutletBrief | None, Field(description="What is known of the publisher; null where it is in no register.")]
CreditedOf = Annotated[
    OutletBrief | None, Field(description="The agency whose report the article says that it is: whose voice it counts as.")
]


class VoicesOf(BaseModel):
    """How many publishers state a relation, by whose they are, the most first; either adds up to ``publishers``."""

    model_config = examples(
        {"ownership": {"private": 5, "state": 2, "unknown": 1}, "country": {"USA": 4, "RUS": 3, "unknown": 1}}
    )

    ownership: dict[Literal["state", "public", "private", "party", "unknown"], int]
    country: dict[str, int] = Field(description="By home country, ISO 3166-1 alpha-3, or unknown.")


class PublisherBrief(BaseModel):
    """A publisher, and what is stored of it."""

    model_config = examples(PUBLISHER)

    id: str = Field(description="The outlet's, or pub- and a number.")
    name: str
    country: str | None
    ownership: OwnershipOf | None
    kind: KindOf | None
    articles: int = Field(description="Articles that it printed.")
    credits: int = Field(description="Articles of others that are its reports, by their own words.")
    evidence: int = Field(description="Counted pieces of evidence that it is the voice of.")
    link: str


class PublisherDetail(PublisherBrief):
    """One publisher."""

    model_config = examples(
        {
            **PUBLISHER,
            "aliases": ["ITAR-TASS"],
            "domains": ["tass.com", "tass.ru"],
            "owner": None,
            "since": None,
            "until": None,
        }
    )

    aliases: list[str]
    domains: list[str]
    owner: str | None
    since: str | None = Field(description="Year, where it is certain.")
    until: str | None


class PublisherList(Listing):
    """Publishers, those with the most articles first."""

    results: list[PublisherBrief]
