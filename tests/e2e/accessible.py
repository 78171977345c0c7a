"""What axe-core finds wrong with a page as it stands."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "axe" / "axe.min.js"
_RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"]});
    return violations.flatMap(({id, help, nodes}) => nodes.map(({target, failureSummary}) =>
        `${id} (${help}) at ${target.join(" ")}: ${failureSummary.replace(/\\s+/g, " ")}`));
}"""


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """A line for each finding: the rule, the element, what to do. By the debugger, as the page's policy lets no script in."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    return list(page.evaluate(_RUN))
