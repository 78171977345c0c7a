"""Runs migrations over a connection that the program passes, or over the database of the settings (alembic's own
CLI)."""

import sys
from pathlib import Path

from alembic import context
from sqlalchemy import Connection

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # alembic's command starts elsewhere
    sys.path.insert(0, str(ROOT))

from app.settings import Settings  # noqa: E402
from app.store.engine import make_engine, writing  # noqa: E402
from app.store.partitions import is_partition  # noqa: E402
from app.store.tables import metadata  # noqa: E402


def run(connection: Connection) -> None:
    """Run the steps asked for, all in one transaction (SQLite can, once the driver leaves transactions alone)."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        # Months come and go without a step.
        include_name=lambda name, kind, _: kind != "table" or not is_partition(name or ""),
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(url=Settings.read().database_url, target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    engine = make_engine(Settings.read().database_url)
    with writing(engine) as opened:
        run(opened)
    engine.dispose()
