"""The server under test, the relay that it sends to, and the load on it."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import namedtuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
SENDER = "bench@example.test"
PASSWORD = "a-password-for-one-run"

# Requests per second, microseconds of the server's processor time for each, milliseconds of the median and of 99 %.
Load = namedtuple("Load", "rate cost p50 p99")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The process under test, and a few words to speak to it."""

    def __init__(self, binary, folder, database=None):
        self.binary, self.folder = binary, folder
        self.options = ["--data", folder] + (["--database", database] if database else [])
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        # A folder of an earlier run is used again.
        made = Path(folder, "setup.json")
        if not made.exists():
            os.makedirs(folder, mode=0o700, exist_ok=True)
            made.write_text(subprocess.run(
                [binary, "setup", *self.options, "--organization", "Bench", "--user-name", "Bench",
                 "--email", SENDER, "--password", PASSWORD],
                check=True, capture_output=True, text=True).stdout)
        self.key = json.loads(made.read_text())["api_key"]
        self.process = None

    @property
    def authorization(self):
        return "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()

    def start(self, *more):
        """Seconds from exec to the first 200 of /readyz."""
        log = open(os.path.join(self.folder, "server.log"), "a")
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [self.binary, "serve", *self.options, "--listen", f"127.0.0.1:{self.port}", "--rate-limit", "off",
             "--egress-allow", "127.0.0.0/8", *more],
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
        """One run of wrk."""
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
        return Load(
            result["requests"] / result["seconds"], (self.processor() - before) / result["requests"] * 1e6,
            result["p50"], result["p99"])

    def connect(self, sink):
        """A mailbox that sends to the sink."""
        self.call("POST", "/api/v1/connected_account/", {
            "_type": "custom_email", "email": SENDER, "name": "Bench", "imap": None,
            "smtp": {"host": "127.0.0.1", "port": sink.port, "security": "none", "username": None, "password": None}})


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
