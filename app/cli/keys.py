"""`keys`: who may do what over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from app.cli.options import HELP, Database, settings_of

keys = typer.Typer(
    help="Make, list and revoke the keys of the service.",
    no_args_is_help=True,
    context_settings=HELP,
)


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is, or what for.")],
    scope: Annotated[Literal["read", "write", "admin"], typer.Option(help="What it opens; write includes read, admin both.")],
    expires: Annotated[
        int | None, typer.Option(min=1, max=36_500, metavar="DAYS", help="Days it holds; forever if unset.")
    ] = None,
    database: Database = None,
) -> None:
    """Make a key and print it, this once."""
    from app.commands.keys import add  # noqa: PLC0415

    raise typer.Exit(add(settings_of(database_url=database), name, scope, expires, datetime.now(UTC)))


@keys.command("list")
def list_keys(database: Database = None) -> None:
    """Print every key without its secret, a line each, the revoked included."""
    from app.commands.keys import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database)))


@keys.command("revoke")
def revoke_key(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `list` shows it.")],
    database: Database = None,
) -> None:
    """Revoke a key; running servers refuse it within two seconds."""
    from app.commands.keys import revoke  # noqa: PLC0415

    raise typer.Exit(revoke(settings_of(database_url=database), identifier, datetime.now(UTC)))
