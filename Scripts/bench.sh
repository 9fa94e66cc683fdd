#!/usr/bin/env bash
# Builds for release and measures. Options go to Benchmarks/bench.py, such as: Scripts/bench.sh --quick, or --parts campaign
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build bench
[[ -d .build/release ]] || say "first release build: the libraries are compiled too, which takes many minutes"
swift build -c release --product ajar
say "built in $(elapsed); measuring takes some ten minutes more"
python3 Benchmarks/bench.py "$(swift build -c release --show-bin-path)/ajar" "$@"
