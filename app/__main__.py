"""`python3 -m app …`: standard library only. Makes .venv on first use, then hands over to app.cli inside it."""

import sys

# Kept readable by old interpreters, so that they get one clear line and no traceback.
if sys.version_info < (3, 11):  # noqa: UP036 - this is where the floor is held
    version = f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    sys.exit(f"entente: needs Python 3.11 or newer, and this is {version}; run it with a newer one: python3.11 -m app")

from app.bootstrap import ensure

if __name__ == "__main__":
    ensure(sys.argv[1:])  # returns only where every pin is at hand

    from app.cli import main

    sys.exit(main())
