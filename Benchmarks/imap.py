"""Measures how Ajar reads mailboxes: the first import beside mbsync, and what an account that waits costs.

Import: a private Dovecot (Tests/EndToEnd/postfix.sh) holds a mailbox; mbsync and Ajar read all of it by turns, each into
an empty place, from the same server on the same machine. Every message concerns a contact, so Ajar stores every one.
Idle: that many accounts of one process, each with a connection of its own in IDLE at a responder in this script.

    imap.py BINARY SERVERS.JSON [--messages 20000] [--size 8192] [--runs 3] [--accounts 2000] [--security none|tls]
"""

import argparse
import asyncio
import base64
import email.utils
import json
import os
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ADDRESS = "bench@example.test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Ajar:
    """The process under test."""

    def __init__(self, binary, folder, ca_file):
        self.folder, self.base = folder, f"http://127.0.0.1:{free_port()}"
        made = subprocess.run(
            [binary, "setup", "--data", folder, "--organization", "Bench", "--user-name", "Bench", "--email", ADDRESS,
             "--password", "a-password-for-one-run"], check=True, capture_output=True, text=True)
        self.key = json.loads(made.stdout)["api_key"]
        self.log = open(f"{folder}/log", "w")
        self.process = subprocess.Popen(
            [binary, "serve", "--data", folder, "--listen", self.base.removeprefix("http://"), "--rate-limit", "off",
             "--ca-file", ca_file, "--log-level", "warning"], stderr=self.log)
        until(lambda: self.is_ready(), 60)

    def is_ready(self):
        try:
            return urllib.request.urlopen(self.base + "/readyz").status == 200
        except OSError:
            return False

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.base}/api/v1/{path}/", method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": "Basic " + base64.b64encode(f"{self.key}:".encode()).decode(),
                     "Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))

    def connect(self, address, **imap):
        smtp = {"host": "127.0.0.1", "port": 9, "security": "none"}
        return self.ask("POST", "connected_account", {"email": address, "name": "Rep", "smtp": smtp, "imap": imap})["id"]

    def resident(self, kind="VmRSS"):
        """Bytes of memory that are in use; `RssAnon` leaves out files that are mapped, such as the database."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(kind):
                return int(line.split()[1]) * 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def until(holds, seconds, pause=0.05):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(pause)


# Import


def fill(maildir, count, size):
    """The mailbox, as files; Dovecot finds them by itself."""
    folder = Path(maildir) / ADDRESS / "Maildir"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    now = time.time()
    line = "All work and no play makes a long line of plain words here.\r\n"
    for number in range(count):
        date = now - (count - number) * 60
        head = (f"From: Ann <ann{number % 50}@garden.example>\r\nTo: {ADDRESS}\r\nSubject: Offer {number}\r\n"
                f"Date: {email.utils.formatdate(date)}\r\nMessage-ID: <{number}.bench@garden.example>\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n\r\n")
        text = head + line * ((size - len(head)) // len(line))
        path = folder / "cur" / f"{int(date)}.{number}.bench:2,S"
        path.write_bytes(text.encode())
        os.utime(path, (date, date))
    for path in [Path(maildir) / ADDRESS, *folder.parent.rglob("*")]:
        shutil.chown(path, "nobody", "nogroup")


def run_mbsync(servers, count):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "rc").write_text(
            f"IMAPAccount a\nHost localhost\nPort {servers['imap_port']}\nUser {ADDRESS}\nPass {servers['password']}\n"
            f"SSLType STARTTLS\nCertificateFile {servers['ca_file']}\n\nIMAPStore far\nAccount a\n\n"
            f"MaildirStore near\nPath {folder}/mail/\nInbox {folder}/mail/INBOX\nSubFolders Verbatim\n\n"
            "Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState *\n")
        os.mkdir(f"{folder}/mail")
        begun = time.monotonic()
        subprocess.run(["mbsync", "-c", f"{folder}/rc", "-q", "c"], check=True)
        seconds = time.monotonic() - begun
        found = sum(len(os.listdir(f"{folder}/mail/INBOX/{name}")) for name in ("cur", "new"))
        if found != count:
            sys.exit(f"mbsync has {found} of {count} messages")
        return seconds


def run_import(binary, servers, count):
    with tempfile.TemporaryDirectory() as folder:
        ajar = Ajar(binary, folder, servers["ca_file"])
        try:
            contacts = [{"emails": [{"email": f"ann{number}@garden.example"}]} for number in range(50)]
            ajar.ask("POST", "lead", {"name": "Garden Supplies", "contacts": contacts})
            memory, mapped, done = [ajar.resident("RssAnon")], 0, threading.Event()

            def watch():
                nonlocal mapped
                while not done.wait(0.1):
                    memory.append(ajar.resident("RssAnon"))
                    mapped = max(mapped, ajar.resident("RssFile"))

            watcher = threading.Thread(target=watch)
            watcher.start()
            begun = time.monotonic()
            account = ajar.connect(ADDRESS, host="localhost", port=servers["imap_port"], security="starttls",
                                   username=ADDRESS, password=servers["password"])
            inbox = {}

            def is_complete():
                nonlocal inbox
                folders = ajar.ask("GET", f"connected_account/{account}/sync")["folders"]
                inbox = next((one for one in folders if one["role"] == "inbox"), {})
                return inbox.get("is_history_complete") and inbox["our_count"] == count

            until(is_complete, 3600, 0.25)
            seconds = time.monotonic() - begun
            done.set()
            watcher.join()
            if inbox["kept"] != count:
                sys.exit(f"Ajar kept {inbox['kept']} of {count} messages")
            quarter = max(1, len(memory) // 4)
            return seconds, memory[0], max(memory), max(memory[quarter: 2 * quarter]), max(memory[-quarter:]), mapped
        finally:
            ajar.stop()


# Idle


class Responder:
    """An IMAP server with one empty mailbox, for anybody: as much of RFC 9051 as a client needs that waits."""

    def __init__(self, tls):
        self.tls, self.port, self.idling = tls, free_port(), 0
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()

        def run():
            asyncio.set_event_loop(self.loop)
            self.loop.run_until_complete(
                asyncio.start_server(self.serve, "127.0.0.1", self.port, ssl=tls, backlog=4096))
            ready.set()
            self.loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        ready.wait()

    async def serve(self, reader, writer):
        capabilities = "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE ENABLE CONDSTORE SPECIAL-USE ESEARCH"
        writer.write(f"* OK [CAPABILITY {capabilities}] ready\r\n".encode())
        idle = None
        try:
            while line := await reader.readline():
                words = line.decode().strip().split(" ")
                if words == ["DONE"]:
                    self.idling -= 1
                    writer.write(f"{idle} OK done\r\n".encode())
                    idle = None
                    continue
                tag, command = words[0], words[1].upper()
                if command == "IDLE":
                    idle, self.idling = tag, self.idling + 1
                    writer.write(b"+ idling\r\n")
                    continue
                if command == "UID":
                    command = words[2].upper()
                said = {
                    "CAPABILITY": f"* CAPABILITY {capabilities}\r\n", "LIST": '* LIST (\\HasNoChildren) "/" INBOX\r\n',
                    "SELECT": "* FLAGS (\\Seen \\Deleted)\r\n* 0 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n"
                              "* OK [UIDNEXT 1] next\r\n* OK [HIGHESTMODSEQ 1] highest\r\n",
                    "SEARCH": f'* ESEARCH (TAG "{tag}") UID\r\n', "LOGOUT": "* BYE\r\n",
                }.get(command, "")
                writer.write(f"{said}{tag} OK done\r\n".encode())
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.idling -= idle is not None
            writer.close()


def run_idle(binary, servers, count, security):
    tls = None
    if security == "tls":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = Path(servers["ca_file"]).parent
        tls.load_cert_chain(folder / "server.pem", folder / "server.key")
    responder = Responder(tls)
    with tempfile.TemporaryDirectory() as folder:
        ajar = Ajar(binary, folder, servers["ca_file"])
        try:
            def connect(number):
                ajar.connect(f"rep{number}@example.test", host="localhost", port=responder.port, security=security,
                             username=f"rep{number}", password="secret")

            # What the first accounts cost once, and the others don't: code, pools, caches.
            for number in range(20):
                connect(number)
            until(lambda: responder.idling == 20, 120)
            settle(ajar)
            before = ajar.resident()
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(connect, range(20, 20 + count)))
            until(lambda: responder.idling == 20 + count, 900)
            settle(ajar)
            after = ajar.resident()
            if responder.idling != 20 + count:
                sys.exit(f"only {responder.idling} of {20 + count} sessions are in IDLE")
            return before, after
        finally:
            ajar.stop()


def settle(ajar):
    """Until memory has stopped growing."""
    last = 0
    while (now := ajar.resident()) > last + 200_000:
        last = now
        time.sleep(3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("servers")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--security", choices=["none", "tls"], default="tls")
    options = parser.parse_args()
    servers = json.loads(Path(options.servers).read_text())
    binary = os.path.abspath(options.binary)

    if options.accounts:
        before, after = run_idle(binary, servers, options.accounts, options.security)
        each = (after - before) / options.accounts / 1000
        print(f"{options.accounts} accounts in IDLE ({options.security}): {before / 1e6:.0f} MB before, "
              f"{after / 1e6:.0f} MB with them, {each:.1f} kB each")
    if options.messages:
        fill(servers["maildir"], options.messages, options.size)
        run_mbsync(servers, options.messages)   # Dovecot builds its index once, for both
        theirs, ours, memory = [], [], []
        for _ in range(options.runs):
            theirs.append(run_mbsync(servers, options.messages))
            seconds, *grown = run_import(binary, servers, options.messages)
            ours.append(seconds)
            memory.append(grown)
        ratio = statistics.median(a / b for a, b in zip(theirs, ours))
        print(f"\nFirst import of {options.messages} messages of {options.size} bytes, median of {options.runs} runs\n")
        print(f"{'':10}{'seconds':>10}{'smallest':>10}{'largest':>10}{'messages/s':>12}")
        for name, times in (("mbsync", theirs), ("Ajar", ours)):
            print(f"{name:10}{statistics.median(times):>10.1f}{min(times):>10.1f}{max(times):>10.1f}"
                  f"{options.messages / statistics.median(times):>12.0f}")
        print(f"\nAjar is {ratio:.2f} times as fast as mbsync (median of the ratios within a round).")
        before, peak, second, last, mapped = (f"{statistics.median(column) / 1e6:.0f} MB" for column in zip(*memory))
        print(f"Memory: {before} before, {peak} at most; {second} in the second quarter of the import, {last} in the last. "
              f"Beside it up to {mapped} of files that are mapped: the program and the database.")


main()
