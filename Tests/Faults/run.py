"""The worst days, on purpose: `run.py BINARY [--points 50] [--only kill,disk,…] [--seed N]`.

Each scenario starts a server of its own in a temporary folder, breaks something under load, and lets the ledger (ledger.py)
compare what was promised with what arrived. `--points 1000` is the nightly form. A run can be repeated with its seed, as
far as threads and disks repeat themselves.
"""

import argparse
import os
import random
import sys
import time

import faults
import operations

SCENARIOS = faults.SCENARIOS | operations.SCENARIOS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--only", default=",".join(SCENARIOS))
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    print(f"seed {options.seed}, {options.points} points", flush=True)
    failed = []
    for name in options.only.split(","):
        random.seed(options.seed)
        begun = time.monotonic()
        if not SCENARIOS[name](options):
            failed.append(name)
        print(f"        {name} took {time.monotonic() - begun:.0f} s", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; again with --only {','.join(failed)} --seed {options.seed}")


if __name__ == "__main__":
    main()
