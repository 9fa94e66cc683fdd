"""A server of its own and a browser for each test file; nothing but loopback is talked to."""
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request
import base64

from playwright.sync_api import sync_playwright

BINARY = os.environ.get("AJAR_TEST_BINARY", ".build/debug/ajar")
CHROMIUM = os.environ.get("AJAR_TEST_CHROMIUM", "/usr/bin/chromium")
EMAIL, PASSWORD = "rep@example.com", "correct horse battery"


class Server:
    """`ajar serve` with a sandbox, in a folder that goes away with it."""

    def __init__(self, is_set_up=True):
        self.folder = tempfile.TemporaryDirectory(prefix="ajar-browser-")
        self.key = None
        if is_set_up:
            made = subprocess.run(
                [BINARY, "setup", "--data", self.folder.name, "--organization", "Northwind", "--user-name", "Rita Rep",
                 "--email", EMAIL, "--password", PASSWORD], check=True, capture_output=True, text=True).stdout
            self.key = json.loads(made)["api_key"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        log = open(pathlib.Path(self.folder.name) / "log", "w")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", self.folder.name, "--listen", f"127.0.0.1:{self.port}", "--sandbox",
             "--rate-limit", "off"], stdout=log, stderr=subprocess.STDOUT)
        self._wait()

    def _wait(self):
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    def api(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}", method=method, data=json.dumps(body).encode() if body is not None else None)
        request.add_header("authorization", "Basic " + base64.b64encode(f"{self.key}:".encode()).decode())
        request.add_header("content-type", "application/json")
        return json.load(urllib.request.urlopen(request))

    def sandbox(self):
        return json.load(urllib.request.urlopen(f"{self.url}/sandbox/messages/"))["data"]

    def sandbox_mailbox(self):
        """A mailbox that sends into the sandbox and reads what comes from there."""
        places = json.load(urllib.request.urlopen(f"{self.url}/sandbox/"))
        return self.api("POST", "connected_account/", {
            "_type": "custom_email", "email": EMAIL, "name": "Rita Rep",
            "smtp": {**places["smtp"], "security": "none"},
            "imap": {**places["imap"], "security": "none", "username": EMAIL, "password": "any"}})

    def lead(self, name="Bluth Company", person="Michael Bluth", email="michael@bluth.example"):
        return self.api("POST", "lead/", {
            "name": name, "contacts": [{"name": person, "emails": [{"email": email, "type": "office"}]}]})

    def stop(self):
        self.process.terminate()
        self.process.wait(40)
        self.folder.cleanup()


class Browser:
    """One headless Chromium. Whatever a page's scripts complain about is collected."""

    def __init__(self):
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

    def page(self, server, width=1280, height=860, **options):
        context = self._chromium.new_context(
            viewport={"width": width, "height": height}, base_url=server.url, **options)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" else None)
        return page

    def signed_in(self, server, **options):
        page = self.page(server, **options)
        page.goto("/login?next=/inbox/")
        page.fill("[name=email]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.click("button")
        page.wait_for_url("**/inbox/")
        return page

    def stop(self):
        self._chromium.close()
        self._playwright.stop()


def until(check, seconds=20, what="that"):
    """Waits for something outside of the page."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen in {seconds} seconds")
