"""Two figures as SVG, written by hand: legible on light and on dark ground, without script or outside font."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from app.schemas.quality import Bin, Details, Scores

_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.t{font-weight:600;font-size:14px}.n{fill:#667}"
    ".a{stroke:#99a;fill:none}.g{stroke:#9994}.b{fill:#2a6f97}.w{fill:#2a6f9733;stroke:#2a6f97}.d{stroke:#c1440e;fill:none}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.n{fill:#99a}.b{fill:#61a5c2}.w{fill:#61a5c233;stroke:#61a5c2}.d{stroke:#f4a261}}"
)


def reliability(details: Details) -> str:
    """A reliability diagram: a bar for each bin of confidence, as high as the share of its edges that is right, at its foot
    how many these are. A calibrated coder's bars end on the dashed diagonal."""
    left, top, side = 56, 44, 300
    parts = [
        _text(left, 22, "How often is each confidence right?", "t"),
        _line(left, top + side, left + side, top, "d", ' stroke-dasharray="4 4"'),
    ]
    for step in range(0, 11, 2):
        at = side * step / 10
        label = f"{step / 10:.1f}"
        parts += [
            _line(left, top + side - at, left + side, top + side - at, "g"),
            _text(left - 8, top + side - at + 4, label, "n", "end"),
            _text(left + at, top + side + 18, label, "n", "middle"),
        ]
    parts += [part for one in details.calibration.bins for part in _bar(one, left, top, side)]
    parts += [
        f'<rect class="a" x="{left}" y="{top}" width="{side}" height="{side}"/>',
        _text(left + side / 2, top + side + 38, "confidence", "", "middle"),
        f'<text transform="translate(16 {top + side / 2:g}) rotate(-90)" text-anchor="middle">share right</text>',
    ]
    title = f"Reliability diagram; expected calibration error {details.calibration.error:.3f}"
    return _svg(left + side + 24, top + side + 52, title, parts)


def _bar(one: Bin, left: int, top: int, side: int) -> Iterable[str]:
    if one.right is None:
        return
    x, width, height = left + side * one.low, side * (one.high - one.low), side * one.right
    yield f'<rect class="w" x="{x + 1:.1f}" y="{top + side - height:.1f}" width="{width - 2:.1f}" height="{height:.1f}"/>'
    yield _text(x + width / 2, top + side - 6, str(one.count), "n", "middle")


def by_relation(details: Details) -> str:
    """A bar for the F1 of each relation that was demanded, best first, with how many were."""
    rows = sorted((score for score in details.relations if score.demanded), key=lambda score: (-score.f1, score.name))
    left, top, step, width = 224, 44, 20, 320
    parts = [_text(12, 22, "F1 by relation (how many were demanded)", "t")]
    for tenth in range(0, 11, 2):
        x = left + width * tenth / 10
        parts += [
            _line(x, top - 6, x, top + step * len(rows), "g"),
            _text(x, top + step * len(rows) + 16, f"{tenth / 10:.1f}", "n", "middle"),
        ]
    parts += [part for place, score in enumerate(rows) for part in _row(score, left, top + step * place, width)]
    return _svg(left + width + 48, top + step * len(rows) + 28, "F1 by relation, best first", parts)


def _row(score: Scores, left: int, y: int, width: int) -> Iterable[str]:
    yield _text(left - 8, y + 12, f"{score.name} ({score.demanded})", "", "end")
    yield f'<rect class="b" x="{left}" y="{y + 2}" width="{width * score.f1:.1f}" height="13"/>'
    yield _text(left + width * score.f1 + 6, y + 12, f"{score.f1:.2f}", "n")


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, more: str = "") -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{more}/>'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{_STYLE}</style>", *parts, "</svg>"]) + "\n"
