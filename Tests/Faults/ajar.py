"""The program under test in a folder of its own: started, asked, killed, started again."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import time

SENDER = "ada@acme.test"


class Unreachable(Exception):
    """No answer came: nobody knows whether the request took effect."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Ajar:
    def __init__(self, binary, data, database=None, environment=None):
        self.binary, self.data = binary, data
        self.options = ["--data", data] + (["--database", database] if database else [])
        self.environment = os.environ | (environment or {})
        self.port, self.process, self.key = free_port(), None, None
        self.on_death = lambda: None

    def command(self, *words, check=True, **more):
        return subprocess.run(
            [self.binary, *words, *self.options], check=check, capture_output=True, text=True, timeout=120,
            env=self.environment | more)

    def set_up(self, name="Acme"):
        made = self.command(
            "setup", "--organization", name, "--user-name", "Ada Lovelace", "--email", SENDER, "--password",
            "a password for tests")
        self.key = json.loads(made.stdout)["api_key"]

    def start(self, wait=60):
        log = open(os.path.join(self.data, "server.log"), "a")
        self.process = subprocess.Popen(
            [self.binary, "serve", *self.options, "--listen", f"127.0.0.1:{self.port}", "--rate-limit", "off",
             "--retry-first", "1", "--log-level", "warning"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment)
        if wait:
            self.wait_until_ready(wait)

    def wait_until_ready(self, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return
            except Unreachable:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the server did not start; see {self.data}/server.log")
            time.sleep(0.01)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.on_death()
        if self.process:
            self.process.wait()

    def stop(self):
        """True when it ended by itself in time."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(45) == 0
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def ask(self, method, path, body=None, idempotency=None, timeout=30):
        """Status and JSON. A connection of its own for each: who was cut off must not be mistaken for who is next."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Authorization": "Basic " + base64.b64encode(f"{self.key}:".encode()).decode(), "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(str(error)) from None
        finally:
            connection.close()
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode("utf-8", "replace")

    def must(self, method, path, body=None):
        status, answer = self.ask(method, "/api/v1" + path, body)
        if not 200 <= status < 300:
            raise SystemExit(f"{method} {path} was answered with {status}: {answer}")
        return answer

    def all(self, path, **parameters):
        """Every object of a list, page by page."""
        query = "".join(f"&{name}={value}" for name, value in parameters.items())
        found, more = [], True
        while more:
            page = self.must("GET", f"{path}?_limit=100&_skip={len(found)}{query}")
            found, more = found + page["data"], page["has_more"]
        return found

    def connect(self, port):
        """A mailbox that sends through the server on this port, and a lead to write to."""
        self.must("POST", "/connected_account/", {
            "_type": "custom_email", "email": SENDER, "name": "Ada", "imap": None,
            "smtp": {"host": "127.0.0.1", "port": port, "security": "none", "username": None, "password": None}})
        self.lead = self.must("POST", "/lead/", {"name": "Garden"})["id"]
