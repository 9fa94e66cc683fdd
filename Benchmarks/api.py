"""Requests: starting, reading, listing, durable writing, and all of it at once."""

import json
import os
import threading
import time
from pathlib import Path

from server import SENDER

LEAD = json.dumps({
    "name": "Garden Supplies {n}",
    "contacts": [{"name": "Ada Green", "emails": [{"type": "office", "email": "ada{n}@garden.example"}]}],
})
EMAIL = {
    "lead_id": "{lead}", "sender": SENDER, "to": ["ada{n}@garden.example"], "subject": "Offer {n}",
    "body_text": "Good morning,\n\nhere is our offer for the spring. " + "Seeds, pots and twine. " * 40 + "\n",
}
DRAFT = json.dumps(EMAIL | {"status": "draft"})
OUTBOX = json.dumps(EMAIL | {"status": "outbox"})
CLIENTS = (1, 8, 32, 128)


def fill(bench, server, count):
    """Leads through the API; the file with their ids."""
    bench.progress(f"filling in {count:,} leads")
    leads = os.path.join(server.folder, "leads")
    server.load("/api/v1/lead/", 32, 3600, METHOD="POST", BODY=LEAD, COUNT=count, IDS=leads)
    return leads


def paths(file, kind, most=1000):
    """A file of paths to read, made of a file of ids."""
    ids = Path(file).read_text().split()
    name = f"{file}-paths"
    Path(name).write_text("".join(f"/api/v1/{kind}/{id}/\n" for id in ids[:: max(1, len(ids) // most)][:most]))
    return name


def measure(bench, database):
    options, table = bench.options, bench.table
    with bench.server(database) as server:
        leads = fill(bench, server, options.leads)
        lead_paths = paths(leads, "lead")
        emails = os.path.join(server.folder, "some-emails")
        server.load("/api/v1/activity/email/", 16, 600, METHOD="POST", BODY=DRAFT, LEADS=leads, COUNT=1000, IDS=emails)
        email_paths = paths(emails, "activity/email")
        server.stop()

        for _ in range(options.runs):
            table.add("start: exec to ready", server.start() * 1000, "ms")
            time.sleep(2)
            table.add("memory, idle after the start", server.resident(), "MB")
            server.stop()
        server.start()

        seconds = options.seconds
        for run in range(options.runs):
            bench.progress(f"{database}: reading and writing, round {run + 1} of {options.runs}")
            table.add("HTTP floor: GET /healthz", server.load("/healthz", 32, seconds), "per s")
            table.add("read a lead", server.load("/", 32, seconds, TARGETS=lead_paths), "per s")
            table.add("read an email", server.load("/", 32, seconds, TARGETS=email_paths), "per s")
            page = server.load("/api/v1/lead/?_limit=100", 8, seconds)
            table.add(f"list 100 of {options.leads:,} leads", page, "per s")
            table.add("write JSON: pages of 100 emails with their bodies", writing(server, seconds), "MB per s")
            for clients in CLIENTS:
                table.add(
                    f"create an email, durable, {clients} client{'s' * (clients > 1)}",
                    server.load("/api/v1/activity/email/", clients, seconds, METHOD="POST", BODY=DRAFT, LEADS=leads), "per s")
            mixed(bench, server, leads, lead_paths)
        table.add("memory, after all this", server.resident(), "MB")


def writing(server, seconds):
    """Megabytes of JSON per second, and microseconds of processor time for each page."""
    path = "/api/v1/activity/email/?_limit=100"
    size = len(json.dumps(server.call("GET", path), ensure_ascii=False, separators=(",", ":")).encode())
    load = server.load(path, 8, seconds)
    return load.rate * size / 1e6, load.cost


def mixed(bench, server, leads, lead_paths):
    """Readers, writers and lists at the same time; the slowest hundredth of each."""
    work = {
        "reading": dict(path="/", connections=16, TARGETS=lead_paths),
        "listing": dict(path="/api/v1/lead/?_limit=100", connections=2),
        "writing": dict(path="/api/v1/activity/email/", connections=8, METHOD="POST", BODY=DRAFT, LEADS=leads)}
    results = {}

    def run(name, path, connections, **variables):
        results[name] = server.load(path, connections, max(2, bench.options.seconds), **variables)
    threads = [threading.Thread(target=run, args=(name,), kwargs=words) for name, words in work.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in work:
        bench.table.add(f"mixed load: {name}, 99 % within", results[name].p99, "ms")


def judge(table):
    for name in ("read a lead", "read an email"):
        table.aim(f"{name} ≥ 40 % of the floor", table.ratio(name, "HTTP floor: GET /healthz", 100), "≥", 40, "%")
        table.aim(f"{name} ≥ 12,000 per s", table.median(name), "≥", 12_000, "per s")
    table.aim("32 clients create ≥ 5 × one", table.ratio(
        "create an email, durable, 32 clients", "create an email, durable, 1 client"), "≥", 5, "×")
    table.aim("32 clients create ≥ 3,000 per s", table.median("create an email, durable, 32 clients"), "≥", 3000, "per s")
    for name in ("reading", "listing", "writing"):
        table.aim(f"mixed load, {name}: 99 % ≤ 50 ms", table.median(f"mixed load: {name}, 99 % within"), "≤", 50, "ms")
    table.aim("idle ≤ 60 MB", table.median("memory, idle after the start"), "≤", 60, "MB")
    table.aim("start ≤ 300 ms", table.median("start: exec to ready"), "≤", 300, "ms")
