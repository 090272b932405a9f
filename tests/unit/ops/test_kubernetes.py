"""ops/kubernetes runs what exists, without rights, and Kubernetes' own schemas accept it.

Kinds of KEDA, Strimzi and the Prometheus operator have no schema here; their tests are beside this one.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from streams import health
from streams.broker.admin import CONNECT_MS_MAX, REQUEST_MS_MAX
from streams.settings import Settings, variable
from streams.sources.feeds.config import read_feeds
from tests.manifests import (
    FOLDERS,
    KUBERNETES,
    ROOT,
    Manifest,
    accept,
    container,
    kustomization,
    manifests,
    of_kind,
    pods,
    texts,
    variables,
)

OTHERS = ("keda.sh/", "kafka.strimzi.io/", "monitoring.coreos.com/")
OWN = [m for m in manifests() if not m["apiVersion"].startswith(OTHERS)]
# The oldest that is promised, and the newest whose schema is at hand.
(OLDEST,) = re.findall(r"\| Kubernetes (1\.\d+) \|", (ROOT / "docs/operations.md").read_text("utf-8"))
VERSIONS = (OLDEST, kubernetes_validate.latest_version())
DEPLOYMENTS = of_kind("Deployment")
KEEP_NOTHING = {"newswire-watch"}  # on disk
POLICIES = of_kind("NetworkPolicy")
SETTINGS = variables(KUBERNETES / "common/settings.env")
IMAGE = dict(re.findall(r"\b(NEWSWIRE_\w+)=([^\s\\]+)", (ROOT / "ops/docker/Dockerfile").read_text("utf-8")))
FEEDS = KUBERNETES / "common/feeds.yaml"

every_pod = pytest.mark.parametrize("name", pods())
every_deployment = pytest.mark.parametrize("name", DEPLOYMENTS)


def environment(name: str) -> dict[str, str]:
    """Return what a pod's process is told, a word standing for each secret."""
    given = {one["name"]: one.get("value", "secret") for one in container(pods()[name])["env"]}
    return IMAGE | SETTINGS | given


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", OWN, ids=lambda m: f"{m['kind']}-{m['metadata']['name']}")
def test_kubernetes_accepts_it_and_knows_every_field(manifest: Manifest, version: str) -> None:
    assert kubernetes_validate.validate(manifest, version, strict=True)


def test_a_field_that_kubernetes_lacks_would_be_noticed() -> None:
    wrong = DEPLOYMENTS["newswire-dedup"] | {"specs": {}}
    with pytest.raises(kubernetes_validate.ValidationError, match="specs"):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_no_file_is_left_out_and_no_namespace_is_written_down() -> None:
    told = {
        (folder / name).resolve()
        for folder in FOLDERS
        for said in [kustomization(folder)]
        for name in [
            *said["resources"],
            *(
                n
                for g in said.get("configMapGenerator", ())
                for n in [*g.get("envs", ()), *g.get("files", ())]
            ),
        ]
    }
    there = {path for path in KUBERNETES.rglob("*") if path.is_file() and path.name != "kustomization.yaml"}
    assert there <= told
    assert not [m for m in manifests() if "namespace" in m["metadata"]]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_kustomize_renders_it_and_kubernetes_accepts_what_comes_out(folder: Path) -> None:
    """Names of settings get a hash, so that a pod that still asks for the plain name would never start."""
    tool = [shutil.which("kustomize"), "build"] if shutil.which("kustomize") else ["kubectl", "kustomize"]
    if not shutil.which(str(tool[0])):
        pytest.skip("neither kustomize nor kubectl is installed")
    done = subprocess.run([*map(str, tool), str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rendered = list(yaml.safe_load_all(done.stdout))
    for manifest in rendered:
        if not manifest["apiVersion"].startswith(OTHERS):
            kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)
        assert {"newswire-settings", "newswire-feeds"}.isdisjoint(texts(manifest))


@every_pod
def test_its_command_is_one_that_newswire_has(name: str) -> None:
    words = container(pods()[name])["args"]
    assert accept([str(FEEDS) if word == "/etc/newswire/feeds.yaml" else word for word in words])


@every_pod
def test_its_settings_exist_and_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt one would be ignored in silence."""
    told = environment(name)
    assert told.keys() <= {variable(field) for field in Settings.model_fields}
    for setting, value in told.items():
        monkeypatch.setenv(setting, value)
    read = Settings()
    assert (read.kafka_security_protocol, read.web_host, read.web_port) == ("SASL_SSL", "0.0.0.0", 9460)
    assert read.topic_replication == 3


def test_the_list_of_feeds_is_one_that_newswire_reads() -> None:
    assert read_feeds(FEEDS)


def test_nothing_secret_is_written_down() -> None:
    assert not of_kind("Secret")
    for name, pod in pods().items():
        (password,) = (one for one in container(pod)["env"] if one["name"].endswith("_PASSWORD"))
        assert password["valueFrom"]["secretKeyRef"] == {"name": name, "key": "password"}
    assert not [name for name in SETTINGS if "PASSWORD" in name]


@every_pod
def test_it_runs_without_rights_on_a_file_system_that_it_cannot_change(name: str) -> None:
    spec: dict[str, Any] = pods()[name]["spec"]
    inside = container(pods()[name])
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert f"USER {spec['securityContext']['runAsUser']}:" in (ROOT / "ops/docker/Dockerfile").read_text(
        "utf-8"
    )
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    assert inside["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip


@every_pod
def test_what_it_mounts_is_there_and_what_it_writes_to_is_mounted(name: str) -> None:
    spec = pods()[name]["spec"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container(pods()[name])["volumeMounts"]}
    assert mounts.keys() == {volume["name"] for volume in spec["volumes"]}
    writes = {"/tmp"} | (
        {IMAGE[variable("data_dir")]} if name in DEPLOYMENTS.keys() - KEEP_NOTHING else set()
    )
    assert writes <= set(mounts.values())
    assert str(Path(SETTINGS[variable("kafka_ca_file")]).parent) == mounts["kafka-ca"]
    for volume in spec["volumes"]:
        claim = volume.get("persistentVolumeClaim")
        assert claim is None or claim["claimName"] in of_kind("PersistentVolumeClaim")
        assert "emptyDir" not in volume or volume["emptyDir"]["sizeLimit"], "a full node evicts everything"
    configs = [container(pods()[name])["envFrom"][0]["configMapRef"]]
    configs += [volume["configMap"] for volume in spec["volumes"] if "configMap" in volume]
    made = {made["name"] for made in kustomization(KUBERNETES / "common")["configMapGenerator"]}
    assert {config["name"] for config in configs} <= made


@every_pod
def test_it_asks_for_what_it_needs_and_has_a_bound(name: str) -> None:
    resources = container(pods()[name])["resources"]
    for kind in ("requests", "limits"):
        assert {"cpu", "memory"} <= resources[kind].keys()


@every_pod
def test_its_image_is_of_this_version(name: str) -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version
    assert container(pods()[name])["image"] == f"newswire:{version[1]}"


@every_deployment
def test_its_probes_ask_where_it_answers_and_wait_as_long_as_it_may_take(name: str) -> None:
    inside = container(pods()[name])
    (port,) = inside["ports"]
    assert port["containerPort"] == int(IMAGE[variable("web_port")])
    answered = re.findall(r'"(/\w+)"', Path(health.__file__).read_text("utf-8"))
    asked = {kind: inside[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
    assert {get["port"] for get in asked.values()} == {port["name"]}
    assert {get["path"] for get in asked.values()} <= set(answered)
    assert asked["startup"]["path"] == asked["liveness"]["path"] == "/livez"
    assert asked["readiness"]["path"] == "/readyz"
    startup = inside["startupProbe"]
    two_connections_s = 2 * (CONNECT_MS_MAX + REQUEST_MS_MAX) / 1000
    assert startup["periodSeconds"] * startup["failureThreshold"] > two_connections_s + 60
