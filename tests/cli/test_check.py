"""How `test` calls pytest: on up to four cores, unless it is told otherwise."""

import pytest

from app.commands.check import pytest_arguments

FOUR = ["-n", "4", "--dist", "loadfile"]


@pytest.mark.parametrize(
    ("given", "cores", "expected"),
    [
        ([], 16, FOUR),
        ([], 3, ["-n", "3", "--dist", "loadfile"]),
        ([], 0, ["-n", "1", "--dist", "loadfile"]),
        (["tests/api", "-x"], 4, [*FOUR, "tests/api", "-x"]),
        (["-k", "no"], 4, [*FOUR, "-k", "no"]),
        (["-n", "2"], 4, ["-n", "2"]),
        (["-n2"], 4, ["-n2"]),
        (["--numprocesses=0"], 4, ["--numprocesses=0"]),
        (["-p", "no:xdist"], 4, ["-p", "no:xdist"]),
        (["--pdb"], 4, ["--pdb"]),
    ],
)
def test_tests_run_side_by_side_unless_told_otherwise(given: list[str], cores: int, expected: list[str]) -> None:
    assert pytest_arguments(given, cores) == expected
