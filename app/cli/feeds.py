"""`feeds`: addresses at which news appear."""

import os
from typing import Annotated

import typer

from app.cli.options import HELP, Database, settings_of

feeds = typer.Typer(
    help="Follow feeds (RSS, Atom, JSON Feed) and take in what is new in them.",
    no_args_is_help=True,
    context_settings=HELP,
)


@feeds.command("add")
def add_feeds(
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL…", help="Where the feeds lie.")] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="Publisher of their articles; the page's if unset.")
    ] = None,
    opml: Annotated[str | None, typer.Option(metavar="FILE", help="A list of feeds as OPML; - is stdin.")] = None,
    database: Database = None,
) -> None:
    """Add feeds and print their ids; nothing is fetched yet."""
    from app.commands.feeds import add  # noqa: PLC0415

    raise typer.Exit(add(settings_of(database_url=database), urls or [], publisher, opml))


@feeds.command("list")
def list_feeds(
    opml: Annotated[bool, typer.Option("--opml", help="As OPML, which readers of feeds take.")] = False,
    database: Database = None,
) -> None:
    """Print every feed, a line each."""
    from app.commands.feeds import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database), opml=opml))


@feeds.command("poll")
def poll_feeds(
    keys: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="These alone; those that are due if unset.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every feed, be it due or not.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that code; as many as there are cores if unset.")
    ] = None,
    database: Database = None,
) -> None:
    """Take in what is new in feeds."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.feeds import poll  # noqa: PLC0415
    from app.container import Container  # noqa: PLC0415

    if keys and every:
        raise typer.BadParameter("give ids or --all, not both")
    at_once = processes or os.cpu_count() or 1
    settings = settings_of(database_url=database, coder_processes=at_once)
    with Container.open(settings, coder=coder.storing(settings, at_once)) as container:
        raise typer.Exit(poll(container, keys or [], every=every))


@feeds.command("remove")
def remove_feed(
    key: Annotated[str, typer.Argument(metavar="ID", help="The feed's id, as `list` shows it.")],
    database: Database = None,
) -> None:
    """Follow a feed no more; its articles stay."""
    from app.commands.feeds import remove  # noqa: PLC0415

    raise typer.Exit(remove(settings_of(database_url=database), key))
