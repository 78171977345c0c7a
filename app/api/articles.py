"""Articles in and out, and coding without storing."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.api import present
from app.api.context import Held
from app.api.documented import answers
from app.api.parameters import Cursor, PageLimit
from app.container import Container
from app.errors import BadArticle
from app.http.answers import Json
from app.http.apart import Apart
from app.http.pages import listed, next_url
from app.http.routes import StrictRoute
from app.ingestion.article import ArticleIn
from app.schemas.articles import (
    ArticleBody,
    ArticleCopies,
    ArticleDetail,
    ArticleRetracted,
    ArticleTaken,
    ExtractAnswer,
    ExtractBody,
)
from app.services.publishers import brief_of

router = APIRouter(prefix="/v1", tags=["articles"], route_class=StrictRoute)

#: Copies that an article itself names; all of them are a list of their own.
_COPIES = 20

ArticleId = Annotated[str, Path(description="The id that taking the article in gave.", max_length=100)]


@router.post(
    "/articles", summary="Take an article in", **answers(ArticleTaken, 403, 413, 415, 422, 502, 507, also={201: ArticleTaken})
)
async def take(request: Request, body: ArticleBody, held: Held) -> Response:
    """201 where it is new, 200 where its text is known already (nothing changes then). One without text and html is fetched
    from its `url`."""
    article = await _whole(request, ArticleIn(**body.model_dump()), held)
    apart: Apart = request.app.state.coding
    return await apart.run(partial(_take, request, article, held))


async def _whole(request: Request, article: ArticleIn, held: Container) -> ArticleIn:
    """The article with its body; one that is fetched waits for others' servers, and takes no thread from coding."""
    if article.url is None or article.text is not None or article.html is not None:
        return article
    apart: Apart = request.app.state.fetching
    return await apart.run(partial(held.fetching.article, article))


def _take(request: Request, article: ArticleIn, held: Container) -> Response:
    taken = held.ingest.ingest(article, _now(request))
    held.graph.follow(taken.version)
    edges = [present.stored(row) for row in held.evidence.of_article(taken.article_id) if row.retracted_at is None]
    link = f"/v1/articles/{taken.article_id}"
    answer = {
        "id": taken.article_id,
        "outcome": taken.outcome,
        "status": taken.status,
        "edges": edges,
        "version": taken.version,
        "error": taken.error,
        "copy_of": taken.copy_of,
        "links": {"self": link},
    }
    created = taken.outcome != "known"
    return Json(answer, status_code=201 if created else 200, headers={"Location": link} if created else None)


@router.get("/articles/{article_id}", summary="One article", **answers(ArticleDetail, 404))
def article(article_id: ArticleId, held: Held) -> Response:
    """Its sentences and what each states, retracted evidence included and marked; and who tells the same report."""
    row = held.evidence.article(article_id)
    copies = held.evidence.copies(article_id, limit=_COPIES)
    return Json(
        {
            "id": row.id,
            "title": row.title,
            "publisher": row.publisher,
            "outlet": brief_of(row.publisher),
            "credited": brief_of(row.credited),
            "url": row.url,
            "language": row.language,
            "published_at": row.published_at,
            "published_day": row.published_day,
            "received_at": row.received_at,
            "status": row.status,
            "error": row.error,
            "origin": row.origin,
            "sentences": row.sentences,
            "edges": [
                {"id": piece.id, **present.stored(piece), "retracted": piece.retracted_at is not None}
                for piece in held.evidence.of_article(article_id)
            ],
            "copy_of": held.evidence.leader(row),
            "copies": {"total": copies.total, "articles": [head.id for head in copies.results]},
            "version": row.version,
            "links": {"copies": f"/v1/articles/{row.id}/copies"},
        },
        headers={"Cache-Control": "no-store"},
    )


@router.get("/articles/{article_id}/copies", summary="Who tells the same report", **answers(ArticleCopies, 404))
def copies(request: Request, article_id: ArticleId, held: Held, limit: PageLimit, cursor: Cursor = None) -> Response:
    """The other articles that are counted as one report with it, in the order in which they came."""
    found = held.evidence.copies(article_id, limit=limit, cursor=cursor)
    content = {
        "article": article_id,
        "results": [
            {
                "id": head.id,
                "title": head.title,
                "publisher": head.publisher,
                "published_day": head.published_day,
                "url": head.url,
                "received_at": head.received_at,
                "status": head.status,
                "links": {"self": f"/v1/articles/{head.id}"},
            }
            for head in found.results
        ],
        "total": found.total,
        "limit": limit,
        "next": found.next,
        "next_url": next_url(request, found.next),
    }
    answer = listed(content)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.delete("/articles/{article_id}", summary="Take an article back", **answers(ArticleRetracted, 404, 507))
def retract(request: Request, article_id: ArticleId, held: Held) -> Response:
    """Its evidence no longer counts; it stays on record as retracted."""
    done = held.ingest.retract(article_id, _now(request))
    held.graph.follow(done.version)
    return Json({"id": done.article_id, "changed": done.changed, "edges": done.edges, "version": done.version})


@router.post("/extract", summary="Code a text, store nothing", **answers(ExtractAnswer, 403, 413, 415, 422, 502))
async def extract(request: Request, body: ExtractBody, held: Held) -> Response:
    """The relations that each sentence states, with the words that state them and why they were coded. Of a `url`, the
    article there is coded."""
    if (body.text is None) == (body.url is None):
        raise BadArticle("give either text or url")
    article = await _whole(request, ArticleIn(**body.model_dump()), held)
    apart: Apart = request.app.state.coding
    return await apart.run(partial(_extract, article, held))


def _extract(article: ArticleIn, held: Container) -> Response:
    if article.url is None:
        coding, day = held.extract.extract(article.text or "", article.published_at), article.published_at
    else:
        coding, day = held.extract.article(article)
    return Json({"sentences": coding.sentences, "edges": [present.coded(edge, day) for edge in coding.edges]})


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now.astimezone(UTC)
