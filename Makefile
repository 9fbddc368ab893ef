PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo install browser test test-slow bench lint train clean

demo: $(STAMP)
	$(BIN)/reportmine extract corpora/pages --out out
	@echo; echo "Tables: out/reports.csv out/sections.csv out/indicators.csv out/themes.csv"

install: $(STAMP)

# Compiled at once: where Python may write no bytecode, every run of the program would compile all sources again.
$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test,crawl,cluster,plots,traditional]'
	$(BIN)/python -m compileall -q src api
	touch $(STAMP)

lint: $(STAMP)
	$(BIN)/ruff check src api tests docs
	$(BIN)/ruff format --check src api tests docs
	$(BIN)/mypy
	$(BIN)/lint-imports

# The page is tested in a real Chromium, the charts with a Chinese font; where they cannot be installed those tests are skipped.
browser:
	@command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q 'CJK' || \
	  (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig curl) >/dev/null 2>&1 || \
	  echo "Chromium or a Chinese font is missing and cannot be installed here: their tests are skipped"

test: lint browser
	$(BIN)/python -m pytest -m 'not slow'

test-slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python tests/bench.py --out out/bench.json
	for part in corpus batch api; do $(BIN)/python tests/bench_$$part.py || exit 1; done

train: $(STAMP)
	$(BIN)/reportmine train

clean:
	rm -rf $(VENV) out dist build
