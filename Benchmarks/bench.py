"""Measures Ajar as it is installed: one process, SQLite, durable commits, load from the same machine.

Starts a server in a temporary folder, fills it through the API, measures, prints one table, and writes it to
Benchmarks/results. Every figure is the median of several short runs, with the smallest and the largest beside it.

    bench.py BINARY [--leads 100000] [--emails 4000] [--seconds 2] [--runs 5] [--no-file]
"""

import argparse
import base64
import datetime
import json
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
SENDER = "bench@example.test"
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The process under test, and a few words to speak to it."""

    def __init__(self, binary, folder, database=None):
        self.binary, self.folder = binary, folder
        self.where = ["--data", folder] + (["--database", database] if database else [])
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        made = subprocess.run(
            [binary, "setup", *self.where, "--organization", "Bench", "--user-name", "Bench",
             "--email", SENDER, "--password", "a-password-for-one-run"],
            check=True, capture_output=True, text=True)
        self.key = json.loads(made.stdout)["api_key"]
        self.process = None

    @property
    def authorization(self):
        return "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()

    def start(self):
        """Seconds from exec to the first 200 of /readyz."""
        log = open(os.path.join(self.folder, "server.log"), "a")
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binary, "serve", *self.where, "--listen", f"127.0.0.1:{self.port}", "--rate-limit", "off"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while True:
            try:
                with urllib.request.urlopen(self.base + "/readyz", timeout=1):
                    return time.perf_counter() - begun
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None or time.perf_counter() - begun > 60:
                    sys.exit(f"the server did not start; see {log.name}")
                time.sleep(0.002)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def resident(self):
        """Megabytes that the process holds in memory."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024

    def processor(self):
        """Seconds of processor time that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": self.authorization, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path} was answered with {error.code}: {error.read().decode()[:500]}")

    def load(self, path, connections, seconds, **variables):
        """One run of wrk: requests per second, and microseconds of the server's processor time for each."""
        environment = os.environ | {"AUTHORIZATION": self.authorization} | {k: str(v) for k, v in variables.items()}
        before = self.processor()
        run = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", HERE / "load.lua", self.base + path],
            capture_output=True, text=True, env=environment, timeout=seconds + 60)
        if run.returncode or run.stderr:
            sys.exit(f"wrk on {path} failed: {run.stderr or run.stdout}")
        result = json.loads(run.stdout.strip().splitlines()[-1])
        if result["failed"]:
            sys.exit(f"{result['failed']} of {result['requests']} requests to {path} failed")
        return result["requests"] / result["seconds"], (self.processor() - before) / result["requests"] * 1e6


class Sink:
    """Postfix's smtp-sink, and how many messages it has taken."""

    def __init__(self):
        self.port = free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            ["smtp-sink", "-c", *user, f"127.0.0.1:{self.port}", "1000"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.messages = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        text = b""
        while chunk := self.process.stdout.read1(4096):
            text = (text + chunk)[-8192:]
            if counts := re.findall(rb"mesg=(\d+)[^\d]", text):
                self.messages = int(counts[-1])

    def stop(self):
        self.process.terminate()
        self.process.wait()


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


def fsync_milliseconds(folder):
    """How long this disk takes to make 4 kB durable: the floor of every commit."""
    times = []
    with open(os.path.join(folder, "fsync"), "wb") as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    return times


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    return f"{os.cpu_count()} × {cpu[1] if cpu else platform.machine()}, {memory:.0f} GB, Linux {platform.release()}"


def commit():
    def git(*words):
        return subprocess.run(["git", "-C", HERE, *words], capture_output=True, text=True).stdout.strip()
    changed = "+changes" if git("status", "--porcelain", "--", "../Sources", "../Package.swift") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


class Table:
    """The figures, in the order of their first measurement."""

    def __init__(self):
        self.rows, self.costs, self.goals = {}, {}, []

    def add(self, name, value, unit):
        """A value, or a rate with the processor time that one costs."""
        value, cost = value if isinstance(value, tuple) else (value, None)
        self.rows.setdefault(name, (unit, []))[1].append(value)
        if cost is not None:
            self.costs.setdefault(name, []).append(cost)

    def median(self, name):
        return statistics.median(self.rows[name][1])

    def ratio(self, name, other):
        """The median over the rounds: both sides of a ratio are measured a moment apart."""
        return statistics.median(a / b for a, b in zip(self.rows[name][1], self.rows[other][1]))

    def goal(self, sentence, value, met, shown):
        self.goals.append((sentence, shown.format(value), "pass" if met else "MISS"))

    def text(self):
        def number(value):
            return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
        lines = ["| what | median | min | max | | server's processor time, each |", "|---|---:|---:|---:|---|---:|"]
        for name, (unit, values) in self.rows.items():
            shown = [number(v) for v in (statistics.median(values), min(values), max(values))]
            cost = f"{statistics.median(self.costs[name]):,.0f} µs" if name in self.costs else ""
            lines.append(f"| {name} | {' | '.join(shown)} | {unit} | {cost} |")
        lines += ["", "| aim | measured | |", "|---|---:|---|"]
        lines += [f"| {' | '.join(goal)} |" for goal in self.goals]
        return "\n".join(lines)


def measure(server, sink, options, folder, table, progress):
    progress(f"filling in {options.leads:,} leads")
    leads = os.path.join(folder, "leads")
    server.load("/api/v1/lead/", 32, 3600, METHOD="POST", BODY=LEAD, COUNT=options.leads, IDS=leads)
    chosen = Path(leads).read_text().split()[:: max(1, options.leads // 1000)][:1000]
    lead_paths = os.path.join(folder, "lead-paths")
    Path(lead_paths).write_text("".join(f"/api/v1/lead/{id}/\n" for id in chosen))

    emails = os.path.join(folder, "some-emails")
    server.load("/api/v1/activity/email/", 16, 600, METHOD="POST", BODY=DRAFT, LEADS=leads, COUNT=1000, IDS=emails)
    email_paths = os.path.join(folder, "email-paths")
    Path(email_paths).write_text("".join(f"/api/v1/activity/email/{id}/\n" for id in Path(emails).read_text().split()))
    server.call("POST", "/api/v1/connected_account/", {
        "_type": "custom_email", "email": SENDER, "name": "Bench", "imap": None,
        "smtp": {"host": "127.0.0.1", "port": sink.port, "security": "none", "username": None, "password": None}})
    server.stop()

    progress("starting")
    for _ in range(options.runs):
        table.add("start: exec to ready", server.start() * 1000, "ms")
        time.sleep(2)
        table.add("memory, idle after the start", server.resident(), "MB")
        server.stop()
    server.start()

    seconds = options.seconds
    for run in range(options.runs):
        progress(f"reading and writing, round {run + 1} of {options.runs}")
        table.add("HTTP floor: GET /healthz", server.load("/healthz", 32, seconds), "per s")
        table.add("read a lead", server.load("/", 32, seconds, TARGETS=lead_paths), "per s")
        table.add("read an email", server.load("/", 32, seconds, TARGETS=email_paths), "per s")
        table.add(f"list 100 of {options.leads:,} leads", server.load("/api/v1/lead/?_limit=100", 8, seconds), "per s")
        for clients in (1, 8, 32):
            table.add(
                f"create an email, durable, {clients} client{'s' * (clients > 1)}",
                server.load("/api/v1/activity/email/", clients, seconds, METHOD="POST", BODY=DRAFT, LEADS=leads), "per s")
    for run in range(options.runs):
        progress(f"sending, round {run + 1} of {options.runs}")
        table.add("send: accepted to sent, SMTP sink", send(server, sink, options.emails, leads), "emails per s")
    time.sleep(5)
    table.add("memory, after all this", server.resident(), "MB")


def judge(table):
    for name in ("read a lead", "read an email"):
        share = table.ratio(name, "HTTP floor: GET /healthz") * 100
        table.goal(f"{name} ≥ 40 % of the floor", share, share >= 40, "{:.0f} %")
    times = table.ratio("create an email, durable, 32 clients", "create an email, durable, 1 client")
    table.goal("32 clients create ≥ 5 × one", times, times >= 5, "{:.1f} ×")
    rate = table.median("send: accepted to sent, SMTP sink")
    table.goal("≥ 500 emails per s, end to end", rate, rate >= 500, "{:,.0f} per s")
    idle = table.median("memory, idle after the start")
    table.goal("idle below 60 MB", idle, idle < 60, "{:.0f} MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--emails", type=int, default=4000)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-file", action="store_true", help="print the table, don't keep it")
    options = parser.parse_args()

    begun, load = time.monotonic(), os.getloadavg()[0]
    table = Table()
    with tempfile.TemporaryDirectory(prefix="ajar-bench.") as folder:
        for milliseconds in fsync_milliseconds(folder):
            table.add("disk: fdatasync of 4 kB", milliseconds, "ms")
        sink, server = Sink(), None
        try:
            data = os.path.join(folder, "data")
            os.mkdir(data, 0o700)
            server = Server(os.path.abspath(options.binary), data)
            server.start()
            measure(server, sink, options, folder, table, lambda text: print(f"  … {text}", file=sys.stderr, flush=True))
        finally:
            sink.stop()
            if server:
                server.stop()
    judge(table)

    now = datetime.datetime.now(datetime.timezone.utc)
    page = "\n".join([
        f"# Benchmark of {now:%Y-%m-%d}, commit {commit()}", "",
        f"{machine()}. SQLite with `synchronous=FULL`.",
        f"wrk and smtp-sink ran on the same machine, whose load was {load:.1f} before.",
        f"{options.runs} runs of {options.seconds} s each; {options.emails:,} emails per sending run.", "",
        table.text(), "", f"Took {time.monotonic() - begun:.0f} s.", ""])
    print(page)
    if not options.no_file:
        results = HERE / "results"
        results.mkdir(exist_ok=True)
        name = results / f"{now:%Y-%m-%d}-{commit()}.md"
        name.write_text(page)
        print(f"written to Benchmarks/results/{name.name}")


if __name__ == "__main__":
    main()
