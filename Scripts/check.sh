#!/usr/bin/env bash
# What a change must pass before it lands. Continuous integration runs the same.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build test
Scripts/lint.sh

# A file that isn't compiled doesn't warn, so everything of ours is compiled again; the libraries are not.
say "building without a warning"
find Package.swift Sources Tests -name '*.swift' -exec touch {} +
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build --build-tests 2>&1 | tee "$log"
if grep -E "^$ROOT/(Sources|Tests)/.*: warning: " "$log" | sort -u | grep .; then
    die "the build has warnings"
fi

Scripts/test.sh --postgres --postfix
git diff --exit-code --stat -- openapi.json Tests || die "the tests changed golden files"
say "checked in $(elapsed)"
