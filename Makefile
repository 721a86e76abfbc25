# All commands; `make help` lists them. Each sets up what it needs once, in .venv, from the hash-pinned lock.

ifeq ($(OS),Windows_NT)
$(error this needs Linux or macOS; on Windows run it in WSL (README, Start))
endif

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

INPUTDIR ?= content
OUTPUTDIR ?= output
CONFFILE ?= pelicanconf.py
PUBLISHCONF ?= publishconf.py
PELICANOPTS ?=
PORT ?= 8000
FORMAT ?= text
CHECK_LANG ?=
NEW ?=
BRIEFING ?=
TO ?=
CONFIRM ?=
FROM ?=
PUBLIC_KEY ?=
DRY ?=
TESTS ?= tests
WORKERS ?= 2
SIZES ?= 300 1000
REPETITIONS ?= 3
PEERS ?= ours single subsites
BENCHOPTS ?=

# compiled code is kept: without it a build of one edit would spend a third of its time on compiling our own modules
unexport PYTHONDONTWRITEBYTECODE

PIP := $(RUN) -m pip --disable-pip-version-check --quiet

.PHONY: help html serve publish verify check fix new translate status test quick lint lock clean golden schema bench
.DEFAULT_GOAL := help

help: ## help      lists these commands
	@sed -n 's/^[a-z]*:.*## /  make /p' $(MAKEFILE_LIST)

html: $(VENV)/.build ## html      builds content/ into output/; open output/index.html
	$(RUN) -m pelican "$(INPUTDIR)" -o "$(OUTPUTDIR)" -s "$(CONFFILE)" --fatal errors $(PELICANOPTS)

publish: $(VENV)/.build ## publish   strict build for the public site; SITEURL=https://… is its address
	$(RUN) -m pelican "$(INPUTDIR)" -o "$(OUTPUTDIR)" -s "$(PUBLISHCONF)" --fatal warnings $(PELICANOPTS)

check: $(VENV)/.build ## check     checks the content alone: all faults in one run (FORMAT=text|groups|json|github CHECK_LANG=az)
	@$(RUN) -m plugins.newsroom check --settings "$(CONFFILE)" --content "$(INPUTDIR)" --format "$(FORMAT)" --language "$(CHECK_LANG)"

fix: $(VENV)/.build ## fix       mends spaces, line ends and the order of fields in the content, and no word (DRY=1 only says so)
	@$(RUN) -m plugins.newsroom fix --settings "$(CONFFILE)" --content "$(INPUTDIR)" --language "$(CHECK_LANG)" $(if $(DRY),--dry-run)

new: $(VENV)/.build ## new       begins a briefing; asks for what NEW="--lang az --title …" does not give
	@$(RUN) -m plugins.newsroom new --settings "$(CONFFILE)" --content "$(INPUTDIR)" --language "$(CHECK_LANG)" $(NEW)

translate: $(VENV)/.build ## translate begins a translation (BRIEFING=slug TO=ru), or shows what changed since (CONFIRM=1 records it)
	@$(RUN) -m plugins.newsroom translate "$(BRIEFING)" "$(TO)" --settings "$(CONFFILE)" --content "$(INPUTDIR)" --language "$(CHECK_LANG)" $(if $(CONFIRM),--confirm)

status: $(VENV)/.build ## status    shows every text in every language: present, missing, stale, draft, waiting (FORMAT=json)
	@$(RUN) -m plugins.newsroom status --settings "$(CONFFILE)" --content "$(INPUTDIR)" --language "$(CHECK_LANG)" --format "$(FORMAT)"

verify: $(VENV)/.build ## verify    checks a copy, a folder or an address, against its sums (FROM=output, FROM=https://…; PUBLIC_KEY=RWQ…)
	@$(RUN) -m plugins.newsroom verify "$(FROM)" --settings "$(CONFFILE)" --key "$(PUBLIC_KEY)" --language "$(CHECK_LANG)"

serve: $(VENV)/.build ## serve     previews with drafts on http://127.0.0.1:8000/ (PORT=…), in .preview/: rebuilds and reloads on save
	@$(RUN) -m plugins.newsroom serve --settings "$(CONFFILE)" --content "$(INPUTDIR)" --port $(PORT)

test: $(VENV)/.tools lint ## test      all tests, with all they need (TESTS=path for a part)
	$(RUN) -m pytest $(TESTS) -n $(WORKERS) --dist loadgroup

quick: $(VENV)/.test ## quick     the tests that take seconds
	$(RUN) -m pytest $(TESTS) -m "not long and not browser"

lint: $(VENV)/.test ## lint      ruff and mypy
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

golden: $(VENV)/.test ## golden    rewrites the reviewed pages in tests/golden/ and the session in CONTRIBUTING; read the diff
	GOLDEN=write $(RUN) -m pytest tests/golden tests/build/test_session.py

bench: $(VENV)/.test $(if $(filter subsites,$(PEERS)),$(VENV)/.stock) ## bench     measures builds beside stock Pelican's, into tests/bench/RESULTS.md (SIZES="300 1000 3000 10000" REPETITIONS=3 PEERS=ours)
	$(RUN) -m tests.bench --sizes $(SIZES) --repetitions $(REPETITIONS) --peers $(PEERS) --subsites $(VENV)/stock --date "$$(date -u +%F)" --results tests/bench/RESULTS.md $(BENCHOPTS)

schema: $(VENV)/.build ## schema    renews the JSON Schemas of the content, for editors' programs
	$(RUN) -m plugins.newsroom schema --settings "$(CONFFILE)"

lock: ## lock      renews both locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra test pyproject.toml -o requirements-test.lock

clean: $(VENV)/.build ## clean     removes what was built: the build's files in the output folder, its store, and the preview
	$(RUN) -m plugins.newsroom clean --settings "$(CONFFILE)" --output "$(OUTPUTDIR)"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one by PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing (on Debian: apt-get install python3-venv)" >&2; exit 1; }

$(VENV)/.build: requirements.lock | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements-test.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements-test.lock
	@touch $@ $(VENV)/.build

$(VENV)/.tools: $(VENV)/.test tests/package-lock.json tests/tools.sh
	@echo "Setting up what the browser tests need, once" >&2
	@sh tests/tools.sh
	@touch $@

$(VENV)/.stock: tests/bench/stock/requirements.lock | $(VENV)/.test
	$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/stock -r tests/bench/stock/requirements.lock
	@touch $@
