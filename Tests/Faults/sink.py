"""A mail server that writes down what it took before it says so: the other side of the ledger."""

import hashlib
import re
import socketserver
import threading
import time
from collections import namedtuple

Mail = namedtuple("Mail", "token message_id digest time")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self):
        self.mails, self.lock = [], threading.Lock()
        self.delay = 0.0  # between the final dot and the answer: the width of the window
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # a client that dies is what this is for

    def take(self, data):
        head = data.split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
        token = re.search(r"^Subject: ledger (\S+)", head, re.M)
        message_id = re.search(r"^Message-ID:\s*(\S+)", head, re.M | re.I)
        mail = Mail(token and token[1], message_id and message_id[1], hashlib.sha256(data).hexdigest(), time.time())
        with self.lock:
            self.mails.append(mail)

    def copies(self):
        """The mails by token."""
        with self.lock:
            mails = list(self.mails)
        found = {}
        for mail in mails:
            found.setdefault(mail.token, []).append(mail)
        return found

    def stop(self):
        self.shutdown()
        self.server_close()


class Conversation(socketserver.StreamRequestHandler):
    timeout = 120

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())

    def handle(self):
        self.say("220 sink.test ESMTP")
        while line := self.rfile.readline(4096):
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-sink.test", "250-8BITMIME", "250-ENHANCEDSTATUSCODES", "250 SIZE 50000000")
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.data():
                    return
            elif verb == b"QUIT":
                self.say("221 2.0.0 bye")
                return
            else:
                self.say("250 2.0.0 ok")

    def data(self):
        lines = []
        while (line := self.rfile.readline(1 << 20)) != b".\r\n":
            if not line:
                return False  # cut off before the final dot: it was never ours
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.take(b"".join(lines))
        if self.server.delay:
            time.sleep(self.server.delay)
        self.say("250 2.0.0 taken")
        return True
