"""Bringing a database to the newest schema from inside the program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.store.dialect import lock_schema
from app.store.engine import reading, writing

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration, whatever the working directory."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def migrate(engine: Engine) -> None:
    """Upgrade to the newest schema in one transaction; nothing happens where it is there already. Processes that
    migrate at once wait for one another. Raises :class:`app.errors.StoreUnavailable`."""
    config = alembic_config()
    with writing(engine) as connection:
        lock_schema(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_migrated(engine: Engine) -> bool:
    """Whether the database has the newest schema."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest()


def newest() -> str | None:
    """The newest revision."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()
