"""The LLM coder through the commands and the service: chosen by name alone, failing loudly."""

import json
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.coders import ChildCoders, LazyCoder
from app.commands import coder as commands
from app.commands.code import code_lines
from app.container import Container, chosen
from app.errors import BadSettings, CoderUnavailable
from app.ingestion.article import ArticleIn
from app.main import create_app
from app.settings import Settings
from tests.llm.conftest import KEY
from tests.llm.server import Reply, StandIn, relation, says
from tests.services.fake import NOON

GOOD = says({"relations": [relation("Mali", "supports", "Niger", "thanked"), relation("Mali", "supports", "Peru", "thanked")]})
LINES = [{"id": n, "text": f"Mali thanked Niger {n} times."} for n in range(3)]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return path


def code(given: Path, server: StandIn, *more: str) -> int:
    ends = ["--in", str(given), "--out", "-", "--coder", "llm", "--llm-url", server.url, "--llm-model", "tiny"]
    return main(["code", *ends, *more])


def test_code_asks_where_it_is_told_to(
    given: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("ENTENTE_LLM_API_KEY", KEY)
    server.replies = [GOOD]
    assert code(given, server) == 0
    out, err = capfdbinary.readouterr()
    first = json.loads(out.splitlines()[0])["edges"]
    assert [(edge["source"], edge["target"], edge["why"]) for edge in first] == [
        ("MLI", "NER", "llm tiny: “thanked”; MLI by name; NER by name")
    ]
    assert err.decode() == (
        "entente: llm tiny: 3 articles coded, 3 requests, 300 tokens, 3 edges,"
        " 3 relations dropped (3 words not in the sentence)\n"
    )
    assert server.asked[0].headers["Authorization"].endswith(KEY)


def test_pairs_too(given: Path, server: StandIn, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    line = {"id": 1, "sentence": "Mali thanked Niger.", "source": [0, 4], "target": [13, 18]}
    given.write_text(json.dumps(line), encoding="utf-8")
    server.replies = [says({"relation": "supports", "status": "occurred"})]
    assert code(given, server, "--pairs") == 0
    out, err = capfdbinary.readouterr()
    assert json.loads(out) == {"id": 1, "relation": "supports", "plover": "SUPPORT", "confidence": 0.75}
    assert b"1 pairs named, 1 requests" in err


def test_a_spent_budget_leaves_the_rest_uncoded_and_names_each(
    given: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("ENTENTE_LLM_MAX_REQUESTS", "1")
    server.replies = [GOOD]
    assert code(given, server) == 1
    out, err = capfdbinary.readouterr()
    lines = err.decode().splitlines()
    assert [json.loads(line)["id"] for line in out.splitlines()] == [0]
    assert [json.loads(line)["id"] for line in lines[:2]] == [1, 2]
    assert "LLM budget is spent (1 requests)" in lines[0]
    assert lines[-1] == "entente: 2 of 3 lines could not be coded"
    assert len(server.asked) == 1


def test_a_refused_key_ends_it_at_the_first_line(
    given: Path, server: StandIn, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("ENTENTE_LLM_API_KEY", KEY)
    server.replies = [Reply(f"invalid: {KEY}".encode(), 401)]
    assert code(given, server) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert err.decode().splitlines()[-1].startswith("entente: the LLM endpoint http://127.0.0.1:")
    assert KEY.encode() not in err
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("options", "says_what"),
    [
        (["--coder", "llm"], "ENTENTE_LLM_URL: not set"),
        (["--coder", "llm", "--llm-url", "http://127.0.0.1:1/v1"], "ENTENTE_LLM_MODEL: not set"),
        (["--coder", "llm", "--llm-url", "gopher://x", "--llm-model", "m"], "neither http:// nor https://"),
        (["--coder", "oracle"], "ENTENTE_CODER"),
    ],
)
def test_what_is_missing_is_said_before_a_file_is_touched(
    given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], says_what: str
) -> None:
    made = tmp_path / "out.jsonl"
    made.write_text("precious", encoding="utf-8")
    assert main(["code", "--in", str(given), "--out", str(made), *options]) == 2
    err = capsys.readouterr().err
    assert says_what in err
    assert err.count("\n") == 1
    assert made.read_text(encoding="utf-8") == "precious"


def test_an_address_alone_chooses_nothing(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.read(llm_url=server.url, llm_model="tiny")
    assert isinstance(chosen(settings), ChildCoders)
    assert isinstance(commands.storing(settings), LazyCoder)
    loaded: list[tuple[int, float | None]] = []
    monkeypatch.setattr(commands, "load", lambda threads, least: loaded.append((threads, least)))
    commands.loader(settings)()
    commands.loader(settings, 0.7)()
    assert loaded == [(1, None), (1, 0.7)]
    with pytest.raises(BadSettings, match="ENTENTE_LLM_URL"):
        commands.storing(Settings.read(coder="llm"))


def test_an_absent_coder_is_no_fault_of_a_line(server: StandIn) -> None:
    server.replies = [Reply(b"", 404)]
    coder = commands.loader(Settings.read(coder="llm", llm_url=server.url, llm_model="tiny"))()
    wrong: list[bytes] = []
    with pytest.raises(CoderUnavailable, match="404"):
        code_lines([b'{"id": 1, "text": "Mali thanked Niger."}'], wrong.append, wrong.append, coder)
    assert wrong == []


def test_stored_articles_carry_the_models_name_and_a_failed_one_is_tried_again(server: StandIn, database_url: str) -> None:
    settings = Settings.read(coder="llm", llm_url=server.url, llm_model="tiny", database_url=database_url)
    server.replies = [says("nonsense"), GOOD]
    article = ArticleIn(text="Mali thanked Niger for the bread.", published_at=date(2024, 5, 1))
    with Container.open(settings) as container:
        failed = container.ingest.ingest(article, NOON)
        assert (failed.outcome, failed.edges) == ("failed", 0)
        assert failed.error is not None
        assert "not a JSON object" in failed.error
        again = container.ingest.ingest(article, NOON)
        assert (again.outcome, again.edges) == ("created", 1)
        assert container.evidence.article(again.article_id).coder == "llm tiny"
        assert container.graph.refresh()
        assert [seen.id for seen in container.graph.current()] == ["MLI~supports~NER"]
        server.replies = [Reply(b"", 401)]
        with pytest.raises(CoderUnavailable):
            container.ingest.ingest(ArticleIn(text="Mali thanked Chad for the tea."), NOON)
        assert container.status.status().articles == 1


def test_over_http_a_useless_answer_is_a_problem_and_nothing_else(server: StandIn, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'entente.sqlite3'}"
    settings = Settings.read(coder="llm", llm_url=server.url, llm_model="tiny", database_url=url, home=tmp_path)
    server.replies = [says("nonsense"), GOOD]
    with (
        Container.open(settings) as container,
        TestClient(create_app(container=container), base_url="http://localhost") as client,
    ):
        text = {"text": "Mali thanked Niger for all of the bread."}
        problem = client.post("/v1/extract", json=text)
        assert (problem.status_code, problem.json()["type"]) == (502, "/problems/coding-failed")
        assert [edge["relation_id"] for edge in client.post("/v1/extract", json=text).json()["edges"]] == ["MLI~supports~NER"]


def test_ingest_tells_what_it_took(
    server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"CODER": "llm", "LLM_URL": server.url, "LLM_MODEL": "tiny", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(f"ENTENTE_{name}", value)
    server.replies = [GOOD]
    (tmp_path / "a.txt").write_text("Mali thanked Niger for all of the bread.", encoding="utf-8")
    assert main(["ingest", str(tmp_path / "a.txt")]) == 0
    lines = capfd.readouterr().err.splitlines()
    assert lines[-2].startswith("1 read = 1 stored")
    assert lines[-1].startswith("entente: llm tiny: 1 articles coded, 1 requests")
