"""The published quality is one measurement, and of the models that ship."""

from pathlib import Path

from app.quality import files
from app.quality.files import digest, figures, page
from app.schemas.quality import QualityAnswer

ROOT = Path(__file__).resolve().parents[2]
QUALITY = QualityAnswer.model_validate_json((ROOT / files.MEASURES).read_bytes())
PAGE = (ROOT / files.PAGE).read_text(encoding="utf-8")


def test_the_file_is_as_it_is_written() -> None:
    assert (ROOT / files.MEASURES).read_bytes() == files.as_json(QUALITY)


def test_the_tables_of_the_page_are_those_of_the_file() -> None:
    assert page(QUALITY, PAGE) == PAGE


def test_the_figures_are_those_of_the_file_and_the_page_shows_them() -> None:
    for name, svg in figures(QUALITY).items():
        assert (ROOT / files.FIGURES / name).read_text(encoding="utf-8") == svg
        assert f"](images/{name})" in PAGE


def test_the_models_that_ship_are_those_that_were_measured() -> None:
    assert digest(ROOT / files.MODELS) == QUALITY.models, "run `python3 -m app quality GOLD… --date … --write` anew"


def test_the_measures_name_their_sets_by_stem_alone() -> None:
    for one in QUALITY.sets:
        assert one.name.replace("_", "").replace("-", "").isalnum()
        assert f"`{one.name}`" in PAGE
