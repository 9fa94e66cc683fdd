#!/usr/bin/env bash
# Rewrites the golden files: tests with "golden" in their name compare what the code makes with a checked-in file, and
# write that file when AJAR_GOLDEN=write. Read the diff before you commit it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

export AJAR_GOLDEN="write"
Scripts/test.sh --filter '[Gg]olden'
changed=$(git status --short -- openapi.json Tests)
if [[ -n $changed ]]; then say "changed golden files:"; printf '%s\n' "$changed"; else say "no golden file changed"; fi
