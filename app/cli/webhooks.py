"""`webhooks`: addresses that are told of changes."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.options import HELP, Database, settings_of

webhooks = typer.Typer(
    help="Have changes delivered to addresses, and see what became of it.",
    no_args_is_help=True,
    context_settings=HELP,
)
Hook = Annotated[str, typer.Argument(metavar="ID", help="The webhook's id, as `list` shows it.")]


class ChangeKind(StrEnum):
    """What a webhook may be told of."""

    relation = "relation"
    article = "article"
    actor = "actor"
    decision = "decision"


@webhooks.command("add")
def add_webhook(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to deliver: https://… at a public address.")],
    kinds: Annotated[list[ChangeKind] | None, typer.Option("--type", help="Only changes of these; may be repeated.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Only what is about this actor.")] = None,
    country: Annotated[str | None, typer.Option(metavar="NAME", help="Only what is about this country.")] = None,
    secret_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Holds the secret to sign with; - is stdin. One is made if unset.")
    ] = None,
    since: Annotated[int | None, typer.Option(min=0, metavar="VERSION", help="Begin after this version; now if unset.")] = None,
    database: Database = None,
) -> None:
    """Have changes delivered to an address; prints its id, and the secret that was made, this once."""
    from app.commands.webhooks import add  # noqa: PLC0415

    settings = settings_of(database_url=database)
    types = [kind.value for kind in kinds or ()]
    raise typer.Exit(add(settings, url, types, actor, country, secret_file, since))


@webhooks.command("list")
def list_webhooks(database: Database = None) -> None:
    """Print every webhook, a line each; never a secret."""
    from app.commands.webhooks import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database)))


@webhooks.command("remove")
def remove_webhook(key: Hook, database: Database = None) -> None:
    """Deliver nothing more to an address."""
    from app.commands.webhooks import remove  # noqa: PLC0415

    raise typer.Exit(remove(settings_of(database_url=database), key))


@webhooks.command("enable")
def enable_webhook(
    key: Hook,
    skip: Annotated[bool, typer.Option("--skip", help="Go on from now, and leave out what it has not had.")] = False,
    database: Database = None,
) -> None:
    """Go on delivering to an address that was disabled, or that would be tried later."""
    from app.commands.webhooks import enable  # noqa: PLC0415

    raise typer.Exit(enable(settings_of(database_url=database), key, skip=skip))


@webhooks.command("test")
def ping_webhook(key: Hook, database: Database = None) -> None:
    """Send a signed message without changes now, once."""
    from app.commands.webhooks import ping  # noqa: PLC0415

    raise typer.Exit(ping(settings_of(database_url=database), key))


@webhooks.command("log")
def log_of_webhook(key: Hook, database: Database = None) -> None:
    """Print the last fifty attempts, the latest first."""
    from app.commands.webhooks import attempts  # noqa: PLC0415

    raise typer.Exit(attempts(settings_of(database_url=database), key))
