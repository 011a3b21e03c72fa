# `make help` lists what there is. Needs git, make and Python 3.11 or newer with venv; brings the rest itself.

PORT ?= 8000
TESTS ?=
PYTEST_ARGS ?=
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
endif

# Every process of the server, the worker and the tests would else compile all of Django again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.made-run
DEV := $(VENV)/.made-dev
ENGLISH := assessments/locale/en/LC_MESSAGES/django

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages bench bench-national trials clean python system-run system-test

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: system-run $(RUN) $(ENGLISH).mo .env ## Start the app with demo data; PORT=8001 chooses another port
	@$(BIN)/python -m lobkwaliteit.tooling.serve $(PORT)

test: system-test lint ## Lint, then the tests, on SQLite and PostgreSQL what can differ; TESTS=tests/unit chooses
	@$(BIN)/python -m lobkwaliteit.tooling.suite $(TESTS) $(PYTEST_ARGS)

lint: $(DEV) $(ENGLISH).mo ## Style, types, templates, translations, migrations, production settings
	@$(BIN)/python -m lobkwaliteit.tooling.lint

format: $(DEV) ## Put Python and templates in their set form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet

messages: $(DEV) ## Bring the English catalogue in line with the Dutch texts
	@$(BIN)/python -m lobkwaliteit.tooling.translations extract

bench: system-run $(DEV) $(ENGLISH).mo ## Measure the main pages and reports against a real server
	@$(BIN)/python -m lobkwaliteit.tooling.bench

bench-national: system-run $(DEV) $(ENGLISH).mo ## The same where there is much of everything: a fictional nation
	@$(BIN)/python -m lobkwaliteit.tooling.bench_national

trials: system-test $(DEV) $(ENGLISH).mo ## Long trials, such as six hundred saves at the same time
	@$(BIN)/python -m pytest -m trials -n0 $(PYTEST_ARGS)

clean: ## Remove what was made here, but for your data in var/ and .env
	@rm -rf $(VENV) test-results .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find assessments lobkwaliteit tests -name __pycache__ -prune -exec rm -rf {} +
	@find assessments/locale -name '*.mo' -delete

python:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer with venv; none was found. Install it, or name it: make PYTHON=/path/to/python3.12"; exit 1; }

system-run: python
	@$(PYTHON) -m lobkwaliteit.tooling.system_packages --for run

system-test: python
	@$(PYTHON) -m lobkwaliteit.tooling.system_packages --for test

$(RUN): pyproject.toml uv.lock | python
	@$(PYTHON) -m lobkwaliteit.tooling.environment run
	@touch $@

$(DEV): pyproject.toml uv.lock | python
	@$(PYTHON) -m lobkwaliteit.tooling.environment dev
	@touch $@ $(RUN)

$(ENGLISH).mo: $(wildcard $(ENGLISH).po) | $(RUN)
	@$(BIN)/python -m lobkwaliteit.tooling.translations compile

.env:
	@printf '# Settings of this machine; docs/deploy.md lists them.\nLOB_ENV=development\n' > $@
