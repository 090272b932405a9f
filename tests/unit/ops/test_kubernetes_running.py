"""How ops/kubernetes replaces, stops, scales, scrapes and reaches workers fits how newswire works."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.prometheus.kubernetes import WRITTEN, resource
from streams.nlp.worker import ENDING_S_MAX
from streams.settings import Settings, variable
from streams.topics import Stage, Topics, app_id
from tests.manifests import KUBERNETES, ROOT, container, labels_match, of_kind, pods, variables
from tests.prometheus import promtool, rules

DEPLOYMENTS = of_kind("Deployment")
SETTINGS = variables(KUBERNETES / "common/settings.env")
WORKERS = {"newswire-dedup": Stage.DEDUP, "newswire-enrich": Stage.ENRICH}
SOURCES = {Stage.DEDUP: Topics().raw, Stage.ENRICH: Topics().unique}
SCALED = of_kind("ScaledObject")
STOP_S = Settings.model_fields["stop_timeout_s"].default
STOPS_UNDER_LOAD_S = 20  # at most: test_a_worker_tells_its_health_and_stops_cleanly_under_load

every_worker = pytest.mark.parametrize(("name", "stage"), WORKERS.items())


def labels(name: str) -> dict[str, str]:
    """Return the labels of a pod."""
    found: dict[str, str] = pods()[name]["metadata"]["labels"]
    return found


def test_there_is_a_deployment_for_each_stage() -> None:
    assert DEPLOYMENTS.keys() == {f"newswire-{stage}" for stage in Stage}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_whoever_is_asked_to_stop_has_the_time_to(name: str) -> None:
    """With Kafka away a worker would wait for minutes. It is killed instead, which loses nothing."""
    grace_s = DEPLOYMENTS[name]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert max(STOP_S, ENDING_S_MAX, STOPS_UNDER_LOAD_S) < grace_s <= 60


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_deployment_selects_its_own_pods_and_no_others(name: str) -> None:
    selector = DEPLOYMENTS[name]["spec"]["selector"]
    assert [other for other in pods() if labels_match(selector, labels(other))] == [name]
    for spread in DEPLOYMENTS[name]["spec"]["template"]["spec"].get("topologySpreadConstraints", ()):
        assert spread["labelSelector"] == selector


@every_worker
def test_a_worker_is_replaced_without_one_in_addition(name: str, stage: Stage) -> None:
    """A worker more than there are partitions gets none and is never ready: the rollout would hang."""
    spec = DEPLOYMENTS[name]["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    assert "replicas" not in spec, "each apply would undo what KEDA, or kubectl scale, has set"


def test_a_watcher_is_replaced_by_its_spare() -> None:
    """Of two, one acts: see tests/integration/test_watch.py."""
    spec = DEPLOYMENTS["newswire-watch"]["spec"]
    assert (spec["replicas"], spec["strategy"]["rollingUpdate"]) == (1, {"maxSurge": 1, "maxUnavailable": 0})


def test_there_is_one_poller_and_never_two() -> None:
    spec = DEPLOYMENTS["newswire-ingest"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    (claim,) = of_kind("PersistentVolumeClaim").values()
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]


@every_worker
def test_a_drain_takes_one_worker_at_a_time_and_is_never_refused(name: str, stage: Stage) -> None:
    budget = of_kind("PodDisruptionBudget")[name]["spec"]
    assert budget["selector"] == DEPLOYMENTS[name]["spec"]["selector"]
    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget


@every_worker
def test_a_stage_is_scaled_by_the_lag_of_its_group_up_to_one_worker_for_each_partition(
    name: str, stage: Stage
) -> None:
    spec: dict[str, Any] = SCALED[name]["spec"]
    (trigger,) = spec["triggers"]
    asked = trigger["metadata"]
    assert spec["scaleTargetRef"] == {"name": name}
    assert spec["maxReplicaCount"] == int(SETTINGS[variable("topic_partitions")])
    assert 2 <= spec["minReplicaCount"] <= spec["maxReplicaCount"]
    assert (trigger["type"], asked["consumerGroup"]) == ("kafka", app_id("", stage))
    assert asked["topic"] == SOURCES[stage].name
    assert asked["offsetResetPolicy"] == "earliest", (
        "a new group begins at the oldest record, and so must KEDA"
    )
    assert all(isinstance(value, str) for value in asked.values()), "KEDA takes no number for one"
    in_hand = Settings.model_fields["in_hand_articles_max"].default
    assert int(asked["lagThreshold"]) >= 2 * in_hand, "what is in hand counts as lag and is none"


@every_worker
def test_keda_logs_in_as_the_stage_does(name: str, stage: Stage) -> None:
    (trigger,) = SCALED[name]["spec"]["triggers"]
    asked = trigger["metadata"]
    protocol, mechanism = (SETTINGS[variable(f"kafka_{n}")] for n in ("security_protocol", "sasl_mechanism"))
    assert protocol == "SASL_SSL"
    assert (asked["tls"], asked["sasl"]) == ("enable", mechanism.replace("SCRAM-SHA-", "scram_sha"))
    login = of_kind("TriggerAuthentication")[trigger["authenticationRef"]["name"]]["spec"]
    taken = {asked["bootstrapServersFromEnv"], *(one["name"] for one in login["env"])}
    assert taken <= SETTINGS.keys() | {one["name"] for one in container(pods()[name])["env"]}


def test_pods_may_be_reached_by_who_scrapes_and_may_reach_kafka() -> None:
    policy = of_kind("NetworkPolicy")["newswire"]["spec"]
    assert all(labels_match(policy["podSelector"], labels(name)) for name in pods())
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    (scraped,) = policy["ingress"]
    (port,) = container(pods()["newswire-dedup"])["ports"]
    assert scraped["ports"] == [{"protocol": "TCP", "port": port["containerPort"]}]
    open_to = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    kafka_port = int(SETTINGS[variable("kafka_bootstrap_servers")].rpartition(":")[2])
    assert open_to == {53, kafka_port}


def test_only_the_poller_may_reach_the_internet_and_nothing_private() -> None:
    policy = of_kind("NetworkPolicy")["newswire-ingest"]["spec"]
    assert [name for name in pods() if labels_match(policy["podSelector"], labels(name))] == [
        "newswire-ingest"
    ]
    (rule,) = policy["egress"]
    shut = {block["ipBlock"]["cidr"]: block["ipBlock"]["except"] for block in rule["to"]}
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(shut["0.0.0.0/0"])
    assert {"fc00::/7", "fe80::/10"} <= set(shut["::/0"])


def test_the_rules_are_those_of_ops_prometheus() -> None:
    """`make rules` writes them; a second copy that is changed by hand would soon say something else."""
    assert WRITTEN.read_text("utf-8") == resource(), "run: make rules"
    groups = of_kind("PrometheusRule")["newswire"]["spec"]["groups"]
    assert [rule for group in groups for rule in group["rules"]] == rules()
    assert len({group["name"] for group in groups}) == len(groups), "the operator refuses a name twice"


def test_promtool_accepts_the_rules_that_kubernetes_gets(tmp_path: Path) -> None:
    """As the operator's own admission does, which has Prometheus's parser."""
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump(of_kind("PrometheusRule")["newswire"]["spec"]))
    checked = promtool("check", "rules", str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(rules())} rules found" in checked.stdout


def test_prometheus_scrapes_every_deployment_under_the_name_that_it_has_elsewhere() -> None:
    monitor = of_kind("PodMonitor")["newswire"]["spec"]
    (endpoint,) = monitor["podMetricsEndpoints"]
    scraped = yaml.safe_load((ROOT / "ops/prometheus/prometheus.yml").read_text("utf-8"))["scrape_configs"]
    for name in DEPLOYMENTS:
        assert labels_match(monitor["selector"], labels(name))
        assert endpoint["port"] in {port["name"] for port in container(pods()[name])["ports"]}
        assert labels(name)[monitor["jobLabel"]] in {one["job_name"] for one in scraped}
    assert endpoint["path"] == "/metrics"
