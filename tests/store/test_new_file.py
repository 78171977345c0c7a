"""A new SQLite file, opened by several at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine, text

from app.store.engine import make_engine


def opened(engine: Engine) -> str:
    with engine.connect() as connection:
        mode: str = connection.execute(text("pragma journal_mode")).scalar_one()
    return mode


def test_all_of_them_find_it_in_wal(tmp_path: Path) -> None:
    for number in range(30):  # it takes a few rounds for two to meet
        engines = [make_engine(f"sqlite:///{tmp_path}/{number}.sqlite3") for _ in range(6)]
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(opened, engines)) == ["wal"] * 6
        for engine in engines:
            engine.dispose()
