"""Fills an installation with activities, by statements of SQL, and asks for lists of them.

Each lead gets notes, calls, and emails in one thread. All are copies of what the API made of one of each kind, with an id, a
lead and a moment of their own.
"""

import sqlite3
import subprocess
from contextlib import closing

import seed

#: How many of each kind a lead has: ten activities, and the thread of its emails.
KINDS = {"note": 4, "call": 3, "email": 3, "email_thread": 1}
EACH = 10


def questions(leads, user):
    """What is asked, by its name in the table: the path, and its parameters."""
    lead, page = seed.lead_id(leads // 2), {"_limit": 100}
    return {
        "all activities, newest first": ("activity", page),
        "all activities, page after 5,000": ("activity", page | {"_skip": 5000}),
        "all activities of a week": ("activity", page | {
            "date_created__gte": "2024-01-01T00:00:00", "date_created__lt": "2024-01-08T00:00:00"}),
        "activities of a lead": ("activity", page | {"lead_id": lead}),
        "activities of a lead, by activity_at": ("activity", page | {"lead_id": lead, "_order_by": "-activity_at"}),
        "activities of a lead, emails as threads": ("activity", page | {"lead_id": lead, "thread_emails": "only"}),
        "emails, newest first": ("activity/email", page),
        "emails with a status": ("activity/email", page | {"status": "sent"}),
        "emails of a thread": ("activity/email", page | {"thread_id": identify("email_thread", leads // 2)}),
        "threads, newest first": ("activity/emailthread", page),
        "notes of a user": ("activity/note", page | {"user_id": user}),
        "calls, newest first": ("activity/call", page),
    }


def templates(create):
    """The ids of one of each kind, on a lead of their own. `create` takes a path and a body."""
    lead = create("lead", {"name": "Garden Supplies"})["id"]
    email = create("activity/email", {
        "lead_id": lead, "status": "sent", "sender": "bench@example.test", "to": ["ada@garden.example"], "subject": "Offer",
        "body_text": "Good morning,\n\nhere is our offer for the spring.\n"})
    return {
        "note": create("activity/note", {"lead_id": lead, "note": "They want seeds, pots and twine for the spring."})["id"],
        "call": create("activity/call", {"lead_id": lead, "note": "Call again next week.", "duration": 300})["id"],
        "email": email["id"], "email_thread": email["thread_id"]}


def fill(database, templates, leads):
    """DATABASE is the file of SQLite or a URL of PostgreSQL; the leads are those of `seed.py`."""
    seed.run(database, list(KINDS), [
        statement for kind, each in KINDS.items()
        for statement in copies(kind, columns(database, kind), templates[kind], leads, each)])


def copies(table, columns, id, leads, each):
    """n counts the copies; each round goes through all leads."""
    moment = "1700000000000000 + n * 20000000"
    values = {
        "id": f"{prefix(table)} || (1000000000 + n)", "lead_id": f"'lead_{'0' * 34}' || (100000000 + n % {leads})",
        "thread_id": f"{prefix('email_thread')} || (1000000000 + n % {leads})",
        "date_created": moment, "date_updated": moment, "activity_at": moment}
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(values.get(name, f'"{name}"') for name in columns)
    yield f"CREATE TEMPORARY TABLE one_{table} AS SELECT * FROM {table} WHERE id = '{id}'"
    yield f"""
        INSERT INTO {table} ({names})
        WITH RECURSIVE series (n) AS (
            SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {leads * each})
        SELECT {chosen} FROM series, one_{table}"""


def prefix(table):
    return f"'acti_{'0' * 32}{list(KINDS).index(table)}'"


def identify(table, n):
    return f"{prefix(table)[1:-1]}{1_000_000_000 + n}"


def columns(database, table):
    """Their names, in the order of the table."""
    if "://" in database:
        query = f"""SELECT column_name FROM information_schema.columns
                    WHERE table_schema = CURRENT_SCHEMA AND table_name = '{table}' ORDER BY ordinal_position"""
        return subprocess.run(["psql", "-qAt", database, "-c", query], check=True, capture_output=True, text=True).stdout.split()
    with closing(sqlite3.connect(database)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
