#!/usr/bin/env bash
# Hostile input over the wire: hand-made bytes (Tests/Hostile), and schemathesis over our own openapi.json, which needs
# `pip install schemathesis`. Nothing may be answered with 5xx. EXAMPLES=N sets how many requests each operation gets.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

swift build --product ajar
ajar=$(swift build --show-bin-path)/ajar
python3 -B Tests/Hostile/wire.py "$ajar"

has schemathesis || { warn "schemathesis is not installed; its part is left out"; exit 0; }
folder=$(mktemp -d /tmp/ajar-hostile.XXXXXX)
port=$(free_port)
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"; }
key=$("$ajar" setup --data "$folder/data" --organization Acme --user-name Ada --email ada@acme.test | jq --raw-output .api_key)
"$ajar" serve --data "$folder/data" --listen "127.0.0.1:$port" --rate-limit off --log-level error 2>"$folder/log" &
server=$!
trap stop EXIT
wait_until 60 curl --silent --fail "http://127.0.0.1:$port/readyz"
curl --silent --fail --user "$key:" "http://127.0.0.1:$port/api/v1/openapi.json" --output "$folder/openapi.json" ||
    die "GET /api/v1/openapi.json is not there"
schemathesis run "$folder/openapi.json" --url "http://127.0.0.1:$port/api/v1" --auth "$key:" --checks not_a_server_error \
    --phases fuzzing --max-examples "${EXAMPLES:-20}" --request-timeout 30 --no-color || { tail -n 20 "$folder/log"; exit 1; }
