"""What a tool answers as text, for hosts that show no structured content: a line a result, with the numbers that matter.

Quotations stand in quotation marks on a line of their own, with source and day.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.origins import CODER

Content = Mapping[str, Any]

#: Most bytes of the text.
MOST_BYTES = 10_000


def within(lines: Iterable[str]) -> str:
    """The lines as a text; where they are too many, says how many are left out."""
    shown, every, left = list[str](), list(lines), MOST_BYTES
    for line in every:
        left -= len(line.encode("utf-8", "replace")) + 1
        if left < 0:
            shown.append(f"({len(every) - len(shown)} more lines are in the structured content.)")
            break
        shown.append(line)
    return "\n".join(shown)


def search(content: Content) -> Iterator[str]:
    """Of ``search``."""
    yield f"{len(content['results'])} actors for {content['query']!r}{_graph(content)}"
    for one in content["results"]:
        yield f"- {_actor(one)}, {one['kind']}"


def subgraph(content: Content) -> Iterator[str]:
    """Of ``country_subgraph``."""
    names = {node["id"]: node["name"] for node in content["nodes"]}
    left = content["omitted"]
    least = "at least " if left["at_least"] else ""
    yield (
        f"Around {_line(names[content['root']])} ({content['root']}): {len(content['nodes'])} actors and {len(content['edges'])} "
        f"relations; left out {least}{left['nodes']} actors, {left['edges']} relations{_graph(content)}"
    )
    for edge in content["edges"]:
        yield f"- {_relation(edge)}"


def relations(content: Content) -> Iterator[str]:
    """Of ``relations``."""
    yield f"{len(content['results'])} of {content['total']} relations, strongest first{_graph(content)}"
    for edge in content["results"]:
        yield f"- {_relation(edge)}"


def evidence(content: Content) -> Iterator[str]:
    """Of ``evidence``."""
    yield f"{len(content['results'])} of {content['total']} quotations for {content['relation']}, latest first{_graph(content)}"
    for one in content["results"]:
        article = one["article"]
        source = _source(article)
        title = f", {_quoted(article['title'])}" if article["title"] else ""
        counts = "" if one["counted"] else ", does not count"
        yield f"- {one['day']}, {source}{title} ({one['status']}{counts}, confidence {one['confidence']:.2f}, {article['id']}):"
        yield f"  {_quoted(one['quote'])}"


def _source(article: Content) -> str:
    """Who prints it, whose report that is, and how the voice is owned where that is known."""
    voice = article["credited"] or article["outlet"]
    name = _line(article["publisher"] or "publisher unknown")
    told = [_line(voice["name"])] if article["credited"] else []
    told += [f"{voice['ownership']}, {voice['country']}"] if voice else []
    return f"{name} [{', '.join(told)}]" if told else name


def alliances(content: Content) -> Iterator[str]:
    """Of ``alliances``."""
    return _ties(content, "allies")


def rivals(content: Content) -> Iterator[str]:
    """Of ``rivals``."""
    return _ties(content, "rivals")


def check(content: Content) -> Iterator[str]:
    """Of ``check_alliance``."""
    yield f"{_actor(content['a'])} and {_actor(content['b'])}: {content['verdict']}{_graph(content)}"
    yield f"{_weighed(content)}; basis {', '.join(content['basis']) or 'none'}"
    yield from _declared(content)
    yield from (f"- for: {_relation(bond)}" for bond in content["relations"])
    yield from (f"- against: {_relation(bond)}" for bond in content["against"])
    yield from (line for name in ("quotes", "quotes_against") for one in content.get(name, ()) for line in _quotation(one))
    if content["publishers"]:
        yield f"Said by: {', '.join(map(_line, content['publishers']))}"


def dyad(content: Content) -> Iterator[str]:
    """Of ``dyad``."""
    yield f"{_actor(content['a'])} and {_actor(content['b'])}: {content['verdict']}{_graph(content)}"
    yield _weighed(content)
    if run := content["run"]:
        yield f"{run['prevails']} prevails since {run['since']}, seen last {run['last']}"
    yield from _declared(content)
    yield from (f"- {_relation(bond)}" for bond in content["relations"])
    if content["contradicting"]:
        yield f"{content['contradicting']} contradictions, {len(content['contradictions'])} in the structured content"
    yield from _periods(content, "timeline")


def paths(content: Content) -> Iterator[str]:
    """Of ``paths``."""
    incomplete = "" if content["complete"] else "; the search was cut short, there may be more"
    ends = f"{_actor(content['source'])} to {_actor(content['target'])}"
    yield f"{len(content['results'])} shortest ways from {ends}{incomplete}{_graph(content)}"
    for one in content["results"]:
        yield f"- {' – '.join(_line(actor['name']) for actor in one['actors'])} (weakest link {one['weakest']})"
        yield from (f"  - {_relation(step['relation'])}" for step in one["steps"])


def diff(content: Content) -> Iterator[str]:
    """Of ``diff``."""
    states = " to ".join(f"{content[name]['day']} (evidence from {content[name]['from']})" for name in ("before", "after"))
    counts = ", ".join(f"{number} {kind}" for kind, number in content["counts"].items())
    yield f"From {states}: {counts}{_graph(content)}"
    for kind, section in content["changes"].items():
        for one in section["results"]:
            if "id" in one:
                back = ", returned" if one["returned"] else ""
                yield f"- {kind}: {one['id']} (strength {one['by']:+}, first ever {one['first_ever']}{back})"
            else:
                scores = f"score {one['before']['score']} to {one['after']['score']}"
                yield f"- {kind}: {_actor(one['a'])} and {_actor(one['b'])} ({scores})"


def timeline(content: Content) -> Iterator[str]:
    """Of ``timeline``."""
    yield f"{_actor(content['of'])} by the {content['step']}{_graph(content)}"
    yield from _periods(content, "periods")


def _ties(content: Content, what: str) -> Iterator[str]:
    yield f"{len(content['results'])} of {content['total']} {what} of {_actor(content['of'])}{_graph(content)}"
    for one in content["results"]:
        yield f"{one['rank']}. {_actor(one['actor'])}: {_weighed(one)}; {', '.join(one['basis'])}"
        yield from (f"   {line}" for line in _declared(one))
        strongest = [_relation(bond) for bond in one["relations"][:2]] + [f"against: {_relation(b)}" for b in one["against"][:1]]
        yield from (f"   - {line}" for line in strongest)


def _weighed(content: Content) -> str:
    days = f"since {content['since']}, seen last {content['last']}" if content["since"] else "no news in this window"
    contested = ", contested" if content["contested"] else ""
    return f"score {content['score']} (cooperation {content['cooperation']}, conflict {content['conflict']}{contested}), {days}"


def _declared(content: Content) -> Iterator[str]:
    if content["declared"]:
        shared = [f"{one['name']} ({one['kind']})" for one in content["declared"]]
        yield f"both in: {', '.join(shared)}"


def _periods(content: Content, name: str) -> Iterator[str]:
    for one in content[name]:
        yield (
            f"- {one['start']}: {one['evidence']} pieces of evidence, {one['cooperation']} cooperation, {one['conflict']} "
            f"conflict, mean Goldstein {one['goldstein']}"
        )


def _relation(edge: Content) -> str:
    days = edge["first_day"] if edge["first_day"] == edge["last_day"] else f"{edge['first_day']} to {edge['last_day']}"
    numbers = ", ".join(f"{name} {edge[name]}" for name in ("strength", "confidence", "evidence", "publishers"))
    return f"{edge['id']} ({numbers}, {days})"


def _actor(one: Content) -> str:
    return f"{_line(one['name'])} ({one['id']})"


def _quotation(one: Content) -> Iterator[str]:
    """A sentence that is told along with something else."""
    yield f"- {one['day']}, {_line(one['publisher'] or 'publisher unknown')}, for {one['relation_id']} ({one['status']}):"
    yield f"  {_quoted(one['quote'])}"


def _quoted(text: str) -> str:
    """Words of an article on one line, between marks that they cannot close."""
    inner = _line(text).replace("“", '"').replace("”", '"')
    return f"“{inner}”"


def _line(text: str) -> str:
    """Words that others wrote, on one line: none of them begins a line of ours."""
    return " ".join(text.split())


def _graph(content: Content) -> str:
    graph = content["graph"]
    days = [f"{name} {graph[name]}" for name in ("as_of", "from", "to", "known_at") if graph.get(name)]
    version = f"graph version {graph['version']}"
    origin = [] if graph.get("origin", CODER) == CODER else [f"origin {graph['origin']}"]
    return f" [{', '.join([version, *origin, *days])}]"
