PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test unit lint bench clean

demo: $(VENV)/ready
	$(BIN)/dateline demo

test: $(VENV)/ready lint
	$(BIN)/python -m pytest

unit: $(VENV)/ready
	$(BIN)/python -m pytest -q -m "not servers and not slow"

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready
	$(BIN)/dateline bench pipeline --format json
	$(BIN)/dateline bench log --format json
	$(BIN)/dateline bench index --format json

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("dateline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) .servers dist build
