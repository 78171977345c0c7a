"""`publishers`: who prints what was taken in, and what is known of them."""

from typing import Annotated, Literal

import typer

from app.cli.options import HELP, Database, settings_of

publishers = typer.Typer(
    help="List publishers, and show what is known of one.",
    no_args_is_help=True,
    context_settings=HELP,
)


@publishers.command("list")
def list_publishers(
    country: Annotated[str | None, typer.Option(metavar="CODE", help="Only those at home there, such as RUS.")] = None,
    ownership: Annotated[
        Literal["state", "public", "private", "party", "unknown"] | None, typer.Option(help="Only those so owned.")
    ] = None,
    kind: Annotated[
        Literal["agency", "newspaper", "broadcaster", "magazine", "site"] | None, typer.Option(help="Only those of this kind.")
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="Only those with this in a name.")] = None,
    known: Annotated[bool, typer.Option("--known", help="All outlets of the register, with articles or without.")] = False,
    database: Database = None,
) -> None:
    """Print publishers, a line each, those with the most articles first."""
    from app.commands.publishers import show_all  # noqa: PLC0415

    settings = settings_of(database_url=database)
    raise typer.Exit(show_all(settings, country=country, ownership=ownership, kind=kind, q=name, known=known))


@publishers.command("show")
def show_publisher(
    identifier: Annotated[str, typer.Argument(metavar="NAME", help="A publisher's id, name or address.")],
    database: Database = None,
) -> None:
    """Print what is known of a publisher, and what is stored of it."""
    from app.commands.publishers import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database), identifier))
