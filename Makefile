PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test unit lint bench wheel clean

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

# Build the wheel, install it into a fresh environment, and use it from another folder: an editable
# install has the checkout on its path and hides a file that the wheel lacks.
wheel: $(VENV)/ready
	rm -rf dist build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	$(PYTHON) -m venv build/wheel
	build/wheel/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt dist/*.whl
	cd / && "$(CURDIR)/build/wheel/bin/dateline" --version
	cd / && "$(CURDIR)/build/wheel/bin/dateline" extract --format json - < "$(CURDIR)/tests/data/blinken-in-china.txt" > "$(CURDIR)/build/wheel/extract.json"
	cd / && "$(CURDIR)/build/wheel/bin/dateline" demo --for 8 --format json

bench: $(VENV)/ready
	$(BIN)/dateline bench pipeline --format json
	$(BIN)/dateline bench dedupe --format json
	$(BIN)/dateline bench log --format json
	$(BIN)/dateline bench index --format json

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("dateline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing dateline and what it needs into $(VENV): this takes a minute or several."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) .servers dist build
