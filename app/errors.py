"""Errors of the service, each with the slug, title and HTTP status that an answer carries; ``str(error)`` says what
to do.

EntenteError                  500
├── RefusedArticle            the article cannot be taken as it is
│   ├── EmptyText             422  nothing to read in it
│   ├── NotText               415  bytes that are no text
│   ├── TooLarge              413  more text than the limit
│   ├── NotEnglish            422  written in another language
│   ├── BadArticle            422  a field that contradicts itself (neither text nor html, a bad date …)
│   └── UrlNotFetched         422  an address alone, where nothing is fetched
├── FetchFailed               502  an address did not give what was asked for
├── FetchRefused              422  an address that may not be asked
│   └── RobotsRefused         403  its robots.txt says so
├── NotFound                  404
│   ├── ArticleNotFound
│   ├── RelationNotFound
│   ├── ActorNotFound
│   ├── AllianceNotFound
│   ├── WebhookNotFound
│   ├── PublisherNotFound
│   ├── FeedNotFound
│   ├── DecisionNotFound      no decision about actors has this number
│   ├── KeyNotFound           no key of the service has this id
│   ├── JobNotFound           no job has this id
│   └── QualityNotMeasured    the coder's measures are not there
├── CodingFailed              502  the coder failed on this article
├── DecisionRefused           409  it contradicts the decisions about actors that stand
├── ChangesExpired            410  changes so old are kept no longer
├── BadWebhook                422  nothing can be delivered to this address, or by this secret
├── WebhookLimit              409  there are as many webhooks as may be
├── JobNotRetried             409  a job that goes on, or is done, cannot be tried again
├── IdempotencyReused         422  the key was used for something else before
├── BadFeed                   422  what lies at an address is no feed, or cannot be read
├── FeedLimit                 409  there are as many feeds as may be
├── FeedBusy                  409  another process is polling this feed
├── BadDataSet                400  a file of a data set (`import`) cannot be used
├── BadRequest                400  a parameter that means nothing
│   └── BadCursor             400  a cursor that this service did not give
├── Unavailable               503
│   ├── CoderUnavailable      503  the coder's model files are absent
│   ├── StoreUnavailable      503  the database does not answer, or is not migrated
│   │   └── StoreFull         507  there is no room left for the database
│   ├── UploadsFull           507  there is no room left for what is sent
│   ├── ShuttingDown          503  the service is being stopped
│   ├── GraphNotLoaded        503  no graph version is loaded yet
│   ├── AnalysisTooLong       503  an analysis takes longer than it may
│   └── Busy                  503  too many analyses are waiting already
└── BadSettings               500  a setting that cannot be used
"""

from typing import ClassVar


class EntenteError(Exception):
    """Base of every error that the service raises on purpose. ``extra`` holds members for a problem document."""

    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"
    status: ClassVar[int] = 500
    #: Seconds after which trying again may help, for ``Retry-After``; None where it does not.
    retry_after: ClassVar[int | None] = None

    def __init__(self, detail: str = "", **extra: object) -> None:
        self.detail = detail or self.title
        self.extra = extra
        super().__init__(self.detail)


class RefusedArticle(EntenteError):  # noqa: N818 - reads as what happened, here and below
    """The article cannot be taken as it is; nothing was stored."""

    slug = "refused-article"
    title = "This article cannot be read"
    status = 422


class EmptyText(RefusedArticle):
    """Nothing to read is left once markup and whitespace are gone."""

    slug = "empty-text"
    title = "There is no text in this article"


class NotText(RefusedArticle):
    """The bytes or characters are no text."""

    slug = "not-text"
    title = "This is not text"
    status = 415


class TooLarge(RefusedArticle):
    """More text than the limit allows."""

    slug = "too-large"
    title = "This article is too large"
    status = 413


class NotEnglish(RefusedArticle):
    """The text is in another language than English: ``language``, a code of at most 16 characters."""

    slug = "not-english"
    title = "This article is not in English"

    def __init__(self, detail: str = "", language: str = "und") -> None:
        super().__init__(detail)
        self.language = language


class BadArticle(RefusedArticle):
    """A field of the article cannot be used."""

    slug = "bad-article"
    title = "A field of this article cannot be used"


class UrlNotFetched(RefusedArticle):
    """An article was given by its address alone, and this service fetches nothing."""

    slug = "url-not-fetched"
    title = "An address alone is not enough"


class FetchFailed(EntenteError):  # noqa: N818
    """An address did not give what was asked for: it was not reached, or answered otherwise, too much, or something else than
    a page. Another try may help. ``answered`` is its status, where there was one."""

    slug = "fetch-failed"
    title = "This address could not be fetched"
    status = 502


class FetchRefused(EntenteError):  # noqa: N818
    """An address that is not asked: it is no public one, or cannot be read."""

    slug = "fetch-refused"
    title = "This address is not fetched"
    status = 422


class RobotsRefused(FetchRefused):
    """The robots.txt of the address does not want it fetched."""

    slug = "robots-refused"
    title = "The site does not want this fetched"
    status = 403


class NotFound(EntenteError):  # noqa: N818
    """Nothing has this identifier."""

    slug = "not-found"
    title = "Nothing is found under this address"
    status = 404


class ArticleNotFound(NotFound):
    """No article has this id."""

    slug = "article-not-found"
    title = "No such article"


class RelationNotFound(NotFound):
    """No relation has this id."""

    slug = "relation-not-found"
    title = "No such relation"


class PublisherNotFound(NotFound):
    """No publisher has this id or name."""

    slug = "publisher-not-found"
    title = "No such publisher"


class ActorNotFound(NotFound):
    """No actor has this identifier or name."""

    slug = "actor-not-found"
    title = "No such actor"


class AllianceNotFound(NotFound):
    """No alliance has this identifier or name."""

    slug = "alliance-not-found"
    title = "No such alliance"


class DecisionNotFound(NotFound):
    """No decision about actors has this number."""

    slug = "decision-not-found"
    title = "No such decision"


class KeyNotFound(NotFound):
    """No key of the service has this id."""

    slug = "key-not-found"
    title = "No such key"


class JobNotFound(NotFound):
    """No job has this id."""

    slug = "job-not-found"
    title = "No such job"


class WebhookNotFound(NotFound):
    """No webhook has this id."""

    slug = "webhook-not-found"
    title = "No such webhook"


class FeedNotFound(NotFound):
    """No feed has this id."""

    slug = "feed-not-found"
    title = "No such feed"


class QualityNotMeasured(NotFound):
    """No measures of the coder lie beside it."""

    slug = "quality-not-measured"
    title = "How well the coder reads was not measured"


class CodingFailed(EntenteError):  # noqa: N818
    """This article could not be coded; another may be."""

    slug = "coding-failed"
    title = "The article could not be coded"
    status = 502


class DecisionRefused(EntenteError):  # noqa: N818
    """A decision about actors contradicts those that stand, or itself; nothing was changed."""

    slug = "decision-refused"
    title = "This decision cannot be taken"
    status = 409


class ChangesExpired(EntenteError):  # noqa: N818
    """Changes so old are kept no longer; ``oldest`` is the version after which they are."""

    slug = "changes-expired"
    title = "Changes so old are kept no longer"
    status = 410


class BadWebhook(EntenteError):  # noqa: N818
    """Nothing can be delivered to this address, or signed with this secret; nothing was stored."""

    slug = "bad-webhook"
    title = "This webhook cannot be used"
    status = 422


class WebhookLimit(EntenteError):  # noqa: N818
    """There are as many webhooks as ``ENTENTE_WEBHOOKS_MAX`` allows."""

    slug = "webhook-limit"
    title = "There are as many webhooks as there may be"
    status = 409


class JobNotRetried(EntenteError):  # noqa: N818
    """The job goes on by itself, or is done; nothing was changed."""

    slug = "job-not-retried"
    title = "This job cannot be tried again"
    status = 409


class IdempotencyReused(EntenteError):  # noqa: N818
    """The ``Idempotency-Key`` was sent with something else before; nothing was stored."""

    slug = "idempotency-reused"
    title = "This key was used for something else"
    status = 422


class BadFeed(EntenteError):  # noqa: N818
    """What lies at an address is no feed that can be read; nothing was stored."""

    slug = "bad-feed"
    title = "This is no feed that can be read"
    status = 422


class FeedLimit(EntenteError):  # noqa: N818
    """There are as many feeds as ``ENTENTE_FEEDS_MAX`` allows."""

    slug = "feed-limit"
    title = "There are as many feeds as there may be"
    status = 409


class FeedBusy(EntenteError):  # noqa: N818
    """Another process is polling this feed."""

    slug = "feed-busy"
    title = "This feed is being polled"
    status = 409
    retry_after = 60


class BadDataSet(EntenteError):  # noqa: N818
    """A file of a data set is not what it was given as, or cannot be read to its end."""

    slug = "bad-data-set"
    title = "A file of a data set cannot be used"
    status = 400


class BadRequest(EntenteError):  # noqa: N818
    """A parameter cannot be used."""

    slug = "bad-request"
    title = "A parameter cannot be used"
    status = 400


class BadCursor(BadRequest):
    """A cursor that no answer of this service gave."""

    slug = "bad-cursor"
    title = "This cursor cannot be read"


class Unavailable(EntenteError):  # noqa: N818
    """A part of the service is not there; trying again later may help."""

    slug = "unavailable"
    title = "The service is not ready"
    status = 503
    #: Seconds after which it is worth another try; sent as Retry-After.
    retry_after = 1


class CoderUnavailable(Unavailable):
    """The coder cannot be loaded."""

    slug = "coder-unavailable"
    title = "The coder is not available"


class ClusterLost(Unavailable):
    """The Dask cluster of a backfill does not answer, or no longer; what was stored stays."""

    slug = "cluster-lost"
    title = "The cluster does not answer"


class ClusterUnfit(Unavailable):
    """The workers of a Dask cluster do not run this program."""

    slug = "cluster-unfit"
    title = "The cluster runs another program"


class StoreUnavailable(Unavailable):
    """The database does not answer or lacks its tables."""

    slug = "store-unavailable"
    title = "The database is not available"


class StoreFull(StoreUnavailable):
    """There is no room left for the database; nothing was stored."""

    slug = "store-full"
    title = "There is no room left for the database"
    status = 507
    retry_after = 30


class UploadsFull(Unavailable):
    """What was sent cannot be kept; nothing of it was."""

    slug = "uploads-full"
    title = "There is no room left for uploads"
    status = 507
    retry_after = 30


class ShuttingDown(Unavailable):
    """The service is being stopped, and the request was not finished in time."""

    slug = "shutting-down"
    title = "The service is being stopped"


class GraphNotLoaded(Unavailable):
    """No graph version is loaded yet."""

    slug = "graph-not-loaded"
    title = "The graph is not loaded yet"


class AnalysisTooLong(Unavailable):
    """An analysis takes longer than it may; narrow the question."""

    slug = "analysis-too-long"
    title = "This analysis takes too long"
    retry_after = 60


class Busy(Unavailable):
    """Too many analyses are being worked out or waiting."""

    slug = "busy"
    title = "Too many analyses are asked for at once"
    retry_after = 5


class BadSettings(EntenteError):  # noqa: N818
    """A setting cannot be used."""

    slug = "bad-settings"
    title = "A setting cannot be used"
