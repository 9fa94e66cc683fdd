"""Bytes on the wire that no client sends: `wire.py BINARY`. Each case says what must not come of it.

Smuggling (two readings of one request), slow and endless clients, huge and many headers, deep and large bodies.
"""

import base64
import http.client
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "Faults"))
from ajar import Ajar  # noqa: E402


def exchange(ajar, *parts, seconds=8, pause=0):
    """What comes back until the other end hangs up or `seconds` are over, and how it ended."""
    with socket.create_connection(("127.0.0.1", ajar.port)) as line:
        line.settimeout(seconds)
        answer = b""
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
            while chunk := line.recv(65536):
                answer += chunk
        except socket.timeout:
            return answer, "open"
        except OSError:
            pass
    return answer, "closed"


def answers(text):
    return text.count(b"HTTP/1.1 ")


# Two lengths, or a length and chunks, or chunks under another spelling: a proxy before us may read the other one.
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
SMUGGLING = {
    "Content-Length and Transfer-Encoding": b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % 5,
    "two different Content-Lengths": b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n",
    "a Content-Length with a sign": b"Content-Length: +0\r\n\r\n",
    "a Content-Length that is a list": b"Content-Length: 0, 35\r\n\r\n",
    "Transfer-Encoding: xchunked": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks that are not the last coding": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Content-Length : 0\r\n\r\n",
    "a folded header": b"X-A: b\r\n Content-Length: 35\r\n\r\n",
    "a bare CR in a header": b"X-A: b\rContent-Length: 35\r\n\r\n",
    "a chunk size with rubbish": b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
}


def smuggling(ajar):
    for name, rest in SMUGGLING.items():
        text, end = exchange(ajar, b"POST /healthz HTTP/1.1\r\nHost: x\r\n" + rest + SMUGGLED, seconds=3)
        first = text.split(b"\r\n", 1)[0]
        # Refusing is right, and so is one answer and the end of the connection.
        yield name, b" 200 " not in text or (answers(text) <= 1 and end == "closed"), f"{answers(text)} answers, {first!r}, {end}"


def sizes(ajar):
    text, end = exchange(ajar, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n", seconds=5)
    yield "a header of 70 kB", b" 200 " not in text, text[:60]
    many = b"".join(b"X-%d: a\r\n" % n for n in range(5000))
    text, end = exchange(ajar, b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + many + b"\r\n", seconds=5)
    yield "5,000 headers", b" 200 " not in text, text[:60]
    text, end = exchange(ajar, b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", seconds=5)
    yield "a path of 200 kB", b" 200 " not in text, text[:60]
    for name, body in {
        "JSON 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "an object 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "an object with 200,000 members": b"{" + b",".join(b'"k%d":1' % n for n in range(200_000)) + b"}",
        "a number of 1,000,000 digits": b'{"name":' + b"9" * 1_000_000 + b"}",
    }.items():
        status = post(ajar, body)
        yield name, 200 <= status < 500, status


def post(ajar, body):
    connection = http.client.HTTPConnection("127.0.0.1", ajar.port, timeout=60)
    connection.request("POST", "/api/v1/lead/", body, {
        "Authorization": "Basic " + base64.b64encode(f"{ajar.key}:".encode()).decode(), "Content-Type": "application/json"})
    return connection.getresponse().status


def slowness(ajar, connections=300):
    """Half requests on many connections, a byte now and then: others are answered as before, and memory stays."""
    lines, before = [], memory(ajar)
    try:
        for _ in range(connections):
            line = socket.create_connection(("127.0.0.1", ajar.port))
            line.sendall(b"POST /api/v1/lead/ HTTP/1.1\r\nHost: x\r\nX-A: ")
            lines.append(line)
        for _ in range(3):
            for line in lines:
                line.sendall(b"a")
            time.sleep(0.3)
        begun = time.monotonic()
        status, _ = ajar.ask("GET", "/healthz")
        took = time.monotonic() - begun
        grown = memory(ajar) - before
        yield f"{connections} slow clients", status == 200 and took < 2 and grown < 100, f"{took:.2f} s, {grown:.0f} MB more"
    finally:
        for line in lines:
            line.close()
    # The answer is never read: what the server holds for such a client is bounded.
    with socket.create_connection(("127.0.0.1", ajar.port)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(5)
        sent, before = 0, memory(ajar)
        try:
            while sent < 60_000:
                line.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
                sent += 100
        except OSError:
            pass
        grown = memory(ajar) - before
        yield "a client that never reads its answers", grown < 100, f"{sent} requests taken, {grown:.0f} MB more"


def memory(ajar):
    text = Path(f"/proc/{ajar.process.pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def main():
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ajar-hostile.") as folder:
        ajar = Ajar(os.path.abspath(sys.argv[1]), os.path.join(folder, "data"))
        ajar.set_up()
        ajar.start()
        try:
            for suite in (smuggling, sizes, slowness):
                for name, is_good, seen in suite(ajar):
                    failed += not is_good
                    print(f"{'ok    ' if is_good else 'FAILED'}  {name}: {seen}", flush=True)
                    if ajar.process.poll() is not None:
                        sys.exit("the server has died")
            if ajar.ask("GET", "/readyz")[0] != 200:
                sys.exit("the server does not answer any more")
        finally:
            ajar.kill()
    if failed:
        sys.exit(f"{failed} failed")


if __name__ == "__main__":
    main()
