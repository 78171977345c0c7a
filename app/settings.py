"""Settings, read from environment variables ``ENTENTE_…`` (or given as keywords), checked once."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import BadSettings
from app.llm.endpoint import address
from app.outbound.addresses import allowed_networks

ROOT = Path(__file__).resolve().parent.parent


_RATE = r"^(auto|[0-9]{1,7})$"
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class Settings(BaseSettings):
    """Everything that can be set. Each field is the variable of that name in capitals with ``ENTENTE_`` before it."""

    model_config = SettingsConfigDict(env_prefix="ENTENTE_", extra="ignore", frozen=True, hide_input_in_errors=True)

    home: Path = Field(default=ROOT, description="Folder under which var/ holds what the service writes.")
    database_url: str = Field(
        default="", description="SQLite or PostgreSQL URL; empty means var/entente.sqlite3 under the home folder."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    share_port: bool = Field(default=False, description="Share the port with other servers of this machine that do so, too.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")
    poll_interval: float = Field(
        default=0.25, gt=0, le=60, description="Seconds between two looks at the version row of the database."
    )
    max_text_bytes: int = Field(default=1_000_000, gt=0, description="Most bytes of an article's text, as UTF-8.")
    max_body_bytes: int = Field(default=4_000_000, gt=0, description="Most bytes of a request's body.")
    max_upload_bytes: int = Field(default=4_000_000_000, gt=0, description="Most bytes of a file that is sent to be taken in.")
    jobs_days: int = Field(default=30, ge=1, le=3650, description="Days for which jobs that have ended are kept.")
    lease_seconds: float = Field(
        default=30.0, ge=1, le=600, description="Seconds after which another process takes up the jobs of one that died."
    )
    batch_articles: int = Field(default=50, ge=1, le=1000, description="Articles stored in one transaction.")
    page_limit: int = Field(default=50, ge=1, description="Results a page where a request names no limit.")
    page_limit_max: int = Field(default=500, ge=1, description="Most results a page that a request may ask for.")
    analysis_seconds: float = Field(default=20.0, gt=0, le=600, description="Most seconds that an analysis may take.")
    min_confidence: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Least confidence of an edge that is stored; lower finds more, and more that is wrong.",
    )
    coder_threads: int = Field(default=1, ge=1, le=64, description="Threads of the language model.")
    coder_processes: int = Field(
        default=1, ge=0, le=64, description="Processes in which a server codes; 0: its own, where readers wait for it."
    )
    coder_seconds: float = Field(default=600.0, gt=0, description="Seconds that coding an article may take there.")
    coder: Literal["embedded", "llm"] = Field(
        default="embedded", description="Which coder reads articles: the embedded one, or a language model elsewhere."
    )
    llm_url: str = Field(default="", description="Base address of an OpenAI-compatible endpoint.")
    llm_model: str = Field(default="", max_length=200, description="Name of the model there.")
    llm_api_key: SecretStr = Field(default=SecretStr(""), description="Key of the endpoint, where it wants one.")
    llm_timeout: float = Field(default=60.0, gt=0, le=3600, description="Seconds that a reply may take.")
    llm_retries: int = Field(default=4, ge=0, le=10, description="Tries after the first, where waiting may help.")
    llm_seed: int = Field(default=0, ge=0, lt=2**31, description="Seed sent along.")
    llm_chunk_chars: int = Field(default=6_000, ge=500, le=100_000, description="Most characters of text in a request.")
    llm_reply_tokens: int = Field(default=4_000, ge=100, le=100_000, description="Most tokens of a reply.")
    llm_max_requests: int = Field(default=1_000, ge=1, description="Most requests of a run.")
    llm_max_tokens: int = Field(default=5_000_000, ge=1, description="Most tokens of a run.")
    llm_article_requests: int = Field(default=50, ge=1, description="Most requests for one article.")
    llm_article_tokens: int = Field(default=300_000, ge=1, description="Most tokens for one article.")
    snapshot_relations: int = Field(
        default=100_000, ge=0, description="Relations from which the graph is kept in a file that processes share."
    )
    mcp: bool = Field(default=False, description="Answer language models at /mcp (Model Context Protocol).")
    changes_days: int = Field(default=30, ge=1, le=3650, description="Days for which the log of changes is kept.")
    streams_max: int = Field(default=100, ge=0, le=10_000, description="Streams of changes that a server has open at most.")
    webhooks_max: int = Field(default=100, ge=0, le=10_000, description="Webhooks that there may be.")
    worker: Literal["inside", "off"] = Field(
        default="inside", description="Whether a server delivers to webhooks and does jobs itself, or leaves both to `worker`."
    )
    fetch: Literal["on", "off"] = Field(
        default="on", description="Whether articles that are given by their address, and feeds, are fetched."
    )
    fetch_contact: str = Field(
        default="", max_length=200, pattern=r"^[!-~]*$", description="Address or URL told to sites along with the service's name."
    )
    fetch_pause: float = Field(default=1.0, ge=0, le=60, description="Least seconds between two requests to a host.")
    fetch_seconds: float = Field(default=20.0, gt=0, le=600, description="Most seconds that a request to a site may take.")
    fetch_bytes: int = Field(default=5_000_000, ge=1_000, description="Most bytes of a page or a feed, unpacked.")
    feeds_max: int = Field(default=1_000, ge=0, le=100_000, description="Feeds that there may be.")
    feed_least: float = Field(default=900.0, ge=10, description="Least seconds between two polls of a feed.")
    feed_most: float = Field(default=86_400.0, ge=10, description="Most seconds between two polls of a feed.")
    outbound_allow: str = Field(
        default="", description="Addresses and networks that requests may go to though they are not public."
    )
    start_seconds: float = Field(
        default=30.0, ge=0, le=3600, description="Seconds that a start waits for a PostgreSQL server that does not answer."
    )
    drain_seconds: float = Field(
        default=0.0, ge=0, le=600, description="Seconds between a stop's signal and its beginning; /readyz says 503 meanwhile."
    )
    stop_seconds: float = Field(
        default=10.0, ge=0, le=3600, description="Seconds that a stop waits for requests that were begun."
    )
    stale_seconds: float = Field(
        default=30.0, ge=0, description="Seconds that the graph may be behind the database before /readyz says 503."
    )
    answers_behind: float = Field(
        default=1.0, ge=0, le=30, description="Seconds that a busy server's answer may be behind its graph; 0: never."
    )
    slow_seconds: float = Field(default=1.0, gt=0, description="Seconds from which a request is logged as slow.")
    busy_timeout: float = Field(default=30.0, gt=0, description="Seconds that a SQLite writer waits for another.")

    keys: Literal["writes", "always", "all", "off", "off-for-all"] = Field(
        default="writes", description="What needs a key: writes where the server listens beyond its machine, and so on."
    )
    rate_reads: str = Field(default="auto", pattern=_RATE, description="Reads a minute; auto: 600, none on loopback.")
    rate_writes: str = Field(default="auto", pattern=_RATE, description="Writes a minute; auto: 120, none on loopback.")
    rate_analyses: str = Field(default="auto", pattern=_RATE, description="Dear reads a minute; auto: 60, none on loopback.")
    trusted_proxies: str = Field(default="", description="Addresses and networks of proxies whose X-Forwarded-… hold.")
    allowed_hosts: str = Field(default="", description="Names by which the server may be called, besides addresses.")
    cors_origins: str = Field(default="", description="Origins whose pages may read the answers, exactly.")
    hsts: Literal["auto", "always", "off"] = Field(default="auto", description="When to say that only https will do.")
    max_requests: int = Field(default=1_000, ge=1, description="Most requests that are answered at once in a process.")
    body_timeout: float = Field(default=30.0, gt=0, le=3600, description="Seconds in which a body has to be there.")

    @model_validator(mode="before")
    @classmethod
    def _default_database(cls, values: dict[str, object]) -> dict[str, object]:
        url = str(values.get("database_url") or "")
        if not url:
            home = Path(str(values.get("home") or ROOT)).expanduser().resolve()
            url = f"sqlite:///{home / 'var' / 'entente.sqlite3'}"
        return {**values, "database_url": url}

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, url: str) -> str:
        return normal_url(url)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for item in listed(value):
            try:
                ip_network(item)
            except ValueError as error:
                raise ValueError(f"{item!r} is no address and no network; give 10.0.0.5 or 10.0.0.0/8") from error
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _names(cls, value: str) -> str:
        for item in listed(value):
            if not _HOST.fullmatch(item.lower()):
                raise ValueError(f"{item!r} is no host name; give news.example.org, without scheme and port")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for item in listed(value):
            if not _ORIGIN.fullmatch(item.lower()):
                raise ValueError(f"{item!r} is no origin; give https://app.example.org, without path, each one by name")
        return value

    @field_validator("feed_most")
    @classmethod
    def _no_sooner_than_least(cls, seconds: float, info: ValidationInfo) -> float:
        if seconds < info.data.get("feed_least", 0.0):
            raise ValueError("less than ENTENTE_FEED_LEAST; give at least as many seconds")
        return seconds

    @field_validator("outbound_allow")
    @classmethod
    def _reachable(cls, text: str) -> str:
        allowed_networks(text)
        return text

    @field_validator("llm_url")
    @classmethod
    def _usable_address(cls, url: str) -> str:
        if url:
            address(url)
        return url

    @field_validator("llm_model")
    @classmethod
    def _one_line(cls, name: str) -> str:
        if not name.isprintable():
            raise ValueError("not a model's name; it has characters that cannot be printed")
        return name.strip()

    @field_validator("llm_api_key")
    @classmethod
    def _usable_key(cls, key: SecretStr) -> SecretStr:
        plain = key.get_secret_value().strip()
        if not all("!" <= c <= "~" for c in plain):
            raise ValueError("not a key; it has blanks or characters that no HTTP header can carry")
        return SecretStr(plain)

    @property
    def var(self) -> Path:
        """The folder that the service writes into."""
        return self.home.expanduser().resolve() / "var"

    @classmethod
    def read(cls, **given: object) -> Self:
        """The settings from the environment and ``given``; :class:`BadSettings` names the variable and the remedy."""
        try:
            return cls(**given)  # type: ignore[arg-type]  # checked by pydantic
        except ValidationError as error:
            first = error.errors()[0]
            name = "_".join(str(part) for part in first["loc"])
            # Addresses may hold a password, and a key is one.
            value = "" if name in ("database_url", "llm_url", "llm_api_key") else f" (it is {first['input']!r})"
            reason = str(first["msg"]).removeprefix("Value error, ")
            raise BadSettings(f"ENTENTE_{name.upper()}: {reason}{value}") from error


def listed(value: str) -> tuple[str, ...]:
    """The items of a setting that is a list: divided by commas or blanks."""
    return tuple(value.replace(",", " ").split())


def normal_url(url: str) -> str:
    """The URL with the driver that the service uses; ValueError for any other database.

    >>> normal_url("postgres://user@host/news")
    'postgresql+psycopg://user@host/news'
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError("not a database URL; give sqlite:///path/to/file or postgresql://user@host/name") from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return parsed.set(drivername="sqlite").render_as_string(hide_password=False)
    raise ValueError(f"no driver for {parsed.drivername!r}; give sqlite:///path/to/file or postgresql://user@host/name")
