"""The dashboards of Grafana, written down once; `make dashboards` makes `../dashboards` of them."""
