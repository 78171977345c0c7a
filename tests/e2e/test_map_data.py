"""The outlines of the world: small, whole, and a place for everyone in the register. No browser."""

import csv
import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_WORLD = _ROOT / "app/explorer/vendor/world.json"
_REGISTER = _ROOT / "graph/data/actors/countries.csv"

#: Countries too small for an outline: west, south, east, north.
_WITHOUT_LAND = {
    "BVT": (3.2, -54.6, 3.6, -54.3), "GIB": (-5.4, 36.1, -5.3, 36.2), "TKL": (-172.6, -9.5, -171.1, -8.5),
    "TUV": (176, -10.9, 179.9, -5.6), "UMI": (-176.7, -0.4, 166.7, 28.3), "VAT": (12.4, 41.8, 12.5, 42),
}  # fmt: skip
#: Countries whose people live on another island than the one that is drawn.
_ATOLLS = {"KIR": (172, -3, 177, 4), "PCN": (-131, -26, -124, -23)}
_REGIONS = {
    "europe": (-32, 27, 180, 82), "africa": (-26, -61, 78, 38), "americas": (-180, -61, 4, 84), "oceania": (-180, -90, 180, 29),
    "asia": (40, -13, 155, 56), "middle_east": (-18, 10, 65, 43),
}  # fmt: skip
Lands = dict[str, list[list[tuple[float, float]]]]
_SMALL = 0.4  # degrees beyond an outline that was simplified


@pytest.fixture(scope="module")
def world() -> Any:
    return json.loads(_WORLD.read_bytes())


@pytest.fixture(scope="module")
def register() -> dict[str, str]:
    with _REGISTER.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["region"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def lands(world: Any) -> Lands:
    """The rings of every country, in degrees."""
    scale, move = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            assert not points or points[-1] == arc[0], "two arcs that do not meet"
            points += arc[1:] if points else arc
        return points

    found = {}
    for country in world["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        found[country["properties"]["id"]] = [ring(indices) for polygon in polygons for indices in polygon]
    return found


def test_it_is_small() -> None:
    assert len(gzip.compress(_WORLD.read_bytes(), 9)) <= 75_000


def test_every_country_has_a_place_and_nobody_else(world: Any, register: dict[str, str]) -> None:
    assert set(world["places"]) == set(register)


def test_every_outline_is_a_country_of_the_register(lands: Lands, register: dict[str, str]) -> None:
    assert set(lands) - {""} == set(register) - set(_WITHOUT_LAND)


def test_rings_are_closed_and_hold_something(lands: Lands) -> None:
    for country, rings in lands.items():
        for ring in rings:
            assert ring[0] == ring[-1], country
            assert len(set(ring)) >= 3, country


def test_a_border_is_one_line_for_both_sides(world: Any) -> None:
    """What two countries share is stored once, so that no gap can open between them."""
    used: dict[int, int] = {}
    for country in world["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for index in (index for polygon in polygons for ring in polygon for index in ring):
            used[index if index >= 0 else ~index] = used.get(index if index >= 0 else ~index, 0) + 1
    assert set(used) == set(range(len(world["arcs"])))
    assert max(used.values()) == 2
    ends = [str((arc[0], arc[-1], arc[len(arc) // 2], len(arc))) for arc in world["arcs"]]
    assert len(set(ends)) == len(ends)


def test_every_place_lies_within_its_box(world: Any, lands: Lands) -> None:
    for country, (x, y) in world["places"].items():
        points = [point for ring in lands.get(country, []) for point in ring]
        box = (_WITHOUT_LAND | _ATOLLS).get(country)
        if box:
            west, south, east, north = box
        else:
            west, east = min(x for x, _ in points) - _SMALL, max(x for x, _ in points) + _SMALL
            south, north = min(y for _, y in points) - _SMALL, max(y for _, y in points) + _SMALL
        assert west <= x <= east, country
        assert south <= y <= north, country


def test_places_are_where_the_register_says(world: Any, register: dict[str, str]) -> None:
    """A wrong code would put a country into another part of the world."""
    assert set(register.values()) <= set(_REGIONS)
    for country, (x, y) in world["places"].items():
        west, south, east, north = _REGIONS[register[country]]
        assert west <= x <= east, country
        assert south <= y <= north, country


@pytest.mark.parametrize(
    ("country", "capital"),
    [("FRA", (2.35, 48.86)), ("CHE", (7.45, 46.95)), ("NER", (2.1, 13.5)), ("NGA", (7.4, 9.1)), ("COD", (15.3, -4.3)),
     ("COG", (15.25, -4.2)), ("PRK", (125.75, 39.03)), ("KOR", (127, 37.55)), ("XKX", (21.15, 42.65)), ("SSD", (31.6, 4.85)),
     ("SDN", (32.5, 15.6)), ("UKR", (34.1, 44.95)), ("SOM", (44.06, 9.56)), ("CYP", (33.36, 35.3)), ("GUF", (-52.6, 4.7))],
)  # fmt: skip
def test_a_town_lies_in_its_country_alone(lands: Lands, country: str, capital: tuple[float, float]) -> None:
    assert [name for name, rings in lands.items() if sum(_inside(ring, capital) for ring in rings) % 2] == [country]


def _inside(ring: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and abs(bx - ax) < 180 and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def test_the_licences_name_what_the_page_takes_along() -> None:
    text = (_WORLD.parent / "LICENSES.txt").read_text(encoding="utf-8")
    for one in (
        "Natural Earth",
        "force-graph",
        "d3-geo",
        "d3-zoom",
        "topojson-client",
        "world-atlas",
        "Permission is hereby granted",
    ):
        assert one in text
