# make demo: the whole thing on the bundled sample publisher.   make test: all tests.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test lint bench docs docs-pictures torture clean lock

setup: .venv/ready
	@$(PYTHON) .ci/debian_packages.py

.venv/ready: .ci/requirements.txt pyproject.toml
	@$(PYTHON) .ci/debian_packages.py --python
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r .ci/requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/python pipeline.py demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m tests.bench

torture: setup
	$(BIN)/python -m tests.torture --points 400

docs: setup
	$(BIN)/python -m tests.docs --write
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --fresh-env --quiet \
	    docs docs/_build
	$(BIN)/python -m tests.docs --check docs/_build

docs-pictures: setup
	$(BIN)/python -m tests.docs --pictures

lock:
	uv pip compile --quiet pyproject.toml --extra dev --generate-hashes --no-emit-index-url \
	    --no-header --python-version 3.11 -o .ci/requirements.txt
	uv pip compile --quiet pyproject.toml --constraints .ci/requirements.txt --generate-hashes \
	    --no-emit-index-url --no-header --python-version 3.11 -o .ci/runtime.txt

clean:
	rm -rf .venv dist data/demo docs/_build
