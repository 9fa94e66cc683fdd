"""What was promised against what was delivered.

A promise is a 2xx to a POST with an Idempotency-Key. For each one exactly one mail must have arrived. There is one way to
a second copy, which Documentation/sending.md tells of: the process died between the final dot and the commit of the answer.
Such a copy has the same bytes and Message-ID, and the email's `send_attempts` says `interrupted`. Anything else is a fault.
"""

import sqlite3
import threading
import time
import uuid

from ajar import SENDER, Unreachable


class Ledger:
    def __init__(self, ajar, sink):
        self.ajar, self.sink = ajar, sink
        self.lock = threading.Lock()
        self.promised, self.refused, self.unknown, self.taken_back = {}, set(), set(), set()
        self.deaths = 0  # processes that were killed, or stopped for longer than a lease
        self.failures = 0  # answers of 5xx, which promise nothing
        self.ends = threading.Event()
        ajar.on_death = self.count_death

    def count_death(self):
        self.deaths += 1

    # MARK: Promising

    def post(self, lasts=60, **more):
        """Posts one email, again and again with the same key until the answer is definite. Its token and id."""
        token = uuid.uuid4().hex
        body = {
            "lead_id": self.ajar.lead, "status": "outbox", "sender": SENDER, "to": [f"{token}@garden.test"],
            "subject": f"ledger {token}", "body_text": "Hello.\n.\nThis line began with a dot.\n" * 20} | more
        deadline = time.monotonic() + lasts
        while time.monotonic() < deadline:
            try:
                status, answer = self.ajar.ask("POST", "/api/v1/activity/email/", body, idempotency=token)
            except Unreachable:
                time.sleep(0.03)
                continue
            with self.lock:
                if 200 <= status < 300:
                    self.promised[token] = answer["id"]
                    return token, answer["id"]
                if status == 409 and "did not end" in str(answer):
                    break  # it took effect or not; the list will tell
                if status >= 500:
                    self.failures += 1
                elif status != 409:
                    self.refused.add(token)
                    return token, None
            time.sleep(0.03)
        with self.lock:
            self.unknown.add(token)
        return token, None

    def take_back(self, token, id):
        """Undo. A 200 with `draft` promises that nothing was and nothing will be sent."""
        for _ in range(200):
            try:
                status, answer = self.ajar.ask("PUT", f"/api/v1/activity/email/{id}/", {"status": "draft"})
            except Unreachable:
                time.sleep(0.03)
                continue
            if status == 200 and answer["status"] == "draft":
                with self.lock:
                    self.taken_back.add(token)
            if status < 500:
                return
            time.sleep(0.03)

    def load(self, clients, pause=0.05):
        """Clients that post until `ends` is set; every seventh email is taken back at once."""
        def client():
            count = 0
            while not self.ends.is_set():
                count += 1
                undo = count % 7 == 0
                token, id = self.post(**({"send_in": 2} if undo else {}))
                if undo and id:
                    self.take_back(token, id)
                self.ends.wait(pause)
        threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
        for thread in threads:
            thread.start()
        return threads

    # MARK: Checking

    def drain(self, seconds=180):
        """Waits until nothing is in the outbox any more."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            page = self.ajar.must("GET", "/activity/email/?_limit=1&_fields=id&status__in=outbox,scheduled")
            if not page["data"]:
                return
            time.sleep(0.3)
        raise SystemExit(f"emails are still in the outbox after {seconds} s; see {self.ajar.data}/server.log")

    def check(self):
        """Complaints, and how many copies the window let through."""
        emails, copies = {}, self.sink.copies()
        for email in self.ajar.all("/activity/email/", _fields="id,subject,status,send_attempts"):
            emails.setdefault(email["subject"].removeprefix("ledger "), []).append(email)
        complaints, windows = [], 0
        for token, id in self.promised.items():
            if id not in [email["id"] for email in emails.get(token, [])]:
                complaints.append(f"{id} was accepted and is gone")
        for token, same in emails.items():
            if len(same) > 1:
                complaints.append(f"one key made {len(same)} emails: {', '.join(e['id'] for e in same)}")
            email, mails = same[0], copies.get(token, [])
            if token in self.taken_back:
                if mails or email["status"] != "draft":
                    complaints.append(f"{email['id']} was taken back, is {email['status']} and was sent {len(mails)} times")
                continue
            if token in self.refused:
                complaints.append(f"{email['id']} exists although its request was refused")
            if email["status"] == "draft":
                continue  # the answer to its undo was lost
            if email["status"] != "sent" or not mails:
                complaints.append(f"{email['id']} is {email['status']} and arrived {len(mails)} times")
            interrupted = sum(attempt["outcome"] == "interrupted" for attempt in email["send_attempts"])
            extra = max(0, len(mails) - 1)
            windows += extra
            if extra > interrupted:
                complaints.append(f"{email['id']} arrived {len(mails)} times with {interrupted} interruptions")
            if len({(mail.message_id, mail.digest) for mail in mails}) > 1:
                complaints.append(f"the copies of {email['id']} differ")
        for token in copies:
            if token not in emails:
                complaints.append(f"a mail arrived of which no email is known: {token}")
        return complaints, windows

    def report(self, name, points=None):
        """Drains, checks, prints one line; whether all is well."""
        self.drain()
        complaints, windows = self.check()
        if windows and not self.deaths:
            complaints.append(f"{windows} second copies were sent although no process died or stood still")
        figures = [f"{points} points" if points else "", f"{len(self.promised)} promised",
                   f"{sum(map(len, self.sink.copies().values()))} delivered", f"{len(self.taken_back)} taken back",
                   f"{len(self.unknown)} unknown", f"{self.failures} answers of 5xx", f"{windows} copies from the window"]
        print(f"{'ok    ' if not complaints else 'FAILED'}  {name}: {', '.join(filter(None, figures))}", flush=True)
        for complaint in complaints[:20]:
            print(f"        {complaint}")
        return not complaints


def damage(data):
    """What SQLite finds wrong with the file of a server that has stopped."""
    with sqlite3.connect(f"file:{data}/ajar.sqlite?mode=ro", uri=True) as database:
        words = [row[0] for row in database.execute("PRAGMA integrity_check")]
        return ([] if words == ["ok"] else words) + [str(row) for row in database.execute("PRAGMA foreign_key_check")]
