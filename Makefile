# make run    verifies the built-in reference and writes conformance-report/report.html
# make test   everything: lint, types, all tests with coverage, a sample of the proof
# make check  the fast part of it, under a minute
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
TOOL := .venv/.tool
READY := .venv/.ready
# Compiled modules are kept, whatever the environment says: the tests start the command hundreds of times.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header

.PHONY: help install run test traced check lint types unit selftest bench bench-long models mutants references lock descriptions requests docs dist clean

help:
	@sed -n 's/^# make/make/p' Makefile

# The tool alone: what `make run` needs.
$(TOOL): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("chime-conformance needs Python 3.11 or newer; call make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# And what its tests need.
$(READY): $(TOOL) requirements-dev.lock
	$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

install: $(READY)

run: $(TOOL)
	$(BIN)/chime-conformance run

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/pytest -m "not slow" -n 2 --dist worksteal --quiet

# Side by side: mypy keeps one core busy, and the tests the others.
check: $(READY)
	@$(MAKE) --no-print-directory --jobs 3 lint types unit

test: $(READY)
	@$(MAKE) --no-print-directory --jobs 3 lint types traced

traced: $(READY)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 3 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The committed descriptions, from the documentation pages beside the checkout and the overlays.
descriptions: $(READY)
	$(BIN)/python -m spec.derive.build ../shared/pages

# The listing of the requests that do not depend on a seed: what a change of the strategies sends otherwise.
requests: $(READY)
	$(BIN)/python -m tests.strategies.listing

# Every REST-JSON operation of every service whose model botocore brings along: how many derive, and what is left out.
models: $(READY)
	$(BIN)/python -m tests.models

# A hundred random operations of all services against their own reference: which are not conformant, and why.
references: $(READY)
	$(BIN)/python -m tests.references

# The site, into site/; it asks no other host for anything.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# What a release publishes, checked, and beside it the list of all that it is made of.
dist: $(READY)
	rm -rf dist sbom
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz
	mkdir sbom
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file sbom/sbom.cdx.json requirements.lock

selftest: $(TOOL)
	$(BIN)/chime-conformance selftest --seeds 20

# The table of docs/bench.md, in some minutes; bench-long makes its second part, a run of 100,000 examples.
bench: $(READY)
	$(BIN)/python -m tests.bench

bench-long: $(READY)
	$(BIN)/python -m tests.bench --examples 100000

# Which mutants of the oracle and of the strategies the tests do not notice; docs/mutants.md explains them. Takes hours.
mutants: $(READY) requirements-mutants.lock
	$(PIP) --require-hashes --requirement requirements-mutants.lock
	$(BIN)/python -m tests.mutants

# The locks name hashes and no address, so that any mirror serves them.
lock: $(READY)
	$(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) pyproject.toml --group mutants --constraint requirements-dev.lock --output-file requirements-mutants.lock
	$(COMPILE) --constraint requirements-dev.lock --output-file tests/conformance/suite/neighbours.lock tests/conformance/suite/neighbours.in

clean:
	rm -rf .venv build dist sbom site mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* conformance-report selftest-report
