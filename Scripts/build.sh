#!/usr/bin/env bash
# Builds the executable and the tests in debug, into the folder that `swift test` uses too.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build
[[ -d .build/debug ]] || say "first build: the libraries are compiled too, which takes several minutes"
# An import that Package.swift does not name would be built against yesterday's module.
swift build --build-tests --explicit-target-dependency-import-check error
say "built in $(elapsed)"
