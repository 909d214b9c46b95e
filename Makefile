# One command each; `make` alone lists them. On Windows, where there is no make, the README says what to type.
PYTHON := .venv/bin/python
ARGS :=

.PHONY: help dashboard lab test notebooks check format bench pictures lock core extras

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

dashboard: core  ## set everything up and open the dashboard (ARGS="--release live" etc.)
	@.venv/bin/impc-nb dashboard $(ARGS)

lab: core  ## set everything up and open the notebooks in JupyterLab
	@.venv/bin/impc-nb lab $(ARGS)

test: extras  ## set up what tests need and run them all (ARGS="-k words" for some)
	@$(PYTHON) tests/chromium.py
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

notebooks: extras  ## build the learners' notebooks from notebooks/src
	@$(PYTHON) notebooks/build.py

check: extras  ## look for mistakes and untidy formatting
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

format: extras  ## tidy the formatting
	@.venv/bin/ruff check --quiet --fix . || true
	@.venv/bin/ruff format .

bench: extras  ## measure what is fast and what is not (minutes; prints ratios)
	@for file in benchmarks/*.py; do echo "== $$file"; $(PYTHON) -P "$$file" || exit 1; done

pictures: extras  ## take the pictures of every page for README and docs/pages.md
	@$(PYTHON) tests/chromium.py
	@$(PYTHON) docs/pictures.py $(ARGS)

soak: extras  ## let 20 viewers click at random for 15 minutes; nothing may be left of them (ARGS="--seconds 60" for less)
	@$(PYTHON) -P tests/soak.py $(ARGS)

COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --group build

lock:  ## compile the locks anew after a change of pyproject.toml (needs uv)
	@$(COMPILE) $(ARGS) --output-file requirements.lock
	@$(COMPILE) --extra test --extra scale --constraint requirements.lock --output-file requirements-extras.lock
	@for file in requirements.lock requirements-extras.lock; do \
		printf '%s\n' '# Made by "make lock" for Python 3.11 to 3.13 on Linux, macOS and Windows. Do not edit.' | cat - $$file > $$file.new && mv $$file.new $$file; done

core:
	@sh .ci/setup requirements.lock

extras:
	@sh .ci/setup requirements-extras.lock
