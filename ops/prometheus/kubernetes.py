"""`make rules`: the rules of this folder as a resource of the Prometheus operator, for Kubernetes.

The groups are the same, in the same order; only what is around them differs.
"""

from pathlib import Path

import yaml

RULES = Path(__file__).with_name("rules")
WRITTEN = Path(__file__).parents[1] / "kubernetes/monitoring/rules.yaml"
_COLUMNS_MAX = 110
_ABOUT = """\
# The rules of ops/prometheus/rules, written by `make rules`: change them there. Most Prometheus resources
# select rules by a label: add the one that yours asks for.
"""


def resource() -> str:
    """Return the PrometheusRule as YAML, every rule of the folder in it."""
    files = (yaml.safe_load(path.read_text("utf-8")) for path in sorted(RULES.glob("*.yml")))
    whole = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "newswire", "labels": {"app.kubernetes.io/part-of": "newswire"}},
        "spec": {"groups": [group for file in files for group in file["groups"]]},
    }
    return _ABOUT + yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=_COLUMNS_MAX)


if __name__ == "__main__":
    WRITTEN.write_text(resource(), "utf-8")
