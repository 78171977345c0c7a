"""The commands. Each one imports what it needs when it runs, so that `--help` is there at once."""

import os
import sys
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

cli = typer.Typer(
    name="entente",
    help="Reads the news and knows who stands with whom, since when, and which sentence says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on (0: a free one); 8000 if unset.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1, this machine alone, if unset.")]
Database = Annotated[
    str | None,
    typer.Option(metavar="URL", help="sqlite:///file or postgresql://user@host/name; var/entente.sqlite3 if unset."),
]
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

    raise typer.Exit(run(_settings(port=port, host=host, database_url=database), sample=sample))


@cli.command()
def serve(port: Port = None, host: Host = None, database: Database = None) -> None:
    """Serve what the database holds."""
    from app.commands.serve import run  # noqa: PLC0415

    raise typer.Exit(run(_settings(port=port, host=host, database_url=database), sample=False))


@cli.command()
def mcp(database: Database = None) -> None:
    """Answer a language model over stdin and stdout (Model Context Protocol)."""
    from app.commands.mcp import run  # noqa: PLC0415

    raise typer.Exit(run(_settings(database_url=database)))


@cli.command()
def migrate(database: Database = None) -> None:
    """Upgrade the database to the newest schema."""
    from app.commands.console import stderr  # noqa: PLC0415
    from app.commands.serve import make_ready  # noqa: PLC0415

    make_ready(_settings(database_url=database), stderr())


@cli.command()
def partitions(database: Database = None) -> None:
    """Move evidence into a partition for each month in which it was recorded (PostgreSQL)."""
    from app.commands.partitions import partitions as arrange  # noqa: PLC0415

    raise typer.Exit(arrange(_settings(database_url=database), datetime.now(UTC)))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; must not be there yet.")],
    database: Database = None,
) -> None:
    """Write all that the database holds to one file; writers go on meanwhile."""
    from app.commands.backup import backup as write  # noqa: PLC0415

    raise typer.Exit(write(_settings(database_url=database), file))


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

    raise typer.Exit(read(_settings(database_url=into), file, replace=replace))


@cli.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Files or folders (txt, md, html, jsonl, each also .gz); - is stdin."),
    ],
    publisher: Annotated[str | None, typer.Option(help="Publisher of articles that name none.")] = None,
    published: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Day of articles that give none."),
    ] = None,
    database: Database = None,
) -> None:
    """Code articles and store what they say."""
    from app.commands import coder  # noqa: PLC0415
    from app.commands.ingest import Defaults  # noqa: PLC0415
    from app.commands.ingest import ingest as take  # noqa: PLC0415
    from app.container import Container  # noqa: PLC0415

    settings = _settings(database_url=database)
    day: date | None = published.date() if published else None
    with Container.open(settings, coder=coder.storing(settings)) as container:
        raise typer.Exit(take(container, paths, Defaults(publisher, day)))


actors = typer.Typer(
    help="Merge and split actors, undo either, and show what was decided.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli.add_typer(actors, name="actors")
Reason = Annotated[str, typer.Option(help="Why, for whoever asks later.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; the account that runs the command if unset.")]


@actors.command("merge")
def merge_actors(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id of the actor that is given up.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Id of the actor that it is.")],
    reason: Reason,
    by: By = None,
    database: Database = None,
) -> None:
    """Have all that counts for one actor count for another, and its id lead there."""
    from app.commands.actors import decide, me  # noqa: PLC0415

    settings = _settings(database_url=database)
    raise typer.Exit(decide(settings, lambda service, now: service.merge(old, new, by=by or me(), reason=reason, now=now)))


@actors.command("split")
def split_actor(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Id of the actor that two were taken for.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name, as texts have it, that means the other.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="Id of the other.")],
    reason: Reason,
    by: By = None,
    database: Database = None,
) -> None:
    """Have what counts for an actor under one name count for another actor."""
    from app.commands.actors import decide, me  # noqa: PLC0415

    settings = _settings(database_url=database)
    act = {"by": by or me(), "reason": reason}
    raise typer.Exit(decide(settings, lambda service, now: service.split(actor, name, into, now=now, **act)))


@actors.command("undo")
def undo_decision(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The decision's number, as `decisions` shows it.")],
    database: Database = None,
) -> None:
    """Undo a merge or a split: relations are again as they were without it."""
    from app.commands.actors import decide  # noqa: PLC0415

    raise typer.Exit(decide(_settings(database_url=database), lambda service, now: service.undo(number, now)))


@actors.command("decisions")
def show_decisions(database: Database = None) -> None:
    """Print every decision, a line each, the undone included."""
    from app.commands.actors import show  # noqa: PLC0415

    raise typer.Exit(show(_settings(database_url=database)))


keys = typer.Typer(
    help="Make, list and revoke the keys of the service.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli.add_typer(keys, name="keys")


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is, or what for.")],
    scope: Annotated[Literal["read", "write", "admin"], typer.Option(help="What it opens; write includes read, admin both.")],
    expires: Annotated[
        int | None, typer.Option(min=1, max=36_500, metavar="DAYS", help="Days it holds; forever if unset.")
    ] = None,
    database: Database = None,
) -> None:
    """Make a key and print it, this once."""
    from app.commands.keys import add  # noqa: PLC0415

    raise typer.Exit(add(_settings(database_url=database), name, scope, expires, datetime.now(UTC)))


@keys.command("list")
def list_keys(database: Database = None) -> None:
    """Print every key without its secret, a line each, the revoked included."""
    from app.commands.keys import show  # noqa: PLC0415

    raise typer.Exit(show(_settings(database_url=database)))


webhooks = typer.Typer(
    help="Have changes delivered to addresses, and see what became of it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli.add_typer(webhooks, name="webhooks")
Hook = Annotated[str, typer.Argument(metavar="ID", help="The webhook's id, as `list` shows it.")]


class ChangeKind(StrEnum):
    """What a webhook may be told of."""

    relation = "relation"
    article = "article"
    actor = "actor"
    decision = "decision"


@webhooks.command("add")
def add_webhook(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to deliver: https://… at a public address.")],
    kinds: Annotated[list[ChangeKind] | None, typer.Option("--type", help="Only changes of these; may be repeated.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Only what is about this actor.")] = None,
    country: Annotated[str | None, typer.Option(metavar="NAME", help="Only what is about this country.")] = None,
    secret_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Holds the secret to sign with; - is stdin. One is made if unset.")
    ] = None,
    since: Annotated[int | None, typer.Option(min=0, metavar="VERSION", help="Begin after this version; now if unset.")] = None,
    database: Database = None,
) -> None:
    """Have changes delivered to an address; prints its id, and the secret that was made, this once."""
    from app.commands.webhooks import add  # noqa: PLC0415

    settings = _settings(database_url=database)
    types = [kind.value for kind in kinds or ()]
    raise typer.Exit(add(settings, url, types, actor, country, secret_file, since))


@webhooks.command("list")
def list_webhooks(database: Database = None) -> None:
    """Print every webhook, a line each; never a secret."""
    from app.commands.webhooks import show  # noqa: PLC0415

    raise typer.Exit(show(_settings(database_url=database)))


@keys.command("revoke")
def revoke_key(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `list` shows it.")],
    database: Database = None,
) -> None:
    """Revoke a key; running servers refuse it within two seconds."""
    from app.commands.keys import revoke  # noqa: PLC0415

    raise typer.Exit(revoke(_settings(database_url=database), identifier, datetime.now(UTC)))


@webhooks.command("remove")
def remove_webhook(key: Hook, database: Database = None) -> None:
    """Deliver nothing more to an address."""
    from app.commands.webhooks import remove  # noqa: PLC0415

    raise typer.Exit(remove(_settings(database_url=database), key))


@webhooks.command("enable")
def enable_webhook(
    key: Hook,
    skip: Annotated[bool, typer.Option("--skip", help="Go on from now, and leave out what it has not had.")] = False,
    database: Database = None,
) -> None:
    """Go on delivering to an address that was disabled, or that would be tried later."""
    from app.commands.webhooks import enable  # noqa: PLC0415

    raise typer.Exit(enable(_settings(database_url=database), key, skip=skip))


@webhooks.command("test")
def ping_webhook(key: Hook, database: Database = None) -> None:
    """Send a signed message without changes now, once."""
    from app.commands.webhooks import ping  # noqa: PLC0415

    raise typer.Exit(ping(_settings(database_url=database), key))


@webhooks.command("log")
def log_of_webhook(key: Hook, database: Database = None) -> None:
    """Print the last fifty attempts, the latest first."""
    from app.commands.webhooks import attempts  # noqa: PLC0415

    raise typer.Exit(attempts(_settings(database_url=database), key))


@cli.command()
def worker(database: Database = None) -> None:
    """Deliver changes to webhooks; servers do so themselves unless ENTENTE_WORKER=off."""
    from app.commands.worker import run  # noqa: PLC0415

    raise typer.Exit(run(_settings(database_url=database)))


@cli.command()
def snapshot(database: Database = None) -> None:
    """Write the graph to a file that the servers of this machine share; they do so themselves, too."""
    from app.commands.snapshot import snapshot as write  # noqa: PLC0415

    raise typer.Exit(write(_settings(database_url=database)))


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
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Only evidence from this day on.")
    ] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Only evidence up to this day.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only evidence up to this day.")] = None,
    known_at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="Only what was known at this moment.")
    ] = None,
    evidence: Annotated[int, typer.Option(min=0, max=5, help="So many sentences along with each relation.")] = 0,
    database: Database = None,
) -> None:
    """Write the whole graph, or the graph around an actor, in any format."""
    from app.commands.export import Around  # noqa: PLC0415
    from app.commands.export import export as write  # noqa: PLC0415
    from graph.formats import FORMATS  # noqa: PLC0415
    from graph.network import Window  # noqa: PLC0415
    from graph.queries import Filter  # noqa: PLC0415

    if form not in FORMATS:
        raise typer.BadParameter(f"unknown format {form!r}; known are {', '.join(FORMATS)}")
    if sign not in (None, "cooperation", "conflict"):
        raise typer.BadParameter(f"sign is {sign!r}; it is cooperation or conflict")
    if country and actor:
        raise typer.BadParameter("give --country or --actor, not both")
    days = {name: day.date() if day else None for name, day in (("start", first), ("end", last), ("as_of", as_of))}
    which = Filter(frozenset(relation), frozenset(plover), sign, min_sources, Window(**days))  # type: ignore[arg-type]
    named = country or actor
    around = Around(named, country is not None, depth, limit_nodes, limit_edges) if named else None
    settings = _settings(database_url=database)
    status = write(settings, FORMATS[form], out, which, around=around, known_at=known_at, quotes=evidence)
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

    settings = _settings(coder_threads=threads, coder=reader, llm_url=llm_url, llm_model=llm_model)
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

    number = _settings(coder_threads=threads).coder_threads
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

    load = coder.loader(_settings(coder_threads=threads), least)
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

    number = _settings(coder_threads=threads).coder_threads
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


def _settings(**given: Any) -> Any:
    from app.settings import Settings  # noqa: PLC0415

    return Settings.read(**{name: value for name, value in given.items() if value is not None})


def main(arguments: list[str] | None = None) -> int:
    """Run a command; errors that were foreseen are one line on stderr."""
    from app.errors import BadSettings, EntenteError  # noqa: PLC0415
    from graph.errors import GraphError  # noqa: PLC0415

    try:
        cli(args=arguments, prog_name="python3 -m app")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except (EntenteError, GraphError) as error:
        print(f"entente: {error}", file=sys.stderr)
        usage = isinstance(error, BadSettings) or getattr(error, "slug", "") in ("bad-file", "bad-backup", "port-taken")
        return 2 if usage else 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
