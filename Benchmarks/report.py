"""Figures, aims, and where they were measured."""

import os
import platform
import re
import statistics
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


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
    """The figures, in the order of their first measurement; those of PostgreSQL have its name in theirs."""

    def __init__(self):
        self.rows, self.costs, self.aims, self.missing = {}, {}, [], []
        self.database = "sqlite"

    def add(self, name, value, unit):
        """A value, or a load with its rate and the processor time that one request costs."""
        if self.database != "sqlite":
            name = f"{name} [{self.database}]"
        value, cost = value[:2] if isinstance(value, tuple) else (value, None)
        self.rows.setdefault(name, (unit, []))[1].append(value)
        if cost is not None:
            self.costs.setdefault(name, []).append(cost)

    def median(self, name):
        """Nothing when it was not measured."""
        return statistics.median(self.rows[name][1]) if name in self.rows else None

    def ratio(self, name, other, factor=1):
        """The median over the rounds: both sides of a ratio are measured a moment apart."""
        if name not in self.rows or other not in self.rows:
            return None
        return statistics.median(a / b for a, b in zip(self.rows[name][1], self.rows[other][1])) * factor

    def aim(self, sentence, value, relation, bound, unit):
        """An aim, or with no bound a ratio that is only shown. What was not measured is left out."""
        if value is not None:
            met = None if bound is None else value >= bound if relation == "≥" else value <= bound
            self.aims.append((sentence, f"{number(value)} {unit}", {None: "", True: "met", False: "MISSED"}[met]))

    def text(self):
        lines = ["| what | | SQLite | min – max | µs each | PostgreSQL | min – max | µs each |",
                 "|---|---|---:|---:|---:|---:|---:|---:|"]
        names = dict.fromkeys(name.removesuffix(" [postgres]") for name in self.rows)
        for name in names:
            unit = (self.rows.get(name) or self.rows[f"{name} [postgres]"])[0]
            lines.append("| " + " | ".join([name, unit, *self.cells(name), *self.cells(f"{name} [postgres]")]) + " |")
        lines += ["", "*µs each*: processor time of the server for one request.", "", "| aim | measured | |", "|---|---:|---|"]
        lines += [f"| {' | '.join(aim)} |" for aim in self.aims]
        return "\n".join(lines + [f"\nNot measured: {text}" for text in self.missing])

    def cells(self, name):
        if name not in self.rows:
            return ["", "", ""]
        values = self.rows[name][1]
        spread = f"{number(min(values))} – {number(max(values))}" if len(values) > 1 else ""
        cost = f"{statistics.median(self.costs[name]):,.0f}" if name in self.costs else ""
        return [number(statistics.median(values)), spread, cost]


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
