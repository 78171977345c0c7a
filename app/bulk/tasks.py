"""What a worker does: read and clean a chunk, and code what of it is new. No SQL, no state besides the coder."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import import_module
from threading import Timer

from app.bulk.lots import Item, Lot
from app.coders import LazyCoder
from app.edition import program
from app.errors import ClusterUnfit, EntenteError, RefusedArticle
from app.ingestion.article import ArticleIn, CleanArticle
from app.ingestion.clean import clean, clean_line
from app.ingestion.headline import headed
from app.ingestion.readers import ReadProblem
from app.services.coding import CodesArticles
from graph.model import Coding

EMBEDDED = "app.bulk.tasks:embedded"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How articles are read: the same for all tasks of a run.

    ``coder`` names what makes the coder, as ``module:function``, called with this recipe; ``program`` is the digest of the
    program that a worker has to be of; an article may take ``seconds``. ``publisher`` and ``published`` are for those that
    name none.
    """

    program: str
    coder: str = EMBEDDED
    least: float = 0.5
    max_bytes: int = 1_000_000
    seconds: float = 600.0
    publisher: str | None = None
    published: date | None = None

    def fill(self, article: ArticleIn) -> ArticleIn:
        """The article with what it lacks."""
        if self.publisher and not article.publisher:
            article = replace(article, publisher=self.publisher)
        if self.published and article.published_at is None:
            article = replace(article, published_at=self.published, published_source="given")
        return article


@dataclass(frozen=True, slots=True)
class Turned:
    """What is no article: ``slug`` is that of the refusal, or "unreadable"."""

    place: str
    title: str | None
    slug: str
    detail: str


Ready = CleanArticle | Turned
#: What the coder found in an article, or why it could not be coded.
Coded = Coding | str


def prepare(recipe: Recipe, lots: Sequence[Lot]) -> tuple[tuple[Ready, ...], ...]:
    """The articles of each lot, clean. Raises :class:`app.errors.ClusterUnfit` where this is another program."""
    check(recipe)
    with watched(recipe.seconds):
        return tuple(tuple(tidied(recipe, item, lot.place) for item in lot.read().items) for lot in lots)


def code(recipe: Recipe, articles: Sequence[CleanArticle]) -> tuple[Coded, ...]:
    """What the coder finds in each. Raises :class:`app.errors.CoderUnavailable`."""
    check(recipe)
    coder = coder_of(recipe)
    found: list[Coded] = []
    for article in articles:
        with watched(recipe.seconds):
            found.append(read(coder, article))
    return tuple(found)


def check(recipe: Recipe) -> None:
    """Raise ClusterUnfit where this program is not the one that wrote the recipe."""
    if recipe.program != program():
        raise ClusterUnfit("the cluster's workers run another version of this program; start them from the same one")


def tidied(recipe: Recipe, item: Item, place: str) -> Ready:
    """An item as it is coded, or why it is not."""
    if isinstance(item, ReadProblem):
        return Turned(f"{item.path}{f':{item.line}' if item.line else ''}", None, "unreadable", item.reason)
    try:
        return clean(recipe.fill(item), max_bytes=recipe.max_bytes)
    except RefusedArticle as error:
        return Turned(place, clean_line(item.title), error.slug, error.detail)


def read(coder: CodesArticles, article: CleanArticle) -> Coded:
    """An article's coding; whatever is wrong with it is its own."""
    try:
        if article.sentences is None:
            return coder.code(headed(article.title, article.text), article.published_day)
        return coder.code_sentences(article.sentences, article.published_day)
    except EntenteError:  # the coder is not there: no fault of the article
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@lru_cache(maxsize=1)
def coder_of(recipe: Recipe) -> CodesArticles:
    """The coder of this process."""
    module, _, name = recipe.coder.partition(":")
    made: CodesArticles = getattr(import_module(module), name)(recipe)
    return made


def embedded(recipe: Recipe) -> CodesArticles:
    """The coder that ships with the program, on one thread."""
    return LazyCoder(1, recipe.least).load()


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """End this process where what is done inside takes longer: nothing else ends a computation that hangs."""
    late = Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()
