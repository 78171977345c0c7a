"""What a curl command of the pages asks of the service at localhost:8000."""

import shlex
from dataclasses import dataclass, field

HERE = "localhost:8000"


@dataclass(slots=True)
class Asked:
    """A request. ``body`` is as it was given, also where that is ``@file``; ``head`` says that curl shows it, too."""

    method: str = ""
    path: str = ""
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    head: bool = False


def asked(command: str) -> Asked:
    """The request that a command sends. Raises ValueError for a word that is not known here."""
    words = shlex.split(command)[1:]
    found = Asked()
    while words:
        word = words.pop(0)
        if word == "-X":
            found.method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            found.headers[name] = value
        elif word in ("-d", "--json", "--data-binary"):
            found.body = words.pop(0)
            # As curl has it: who writes no type with -d sends a form.
            kind = "application/json" if word == "--json" else "application/x-www-form-urlencoded"
            found.headers.setdefault("Content-Type", kind)
        elif word == "-i":
            found.head = True
        elif word == "-I":
            found.method, found.head = "HEAD", True
        elif word.startswith(f"{HERE}/"):
            found.path = word.removeprefix(HERE)
        elif word not in ("-s", "-sN"):
            raise ValueError(f"an example uses {word!r}, which the test does not know: {command}")
    found.method = found.method or ("GET" if found.body is None else "POST")
    return found
