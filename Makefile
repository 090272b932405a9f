# newswire: `make` lists what there is. Every target sets up what it needs; only python3 (3.11+) and make are assumed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MODEL_VENV ?= .venv-model
PYTEST := $(BIN)/pytest
# uv has certificates of its own, and would not know those of a company's proxy; pip asks the system as well.
export UV_SYSTEM_CERTS ?= 1

.PHONY: soak plots dashboards pictures help setup demo test prometheus unit coverage integration e2e bench check audit rules format data-given news-given model model-accurate docs lock clean

help:  ## List the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 14

setup: $(READY)  ## Make the virtual environment and install everything locked

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newswire needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "could not make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "installing the locked dependencies into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: $(READY)  ## A live feed through a real Kafka and both workers, shown as it flows
	@$(BIN)/newswire demo

test: $(READY) prometheus  ## Unit, integration (real Kafka) and end-to-end tests
	@$(PYTEST) -n auto tests/unit
	@$(PYTEST) -n 3 --dist loadfile --no-loadscope-reorder tests/e2e tests/integration

prometheus:
	@.ci/prometheus

unit: $(READY)  ## The unit ring alone: no socket, seconds
	@$(PYTEST) -n auto tests/unit

coverage: $(READY)  ## Fails where the tests of the domain leave more than one of its lines in a hundred unread
	@$(PYTEST) -q -n auto tests/unit/domain --cov=streams.domain --cov-report=term-missing:skip-covered --cov-fail-under=99

integration: $(READY)  ## The integration ring alone: a real Kafka
	@$(PYTEST) tests/integration

e2e: $(READY)  ## The end-to-end ring alone: the processes a user runs
	@$(PYTEST) tests/e2e

bench: $(READY)  ## Speed on this machine against its bars (docs/benchmarks.md); BENCH="--only dedup" for less
	@$(BIN)/python -m tests.bench $(BENCH)

check: $(READY)  ## ruff and mypy --strict
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

audit: $(READY)  ## Ask whether a locked dependency has a known vulnerability, where a service that knows can be reached
	@$(BIN)/python .ci/audit

format: $(READY)  ## Format and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

data-given:
	@test -n "$(wildcard $(DATA)/*.train.jsonl.gz)" || { \
		echo "DATA='$(DATA)' has no <set>.train.jsonl.gz: say where annotated text is, as DATA=folder (see the model's card)"; exit 2; }

news-given:
	@test -n "$(NEWS)" || { echo "say where English news is, as NEWS=file.jsonl.gz (see the model's card)"; exit 2; }

$(MODEL_VENV)/.ready: requirements-model.lock $(READY)
	@echo "installing what trains models into $(MODEL_VENV) (torch: some gigabytes)"
	@$(PYTHON) -m venv $(MODEL_VENV)
	@$(BIN)/uv pip sync --quiet --python $(MODEL_VENV)/bin/python --require-hashes requirements-model.lock
	@$(BIN)/uv pip install --quiet --python $(MODEL_VENV)/bin/python --no-deps --editable .
	@touch $@

build/teacher/teacher.pt: $(MODEL_VENV)/.ready | data-given
	@$(MODEL_VENV)/bin/python -m streams.nlp.teaching.teacher "$(DATA)" build/teacher

build/accurate/meta.json: build/teacher/teacher.pt
	@$(MODEL_VENV)/bin/python -m streams.nlp.teaching.export build/teacher build/accurate

model: data-given news-given build/accurate/meta.json  ## Train the shipped model from DATA=folder and NEWS=file.jsonl.gz (an hour of two cores)
	@$(MODEL_VENV)/bin/python -m streams.nlp.teaching.silver build/accurate "$(NEWS)" build/silver
	@$(MODEL_VENV)/bin/python -m streams.nlp.teaching.student "$(DATA)" build/silver streams/nlp/models/newswire
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m streams.nlp.evaluate "$(DATA)"

model-accurate: data-given build/teacher/teacher.pt  ## Train the accurate pipeline from DATA=folder (20 minutes of two cores)
	@$(MODEL_VENV)/bin/python -m streams.nlp.teaching.export build/teacher streams/nlp/models/accurate
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m streams.nlp.evaluate "$(DATA)" --model accurate

docs: $(READY)  ## Write docs/reference anew: settings, topics, metrics, commands, errors
	@$(BIN)/python -m streams.cli.reference docs/reference

plots: $(READY)  ## The curves of docs/deduplication.md anew from ARTICLES=file.jsonl
	@test -n "$(ARTICLES)" || { echo "say where some hundreds of articles are: make plots ARTICLES=file.jsonl"; exit 2; }
	@$(BIN)/python -m tests.plots $(ARTICLES)

dashboards: $(READY)  ## Write the dashboards of ops/grafana anew, from ops/grafana/source
	@$(BIN)/python -m ops.grafana.source

rules: $(READY)  ## Write the rules of ops/prometheus anew as a resource of Kubernetes
	@$(BIN)/python -m ops.prometheus.kubernetes

pictures: $(READY) prometheus  ## The pictures of docs/dashboards.md anew, from a line that runs for two and a half minutes
	@$(BIN)/python -m tests.pictures

lock: $(READY)  ## Lock the newest allowed dependencies
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --group dev --output-file requirements.lock --upgrade pyproject.toml

clean:  ## Remove the virtual environment and caches of tools
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

soak: $(READY)  ## The line on ARTICLES=file.jsonl, RUNS times with KILLS kills each, against newswire pipe
	@$(BIN)/python -m tests.soak $(ARTICLES) --runs $(or $(RUNS),10) --kills $(or $(KILLS),0)
