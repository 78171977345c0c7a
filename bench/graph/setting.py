"""What the rows of the table are measured on: a world, its databases and its graph, each made when first asked for."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Engine

from bench.graph import ours
from bench.graph.databases import postgres_server, sqlite_database
from bench.graph.fill import fill
from bench.graph.ties import Ties
from bench.graph.world import World, make_world
from graph.network.history import Histories


class Setting:
    """A world of ``relations`` and whatever is made of it; files lie in ``folder`` and are gone on leaving."""

    def __init__(self, relations: int, seed: int, folder: Path, say: Callable[[str], None]) -> None:
        self.relations = relations
        self.seed = seed
        self.folder = folder
        self.say = say
        self._stack = ExitStack()
        self._numbers = 0

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @cached_property
    def world(self) -> World:
        """The actors, the relations and their evidence."""
        self.say(f"making a world of {self.relations:,} relations")
        world = make_world(self.relations, self.seed)
        self.say(world.told())
        return world

    @cached_property
    def histories(self) -> Histories:
        """Every relation's history, as SQL keeps it."""
        return self.world.histories()

    @cached_property
    def database(self) -> Engine:
        """A SQLite database with the actors and the relations, evidence left out."""
        engine = self._stack.enter_context(sqlite_database(self.folder, "world"))
        fill(engine, self.world, with_evidence=False, say=self.say)
        with engine.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        return engine

    @property
    def file(self) -> Path:
        """The file of :attr:`database`."""
        return Path(str(self.database.url.database))

    @cached_property
    def server(self) -> URL:
        """A PostgreSQL server. Raises :class:`bench.graph.databases.NoServer`."""
        return self._stack.enter_context(postgres_server(self.folder / "postgres"))

    @cached_property
    def graph(self) -> ours.Graph:
        """Our graph of :attr:`database`."""
        self.say("loading our graph")
        return ours.load(self.database)

    @cached_property
    def ties(self) -> Ties:
        """The relations as plain columns, which say what is right."""
        return Ties.of(self.world, self.histories)

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Fifty of the countries, from the strongest to the weakest."""
        return self.world.countries[::4]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each actor in the world."""
        return {actor.id: place for place, actor in enumerate(self.world.actors)}

    def forget(self) -> None:
        """Let go of the graph, so that what is measured next has the memory for itself."""
        self.__dict__.pop("graph", None)

    def fresh(self, name: str) -> Path:
        """A path in the folder that nothing has yet."""
        self._numbers += 1
        return self.folder / f"{name}-{self._numbers}"
