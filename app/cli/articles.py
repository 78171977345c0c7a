"""`articles` and `prints`: which articles are one report."""

from typing import Annotated

import typer

from app.cli.options import HELP, Database, settings_of

articles = typer.Typer(help="Say which articles are one report.", no_args_is_help=True, context_settings=HELP)
prints = typer.Typer(help="What copies are found by.", no_args_is_help=True, context_settings=HELP)


@articles.command("join")
def join_articles(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="Id of an article that tells the report.")],
    copies: Annotated[list[str], typer.Argument(metavar="COPY…", help="Ids of articles that are copies of it.")],
    database: Database = None,
) -> None:
    """Have articles count as one report with another; they stay there, whatever their texts are like."""
    from app.commands.articles import move  # noqa: PLC0415

    raise typer.Exit(move(settings_of(database_url=database), lambda service: service.join(copies, lead)))


@articles.command("part")
def part_article(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Id of the article.")],
    database: Database = None,
) -> None:
    """Have an article count as a report of its own, from now on."""
    from app.commands.articles import move  # noqa: PLC0415

    raise typer.Exit(move(settings_of(database_url=database), lambda service: service.part(article)))


@prints.command("rebuild")
def rebuild_prints(database: Database = None) -> None:
    """Make the prints of articles that have none, as those stored by an earlier version, and count copies among them once."""
    from app.commands.articles import rebuild  # noqa: PLC0415

    raise typer.Exit(rebuild(settings_of(database_url=database)))
