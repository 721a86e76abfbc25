# All commands; `make help` lists them. Each sets up what it needs once, in .venv, from the hash-pinned lock. Those that every
# archive has are in plugins/newsarchive_start/files/rules.mk; here are those for the code.
override COMMANDS := init test-all quick lint lock golden schema bench
override TAKES_init := DIR KEY SIGNING_PASSWORD SOURCE_DATE_EPOCH
override TAKES_test := TESTS WORKERS
override TAKES_test-all := TESTS WORKERS SEED
override TAKES_quick := TESTS
override TAKES_lint :=
override TAKES_lock :=
override TAKES_golden :=
override TAKES_schema := CONFFILE
override TAKES_bench := SIZES REPETITIONS PEERS BENCHOPTS
override READY := .venv/.build
override RULES := plugins/newsarchive_start/files/rules.mk
TESTS ?= tests
SIZES ?= 300 1000
REPETITIONS ?= 3
PEERS ?= ours single subsites
include $(RULES)

# the code of this folder is run, wherever .venv was installed from
export PYTHONPATH := $(CURDIR)/plugins
# with it Python would not find tests/, whose modules are run
unexport PYTHONSAFEPATH

override VENV := .venv
override RUN := $(VENV)/bin/python
override PIP := $(RUN) -m pip --disable-pip-version-check --quiet
override WORDS := $(RUN) -m tests.extra_arguments
# one more than there are cores, because tests also wait: for a browser, a server, a disk
override PYTEST := $(WORDS) TESTS pytest -n "$${WORKERS:-$$(($$(getconf _NPROCESSORS_ONLN) + 1))}" --dist loadgroup
override LINT := { $(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m mypy && \
	$(VENV)/bin/lint-imports importlinter.ini --no-cache; }
override ENDED := status=$$?; wait $$! || { echo "lint failed: see above, or run make lint" >&2; status=1; }; exit $$status

init: $(READY) ## init      begin an archive of your own in a new folder (DIR=../archive KEY=../keys); asks for what it needs
	@$(DESK) init $(if $(filter KEY,$(TYPED_NAMES)),--key="$$KEY") -- "$$DIR"

test: $(VENV)/.tools ## test      run lint and the tests; installs what they need (TESTS=path for a part)
	@$(LINT) & $(PYTEST) -m "not full"; $(ENDED)

test-all: $(VENV)/.tools ## test-all  run lint and the tests with whole matrices and new random examples (SEED=… repeats those of a run)
	@$(LINT) & $(PYTEST) --hypothesis-seed="$${SEED:-$$(date +%s)}"; $(ENDED)

quick: $(VENV)/.test ## quick     run the tests that take seconds
	$(WORDS) TESTS pytest -m "not long and not browser and not full"

lint: $(VENV)/.test ## lint      run ruff, mypy and the check of the layers
	@$(LINT)

golden: $(VENV)/.test ## golden    rewrite the reviewed pages in tests/golden/ and docs/session.md; read the diff
	GOLDEN=write $(RUN) -m pytest $(wildcard tests/archive/test_catalogues.py tests/archive/test_starting_texts.py) tests/golden tests/newsarchive/builds/test_session.py

bench: $(VENV)/.test $(if $(filter subsites,$(PEERS)),$(VENV)/.stock) ## bench     measure builds beside those of stock Pelican, into tests/bench/RESULTS.md (SIZES="300 1000 3000 10000" REPETITIONS=3 PEERS=ours)
	set -f; $(WORDS) BENCHOPTS tests.bench --sizes $$SIZES --repetitions="$$REPETITIONS" --peers $$PEERS --subsites $(VENV)/stock --date "$$(date -u +%F)" --results tests/bench/RESULTS.md

schema: $(READY) ## schema    write the JSON Schemas of the content, for text editors
	$(DESK) schema --settings="$$CONFFILE"

lock: ## lock      renew both locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra import --extra keep pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build --extra import --extra keep --extra deploy --extra test pyproject.toml -o requirements-test.lock

$(VENV)/bin/python:
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one by PYTHON=…" >&2; exit 1; }
	@"$$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@"$$PYTHON" -m venv $(VENV) || { rm -rf $(VENV); echo "$(VENV) could not be made, for the reason above" >&2; exit 1; }

$(VENV)/.build: requirements.lock $(wildcard pyproject.toml) | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements-test.lock $(wildcard pyproject.toml) $(if $(REFUSING),known) | $(VENV)/bin/python
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
