#!/bin/bash
# Runs the browser tests against the debug binary with Debian's Chromium, two files at a time, or those that are named. Needs
# Playwright for Python and axe for it (pip install playwright axe-playwright-python); it brings no browser of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
export AJAR_TEST_BINARY="${AJAR_TEST_BINARY:-$PWD/.build/debug/ajar}"
python3 -c 'import playwright, axe_playwright_python' 2>/dev/null || {
    echo "Playwright for Python is missing: pip install playwright axe-playwright-python" >&2
    exit 1
}
cd Tests/Browser
if (( $# )); then exec python3 -W ignore::ResourceWarning -m unittest "$@"; fi
printf '%s\n' test_*.py | xargs -P 2 -I{} python3 -W ignore::ResourceWarning -m unittest {}
