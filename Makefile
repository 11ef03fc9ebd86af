# Every command a developer needs. `make` alone lists them.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run web test test-e2e check format bench screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+): .*## /  \1\t/' | expand -t 16

setup: $(READY) ## make the virtual environment with everything development needs

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Plangate needs Python 3.11 or newer: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

run: $(READY) ## set up if needed, then open the dashboard
	$(BIN)/plangate

web: $(READY) ## take the web page's terminal from npm, checked by digest; `plangate serve` needs it
	$(BIN)/python -m plangate.web.vendoring

test: $(READY) ## all tests that need only Python
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not e2e' tests

test-e2e: $(READY) ## real programs and real agents in real sessions; installs the agents into .e2e/
	PYTHON=$(abspath $(BIN)/python) tests/e2e/install
	$(BIN)/python -m pytest -m e2e tests

check: $(READY) ## formatting, lint, types, import contracts, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

format: $(READY) ## format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## figures beside tmux in the same run, JSON in tests/bench/results/
	$(BIN)/python -m tests.bench.run

screenshots: $(READY) ## render screenshots/ from the snapshot scenes
	$(BIN)/python screenshots/render.py

clean: ## remove what make made
	rm -rf $(VENV) .e2e dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
