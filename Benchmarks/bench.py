"""Measures Ajar as it is installed: one process, durable commits, load from the same machine; SQLite and PostgreSQL.

Starts servers in temporary folders, measures, prints one table, and writes it to Benchmarks/results. Every figure is the
median of several short runs, with the smallest and the largest beside it.

    bench.py BINARY [--parts api,peers,sending,effects,pages,campaign] [--databases sqlite,postgres] [--quick] [--no-file] …
"""

import argparse
import datetime
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import api
import effects
import pages
import peers
import sending
from report import Table, commit, fsync_milliseconds, machine
from server import Server

HERE = Path(__file__).resolve().parent
# What measures, and what judges the figures afterwards.
PARTS = {
    "api": (api.measure, api.judge), "peers": (peers.measure, peers.judge), "sending": (sending.measure, sending.judge),
    "effects": (effects.measure, None), "pages": (pages.measure, pages.judge),
    "campaign": (sending.campaign, sending.judge_campaign)}


class Bench:
    """One run: the options, the table, and servers on request."""

    def __init__(self, options, folder):
        self.options, self.folder, self.table = options, folder, Table()
        self.url, self.count = None, 0

    def progress(self, text):
        print(f"  … {text}", file=sys.stderr, flush=True)

    @contextmanager
    def server(self, database):
        """A server that runs, with a database of its own."""
        self.count += 1
        data = os.path.join(self.folder, f"data-{self.count}")
        os.mkdir(data, 0o700)
        url = None
        if database == "postgres":
            name = f"bench_{self.count}"
            subprocess.run(["psql", "-qAt", self.postgres(), "-c", f"CREATE DATABASE {name}"], check=True, capture_output=True)
            url = f"{self.postgres().rpartition('/')[0]}/{name}"
        server = Server(self.options.binary, data, url)
        try:
            server.start()
            yield server
        finally:
            server.stop()

    def postgres(self):
        """A private PostgreSQL that waits for the disk, started when it is first needed."""
        if not self.url:
            place = os.path.join(self.folder, "postgres")
            self.url = subprocess.run(
                [HERE.parent / "Scripts/postgres.sh", "start", place], check=True, capture_output=True, text=True,
                env=os.environ | {"POSTGRES_FSYNC": "on"}).stdout.strip()
        return self.url

    def stop(self):
        if self.url:
            subprocess.run([HERE.parent / "Scripts/postgres.sh", "stop", os.path.join(self.folder, "postgres")], check=False)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--parts", default="api,peers,sending,effects,pages")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--quick", action="store_true", help="small sizes, one run: whether it works, not how fast it is")
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--emails", type=int, default=4000)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--fans", type=int, default=10, help="webhook subscriptions")
    parser.add_argument("--changes", type=int, default=500, help="changes that each of them hears of")
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-file", action="store_true", help="print the table, don't keep it")
    options = parser.parse_args()
    if options.quick:
        options.leads, options.emails, options.recipients, options.changes = 500, 50, 2000, 20
        options.seconds, options.runs, options.no_file = 1, 1, True
    options.binary = os.path.abspath(options.binary)
    options.parts = options.parts.split(",")
    options.databases = options.databases.split(",")
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}")
    return options


def run(bench):
    for milliseconds in fsync_milliseconds(bench.folder):
        bench.table.add("disk: fdatasync of 4 kB", milliseconds, "ms")
    for part in bench.options.parts:
        for database in bench.options.databases:
            bench.table.database = database
            try:
                PARTS[part][0](bench, database)
            except (SystemExit, Exception) as error:
                # The other parts are worth having, and the report says what is missing.
                bench.table.missing.append(f"{part} on {database}: {error}")
    for part in bench.options.parts:
        if PARTS[part][1]:
            PARTS[part][1](bench.table)


def main():
    options = parse()
    begun, load = time.monotonic(), os.getloadavg()[0]
    # PostgreSQL and Postfix run as users of their own and must find their folders.
    with tempfile.TemporaryDirectory(prefix="ajar-bench.") as folder:
        os.chmod(folder, 0o711)
        bench = Bench(options, folder)
        try:
            run(bench)
        finally:
            bench.stop()

    now = datetime.datetime.now(datetime.timezone.utc)
    page = "\n".join([
        f"# Benchmark of {now:%Y-%m-%d}, commit {commit()}", "",
        f"{machine()}. SQLite with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit` on.",
        f"wrk, smtp-sink and the peers ran on the same machine, whose load was {load:.1f} before.",
        f"{options.runs} runs of {options.seconds} s each; {options.emails:,} emails per sending run.", "",
        bench.table.text(), "", f"Took {time.monotonic() - begun:.0f} s.", ""])
    print(page)
    if not options.no_file:
        results = HERE / "results"
        results.mkdir(exist_ok=True)
        name = results / f"{now:%Y-%m-%d}-{commit()}.md"
        name.write_text(page)
        print(f"written to Benchmarks/results/{name.name}")
    if bench.table.missing:
        sys.exit("some parts failed: " + "; ".join(bench.table.missing))


if __name__ == "__main__":
    main()
