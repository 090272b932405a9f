"""docs/operations.md shows commands, files, folders and Secrets that exist, and all of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from streams.topics import Stage
from tests.documents import ROOT, blocks, code, rows
from tests.manifests import FOLDERS, KUBERNETES, container, pods

PAGE = ROOT / "docs/operations.md"
SCRIPTS = "".join(blocks(PAGE, "sh"))
UNITS = {path.name for path in (ROOT / "ops/systemd").iterdir()}


def test_every_folder_of_manifests_has_its_row_and_no_other_has() -> None:
    named = [code(row[0])[0] for row in rows(PAGE, "## On Kubernetes") if len(row) == 3]
    assert sorted(named) == [folder.name for folder in FOLDERS]


def test_every_secret_that_a_pod_asks_for_has_its_row_and_no_other_has() -> None:
    """They are what a cluster does not have yet."""
    told = {name for row in rows(PAGE, "## On Kubernetes") if len(row) == 2 for name in code(row[0])}
    asked = set()
    for pod in pods().values():
        asked |= {v["secret"]["secretName"] for v in pod["spec"]["volumes"] if "secret" in v}
        given = [one["valueFrom"] for one in container(pod)["env"] if "valueFrom" in one]
        asked |= {one["secretKeyRef"]["name"] for one in given}
    assert told == asked


def test_every_file_and_folder_that_a_command_names_exists() -> None:
    named = re.findall(r"\bops/[\w./*@-]+", SCRIPTS)
    assert len(named) >= 8
    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_an_upgrade_restarts_every_process_that_was_started() -> None:
    """One that is forgotten runs the old version beside the new ones."""
    started, restarted = (
        {
            unit
            for line in re.findall(rf"^systemctl {verb} (.+)$", SCRIPTS, re.MULTILINE)
            for unit in line.split()
            if unit != "newswire.target"
        }
        for verb in ("enable --now", "restart")
    )
    assert restarted == started
    assert len(started) == len(Stage)


def test_every_unit_and_pod_that_a_command_names_exists() -> None:
    lines = re.findall(r"^systemctl (?:start|restart|enable --now) (.+)$", SCRIPTS, re.MULTILINE)
    started = {re.sub(r"@.*", "@", unit) for line in lines for unit in line.split()}
    assert {"newswire.target", "newswire-ingest", "newswire-topics", "newswire-worker@"} == started
    assert {unit if "." in unit else f"{unit}.service" for unit in started} <= UNITS
    assert set(re.findall(r"(?:deployment/|job[/ ])(\S+)", SCRIPTS)) <= pods().keys()


def test_the_kustomization_that_is_shown_renders_with_every_change_in_it(tmp_path: Path) -> None:
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed")
    shutil.copytree(KUBERNETES, tmp_path / "ops/kubernetes")
    (shown,) = (block for block in blocks(PAGE, "yaml") if "kind: Kustomization" in block)
    for part in ("line", "topics"):
        folder = tmp_path / "deploy" / part
        folder.mkdir(parents=True)
        (folder / "kustomization.yaml").write_text(shown.replace("/line]", f"/{part}]"))
        (folder / "feeds.yaml").write_text("feeds: []\n")
        done = subprocess.run(
            ["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        rendered = list(yaml.safe_load_all(done.stdout))
        assert {m["metadata"]["namespace"] for m in rendered} == {"news"}
        assert set(re.findall(r"image: (.+)", done.stdout)) == {"registry.example/newswire:0.1.0"}
        assert {"NEWSWIRE_DEDUP_WINDOW_HOURS", "NEWSWIRE_WEB_HOST"} <= {
            name for m in rendered if m["kind"] == "ConfigMap" for name in m["data"]
        }
