# SPDX-License-Identifier: Apache-2.0
"""The drill at full size: 500 runs of one regression meet every accident in turn, on this machine
and on a Slurm farm; before it the same 500 runs undisturbed, as the measure of time and the reference
of all results. Writes its table to $OIO_DRILL_TABLE, where that is set."""
import contextlib
import os
import platform
import signal
import sqlite3
import subprocess
import time

import farm
import harness
from regression import LIST, LONG, Folder, children_of, expect, load, without_wall
from slurm_test import contents

SEEDS = 100 if harness.FULL else 4
TESTS = 5
RUNS = SEEDS * TESTS
CHUNK = 5 if harness.FULL else 2
COMMON = ("--waves", "off", "--cov")


def count(folder, text):
    path = folder.path / "out" / "ledger.sqlite"
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as ledger:
        try:
            return ledger.execute(text).fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def records(folder):
    return count(folder, "SELECT count(*) FROM record")


def lost(folder):
    return count(folder, "SELECT count(*) FROM attempt WHERE ended = 'lost'")


class Drill:
    """Runners on one ledger, one accident after the other."""

    def __init__(self, folder):
        self.folder = folder
        self.rows = []
        self.environment = dict(os.environ)
        self.where = ("-j", "2")
        self.resume = False

    def runner(self):
        arguments = ["--resume"] if self.resume else []
        self.resume = True
        with open(self.folder.path / "runner.txt", "ab") as said:
            return subprocess.Popen(
                [os.environ["OIO_PROGRAM"], "regress", str(self.folder.list), "--out",
                 str(self.folder.path / "out"), *COMMON, *self.where, *arguments],
                cwd=self.folder.path, env=self.environment, stdout=subprocess.DEVNULL, stderr=said)

    def said(self):
        return (self.folder.path / "runner.txt").read_text(encoding="utf-8", errors="replace")

    def until(self, share, *runners):
        """Waits for so many records, or the end of all runners."""
        wanted = int(share * RUNS)
        end = time.monotonic() + LONG
        while records(self.folder) < wanted and any(one.poll() is None for one in runners):
            expect("the drill makes progress", time.monotonic() < end, self.said()[-2000:])
            time.sleep(0.02)

    def row(self, accident, struck, lost_before, seen):
        self.rows.append((accident, struck, lost_before, seen))

    def table_rows(self):
        """Launches that an accident lost are known when the next runner has opened the ledger: at
        the next accident, or at the end."""
        after = [row[2] for row in self.rows[1:]] + [lost(self.folder)]
        return [f"| {text} | {struck} | {then - before} | {seen} |"
                for (text, struck, before, seen), then in zip(self.rows, after)]

    def accident(self, text, act, runners, ends=True):
        """`act` is the accident; `ends` = it is the end of the runners."""
        struck, before = records(self.folder), lost(self.folder)
        expect("it strikes on the way", struck < RUNS, text, struck)
        act()
        if ends:
            codes = [one.wait(timeout=LONG) for one in runners]
            self.row(text, struck, before, "exit code " + ", ".join(map(str, codes))
                     if min(codes) >= 0 else "ended by signal 9")
            return codes
        return struck, before


def kill_workers(runner, number):
    killed = 0
    while killed < number and runner.poll() is None:
        for pid in children_of(runner)[:1]:
            farm.kill_one(pid)
            killed += 1
        time.sleep(0.15)
    return killed


def local_accidents(drill, small):
    folder = drill.folder
    one = drill.runner()
    drill.until(0.10, one)
    drill.accident("kill -9 of the runner", one.kill, [one])

    one = drill.runner()
    drill.until(0.16, one)
    struck, before = records(folder), lost(folder)
    killed = kill_workers(one, 5)
    drill.until(0.24, one)
    drill.row(f"kill -9 of {killed} runs under way", struck, before, "the runner goes on")
    codes = drill.accident("Ctrl-C", lambda: one.send_signal(signal.SIGINT), [one])
    expect("Ctrl-C is exit code 130", codes == [130], codes)

    one, two = drill.runner(), drill.runner()
    drill.until(0.34, one, two)
    owners = count(folder, "SELECT count(DISTINCT owner) FROM attempt")
    expect("both work", owners == 4, owners)
    drill.accident("two runners at once, kill -9 of one", one.kill, [one])
    drill.until(0.40, two)
    drill.accident("kill -9 of the other", two.kill, [two])

    if not small:
        return
    used_kb = int(subprocess.run(["du", "-sk", str(folder.path / "out")], capture_output=True,
                                 text=True, check=True).stdout.split()[0])
    resize(folder, used_kb + (600 if harness.FULL else 150))
    one = drill.runner()
    codes = drill.accident("full disk", lambda: None, [one])
    expect("a full disk is exit code 2", codes == [2], codes, drill.said()[-2000:])
    resize(folder, 1000000)


def resize(folder, size_kb):
    subprocess.run(["mount", "-o", f"remount,size={size_kb}k", str(folder.path / "out")],
                   check=True)


def farm_accidents(drill, cluster):
    folder = drill.folder
    drill.environment = cluster.environment
    drill.where = ("--executor", "slurm", "--chunk", str(CHUNK), "--mem", "200")
    mark = len(drill.said())
    one = drill.runner()
    cluster.wait_until(lambda: " tasks\n" in drill.said()[mark:], "array", 120)
    time.sleep(1)
    struck, before = records(folder), lost(folder)
    cluster.lose_controller()
    cluster.start_controller()
    with cluster.operator():
        drill.until(0.60, one)
        drill.row("kill -9 of slurmctld 1 s after submission, its state lost", struck, before,
                  "the runner goes on")
        struck, before = records(folder), lost(folder)
        node = cluster.kill_busy_node()
        end = time.monotonic() + 120
        while lost(folder) == before:
            expect("the loss is noticed", time.monotonic() < end and one.poll() is None,
                   cluster.node_states(), cluster.jobs(), drill.said()[-3000:])
            time.sleep(0.2)
        drill.until(0.75, one)
        drill.row("one of four nodes dies with its task", struck, before, "the runner goes on")
        cluster.start_node(node)
        struck, before = records(folder), lost(folder)
        cluster.kill_task()
        drill.until(0.85, one)
        drill.row("kill -9 of a task on a node", struck, before, "the runner goes on")
        drill.accident("kill -9 of the runner while tasks execute", one.kill, [one])
        one = drill.runner()
        code = one.wait(timeout=LONG)
    expect("the last runner ends with the failures of the list", code == 1, code,
           drill.said()[-2000:])


def undisturbed(folder, name):
    start = time.monotonic()
    done = subprocess.run(
        [os.environ["OIO_PROGRAM"], "regress", str(folder.list), "--out", str(folder.path / name),
         *COMMON, "-j", "2"], cwd=folder.path, capture_output=True, text=True, timeout=LONG,
        check=False)
    expect("exit code 1", done.returncode == 1, done.returncode, done.stderr[-2000:])
    for file in ("ledger.sqlite", "junit.xml", "dashboard.html", "coverage/coverage.json"):
        expect("it is there", (folder.path / name / file).is_file(), file)
    return time.monotonic() - start, load(folder, name)


def table(drill, seconds, first, launches, mounted):
    lines = [
        "# The regression drill", "",
        "Made by `tests/cosim/system/drill_test.py` (`./tests/run.sh --full -R drill`, with "
        "`OIO_DRILL_TABLE` naming this file).", "",
        f"Sources {first['tree'][:12]}, {os.cpu_count()} processors ({platform.machine()}), load "
        f"average {os.getloadavg()[2]:.0f} at the end (the machine did other work).",
        f"{RUNS} runs of {TESTS} tests on chiplets of 16 lanes, two of which fail on purpose and one "
        "runs into its limit of simulated time.", "",
        "## Undisturbed", "",
        f"{seconds:.0f} s of wall time with two processes, ledger, JUnit, HTML and merged functional "
        f"coverage; the runner adds {first['wall']['overhead_ms_per_run']:.1f} ms of processor time "
        "per run.", "",
        "## One ledger, all accidents", "",
        "| accident | recorded when it struck | launches lost | what became of the runner |",
        "| --- | ---: | ---: | --- |"]
    lines += drill.table_rows()
    if not mounted:
        lines.append("| full disk | | | left out: no right to mount a small file system |")
    lines += [
        "", f"After every end the next runner started with `--resume`. At the end {RUNS} runs are "
        f"planned, {RUNS} recorded, each by exactly one launch of {launches}; every result is equal, "
        "file by file and wall times apart, to that of the undisturbed session, and so is the merged "
        "coverage.", ""]
    return "\n".join(lines)


def drill():
    """Every accident in turn; then each run is recorded once and equal to an undisturbed one."""
    farm.require()
    with Folder(LIST.format(seeds=SEEDS)) as folder:
        seconds, reference = undisturbed(folder, "one")
        first = contents(folder.path / "one")
        expect("results of all runs", sum(name.endswith("result.json") for name in first) == RUNS)
        out = folder.path / "out"
        out.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1000000k", "tmpfs", str(out)],
                                 capture_output=True, check=False).returncode == 0
        try:
            work = Drill(folder)
            local_accidents(work, mounted)
            with farm.Farm() as cluster:
                farm_accidents(work, cluster)
            planned = count(folder, "SELECT count(*) FROM run")
            by_record = count(folder, "SELECT count(*) FROM attempt WHERE ended = 'recorded'")
            open_launches = count(folder, "SELECT count(*) FROM attempt WHERE ended IS NULL")
            launches = count(folder, "SELECT count(*) FROM attempt")
            expect("every run is planned once", planned == RUNS, planned)
            expect("every run is recorded once", records(folder) == RUNS, records(folder))
            expect("one launch per record", by_record == RUNS, by_record)
            expect("no launch is open", open_launches == 0, open_launches)
            third = contents(out)
            expect("the same files", set(third) == set(first), set(third) ^ set(first))
            differing = [name for name in first if first[name] != third[name]]
            expect("the results of an undisturbed run", not differing, differing[:5])
            expect("the same summary", without_wall(load(folder)) == without_wall(reference))
            expect("the same coverage", (out / "coverage/coverage.json").read_bytes() ==
                   (folder.path / "one/coverage/coverage.json").read_bytes())
            text = table(work, seconds, reference, launches, mounted)
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", str(out)], check=False)
        print(text)
        if "OIO_DRILL_TABLE" in os.environ:
            with open(os.environ["OIO_DRILL_TABLE"], "w", encoding="utf-8") as file:
                file.write(text)


CASES = {"drill": drill}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
