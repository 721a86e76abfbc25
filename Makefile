# The commands of make: `make help` lists them. Those that every archive has are in plugins/newsarchive_start/files/rules.mk;
# here are those for the code. Each sets up what it needs once, in .venv, from the hash-pinned lock.
override VENV := .venv
override READY := $(VENV)/.build
PYTHON ?= python3
export PYTHON
TESTS ?= tests
override TAKES_test := TESTS WORKERS
override TAKES_test-all := TESTS WORKERS SEED
override TAKES_quick := TESTS
include plugins/newsarchive_start/files/rules.mk

# the code of this folder is run, wherever .venv was installed from
export PYTHONPATH := $(CURDIR)/plugins
# with it Python would not find tests/, whose modules are run
unexport PYTHONSAFEPATH

override RUN := $(VENV)/bin/python
override PIP := $(RUN) -m pip --disable-pip-version-check --quiet
# one more than there are cores, because tests also wait: for a browser, a server, a disk
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
override PYTEST = $(RUN) -m pytest $(TESTS) -n $(WORKERS) --dist loadgroup
override LINT := { $(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m mypy && \
	$(VENV)/bin/lint-imports importlinter.ini --no-cache; }
override ENDED := status=$$?; wait $$! || { echo "lint failed: see above, or run make lint" >&2; status=1; }; exit $$status

.PHONY: test-all quick lint golden bench docs lock

test: $(VENV)/.tools ## test      run lint and the tests; installs what they need (TESTS=path for a part)
	@$(LINT) & $(PYTEST) -m "not full"; $(ENDED)

test-all: $(VENV)/.tools ## test-all  run lint and the tests with whole matrices and new random examples (SEED=… repeats those of a run)
	@$(LINT) & $(PYTEST) --hypothesis-seed="$${SEED:-$$(date +%s)}"; $(ENDED)

quick: $(VENV)/.test ## quick     run the tests that take seconds
	$(RUN) -m pytest $(TESTS) -m "not long and not browser and not full"

lint: $(VENV)/.test ## lint      run ruff, mypy and the check of the layers
	@$(LINT)

golden: $(VENV)/.test ## golden    rewrite the reviewed pages in tests/golden/ and docs/session.md; read the diff
	GOLDEN=write $(RUN) -m pytest $(wildcard tests/archive/test_catalogues.py tests/archive/test_starting_texts.py) tests/golden tests/newsarchive/builds/test_session.py

docs: $(READY) ## docs      write docs/fields.md anew from the declared fields
	./newsarchive fields > docs/fields.md

bench: $(VENV)/.test $(VENV)/.stock ## bench     measure builds beside those of stock Pelican, into tests/bench/RESULTS.md
	$(RUN) -m tests.bench --subsites $(VENV)/stock --date "$$(date -u +%F)" --results tests/bench/RESULTS.md

lock: ## lock      renew both locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra start --extra import --extra sources pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra start --extra import --extra sources --extra publish --extra test pyproject.toml -o requirements-test.lock

$(VENV)/bin/python:
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one by PYTHON=…" >&2; exit 1; }
	@"$$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@"$$PYTHON" -m venv $(VENV) || { rm -rf $(VENV); echo "$(VENV) could not be made, for the reason above" >&2; exit 1; }

$(VENV)/.build: requirements.lock $(wildcard pyproject.toml) | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements-test.lock $(wildcard pyproject.toml) | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements-test.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.build

$(VENV)/.tools: $(VENV)/.test tests/package-lock.json tests/tools.sh tests/web_archives.lock
	@echo "Setting up what the browser tests need, once" >&2
	@sh tests/tools.sh
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/web-archives -r tests/web_archives.lock
	@touch $@

$(VENV)/.stock: tests/bench/stock/requirements.lock | $(VENV)/.test
	$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/stock -r tests/bench/stock/requirements.lock
	@touch $@
