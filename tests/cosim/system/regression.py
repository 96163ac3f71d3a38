# SPDX-License-Identifier: Apache-2.0
"""What the tests of regressions share: a list, runners in the foreground and in the background, and
the ledger as SQLite sees it."""
import copy
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

import harness

SEEDS = 100 if harness.FULL else 2
LONG = 3000 if harness.FULL else 250  # s

LIST = """
purpose = "small and mixed"
[defaults]
set = ["link.preset=small-16"]
reseed = {seeds}
wall_limit_s = 60
[[test]]
name = "good"
scenario = "saturate"
set = ["workload.payload_bytes=10_000", "checks.min_efficiency=0.1"]
features = ["striping"]
[[test]]
name = "latency"
scenario = "latency"
set = ["workload.payload_bytes=2_000", "checks.max_p99_latency_ns=500"]
[[test]]
name = "few_lanes"
scenario = "saturate"
set = ["link.dead_lanes=[1,2,3]"]
features = ["training"]
[[test]]
name = "gate"
scenario = "saturate"
set = ["workload.payload_bytes=10_000", "checks.min_efficiency=0.1"]
limits = {{ max_training_us = 1 }}
[[test]]
name = "short"
scenario = "saturate"
set = ["run.max_sim_time_us=50"]
"""
TESTS = 5


class Folder(tempfile.TemporaryDirectory):
    """A scratch folder with the list in it."""

    def __init__(self, text=None):
        super().__init__(prefix="oio_regress_")
        self.path = pathlib.Path(self.name)
        self.list = self.path / "mixed.toml"
        self.list.write_text(text or LIST.format(seeds=SEEDS), encoding="utf-8")

    def __enter__(self):
        super().__enter__()
        return self


def regress(folder, *arguments, out="out", **options):
    options.setdefault("timeout", LONG)
    return harness.oio("regress", folder.list, "--out", folder.path / out, "--waves", "off",
                       "-j", 2, *arguments, folder=folder.path, **options)


def start(folder, *arguments, out="out", **options):
    command = [os.environ["OIO_PROGRAM"], "regress", str(folder.list), "--out",
               str(folder.path / out), "--waves", "off", "-j", "2", *arguments]
    return subprocess.Popen(command, cwd=folder.path, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, **options)


def load(folder, out="out", file="regress.json"):
    return json.loads((folder.path / out / file).read_text(encoding="utf-8"))


def without_wall(result):
    result = copy.deepcopy(result)
    result.pop("wall", None)
    return result


def expect(claim, holds, *values):
    if not holds:
        raise harness.Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def recorded(folder, out="out"):
    """Rows of the ledger: runs planned, runs recorded, launches that ended in a record."""
    path = folder.path / out / "ledger.sqlite"
    if not path.exists():
        return 0, 0, 0
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20) as ledger:
        one = lambda text: ledger.execute(text).fetchone()[0]
        try:
            return (one("SELECT count(*) FROM run"), one("SELECT count(*) FROM record"),
                    one("SELECT count(*) FROM attempt WHERE ended = 'recorded'"))
        except sqlite3.OperationalError:
            return 0, 0, 0


def wait_for_records(folder, count, process, seconds=120):
    end = time.monotonic() + seconds
    while recorded(folder)[1] < count:
        expect("the runner makes progress", time.monotonic() < end and process.poll() is None)
        time.sleep(0.02)


def exactly_once(folder, out="out"):
    planned, records, launches = recorded(folder, out)
    expect("every run is planned", planned == SEEDS * TESTS, planned)
    expect("every run is recorded once", records == planned, records, planned)
    expect("one launch per record", launches == planned, launches, planned)


def cmdline(pid):
    try:
        return (pid / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def children_of(process):
    found = []
    for pid in pathlib.Path("/proc").iterdir():
        if not pid.name.isdigit():
            continue
        try:
            fields = (pid / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == process.pid and fields[0] != "Z":
            found.append(int(pid.name))
    return found
