"""What a worker does: read and clean a chunk, and code what of it is new. No SQL, no state besides the coder."""

import os
import signal
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module

from app.bulk.lots import Lot
from app.coders import LazyCoder
from app.coders.patience import Patience
from app.edition import program
from app.errors import ClusterUnfit
from app.ingestion.article import ArticleIn, CleanArticle
from app.ingestion.defaults import Defaults
from app.ingestion.sources import Item, ReadProblem
from app.services.coding import CodesArticles
from app.services.preparing import Preparer, Refused
from app.store.ledger import Entry

EMBEDDED = "app.bulk.tasks:embedded"
_PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How articles are read: the same for all tasks of a run.

    ``coder`` names what makes the coder, as ``module:function``, called with this recipe; ``coder_version`` is noted with
    each article; ``program`` is the digest of the program that a worker has to be of; an article may take ``seconds``.
    ``publisher`` and ``published`` are for those that name none. The run was ``begun`` then: no page is of a later day.
    """

    program: str
    coder_version: str
    coder: str = EMBEDDED
    least: float = 0.5
    max_bytes: int = 1_000_000
    seconds: float = 600.0
    publisher: str | None = None
    published: date | None = None
    begun: datetime | None = None

    def fill(self, article: ArticleIn) -> ArticleIn:
        """The article with what it lacks."""
        return Defaults(self.publisher, self.published).fill(article)


#: What became of an item once it was cleaned.
Ready = CleanArticle | Refused | ReadProblem


def prepare(recipe: Recipe, lots: Sequence[Lot]) -> tuple[tuple[Ready, ...], ...]:
    """The articles of each lot, clean. Raises :class:`app.errors.ClusterUnfit` where this is another program."""
    return tuple(tuple(tidied(recipe, item, place) for place, item in enumerate(opened(recipe, lot).items)) for lot in lots)


def opened(recipe: Recipe, lot: Lot) -> Lot:
    """A lot with its articles. Raises as :func:`prepare`."""
    check(recipe)
    preparer_of(recipe)
    return lot.read()


def code(recipe: Recipe, articles: Sequence[CleanArticle], now: datetime) -> tuple[Entry, ...]:
    """Each as it is stored, with what the coder finds in it. Raises :class:`app.errors.CoderUnavailable`."""
    check(recipe)
    found: list[Entry] = []
    for article in articles:
        with watched(recipe.seconds):
            found.append(preparer_of(recipe).entry(article, now))
    return tuple(found)


def check(recipe: Recipe) -> None:
    """Raise ClusterUnfit where this program is not the one that wrote the recipe."""
    if recipe.program != program():
        raise ClusterUnfit("the cluster's workers run another version of this program; start them from the same one")


def tidied(recipe: Recipe, item: Item, place: int) -> Ready:
    """An item as it is coded, or why it is not; ``place`` is its own in its lot."""
    if isinstance(item, ReadProblem):
        return item
    with watched(recipe.seconds):
        return preparer_of(recipe).cleaned(recipe.fill(item), place, recipe.begun)


@lru_cache(maxsize=1)
def preparer_of(recipe: Recipe) -> Preparer:
    """What cleans and codes in this process."""
    module, _, name = recipe.coder.partition(":")
    coder: CodesArticles = getattr(import_module(module), name)(recipe)
    return Preparer(coder, coder_version=recipe.coder_version, max_text_bytes=recipe.max_bytes)


def embedded(recipe: Recipe) -> CodesArticles:
    """The coder that ships with the program, on one thread, loaded when it is first asked."""
    return LazyCoder(1, recipe.least)


def watched(seconds: float) -> AbstractContextManager[None]:
    """End this process where what is done inside takes longer: nothing else ends a computation that hangs."""
    return _PATIENCE.within(seconds, lambda: os.kill(os.getpid(), signal.SIGKILL))
