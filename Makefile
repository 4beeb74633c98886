# Two commands do everything: `make demo` and `make test`. See README.md.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# What the benchmarks compare with; nobody else needs it.
REFERENCES := $(VENV)/.references
PYTEST_ARGS ?=

.PHONY: demo test check format bench bench-smoke faults kill-real mixtures soak package clean help system

help:
	@echo "make demo     open the program on the practice account"
	@echo "make test     run the tests"
	@echo "make check    lint, format check, strict types, import rules"
	@echo "make format   let the formatter rewrite the code"
	@echo "make bench    run the benchmarks (minutes)"
	@echo "make faults   kill a job of 40 rows at every point, under every fault (an hour and more)"
	@echo "make kill-real  kill the real program 200 times in an import of 500 people (20 minutes)"
	@echo "make mixtures  draw 1,000 long mixtures of troubles, new ones each time (ten minutes)"
	@echo "make soak     a day of work in virtual time: 12,000 people, outages, a sleep (three minutes)"
	@echo "make package  build the program for this machine under dist/"
	@echo "make clean    remove everything that was built, the virtual environment included"

demo: $(STAMP) system
	@$(BIN)/python -m webinar_console --demo

test: $(STAMP) system
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(PYTEST_ARGS)
	@$(MAKE) --no-print-directory bench-smoke

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) $(REFERENCES) system
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

bench-smoke: $(STAMP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks --small

# The long proofs of the job engine; `make test` runs a smaller part of each.
faults: $(STAMP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.faults.matrix

kill-real: $(STAMP) system
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.faults.kill_real

mixtures: $(STAMP)
	WEBINAR_CONSOLE_MIXTURES=1000 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -s tests/faults/test_mixtures.py

soak: $(STAMP)
	$(BIN)/python -m tests.faults.soak

package: $(STAMP) system
	$(BIN)/python packaging/build.py

clean:
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The system libraries that Qt needs: installed on Debian and Ubuntu as root or with sudo, named elsewhere.
system: $(STAMP)
	@$(BIN)/python packaging/system_libraries.py

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.11 demo"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (once) ..."
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip --disable-pip-version-check install --quiet -e ".[test,check,package]"
	@touch $@

$(REFERENCES): $(STAMP)
	@echo "Installing what the benchmarks compare with (once) ..."
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip --disable-pip-version-check install --quiet -e ".[bench]"
	@touch $@
