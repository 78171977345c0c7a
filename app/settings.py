"""Settings, read from environment variables ``ENTENTE_…`` (or given as keywords), checked once."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import BadSettings

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that can be set. Each field is the variable of that name in capitals with ``ENTENTE_`` before it."""

    model_config = SettingsConfigDict(env_prefix="ENTENTE_", extra="ignore", frozen=True, hide_input_in_errors=True)

    home: Path = Field(default=ROOT, description="Folder under which var/ holds what the service writes.")
    database_url: str = Field(
        default="", description="SQLite or PostgreSQL URL; empty means var/entente.sqlite3 under the home folder."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level logged.")
    poll_interval: float = Field(
        default=0.25, gt=0, le=60, description="Seconds between two looks at the version row of the database."
    )
    max_text_bytes: int = Field(default=1_000_000, gt=0, description="Most bytes of an article's text, as UTF-8.")
    max_body_bytes: int = Field(default=4_000_000, gt=0, description="Most bytes of a request's body.")
    batch_articles: int = Field(default=50, ge=1, le=1000, description="Articles stored in one transaction.")
    page_limit: int = Field(default=50, ge=1, description="Results a page where a request names no limit.")
    page_limit_max: int = Field(default=500, ge=1, description="Most results a page that a request may ask for.")
    min_confidence: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Least confidence of an edge that is stored; lower finds more, and more that is wrong.",
    )
    coder_threads: int = Field(default=1, ge=1, le=64, description="Threads of the language model.")
    busy_timeout: float = Field(default=30.0, gt=0, description="Seconds that a SQLite writer waits for another.")

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
            # A database URL may hold a password.
            value = "" if name == "database_url" else f" (it is {first['input']!r})"
            raise BadSettings(f"ENTENTE_{name.upper()}: {first['msg']}{value}") from error


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
