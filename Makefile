# The first two commands are `make demo` and `make test`. Both make their own virtual environment with plain
# python3 and pip; neither touches anything outside this folder and the compile cache of the user.

OLD_ENOUGH = import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
            $(shell $(name) -c '$(OLD_ENOUGH)' 2>/dev/null && echo $(name))))
PIP    = -m pip install --quiet --disable-pip-version-check
RESULT = results/demo

demo: .venv/installed
	.venv/bin/glasshouse run --out $(RESULT) --overwrite

test: .venv-dev/installed
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports
	.venv-dev/bin/python -m pytest -n logical --dist loadfile --no-loadscope-reorder

bench: .venv-dev/installed
	.venv-dev/bin/python -m bench

clean:
	rm -rf .venv .venv-dev build dist results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/installed: pyproject.toml $(shell find src -type f -not -name '*.pyc')
	@$(MAKE) --no-print-directory python-found
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python $(PIP) .
	@touch $@

.venv-dev/installed: pyproject.toml
	@$(MAKE) --no-print-directory python-found
	test -x .venv-dev/bin/python || $(PYTHON) -m venv .venv-dev
	.venv-dev/bin/python $(PIP) --editable '.[dev]'
	@touch $@

python-found:
	@test -n "$(PYTHON)" || { echo "glasshouse needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 2; }

.PHONY: demo test bench clean python-found
