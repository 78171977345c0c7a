"""What many commands take, and the settings that their options make."""

from typing import Annotated, Any

import typer

Database = Annotated[
    str | None,
    typer.Option(metavar="URL", help="sqlite:///file or postgresql://user@host/name; var/entente.sqlite3 if unset."),
]
Whose = Annotated[
    str,
    typer.Option(metavar="ORIGIN", help="Whose relations: coder, gdelt, polecat, icews, cow or atop; never several."),
]
HELP = {"help_option_names": ["-h", "--help"]}


def origin_of(name: str) -> Any:
    """The origin of that name. Raises :class:`typer.BadParameter`."""
    from graph.origins import ORIGINS  # noqa: PLC0415

    if name not in ORIGINS:
        raise typer.BadParameter(f"unknown origin {name!r}; known are {', '.join(ORIGINS)}")
    return name


def settings_of(**given: Any) -> Any:
    """The settings of the environment and of the options that were given. Raises :class:`app.errors.BadSettings`."""
    from app.settings import Settings  # noqa: PLC0415

    return Settings.read(**{name: value for name, value in given.items() if value is not None})
