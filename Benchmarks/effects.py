"""What follows from a change: webhooks, and templates filled in."""

import http.server
import json
import threading
import time

from api import LEAD, fill


class Hooks(http.server.ThreadingHTTPServer):
    """Takes every delivery with 200."""
    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        self.count = 0
        super().__init__(("127.0.0.1", 0), Hook)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.count += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


def measure(bench, database):
    options = bench.options
    with bench.server(database) as server:
        leads = fill(bench, server, min(options.leads, 1000))
        template = server.call("POST", "/api/v1/email_template/", {
            "name": "Offer", "subject": "For {{ lead.display_name }}",
            "body": "<p>Dear {{ contact.first_name }},</p>" + "<p>{{ lead.display_name }} grows.</p>" * 20})
        lead = open(leads).readline().strip()
        hooks = Hooks()
        address = f"http://127.0.0.1:{hooks.server_address[1]}/"
        for _ in range(options.fans):
            server.call("POST", "/api/v1/webhook/", {
                "url": address, "events": [{"object_type": "lead", "action": "created"}]})
        for run in range(options.runs):
            bench.progress(f"{database}: templates and webhooks, round {run + 1} of {options.runs}")
            bench.table.add("render a template", server.load(
                f"/api/v1/email_template/{template['id']}/render/?lead_id={lead}", 8, options.seconds), "per s")
            bench.table.add(f"webhooks, {options.fans} subscribers: delivered", deliver(server, hooks, options), "per s")
        hooks.shutdown()


def deliver(server, hooks, options):
    before, begun = hooks.count, time.monotonic()
    for n in range(options.changes):
        server.call("POST", "/api/v1/lead/", json.loads(LEAD.replace("{n}", str(n))))
    wanted = options.changes * options.fans
    while hooks.count - before < wanted:
        if time.monotonic() - begun > 120:
            raise SystemExit(f"of {wanted} deliveries, {hooks.count - before} came")
        time.sleep(0.01)
    return wanted / (time.monotonic() - begun)
