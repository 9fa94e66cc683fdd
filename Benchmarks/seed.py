"""Fills the database of an installation with leads, straight through SQL: a million in minutes.

The rows are those that the API would write, events aside. The ten custom fields are made through the API before; their
ids come as arguments.

    seed.py DATABASE ORGANIZATION STATUSES FIELDS COUNT

DATABASE is the file of SQLite or a URL of PostgreSQL, ORGANIZATION the number of the organization, and STATUSES and FIELDS
are ids with commas between. The fields are: five texts, a number, a date, three choices (see `FIELDS`).
"""

import json
import random
import sqlite3
import subprocess
import sys
import time

#: What a custom field holds: how many different values it has among all leads.
FIELDS = [
    ("Region", "choices", ["North", "South", "East", "West", "Islands"]),
    ("Industry", "choices", ["Seeds", "Pots", "Twine", "Soil", "Tools", "Glass", "Lamps", "Water", "Fences", "Paths"]),
    ("Tier", "choices", ["A", "B", "C"]),
    ("Reference", "text", None),
    ("Depot", "text", 1000),
    ("Campaign", "text", 50),
    ("Account", "text", 100_000),
    ("Language", "text", 20),
    ("Employees", "number", 10_000),
    ("Renewal", "date", 365),
]
WORDS = "amber birch cedar delta elder fjord grove hazel iris jade kelp lotus maple nettle olive pearl quartz rowan sage tulip".split()
START = 1_700_000_000_000_000
TABLES = {
    "lead": ["organization", "id", "name", "description", "url", "status_id", "addresses", "source", "custom",
             "date_created", "date_updated", "created_by", "updated_by"],
    "contact": ["organization", "id", "lead_id", "name", "title", "emails", "phones", "urls", "timezone", "custom",
                "date_created", "date_updated", "created_by", "updated_by"],
    "contact_address": ["organization", "email_key", "contact_id", "lead_id"],
    "lead_search": ["organization", "lead_id", "name", "text", "addresses"],
    "lead_value": ["organization", "field_id", "value", "lead_id", "number"],
}


def value(kind, choices, n, dice):
    if kind == "choices":
        return dice.choice(choices)
    if kind == "number":
        return dice.randrange(choices)
    if kind == "date":
        return f"2026-{dice.randrange(12) + 1:02}-{dice.randrange(28) + 1:02}"
    return f"value {n if choices is None else dice.randrange(choices)}"


def rows(organization, statuses, fields, first, count):
    """The rows of so many leads, by table."""
    dice = random.Random(first)
    out = {name: [] for name in TABLES}
    tenant = f"o{organization}x"

    def words(text):
        return "".join(f" {tenant}{word}" for word in text.lower().split())

    for n in range(first, first + count):
        lead, contact = f"lead_{n:043}", f"cont_{n:043}"
        moment = START + n * 1_000_000
        updated = moment + dice.randrange(10**12)
        name = f"{dice.choice(WORDS).title()} {dice.choice(WORDS).title()} Supplies {n}"
        person = f"{dice.choice(WORDS).title()} Green"
        email = f"{dice.choice(WORDS)}{n}@garden.example"
        values = {id: value(kind, choices, n, dice) for id, (_, kind, choices) in zip(fields, FIELDS)}
        out["lead"].append((
            organization, lead, name, "", None, dice.choice(statuses), "[]", "api", json.dumps(values), moment, updated, None, None))
        out["contact"].append((
            organization, contact, lead, person, "", json.dumps([{"type": "office", "email": email}]), "[]", "[]", None, "{}",
            moment, moment, None, None))
        out["contact_address"].append((organization, email, contact, lead))
        texts = [name] + [str(v) for v in values.values() if isinstance(v, str)] + [person, email.replace("@", " ").replace(".", " ")]
        text = " |".join(words(t.replace("-", " ")) for t in texts)
        out["lead_search"].append((organization, lead, words(name), text, "[]"))
        for id, v in values.items():
            out["lead_value"].append((organization, id, str(v), lead, float(v) if isinstance(v, int) else None))
    return out


class SQLite:
    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute("PRAGMA cache_size = -1000000")
        self.database.execute("BEGIN")

    def add(self, table, batch):
        columns = TABLES[table]
        names, places = ", ".join(f'"{c}"' for c in columns), ", ".join("?" * len(columns))
        if table == "lead_value":
            batch = sorted(batch)
        self.database.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", batch)

    def finish(self):
        self.database.execute("COMMIT")
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgreSQL:
    def __init__(self, url):
        self.url = url

    def add(self, table, batch):
        columns = ", ".join(f'"{c}"' for c in TABLES[table])
        text = "".join("\t".join("\\N" if v is None else str(v) for v in row) + "\n" for row in batch)
        self.run(f"COPY {table} ({columns}) FROM STDIN", text)

    def finish(self):
        self.run("VACUUM ANALYZE")

    def run(self, statement, text=""):
        subprocess.run(
            ["psql", "-q", "-v", "ON_ERROR_STOP=1", self.url, "-c", statement], input=text, text=True, check=True)


def main():
    database, organization, statuses, fields, count = sys.argv[1:]
    target = PostgreSQL(database) if "://" in database else SQLite(database)
    count, batch, begun = int(count), 50_000, time.monotonic()
    for first in range(0, count, batch):
        many = rows(int(organization), statuses.split(","), fields.split(","), first, min(batch, count - first))
        for table in TABLES:
            target.add(table, many[table])
    target.finish()
    print(f"{count:,} leads in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
