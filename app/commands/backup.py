"""`backup` and `restore`: the database into a file, and back."""

import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from app.commands.console import Counter, counted, stderr
from app.errors import EntenteError
from app.settings import Settings
from app.store.archive import Archive
from app.store.backup import Shown
from app.store.backup import backup as write
from app.store.backup import restore as read
from app.store.engine import make_engine


class NotWritten(EntenteError):  # noqa: N818 - reads as what happened
    """The backup cannot be written where it was to be."""

    slug = "not-written"
    title = "The backup was not written"


def backup(settings: Settings, path: Path, console: Console | None = None) -> int:
    """Write a backup and say what is in it."""
    console = console or stderr()
    engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
    try:
        with Counter("backing up", time.monotonic, console=console) as counter:
            manifest = write(engine, path, datetime.now(UTC), _shower(counter))
            seconds = counter.seconds
    except OSError as error:
        raise NotWritten(f"the backup cannot be written: {error}") from error
    finally:
        engine.dispose()
    size = path.stat().st_size / 2**20
    console.print(
        f"{path}: {counted(manifest.rows, 'row')} at version {manifest.version} of schema {manifest.revision}, "
        f"{size:,.1f} MiB in {seconds:.1f} s",
        markup=False,
    )
    return 0


def restore(settings: Settings, path: Path, *, replace: bool, console: Console | None = None) -> int:
    """Restore a backup and say what came of it."""
    console = console or stderr()
    with Archive(path) as archive, Counter("restoring", time.monotonic, console=console) as counter:
        engine = make_engine(settings.database_url, busy_timeout=settings.busy_timeout)
        try:
            version = read(engine, archive, replace=replace, shown=_shower(counter))
            shown = engine.url.render_as_string(hide_password=True)
        finally:
            engine.dispose()
        seconds = counter.seconds
    console.print(
        f"{shown}: {counted(archive.manifest.rows, 'row')} of {archive.manifest.made_at} restored in {seconds:.1f} s; "
        f"relations are what their evidence gives; now at version {version}",
        markup=False,
    )
    return 0


def _shower(counter: Counter) -> Shown:
    def show(what: str, done: int, total: int) -> None:
        counter.show(done, f"of {total:,} rows ({what})")

    return show
