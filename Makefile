PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo install test test-slow bench lint train clean

demo: $(STAMP)
	$(BIN)/reportmine extract corpora/pages --out out
	@echo; echo "Tables: out/reports.csv out/sections.csv out/indicators.csv out/themes.csv"

install: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test,crawl,cluster,plots,traditional]'
	touch $(STAMP)

lint: $(STAMP)
	$(BIN)/ruff check src api tests docs
	$(BIN)/ruff format --check src api tests docs
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/python -m pytest -m 'not slow'

test-slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python tests/bench.py

train: $(STAMP)
	$(BIN)/reportmine train

clean:
	rm -rf $(VENV) out dist build
