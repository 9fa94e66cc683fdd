#!/usr/bin/env bash
# A private mail server: `postfix.sh start DIR` creates one in the folder DIR and writes DIR/servers.json;
# `postfix.sh stop DIR` ends it. It listens on free ports of loopback, delivers to Maildirs below DIR and nowhere
# else, and shares nothing with an installation of the system. README.md beside this file says what it can do.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../Scripts/common.sh"
here="$ROOT/Tests/EndToEnd"

action=${1:-} folder=${2:-}
if [[ $action != start && $action != stop || -z $folder ]]; then die "usage: postfix.sh start|stop DIR"; fi

username=rep@example.test
domains='/^(.*\.)?(test|example)$/ ok
/^(.*\.)?example\.(com|net|org)$/ ok'

start() {
    (( EUID == 0 )) || { warn "Postfix needs root to start; the tests against it are skipped"; exit 3; }
    for program in postfix dovecot openssl python3; do
        has "$program" || die "$program is missing; try: make setup"
    done
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
    (( ${#folder} <= 60 )) || die "$folder is too long a path for the sockets below it"
    chmod 755 "$folder"
    mkdir -p "$folder"/{etc,queue,data,log,mail,tls,run}
    chown postfix "$folder/data"
    touch "$folder/log/dovecot.log"
    chown nobody "$folder/mail" "$folder/log/dovecot.log"

    password=$(openssl rand -hex 12)
    submission_port=$(free_port) smtps_port=$(free_port) imap_port=$(free_port)
    policy_port=$(free_port) cutting_port=$(free_port) token_port=$(free_port) lmtp_port=$(free_port)
    make_certificate
    write_dovecot
    write_postfix

    trap stop EXIT   # until everything answers
    python3 "$here/policy.py" "$policy_port" "$cutting_port" "$submission_port" "$token_port" \
        >"$folder/log/policy.log" 2>&1 </dev/null &
    echo $! >"$folder/run/policy.pid"
    dovecot -c "$folder/etc/dovecot.conf" >"$folder/log/start.log" 2>&1 </dev/null
    postfix -c "$folder/etc" start >>"$folder/log/start.log" 2>&1 </dev/null
    for port in "$submission_port" "$smtps_port" "$imap_port" "$policy_port" "$cutting_port" "$token_port"; do
        wait_until 20 answers "$port" || { tail -n 20 "$folder"/log/*.log >&2; die "nothing answers on port $port"; }
    done
    write_servers
    trap - EXIT
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

# A certificate authority of our own, and a certificate of its for localhost.
make_certificate() {
    (
        cd "$folder/tls"
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Ajar test authority" \
            -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.pem
        openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.2\nbasicConstraints=CA:FALSE\n' >server.ext
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
            -extfile server.ext -out server.pem
    ) >"$folder/log/openssl.log" 2>&1
    chmod 600 "$folder"/tls/*.key
}

# IMAP for the tests, sign-in for Postfix, and the last step of delivery: a Maildir per address.
write_dovecot() {
    cat >"$folder/etc/dovecot.conf" <<-CONF
		base_dir = $folder/run/dovecot
		state_dir = $folder/run/state
		log_path = $folder/log/dovecot.log
		protocols = imap
		listen = 127.0.0.1, 127.0.0.2
		mail_location = maildir:~/Maildir
		mail_uid = nobody
		mail_gid = nogroup
		first_valid_uid = 1
		mail_fsync = never
		ssl = yes
		ssl_cert = <$folder/tls/server.pem
		ssl_key = <$folder/tls/server.key
		disable_plaintext_auth = yes
		login_trusted_networks =
		auth_mechanisms = plain login xoauth2
		mail_max_userip_connections = 0
		default_process_limit = 50
		auth_failure_delay = 0
		service anvil {
		    unix_listener anvil-auth-penalty {
		        mode = 0
		    }
		}
		passdb {
		    driver = oauth2
		    mechanisms = xoauth2
		    args = $folder/etc/tokens.conf
		}
		passdb {
		    driver = static
		    mechanisms = plain login
		    args = password=$password
		}
		userdb {
		    driver = static
		    args = uid=nobody gid=nogroup home=$folder/mail/%Lu allow_all_users=yes
		}
		service imap-login {
		    chroot =
		    inet_listener imap {
		        address = 127.0.0.1 127.0.0.2
		        port = $imap_port
		    }
		    inet_listener imaps {
		        port = 0
		    }
		}
		service auth {
		    unix_listener $folder/queue/private/auth {
		        mode = 0660
		        user = postfix
		        group = postfix
		    }
		    unix_listener auth-userdb {
		        mode = 0666
		    }
		}
		service stats {
		    unix_listener stats-writer {
		        mode = 0666
		    }
		}
		namespace inbox {
		    inbox = yes
		    mailbox Sent {
		        auto = create
		        special_use = \Sent
		    }
		    mailbox Drafts {
		        auto = create
		        special_use = \Drafts
		    }
		}
		local 127.0.0.2 {
		    imap_capability = IMAP4rev1
		}
	CONF
    cat >"$folder/etc/tokens.conf" <<-CONF
		tokeninfo_url = http://127.0.0.1:$token_port/tokeninfo?token=
		username_attribute = email
	CONF
    install --directory --owner=postfix --mode=700 "$folder/queue/private"
}

write_postfix() {
    local deliver=/usr/lib/dovecot/dovecot-lda
    [[ -x $deliver ]] || deliver=/usr/libexec/dovecot/dovecot-lda
    cat >"$folder/etc/main.cf" <<-CONF
		compatibility_level = 3.6
		queue_directory = $folder/queue
		data_directory = $folder/data
		maillog_file = $folder/log/postfix.log
		maillog_file_prefixes = $folder
		multi_instance_enable = no
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = localhost.test
		mydestination =
		mynetworks =
		alias_maps =
		alias_database =
		local_recipient_maps =
		local_transport = error:5.1.1 there are no local mailboxes
		default_transport = error:5.4.4 there is no way out of this machine
		relay_transport = error:5.4.4 there is no way out of this machine
		transport_maps = regexp:$folder/etc/transport
		virtual_mailbox_domains = regexp:$folder/etc/domains
		virtual_mailbox_maps =
		virtual_transport = dovecot
		dovecot_destination_recipient_limit = 1
		dovecot_destination_concurrency_limit = 4
		in_flow_delay = 0
		message_size_limit = 20000000
		smtputf8_enable = yes
		disable_dns_lookups = yes
		smtpd_peername_lookup = no
		smtpd_banner = localhost.test ESMTP test server
		smtpd_tls_cert_file = $folder/tls/server.pem
		smtpd_tls_key_file = $folder/tls/server.key
		smtpd_tls_auth_only = yes
		smtpd_tls_loglevel = 1
		tls_random_source = dev:/dev/urandom
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = private/auth
		smtpd_sasl_security_options = noanonymous
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_recipient_restrictions = check_recipient_access regexp:$folder/etc/recipients, check_policy_service inet:127.0.0.1:$policy_port, permit_sasl_authenticated, reject
		smtpd_client_connection_count_limit = 0
		smtpd_client_connection_rate_limit = 0
		smtpd_error_sleep_time = 0
		smtpd_soft_error_limit = 100
		smtpd_hard_error_limit = 200
		smtpd_policy_service_default_action = 451 4.3.5 the policy service is away
		maximal_queue_lifetime = 1h
		bounce_queue_lifetime = 1h
		queue_run_delay = 1s
		minimal_backoff_time = 1s
		maximal_backoff_time = 2s
		notify_classes =
	CONF
    cat >"$folder/etc/master.cf" <<-CONF
		127.0.0.1:$submission_port inet n - n - 100 smtpd
		    -o syslog_name=postfix/submission
		    -o smtpd_tls_security_level=encrypt
		    -o smtpd_sasl_auth_enable=yes
		127.0.0.1:$smtps_port inet n - n - 100 smtpd
		    -o syslog_name=postfix/smtps
		    -o smtpd_tls_wrappermode=yes
		    -o smtpd_sasl_auth_enable=yes
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		verify unix - - n - 1 verify
		flush unix n - n 1000? 0 flush
		error unix - - n - - error
		lmtp unix - - n - - lmtp
		retry unix - - n - - error
		anvil unix - - n - 1 anvil
		scache unix - - n - 1 scache
		tlsmgr unix - - n 1000? 1 tlsmgr
		postlog unix-dgram n - n - 1 postlogd
		dovecot unix - n n - 4 pipe
		    flags=DORhu user=nobody:nogroup argv=$deliver -c $folder/etc/dovecot.conf -f \${sender} -a \${original_recipient} -d \${user}@\${domain}
		nobody-home unix - n n - 4 pipe
		    flags=q user=nobody:nogroup argv=/bin/sh -c {echo 5.1.1 The mailbox does not exist; exit 67}
	CONF
    printf '%s\n' "$domains" >"$folder/etc/domains"
    cat >"$folder/etc/recipients" <<-'MAP'
		/^reject/ 550 5.1.1 No such mailbox
		/^full/   452 4.2.2 The mailbox is full
		/^spam/   554 5.7.1 We do not want this message
	MAP
    cat >"$folder/etc/transport" <<-MAP
		/^bounce/ nobody-home:
		/^leads-/ lmtp:inet:127.0.0.1:$lmtp_port
	MAP
}

write_servers() {
    jq --null-input --arg host 127.0.0.1 --arg username "$username" --arg password "$password" --arg folder "$folder" \
        --argjson submission "$submission_port" --argjson smtps "$smtps_port" --argjson imap "$imap_port" \
        --argjson cutting "$cutting_port" --argjson lmtp "$lmtp_port" \
        '{smtp_host: $host, submission_port: $submission, smtps_port: $smtps, cutting_port: $cutting, lmtp_port: $lmtp,
          imap_host: $host, imap_port: $imap, username: $username, password: $password,
          ca_file: ($folder + "/tls/ca.pem"), maildir: ($folder + "/mail"), log: ($folder + "/log/postfix.log")}' \
        >"$folder/servers.json.new"
    chmod 600 "$folder/servers.json.new"
    mv "$folder/servers.json.new" "$folder/servers.json"
}

stop() {
    [[ -d $folder/etc ]] || return 0
    folder=$(cd "$folder" && pwd)
    rm -f "$folder/servers.json"
    [[ ! -f $folder/queue/pid/master.pid ]] || postfix -c "$folder/etc" stop >>"$folder/log/start.log" 2>&1 || true
    end "$folder/run/dovecot/master.pid"
    end "$folder/run/policy.pid"
}

# Ends the process of a pid file, and waits for it.
end() {
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || return 0
    wait_until 10 gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
}
gone() { ! kill -0 "$1"; }

"$action"
