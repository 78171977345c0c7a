"""Errors of the graph package.

GraphError
├── OntologyError      the relation table is malformed or a relation is unknown
├── RegisterError      the register of actors contradicts itself
├── LanguageError      the language model's files are absent or damaged
├── UnknownActor       an identifier or name that no register and no graph knows
├── SnapshotError      a file of the graph is damaged, or of another format or database
├── TimeExceeded       a question takes longer than it may
└── QueryError         a question whose parameters contradict each other
"""


class GraphError(Exception):
    """Base of every error that the graph package raises on purpose."""


class OntologyError(GraphError):
    """The relation table is malformed, or a relation is unknown."""


class RegisterError(GraphError):
    """The register of actors contradicts itself."""


class LanguageError(GraphError):
    """The language model's files are absent or damaged."""


class UnknownActor(GraphError):  # noqa: N818 - reads as what happened
    """No actor has this identifier or name."""


class SnapshotError(GraphError):
    """A file of the graph is damaged, or of another format or database."""


class TimeExceeded(GraphError):  # noqa: N818 - reads as what happened
    """A question takes longer than it may; see :mod:`graph.deadline`."""


class QueryError(GraphError):
    """A question whose parameters contradict each other."""
