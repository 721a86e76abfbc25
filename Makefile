# All commands; `make help` lists them. Each sets up what it needs once, in .venv, from the hash-pinned lock.

# Whatever is typed after a command, or stands in the environment, is text: make would expand it where it is used and where
# it is exported, so it is made literal first, and recipes name it as the shell's ("$$FROM"), which does not read it again.
# OPTIONS are exported under their own names. EDITED are an editor's words: they count where they were typed after the
# command alone, since the environment has a LANG of its own, and go out as NEWSROOM_….
override OPTIONS := OS PYTHON INPUTDIR OUTPUTDIR CONFFILE PUBLISHCONF PELICANOPTS PORT FORMAT CHECK_LANG CONFIRM FROM PUBLIC_KEY DRY UPLOADS SYSTEM \
	STATE UNPUBLISHED ACCEPT_TERMS KEEP_GOING \
	TESTS WORKERS SEED SIZES REPETITIONS PEERS BENCHOPTS SITEURL STORE_PATH REDACTIONS RECORDS ALLOW_PLACEHOLDERS \
	SIGNING_KEY SIGNING_PASSWORD SOURCE_DATE_EPOCH
override EDITED := BRIEFING LANG TO TEXT WITHHOLD REASON KIND ID TITLE SUMMARY DATE TAGS PEOPLE ORGANISATIONS PLACES \
	PUBLISHED STATUS SLUG SOURCE_URL SOURCE_TITLE SOURCE_PUBLISHER SOURCE_LANG SOURCE_DATE
override name := # that of the loops below
override GIVEN := $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
$(if $(findstring $$,$(GIVEN)),$(error a variable's name has a dollar in it))
override EDITED += $(filter NAME_%,$(GIVEN))
override UNKNOWN := $(filter-out $(OPTIONS) $(EDITED),$(GIVEN))
define literal
override $(1) := $$(value $(1))
endef
define typed
unexport $(1)
export NEWSROOM_$(subst -,_,$(1)) := $$(value $(1))
endef
$(foreach name,$(GIVEN) $(OPTIONS),$(if $(filter-out undefined,$(origin $(name))),$(eval $(call literal,$(name)))))
$(foreach name,$(filter $(EDITED),$(GIVEN)),$(eval $(call typed,$(name))))

ifeq ($(OS),Windows_NT)
$(error this needs Linux or macOS; on Windows run it in WSL (README, Start))
endif

PYTHON ?= python3
INPUTDIR ?= content
OUTPUTDIR ?= output
CONFFILE ?= pelicanconf.py
PUBLISHCONF ?= publishconf.py
PELICANOPTS ?=
PORT ?= 8000
FORMAT ?= text
CHECK_LANG ?=
CONFIRM ?=
FROM ?=
UPLOADS ?=
SYSTEM ?=
STATE ?=
UNPUBLISHED ?=
ACCEPT_TERMS ?=
KEEP_GOING ?=
PUBLIC_KEY ?=
DRY ?=
TESTS ?= tests
WORKERS ?=
SEED ?=
SIZES ?= 300 1000
REPETITIONS ?= 3
PEERS ?= ours single subsites
BENCHOPTS ?=
$(foreach name,$(OPTIONS),$(if $(filter-out undefined,$(origin $(name))),$(eval export $(name))))

# the code of this folder is run, wherever .venv was installed from
export PYTHONPATH := $(CURDIR)/plugins
# compiled code is kept: without it a build of one edit would spend a third of its time on compiling our own modules
unexport PYTHONDONTWRITEBYTECODE
# with it Python would not find the modules in this folder
unexport PYTHONSAFEPATH

override VENV := .venv
override RUN := $(VENV)/bin/python
override PIP := $(RUN) -m pip --disable-pip-version-check --quiet
override DESK := $(RUN) -m newsarchive
override SITE := --settings="$$CONFFILE" --language="$$CHECK_LANG"
override CONTENT := $(SITE) --content="$$INPUTDIR"
override WORDS := $(RUN) -m tests.extra_arguments
# one more than there are cores, because tests also wait: for a browser, a server, a disk
override PYTEST := $(WORDS) TESTS pytest -n "$${WORKERS:-$$(($$(getconf _NPROCESSORS_ONLN) + 1))}" --dist loadgroup
override LINT := { $(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m mypy && \
	$(VENV)/bin/lint-imports importlinter.ini --no-cache; }
override COMMANDS := help html serve publish verify check fix new translate correct withdraw rename term import status test test-all quick lint lock clean golden schema bench

.PHONY: $(COMMANDS) known
.DEFAULT_GOAL := help

# the commands with settings say themselves which of the editors' variables they do not take
override UNDESKED := $(if $(filter $(EDITED),$(GIVEN)),help html publish serve test test-all quick lint lock golden bench)
ifneq ($(UNKNOWN)$(UNDESKED),)
$(if $(UNKNOWN),$(COMMANDS),$(UNDESKED)): known
export NEWSROOM_UNKNOWN := $(UNKNOWN)
export NEWSROOM_KNOWN := $(OPTIONS) $(EDITED)
known: $(VENV)/.build
	@$(DESK) known $(SITE)
endif

help: ## help      list these commands
	@sed -n 's/^[a-z-]*:.*## /  make /p' Makefile

html: $(VENV)/.build ## html      build the site into output/; open output/index.html
	$(DESK) html --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$CONFFILE"

serve: $(VENV)/.build ## serve     preview the site with its drafts at http://127.0.0.1:8000/ (PORT=…); rebuilds and reloads on every save
	@$(DESK) serve --settings="$$CONFFILE" --content="$$INPUTDIR" --port="$$PORT"

publish: $(VENV)/.build ## publish   build the public site, strictly (SITEURL=https://…)
	$(DESK) publish --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$PUBLISHCONF"

check: $(VENV)/.build ## check     list all mistakes in the content, without building (FORMAT=text|groups|json|github CHECK_LANG=az)
	@$(DESK) check $(CONTENT) --format="$$FORMAT"

fix: $(VENV)/.build ## fix       fix white space, line endings and the order of fields in the content, never the wording (DRY=1 changes nothing)
	@$(DESK) fix $(CONTENT) $(if $(DRY),--dry-run)

new: $(VENV)/.build ## new       create a briefing; asks for what you leave out (LANG= TITLE= DATE= TAGS= SLUG= PUBLISHED= …)
	@$(DESK) new $(CONTENT)

translate: $(VENV)/.build ## translate begin a translation (BRIEFING=slug TO=ru), or show what has changed since; CONFIRM=1 marks it as up to date
	@$(DESK) translate $(CONTENT) $(if $(CONFIRM),--confirm)

correct: $(VENV)/.build ## correct   add a dated correction to a text (BRIEFING=slug LANG=az TEXT='what was wrong')
	@$(DESK) correct $(CONTENT)

withdraw: $(VENV)/.build ## withdraw  withdraw a briefing in all languages (BRIEFING=slug REASON=safety), or one translation (LANG=ru)
	@$(DESK) withdraw $(CONTENT)

rename: $(VENV)/.build ## rename    give a briefing or page another URL (BRIEFING=slug TO=new-slug); links follow, and the old URL redirects
	@$(DESK) rename $(CONTENT)

term: $(VENV)/.build ## term      add a topic, person, organisation or place (KIND=people ID=… NAME_en=… NAME_az=…)
	@$(DESK) term $(CONTENT)

import: $(VENV)/.build ## import    bring an existing archive in as drafts, with a report (FROM=export.xml|feed|folder UPLOADS=folder SYSTEM= LANG=)
	@$(DESK) import $(CONTENT) --uploads="$$UPLOADS" --system="$$SYSTEM" --state="$$STATE" $(if $(UNPUBLISHED),--unpublished) $(if $(ACCEPT_TERMS),--accept-terms) $(if $(KEEP_GOING),--keep-going) -- "$$FROM"

status: $(VENV)/.build ## status    show every text in every language: present, missing, outdated, draft, scheduled (FORMAT=json)
	@$(DESK) status $(CONTENT) --format="$$FORMAT"

verify: $(VENV)/.build ## verify    check a copy (folder or URL) against its checksums (FROM=output, FROM=https://…; PUBLIC_KEY=RWQ…)
	@$(DESK) verify $(SITE) --key="$$PUBLIC_KEY" -- "$$FROM"

test: $(VENV)/.tools ## test      run lint and the tests; installs what they need (TESTS=path for a part)
	@$(LINT) & $(PYTEST) -m "not full"; status=$$?; wait $$! && exit $$status

test-all: $(VENV)/.tools ## test-all  run lint and the tests with whole matrices and new random examples (SEED=… repeats those of a run)
	@$(LINT) & $(PYTEST) --hypothesis-seed="$${SEED:-$$(date +%s)}"; status=$$?; wait $$! && exit $$status

quick: $(VENV)/.test ## quick     run the tests that take seconds
	$(WORDS) TESTS pytest -m "not long and not browser and not full"

lint: $(VENV)/.test ## lint      run ruff, mypy and the check of the layers
	@$(LINT)

golden: $(VENV)/.test ## golden    rewrite the reviewed pages in tests/golden/ and docs/session.md; read the diff
	GOLDEN=write $(RUN) -m pytest $(wildcard tests/archive/test_catalogues.py) tests/golden tests/build/test_session.py

bench: $(VENV)/.test $(if $(filter subsites,$(PEERS)),$(VENV)/.stock) ## bench     measure builds, beside stock Pelican's, into tests/bench/RESULTS.md (SIZES="300 1000 3000 10000" REPETITIONS=3 PEERS=ours)
	set -f; $(WORDS) BENCHOPTS tests.bench --sizes $$SIZES --repetitions="$$REPETITIONS" --peers $$PEERS --subsites $(VENV)/stock --date "$$(date -u +%F)" --results tests/bench/RESULTS.md

schema: $(VENV)/.build ## schema    write the JSON Schemas of the content, for editors' programs
	$(DESK) schema --settings="$$CONFFILE"

lock: ## lock      renew both locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra import --extra build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra import --extra build --extra test pyproject.toml -o requirements-test.lock

clean: $(VENV)/.build ## clean     delete what was built: the build's files in the output folder, its cache, and the preview
	$(DESK) clean --settings="$$CONFFILE" --output="$$OUTPUTDIR"

$(VENV)/bin/python:
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one by PYTHON=…" >&2; exit 1; }
	@"$$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@"$$PYTHON" -m venv $(VENV) || { rm -rf $(VENV); echo "$(VENV) could not be made, for the reason above" >&2; exit 1; }

$(VENV)/.build: requirements.lock | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements-test.lock | $(VENV)/bin/python
	@echo "Setting up $(VENV), once: packages from requirements-test.lock" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.build

$(VENV)/.tools: $(VENV)/.test tests/package-lock.json tests/tools.sh
	@echo "Setting up what the browser tests need, once" >&2
	@sh tests/tools.sh
	@touch $@

$(VENV)/.stock: tests/bench/stock/requirements.lock | $(VENV)/.test
	$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/stock -r tests/bench/stock/requirements.lock
	@touch $@
