#!/usr/bin/env bash
# A private PostgreSQL: `postgres.sh start DIR` creates one in the empty folder DIR, on a free port of loopback,
# and prints its URL; `postgres.sh stop DIR` ends it. Nothing outlives DIR. It trades safety for speed (no fsync):
# its data must survive our crashes, not the machine's. POSTGRES_FSYNC=on waits for the disk, for benchmarks.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

action=${1:-} folder=${2:-}
[[ -n $folder ]] || die "usage: postgres.sh start|stop DIR"
bin=$(postgres_bin)
[[ -n $bin ]] || die "no PostgreSQL found; try: make setup"

# PostgreSQL refuses to run as root, so root hands the folder to an unprivileged user.
as_user=()
if (( EUID == 0 )); then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups env "HOME=$folder")
fi
server() { (cd "$folder" && "${as_user[@]}" "$bin/$1" "${@:2}"); }

start() {
    mkdir -p "$folder"
    local password port
    password=$(openssl rand -hex 16)
    printf '%s\n' "$password" >"$folder/password"
    chmod 700 "$folder"
    if (( EUID == 0 )); then
        chown -R "$user" "$folder"
        "${as_user[@]}" test -r "$folder/password" || die "the user '$user' must be able to enter the folders above $folder"
    fi
    # A default collation that isn't C, as real installations have: text must be ordered by our statements, not by luck.
    server initdb --pgdata data --username ajar --pwfile password --auth scram-sha-256 --encoding UTF8 \
        --locale C.UTF-8 --locale-provider icu --icu-locale en-US --no-sync >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; die "initdb failed"; }
    cat >>"$folder/data/postgresql.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = ''
		max_connections = 600
		fsync = ${POSTGRES_FSYNC:-off}
		full_page_writes = ${POSTGRES_FSYNC:-off}
		shared_buffers = 64MB
	CONF
    for _ in 1 2 3; do   # somebody else may take the free port first
        port=$(free_port)
        if server pg_ctl start --pgdata data --log server.log --wait --timeout 60 --options "-p $port" >/dev/null 2>&1 </dev/null
        then
            PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U ajar ajar
            echo "postgres://ajar:$password@127.0.0.1:$port/ajar"
            return
        fi
    done
    cat "$folder/server.log" >&2
    die "PostgreSQL did not start"
}

stop() {
    [[ -f $folder/data/postmaster.pid ]] || return 0
    server pg_ctl stop --pgdata data --mode fast --wait --timeout 30 >/dev/null ||
        server pg_ctl stop --pgdata data --mode immediate --wait --timeout 30 >/dev/null
}

case $action in
    start) start ;;
    stop) stop ;;
    *) die "usage: postgres.sh start|stop DIR" ;;
esac
