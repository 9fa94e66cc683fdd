#!/usr/bin/env bash
# Installs the system packages for the purposes named as arguments: build, run, test, bench.
# Asks the package manager only for what is missing, and starts no service.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build=(ca-certificates g++ git libargon2-dev libgmime-3.0-dev libphonenumber-dev libpq-dev libsqlite3-dev
    libxml2-dev pkg-config zlib1g-dev libcurl4-openssl-dev libncurses-dev tzdata)   # the last three are for Swift
run=(curl jq openssl python3)
test=(dovecot-imapd jq openssl postfix postgresql python3 python3-dkim python3-nacl python3-venv swaks)
bench=(curl isync postfix postgresql python3 python3-requests wrk)

wanted=()
for purpose in "$@"; do
    case $purpose in
        build) wanted+=("${build[@]}") ;;
        run) wanted+=("${run[@]}") ;;
        test) wanted+=("${test[@]}") ;;
        bench) wanted+=("${bench[@]}") ;;
        *) die "setup.sh: unknown purpose '$purpose'" ;;
    esac
done

# True when there is nothing to install for this package: it is there, or a program does its work already.
present() {
    case $1 in
        curl | git | jq | openssl | python3 | swaks | wrk) has "$1" && return ;;
        g++) has g++ && return ;;
        pkg-config) has pkg-config && return ;;
        libcurl4-openssl-dev | libncurses-dev | tzdata) swift build --version >/dev/null 2>&1 && return ;;
        postgresql) [[ -n $(postgres_bin) ]] && return ;;
        python3-venv) python3 -c 'import closeio_api' 2>/dev/null && return ;;
        python3-requests) python3 -c 'import requests' 2>/dev/null && return ;;
        postfix) has postfix && has smtp-sink && return ;;
    esac
    [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

require_swift
if ! has apt-get; then
    warn "this isn't Debian or Ubuntu: please install the equivalents of ${wanted[*]}"
    exit 0
fi
missing=()
for package in $(printf '%s\n' "${wanted[@]}" | sort -u); do
    present "$package" || missing+=("$package")
done
(( ${#missing[@]} )) || exit 0

as_root=()
if (( EUID != 0 )); then
    has sudo || die "as root, please: apt-get install ${missing[*]}"
    as_root=(sudo)
fi

# Debian starts a service as soon as it is installed, unless this file says no. It is removed again at the end.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --option DPkg::Lock::Timeout=300 "$@" </dev/null; }
say "installing with apt-get: ${missing[*]}"
apt update
apt install --yes --no-install-recommends "${missing[@]}"
say "installed; no service was started"
