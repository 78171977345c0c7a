"""The measures as tables: aligned for a terminal, in Markdown for the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.schemas.quality import Details, GoldSet, QualityAnswer, Scores, Setting
from graph.ontology import STATUSES


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a ``name``, which is also its place on the page. The first column is words, the others numbers.

    ``foot`` is said below it, in Markdown that reads well as it is.
    """

    name: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: str = ""
    words: bool = False  # whether the other columns are words too

    def text(self) -> str:
        """Aligned columns under the title."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.header))]
        shown = [self.title]
        for line in lines:
            cells = [
                cell.rjust(width) if place and not self.words else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            ]
            shown.append(("  " + "  ".join(cells)).rstrip())
        return "\n".join([*shown, *(["  " + self.foot] if self.foot else [])])

    def markdown(self) -> str:
        """A Markdown table, numbers to the right."""
        rule = ["---", *["---" if self.words else "---:"] * (len(self.header) - 1)]
        lines = ["| " + " | ".join(line) + " |" for line in (self.header, rule, *self.rows)]
        return "\n".join([*lines, *(["", self.foot] if self.foot else [])])


def tables(quality: QualityAnswer) -> tuple[Table, ...]:
    """Every table of a measurement, in the order of the report; the same names whatever was measured."""
    of = {kind: [one for one in quality.sets if one.kind == kind] for kind in ("edges", "events", "pairs")}
    return (
        _about(quality),
        _levels("edges", "Articles: precision / recall / F1", of["edges"]),
        _levels("events", "PLOVER events: precision / recall / F1", of["events"]),
        _pairs(of["pairs"]),
        *_details(quality.details),
    )


def _about(quality: QualityAnswer) -> Table:
    rows = [("day", str(quality.date)), ("models", f"{quality.models[:19]}…")]
    rows += [("note", _cell(quality.note))] if quality.note else []
    rows += [
        (one.name, f"{one.records:,} {_UNIT[one.kind].removesuffix('s') if one.records == 1 else _UNIT[one.kind]}{_asked(one)}")
        for one in quality.sets
    ]
    return Table("about", "Measured", ("what", ""), tuple(rows), words=True)


_UNIT = {"edges": "articles", "events": "sentences", "pairs": "pairs"}


def _asked(one: GoldSet) -> str:
    return f", {one.levels[-1].demanded:,} demanded edges" if one.kind == "edges" else ""


def _levels(name: str, title: str, sets: Sequence[GoldSet]) -> Table:
    names = [level.name for level in sets[0].levels] if sets else []
    rows = [(one.name, *(f"{_two(s.precision)} / {_two(s.recall)} / {_two(s.f1)}" for s in one.levels)) for one in sets]
    return Table(name, title, ("set", *names), tuple(rows))


def _pairs(sets: Sequence[GoldSet]) -> Table:
    rows, feet = [], []
    for one in sets:
        if one.pairs:
            rows.append((one.name, *(_two(x) for x in (one.pairs.macro_f1, one.pairs.accuracy, one.pairs.binary_macro_f1))))
            feet.append(", ".join(f"{name} {_two(f1)}" for name, f1 in one.pairs.by_class.items()))
    foot = f"F1 by class: {'; '.join(feet)}." if feet else ""
    return Table(
        "pairs",
        "The class of a given pair",
        ("set", "macro F1", "accuracy", "cooperation or conflict, macro F1"),
        tuple(rows),
        foot,
    )


_COLUMNS = ("precision", "recall", "F1", "said", "right", "demanded", "found")


def _details(details: Details | None) -> tuple[Table, ...]:
    return (
        Table("relations", "By relation", ("relation", *_COLUMNS), _score_rows(details.relations if details else ())),
        Table("classes", "By PLOVER class", ("class", *_COLUMNS), _score_rows(details.classes if details else ())),
        _status(details),
        _ends(details),
        _bins(details),
        _settings(details),
    )


def _score_rows(scores: Iterable[Scores]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            score.name,
            _two(score.precision) if score.said else "–",
            _two(score.recall) if score.demanded else "–",
            _two(score.f1) if score.said and score.demanded else "–",
            *(str(count) for count in (score.said, score.right, score.demanded, score.found)),
        )
        for score in scores
    )


def _status(details: Details | None) -> Table:
    header = ("in the gold", *(f"said {status}" for status in STATUSES))
    if details is None:
        return Table("status", "Status of right edges", header, ())
    counts = {(one.gold, one.said): one.count for one in details.status.confusion}
    rows = tuple((gold, *(str(counts.get((gold, said), 0)) for said in STATUSES)) for gold in STATUSES)
    foot = f"Accuracy {_two(details.status.accuracy)}: {details.status.right} of {details.status.edges} right edges."
    return Table("status", "Status of right edges", header, rows, foot)


def _ends(details: Details | None) -> Table:
    header = ("demanded edges", "both ends found", "one end", "no end", "share with both")
    if details is None:
        return Table("ends", "Are both ends found?", header, ())
    ends = details.ends
    row = (f"{ends.demanded}", f"{ends.both}", f"{ends.one}", f"{ends.demanded - ends.both - ends.one}", _two(ends.share))
    return Table("ends", "Are both ends found?", header, (row,))


def _bins(details: Details | None) -> Table:
    header = ("said with confidence", "edges", "mean confidence", "share right")
    if details is None:
        return Table("calibration", "Calibration", header, ())
    rows = tuple(
        (f"{one.low:.1f} to {one.high:.1f}", str(one.count), _two(one.confidence), _two(one.right))
        for one in details.calibration.bins
        if one.count
    )
    return Table("calibration", "Calibration", header, rows, f"Expected calibration error: {details.calibration.error:.3f}.")


def _settings(details: Details | None) -> Table:
    header = ("least confidence", "precision", "recall", "F1", "said")
    if details is None:
        return Table("settings", "What a least confidence gives", header, ())
    precise = details.precise
    foot = f"No least confidence reaches precision {precise.wanted:.2f}."
    if precise.setting:
        at, precision, recall, _, said = _setting_row(precise.setting)
        foot = (
            f"Precision {precise.wanted:.2f} is reached from confidence {at} up: {precision}, with recall {recall} ({said} said)."
        )
    return Table("settings", "What a least confidence gives", header, tuple(_setting_row(one) for one in details.settings), foot)


def _setting_row(one: Setting) -> tuple[str, ...]:
    return f"{one.least:g}", _two(one.precision), _two(one.recall), _two(one.f1), str(one.said)


def _two(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"


def _cell(words: str) -> str:
    """Words that may stand in a cell of a Markdown table and on a page."""
    plain = " ".join(words.split())
    for mark, kept in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;")):
        plain = plain.replace(mark, kept)
    return plain
