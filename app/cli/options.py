"""What many commands take, and the settings that their options make."""

from typing import Annotated, Any

import typer

Database = Annotated[
    str | None,
    typer.Option(metavar="URL", help="sqlite:///file or postgresql://user@host/name; var/entente.sqlite3 if unset."),
]
HELP = {"help_option_names": ["-h", "--help"]}


def settings_of(**given: Any) -> Any:
    """The settings of the environment and of the options that were given. Raises :class:`app.errors.BadSettings`."""
    from app.settings import Settings  # noqa: PLC0415

    return Settings.read(**{name: value for name, value in given.items() if value is not None})
