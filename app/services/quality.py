"""How well the coder reads: the measures that ship with the program."""

from pathlib import Path

from app.errors import QualityNotMeasured
from app.quality.files import MEASURES, ROOT


class QualityService:
    """Reads the file that `python3 -m app quality --write` makes; it is looked at anew each time, as it may be renewed."""

    def __init__(self, file: Path = ROOT / MEASURES) -> None:
        self._file = file

    def measures(self) -> bytes:
        """The measures as JSON bytes, as they lie there. Raises :class:`app.errors.QualityNotMeasured`."""
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            raise QualityNotMeasured(
                "the coder of this installation was not measured; `python3 -m app quality GOLD… --write` does that"
            ) from None
