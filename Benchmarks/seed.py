"""Fills the database of an installation with leads, by statements of SQL: a million in a minute or two.

The rows are those that the API would write, events aside (`lists.py` compares a lead of each kind). They are worked out
from the numbers 0, 1, 2, … by the same text on both databases. Indexes are made after the rows.
"""

import sqlite3
import subprocess

#: Custom fields: name, type, choices if it is one of them, or else how many different values all leads have among them.
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
    ("Renewal", "date", 336),
]
WORDS = "Amber Birch Cedar Delta Elder Fjord Grove Hazel Iris Jade Kelp Lotus Maple Nettle Olive Pearl Quartz Rowan Sage Tulip".split()
TABLES = ["lead", "contact", "contact_address", "lead_created", "lead_value", "lead_search"]


def lead_id(n):
    return f"lead_{'0' * 34}{100_000_000 + n}"


def fill(database, user, statuses, fields, count):
    """DATABASE is the file of SQLite or a URL of PostgreSQL; the leads go to its first organization."""
    run(database, TABLES, statements("JSONB" if "://" in database else "TEXT", user, statuses, fields, count))


def run(database, tables, statements):
    """Rows for these tables, whose indexes are made afterwards."""
    (postgres if "://" in database else sqlite)(database, tables, statements)


def statements(json, user, statuses, fields, count):
    values = [value(*field[1:], salt) for salt, field in enumerate(FIELDS)]
    names = [f"value_{i}" for i in range(len(FIELDS))]
    columns = ", ".join(f"{value} AS {name}" for value, name in zip(values, names))
    yield f"""
        CREATE TEMPORARY TABLE seeded AS
        WITH RECURSIVE series (n) AS (
            SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {count})
        SELECT n, {columns}, '{'0' * 34}' || (100000000 + n) AS id,
            1700000000000000 + n * 1000000 AS created, 1700000000000000 + (n + {dice(1_000_000, 20)}) * 1000000 AS updated,
            {pick(statuses, 21)} AS status, {pick(WORDS, 22)} || ' ' || {pick(WORDS, 23)} || ' Supplies ' || n AS name,
            {pick(WORDS, 24)} || ' Green' AS person, LOWER({pick(WORDS, 25)}) || n || '@garden.example' AS email
        FROM series"""
    # Texts are given quotes, the number none.
    quoted = [name if field[1] == "number" else f"""'"' || {name} || '"'""" for name, field in zip(names, FIELDS)]
    custom = " || ',".join(f"""'"{id}":' || {text}"""[i > 0:] for i, (id, text) in enumerate(zip(fields, quoted)))
    yield f"""
        INSERT INTO lead (organization, id, name, description, url, status_id, addresses, source, custom,
            date_created, date_updated, created_by, updated_by)
        SELECT 1, 'lead_' || id, name, '', NULL, status, '[]', 'api', CAST('{{' || {custom} || '}}' AS {json}),
            created, updated, '{user}', '{user}'
        FROM seeded"""
    yield f"""
        INSERT INTO contact (organization, id, lead_id, name, title, emails, phones, urls, timezone, custom,
            date_created, date_updated, created_by, updated_by)
        SELECT 1, 'cont_' || id, 'lead_' || id, person, '',
            '[{{"email":"' || email || '","type":"office","is_unsubscribed":false}}]', '[]', '[]', NULL, CAST('{{}}' AS {json}),
            created, created, '{user}', '{user}'
        FROM seeded"""
    yield """
        INSERT INTO contact_address (organization, email_key, contact_id, lead_id)
        SELECT 1, email, 'cont_' || id, 'lead_' || id FROM seeded"""
    yield f"""
        INSERT INTO lead_created (organization, id, lead_id, user_id, activity_at, source,
            date_created, date_updated, created_by, updated_by)
        SELECT 1, 'acti_' || id, 'lead_' || id, '{user}', created, 'api', created, created, '{user}', '{user}' FROM seeded"""
    for id, name, field in sorted(zip(fields, names, FIELDS)):
        number = name if field[1] == "number" else "NULL"
        yield f"""
            INSERT INTO lead_value (organization, field_id, "value", lead_id, "number")
            SELECT 1, '{id}', CAST({name} AS TEXT), 'lead_' || id, CAST({number} AS DOUBLE PRECISION) FROM seeded"""
    texts = ["name"] + [f"CAST({name} AS TEXT)" for name in names] + ["person", "email"]
    yield f"""
        INSERT INTO lead_search (organization, lead_id, name, text, addresses)
        SELECT 1, 'lead_' || id, {words("name")}, {" || ' |' || ".join(map(words, texts))}, '[]' FROM seeded"""


def value(kind, choices, salt):
    if kind == "choices":
        return pick(choices, salt)
    if kind == "number":
        return dice(choices, salt)
    if kind == "date":
        month, day = (f"SUBSTR(CAST(101 + {dice(*of)} AS TEXT), 2)" for of in [(12, salt), (28, salt + 50)])
        return f"'2026-' || {month} || '-' || {day}"
    return "'value ' || " + ("n" if choices is None else dice(choices, salt))


def dice(size, salt):
    """A number below `size` that looks like chance: another one for each lead and each salt."""
    return f"((n + 7) * {7919 + 7907 * salt} % 1000003 % {size})"


def pick(texts, salt):
    width = max(map(len, texts))
    return f"TRIM(SUBSTR('{''.join(text.ljust(width) for text in texts)}', CAST(1 + {width} * {dice(len(texts), salt)} AS INTEGER), {width}))"


def words(text):
    """As the index of words holds a text: folded, parted by spaces, the organization before each word."""
    for sign in "-@.":
        text = f"REPLACE({text}, '{sign}', ' ')"
    return f"' o1x' || REPLACE(LOWER({text}), ' ', ' o1x')"


def sqlite(path, tables, statements):
    """Dying on the way leaves a file that is good for nothing: it has no journal meanwhile."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ["journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000", "temp_store = MEMORY", "threads = 2"]:
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    # What the planner was told of an index goes with it.
    told = database.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()
    made = database.execute(
        f"""SELECT type, name, sql FROM sqlite_master
            WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({", ".join("?" * len(tables))})""",
        tables).fetchall()
    for kind, name, _ in made:
        database.execute(f"DROP {kind} {name}")
    for statement in statements:
        database.execute(statement)
    for _, _, creation in made:
        database.execute(creation)
    if "lead_search" in tables:
        database.execute("INSERT INTO lead_search_words (lead_search_words) VALUES ('rebuild')")
    database.execute("DELETE FROM sqlite_stat1")
    database.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", told)
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def postgres(url, tables, statements):
    tables = ", ".join(f"'{table}'::REGCLASS" for table in tables)
    # \gexec runs each row of an answer as a statement.
    script = f"""
        SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET synchronous_commit = off;
        BEGIN;
        CREATE TEMPORARY TABLE made AS
        SELECT 'ALTER TABLE ' || conrelid::REGCLASS || ' DROP CONSTRAINT ' || conname AS removal,
            'ALTER TABLE ' || conrelid::REGCLASS || ' ADD CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS creation
        FROM pg_constraint WHERE conrelid IN ({tables}) AND contype IN ('p', 'u')
        UNION ALL
        SELECT 'DROP INDEX ' || indexrelid::REGCLASS, pg_get_indexdef(indexrelid)
        FROM pg_index WHERE indrelid IN ({tables}) AND NOT indisunique;
        SELECT removal FROM made \\gexec
        {';'.join(statements)};
        SELECT creation FROM made \\gexec
        COMMIT;
        VACUUM ANALYZE;"""
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-f", "-"], input=script, text=True, check=True)
