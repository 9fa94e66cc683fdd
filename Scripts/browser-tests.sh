#!/bin/bash
# Runs the browser tests against the debug binary with Debian's Chromium. Needs Playwright for Python (pip install playwright);
# it brings no browser of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
export AJAR_TEST_BINARY="${AJAR_TEST_BINARY:-$PWD/.build/debug/ajar}"
python3 -c 'import playwright' 2>/dev/null || { echo "Playwright for Python is missing: pip install playwright" >&2; exit 1; }
cd Tests/Browser
exec python3 -m unittest "${@:-discover}"
