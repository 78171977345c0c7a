"""The rows: each measures one thing beside its peer in the same run, and tells lines to print."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.graph.measure import Line
from bench.ingest.articles import articles, write
from bench.ingest.feeding import RATE, Told, deliver, deliver_batches, served
from bench.ingest.processes import Run, family, run

_CHUNK = 50
_PART = 10
_FEW, _SHORT = 20, 12  # articles for each process, and words of one: coded in no time, so that what they take is the start


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured with: so many articles, processes, rounds and minutes, in a folder."""

    folder: Path
    articles: int
    workers: int
    rounds: int
    minutes: float
    seed: int

    def news(self) -> Path:
        """The articles."""
        path = self.folder / f"news-{self.articles}-{self.seed}.jsonl"
        return path if path.exists() else write(path, self.articles, self.seed)


class Failed(Exception):  # noqa: N818 - reads as what happened
    """A command did not do what it was to do; what was measured says nothing."""


def commit(setting: Setting) -> Iterator[Line]:
    """Raw JSON lines to committed edges, beside the coder alone on the different articles among them."""
    news = setting.news()
    alone: list[Run] = []
    runs: dict[str, list[Run]] = {"ingest": [], "backfill": []}
    told: dict[str, float] = {}
    few = write(setting.folder / "few.jsonl", _FEW * setting.workers, setting.seed, words=_SHORT)
    starts: dict[str, list[Run]] = {"ingest": [], "backfill": []}
    for _ in range(setting.rounds):
        alone.append(_alone("pool", news, setting.workers, _PART))
        told = json.loads(alone[-1].output.splitlines()[-1])
        for command, option in (("ingest", "--processes"), ("backfill", "--workers")):
            for taken, path in ((starts, few), (runs, news)):
                database = _fresh(setting)
                done = run("app", command, str(path), option, str(setting.workers), "--database", database)
                if done.status or (taken is runs and f"{told['edges']:,} edges" not in done.output):
                    last = done.output.strip().splitlines()[-1]
                    raise Failed(f"{command}: {last}; the coder alone found {told['edges']:,} edges")
                taken[command].append(done)
    seconds = median(json.loads(one.output.splitlines()[-1])["seconds"] for one in alone)
    cpu = median(json.loads(one.output.splitlines()[-1])["cpu"] for one in alone)
    peer = f"{told['articles'] / seconds:.1f} articles a second, {1000 * cpu / told['articles']:.0f} ms of CPU each"
    for command, some in runs.items():
        wall, used = median(one.seconds for one in some), median(one.cpu for one in some)
        start, begun = median(one.seconds for one in starts[command]), median(one.cpu for one in starts[command])
        many = f"{setting.articles:,} articles"
        yield Line(f"`{command}`: start to end, {many} ÷ the coder alone", seconds / wall, 0.9, peer, True)
        yield Line(f"`{command}`: the same without its start", seconds / (wall - start), 0.9, f"{start:.1f} s of start", True)
        rest = f"{1000 * (used - cpu) / told['articles']:.1f} ms an article"
        yield Line(f"`{command}`: CPU of all but coding, of the coder's", (used - cpu) / cpu, 0.1, rest, digits=3)
        rest = f"{1000 * (used - begun - cpu) / told['articles']:.1f} ms an article, {begun:.1f} s of start"
        yield Line(f"`{command}`: the same without its start", (used - begun - cpu) / cpu, 0.1, rest, digits=3)


def dask(setting: Setting) -> Iterator[Line]:
    """Coding by Dask's processes, beside a bare pool's, the same chunks."""
    news = setting.news()
    taken: dict[tuple[str, int], list[dict[str, float]]] = {}
    for _ in range(setting.rounds):
        for size in (_CHUNK, _PART):
            for how in ("pool", "dask"):
                done = _alone(how, news, setting.workers, size)
                taken.setdefault((how, size), []).append(json.loads(done.output.splitlines()[-1]))
    for size in (_CHUNK, _PART):
        pool, ours = (
            {name: median(one[name] for one in taken[how, size]) for name in ("seconds", "cpu", "articles")}
            for how in ("pool", "dask")
        )
        peer = f"{pool['articles'] / pool['seconds']:.1f} articles a second by concurrent.futures"
        yield Line(f"Dask ÷ a bare pool, tasks of {size} articles", pool["seconds"] / ours["seconds"], 0.95, peer, True)
        yield Line(f"CPU of Dask ÷ the bare pool's, tasks of {size}", ours["cpu"] / pool["cpu"], 1.05, digits=3)


def memory(setting: Setting) -> Iterator[Line]:
    """Main memory by time, over many short articles and a cheap coder; the peer is the memory of a third of the way."""
    news = setting.folder / "short.jsonl"
    if not news.exists():
        write(news, setting.articles, setting.seed, words=25)
    seen: list[tuple[float, dict[str, int]]] = []
    for command in ("ingest", "backfill"):
        seen.clear()

        def watch(pid: int) -> None:
            found: dict[str, int] = {}
            for what, resident in family(pid).values():
                found[what] = max(found.get(what, 0), resident)
            seen.append((float(len(seen)), found))

        arguments = ("bench.ingest.running", command, str(news), _fresh(setting), str(setting.workers))
        done = run(*arguments, watch=watch)
        if done.status:
            raise Failed(f"{command}: {done.output.strip().splitlines()[-1]}")
        print(_table(command, seen))
        print(done.output.strip().splitlines()[-1])
        for what in ("command", "worker"):
            series = [found[what] for _, found in seen if what in found]
            if len(series) < 6:
                continue
            third, last = max(series[: len(series) // 3]), max(series[-(len(series) // 3) :])
            name = f"`{command}`: memory of the {what}, the last third ÷ the first, {setting.articles:,} articles"
            yield Line(name, last / third, 1.1, f"{third / 2**20:,.0f} MiB")


def _table(command: str, seen: Sequence[tuple[float, dict[str, int]]]) -> str:
    kinds = sorted({what for _, found in seen for what in found} - {"tracker"})
    lines = [f"{command}: largest process of each kind, MiB", "second " + "".join(f"{kind:>10}" for kind in kinds)]
    for second, found in seen[:: max(1, len(seen) // 20)]:
        lines.append(f"{second:6.0f} " + "".join(f"{found.get(kind, 0) / 2**20:10,.0f}" for kind in kinds))
    return "\n".join(lines)


def feed(setting: Setting) -> Iterator[Line]:
    """World news as it comes, into a running server: how many wait, by time."""
    seconds = 60 * setting.minutes
    records = list(articles(int(RATE * seconds), setting.seed))
    with served(_fresh(setting), setting.folder, CODER_PROCESSES=setting.workers) as port:
        told = deliver(port, records, RATE, setting.workers * 4)
    yield from _held(setting, told, len(records), "POST /v1/articles")


def batches(setting: Setting) -> Iterator[Line]:
    """The same by batches of five seconds, which become jobs."""
    records = list(articles(int(RATE * 60 * setting.minutes), setting.seed))
    with served(_fresh(setting), setting.folder, CODER_PROCESSES=setting.workers) as port:
        told = deliver_batches(port, records, RATE)
    yield from _held(setting, told, len(records), "POST /v1/articles/batch every five seconds")


def _held(setting: Setting, told: Told, number: int, how: str) -> Iterator[Line]:
    print("second  waiting", *(f"{at:6.0f} {waiting:8}" for at, waiting in told.waiting), sep="\n")
    if told.refused:
        raise Failed(f"{told.refused} of {number} requests were refused")
    name = f"articles stored in {setting.minutes:g} minutes ÷ those that came, {RATE:g} a second, {how}"
    yield Line(name, told.in_time / number, 0.99, f"{number:,} articles", at_least=True, digits=3)
    third = max(1, len(told.waiting) // 3)
    first, last = (median(number for _, number in some) for some in (told.waiting[:third], told.waiting[-third:]))
    yield Line(
        "articles that wait, the last third ÷ the first (one more each)", (last + 1) / (first + 1), 2.0, f"{first:g} waiting"
    )


def _alone(how: str, news: Path, workers: int, articles: int) -> Run:
    done = run("bench.ingest.alone", how, str(news), str(workers), str(articles))
    if done.status:
        raise Failed(f"the coder alone, {how}: {done.output.strip().splitlines()[-1]}")
    return done


def _fresh(setting: Setting) -> str:
    """An empty database."""
    for path in setting.folder.glob("news.sqlite3*"):
        path.unlink()
    return f"sqlite:///{setting.folder / 'news.sqlite3'}"
