"""`articles` and `prints` from the command line, and what the service then shows."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from app.cli import cli
from app.container import Container
from app.main import create_app
from app.settings import Settings
from app.store.engine import writing
from app.store.tables import bands, prints
from tests.services.fake import FakeCoder
from tests.store.test_copies import EDITED, FOLLOW_UP, REPORT


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli(list(arguments))
    assert ended.value.code == 0


def test_clusters_by_hand_and_prints_made_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'entente.sqlite3'}"
    container = Container.open(Settings(home=tmp_path, database_url=url), coder=FakeCoder())
    with TestClient(create_app(container.settings, container)) as asked:
        first, copy, other = (
            asked.post("/v1/articles", json={"text": text, "published_at": "2024-05-01"}).json()
            for text in (REPORT, EDITED, FOLLOW_UP)
        )
        assert (first["copy_of"], copy["copy_of"], other["copy_of"]) == (None, first["id"], None)

        def shown(of: str) -> tuple[str | None, int, list[str]]:
            told = asked.get(f"/v1/articles/{of}").json()
            return told["copy_of"], told["copies"]["total"], told["copies"]["articles"]

        assert shown(first["id"]) == (None, 1, [copy["id"]])
        assert shown(copy["id"]) == (first["id"], 1, [first["id"]])
        run("articles", "join", first["id"], other["id"], "--database", url)
        pages = [asked.get(f"/v1/articles/{first['id']}/copies", params={"limit": 1}).json()]
        pages.append(asked.get(pages[0]["next_url"]).json())
        assert [one["id"] for page in pages for one in page["results"]] == [copy["id"], other["id"]]
        assert [page["total"] for page in pages] == [2, 2]
        run("articles", "part", copy["id"], "--database", url)
        assert shown(copy["id"]) == (None, 0, [])
        assert asked.get("/v1/articles/art-0/copies").status_code == 404
        assert asked.get(f"/v1/articles/{first['id']}/copies", params={"cursor": "x"}).status_code == 400
        with writing(container.engine) as connection:
            connection.execute(delete(prints))
            connection.execute(delete(bands))
        capsys.readouterr()
        run("migrate", "--database", url)
        assert "3 articles have no print" in " ".join(capsys.readouterr().err.split())
        run("prints", "rebuild", "--database", url)
        assert "3 prints made; 1 copy counted with the report copied" in capsys.readouterr().err
        assert shown(copy["id"]) == (first["id"], 2, [first["id"], other["id"]])
        run("migrate", "--database", url)
        assert "print" not in capsys.readouterr().err
