"""Jobs as durable workflows of DBOS, in tables of its own beside ours: on PostgreSQL the schema ``dbos``.

A workflow is one try at a job; each of its steps is a stretch of a few lots. DBOS keeps which steps are done; up to where
the job is, the receipts of its lots say, each written in the transaction of its articles. So a step that runs again, because
its process died before DBOS noted it, goes on behind what is stored, and changes nothing of it.

This is the only module that imports DBOS, which takes a quarter of a second and starts threads: nobody does so before there
is a job to do.
"""

import json
import logging
from collections.abc import Mapping
from typing import Any, Literal, Protocol

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from sqlalchemy import Engine, make_url

from app.errors import EntenteError
from app.jobs.work import Interrupted
from app.store.engine import make_engine

#: DBOS takes up what its executor of this name had begun; a lease sees to it that there is one.
EXECUTOR = "entente"
#: Of the steps below: workflows of another one are not taken up. To be raised when the order of steps changes.
VERSION = "1"
_POOL = 6
_log = logging.getLogger("dbos")
#: What becomes of a workflow.
Fate = Literal["unknown", "going", "done", "failed", "cancelled"]
_FATES: Mapping[str, Fate] = {
    "PENDING": "going",
    "ENQUEUED": "going",
    "DELAYED": "going",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}


class Works(Protocol):
    """What the workflow does; each raises :class:`Interrupted` where the process is to stop: the workflow stays as it is then."""

    def begin(self, workflow: str, job: str) -> bool:
        """Take a job up; whether there is anything to do for it in this workflow. Called whenever a process does so."""

    def stretch(self, workflow: str, job: str) -> bool:
        """Do a few lots from where it stands; whether it is at its end."""

    def leave(self, job: str) -> None:
        """The process stops in good order."""


class _Json(Serializer):
    """What DBOS stores, as JSON: a pickle in a database would be run by whoever reads it."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data if not isinstance(data, BaseException) else {"error": _told(data)})

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        return RuntimeError(data["error"]) if isinstance(data, dict) and data.keys() == {"error"} else data

    def name(self) -> str:
        return "entente-json"


_works: Works | None = None


@DBOS.workflow(name="job", max_recovery_attempts=None)
def _job(job: str) -> None:
    """One try at a job. Its own count of starts, not DBOS's, says when it is given up: a restart is no failure."""
    works, workflow = _works, DBOS.workflow_id
    assert works is not None  # noqa: S101 - set before DBOS runs anything
    assert workflow is not None  # noqa: S101 - inside of one
    try:
        if not works.begin(workflow, job):
            return
        while not DBOS.run_step({"name": "stretch"}, works.stretch, workflow, job):
            pass
    except Interrupted:
        works.leave(job)
        raise


class Flows:
    """DBOS, running in this process: at most one of these at a time."""

    def __init__(self, url: str, works: Works) -> None:
        global _works  # noqa: PLW0603 - DBOS itself is one a process
        _works = works
        postgres = make_url(url).get_backend_name() == "postgresql"
        # Given none, it would look into the database `postgres`, too, and try to make ours.
        self._engine: Engine | None = make_engine(url) if postgres else None
        _quiet()
        config = DBOSConfig(
            name="entente",
            system_database_url=url,
            system_database_engine=self._engine,
            sys_db_pool_size=_POOL,
            executor_id=EXECUTOR,
            application_version=VERSION,
            serializer=_Json(),
            enable_otlp=False,
            use_listen_notify=False,
            log_level="WARNING",
        )
        DBOS(config=config)
        try:
            DBOS.launch()
        except BaseException:
            self.close()
            raise

    def start(self, workflow: str, job: str) -> None:
        """Begin a workflow."""
        with SetWorkflowID(workflow):
            DBOS.start_workflow(_job, job)

    def fate(self, workflow: str) -> tuple[Fate, str | None]:
        """What became of a workflow, and why it failed."""
        found = DBOS.get_workflow_status(workflow)
        if found is None:
            return "unknown", None
        fate = _FATES.get(found.status, "failed")
        return fate, (_told(found.error) if found.error is not None else found.status) if fate == "failed" else None

    def cancel(self, workflow: str) -> None:
        """Have a workflow end after the step at hand."""
        DBOS.cancel_workflow(workflow)

    def forget(self, workflow: str) -> None:
        """Drop what is kept of a workflow that has ended."""
        DBOS.delete_workflow(workflow)

    def ended(self) -> list[str]:
        """Workflows that have ended and are still kept."""
        found = DBOS.list_workflows(status=[name for name, fate in _FATES.items() if fate != "going"], load_input=False)
        return [one.workflow_id for one in found]

    def close(self) -> None:
        """Stop; what runs stays as it is, for whoever takes it up."""
        DBOS.destroy()
        if self._engine is not None:
            self._engine.dispose()


def _told(error: BaseException) -> str:
    named = "" if isinstance(error, EntenteError | RuntimeError) else f"{type(error).__name__}: "
    return f"{named}{' '.join(str(error).split())}"[:500] or type(error).__name__


def _quiet() -> None:
    """DBOS logs into our log, and prints nothing of its own: it does where it finds no handler."""
    if not _log.handlers:
        _log.addHandler(logging.NullHandler())
    _log.propagate = True
