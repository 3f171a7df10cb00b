# Two commands: `make demo` and `make test`. Both do all the set-up; they need python3, pip and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# uv where it is on the PATH, else the virtual environment's own, else pip: the same packages.
UV     := $(shell command -v uv 2>/dev/null)

# Containers like to forbid it, and then each of the many processes compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check bench docs assets clean test-spark
.DEFAULT_GOAL := demo

# What depends on the database runs again on a real PostgreSQL server.
POSTGRESQL := tests/hub tests/laws/test_rooms.py

demo: $(VENV)/.demo ## identify the clusters of Europe and serve the hub
	$(BIN)/hanse demo $(DEMO)

test: $(VENV)/.dev check ## everything that must hold: style, types, layers, tests, journeys
	HANSE_CHROMIUM=$$(sh scripts/ensure_browser.sh) $(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)
	HANSE_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q -n 2 --dist loadfile $(POSTGRESQL)

check: $(VENV)/.dev ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## measure against the peers; results go to benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(BENCH)

docs: $(VENV)/.dev ## regenerate the reference pages and execute every example
	$(BIN)/hanse manage permissions
	$(BIN)/python -m pytest -q tests/docs

test-spark: $(VENV)/.spark ## the same aggregation on a second engine (needs Java 17)
	$(BIN)/python -m pytest -q -m spark

assets: $(VENV)/.dev ## fetch the front-end packages again (needs npm)
	$(BIN)/python -m hanse.hub.foundation.assets

clean: ## forget the environment and the demo's data
	rm -rf $(VENV) var

# --- set-up -------------------------------------------------------------------------------------
$(VENV)/.created:
	@if [ -n "$(UV)" ]; then "$(UV)" venv --allow-existing -q --python $(PYTHON) $(VENV); \
	else $(PYTHON) -m venv $(VENV) && { $(BIN)/python -m pip install -q --disable-pip-version-check uv || true; }; fi
	@touch $@

define install
	@echo "Installing hanse[$(1)] (once; a minute or two) ..."
	@if [ -n "$(UV)" ]; then "$(UV)" pip install -q --python $(BIN)/python -c constraints.txt -e ".[$(1)]"; \
	elif [ -x $(BIN)/uv ]; then $(BIN)/uv pip install -q --python $(BIN)/python -c constraints.txt -e ".[$(1)]"; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[$(1)]"; fi
	@touch $@
endef

$(VENV)/.demo: pyproject.toml constraints.txt $(VENV)/.created
	$(call install,hub)

$(VENV)/.dev: pyproject.toml constraints.txt $(VENV)/.created
	$(call install,hub$(comma)postgresql$(comma)arrow$(comma)engines$(comma)timetable$(comma)science$(comma)networks$(comma)spatial$(comma)input-output$(comma)geo$(comma)peers$(comma)dev)
	@touch $(VENV)/.demo

$(VENV)/.spark: $(VENV)/.dev
	$(call install,spark)

comma := ,
