"""`make dashboards`: write the dashboards of Grafana anew."""

from pathlib import Path

from ops.grafana.source.files import write

if __name__ == "__main__":
    write(Path(__file__).parents[1] / "dashboards")
