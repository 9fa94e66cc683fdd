#!/usr/bin/env bash
# Builds for release and measures how mailboxes are read, beside mbsync. Options go to Benchmarks/imap.py, such as:
# Scripts/bench-imap.sh --runs 1 --messages 2000 --accounts 200
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

Scripts/setup.sh build test bench
servers=$(mktemp -d /tmp/ajar-bench.XXXXXX)
chmod 711 "$servers"   # Postfix and Dovecot run as users of their own and must find their folders
finish() { Tests/EndToEnd/postfix.sh stop "$servers/mail" || true; rm -rf "$servers"; }
trap finish EXIT

swift build -c release --product ajar
Tests/EndToEnd/postfix.sh start "$servers/mail"
ulimit -Sn 16384
python3 Benchmarks/imap.py "$(swift build -c release --show-bin-path)/ajar" "$servers/mail/servers.json" "$@"
