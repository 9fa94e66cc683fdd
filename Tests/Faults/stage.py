"""Where a scenario plays: a server, a sink, a ledger, and a PostgreSQL if it is wanted; nothing is left behind."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from ajar import Ajar, Unreachable
from ledger import Ledger, damage
from shim import Shim
from sink import Sink

ROOT = Path(__file__).resolve().parents[2]


class Stage:
    """A server, a sink, and the book about both."""

    def __init__(self, binary, folder, database=None, shim=False, environment=None):
        self.data = os.path.join(folder, "data")
        os.makedirs(self.data, mode=0o700, exist_ok=True)
        self.shim = Shim(folder, self.data) if shim else None
        self.sink = Sink()
        self.ajar = Ajar(
            binary, self.data, database, (environment or {}) | (self.shim.environment if shim else {}))
        self.ajar.set_up()
        self.ajar.start()
        self.ajar.connect(self.sink.port)
        self.ledger = Ledger(self.ajar, self.sink)

    def close(self):
        self.ajar.kill()
        self.sink.stop()


@contextmanager
def stage(options, **more):
    folder = tempfile.mkdtemp(prefix="ajar-faults.")
    made = None
    try:
        made = Stage(options.binary, folder, **more)
        yield made
    except BaseException:
        if made:
            log = Path(made.data, "server.log").read_text(errors="replace").splitlines()
            print("\n".join(["        the server's last words:"] + log[-12:]), file=sys.stderr)
        raise
    finally:
        if made:
            made.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(options):
    """A private PostgreSQL, its address, and its folder."""
    folder = tempfile.mkdtemp(prefix="ajar-faults-pg.")
    os.chmod(folder, 0o711)
    script, data = ROOT / "Scripts/postgres.sh", os.path.join(folder, "postgres")
    try:
        url = subprocess.run([script, "start", data], check=True, capture_output=True, text=True).stdout.strip()
        yield url, data
    finally:
        subprocess.run([script, "stop", data], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def ended_well(made):
    """The server stops when it is asked to, and its database is sound."""
    if not made.ajar.stop():
        print("        it did not stop by itself")
        return False
    words = [] if "--database" in made.ajar.options else damage(made.data)
    for word in words:
        print(f"        the database is damaged: {word}")
    return not words


def upload(made):
    """The form that the API names, with the bytes in it."""
    try:
        status, answer = made.ajar.ask(
            "POST", "/api/v1/files/upload/", {"filename": "a.txt", "content_type": "text/plain"})
        if status >= 300:
            return
        form = answer["upload"]
        boundary = "xXfaultsXx"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                 for name, value in form["fields"].items()]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
                     f"Content-Type: text/plain\r\n\r\nbytes\r\n--{boundary}--\r\n")
        connection = http.client.HTTPConnection("127.0.0.1", made.ajar.port, timeout=10)
        connection.request("POST", urllib.parse.urlsplit(form["url"]).path, "".join(parts),
                           {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        connection.getresponse().read()
        connection.close()
    except (Unreachable, OSError, KeyError, TypeError):
        pass


def psql(url, statement):
    subprocess.run(["psql", "-qAt", url, "-c", statement], capture_output=True, check=False)


def restart(folder):
    """As after a crash of its machine's power: no goodbye."""
    found = subprocess.run(
        ["bash", "-c", f"source {ROOT}/Scripts/common.sh; postgres_bin"], capture_output=True, text=True).stdout.strip()
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    subprocess.run(
        [*user, f"{found}/pg_ctl", "restart", "--pgdata", f"{folder}/data", "--mode", "immediate", "--wait", "--log",
         f"{folder}/server.log"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
