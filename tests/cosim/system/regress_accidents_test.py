# SPDX-License-Identifier: Apache-2.0
"""Accidents of a regression on this machine: after each one every planned run is recorded exactly
once. Small lists here, 500 runs with OIO_FULL=1; on a cluster in slurm_test, all at once in
drill_test."""
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import time

import harness
from regression import (LONG, SEEDS, TESTS, Folder, children_of, cmdline, exactly_once, expect, load,
                        recorded, regress, start, wait_for_records)


def runner_killed():
    """kill -9 of the runner: no run goes on without it, --resume completes."""
    with Folder() as folder:
        runner = start(folder)
        wait_for_records(folder, 3, runner)
        runner.send_signal(signal.SIGKILL)
        runner.wait()
        time.sleep(0.2)
        pattern = str(folder.path)
        left = [pid for pid in pathlib.Path("/proc").iterdir() if pid.name.isdigit()
                and pattern in cmdline(pid)]
        expect("no process is left", not left, left)
        before = recorded(folder)[1]
        expect("some runs are open", before < SEEDS * TESTS, before)
        run = regress(folder, "--resume")
        run.check("exit code 1", run.code == 1, run.code)
        exactly_once(folder)


def worker_killed():
    """kill -9 of workers: their runs run again, the runner does not stop."""
    with Folder() as folder:
        runner = start(folder)
        wait_for_records(folder, 1, runner)
        killed = 0
        while killed < 3 and runner.poll() is None:
            for pid in children_of(runner)[:1]:
                os.kill(pid, signal.SIGKILL)
                killed += 1
                time.sleep(0.1)
        runner.wait(timeout=LONG)
        exactly_once(folder)
        with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
            lost = ledger.execute("SELECT count(*) FROM attempt WHERE ended = 'lost'").fetchone()[0]
        expect("the lost launches are counted", lost >= 1, lost, killed)


def halt(runner, folder):
    """Stops a runner at a moment when it does not hold the ledger's lock."""
    while True:
        runner.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        ledger = sqlite3.connect(folder.path / "out" / "ledger.sqlite", timeout=0.2,
                                 isolation_level=None)
        try:
            ledger.execute("BEGIN IMMEDIATE")
            ledger.execute("ROLLBACK")
            return
        except sqlite3.OperationalError:
            runner.send_signal(signal.SIGCONT)
            time.sleep(0.01)
        finally:
            ledger.close()


def two_runners():
    """Two runners on one ledger share the work, and both see all of it."""
    with Folder() as folder:
        # The first one halts after a run, however quick it is, until the second one has begun.
        first = start(folder)
        wait_for_records(folder, 1, first)
        halt(first, folder)
        before = recorded(folder)[1]
        second = start(folder)
        wait_for_records(folder, before + 1, second)
        first.send_signal(signal.SIGCONT)
        codes = [runner.wait(timeout=LONG) for runner in (first, second)]
        expect("both end with the failures", codes == [1, 1], codes)
        exactly_once(folder)
        with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
            owners = ledger.execute("SELECT count(DISTINCT owner) FROM attempt").fetchone()[0]
        expect("both worked", owners == 2, owners)


def interrupted():
    """Ctrl-C ends in order and says how to go on."""
    with Folder() as folder:
        runner = start(folder)
        wait_for_records(folder, 2, runner)
        runner.send_signal(signal.SIGINT)
        expect("exit code 130", runner.wait(timeout=60) == 130, runner.returncode)
        result = load(folder)
        expect("it says so", result["status"] == "incomplete", result["status"])
        with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
            held = ledger.execute("SELECT count(*) FROM run WHERE owner NOT NULL").fetchone()[0]
        expect("no run is held", held == 0, held)
        regress(folder, "--resume")
        exactly_once(folder)


def disk_full():
    """A full disk: a small file system where one can be mounted, else a limit on files' size."""
    with Folder() as folder:
        small = folder.path / "out"
        small.mkdir()
        size_kb = 1200 if harness.FULL else 400
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs",
                                  str(small)], capture_output=True, check=False).returncode == 0
        if not mounted:
            raise harness.Skipped("no right to mount a small file system")
        try:
            run = regress(folder, "--keep-all")
            run.check("exit code 2", run.code == 2, run.code)
            run.check("it names the cause", "o space left" in run.stderr or "full" in run.stderr,
                      run.stderr)
            kept = folder.path / "kept"
            kept.mkdir()
            for name in ("ledger.sqlite", "ledger.sqlite-wal"):
                if (small / name).exists():
                    shutil.copy(small / name, kept / name)
            for path in (small / "runs").rglob("result.json"):
                target = kept / path.relative_to(small)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
        finally:
            subprocess.run(["umount", str(small)], check=False)
        before = recorded(folder, "kept")[1]
        expect("it stopped on the way", 0 < before < SEEDS * TESTS, before)
        again = regress(folder, "--resume", out="kept")
        again.check("the rest runs", again.code == 1, again.code)
        exactly_once(folder, "kept")


CASES = {
    "runner_killed": runner_killed,
    "worker_killed": worker_killed,
    "two_runners": two_runners,
    "interrupted": interrupted,
    "disk_full": disk_full,
}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
