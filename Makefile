# The index of commands. Needs make, python3 (3.11 or newer) and a Python package index; nothing else by hand.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench audit lock

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
RUNTIME := .venv/runtime.stamp
DEV := .venv/dev.stamp

help:
	@echo "make demo    trial with demo data on http://127.0.0.1:$(PORT)/ (PORT=8001 make demo for another port)"
	@echo "make test    the suite; DATABASE_URL=postgres://... runs it there; ARGS='-k name' narrows it"
	@echo "make check   static checks"
	@echo "make soak    the long proofs; closing lines go to bench/results/soak.txt"
	@echo "make bench   benchmarks"
	@echo "make audit   known holes of dependencies"
	@echo "make lock    compile requirements*.lock from pyproject.toml"

$(RUNTIME): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock | $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(RUNTIME)
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) collectstatic --noinput --verbosity 0
	$(MANAGE) load_demo
	@echo "http://127.0.0.1:$(PORT)/    Ctrl-C ends it."
	@web=; jobs=; trap 'trap "" INT TERM HUP; kill $$web $$jobs 2> /dev/null || true; wait' EXIT; trap 'exit 0' INT TERM HUP; \
	$(BIN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 2 --threads 4 \
	    --graceful-timeout 5 --no-control-socket --log-level warning & web=$$!; \
	$(MANAGE) run_jobs & jobs=$$!; \
	wait -n

test: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	export HTTPS=true ALLOWED_HOSTS=localhost SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))'); \
	    keys=$$($(MANAGE) make_keys) && export $$keys && $(MANAGE) check --deploy --fail-level WARNING

soak: $(DEV)
	@mkdir -p bench/results var
	@echo "$$(date +%F) $$(git describe --always --dirty 2>/dev/null || true)," \
	    "$$([[ "$${DATABASE_URL:-}" == postgres* ]] && echo PostgreSQL || echo SQLite)" > var/soak.head
	$(BIN)/python -m pytest -m soak -n $(WORKERS) --quiet --disable-warnings $(ARGS) | tee var/soak.log
	@{ cat var/soak.head; tail -n 3 var/soak.log; echo; } >> bench/results/soak.txt

bench: $(RUNTIME)
	$(BIN)/python bench/run.py $(ARGS)
	$(BIN)/python bench/rosters.py

audit: $(DEV)
	$(BIN)/pip-audit --strict --progress-spinner off --disable-pip --requirement requirements-dev.lock

UV := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links pyproject.toml
lock: $(DEV)
	$(UV) $(ARGS) --output-file requirements.lock
	$(UV) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
