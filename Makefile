# Labkin from a bare checkout. Needs make, git and Python 3.11, 3.12 or 3.13; the rest goes into .venv.
# PYTHON=... names the Python to use, ARGS=... is handed on to the command that a target runs.

.DEFAULT_GOAL := help
.PHONY: help demo test lint test-extras bench servers clean

BIN := .venv/bin
EXTRAS ?= neptune opensearch llm transformers scispacy parser
ARGS ?=
export PYTHON

help: ## say what can be made
	@echo "make TARGET [ARGS=\"...\"], where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1 \2/p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "  %-12s%s\n", name, $$0 }'

demo: ## build the demo lab and open the explorer; ARGS="--no-open" builds only
	@tools/env .venv
	@$(BIN)/labkin demo $(ARGS)

test: lint ## run the linters, the type checker and all tests; ARGS are pytest's
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 0 $(ARGS)

lint: ## check style, types and the direction of imports
	@tools/env .venv dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

test-extras: ## test each optional package in an environment of its own; EXTRAS="neptune" for one
	@tools/test-extras $(EXTRAS)

bench: ## list the benchmarks; ARGS="startup" runs one, ARGS="--all" runs them all
	@tools/env .venv dev
	@$(BIN)/python -m benchmarks $(ARGS)

servers: ## fetch Neo4j and OpenSearch for the tests into .servers (Maven and Java 17 or 21; 190 MB)
	@tools/servers/fetch neo4j opensearch

clean: ## remove environments, caches and builds; fetched servers stay
	@rm -rf .venv .venv-* build dist demo-lab .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.servers/*' -prune -exec rm -rf {} +
