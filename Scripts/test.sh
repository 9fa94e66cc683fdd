#!/usr/bin/env bash
# Runs the tests. --postgres and --postfix start a private server for them, which is always stopped again;
# --filter REGEX runs only the tests whose name matches.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

postgres=no postfix=no filter=()
while (( $# )); do
    case $1 in
        --postgres) postgres=yes ;;
        --postfix) postfix=yes ;;
        --filter) filter=(--filter "$2"); shift ;;
        *) die "usage: test.sh [--postgres] [--postfix] [--filter REGEX]" ;;
    esac
    shift
done

Scripts/setup.sh build test
servers=$(mktemp -d /tmp/ajar-test.XXXXXX)
chmod 711 "$servers"   # PostgreSQL and Postfix run as users of their own and must find their folders

finish() {
    local status=$?
    trap '' INT TERM
    [[ $postgres == no ]] || Scripts/postgres.sh stop "$servers/postgres" || true
    [[ $postfix == no ]] || Tests/EndToEnd/postfix.sh stop "$servers/mail" || true
    rm -rf "$servers"
    if (( status == 0 )); then say "tests passed in $(elapsed)"; else say "tests FAILED after $(elapsed)"; fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

Scripts/build.sh
AJAR_TEST_BINARY=$(swift build --show-bin-path)/ajar
export AJAR_TEST_BINARY

if [[ $postgres == yes ]]; then
    AJAR_TEST_POSTGRES=$(Scripts/postgres.sh start "$servers/postgres")
    export AJAR_TEST_POSTGRES
    say "$("$(postgres_bin)/postgres" --version) runs on ${AJAR_TEST_POSTGRES##*@}"
fi
if [[ $postfix == yes ]]; then
    status=0
    Tests/EndToEnd/postfix.sh start "$servers/mail" || status=$?
    if (( status == 0 )); then
        python3 Tests/EndToEnd/selfcheck.py "$servers/mail/servers.json"
        export AJAR_TEST_POSTFIX=$servers/mail/servers.json
        say "Postfix $(postconf -h mail_version) and Dovecot run, and behave"
    elif (( status == 3 )); then postfix=no
    else die "the mail server did not start"; fi
fi

# The official Python client of the API, in an environment of its own unless the system has it.
client=$(command -v python3)
if ! "$client" -c 'import closeio_api' 2>/dev/null; then
    say "installing the Python client (closeio) for its tests"
    if python3 -m venv "$servers/client" && "$servers/client/bin/pip" install --quiet 'closeio==2.1'; then
        client=$servers/client/bin/python
    else
        client=''
        warn "closeio could not be installed: its tests are skipped"
    fi
fi
[[ -z $client ]] || export AJAR_TEST_CLIENT=$client

ulimit -Sn 8192 2>/dev/null || true
# One after the other: on two cores everything at once starves the tests that watch real connections break.
swift test --skip-build --no-parallel "${filter[@]}"
