"""`jobs`: work that outlives whoever asked for it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import HELP, Database, settings_of

jobs = typer.Typer(
    help="Have files taken in by a server or worker, and see how far it is.", no_args_is_help=True, context_settings=HELP
)
JobId = Annotated[str, typer.Argument(metavar="ID", help="The job's id, as `list` shows it.")]


@jobs.command("add")
def add_job(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file or a folder; it has to stay there until the job is done.")],
    publisher: Annotated[str | None, typer.Option(help="Publisher of articles that name none.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of articles that give none."),
    ] = None,
    database: Database = None,
) -> None:
    """Have a file or a folder taken in by the server or worker that does jobs; prints the job's id."""
    from app.commands.jobs import add  # noqa: PLC0415
    from app.services.jobs import Wish  # noqa: PLC0415

    wish = Wish("file", path.name, None, publisher, published.date() if published else None)
    raise typer.Exit(add(settings_of(database_url=database), path, wish))


@jobs.command("list")
def list_jobs(database: Database = None) -> None:
    """Print the last fifty jobs, the newest first, a line each."""
    from app.commands.jobs import show_all  # noqa: PLC0415

    raise typer.Exit(show_all(settings_of(database_url=database)))


@jobs.command("show")
def show_job(key: JobId, database: Database = None) -> None:
    """Print how far a job is, a line a figure."""
    from app.commands.jobs import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database), key))


@jobs.command("watch")
def watch_job(key: JobId, database: Database = None) -> None:
    """Show how far a job is until it has ended."""
    from app.commands.jobs import watch  # noqa: PLC0415

    raise typer.Exit(watch(settings_of(database_url=database), key))


@jobs.command("cancel")
def cancel_job(key: JobId, database: Database = None) -> None:
    """End a job after the article at hand; what it stored stays."""
    from app.commands.jobs import cancel  # noqa: PLC0415

    raise typer.Exit(cancel(settings_of(database_url=database), key))


@jobs.command("retry")
def retry_job(key: JobId, database: Database = None) -> None:
    """Have a job that failed or was cancelled go on where it stopped."""
    from app.commands.jobs import retry  # noqa: PLC0415

    raise typer.Exit(retry(settings_of(database_url=database), key))


@jobs.command("problems")
def problems_of_job(key: JobId, database: Database = None) -> None:
    """Print what a job could not take in, a line each: where it lies, and why."""
    from app.commands.jobs import problems  # noqa: PLC0415

    raise typer.Exit(problems(settings_of(database_url=database), key))
