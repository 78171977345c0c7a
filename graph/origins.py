"""Where relations come from: what our coder read, or a data set of events or alliances that others made. Each origin is a
graph of its own; none is ever mixed with another, since they count different things.

Citations are those that the data sets ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Origin = Literal["coder", "gdelt", "polecat", "icews", "cow", "atop"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)
#: What is asked where nobody names another.
CODER: Origin = "coder"


@dataclass(frozen=True, slots=True)
class Described:
    """What an origin is: ``about`` in a sentence, the data set's ``version`` that we read, how it is cited, and the
    ``codebook`` that says what its rows mean (None of our own coder, whose documentation does)."""

    name: Origin
    title: str
    about: str
    version: str | None = None
    citation: str | None = None
    codebook: str | None = None


DESCRIBED: Mapping[Origin, Described] = MappingProxyType({
    one.name: one
    for one in (
        Described("coder", "Entente", "What the coder of this service read in articles, sentence by sentence."),
        Described(
            "gdelt",
            "GDELT Event Database",
            "Events that a machine coded in news of the world, by CAMEO.",
            "2.0",
            "Leetaru, K. and Schrodt, P. A. (2013): GDELT: Global Data on Events, Location and Tone, 1979-2012. "
            "ISA Annual Convention.",
            "The GDELT Event Database Data Format Codebook V2.0 (2015)",
        ),
        Described(
            "polecat",
            "POLECAT",
            "Political events that a machine coded in news in several languages, by PLOVER.",
            "weekly",
            "Halterman, A., Bagozzi, B. E., Beger, A., Schrodt, P. A. and Scarborough, G. (2023): PLOVER and POLECAT: A New "
            "Political Event Ontology and Dataset. ISA Annual Convention. Data: doi:10.7910/DVN/AJGVIT.",
            "PLOVER: the Political Language Ontology for Verifiable Event Records",
        ),
        Described(
            "icews",
            "ICEWS Coded Event Data",
            "Events that a machine coded in news until 2020, by CAMEO.",
            "1995-2020",
            "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015): ICEWS Coded Event "
            "Data. Harvard Dataverse, doi:10.7910/DVN/28075.",
            "CAMEO codebook 1.1b3 (Schrodt 2012), and the notes on ICEWS coded event data at the same address",
        ),
        Described(
            "cow",
            "Correlates of War, Formal Alliances",
            "Formal alliances between states since 1816, coded by people.",
            "4.1",
            "Gibler, D. M. (2009): International Military Alliances, 1648-2008. CQ Press.",
            "Correlates of War Formal Alliance Data Set v4.1, codebook",
        ),
        Described(
            "atop",
            "ATOP",
            "Military alliance agreements since 1815 and what each obliges its members to do, coded by people.",
            "5.1",
            "Leeds, B. A., Ritter, J. M., Mitchell, S. M. and Long, A. G. (2002): Alliance Treaty Obligations and Provisions, "
            "1815-1944. International Interactions 28: 237-260.",
            "Alliance Treaty Obligations and Provisions (ATOP) codebook 5.1",
        ),
    )
})  # fmt: skip
