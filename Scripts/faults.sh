#!/usr/bin/env bash
# The fault tests: kill -9, broken disks, jumping clocks, cut connections, restarts, backups; see Tests/Faults.
# Options go to run.py, such as: Scripts/faults.sh --points 1000, or --only kill,disk --seed 7
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build test
swift build --product ajar
say "built in $(elapsed)"
python3 -B Tests/Faults/run.py "$(swift build --show-bin-path)/ajar" "$@"
say "nothing lost, nothing twice outside the window, in $(elapsed)"
