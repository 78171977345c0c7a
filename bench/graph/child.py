"""A task in a process of its own: python3 -m bench.graph.child MODULE:FUNCTION '[arguments]'

The function may return anything, which is held while memory is read. Prints one line of JSON: ``cpu`` and ``wall`` seconds of
the call, bytes of main memory ``before`` it, ``retained`` by what it returned, and the ``peak`` above ``before``; and what it
returned, where that is a dictionary of figures.
"""

import gc
import json
import sys
import time
from importlib import import_module

from bench.graph.measure import memory


def main() -> None:
    """Run and tell."""
    module, function = sys.argv[1].split(":")
    task = getattr(import_module(module), function)
    arguments = json.loads(sys.argv[2])
    gc.collect()
    before = memory().get("resident", 0)
    cpu, wall = time.process_time(), time.monotonic()
    result = task(*arguments)
    told: dict[str, float] = {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall, "before": before}
    gc.collect()
    after = memory()
    told |= {"retained": after.get("resident", 0) - before, "peak": after.get("peak", 0) - before}
    if isinstance(result, dict):
        told |= result
    print(json.dumps(told), flush=True)
    del result


if __name__ == "__main__":
    main()
