# Everything a person does with this repository has a target here; `make` alone lists them.
# The work itself is in Scripts/, one job per file.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Swift is taken from PATH; the usual place of a tarball installation comes after it.
export PATH := $(PATH):/opt/swift/usr/bin

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install the system packages that building and testing need (Debian, Ubuntu)
	@Scripts/setup.sh build test

.PHONY: build
build: ## Build everything, tests too (debug); minutes the first time
	@Scripts/build.sh

.PHONY: run
run: ## Build, start a demo with a sandbox mailbox, send one email through it
	@Scripts/run.sh

.PHONY: test
test: ## Run every test, on SQLite and PostgreSQL, against a real mail server
	@Scripts/test.sh --postgres --postfix

.PHONY: test-postgres
test-postgres: ## Run the tests that touch a database, with a private PostgreSQL
	@Scripts/test.sh --postgres --filter 'AjarStoreTests|AjarResourceTests|AjarCRMTests|AjarServerTests'

.PHONY: test-e2e
test-e2e: ## Run the end-to-end tests, with a private Postfix and Dovecot
	@Scripts/test.sh --postgres --postfix --filter AjarEndToEndTests

.PHONY: test-browser
test-browser: build ## Run the browser tests (needs Chromium and Playwright for Python)
	@Scripts/browser-tests.sh

.PHONY: test-faults
test-faults: ## Run the fault tests: kill -9, broken disks, jumping clocks (POINTS=1000 is the nightly form)
	@Scripts/faults.sh --points $${POINTS:-50}

.PHONY: test-hostile
test-hostile: ## Send hostile bytes, and what schemathesis makes of openapi.json; no answer may be 5xx
	@Scripts/hostile.sh

.PHONY: format
format: ## Format all Swift files in place
	@Scripts/format.sh

.PHONY: lint
lint: ## Check the import rules, the house rules and the formatting
	@Scripts/lint.sh

.PHONY: golden
golden: ## Rewrite the golden files from what the code does now; review the diff
	@Scripts/golden.sh

.PHONY: bench
bench: ## Measure a release build and print one table
	@Scripts/bench.sh

.PHONY: bench-imap
bench-imap: ## Measure how mailboxes are read, beside mbsync, and what an idle account costs
	@Scripts/bench-imap.sh

.PHONY: fuzz
fuzz: ## Feed the mail parsers with what libFuzzer thinks of (RUNS=1000000 TARGETS=…)
	@Scripts/fuzz.sh --runs $(or $(RUNS),1000000) $(TARGETS)

.PHONY: check
check: ## What a change must pass: lint, no warnings, all tests, golden files unchanged
	@Scripts/check.sh

.PHONY: clean
clean: ## Remove what a build made; the demo's data/ stays
	@rm -rf .build .run
