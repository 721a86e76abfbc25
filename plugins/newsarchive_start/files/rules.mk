# The commands of every archive. Its Makefile includes this file: in this repository from here, elsewhere from .venv, where
# `newsarchive rules` wrote it. Before that, a Makefile may set (with override) COMMANDS of its own and what each takes
# (TAKES_…), READY, the file that says that .venv is set up, and RULES, where this file is.

PYTHON ?= python3
INPUTDIR ?= content
OUTPUTDIR ?= output
CONFFILE ?= pelicanconf.py
PUBLISHCONF ?= publishconf.py
PORT ?= 8000
FORMAT ?= text
FOLDER ?= letters
DIR ?= .

# compiled code is kept: without it a build of one edit would spend a third of its time on compiling our own modules
unexport PYTHONDONTWRITEBYTECODE

ifneq ($(origin READY),override)
override READY := .venv/rules.mk
endif
ifneq ($(origin RULES),override)
override RULES := .venv/rules.mk
endif
override DESK := .venv/bin/python -m newsarchive
override SITE := --settings="$$CONFFILE" --language="$$CHECK_LANG"
override CONTENT := $(SITE) --content="$$INPUTDIR"
override MAILING := --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$PUBLISHCONF" --language="$$CHECK_LANG" --folder="$$FOLDER" --since="$$SINCE"
override COMMANDS += help html serve publish deploy letter doctor verify sign mirrors links check fix new translate correct withdraw rename term import keep status words test upgrade clean

# TAKES_… are the variables that may be typed after a command, those of its own first; each also takes PYTHON
override TAKES_SITE := CONFFILE CHECK_LANG SOURCE_DATE_EPOCH
override TAKES_CONTENT := INPUTDIR $(TAKES_SITE)
override TAKES_PUBLIC := SITEURL PUBLISHCONF CHECK_LANG SOURCE_DATE_EPOCH
override TAKES_BUILD := INPUTDIR CHECK_LANG PELICANOPTS STORE_PATH REDACTIONS SOURCE_DATE_EPOCH
override TAKES_KEY := SIGNING_KEY SIGNING_PASSWORD
override TAKES_help :=
override TAKES_html := CONFFILE OUTPUTDIR $(TAKES_BUILD)
override TAKES_serve := PORT CONFFILE $(TAKES_BUILD)
override TAKES_publish := SITEURL CONFIRM PUBLISHCONF OUTPUTDIR $(TAKES_BUILD) $(TAKES_KEY) RECORDS ALLOW_PLACEHOLDERS
override TAKES_deploy := TO AT GRACE DRY LOOK ANYWAY OUTPUTDIR STORE_PATH $(TAKES_PUBLIC)
override TAKES_letter := SINCE FOLDER INPUTDIR OUTPUTDIR STORE_PATH REDACTIONS $(TAKES_PUBLIC)
override TAKES_doctor := INPUTDIR OUTPUTDIR STORE_PATH REDACTIONS $(TAKES_KEY) $(TAKES_PUBLIC)
override TAKES_verify := FROM PUBLIC_KEY REQUIRED SEEN $(TAKES_SITE)
override TAKES_sign := FROM SEEN $(TAKES_KEY) $(TAKES_CONTENT)
override TAKES_mirrors := ALL FORMAT SIGN $(TAKES_KEY) $(TAKES_PUBLIC)
override TAKES_links := URL FORMAT INPUTDIR $(TAKES_PUBLIC)
override TAKES_check := FORMAT STORE_PATH $(TAKES_CONTENT)
override TAKES_fix := DRY $(TAKES_CONTENT)
override TAKES_new := LANG TITLE SUMMARY DATE TAGS PEOPLE ORGANISATIONS PLACES SOURCE_URL SOURCE_TITLE SOURCE_PUBLISHER SOURCE_LANG SOURCE_DATE \
	PUBLISHED SLUG $(TAKES_CONTENT)
override TAKES_translate := BRIEFING TO CONFIRM $(TAKES_CONTENT)
override TAKES_correct := BRIEFING LANG TEXT WITHHOLD $(TAKES_CONTENT)
override TAKES_withdraw := BRIEFING REASON LANG $(TAKES_CONTENT)
override TAKES_rename := BRIEFING TO $(TAKES_CONTENT)
override TAKES_term := KIND ID NAME_% $(TAKES_CONTENT)
override TAKES_import := FROM UPLOADS SYSTEM LANG STATE UNPUBLISHED ACCEPT_TERMS KEEP_GOING STORE_PATH $(TAKES_CONTENT)
override TAKES_keep := BRIEFING URL FROM AGAIN WAYBACK FORGET VERIFY INPUTDIR KEPT_PATH $(TAKES_PUBLIC)
override TAKES_status := FORMAT $(TAKES_CONTENT)
override TAKES_words := LANG $(TAKES_CONTENT)
override TAKES_upgrade := WHEEL TAKE DIR GENERATOR
override TAKES_clean := OUTPUTDIR CONFFILE STORE_PATH
ifneq ($(origin TAKES_test),override)
override TAKES_test := $(sort $(TAKES_check) $(TAKES_serve))
endif

# What is typed, or stands in the environment, is text: make would expand it where it is used and where it is exported, so it
# is made literal first, and recipes name it as the shell's ("$$FROM"), which does not read it again. What was typed also goes
# out as NEWSROOM_…: there the editors' commands find their words, since the environment has a LANG of its own.
override name := # that of the loops below
override TYPED_NAMES := $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
$(if $(findstring $$,$(TYPED_NAMES)),$(error a variable's name has a dollar in it))
override KNOWN := OS PYTHON $(sort $(foreach name,$(COMMANDS),$(TAKES_$(name))))
define literal
override $(1) := $$(value $(1))
endef
define typed
export NEWSROOM_$(subst -,_,$(1)) := $$(value $(1))
endef
$(foreach name,$(TYPED_NAMES) $(KNOWN),$(if $(filter-out undefined,$(origin $(name))),$(eval $(call literal,$(name)))))
$(foreach name,$(KNOWN),$(if $(filter-out undefined,$(origin $(name))),$(eval export $(name))))
$(foreach name,$(filter $(KNOWN),$(TYPED_NAMES)),$(eval $(call typed,$(name))))
$(if $(filter LANG,$(TYPED_NAMES)),$(eval unexport LANG))

ifeq ($(OS),Windows_NT)
$(error this needs Linux or macOS; on Windows run it in WSL (README, Start))
endif

.PHONY: $(COMMANDS) known
.DEFAULT_GOAL := help

# what one of the commands does not take is refused before any runs; MAKECMDGOALS has them, unless somebody else set it
override GOALS := $(if $(filter default undefined,$(origin MAKECMDGOALS)),$(or $(MAKECMDGOALS),help),$(COMMANDS))
override REFUSING := $(firstword $(foreach name,$(filter $(COMMANDS),$(GOALS)),$(if $(filter-out PYTHON $(TAKES_$(name)),$(TYPED_NAMES)),$(name))))
ifneq ($(REFUSING),)
$(COMMANDS): known
export NEWSROOM_UNTAKEN := $(filter-out PYTHON $(TAKES_$(REFUSING)),$(TYPED_NAMES))
known: $(READY)
	@$(DESK) known $(SITE) $(REFUSING) $(TAKES_$(REFUSING))
endif

help: ## help      list these commands
	@sed -n 's/^[a-z-]*:.*## /  make /p' $(RULES) Makefile
	@ls -d docs .venv/lib/python3*/site-packages/newsarchive/docs 2>/dev/null | sed -n '1s/^/Guides: /p'

html: $(READY) ## html      build the site into output/; open output/index.html
	$(DESK) html --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$CONFFILE"

serve: $(READY) ## serve     preview the site with its drafts at http://127.0.0.1:8000/ (PORT=…); rebuilds and reloads on every save
	@$(DESK) serve --settings="$$CONFFILE" --content="$$INPUTDIR" --port="$$PORT"

publish: $(READY) ## publish   build the public site, strictly (SITEURL=https://…)
	$(DESK) publish --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$PUBLISHCONF" $(if $(filter CONFIRM,$(TYPED_NAMES)),--confirm="$$CONFIRM")

letter: $(READY) ## letter    write a mail draft for each language with what changed since a day (SINCE=2026-11-01); nothing is sent
	@$(DESK) letter $(MAILING)

deploy: $(READY) ## deploy    copy the publication to where readers get it (TO=folder, user@host:/path or rclone:remote:path; DRY=1 shows the plan)
	@$(DESK) deploy --settings="$$PUBLISHCONF" --language="$$CHECK_LANG" --output="$$OUTPUTDIR" --at="$$AT" --grace="$$GRACE" $(if $(DRY),--dry-run) $(if $(LOOK),--look) $(if $(ANYWAY),--anyway)

doctor: $(READY) ## doctor    say what is missing before a publication: settings, key, git, host, clock
	@$(DESK) doctor --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$PUBLISHCONF" --language="$$CHECK_LANG"

check: $(READY) ## check     list all mistakes in the content, without building (FORMAT=text|groups|json|github CHECK_LANG=az)
	@$(DESK) check $(CONTENT) --format="$$FORMAT"

fix: $(READY) ## fix       fix white space, line endings and the order of fields in the content, never the wording (DRY=1 changes nothing)
	@$(DESK) fix $(CONTENT) $(if $(DRY),--dry-run)

new: $(READY) ## new       create a briefing; asks for what you leave out (LANG= TITLE= DATE= TAGS= SLUG= PUBLISHED= …)
	@$(DESK) new $(CONTENT)

translate: $(READY) ## translate begin a translation (BRIEFING=slug TO=ru), or show what has changed since; CONFIRM=1 marks it as up to date
	@$(DESK) translate $(CONTENT) $(if $(CONFIRM),--confirm)

correct: $(READY) ## correct   add a dated correction to a text (BRIEFING=slug LANG=az TEXT='what was wrong')
	@$(DESK) correct $(CONTENT)

withdraw: $(READY) ## withdraw  withdraw a briefing in all languages (BRIEFING=slug REASON=safety), or one translation (LANG=ru)
	@$(DESK) withdraw $(CONTENT)

rename: $(READY) ## rename    give a briefing or page another URL (BRIEFING=slug TO=new-slug); links follow, and the old URL redirects
	@$(DESK) rename $(CONTENT)

term: $(READY) ## term      add a topic, person, organisation or place (KIND=people ID=… NAME_en=… NAME_az=…)
	@$(DESK) term $(CONTENT)

import: $(READY) ## import    bring an existing archive in as drafts, with a report (FROM=export.xml|feed|folder UPLOADS=folder SYSTEM= LANG=)
	@$(DESK) import $(CONTENT) --uploads="$$UPLOADS" --system="$$SYSTEM" --state="$$STATE" $(if $(UNPUBLISHED),--unpublished) $(if $(ACCEPT_TERMS),--accept-terms) $(if $(KEEP_GOING),--keep-going) -- "$$FROM"

keep: $(READY) ## keep      keep copies of the sources (BRIEFING=slug URL=… AGAIN=1; WAYBACK=1 for a web archive; FROM=file URL=… for a page that you saved; FORGET=… deletes, VERIFY=1 checks)
	@$(DESK) keep --content="$$INPUTDIR" --settings="$$PUBLISHCONF" --language="$$CHECK_LANG" --from="$$FROM" $(if $(AGAIN),--again) $(if $(WAYBACK),--wayback) $(if $(VERIFY),--verify)

status: $(READY) ## status    show every text in every language: present, missing, outdated, draft, scheduled (FORMAT=json)
	@$(DESK) status $(CONTENT) --format="$$FORMAT"

words: $(READY) ## words     add to a language's catalogue the interface's words that it lacks, for you to translate (LANG=ka)
	@$(DESK) words $(CONTENT)

verify: $(READY) ## verify    say which publication a copy is, and whether it is whole (FROM=output, FROM=https://…; PUBLIC_KEY=RWQ… SEEN=STATE)
	@$(DESK) verify $(SITE) --key="$$PUBLIC_KEY" --required="$$REQUIRED" --seen="$$SEEN" -- "$$FROM"

sign: $(READY) ## sign      check a published folder, and add a signature with your own key (FROM=output; SIGNING_KEY=file SEEN=STATE)
	@$(DESK) sign $(CONTENT) --seen="$$SEEN" -- "$$FROM"

mirrors: $(READY) ## mirrors   say of each mirror whether it is reachable and whole, and how old it is (ALL=1 FORMAT=json); SIGN=output writes mirrors.json
	@$(DESK) mirrors --settings="$$PUBLISHCONF" --language="$$CHECK_LANG" --format="$$FORMAT" --sign="$$SIGN" $(if $(ALL),--all)

links: $(READY) ## links     say which sources are no longer online, and which have moved; pages say so after two runs (URL=… for one; FORMAT=json|github)
	@$(DESK) links --settings="$$PUBLISHCONF" --content="$$INPUTDIR" --language="$$CHECK_LANG" --format="$$FORMAT"

upgrade: $(READY) ## upgrade   move this archive to another version of the generator (WHEEL=file; TAKE=path takes a file that you changed)
	@$(DESK) upgrade --to="$$WHEEL" --take="$$TAKE" --generator="$$GENERATOR" -- "$$DIR"

clean: $(READY) ## clean     delete what was built: the build's files in the output folder, its cache, and the preview
	$(DESK) clean --settings="$$CONFFILE" --output="$$OUTPUTDIR"
