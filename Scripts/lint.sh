#!/usr/bin/env bash
# The house rules that a machine can check: who may import what, what must not be written, how long a file may be,
# and the formatting. Prints every breach with its place; exits with 1 when there is one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

breaches=0
breach() { printf '%s\n' "$1" | sed "s|\$|: $2|"; breaches=$(( breaches + $(wc -l <<<"$1") )); }
swift_files() { { find "$@" -name '*.swift' 2>/dev/null || true; } | sort; }

# MARK: Who may import what

# imported MODULE-REGEX: "path:line" of each import of it.
imported() {
    grep -rnE --include='*.swift' "^[[:space:]]*(@[[:alnum:]_()]+[[:space:]]+)*((package|internal|private|fileprivate|public)[[:space:]]+)?import[[:space:]]+((struct|class|enum|protocol|func|typealias|var|let)[[:space:]]+)?($1)(\.|[[:space:]]|\$)" Sources |
        cut -d: -f1,2 || true
}
# only MODULE-REGEX PATH…: the module is imported below these paths and nowhere else.
only() {
    local module=$1 allowed found; shift
    allowed=$(IFS='|'; echo "$*")
    found=$(imported "$module" | grep -vE "^($allowed)(/|:)" || true)
    [[ -z $found ]] || breach "$found" "imports $module, which belongs in ${allowed//|/ or } alone"
}
only GRDB               Sources/AjarStore/Drivers/SQLite
only CPostgreSQL        Sources/AjarStore/Drivers/Postgres
only 'Hummingbird[A-Za-z0-9]*' Sources/AjarServer Sources/AjarTestKit
only Mustache           Sources/AjarServer
only CGMime             Sources/AjarMail/MIME
only CXML               Sources/AjarMail/HTML
only Stencil            Sources/AjarCRM/Templates
only AsyncHTTPClient    Sources/AjarCRM
only CPhoneNumber       Sources/AjarCRM
only CArgon2            Sources/AjarCRM
only 'ArgumentParser|Configuration' Sources/ajar
only XCTest             Sources/none
for module in CPhoneNumber CArgon2; do
    found=$(imported "$module")
    if [[ -n $found && $(wc -l <<<"$found") -gt 1 ]]; then breach "$found" "$module is imported in one file alone"; fi
done

# The arrows between our own targets: target, then what it may import.
while read -r target allowed; do
    [[ -d Sources/$target ]] || continue
    found=$(imported 'Ajar[A-Za-z]+' | grep "^Sources/$target/" || true)
    while IFS=: read -r file line; do
        [[ -n $file ]] || continue
        module=$(sed -n "${line}s/.*import[[:space:]]\+\([a-z]\+[[:space:]]\+\)\?\(Ajar[A-Za-z]*\).*/\2/p" "$file")
        [[ " $allowed " == *" $module "* ]] || breach "$file:$line" "$target must not import $module"
    done <<<"$found"
done <<'ARROWS'
AjarCore
AjarStore AjarCore
AjarResource AjarCore AjarStore
AjarMail AjarCore
AjarCRM AjarCore AjarStore AjarResource AjarMail
AjarServer AjarCore AjarStore AjarResource AjarMail AjarCRM
AjarTestKit AjarCore AjarStore AjarResource AjarMail AjarCRM AjarServer
ajar AjarCore AjarStore AjarResource AjarMail AjarCRM AjarServer
ARROWS

# MARK: What must not be written

# never PATTERN REASON PATH…: no line of the Swift files below these paths matches. Comments don't count, nor does a
# line that says `proven:` at its end or right below, followed by why it can't go wrong.
never() {
    local pattern=$1 reason=$2 found; shift 2
    # shellcheck disable=SC2016  # awk's $0, not the shell's
    found=$(swift_files "$@" | xargs -r awk -v pattern="$pattern" '
        FNR == 1 { if (held) print held; held = "" }
        held { if (!/^[[:space:]]*\/\/.*[Pp]roven:/) print held; held = "" }
        !/^[[:space:]]*\/\// && $0 ~ pattern && !/\/\/.*[Pp]roven:/ { held = FILENAME ":" FNR }
        END { if (held) print held }')
    [[ -z $found ]] || breach "$found" "$reason"
}
never '^[[:space:]]*(@[[:alnum:]_()]+[[:space:]]+)*public[[:space:](]' "nothing is public: this is a product, not a library" Sources
never '(^|[^[:alnum:]_.])((fatalError|preconditionFailure)\\(|try!|as!)' "needs a '// proven: …', or another way" Sources
never '(^|[^[:alnum:]_])(sleep|usleep|nanosleep)\\(' "a test waits for a condition, it doesn't sleep" Tests Sources/AjarTestKit
never '@unchecked Sendable|nonisolated\\(unsafe\\)|Task\\.detached' "needs a '// proven: …'" Sources

# Paths of somebody's machine, in any text file of the repository.
found=$(git ls-files --cached --others --exclude-standard | xargs -r -d '\n' grep -nIE '(^|[^[:alnum:]_./-])/(wor[k]|roo[t]|User[s]|hom[e])/' /dev/null 2>/dev/null |
    cut -d: -f1,2 || true)
[[ -z $found ]] || breach "$found" "names a path of one machine"

# MARK: How long a file may be

while read -r lines file; do
    [[ -n $file && $file != total ]] || continue
    if (( lines > 400 )); then breach "$file" "$lines lines; 400 is the end"
    elif (( lines > 300 )); then warn "$file: $lines lines; 300 was the idea"; fi
done < <(swift_files Sources | xargs -r wc -l)

# A resource is seen at a glance, with its rules: what it looks up, its kinds and its odd endpoints have files beside it.
while read -r lines file; do
    [[ -n $file && $file != total ]] || continue
    (( lines <= 130 )) || breach "$file" "declares a resource in $lines lines; 130 is the end"
done < <(grep -rlE --include='*.swift' 'Resource = Resource\(' Sources/AjarCRM | sort | xargs -r wc -l)

# MARK: Doc comments on the types and functions that other targets see (a warning)

undocumented=$(swift_files Sources | xargs -r awk '
    FNR == 1 { documented = 0 }
    /^[[:space:]]*\/\/\// { documented = 1; next }
    /^[[:space:]]*@[A-Za-z]/ && !/(struct|class|enum|func|var|let|init|case) / { next }
    /^[[:space:]]*(@[^ ]+ )*(nonisolated |static |final |indirect )*package (static |mutating |final |indirect |consuming |borrowing |nonisolated |override |convenience )*(struct|class|actor|enum|protocol|func|typealias)/ {
        if (!documented) printf "%s:%d\n", FILENAME, FNR
    }
    { documented = 0 }' || true)
if [[ -n $undocumented ]]; then
    warn "$(wc -l <<<"$undocumented") package types and functions have no doc comment (LINT_VERBOSE=1 lists them)"
    [[ -z ${LINT_VERBOSE:-} ]] || printf '%s\n' "$undocumented"
fi

# MARK: Formatting

if [[ -z ${LINT_NO_FORMAT:-} ]] && has swift; then
    unformatted=$(swift format lint --strict --parallel --recursive Package.swift Sources Tests 2>&1 | grep -E ': (warning|error): ' || true)
    if [[ -n $unformatted ]]; then
        printf '%s\n' "$unformatted" | head -n 20 | sed "s|^$ROOT/||"
        breach "$(wc -l <<<"$unformatted") places" "not formatted as .swift-format says; make format does it"
    fi
fi

(( breaches == 0 )) || die "lint: $breaches breaches of the house rules"
say "lint: the house rules hold"
