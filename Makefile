# The project's verbs. Each is a script or a plain command; docs/build.md explains them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# Passed on to `nodo serve`, to the journeys or to the benchmarks: make run ARGS='--listen 127.0.0.1:8080'
ARGS ?=
export ARGS

.PHONY: help run test check e2e bench docs audit

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## installs what is missing, builds and starts the platform with its simulators
	@scripts/run $(ARGS)

test: ## everything that continuous integration runs
	@scripts/test

check: ## the quick half of the tests: format, lints, arrows, unit tests on SQLite
	@scripts/test format arrows clippy clippy-wasm unit

e2e: ## the journeys in a browser, against a quick build
	@scripts/setup test && scripts/end2end $(ARGS)

bench: ## measurements, on this machine's SQLite and a PostgreSQL of its own
	@scripts/bench $(ARGS)

docs: ## the crates' documentation
	@scripts/test docs

audit: ## known vulnerabilities of the dependencies, where the network allows
	@scripts/audit
