# Sourced by the other scripts: where the repository is, how they speak, what the machine offers.
# shellcheck shell=bash disable=SC2034

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PATH="$PATH:/opt/swift/usr/bin:/usr/local/sbin:/usr/sbin:/sbin"
export PATH

say() { if [[ -t 1 ]]; then printf '\033[1m==> %s\033[0m\n' "$*"; else printf '==> %s\n' "$*"; fi; }
warn() { printf 'warning: %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Seconds since this shell started, for a person.
elapsed() {
    if (( SECONDS < 60 )); then echo "$SECONDS s"; else echo "$(( SECONDS / 60 )) min $(( SECONDS % 60 )) s"; fi
}

# A TCP port on loopback that nobody listens on right now.
free_port() {
    python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Calls a command until it succeeds: wait_until SECONDS COMMAND…
wait_until() {
    local deadline=$(( SECONDS + $1 )); shift
    until "$@" >/dev/null 2>&1; do
        (( SECONDS < deadline )) || return 1
        sleep 0.1
    done
}

# The folder with initdb and pg_ctl: the newest of Debian's, or the one in PATH. Empty when there is none.
postgres_bin() {
    local newest
    newest=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [[ -n $newest && -x $newest/initdb ]]; then echo "$newest"
    elif has initdb && has pg_ctl; then dirname "$(command -v initdb)"; fi
}

require_swift() {
    has swift || die "Swift 6.3 or later is needed and wasn't found in PATH or /opt/swift/usr/bin; see https://www.swift.org/install/linux/"
}
