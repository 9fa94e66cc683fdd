"""The moods of the test mail server, in one small process beside Postfix.

A policy service (Postfix asks it about each recipient) makes addresses behave by their name:

    greylist@…     the first attempt gets 450, the next is accepted; greylist3-anything@… refuses three times
    drop@…         the first attempt gets 421 and the line goes dead, the next is accepted; drop3@… likewise

and a forwarder to the submission port cuts every first connection of a pair after some bytes from the client, in
the middle of whatever is going on, and passes the second untouched.

Dovecot asks a third service about the tokens of XOAUTH2: `token.ADDRESS` signs ADDRESS in, any other is refused.

    policy.py POLICY_PORT CUTTING_PORT SUBMISSION_PORT TOKEN_PORT
"""

import asyncio
import json
import re
import signal
import sys
from urllib.parse import unquote

CUT_AFTER = 20_000
MOOD = re.compile(r"(greylist|drop)(\d*)")
REFUSAL = {
    "greylist": "450 4.2.0 Greylisted, please try again later",
    "drop": "421 4.3.2 Service going down, closing the connection",
}


class Policy:
    """Counts the attempts per recipient; forgets everything when it ends."""

    def __init__(self):
        self.attempts = {}

    def decide(self, recipient):
        mood = MOOD.match(recipient)
        if not mood:
            return "DUNNO"
        seen = self.attempts[recipient] = self.attempts.get(recipient, 0) + 1
        return REFUSAL[mood[1]] if seen <= int(mood[2] or 1) else "DUNNO"

    async def serve(self, reader, writer):
        request = {}
        while line := (await reader.readline()).decode("utf-8", "replace").rstrip("\n"):
            while line:
                name, _, value = line.partition("=")
                request[name] = value
                line = (await reader.readline()).decode("utf-8", "replace").rstrip("\n")
            answer = self.decide(request.get("recipient", "").lower())
            writer.write(f"action={answer}\n\n".encode())
            await writer.drain()
            request = {}
        writer.close()


class Cutter:
    """Forwards a connection to the submission port; every odd one dies after CUT_AFTER bytes."""

    def __init__(self, port):
        self.port = port
        self.connections = 0

    async def serve(self, client, to_client):
        self.connections += 1
        limit = CUT_AFTER if self.connections % 2 else None
        server, to_server = await asyncio.open_connection("127.0.0.1", self.port)
        forward = asyncio.create_task(pump(client, to_server, limit))
        back = asyncio.create_task(pump(server, to_client, None))
        await asyncio.wait([forward, back], return_when=asyncio.FIRST_COMPLETED)
        for writer in (to_client, to_server):
            writer.transport.abort()


async def pump(reader, writer, limit):
    passed = 0
    try:
        while chunk := await reader.read(1024):
            passed += len(chunk)
            if limit is not None and passed > limit:
                return
            writer.write(chunk)
            await writer.drain()
    except (ConnectionError, OSError):
        pass


async def answer_token(reader, writer):
    """One HTTP request after the other, as long as the connection lives."""
    while line := await reader.readline():
        while (await reader.readline()).strip():
            pass
        token = unquote(line.decode().split(" ")[1].partition("=")[2])
        is_valid = token.startswith("token.")
        body = json.dumps({"email": token.removeprefix("token.")} if is_valid else {"error": "invalid_token"})
        status = "200 OK" if is_valid else "401 Unauthorized"
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
    writer.close()


async def main(policy_port, cutting_port, submission_port, token_port):
    await asyncio.start_server(Policy().serve, "127.0.0.1", policy_port)
    await asyncio.start_server(Cutter(submission_port).serve, "127.0.0.1", cutting_port)
    await asyncio.start_server(answer_token, "127.0.0.1", token_port)
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:5])))
