#!/usr/bin/env bash
# Builds for release and measures. Options go to Benchmarks/bench.py, such as: Scripts/bench.sh --quick, or --parts campaign
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build bench
[[ -d .build/release ]] || say "first release build: the libraries are compiled too, which takes many minutes"
swift build -c release --product ajar
say "built in $(elapsed); measuring takes some ten minutes more"
binary=$(swift build -c release --show-bin-path)/ajar
python3 Benchmarks/bench.py "$binary" "$@"

# How lists grow, unless only a quick look was asked for.
if (( $# == 0 )); then
    folder=$(mktemp -d /tmp/ajar-bench.XXXXXX)
    chmod 711 "$folder"
    trap 'Scripts/postgres.sh stop "$folder/postgres"; rm -rf "$folder"' EXIT
    python3 Benchmarks/lists.py "$binary" --activities --postgres "$(Scripts/postgres.sh start "$folder/postgres")"
fi
