"""What can break: the process, the disk, the clock, the other database."""

import datetime
import errno
import os
import random
import shutil
import signal
import tempfile
import time

from ajar import Ajar, Unreachable
from shim import DISK, Shim
from stage import ended_well, postgres, psql, restart, stage, upload

DAY = 86_400


# MARK: Dying

def kill(options, database=None, name="kill -9 at random instants"):
    """Dies at any instant under load, and again while it comes back."""
    with stage(options, database=database) as made:
        threads = made.ledger.load(6)
        for point in range(options.points):
            # Sometimes in the middle of the start, mostly in the middle of the work.
            if random.random() < 0.15:
                time.sleep(random.uniform(0, 0.4))
            else:
                made.ajar.wait_until_ready()
                made.sink.delay = random.choice([0, 0, 0.02])
                time.sleep(random.uniform(0.02, 0.8))
            made.ajar.kill()
            made.ajar.start(wait=0)
        made.ajar.wait_until_ready()
        made.ledger.ends.set()
        for thread in threads:
            thread.join(90)
        made.sink.delay = 0
        # Where nobody can know that a process died (PostgreSQL), its jobs wait for the end of their leases.
        return made.ledger.report(name, options.points) and ended_well(made)


def kill_postgres(options):
    with postgres(options) as (url, _):
        return kill(options, url, "kill -9 at random instants, PostgreSQL")


# MARK: The disk

def errand(made):
    """A little of everything that writes: a lead, a file, emails, an undo. Failures are what it is for."""
    ledger = made.ledger
    try:
        made.ajar.ask("POST", "/api/v1/lead/", {"name": "Another"})
    except Unreachable:
        pass
    ledger.post(lasts=3)
    token, id = ledger.post(lasts=3, send_in=2)
    if id:
        ledger.take_back(token, id)
    upload(made)


def disk(options):
    """Every write, fsync, rename and open of an errand fails in turn, once each, with several errors."""
    with stage(options, shim=True) as made:
        errand(made)
        made.shim.count()
        errand(made)
        made.ledger.drain()
        calls = made.shim.control.seen
        if not calls:
            raise SystemExit("the shim sees no calls: is the program linked statically?")
        points, fired = min(options.points, 2 * calls), 0
        for point in range(points):
            nth = point + 1 if points >= calls else 1 + point * calls // points
            error = random.choice([errno.EIO, errno.ENOSPC, errno.EDQUOT])
            made.shim.fail(nth, error, is_short=error == errno.ENOSPC and random.random() < 0.5)
            errand(made)
            fired += made.shim.control.fired > 0
            made.shim.count()
            if point % 25 == 24:
                made.ajar.kill()
                made.ajar.start()
        print(f"        an errand makes {calls} calls; {fired} of {points} failures took place")
        return fired > 0 and made.ledger.report("each write, fsync and rename fails", points) and ended_well(made)


def dead_disk(options, name="the disk refuses everything for a while", error=errno.EIO):
    """From some call on everything fails; then the disk comes back, with and without a restart in between."""
    with stage(options, shim=True) as made:
        threads = made.ledger.load(4)
        for point in range(max(3, options.points // 10)):
            time.sleep(random.uniform(0.2, 0.6))
            made.shim.fail(random.randint(1, 40), error, DISK, sticks=True, is_short=error == errno.ENOSPC)
            time.sleep(1)
            try:
                status, _ = made.ajar.ask("GET", "/healthz")
            except Unreachable:
                status = 0
            if status != 200:
                print("        it does not live while the disk is away")
                return False
            if point % 2:
                made.ajar.kill()
            made.shim.count()
            if point % 2:
                made.ajar.start()
        made.ledger.ends.set()
        for thread in threads:
            thread.join(90)
        return made.ledger.report(name) and ended_well(made)


def full_disk(options):
    return dead_disk(options, "the disk is full for a while", errno.ENOSPC)


def read_only(options):
    """A disk that became read-only: reads are answered, writes refused with 503, a start says why it can't."""
    with stage(options, shim=True) as made:
        made.ledger.post()
        made.shim.fail(1, errno.EROFS, DISK, sticks=True)
        status, _ = made.ajar.ask("POST", "/api/v1/lead/", {"name": "Nowhere"})
        reads, _ = made.ajar.ask("GET", f"/api/v1/lead/{made.ajar.lead}/")
        if (status, reads) != (503, 200):
            print(f"        a write was answered with {status}, a read with {reads}")
            return False
        made.shim.count()
        made.ajar.must("POST", "/lead/", {"name": "Here again"})
        leads = [lead["name"] for lead in made.ajar.all("/lead/", _fields="name")]
        if "Nowhere" in leads or "Here again" not in leads:
            print(f"        the leads are {leads}")
            return False
        return made.ledger.report("the disk is read-only for a while") and ended_well(made)


def set_up(options):
    """Every call of the first start fails in turn: the second try makes it, as if nothing had been."""
    folder = tempfile.mkdtemp(prefix="ajar-faults.")
    try:
        data = os.path.join(folder, "data")
        shim, calls, fired = Shim(folder, data), 0, 0
        for point in range(-1, min(options.points, 40)):
            shutil.rmtree(data, ignore_errors=True)
            broken = Ajar(options.binary, data, environment=shim.environment)
            if point < 0:
                shim.count()
                broken.set_up()
                calls = shim.control.seen
                continue
            shim.fail(1 + point * calls // min(options.points, 40), errno.EIO)
            failed = broken.command(
                "setup", "--organization", "Acme", "--user-name", "Ada", "--email", "ada@acme.test", check=False)
            fired += shim.control.fired > 0
            shim.count()
            if failed.returncode < 0:
                print(f"        setup died of signal {-failed.returncode} at call {point}")
                return False
            again = broken.command(
                "setup", "--organization", "Acme", "--user-name", "Ada", "--email", "ada@acme.test", check=False)
            if again.returncode:
                print(f"        the second setup failed at {point}: {again.stderr}")
                return False
        print(f"ok      each call of a setup fails: {calls} calls, {fired} failures", flush=True)
        return fired > 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# MARK: The clock

def clock(options):
    """A day forward and back while mails are between the final dot and the answer: nobody takes them for lost."""
    with stage(options, shim=True, environment={"TZ": "Europe/Berlin"}) as made:
        made.sink.delay = 25  # longer than the rescuer waits between two looks
        for ahead in (DAY, 0, -DAY, 0):
            for _ in range(3):
                made.ledger.post()
            wait_for_mails(made)
            made.shim.set_clock(ahead)
            time.sleep(20)
        made.sink.delay = 0
        # What was accepted while the clock was ahead is due when the clock gets there again.
        made.shim.set_clock(2 * DAY)
        return made.ledger.report("the clock jumps by a day, both ways") and ended_well(made)


def wait_for_mails(made):
    deadline, before = time.monotonic() + 60, len(made.ledger.promised)
    while sum(map(len, made.sink.copies().values())) < before and time.monotonic() < deadline:
        time.sleep(0.05)


def daylight(options):
    """Scheduled over the hour that doesn't exist, and over the one that exists twice: sent at its time, not before."""
    with stage(options, shim=True, environment={"TZ": "Europe/Berlin"}) as made:
        good = True
        for text in ("2026-03-29T01:00:00+00:00", "2026-10-25T01:00:00+00:00"):
            change = datetime.datetime.fromisoformat(text).timestamp()
            made.shim.set_clock(change - 4 - time.time())
            due = datetime.datetime.fromtimestamp(change, datetime.timezone.utc).isoformat()
            token, _ = made.ledger.post(status="scheduled", date_scheduled=due)
            begun = time.monotonic()
            while token not in made.sink.copies() and time.monotonic() - begun < 60:
                time.sleep(0.02)
            took = time.monotonic() - begun
            if not 2.5 < took < 15:
                print(f"        the email of {text} took {took:.1f} s instead of 4")
                good = False
        return made.ledger.report("scheduled across daylight saving") and good and ended_well(made)


# MARK: The other database

def cut_postgres(options):
    """Its connections cut in mid-transaction, and the server itself restarted at once, again and again."""
    with postgres(options) as (url, folder), stage(options, database=url) as made:
        threads = made.ledger.load(6)
        for point in range(max(6, options.points // 2)):
            time.sleep(random.uniform(0.1, 0.5))
            if point % 6 == 5:
                restart(folder)
            else:
                psql(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ajar'")
        made.ledger.ends.set()
        for thread in threads:
            thread.join(90)
        return made.ledger.report("PostgreSQL is cut off and restarted", max(6, options.points // 2)) and ended_well(made)


def stopped(options):
    """Two processes on one PostgreSQL; one is stopped with jobs in its hands for longer than their leases, then goes on."""
    with postgres(options) as (url, _), stage(options, database=url) as made:
        other = Ajar(options.binary, made.data, url)
        other.key = made.ajar.key
        other.start()
        try:
            threads = made.ledger.load(6, pause=0.1)
            time.sleep(2)
            made.sink.delay = 0.3
            time.sleep(1)
            other.signal(signal.SIGSTOP)
            made.ledger.count_death()
            made.sink.delay = 0
            time.sleep(85)
            other.signal(signal.SIGCONT)
            time.sleep(5)
            made.ledger.ends.set()
            for thread in threads:
                thread.join(90)
            return made.ledger.report("a process is stopped with leases in its hands") and ended_well(made)
        finally:
            other.signal(signal.SIGCONT)
            other.kill()


SCENARIOS = {
    "setup": set_up, "kill": kill, "disk": disk, "dead-disk": dead_disk, "full-disk": full_disk, "read-only": read_only,
    "clock": clock, "daylight": daylight, "kill-postgres": kill_postgres, "cut-postgres": cut_postgres,
    "stopped": stopped}
