"""The commands. Each one imports what it needs when it runs, so that `--help` is there at once."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import one_thread
from app.cli.actors import actors
from app.cli.articles import articles, prints
from app.cli.feeds import feeds
from app.cli.jobs import jobs
from app.cli.keys import keys
from app.cli.options import HELP, Database, Whose, origin_of, settings_of
from app.cli.publishers import publishers
from app.cli.webhooks import webhooks

cli = typer.Typer(
    name="entente",
    help="Reads the news and knows who stands with whom, since when, and which sentence says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=HELP,
)
cli.add_typer(actors, name="actors")
cli.add_typer(jobs, name="jobs")
cli.add_typer(feeds, name="feeds")
cli.add_typer(articles, name="articles")
cli.add_typer(prints, name="prints")
cli.add_typer(keys, name="keys")
cli.add_typer(publishers, name="publishers")
cli.add_typer(webhooks, name="webhooks")

Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on (0: a free one); 8000 if unset.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1, this machine alone, if unset.")]
Least = Annotated[
    float | None,
    typer.Option("--least", min=0, max=1, metavar="CONFIDENCE", help="Leave out edges below this confidence; 0.3 if unset."),
]
_DAYS = ["%Y-%m-%d"]
Threads = Annotated[int | None, typer.Option(min=1, max=64, help="Threads of the language model; 1 if unset.")]


@cli.command()
def up(
    port: Port = None,
    host: Host = None,
    database: Database = None,
    sample: Annotated[bool, typer.Option(help="Load the sample articles into an empty database.")] = True,
) -> None:
    """Make the database ready, load the sample into an empty one, and serve."""
    from app.commands.serve import run  # noqa: PLC0415

    raise typer.Exit(run(settings_of(port=port, host=host, database_url=database), sample=sample))


@cli.command()
def serve(port: Port = None, host: Host = None, database: Database = None) -> None:
    """Serve what the database holds."""
    from app.commands.serve import run  # noqa: PLC0415

    raise typer.Exit(run(settings_of(port=port, host=host, database_url=database), sample=False))


@cli.command()
def mcp(database: Database = None) -> None:
    """Answer a language model over stdin and stdout (Model Context Protocol)."""
    from app.commands.mcp import run  # noqa: PLC0415

    raise typer.Exit(run(settings_of(database_url=database)))


@cli.command()
def migrate(database: Database = None) -> None:
    """Upgrade the database to the newest schema."""
    from app.commands.console import stderr  # noqa: PLC0415
    from app.commands.serve import make_ready  # noqa: PLC0415

    make_ready(settings_of(database_url=database), stderr())


@cli.command()
def partitions(database: Database = None) -> None:
    """Move evidence into a partition for each month in which it was recorded (PostgreSQL)."""
    from app.commands.partitions import partitions as arrange  # noqa: PLC0415

    raise typer.Exit(arrange(settings_of(database_url=database), datetime.now(UTC)))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; must not be there yet.")],
    database: Database = None,
) -> None:
    """Write all that the database holds to one file; writers go on meanwhile."""
    from app.commands.backup import backup as write  # noqa: PLC0415

    raise typer.Exit(write(settings_of(database_url=database), file))


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, of either kind of database.")],
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="URL", help="The database; it must be empty. That of the settings if unset."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take away what the database holds.")] = False,
) -> None:
    """Put a backup into an empty database, all of it or nothing."""
    from app.commands.backup import restore as read  # noqa: PLC0415

    raise typer.Exit(read(settings_of(database_url=into), file, replace=replace))


@cli.command()
def ingest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files, folders (docs/cli.md lists the kinds) or https://… addresses; - is stdin."),
    ] = None,
    links: Annotated[str | None, typer.Option(metavar="FILE", help="Holds addresses to fetch, a line each; - is stdin.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of articles that name none.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of articles that give none."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="What files hold whose names do not say it, or stdin: jsonl, csv, warc …")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes that code side by side; as many as there are cores if unset.")
    ] = None,
    database: Database = None,
) -> None:
    """Code articles and store what they say."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.ingest import ingest as take  # noqa: PLC0415
    from app.commands.ingest import read_links  # noqa: PLC0415
    from app.container import Container  # noqa: PLC0415
    from app.ingestion.defaults import Defaults  # noqa: PLC0415
    from app.ingestion.sources import KINDS  # noqa: PLC0415

    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is no kind; give one of {', '.join(KINDS)}", param_hint="--kind")
    sources = [*(paths or ()), *(read_links(links) if links is not None else ())]
    if not sources:
        raise typer.BadParameter("there is nothing to read; give files, folders or addresses, or --links FILE")
    settings = settings_of(database_url=database)
    day: date | None = published.date() if published else None
    at_once = processes or os.cpu_count() or 1
    with Container.open(settings, coder=coder.storing(settings, at_once)) as container:
        raise typer.Exit(take(container, sources, Defaults(publisher, day), at_once=at_once, kind=kind))


@cli.command("import")
def import_data(
    data_set: Annotated[str, typer.Argument(metavar="DATASET", help="gdelt, polecat, icews, cow or atop.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Its files as they are published, also .gz and .zip.")],
    mentions: Annotated[list[Path], typer.Option(metavar="FILE", help="GDELT's mentions of these events; may be repeated.")] = [],  # noqa: B006
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all refused rows here, as CSV.")] = None,
    database: Database = None,
) -> None:
    """Store event data or alliances of others, each row as evidence with its source."""
    from app.commands.importing import import_files  # noqa: PLC0415
    from app.container import Container  # noqa: PLC0415

    with Container.open(settings_of(database_url=database)) as container:
        raise typer.Exit(import_files(container, data_set, files, mentions, report))


@cli.command()
def backfill(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files or folders, as for `ingest`; they must not change meanwhile.")
    ],
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786; if unset, this machine."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes of this machine; as many as there are cores if unset.")
    ] = None,
    send: Annotated[
        bool | None,
        typer.Option("--send/--shared", help="Send the articles along, or have workers read the files under the same paths."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Go through what an earlier run has done, too.")] = False,
    publisher: Annotated[str | None, typer.Option(help="Publisher of articles that name none.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of articles that give none."),
    ] = None,
    database: Database = None,
) -> None:
    """Take whole archives in by many processes; run again, it goes on where it stopped."""
    from app.commands.backfill import backfill as take  # noqa: PLC0415
    from app.ingestion.defaults import Defaults  # noqa: PLC0415

    if scheduler and workers:
        raise typer.BadParameter("give --scheduler or --workers: a cluster elsewhere has the workers that it has")
    defaults = Defaults(publisher, published.date() if published else None)
    settings = settings_of(database_url=database)
    raise typer.Exit(take(settings, paths, defaults, scheduler=scheduler, workers=workers, send=send, again=again))


@cli.command()
def worker(database: Database = None) -> None:
    """Deliver changes to webhooks and do jobs; servers do so themselves unless ENTENTE_WORKER=off."""
    from app.commands.worker import run  # noqa: PLC0415

    raise typer.Exit(run(settings_of(database_url=database)))


@cli.command()
def snapshot(origin: Whose = "coder", database: Database = None) -> None:
    """Write the graph to a file that the servers of this machine share; they do so themselves, too."""
    from app.commands.snapshot import snapshot as write  # noqa: PLC0415

    raise typer.Exit(write(settings_of(database_url=database), origin=origin_of(origin)))


@cli.command()
def export(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="What to write; docs/formats.md lists them.")],
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Where to write; - is stdout.")] = "-",
    country: Annotated[str | None, typer.Option(help="The graph around this country alone.")] = None,
    actor: Annotated[str | None, typer.Option(help="The graph around this actor alone.")] = None,
    depth: Annotated[int, typer.Option(min=1, max=3, help="Hops from that country or actor.")] = 1,
    limit_nodes: Annotated[int, typer.Option(min=1, help="Most actors around it.")] = 2_000,
    limit_edges: Annotated[int, typer.Option(min=1, help="Most relations around it.")] = 10_000,
    relation: Annotated[list[str], typer.Option(help="Only this relation; may be repeated.")] = [],  # noqa: B006
    plover: Annotated[list[str], typer.Option(help="Only this PLOVER class; may be repeated.")] = [],  # noqa: B006
    sign: Annotated[str | None, typer.Option(metavar="cooperation|conflict", help="Only these.")] = None,
    min_sources: Annotated[int, typer.Option(min=1, help="Least number of publishers a relation needs.")] = 1,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Least confidence a relation needs.")] = 0.0,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Only evidence from this day on.")
    ] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Only evidence up to this day.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only evidence up to this day.")] = None,
    known_at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Only what was known at this moment.")
    ] = None,
    evidence: Annotated[int, typer.Option(min=0, max=5, help="So many sentences along with each relation.")] = 0,
    origin: Whose = "coder",
    database: Database = None,
) -> None:
    """Write the whole graph, or the graph around an actor, in any format."""
    from app.commands.export import Around  # noqa: PLC0415
    from app.commands.export import export as write  # noqa: PLC0415
    from graph.formats import FORMATS  # noqa: PLC0415
    from graph.network import Window  # noqa: PLC0415
    from graph.queries import Filter  # noqa: PLC0415

    whose = origin_of(origin)
    if form not in FORMATS:
        raise typer.BadParameter(f"unknown format {form!r}; known are {', '.join(FORMATS)}")
    if sign not in (None, "cooperation", "conflict"):
        raise typer.BadParameter(f"sign is {sign!r}; it is cooperation or conflict")
    if country and actor:
        raise typer.BadParameter("give --country or --actor, not both")
    days = {name: day.date() if day else None for name, day in (("start", first), ("end", last), ("as_of", as_of))}
    which = Filter(frozenset(relation), frozenset(plover), sign, min_sources, min_confidence, Window(**days))  # type: ignore[arg-type]
    named = country or actor
    around = Around(named, country is not None, depth, limit_nodes, limit_edges) if named else None
    settings = settings_of(database_url=database)
    status = write(settings, FORMATS[form], out, which, around=around, known_at=known_at, origin=whose, quotes=evidence)
    raise typer.Exit(status)


@cli.command()
def code(
    source: Annotated[str, typer.Option("--in", metavar="FILE", help="JSON lines to code; - is stdin.")],
    target: Annotated[str, typer.Option("--out", metavar="FILE", help="Where to write a line for each; - is stdout.")],
    pairs: Annotated[bool, typer.Option("--pairs", help="Name the relation between two given actors of each line.")] = False,
    least: Least = None,
    threads: Threads = None,
    reader: Annotated[
        str | None, typer.Option("--coder", metavar="embedded|llm", help="llm: ask a language model, see docs/llm.md.")
    ] = None,
    llm_url: Annotated[str | None, typer.Option(metavar="URL", help="Its endpoint; the text of the articles goes there.")] = None,
    llm_model: Annotated[str | None, typer.Option(metavar="NAME", help="The model's name there.")] = None,
) -> None:
    """Turn articles, as JSON lines, into their relations, as JSON lines; nothing is stored."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.code import code_file  # noqa: PLC0415

    settings = settings_of(coder_threads=threads, coder=reader, llm_url=llm_url, llm_model=llm_model)
    raise typer.Exit(code_file(source, target, coder.loader(settings, least), pairs=pairs))


@cli.command()
def parse(
    source: Annotated[str, typer.Option("--in", metavar="FILE", help="Text, or with --words CoNLL-U (also .gz); - is stdin.")],
    target: Annotated[str, typer.Option("--out", metavar="FILE", help="Where to write CoNLL-U; - is stdout.")],
    words: Annotated[bool, typer.Option("--words", help="The input is CoNLL-U: keep its words and sentences.")] = False,
    threads: Threads = None,
) -> None:
    """Write the sentences, words, tags, trees and names of a text as CoNLL-U."""
    from app.commands.parse import load, parse_file  # noqa: PLC0415

    number = settings_of(coder_threads=threads).coder_threads
    raise typer.Exit(parse_file(source, target, lambda: load(number), words=words))


@cli.command("train-language")
def train_language(
    data: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of the treebank files.")],
    work: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where checkpoints lie.")] = Path("build/language"),
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the model's files are written.")] = Path("graph/data/model"),
    minilm: Annotated[
        Path | None, typer.Option(metavar="FILE", help="model.safetensors of all-MiniLM-L6-v2; the training extra's if unset.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Passes over the gold sentences; 22 if unset.")] = None,
    seed: Annotated[int | None, typer.Option(help="5 if unset.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, max=64, help="Cores to train on; all if unset.")] = None,
) -> None:
    """Train the language model anew, or go on where a run stopped; needs the training extra."""
    from app.commands.train import train_language as train  # noqa: PLC0415

    raise typer.Exit(train(data, work, to, minilm, epochs=epochs, seed=seed, threads=threads))


@cli.command("eval")
def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Gold files: articles, events or pairs.")],
    predicted: Annotated[
        str | None, typer.Option(metavar="FILE", help="Score these lines (as `code` writes them); nothing is coded.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="List every missed and every wrong edge.")] = False,
    least: Least = None,
    threads: Threads = None,
) -> None:
    """Code the sentences of gold files and print precision, recall and F1."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.score import evaluate as score  # noqa: PLC0415

    load = coder.loader(settings_of(coder_threads=threads), least)
    status = score(gold, load, predicted=predicted, verbose=verbose, as_json=as_json)
    raise typer.Exit(status)


@cli.command()
def quality(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD…", help="Gold files: articles, events or pairs.")],
    on: Annotated[
        datetime,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of the measurement, as it is told."),
    ],
    note: Annotated[str, typer.Option(metavar="TEXT", help="A line about the measurement.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as JSON.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Publish them: quality.json, docs/quality.md and its figures.")] = False,
    threads: Threads = None,
) -> None:
    """Code gold files once and print every measure of the coder; with --write, publish them."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.quality import publish  # noqa: PLC0415

    number = settings_of(coder_threads=threads).coder_threads
    day = on.date()
    raise typer.Exit(publish(gold, lambda: coder.load(number), on=day, note=note, as_json=as_json, write=write))


@cli.command()
def bench(
    relations: Annotated[int, typer.Option(min=10_000, metavar="N", help="Relations of the synthetic world.")] = 1_000_000,
    rows: Annotated[str | None, typer.Option(metavar="1,2,…", help="These rows of the table alone.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the world.")] = 0,
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of the measurement, as it is told."),
    ] = None,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the table here: docs/performance.md.")] = None,
) -> None:
    """Measure the graph and the store beside others on a synthetic world, and print the table of their speed."""
    from app.commands.bench import bench as measure  # noqa: PLC0415

    given = {"--rows": rows, "--date": on and on.date().isoformat(), "--write": write and str(write.resolve())}
    arguments = ["--relations", str(relations), "--seed", str(seed)]
    raise typer.Exit(measure([*arguments, *(word for pair in given.items() if pair[1] for word in pair if word)]))


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; whatever follows is passed on to pytest."""
    from app.commands.check import test as run_tests  # noqa: PLC0415

    run_tests(context.args)


@cli.command()
def lint() -> None:
    """Run the linters: ruff, its formatter, mypy and lint-imports."""
    from app.commands.check import lint as run_linters  # noqa: PLC0415

    raise typer.Exit(run_linters())


def main(arguments: list[str] | None = None) -> int:
    """Run a command; errors that were foreseen are one line on stderr."""
    from app.errors import BadSettings, EntenteError  # noqa: PLC0415
    from graph.errors import GraphError  # noqa: PLC0415

    one_thread(sys.argv[1:] if arguments is None else arguments, os.environ)  # read by numpy once, when it is imported
    try:
        cli(args=arguments, prog_name="python3 -m app")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except (EntenteError, GraphError) as error:
        print(f"entente: {error}", file=sys.stderr)
        slug = getattr(error, "slug", "")
        usage = isinstance(error, BadSettings) or slug in ("bad-data-set", "bad-file", "bad-backup", "port-taken")
        return 2 if usage else 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
