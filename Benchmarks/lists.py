"""How lists and search grow: the same questions to 10,000, 100,000 and 1,000,000 leads with ten custom fields each, on SQLite
and on PostgreSQL. Prints one table of medians, in milliseconds as a client sees them.

    lists.py BINARY [--sizes 10000,100000,1000000] [--activities] [--postgres URL] [--times 15] [--keep FOLDER]

The leads are loaded through SQL (`seed.py`), and with `--activities` ten activities for each lead of the largest size
(`activities.py`), which make a second table.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

import activities
import seed
from server import Server


def questions(fields, statuses):
    """What is asked, by its name in the table. `{…}` are ids of custom fields by name."""
    custom = {name: f"custom.{id}" for (name, _, _), id in zip(seed.FIELDS, fields)}
    page, count = {"_limit": 100, "_fields": "id,name,status_id,date_updated,custom"}, {"_limit": 0}
    return {
        "page of 100": page,
        "page: status, newest first": page | {"status_id": statuses[0], "_order_by": "-date_created"},
        "page: custom choice (1 of 5)": page | {custom["Region"]: "North", "_order_by": "-date_updated"},
        "page: custom text (1 of 1000)": page | {custom["Depot"]: "value 7", "_order_by": "date_created"},
        "page: custom text (1 lead)": page | {custom["Reference"]: "value 77"},
        "page: custom number > 9000": page | {custom["Employees"] + "__gt": "9000"},
        "page: a word of many leads": page | {"query": "amber"},
        "page: a word of one lead": page | {"query": "supplies 4242"},
        "page: a word and a status": page | {"query": "cedar", "status_id": statuses[1]},
        "page after 100,000": page | {"_skip": 100_000},
        "total: all": count,
        "total: status": count | {"status_id": statuses[0]},
        "total: custom choice (1 of 5)": count | {custom["Region"]: "North"},
        "total: custom number > 9000": count | {custom["Employees"] + "__gt": "9000"},
        "total: a word of many leads": count | {"query": "amber"},
        "total: a word of every lead": count | {"query": "supplies"},
    }


def measure(binary, size, times, folder, url=None, with_activities=False):
    """Medians of the questions to leads, and of those to activities."""
    server = Server(binary, folder, url)
    session = requests.Session()
    session.auth = (server.key, "")
    api, database = server.base + "/api/v1", url or os.path.join(folder, "ajar.sqlite")
    fields, statuses = loaded(server, session, database, size)
    server.start()
    try:
        leads = {name: timed(session, f"{api}/lead/", parameters, times)
                 for name, parameters in questions(fields, statuses).items()}
        if not with_activities:
            return leads, {}
        user = active(server, session, database, size)
        return leads, {name: timed(session, f"{api}/{path}/", parameters, times)
                       for name, (path, parameters) in activities.questions(size, user).items()}
    finally:
        server.stop()


def timed(session, url, parameters, times):
    """The median in milliseconds, without the first answer."""
    taken = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        answer = session.get(url, params=parameters)
        taken.append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
    return statistics.median(taken[1:])


def active(server, session, database, size):
    """The user of the activities, which are loaded now or kept from an earlier run."""
    api = server.base + "/api/v1"
    kept = Path(server.folder, "active.json")
    if not kept.exists():
        user = ask(session, "get", f"{api}/me/")["id"]
        templates = activities.templates(lambda path, body: ask(session, "post", f"{api}/{path}/", json=body))
        server.stop()
        begun = time.monotonic()
        activities.fill(database, templates, size)
        print(f"    {size * activities.EACH:,} activities loaded in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        server.start()
        found = ask(session, "get", f"{api}/activity/", params={"lead_id": seed.lead_id(size // 2)})["data"]
        if len(found) != activities.EACH + 1:
            sys.exit(f"a lead has {len(found)} activities")
        kept.write_text(json.dumps(user))
    return json.loads(kept.read_text())


def loaded(server, session, database, size):
    """The custom fields and the statuses of an installation with so many leads, loaded now or kept from an earlier run."""
    kept, api = Path(server.folder, "seeded.json"), server.base + "/api/v1"
    if kept.exists():
        return json.loads(kept.read_text())
    server.start()
    try:
        fields = []
        for name, kind, choices in seed.FIELDS:
            body = {"name": name, "type": kind} | ({"choices": choices} if kind == "choices" else {})
            fields.append(ask(session, "post", f"{api}/custom_field/lead/", json=body)["id"])
        statuses = [status["id"] for status in ask(session, "get", f"{api}/status/lead/")["data"]]
        user = ask(session, "get", f"{api}/me/")["id"]
        server.stop()
        begun = time.monotonic()
        seed.fill(database, user, statuses, fields, size)
        print(f"    {size:,} leads loaded in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        server.start()
        compare(session, api, size // 2)
    finally:
        server.stop()
    kept.write_text(json.dumps([fields, statuses]))
    return fields, statuses


def compare(session, api, n):
    """Fails unless a loaded lead is what the API makes of its content, and is found by what the other one is found by."""
    loaded = ask(session, "get", f"{api}/lead/{seed.lead_id(n)}/")
    given = {"name", "status_id"} | {name for name in loaded if name.startswith("custom.")}
    contact = loaded["contacts"][0]
    made = ask(session, "post", f"{api}/lead/", json={name: loaded[name] for name in given} | {
        "contacts": [{"name": contact["name"], "emails": [{"type": "office", "email": contact["emails"][0]["email"]}]}]})
    own = re.compile("(lead|cont)_[0-9A-Za-z]{43}|2[0-9]{3}-[0-9-]*T[0-9:.]*[+]00:00")
    texts = [own.sub("…", json.dumps(lead, sort_keys=True)) for lead in (loaded, made)]
    if texts[0] != texts[1]:
        sys.exit("a loaded lead is not what the API makes:\n" + "\n".join(texts))
    named = {"query": f'"{loaded["name"]}"'}
    asked = [named, {"query": f'email:{contact["emails"][0]["email"]}'}] + [
        named | {name: loaded[name]} for name in given if name.startswith("custom.")]
    for parameters in asked:
        found = {lead["id"] for lead in ask(session, "get", f"{api}/lead/", params=parameters)["data"]}
        if found != {loaded["id"], made["id"]}:
            sys.exit(f"{parameters} finds {found}, not {loaded['id']} and {made['id']}")
    activities = [ask(session, "get", f"{api}/activity/created/", params={"lead_id": lead["id"]}) for lead in (loaded, made)]
    if [len(found["data"]) for found in activities] != [1, 1]:
        sys.exit("a loaded lead has no activity that tells of its creation")
    ask(session, "delete", f"{api}/lead/{made['id']}/")


def ask(session, method, url, **more):
    answer = session.request(method, url, **more)
    answer.raise_for_status()
    return answer.json()


def database(url, size):
    """A database of its own beside the one of the URL."""
    name = f"lists_{size}"
    made = ["psql", "-qAt", url, "-c", f"SELECT 1 FROM pg_database WHERE datname = '{name}'"]
    if not subprocess.run(made, check=True, capture_output=True).stdout:
        subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {name}"], check=True)
    return f"{url.rpartition('/')[0]}/{name}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--activities", action="store_true", help="ten for each lead of the largest size")
    parser.add_argument("--postgres", help="URL of a PostgreSQL; each size gets a database beside the one that it names")
    parser.add_argument("--sqlite", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", help="a folder where the leads stay, and are found by the next run")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    tables = [{}, {}]
    with tempfile.TemporaryDirectory(prefix="ajar-lists.") as passing:
        for kind in ["SQLite"] * options.sqlite + ["PostgreSQL"] * bool(options.postgres):
            for size in sizes:
                name = f"{kind}, {size:,}"
                print(f"  … {name}", file=sys.stderr, flush=True)
                folder = os.path.join(options.keep or passing, f"{kind}-{size}")
                url = database(options.postgres, size) if kind == "PostgreSQL" else None
                answers = measure(
                    os.path.abspath(options.binary), size, options.times, folder, url,
                    options.activities and size == max(sizes))
                for table, column in zip(tables, answers):
                    if column:
                        table[name] = column
    for table in tables:
        show(table)


def show(columns):
    if not columns:
        return
    print("\n| milliseconds, median | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for question in next(iter(columns.values())):
        print(f"| {question} | " + " | ".join(f"{column[question]:.1f}" for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
