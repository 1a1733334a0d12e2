# make run    verifies the built-in reference and writes conformance-report/report.html
# make test   everything: lint, types, all tests with coverage, the selftest with one seed
# make check  the fast part of it, under a minute
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help install run test check lint types unit selftest bench lock descriptions clean

help:
	@sed -n 's/^# make/make/p' Makefile

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("chime-conformance needs Python 3.11 or newer; call make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(READY)

run: $(READY)
	$(BIN)/chime-conformance run

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/pytest -m "not slow" -n 2 --quiet

check: lint types unit

test: lint types
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2 --ignore=tests/conformance/test_selftest.py
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/pytest tests/conformance/test_selftest.py  # the proof has both cores and no tracing to itself

# The committed descriptions, from the documentation pages beside the checkout and the overlays.
descriptions: $(READY)
	$(BIN)/python -m spec.derive.build ../shared/pages

selftest: $(READY)
	$(BIN)/chime-conformance selftest --seeds 20

bench: $(READY)
	$(BIN)/python -m tests.bench

# The lock names hashes and no address, so that any mirror serves it.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --group dev --upgrade pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --group mutants --constraint requirements.lock pyproject.toml \
	  --output-file requirements-mutants.lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* conformance-report selftest-report
