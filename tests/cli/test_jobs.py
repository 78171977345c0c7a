"""The commands of jobs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.commands.jobs import watch
from app.commands.worker import executor
from app.services.jobs import JobService
from app.services.uploads import Uploads
from app.settings import Settings
from app.store.engine import make_engine
from tests.api.phrases import PhraseCoder
from tests.faults.processes import until


def test_from_add_to_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path))
    given = ["--database", url]
    news = tmp_path / "news.jsonl"
    texts = [json.dumps({"text": f"This is report {one}. Russia bombed Ukraine."}) for one in range(3)]
    news.write_text("\n".join([*texts, "nonsense"]), encoding="utf-8")
    assert main(["jobs", "list", *given]) == 0
    assert capsys.readouterr().out == "no jobs\n"
    assert main(["jobs", "add", str(tmp_path / "none.jsonl"), *given]) == 1
    assert main(["jobs", "add", str(tmp_path / "news.sqlite3"), *given]) == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert main(["jobs", "add", str(news), "--publisher", "Herald", *given]) == 0
    job = capsys.readouterr().out.strip()
    assert main(["jobs", "cancel", job, *given]) == 0
    assert main(["jobs", "retry", job, *given]) == 0
    assert "goes on behind item 0" in capsys.readouterr().err
    settings = Settings(database_url=url, home=tmp_path, coder_processes=0)
    engine = make_engine(url)
    does = executor(settings, engine, PhraseCoder())
    try:
        service = JobService(engine, Uploads(settings.var / "uploads"))

        def ended() -> bool:
            does.look()
            return service.get(job).ended

        def look(_: float) -> None:
            until(ended)

        assert watch(settings, job, pause=look) == 1
    finally:
        does._stand_down()
        engine.dispose()
    assert (
        "done; 4 read = 3 stored + 0 known + 0 aside + 0 failed + 0 refused + 1 unreadable; 0 copies; 3 edges"
        in capsys.readouterr().err
    )
    assert main(["jobs", "problems", job, *given]) == 0
    assert "news.jsonl:4  unreadable  not JSON" in capsys.readouterr().out
    assert main(["jobs", "list", *given]) == 0
    assert main(["jobs", "show", job, *given]) == 0
    shown = capsys.readouterr().out
    assert "done" in shown
    assert "attempt      2" in shown
    assert main(["jobs", "show", "job-none", *given]) == 1


def test_nobody_loads_workflows_before_there_is_a_job() -> None:
    program = "import sys, app.main, app.commands.serve, app.commands.worker, app.commands.jobs; print('dbos' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
