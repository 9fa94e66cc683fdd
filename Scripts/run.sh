#!/usr/bin/env bash
# A demo in one command: builds, creates an organization in data/, starts the server with its sandbox mailbox,
# sends one email through it and waits until it has arrived. Then it stays until Ctrl-C.
# AJAR_DATA and AJAR_LISTEN choose another folder and address; RUN_ONCE=1 stops after the delivery.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"

data=${AJAR_DATA:-data}
listen=${AJAR_LISTEN:-127.0.0.1:8080}
demo=$data/demo.json
log=$data/server.log
sender=demo@example.test
recipient=ada@garden.example

build() {
    Scripts/setup.sh build run
    [[ -d .build/debug ]] || say "first build: the libraries are compiled too, which takes several minutes"
    swift build --product ajar
    ajar=$(swift build --show-bin-path)/ajar
    built=$(elapsed)
}

# The organization and its key, once. The file holds secrets, so nobody else may read it.
create_organization() {
    mkdir -p "$data" && chmod 700 "$data"
    [[ -s $demo ]] && return
    say "creating the organization \"Demo\" in $data/"
    (
        umask 077
        password=$(openssl rand -base64 15)
        "$ajar" setup --data "$data" --organization Demo --user-name "Demo User" --email "$sender" --password - <<<"$password" |
            jq --arg email "$sender" --arg password "$password" '. + {email: $email, password: $password}' >"$demo.new"
    )
    if jq --exit-status .already_exists "$demo.new" >/dev/null; then
        rm "$demo.new"
        die "$data holds an organization whose key isn't in $demo; remove the folder, or choose another with AJAR_DATA"
    fi
    mv "$demo.new" "$demo"
}

remembered() { jq --raw-output ".$1 // empty" "$demo"; }
remember() {
    (umask 077; jq --arg name "$1" --arg value "$2" '.[$name] = $value' "$demo" >"$demo.new")
    mv "$demo.new" "$demo"
}

start_server() {
    if (exec 3<>"/dev/tcp/${listen%:*}/${listen##*:}") 2>/dev/null; then
        warn "something listens on $listen already"
        listen=${listen%:*}:$(free_port)
    fi
    url=http://$listen
    "$ajar" serve --data "$data" --listen "$listen" --sandbox >>"$log" 2>&1 </dev/null &
    server=$!
    trap stop_server EXIT
    trap 'exit 0' INT TERM
    if ! wait_until 60 ready_or_gone || ! kill -0 "$server" 2>/dev/null; then
        tail -n 20 "$log" >&2
        die "the server did not become ready; its log is $log"
    fi
}
ready_or_gone() { ! kill -0 "$server" || curl --silent --fail --output /dev/null "$url/readyz"; }
stop_server() {
    local status=$?
    trap '' INT TERM
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    exit "$status"
}

# call METHOD PATH [JSON]: the answer, or the end with what the server said. The key stays out of the process list.
call() {
    local answer status
    answer=$(curl --silent --show-error --config <(printf 'user = "%s:"\n' "$key") --request "$1" "$url$2" \
        --header 'Content-Type: application/json' ${3:+--data "$3"} --write-out '\n%{http_code}')
    status=${answer##*$'\n'} answer=${answer%$'\n'*}
    [[ $status == 2* ]] || die "$1 $2 was answered with $status: $answer"
    printf '%s\n' "$answer"
}

# A mailbox for the sender, whose mail goes into the sandbox and comes from there.
connect_account() {
    local servers account
    servers=$(call GET /sandbox/ | jq --arg email "$sender" \
        '{smtp: (.smtp + {security: "none", username: null, password: null}),
          imap: (.imap + {security: "none", username: $email, password: "sandbox"})}')
    account=$(remembered connected_account_id)
    if [[ -n $account ]]; then
        call PUT "/api/v1/connected_account/$account/" "$servers" >/dev/null
    else
        account=$(call POST /api/v1/connected_account/ "$(jq --arg email "$sender" \
            '{_type: "custom_email", email: $email, name: "Demo User"} + .' <<<"$servers")" | jq --raw-output .id)
        remember connected_account_id "$account"
    fi
}

create_lead() {
    lead=$(remembered lead_id)
    [[ -z $lead ]] || return 0
    lead=$(call POST /api/v1/lead/ "$(jq --null-input --arg email "$recipient" \
        '{name: "Garden Supplies", contacts: [{name: "Ada Green", emails: [{type: "office", email: $email}]}]}')" |
        jq --raw-output .id)
    remember lead_id "$lead"
}

# The whole way: accepted by the API, sent by the queue, received by the sandbox.
send_email() {
    local subject email
    subject="Hello from Ajar, $(date +%H:%M:%S) ($RANDOM)"
    email=$(call POST /api/v1/activity/email/ "$(jq --null-input --arg lead "$lead" --arg sender "$sender" \
        --arg to "$recipient" --arg subject "$subject" \
        '{lead_id: $lead, status: "outbox", sender: $sender, to: [$to], subject: $subject,
          body_text: "This one went through the queue and a real SMTP conversation."}')" | jq --raw-output .id)
    wait_until 30 sent "$email" || die "the email was not sent: $(call GET "/api/v1/activity/email/$email/")"
    wait_until 10 received "$subject" || die "the email did not arrive: $(call GET /sandbox/messages/)"
    say "\"$subject\" was accepted, sent and received"
}
sent() { [[ $(call GET "/api/v1/activity/email/$1/" | jq --raw-output .status) == sent ]]; }
received() { call GET /sandbox/messages/ | jq --exit-status --arg subject "$1" 'any(.data[]; .subject == $subject)'; }

build
create_organization
key=$(remembered api_key)
start_server
connect_account
create_lead
send_email

cat <<TEXT

  web app        $url/ (sign in as $sender; the password is in $demo)
  API            $url/api/v1/
  API key        $key
  sandbox        $url/sandbox/view/ (read the email as its recipient, and answer)
  data, log      $data/, $log

  Send another email:

  curl -s -u $key: $url/api/v1/activity/email/ -H 'Content-Type: application/json' -d '{"lead_id": "$lead", "status": "outbox", "sender": "$sender", "to": ["$recipient"], "subject": "The second", "body_text": "Hello again."}'

TEXT
say "ready after $(elapsed), of which the build took $built"
if [[ ${RUN_ONCE:-} == 1 ]]; then exit 0; fi
say "Ctrl-C stops it; the data stays"
wait "$server"
