#!/usr/bin/env bash
# Feeds the readers of strangers' bytes with what libFuzzer thinks of. fuzz.sh [--runs N] [--merge] [TARGET…]
# What it finds that is new stays in .build/fuzz/found; an input that breaks a promise is kept there, too, and named.
# --merge adds the fewest short ones of what was found to Fuzz/Corpora that reach all that they reach together.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

runs=1000000 merge=no targets=()
while (( $# )); do
    case $1 in
        --runs) runs=$2; shift ;;
        --merge) merge=yes ;;
        -*) die "usage: fuzz.sh [--runs N] [--merge] [TARGET…]" ;;
        *) targets+=("$1") ;;
    esac
    shift
done
(( ${#targets[@]} )) || mapfile -t targets < <(ls Fuzz/Corpora)

Scripts/setup.sh build
require_swift
[[ -d .build/fuzz ]] || say "first build with libFuzzer: the libraries are compiled too, which takes many minutes"
AJAR_FUZZ=1 swift build -c release --product AjarFuzz --scratch-path .build/fuzz
binary=$(AJAR_FUZZ=1 swift build -c release --scratch-path .build/fuzz --show-bin-path)/AjarFuzz

failed=0
for target in "${targets[@]}"; do
    found=.build/fuzz/found/$target
    mkdir -p "$found"
    # No allocation over 64 MB and no input that takes ten seconds; the whole process includes the corpus in memory.
    # Swift's own handler of crashes would come before libFuzzer's, and the input would be lost.
    status=0
    AJAR_FUZZ_TARGET=$target SWIFT_BACKTRACE=enable=no nice "$binary" -runs="$runs" -max_len=1024 -timeout=10 -malloc_limit_mb=64 \
        -rss_limit_mb=512 -print_final_stats=1 -artifact_prefix="$found.broken-" \
        "$found" "Fuzz/Corpora/$target" >"$found.log" 2>&1 || status=$?
    say "$target: $(awk '/number_of_executed_units/ { n = $2 } /peak_rss_mb/ { m = $2 }
        END { printf "%d executions, %d MB at most", n, m }' "$found.log")"
    if (( status != 0 )); then
        failed=1
        warn "$target broke: $(ls -t "$found".broken-* 2>/dev/null | head -n 1)"
        tail -n 20 "$found.log" >&2
    elif [[ $merge == yes ]]; then
        AJAR_FUZZ_TARGET=$target nice "$binary" -set_cover_merge=1 -use_counters=0 -max_len=256 \
            "Fuzz/Corpora/$target" "$found" >>"$found.log" 2>&1
    fi
done
exit $failed
