# SPDX-License-Identifier: Apache-2.0
"""Regressions as a user runs them: equal twice, complete after every kind of accident, reports that
other tools accept. Small lists here, 500 runs with OIO_FULL=1."""
import copy
import html.parser
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

import harness

SCHEMA = harness.SOURCE / "tests/cosim/regress/junit.xsd"
SEEDS = 100 if harness.FULL else 2

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


LONG = 3000 if harness.FULL else 250  # s


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


def kinds():
    """Each kind of failure has a state and a bucket of its own, with a command that repeats it."""
    with Folder() as folder:
        run = regress(folder)
        run.check("exit code 1", run.code == 1, run.code)
        result = load(folder)
        expect("states", result["states"] == {
            "pass": 2 * SEEDS, "fail": 2 * SEEDS, "crash": 0, "hang": 0, "timeout": SEEDS,
            "bad_input": 0, "bad_exit": 0}, result["states"])
        expect("three buckets", len(result["buckets"]) == 3,
               [bucket["key"] for bucket in result["buckets"]])
        bucket = next(b for b in result["buckets"] if "few_lanes" == b["first"]["test"])
        words = bucket["reproduce"].replace("'", "").split()
        expect("a command of oio", words[:2] == ["oio", "run"], words)
        again = harness.oio(*words[1:], "--json", "--quiet")
        again.check("it fails again", again.code == 1, again.code)
        again.check("in the same way", "too few lanes" in again.stderr, again.stderr)


def twice_the_same():
    """Two runs of a list differ in their wall times only, file by file."""
    with Folder() as folder:
        regress(folder, out="one")
        regress(folder, out="two")
        one, two = load(folder, "one"), load(folder, "two")
        expect("equal summaries", without_wall(one) == without_wall(two))
        files = sorted((folder.path / "one" / "runs").rglob("result.json"))
        expect("a result per run", len(files) == SEEDS * TESTS, len(files))
        for file in files:
            other = folder.path / "two" / file.relative_to(folder.path / "one")
            expect(f"{file.name} is equal", without_wall(json.loads(file.read_text())) ==
                   without_wall(json.loads(other.read_text())), file)
        again = regress(folder, out="one")
        again.check("nothing is repeated", f"{SEEDS * TESTS} of {SEEDS * TESTS} runs are recorded"
                    in again.stderr, again.stderr)
        exactly_once(folder, "one")
        third = regress(folder, "--seed", 2, "--reseed", 1, out="three")
        seeds = {run["seed"] for run in load(folder, "three")["runs"]}
        third.check("another run seed gives other seeds",
                    not seeds & {run["seed"] for run in one["runs"]})


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


class Links(html.parser.HTMLParser):
    """All addresses of a page, and the ids that a link may point at."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src"):
                self.links.append(value)
            if name == "id":
                self.ids.add(value)


def reports():
    """JUnit is valid, the dashboard's links work offline, the Markdown names the failures."""
    with Folder() as folder:
        regress(folder)
        out = folder.path / "out"
        check_junit(out / "junit.xml")
        text = (out / "dashboard.html").read_text(encoding="utf-8")
        page = Links(text)
        expect("links", len(page.links) > 10, len(page.links))
        for link in page.links:
            expect("nothing from a network", not re.match(r"[a-z]+:|//", link), link)
            target = urllib.parse.unquote(link)
            found = target[1:] in page.ids if target.startswith("#") else (out / target).is_file()
            expect("the link leads somewhere", found, link)
        expect("no script", "<script" not in text)
        markdown = (out / "summary.md").read_text(encoding="utf-8")
        expect("causes in Markdown", "gate training_us" in markdown, markdown)


def check_junit(path):
    def valid(file):
        return subprocess.run(["xmllint", "--noout", "--schema", str(SCHEMA), str(file)],
                              capture_output=True, text=True, check=False)
    if shutil.which("xmllint") is None:
        raise harness.Skipped("no xmllint (package libxml2-utils)")
    done = valid(path)
    expect("junit.xml is valid", done.returncode == 0, done.stderr)
    text = path.read_text(encoding="utf-8")
    cases = text.count("<testcase ")
    expect("a case per run", cases == SEEDS * TESTS, cases)
    expect("failures", text.count("<failure ") == 2 * SEEDS, text.count("<failure "))
    expect("errors", text.count("<error ") == SEEDS, text.count("<error "))
    # The check itself can fail.
    for broken in (text.replace(' time="', ' tame="', 1), text.replace("</testsuites>", "", 1),
                   text.replace('tests="', 'tests="x', 1)):
        wrong = path.with_name("wrong.xml")
        wrong.write_text(broken, encoding="utf-8")
        expect("a broken report is refused", valid(wrong).returncode != 0)


def processor_s(command, cwd):
    """Of a command and its children, as the kernel counts it."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def overhead():
    """What the runner adds to a run is small beside it: a regression of many seeds against one of a
    single seed, per seed, and against `oio run`."""
    seeds = 100 if harness.FULL else 8
    text = LIST.format(seeds=seeds).split("[[test]]")
    with Folder("[[test]]".join(text[:2])) as folder:
        program = os.environ["OIO_PROGRAM"]
        used = {}
        for number in (1, seeds):
            command = [program, "regress", str(folder.list), "-j", "1", "--waves", "off",
                       "--reseed", str(number), "--out", str(folder.path / str(number))]
            used[number], code = processor_s(command, folder.path)
            expect("it passes", code == 0, code)
        per_run = (used[seeds] - used[1]) / (seeds - 1)
        runs = load(folder, str(seeds))["runs"]
        alone = 0.0
        for run in runs[1:4]:
            once, code = processor_s(
                [program, "run", "saturate", "--set", "link.preset=small-16", "--set",
                 "workload.payload_bytes=10_000", "--set", "checks.min_efficiency=0.1", "--quiet",
                 "--seed", str(run["seed"])], folder.path)
            expect("it passes", code == 0, code)
            alone += once / 3
        stated = load(folder, str(seeds))["wall"]["overhead_ms_per_run"]
        print(f"a run in a regression takes {per_run / alone:.3f} of the processor time of the run "
              f"alone ({1e3 * alone:.0f} ms); the runner says that it adds {stated:.1f} ms")
        expect("a run costs no more than it does alone", per_run < 1.1 * alone, per_run, alone)
        expect("what the runner says of itself", 0.0 < stated < 1e3 * 0.2 * alone, stated, alone)


def bad_input():
    """Wrong lists and options end with exit code 2, a place, and nothing written."""
    with Folder(LIST.format(seeds=1).replace("min_efficiency", "min_eficiency")) as folder:
        run = regress(folder)
        run.check("exit code 2", run.code == 2, run.code)
        run.check("file and line", re.search(r"mixed\.toml:\d+:\d+", run.stderr), run.stderr)
        run.check("nearest key", "did you mean checks.min_efficiency" in run.stderr, run.stderr)
        run.check("nothing written", not (folder.path / "out").exists())
        unknown = harness.oio("regress", "smok")
        unknown.check("nearest list", unknown.code == 2 and "did you mean smoke" in unknown.stderr,
                      unknown.stderr)
    with Folder() as folder:
        run = regress(folder, "--resume")
        run.check("nothing to resume", run.code == 2 and "no session" in run.stderr, run.stderr)
        expect("no ledger made", not (folder.path / "out").exists())
        for option in ("--chunk=5", "--partition=sim", "--mem=600", "--sbatch=--account=chips"):
            run = regress(folder, "--executor", "local", option, out="none")
            run.check("refused by name", run.code == 2 and option.split("=")[0] in run.stderr and
                      "--executor slurm" in run.stderr, run.code)
        expect("nothing written", not (folder.path / "none").exists())


CASES = {
    "kinds": kinds,
    "twice_the_same": twice_the_same,
    "runner_killed": runner_killed,
    "worker_killed": worker_killed,
    "two_runners": two_runners,
    "interrupted": interrupted,
    "disk_full": disk_full,
    "reports": reports,
    "bad_input": bad_input,
    "overhead": overhead,
}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
