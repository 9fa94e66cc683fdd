"""How lists and search grow: the same questions to 10,000, 100,000 and 1,000,000 leads with ten custom fields each, on SQLite
and on PostgreSQL. Prints one table of medians, in milliseconds as a client sees them.

    lists.py BINARY [--sizes 10000,100000,1000000] [--postgres URL] [--times 15]

The leads are loaded through SQL (`seed.py`). PostgreSQL needs a database of its own that may be filled.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

import requests

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


def measure(binary, size, times, url=None):
    with tempfile.TemporaryDirectory(prefix="ajar-lists.") as folder:
        server = Server(binary, folder, url)
        server.start()
        try:
            session = requests.Session()
            session.auth = (server.key, "")
            api = server.base + "/api/v1"
            fields = []
            for name, kind, choices in seed.FIELDS:
                body = {"name": name, "type": kind} | ({"choices": choices} if kind == "choices" else {})
                made = session.post(f"{api}/custom_field/lead/", json=body)
                made.raise_for_status()
                fields.append(made.json()["id"])
            statuses = [s["id"] for s in session.get(f"{api}/status/lead/").json()["data"]]
            server.stop()
            subprocess.run(
                [sys.executable, seed.__file__, url or os.path.join(folder, "ajar.sqlite"), "1", ",".join(statuses),
                 ",".join(fields), str(size)], check=True, stdout=sys.stderr)
            server.start()
            answers = {}
            for name, parameters in questions(fields, statuses).items():
                taken = []
                for _ in range(times + 1):
                    begun = time.perf_counter()
                    answer = session.get(f"{api}/lead/", params=parameters)
                    taken.append((time.perf_counter() - begun) * 1000)
                    answer.raise_for_status()
                answers[name] = statistics.median(taken[1:])
            return answers
        finally:
            server.stop()


def clear(url):
    subprocess.run(
        ["psql", "-q", url, "-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public"],
        check=True, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--postgres", help="URL of an empty database")
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    columns = {}
    for url in [None] + ([options.postgres] if options.postgres else []):
        for size in sizes:
            name = f"{'PostgreSQL' if url else 'SQLite'}, {size:,}"
            print(f"  … {name}", file=sys.stderr, flush=True)
            if url:
                clear(url)
            columns[name] = measure(os.path.abspath(options.binary), size, options.times, url)
    print("| milliseconds, median | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for question in next(iter(columns.values())):
        print(f"| {question} | " + " | ".join(f"{column[question]:.1f}" for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
