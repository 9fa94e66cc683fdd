"""Proves that the private mail server behaves as its README says, without Ajar: selfcheck.py DIR/servers.json

A failing end-to-end test then means Ajar, not the server it talks to.
"""

import imaplib
import json
import smtplib
import ssl
import sys
import time
import uuid

SERVERS = json.load(open(sys.argv[1]))
HOST, SENDER = SERVERS["smtp_host"], SERVERS["username"]
TRUST = ssl.create_default_context(cafile=SERVERS["ca_file"])


def address(mood):
    return f"{mood}-{uuid.uuid4().hex[:12]}@example.test"


def submission(password=None, port="submission_port"):
    client = smtplib.SMTP(HOST, SERVERS[port], timeout=20)
    client.starttls(context=TRUST)
    client.login(SENDER, password or SERVERS["password"])
    return client


def send(client, recipient, text="Hello.", token=""):
    message = f"From: {SENDER}\r\nTo: {recipient}\r\nSubject: {token or 'test'}\r\n\r\n{text}\r\n"
    return client.sendmail(SENDER, [recipient], message)


def refused(recipient):
    """The code and words of the refusal, or None when the recipient was taken."""
    with submission() as client:
        try:
            send(client, recipient)
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients[recipient]
        except smtplib.SMTPServerDisconnected:
            return 421, b"line dropped"


def mailbox(recipient):
    client = imaplib.IMAP4(HOST, SERVERS["imap_port"], timeout=20)
    client.starttls(TRUST)
    client.login(recipient, SERVERS["password"])
    return client


def signs_in(address, token):
    client = imaplib.IMAP4(HOST, SERVERS["imap_port"], timeout=20)
    client.starttls(TRUST)
    answer = f"user={address}\x01auth=Bearer {token}\x01\x01".encode()
    try:
        # A refusal begins with a challenge, which wants an empty answer.
        client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else answer)
        return True
    except imaplib.IMAP4.error:
        return False


def arrives(recipient, token):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with mailbox(recipient) as client:
            client.select("INBOX")
            if client.search(None, "SUBJECT", f'"{token}"')[1][0]:
                return True
        time.sleep(0.1)
    return False


def expect(condition, sentence):
    if not condition:
        sys.exit(f"mail server check failed: {sentence}")


token = uuid.uuid4().hex
someone = address("someone")
with submission() as client:
    send(client, someone, token=token)
expect(arrives(someone, token), "a message over STARTTLS and AUTH reaches its mailbox")

with smtplib.SMTP_SSL(HOST, SERVERS["smtps_port"], context=TRUST, timeout=20) as client:
    client.login(SENDER, SERVERS["password"])
    expect(send(client, someone) == {}, "implicit TLS works")

with smtplib.SMTP(HOST, SERVERS["submission_port"], timeout=20) as client:
    client.ehlo()
    expect(client.docmd("MAIL FROM:<rep@example.test>")[0] == 530, "nothing goes without STARTTLS")
with smtplib.SMTP(HOST, SERVERS["submission_port"], timeout=20) as client:
    client.starttls(context=TRUST)
    client.ehlo()
    client.mail(SENDER)
    expect(client.rcpt(someone)[0] == 554, "nothing goes without AUTH")
try:
    submission(password="wrong")
    expect(False, "a wrong password is refused")
except smtplib.SMTPAuthenticationError as error:
    expect(error.smtp_code == 535, "a wrong password gets 535")

expect(signs_in(someone, f"token.{someone}"), "a token signs in")
expect(not signs_in(someone, "expired"), "another token is refused")
expect(not signs_in(someone, f"token.{SENDER}"), "somebody else's token is refused")
plain = imaplib.IMAP4("127.0.0.2", SERVERS["imap_port"], timeout=20)
plain.starttls(TRUST)
plain.login(someone, SERVERS["password"])
expect(set(plain.capability()[1]) == {b"IMAP4rev1"}, "127.0.0.2 has no extensions")
plain.logout()

code, words = refused(address("reject"))
expect(code == 550 and words.startswith(b"5.1.1"), "reject… gets 550 5.1.1")
expect(refused(address("full"))[0] == 452, "full… gets 452")
expect(refused(address("spam"))[0] == 554, "spam… gets 554")

grey = address("greylist")
expect(refused(grey)[0] == 450, "greylist… gets 450 first")
expect(refused(grey) is None, "greylist… is accepted the second time")
grey = address("greylist3")
expect([refused(grey) is None for _ in range(4)] == [False, False, False, True], "greylist3… waits for the fourth")

dropped = address("drop")
expect(refused(dropped)[0] == 421, "drop… loses the line first")
expect(refused(dropped) is None, "drop… is accepted the second time")

# Nothing that the server says may depend on this order: the odd connection of the cutting port dies in DATA.
cuts = 0
for _ in range(2):
    try:
        with submission(port="cutting_port") as client:
            send(client, someone, text="x" * 70 * 1000)
    except (smtplib.SMTPServerDisconnected, OSError):
        cuts += 1
expect(cuts == 1, "the cutting port kills one of two connections")

with submission() as client:
    send(client, address("bounce"), token="will bounce")
expect(arrives(SENDER, "Undelivered Mail"), "bounce… is accepted, and a report comes back to the sender")

expect(refused("anybody@elsewhere.invalid")[0] == 550, "there is no way out")
print("the mail server behaves")
