# The short door to an archive. Each rule calls the program, ./newsarchive, which sets up .venv first if it must, and has
# all other commands: ./newsarchive --help. The archive's Makefile includes this file and says by READY which file is
# there when .venv is set up.

INPUTDIR ?= content
OUTPUTDIR ?= output
CONFFILE ?= pelicanconf.py
PUBLISHCONF ?= publishconf.py
PORT ?= 8000
export INPUTDIR OUTPUTDIR CONFFILE PUBLISHCONF PORT

# the variables that may be typed after each command; Pelican's folders fit all, though not each command reads both
override FOLDERS := INPUTDIR OUTPUTDIR
override TAKES_html := $(FOLDERS) CONFFILE PELICANOPTS
override TAKES_serve := $(FOLDERS) CONFFILE PORT PELICANOPTS
override TAKES_publish := $(FOLDERS) PUBLISHCONF SITEURL PELICANOPTS
override TAKES_check := $(FOLDERS) CONFFILE
override TAKES_new := $(FOLDERS) CONFFILE
override TAKES_clean := $(FOLDERS) CONFFILE
TAKES_test ?= $(FOLDERS) CONFFILE

# what is typed is text, which make must not expand; and a variable that nothing reads was misspelt
override TYPED := $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
$(foreach name,$(TYPED),$(eval override $(name) := $$(value $(name)))$(eval export $(name)))
override WHERE = flags are those of ./newsarchive $(goal) --help, and the environment stands in front: $(name)=… make $(goal)
$(foreach goal,$(or $(MAKECMDGOALS),help),$(foreach name,$(filter-out PYTHON $(TAKES_$(goal)),$(TYPED)),\
	$(error make $(goal) takes $(or $(TAKES_$(goal)),no variables), not $(name); $(WHERE))))

ifeq ($(OS),Windows_NT)
$(error this needs Linux or macOS; on Windows run it in WSL (README, Start))
endif

# by this name, Makefiles of before December 2026 call the program
override DESK := ./newsarchive

.PHONY: help ready html serve publish check new clean test
.DEFAULT_GOAL := help

help: ## help      list these commands, and those of the program
	@sed -n 's/^[a-z-]*:.*## /  make /p' $(MAKEFILE_LIST)
	@if [ -f $(READY) ]; then ./newsarchive --help; else echo "./newsarchive --help lists all other commands"; fi

html: ## html      build the site into output/; open output/index.html
	@./newsarchive html --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$CONFFILE"

serve: ## serve     preview the site with its drafts at http://127.0.0.1:8000/ (PORT=…); rebuilds and reloads on every save
	@./newsarchive serve --content="$$INPUTDIR" --settings="$$CONFFILE" --port="$$PORT"

publish: ## publish   build the public site, strictly (SITEURL=https://…)
	@./newsarchive publish --content="$$INPUTDIR" --output="$$OUTPUTDIR" --settings="$$PUBLISHCONF"

check: ## check     list all mistakes in the content, without building
	@./newsarchive check --content="$$INPUTDIR" --settings="$$CONFFILE"

new: ## new       create a briefing; asks for what it needs
	@./newsarchive new --content="$$INPUTDIR" --settings="$$CONFFILE"

clean: ## clean     delete what was built: the build's files in the output folder, its cache, and the preview
	@./newsarchive clean --output="$$OUTPUTDIR" --settings="$$CONFFILE"

ready: $(READY)

.DEFAULT:
	@echo "there is no “make $@”: make help lists the commands; ./newsarchive --help those of the program" >&2; exit 2
