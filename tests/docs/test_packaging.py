"""The image, the compose file and the continuous-integration script: what can be checked without running them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from app.cli import cli

ROOT = Path(__file__).resolve().parents[2]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_the_services_are_confined_and_wait_for_one_another() -> None:
    services = compose()["services"]
    assert set(services) == {"postgres", "migrate", "api", "worker", "dask-scheduler", "dask-worker"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["user"] not in ("root", "0"), name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert any(mount.split(":")[0] == "/tmp" for mount in service["tmpfs"]), name  # noqa: S108
    assert services["postgres"]["image"] == "postgres:17"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("api", "worker"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert services[name]["init"] is True
        patience = int(services[name]["stop_grace_period"].removesuffix("s"))
        assert patience > float(services[name]["environment"]["ENTENTE_STOP_SECONDS"])
    assert services["api"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "/readyz" in " ".join(services["api"]["healthcheck"]["test"])


def test_every_volume_is_declared_and_every_command_exists() -> None:
    file = compose()
    commands = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    for service in file["services"].values():
        assert {mount.split(":")[0] for mount in service.get("volumes", [])} <= set(file["volumes"])
        if "entrypoint" not in service:
            assert set(service.get("command", [])) <= commands


def test_the_cluster_is_asked_for_by_name_and_knows_no_password() -> None:
    services = compose()["services"]
    for name, service in services.items():
        cluster = name.startswith("dask-")
        assert service.get("profiles", []) == (["dask"] if cluster else []), name
        if cluster:
            assert service["build"]["args"]["PINS"] == "dask"
            assert set(service["environment"]) == {"PYTHONPATH"}
            assert "ports" not in service


def test_no_password_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for value in re.findall(r"PASSWORD: (\S+)", text):
        assert value.startswith("${POSTGRES_PASSWORD:?"), value


def test_the_image_installs_hashes_only_and_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert text.count("\nFROM ") == 2 - text.startswith("FROM ")
    assert "--require-hashes" in text
    assert "ENTENTE_NO_VENV=1" in text
    assert text.index("USER entente") < text.index("ENTRYPOINT")
    carried = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert f"!{source.split('/')[0]}" in carried, source


def test_the_ci_script_is_executable_bash() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)
