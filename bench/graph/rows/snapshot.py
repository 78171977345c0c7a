"""Opening a snapshot that is mapped into memory, beside loading the same graph from SQL."""

from collections.abc import Iterator

from bench.graph import ours
from bench.graph.measure import Line, interleaved, milliseconds
from bench.graph.setting import Setting
from bench.graph.ties import same

_K = 200


def lines(setting: Setting) -> Iterator[Line]:
    """Opening includes the first answer, so that nothing is put off; CPU seconds."""
    path = setting.fresh("snapshot")
    root = setting.countries[len(setting.countries) // 2]
    ours.save(setting.graph, path)
    opened = ours.open_saved(path)
    same(ours.ties(opened, ours.strongest(opened, root, _K)), setting.ties.strongest(setting.places[root], _K), "a snapshot")
    del opened
    setting.forget()
    setting.say("opening and loading, in turns")
    taken = interleaved(
        {"open": lambda: ours.strongest(ours.open_saved(path), root, _K), "load": lambda: ours.load(setting.database)}, warm=True
    )
    peer = f"loading {milliseconds(taken['load'])}"
    yield Line("opening the mapped snapshot ÷ loading from SQL", taken["open"] / taken["load"], 0.01, peer, digits=4)
