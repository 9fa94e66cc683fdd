"""What the databases do without us: a commit per row, durable, the same size as an email of ours."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROW = b"x" * 1500


def measure(bench, database):
    for _ in range(bench.options.runs):
        if database == "sqlite":
            bench.table.add("peer: raw SQLite, durable commits, 1 client", sqlite(bench), "per s")
        else:
            for clients in (1, 8, 32):
                rate = pgbench(bench, clients)
                if rate is not None:
                    bench.table.add(f"peer: pgbench, durable inserts, {clients} client{'s' * (clients > 1)}", rate, "per s")


def sqlite(bench):
    file = os.path.join(bench.folder, "raw.sqlite")
    with sqlite3.connect(file, isolation_level=None) as database:
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                          "CREATE TABLE IF NOT EXISTS email (id INTEGER PRIMARY KEY, body BLOB)"):
            database.execute(statement)
        count, begun = 0, time.monotonic()
        while time.monotonic() - begun < bench.options.seconds:
            database.execute("INSERT INTO email (body) VALUES (?)", (ROW,))
            count += 1
        took = time.monotonic() - begun
    database.close()
    return count / took


def pgbench(bench, clients):
    program = shutil.which("pgbench") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/pgbench")), None)
    if not program:
        return None
    url = bench.postgres()
    subprocess.run(["psql", "-qAt", url, "-c", "CREATE TABLE IF NOT EXISTS raw_email (id BIGSERIAL PRIMARY KEY, body TEXT)"],
                   check=True, capture_output=True)
    script = os.path.join(bench.folder, "insert.sql")
    with open(script, "w") as file:
        file.write(f"INSERT INTO raw_email (body) VALUES ('{ROW.decode()}');\n")
    run = subprocess.run(
        [program, "-n", "-M", "prepared", "-f", script, "-c", str(clients), "-j", "1", "-T", str(bench.options.seconds), url],
        check=True, capture_output=True, text=True)
    if not (rate := re.search(r"tps = ([\d.]+)", run.stdout)):
        sys.exit(f"pgbench did nothing: {run.stdout}")
    return float(rate[1])


def judge(table):
    """Shown as ratios only: the peers do less, but nobody else gives a measure of the disk and the engine."""
    for clients in (1, 32):
        words = f"{clients} client{'s' * (clients > 1)}"
        ours, raw = f"create an email, durable, {words}", "peer: raw SQLite, durable commits, 1 client"
        table.aim(f"creates beside raw commits of SQLite, {words}", table.ratio(ours, raw), None, None, "×")
        table.aim(f"creates beside inserts of pgbench, {words}", table.ratio(
            f"{ours} [postgres]", f"peer: pgbench, durable inserts, {words} [postgres]"), None, None, "×")
