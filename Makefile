# The one door to this repository. `make` alone tells what there is.

PYTHON := .venv/bin/python
PORT ?= 8000
UNTRANSLATED := -i node_modules -i var -i staticfiles -i schemes -i docs -i tests -i tools
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup setup-check setup-stack setup-test demo stack chaos restore-drill test check check-types check-migrations check-rest format policy bench pictures effort requirements messages lighthouse faces lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## .venv and node_modules from the locks; does nothing when they are there (JUXIAN_OCR=no: no OCR engine)
	@tools/setup.sh runtime

setup-check:
	@tools/setup.sh check

setup-stack:
	@tools/setup.sh stack

setup-test:
	@tools/setup.sh test

demo: setup ## The portals with people and cases to play with, on http://localhost:8000 (PORT=…)
	@PORTAL_ADDRESS="http://{host}:$(PORT)" $(PYTHON) manage.py demo --port $(PORT) $(if $(PORTAL),--portal $(PORTAL))

stack: setup-stack ## Everything as in production, on https://localhost:8443 (PORT=…): nginx, web, workers, PostgreSQL, Redis, S3
	@PORT=$(if $(filter-out 8000,$(PORT)),$(PORT)) $(PYTHON) -m tools.stack $(ARGS)

chaos: setup-stack ## Hurt a stack of its own and count what was lost (ROW=redis_stop for one fault)
	@PORT=$(if $(filter-out 8000,$(PORT)),$(PORT)) $(PYTHON) -m tools.chaos $(ROW)

restore-drill: setup-stack ## Back up the stack, restore it beside itself, and show that everything is there
	@PORT=$(if $(filter-out 8000,$(PORT)),$(PORT)) $(PYTHON) -m tools.restoring

test: setup-test check ## Every check and every test
	@$(PYTHON) -m pytest

check: setup-check ## Style, types, import direction, migrations, translations
	@$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync check-types check-migrations check-rest

check-types: # the longest, so that the others fit beside it
	@mypy

check-migrations:
	@$(PYTHON) manage.py makemigrations --check --dry-run

check-rest:
	@ruff check .
	@ruff format --check .
	@lint-imports --no-cache
	@$(PYTHON) manage.py check --fail-level WARNING
	@$(PYTHON) tools/check_messages.py

format: setup-check ## Put the code into its form
	@ruff check --fix .
	@ruff format .

policy: setup-test ## Call every address as everybody and compare with docs/policy.csv
	@$(PYTHON) -m pytest -q tests/policy

bench: setup-test ## Measure speed, as ratios that hold on any machine
	@$(PYTHON) tools/bench.py

pictures: setup-test ## Take the pictures of the guides (docs/images) anew
	@DOCS_PICTURES=1 $(PYTHON) -m pytest -q -n 0 tests/e2e/test_pictures.py

effort: setup-test ## Count the clicks and keys of the commonest tasks of each role, and write them into docs/effort.md
	@EFFORT=1 $(PYTHON) -m pytest -q -n 0 tests/e2e/effort

lighthouse: setup-test ## What Lighthouse says of home, form, queue and verification, on a stack of its own (ARGS="--portal hangzhou")
	@PORT=$(if $(filter-out 8000,$(PORT)),$(PORT)) $(PYTHON) -m tools.lighthouse $(ARGS)

faces: setup-test ## Visit every page of every role, and keep pictures of them all in var/faces
	@FACES=1 FACES_SHOTS=1 $(PYTHON) -m pytest -q tests/faces

requirements: setup-check ## What the manuals ask for, and which tests show it
	@$(PYTHON) tools/requirements.py

messages: setup-check ## Collect the sentences to translate into locale/en, and compile them
	@$(PYTHON) manage.py makemessages -l en --no-wrap --add-location file $(UNTRANSLATED)
	@$(PYTHON) manage.py makemessages -l en --no-wrap --add-location file -d djangojs $(UNTRANSLATED)
	@$(PYTHON) tools/compile_messages.py

lock: ## Lock the newest versions that requirements/*.in and package.json allow
	@for name in uv runtime ocr dev; do \
		uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url \
			--python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; \
	done
	@npm update --package-lock-only --ignore-scripts

clean: ## Remove what was made, the demonstration's data included
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m portal.embedded.server var
	@rm -rf var staticfiles test-results .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
