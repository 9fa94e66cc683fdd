"""Dumps the schema of a release with a little data: `freeze.py BINARY NUMBER`, see README.md."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from ajar import Ajar  # noqa: E402
from stage import postgres  # noqa: E402


def fill(ajar):
    ajar.set_up()
    ajar.start()
    ajar.connect(1)
    ajar.must("POST", "/activity/note/", {"lead_id": ajar.lead, "note": "Kept"})
    ajar.must("POST", "/activity/email/", {"lead_id": ajar.lead, "status": "draft", "subject": "Kept"})
    ajar.stop()


def main():
    binary, number = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        ajar = Ajar(binary, os.path.join(folder, "data"))
        fill(ajar)
        with sqlite3.connect(f"{ajar.data}/ajar.sqlite") as database:
            text = "\n".join(database.iterdump())
        (HERE / f"{number}.sqlite.sql").write_text(f"-- {ajar.key}\n{text}\n")
    with postgres(None) as (url, _), tempfile.TemporaryDirectory() as folder:
        ajar = Ajar(binary, os.path.join(folder, "data"), url)
        fill(ajar)
        text = subprocess.run(
            ["pg_dump", "--inserts", "--no-owner", "--no-privileges", url], check=True, capture_output=True, text=True).stdout
        (HERE / f"{number}.postgres.sql").write_text(f"-- {ajar.key}\n{text}")


main()
