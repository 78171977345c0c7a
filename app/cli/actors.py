"""`actors`: merging and splitting them."""

from typing import Annotated

import typer

from app.cli.options import HELP, Database, settings_of

actors = typer.Typer(
    help="Merge and split actors, undo either, and show what was decided.",
    no_args_is_help=True,
    context_settings=HELP,
)
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; the account that runs the command if unset.")]


@actors.command("merge")
def merge_actors(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id of the actor that is given up.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Id of the actor that it is.")],
    reason: Reason,
    by: By = None,
    database: Database = None,
) -> None:
    """Have all that counts for one actor count for another, and its id lead there."""
    from app.commands.actors import decide, me  # noqa: PLC0415

    settings = settings_of(database_url=database)
    raise typer.Exit(decide(settings, lambda service, now: service.merge(old, new, by=by or me(), reason=reason, now=now)))


@actors.command("split")
def split_actor(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Id of the actor that two were taken for.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name, as texts have it, that means the other.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Id of the other.")],
    reason: Reason,
    by: By = None,
    database: Database = None,
) -> None:
    """Have what counts for an actor under one name count for another actor."""
    from app.commands.actors import decide, me  # noqa: PLC0415

    settings = settings_of(database_url=database)
    act = {"by": by or me(), "reason": reason}
    raise typer.Exit(decide(settings, lambda service, now: service.split(actor, name, into, now=now, **act)))


@actors.command("undo")
def undo_decision(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The decision's number, as `decisions` shows it.")],
    database: Database = None,
) -> None:
    """Undo a merge or a split: relations are again as they were without it."""
    from app.commands.actors import decide  # noqa: PLC0415

    raise typer.Exit(decide(settings_of(database_url=database), lambda service, now: service.undo(number, now)))


@actors.command("decisions")
def show_decisions(database: Database = None) -> None:
    """Print every decision, a line each, the undone included."""
    from app.commands.actors import show  # noqa: PLC0415

    raise typer.Exit(show(settings_of(database_url=database)))
