# On a machine with python3 (3.11 or newer, with venv), make and git alone: make run, make test.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run install test check long fuzz bench wheel browser postgresql lock

run: install
	$(BIN)/needless serve

install: .venv/.installed

.venv/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

test: install
	$(BIN)/python -m pytest -n auto

browser: install
	$(BIN)/python -m pytest -m 'browser or real' -n 2 --dist loadfile

# Again on a real PostgreSQL (a throwaway of its own, so nothing is dropped in it), as a role that row-level security
# holds for: all that meets the database (tests/conftest.py).
postgresql: install
	tools/on_postgresql.sh $(BIN)/python -m pytest -n auto --reuse-db --dist worksteal

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NEEDLESS_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=needless.settings $(BIN)/django-admin makemigrations --check --dry-run

# Processes killed at random moments, on both databases: minutes, so not in CI.
long: install
	NEEDLESS_LONG=1 $(BIN)/python -m pytest -m real tests/test_crashes.py

# Ten minutes for each reader; what breaks one is left in tests/fuzz/broken, what is new in tests/fuzz.
fuzz: install
	$(BIN)/python tools/fuzz.py $(if $(SECONDS),--seconds $(SECONDS))

bench: install
	for b in bench/*.py; do $(BIN)/python $$b || exit 1; done

wheel: install
	$(BIN)/python -m hatchling build -t wheel

# Without the extras semantic and multilingual (50 MB of models): whoever wants them installs them by name.
lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra cards --extra mcp --extra notify --extra postgres --extra redis --extra dev pyproject.toml -o requirements.lock
