#!/usr/bin/env bash
# Hostile input over the wire: hand-made bytes (Tests/Hostile), and schemathesis over our own openapi.json, which needs
# `pip install schemathesis`, on SQLite and PostgreSQL. Nothing may be answered with 5xx, nor logged as an error.
# EXAMPLES=N sets how many requests each operation gets at most; SEED=N repeats a run, as far as ids repeat themselves.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

# Mailboxes and webhooks with made-up hosts are tried by the server: in a network of its own it finds loopback alone.
if [[ -z ${ALONE:-} ]]; then
    swift build --product ajar
    if (( EUID == 0 )); then alone=(unshare --net); else alone=(unshare --map-root-user --net); fi
    if has ip && "${alone[@]}" true 2>/dev/null; then ALONE=$EUID exec "${alone[@]}" "$0"; fi
    warn "there is no network namespace to be had: made-up hosts are looked up for real"
else
    ip link set lo up
fi
ajar=$(swift build --show-bin-path)/ajar
python3 -B Tests/Hostile/wire.py "$ajar"
has schemathesis || { warn "schemathesis is not installed; its part is left out"; exit 0; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/ajar-hostile.XXXXXX")
chmod 711 "$folder"   # PostgreSQL runs as a user of its own and must find its folder
server=
finish() {
    [[ -z $server ]] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    Scripts/postgres.sh stop "$folder/postgres"
    rm -rf "$folder"
}
trap finish EXIT
export PYTHONPATH="$ROOT/Tests/Hostile" SCHEMATHESIS_HOOKS=real_ids PYTHONDONTWRITEBYTECODE=1

# fuzz NAME [--database URL]: a server of its own, and what schemathesis makes of its description.
fuzz() {
    local name=$1 port; shift
    say "schemathesis, $name"
    local data=$folder/$name log=$folder/$name.log options=(--data "$folder/$name" "$@")
    port=$(free_port)
    AJAR_KEY=$("$ajar" setup "${options[@]}" --organization Acme --user-name Ada --email ada@acme.test | jq --raw-output .api_key)
    for user in gob lucille; do
        "$ajar" user add "${options[@]}" --email "$user@acme.test" --user-name "$user" >/dev/null
    done
    "$ajar" serve "${options[@]}" --listen "127.0.0.1:$port" --rate-limit off --log-level error 2>"$log" &
    server=$!
    wait_until 60 curl --silent --fail "http://127.0.0.1:$port/readyz"
    export AJAR_KEY AJAR_URL="http://127.0.0.1:$port/api/v1"
    curl --silent --fail --user "$AJAR_KEY:" "$AJAR_URL/openapi.json" --output "$data/openapi.json" ||
        die "GET /api/v1/openapi.json is not there"
    # It leaves a folder behind where it runs.
    (cd "$data" && schemathesis run openapi.json --url "$AJAR_URL" --auth "$AJAR_KEY:" --checks not_a_server_error \
        --phases coverage,fuzzing,stateful --max-examples "${EXAMPLES:-20}" ${SEED:+--seed "$SEED"} --warnings off \
        --continue-on-failure --request-timeout 30 --no-color) || { tail -n 20 "$log"; exit 1; }
    # Who has lost the key was refused everywhere, and has tested nothing.
    [[ $(curl --silent --output /dev/null --write-out '%{http_code}' --user "$AJAR_KEY:" "$AJAR_URL/me/") == 200 ]] ||
        die "the key was lost on the way"
    [[ ! -s $log ]] || { tail -n 20 "$log"; die "the server has logged errors"; }
    kill "$server"; wait "$server" || die "the server did not end well"
    server=
}

fuzz sqlite
if [[ -z $(postgres_bin) ]]; then warn "there is no PostgreSQL; its part is left out"; exit 0; fi
if [[ ${ALONE:-0} != 0 ]]; then warn "PostgreSQL doesn't start where only one user is known; its part is left out"; exit 0; fi
fuzz postgres --database "$(Scripts/postgres.sh start "$folder/postgres")"
