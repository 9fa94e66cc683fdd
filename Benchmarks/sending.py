"""From the API to a relay, beside Postfix from its socket to the same relay; and a campaign."""

import datetime
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from api import EMAIL, OUTBOX, fill
from server import Sink, free_port


def measure(bench, database):
    options = bench.options
    with bench.server(database) as server, sink_of_ours() as sink:
        leads = fill(bench, server, min(options.leads, 1000))
        server.connect(sink)
        for run in range(options.runs):
            bench.progress(f"{database}: sending, round {run + 1} of {options.runs}")
            bench.table.add("send: accepted to sent, SMTP sink", send(server, sink, options.emails, leads), "emails per s")
            if database == "sqlite" and (rate := postfix(options.emails, sink)):
                bench.table.add("peer: Postfix, smtp-source to the same sink", rate, "emails per s")


@contextmanager
def sink_of_ours():
    sink = Sink()
    try:
        yield sink
    finally:
        sink.stop()


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def send(server, sink, emails, leads):
    """Emails per second from the first that was accepted to the last that was sent, by the server's own record."""
    before, since, processor = sink.messages, datetime.datetime.now(datetime.timezone.utc), server.processor()
    server.load("/api/v1/activity/email/", 16, 600, METHOD="POST", BODY=OUTBOX, LEADS=leads, COUNT=emails)
    query = urllib.parse.urlencode({
        "_limit": 100, "_fields": "id,status,date_created,date_sent", "date_created__gte": since.isoformat()})
    deadline = time.monotonic() + 300
    while sink.messages - before < emails and time.monotonic() < deadline:
        time.sleep(0.05)
    processor = server.processor() - processor
    while True:
        mine, more = [], True
        while more:
            page = server.call("GET", f"/api/v1/activity/email/?{query}&_skip={len(mine)}")
            mine, more = mine + page["data"], page["has_more"]
        if all(email["status"] == "sent" for email in mine):
            break
        if time.monotonic() > deadline:
            sys.exit(f"of {len(mine)} emails, {sum(e['status'] != 'sent' for e in mine)} were not sent")
        time.sleep(0.5)
    time.sleep(0.2)
    if len(mine) < emails or sink.messages - before != len(mine):
        sys.exit(f"the sink took {sink.messages - before} messages for {len(mine)} emails")
    begun = min(moment(email["date_created"]) for email in mine)
    ended = max(moment(email["date_sent"]) for email in mine)
    return len(mine) / (ended - begun), processor / len(mine) * 1e6


# MARK: The peer

def postfix(emails, sink):
    """Postfix as Debian ships it, durable as always, relaying everything to the sink. Nil without root or Postfix."""
    if os.geteuid() or not all(map(shutil.which, ("postfix", "smtp-source"))):
        return None
    with tempfile.TemporaryDirectory(prefix="ajar-bench-postfix.") as folder:
        os.chmod(folder, 0o755)
        port = write_postfix(Path(folder), sink.port)
        configured = ["postfix", "-c", f"{folder}/etc"]
        started = subprocess.run([*configured, "start"], capture_output=True, text=True)
        if started.returncode:
            print(f"  … Postfix did not start: {started.stderr.strip()[-300:]}", file=sys.stderr)
            return None
        try:
            before, begun = sink.messages, time.monotonic()
            subprocess.run(
                ["smtp-source", "-s", "16", "-m", str(emails), "-l", "1200", "-f", "bench@example.test", "-t",
                 "ada@garden.example", f"127.0.0.1:{port}"], check=True, capture_output=True)
            while sink.messages - before < emails and time.monotonic() - begun < 300:
                time.sleep(0.02)
            return (sink.messages - before) / (time.monotonic() - begun)
        finally:
            subprocess.run([*configured, "stop"], capture_output=True)


def write_postfix(folder, relay):
    port = free_port()
    for name in ("etc", "queue", "data", "log"):
        (folder / name).mkdir()
    user = pwd.getpwnam("postfix")
    os.chown(folder / "data", user.pw_uid, user.pw_gid)
    (folder / "etc/main.cf").write_text(f"""\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
multi_instance_enable = no
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost.test
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{relay}
alias_maps =
alias_database =
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_tls_security_level = none
smtp_tls_security_level = none
""")
    services = "\n".join(
        f"{name} {words}" for name, words in {
            f"127.0.0.1:{port}": "inet n - n - - smtpd", "cleanup": "unix n - n - 0 cleanup",
            "qmgr": "unix n - n 300 1 qmgr", "rewrite": "unix - - n - - trivial-rewrite",
            "bounce": "unix - - n - 0 bounce", "defer": "unix - - n - 0 bounce", "trace": "unix - - n - 0 bounce",
            "proxymap": "unix - - n - - proxymap",
            "flush": "unix n - n 1000? 0 flush", "smtp": "unix - - n - - smtp", "relay": "unix - - n - - smtp",
            "error": "unix - - n - - error", "retry": "unix - - n - - error", "anvil": "unix - - n - 1 anvil",
            "scache": "unix - - n - 1 scache", "tlsmgr": "unix - - n 1000? 1 tlsmgr",
            "postlog": "unix-dgram n - n - 1 postlogd"}.items())
    (folder / "etc/master.cf").write_text(services + "\n")
    return port


# MARK: Many recipients

def campaign(bench, database):
    """`--recipients` people, a hundred per email, since there is no bulk verb yet: each has a row that ends as accepted."""
    count = bench.options.recipients // 100
    with bench.server(database) as server, sink_of_ours() as sink:
        leads = fill(bench, server, 100)
        server.connect(sink)
        time.sleep(2)
        idle, processor, begun, peak = server.resident(), server.processor(), time.monotonic(), 0
        body = json.dumps(EMAIL | {"status": "outbox", "to": [f"p{n}-{{n}}@garden.example" for n in range(100)]})
        bench.progress(f"{database}: a campaign of {count * 100:,} recipients")
        server.load("/api/v1/activity/email/", 8, 24 * 3600, METHOD="POST", BODY=body, LEADS=leads, COUNT=count)
        while True:
            peak = max(peak, server.resident())
            waiting = server.call("GET", "/api/v1/activity/email/?_limit=1&_fields=id&status=outbox")["data"]
            if not waiting:
                break
            time.sleep(0.5)
        took = time.monotonic() - begun
        bench.table.add("campaign: recipients", count * 100 / took, "per s")
        bench.table.add("campaign: memory above idle", max(peak, server.resident()) - idle, "MB")
        bench.table.add("campaign: cores", (server.processor() - processor) / took, "")


def judge(table):
    rate = table.median("send: accepted to sent, SMTP sink")
    table.aim("≥ 500 emails per s, end to end", rate, "≥", 500, "per s")
    table.aim("sends ≥ 2 × Postfix", table.ratio(
        "send: accepted to sent, SMTP sink", "peer: Postfix, smtp-source to the same sink"), "≥", 2, "×")


def judge_campaign(table):
    table.aim("campaign ≤ 60 MB above idle", table.median("campaign: memory above idle"), "≤", 60, "MB")
