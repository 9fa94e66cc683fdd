"""What an operator does while people work: copy, look, make a key, restart. Nobody may notice."""

import json
import os
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from ajar import Ajar, Unreachable
from ledger import damage
from stage import postgres, psql, stage, upload


class Crowd:
    """Clients that create leads as fast as they are answered; what was promised, and what was refused."""

    def __init__(self, ajar, clients=8):
        self.ajar, self.ends = ajar, threading.Event()
        self.made, self.errors, self.begun = [], [], time.monotonic()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(clients)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while not self.ends.is_set():
            try:
                status, answer = self.ajar.ask("POST", "/api/v1/lead/", {"name": "One of the crowd"})
            except Unreachable as error:
                self.errors.append(str(error))
                continue
            if status == 201 or status == 200:
                self.made.append(answer["id"])
            else:
                self.errors.append(f"{status} {answer}")

    def stop(self):
        self.ends.set()
        for thread in self.threads:
            thread.join(60)
        return len(self.made) / (time.monotonic() - self.begun)


def complain(name, complaints, figures):
    print(f"{'FAILED' if complaints else 'ok    '}  {name}: {figures}", flush=True)
    for complaint in complaints[:20]:
        print(f"        {complaint}")
    return not complaints


def backup(options, database=None, empty=None):
    """A copy under load holds everything that was promised before it began, and can be started."""
    with stage(options, database=database) as made:
        for _ in range(5):
            upload(made)
        crowd = Crowd(made.ajar)
        time.sleep(2)
        before = list(crowd.made)
        copy = os.path.join(os.path.dirname(made.data), "copy")
        begun = time.monotonic()
        told = made.ajar.command("backup", copy, check=False)
        took = time.monotonic() - begun
        rate = crowd.stop()
        complaints = crowd.errors[:3]
        if told.returncode:
            return complain("backup", [told.stderr], "it failed")
        again = made.ajar.command("backup", copy, check=False)
        if again.returncode == 0:
            complaints.append("a second backup replaced the first")

        other = Ajar(options.binary, os.path.join(os.path.dirname(made.data), "restored"), empty)
        back = other.command("restore", copy, check=False)
        if back.returncode:
            return complain("backup", [back.stderr], "the restore failed")
        if other.command("restore", copy, check=False).returncode == 0:
            complaints.append("a second restore replaced the first")
        other.key = made.ajar.key
        other.start()
        try:
            there = {lead["id"] for lead in other.all("/lead/", _fields="id")}
            lost = [id for id in before if id not in there]
            complaints += [f"{id} was promised before the backup and is not in it" for id in lost[:5]]
            files = count_files(os.path.join(other.data, "files"))
            if files != 5:
                complaints.append(f"{files} of 5 files were restored")
            doctor = other.command("doctor", check=False)
            complaints += [line for line in doctor.stdout.splitlines() if "PROBLEM" in line]
        finally:
            other.kill()
        if not empty:
            complaints += damage(other.data)
        return complain(
            "backup and restore" + (", PostgreSQL" if database else ""), complaints,
            f"{rate:.0f} creates per s meanwhile, {len(before)} leads before it, {len(there)} in it, {took:.1f} s")


def count_files(folder):
    return sum(len(names) for _, _, names in os.walk(folder))


def backup_postgres(options):
    with postgres(options) as (url, _):
        address, _, name = url.rpartition("/")
        psql(url, "CREATE DATABASE another")
        return backup(options, url, f"{address}/another")


def commands(options):
    """Keys are made, used and revoked, users added, and the doctor comes, while the server works."""
    with stage(options) as made:
        crowd = Crowd(made.ajar, clients=4)
        complaints = []
        for round in range(3):
            told = made.ajar.command("api-key", "create", "--email", "ada@acme.test", check=False)
            if told.returncode:
                complaints.append(told.stderr)
                continue
            key = json.loads(told.stdout)
            visitor = Ajar(options.binary, made.data)
            visitor.port, visitor.key = made.ajar.port, key["api_key"]
            if visitor.ask("GET", "/api/v1/me/")[0] != 200:
                complaints.append("a new key is not accepted by the server that runs")
            made.ajar.command("api-key", "revoke", key["id"])
            deadline = time.monotonic() + 10
            while visitor.ask("GET", "/api/v1/me/")[0] != 401:
                if time.monotonic() > deadline:
                    complaints.append("a revoked key is still accepted after ten seconds")
                    break
                time.sleep(0.1)
        doctor = made.ajar.command("doctor", check=False)
        if doctor.returncode or "the server" not in doctor.stdout:
            complaints.append(doctor.stdout + doctor.stderr)
        second = subprocess.run(
            [options.binary, "serve", "--data", made.data, "--listen", "127.0.0.1:0"], capture_output=True, text=True,
            timeout=60)
        if second.returncode == 0 or "in use by another process" not in second.stderr:
            complaints.append(f"a second server: {second.returncode} {second.stderr}")
        rate = crowd.stop()
        complaints += crowd.errors[:3]
        return complain("commands beside the server", complaints, f"{rate:.0f} creates per s meanwhile")


@contextmanager
def listening():
    """A socket that listens and that no process of ours owns, as systemd holds one."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as held:
        yield held


def start_with(ajar, held):
    """As systemd does it: the socket is file 3, and LISTEN_PID is the process itself."""
    log = open(os.path.join(ajar.data, "server.log"), "a")
    os.set_inheritable(held.fileno(), True)
    ajar.process = subprocess.Popen(
        ["sh", "-c", f'exec 3<&{held.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"', "sh", ajar.binary, "serve",
         *ajar.options, "--rate-limit", "off", "--log-level", "warning"],
        stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=ajar.environment, pass_fds=[held.fileno()])


def restarts(options):
    """Restarted again and again under load, with the socket held outside: every request is answered."""
    with stage(options) as made, listening() as held:
        made.ajar.stop()
        made.ajar.port = held.getsockname()[1]
        start_with(made.ajar, held)
        made.ajar.wait_until_ready()  # before, SIGTERM ends it as it ends any program
        crowd = Crowd(made.ajar)
        count, slowest = max(3, options.points // 10), 0
        complaints = []
        for _ in range(count):
            time.sleep(0.7)
            begun = time.monotonic()
            if not made.ajar.stop():
                complaints.append("it did not stop by itself")
            start_with(made.ajar, held)
            made.ajar.wait_until_ready()
            slowest = max(slowest, time.monotonic() - begun)
        rate = crowd.stop()
        complaints += [f"{len(crowd.errors)} requests were not answered: {error}" for error in crowd.errors[:3]]
        there = {lead["id"] for lead in made.ajar.all("/lead/", _fields="id")}
        complaints += [f"{id} was promised and is gone" for id in crowd.made if id not in there][:5]
        return complain(
            "restarts without a refused request", complaints,
            f"{count} restarts, {len(crowd.made)} requests, {rate:.0f} per s, at most {slowest:.1f} s until ready")


def migrate(options):
    """Every released schema is brought up to date, to the same tables as a new one, with what was in it."""
    complaints, count = [], 0
    with postgres(options) as (url, _), tempfile.TemporaryDirectory(prefix="ajar-faults.") as folder:
        for database in ("sqlite", "postgres"):
            wanted = tables(options, database, url, os.path.join(folder, f"new-{database}"), None)[1]
            for dump in sorted(SCHEMAS.glob(f"*.{database}.sql")):
                count += 1
                lead, found = tables(options, database, url, os.path.join(folder, dump.name), dump)
                if lead != "Garden":
                    complaints.append(f"{dump.name}: its lead is {lead}")
                complaints += [f"{dump.name}: {line}" for line in sorted(found ^ wanted)][:5]
    return complain("released schemas are migrated", complaints, f"{count} dumps")


SCHEMAS = Path(__file__).resolve().parent / "schemas"


def tables(options, database, url, data, dump):
    """The lead of a dump after the migration, or of nothing; and all columns, indexes, constraints and triggers."""
    os.makedirs(data)
    address = None
    if database == "postgres":
        name = "new" if dump is None else f"release_{dump.name.split('.')[0]}"
        psql(url, f"CREATE DATABASE {name}")
        address = f"{url.rpartition('/')[0]}/{name}"
        if dump:
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", address, "-f", dump], check=True, capture_output=True)
    elif dump:
        with sqlite3.connect(f"{data}/ajar.sqlite") as file:
            file.executescript(dump.read_text())
    ajar = Ajar(options.binary, data, address)
    ajar.command("migrate")
    lead = None
    if dump:
        ajar.key = dump.read_text().split("\n", 1)[0].removeprefix("-- ")
        ajar.start()
        lead = ajar.all("/lead/", _fields="name")[0]["name"]
        ajar.stop()
    if address:
        query = """SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public' UNION ALL SELECT indexdef FROM pg_indexes
            WHERE schemaname = 'public' UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace UNION ALL SELECT pg_get_triggerdef(oid)
            FROM pg_trigger WHERE NOT tgisinternal"""
        text = subprocess.run(["psql", "-qAt", address, "-c", query], check=True, capture_output=True, text=True).stdout
        return lead, set(text.splitlines())
    with sqlite3.connect(f"{data}/ajar.sqlite") as file:
        return lead, {row[0] for row in file.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")}


SCENARIOS = {"migrate": migrate, "backup": backup, "backup-postgres": backup_postgres, "commands": commands, "restarts": restarts}
