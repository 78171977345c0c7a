"""Whether the service is being stopped: told once, by whoever gets the signal. Streams are ended by the server itself."""


class Stopping:
    """Begins once and never ends. Safe between threads, and inside a signal handler."""

    def __init__(self) -> None:
        self._begun = False

    @property
    def begun(self) -> bool:
        """Whether the service is being stopped."""
        return self._begun

    def begin(self) -> None:
        """Tell everyone; a second time does nothing."""
        self._begun = True
