# SPDX-License-Identifier: Apache-2.0
"""Regressions on a Slurm farm brought up for the test: the same results as on this machine, and
every planned run recorded exactly once after each accident."""
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import time

import farm
import harness
from regression import (LONG, SEEDS, TESTS, Folder, expect, exactly_once, load,
                          recorded, wait_for_records, without_wall)

CHUNK = 25 if harness.FULL else 2
# Said, so that no run is executed here first.
FARM = ["--executor", "slurm", "--chunk", CHUNK, "--mem", 200]


def command(folder, *arguments, out="out"):
    return [os.environ["OIO_PROGRAM"], "regress", str(folder.list), "--out",
            str(folder.path / out), "--waves", "off", *map(str, arguments)]


def regress(cluster, folder, *arguments, out="out"):
    done = subprocess.run(
        command(folder, *FARM, *arguments, out=out),
        cwd=folder.path, env=cluster.environment, capture_output=True, text=True, timeout=LONG,
        check=False)
    return harness.Run(done, folder.path)


def start(cluster, folder, *arguments):
    """A runner that goes on by itself; what it says goes into a file."""
    with open(folder.path / "runner.txt", "ab") as said:
        return subprocess.Popen(
            command(folder, *FARM, *arguments), cwd=folder.path,
            env=cluster.environment, stdout=subprocess.DEVNULL, stderr=said)


def said(folder):
    return (folder.path / "runner.txt").read_text(encoding="utf-8")


def lost(folder):
    with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
        return ledger.execute("SELECT count(*) FROM attempt WHERE ended = 'lost'").fetchone()[0]


def completed(runner, folder):
    """The runner ends by itself, with the failures of the list, and leaves nothing behind."""
    code = runner.wait(timeout=LONG)
    expect("exit code 1", code == 1, code, said(folder))
    exactly_once(folder)
    tidy(folder)


def tidy(folder):
    expect("no array is left", not (folder.path / "out" / "slurm").exists())


def contents(out):
    """What the runs left, file by file, without wall times."""
    found = {}
    for path in sorted((out / "runs").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name == "result.json":
                data = without_wall(json.loads(data))
            found[str(path.relative_to(out))] = data
    return found


def same_as_local():
    """The same list on this machine and on the farm: equal file by file, but for wall times."""
    with Folder() as folder, farm.Farm() as cluster:
        local = subprocess.run(command(folder, "-j", 2, out="local"), cwd=folder.path,
                               capture_output=True, timeout=LONG, check=False)
        far = regress(cluster, folder, out="out")
        far.check("the same exit code", far.code == local.returncode == 1, far.code)
        tasks = -(-SEEDS * TESTS // CHUNK)
        far.check("arrays, not a job per run", f"{SEEDS * TESTS} runs in {tasks} tasks"
                  in far.stderr, far.stderr)
        one, two = contents(folder.path / "local"), contents(folder.path / "out")
        expect("results of all runs", len([n for n in one if n.endswith("result.json")]) ==
               SEEDS * TESTS, len(one))
        expect("the same files", set(one) == set(two), set(one) ^ set(two))
        differing = [name for name in one if one[name] != two[name]]
        expect("the same contents", not differing, differing)
        expect("equal summaries", without_wall(load(folder, "local")) == without_wall(load(folder)))
        exactly_once(folder)
        tidy(folder)
        again = regress(cluster, folder)
        again.check("nothing is repeated", f"{SEEDS * TESTS} of {SEEDS * TESTS} runs are recorded"
                    in again.stderr and "tasks" not in again.stderr, again.stderr)


def submitted(cluster, folder, runner):
    cluster.wait_until(lambda: runner.poll() is not None or " tasks\n" in said(folder),
                       "array", 60)
    expect("the runner goes on", runner.poll() is None, said(folder))


def controller_killed():
    """slurmctld is killed one second after the submission and its state is lost: nobody knows the
    array any more and its number is given out again. The same runner goes on."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        submitted(cluster, folder, runner)
        time.sleep(1)
        cluster.lose_controller()
        cluster.start_controller()
        expect("the array is lost", not cluster.jobs(), cluster.jobs())
        with cluster.operator():
            completed(runner, folder)
        expect("launches were lost", lost(folder) > 0)
        numbers = re.findall(r"oio-\w+-\d+", said(folder))
        expect("in a new array", len(set(numbers)) > 1, numbers)


def controller_and_runner_killed():
    """The same, and the runner dies too: --resume completes."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        submitted(cluster, folder, runner)
        time.sleep(1)
        cluster.lose_controller()
        runner.kill()
        runner.wait()
        cluster.start_controller()
        with cluster.operator():
            run = regress(cluster, folder, "--resume")
        run.check("exit code 1", run.code == 1, run.code)
        exactly_once(folder)


def node_killed():
    """One of four nodes dies with all that it executes: its runs go to the others."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        submitted(cluster, folder, runner)
        cluster.kill_busy_node()
        completed(runner, folder)
        expect("launches were lost", lost(folder) > 0, said(folder))
        expect("the node is gone", cluster.idle_nodes() < len(farm.NODES), cluster.node_states())


def worker_killed():
    """The process of a task dies while it executes a run."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        submitted(cluster, folder, runner)
        cluster.kill_task()
        completed(runner, folder)
        expect("launches were lost", lost(folder) > 0, said(folder))


def runner_killed():
    """The runner is killed while tasks execute: they go on, and --resume takes what they do."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        wait_for_records(folder, 1, runner)
        runner.kill()
        runner.wait()
        before = recorded(folder)[1]
        expect("some runs are open", before < SEEDS * TESTS, before)
        run = regress(cluster, folder, "--resume")
        run.check("exit code 1", run.code == 1, run.code)
        run.check("it takes over", f"{SEEDS * TESTS - before} runs of a runner before this one"
                  in run.stderr, run.stderr)
        run.check("it submits nothing", "tasks" not in run.stderr, run.stderr)
        exactly_once(folder)
        tidy(folder)


def cancelled():
    """The runner is killed and nobody wants to go on: `cancel` empties the queue, and a later
    --resume records what had ended and executes the rest once."""
    with Folder() as folder, farm.Farm() as cluster:
        call = lambda: harness.Run(subprocess.run(
            [os.environ["OIO_PROGRAM"], "regress", "cancel", str(folder.path / "out")],
            env=cluster.environment, capture_output=True, text=True, timeout=60, check=False),
            folder.path)
        runner = start(cluster, folder)
        wait_for_records(folder, 1, runner)
        run = call()
        run.check("a runner at work is not disturbed", run.code == 2 and
                  f":{runner.pid} is at work" in run.stderr, run.code)
        runner.kill()
        runner.wait()
        before = recorded(folder)[1]
        expect("some runs are open", before < SEEDS * TESTS, before)
        run = call()
        run.check("one array", run.code == 0 and run.stdout.startswith("1 arrays"), run.stdout)
        kept = int(re.search(r"(\d+) runs had ended", run.stdout)[1])
        cluster.wait_until(lambda: not cluster.jobs(), "empty queue", 20)
        with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
            held = ledger.execute("SELECT count(*) FROM run WHERE owner NOT NULL").fetchone()[0]
        expect("no run is held", held == 0, held)
        run = call()
        nothing = " 0 waiting" if kept > 0 else "nothing to cancel"
        run.check("a second call finds no task", run.code == 0 and nothing in run.stdout,
                  run.stdout)
        run = regress(cluster, folder, "--resume")
        run.check("exit code 1", run.code == 1, run.code)
        run.check("what had ended is taken", kept == 0 or
                  f"{kept} runs of a runner before" in run.stderr, run.stderr)
        exactly_once(folder)
        tidy(folder)


def memory():
    """Without --mem one run of each test is executed here first; tasks ask for 1.3 times the
    largest of what they took. The next session knows."""
    with Folder() as folder, farm.Farm() as cluster:
        seen = set()
        bare = ["--executor", "slurm", "--chunk", CHUNK]
        with open(folder.path / "runner.txt", "wb") as text:
            runner = subprocess.Popen(command(folder, *bare), cwd=folder.path, stderr=text,
                                      stdout=subprocess.DEVNULL, env=cluster.environment)
            while runner.poll() is None:
                seen.update(cluster.call("squeue", "--noheader", "--format=%m").stdout.split())
                time.sleep(0.1)
        completed(runner, folder)
        wall = load(folder)["wall"]
        expect("a resident set per run", len(wall["runs_peak_mb"]) == SEEDS * TESTS and
               all(5 < peak < 900 for peak in wall["runs_peak_mb"]), wall["runs_peak_mb"])
        # One of each test comes first in the plan.
        wanted = max(128, 1.3 * max(wall["runs_peak_mb"][:TESTS]))
        asked = [int(text.rstrip("M")) for text in seen]
        expect("one request of 1.3 times the largest", len(asked) == 1 and
               wanted - 1 <= asked[0] <= wanted + 2, seen, wanted)
        told = said(folder)
        expect("the rest in an array", f"{SEEDS * TESTS - TESTS} runs in " in told, told)
        again = subprocess.run(command(folder, *bare, "--seed", 2), cwd=folder.path, timeout=LONG,
                               env=cluster.environment, capture_output=True, text=True, check=False)
        expect("the ledger knows", "MB per task: a run of" in again.stderr and
               "is not known" not in again.stderr, again.stderr)


def interrupted():
    """Ctrl-C takes the tasks off the farm; --resume completes."""
    with Folder() as folder, farm.Farm() as cluster:
        runner = start(cluster, folder)
        wait_for_records(folder, 1, runner)
        runner.send_signal(signal.SIGINT)
        expect("exit code 130", runner.wait(timeout=60) == 130, runner.returncode, said(folder))
        cluster.wait_until(lambda: not cluster.jobs(), "empty queue", 20)
        with sqlite3.connect(folder.path / "out" / "ledger.sqlite") as ledger:
            held = ledger.execute("SELECT count(*) FROM run WHERE owner NOT NULL").fetchone()[0]
        expect("no run is held", held == 0, held)
        run = regress(cluster, folder, "--resume")
        run.check("exit code 1", run.code == 1, run.code)
        exactly_once(folder)
        tidy(folder)


def refused():
    """What cannot work ends with exit code 2 and the words of Slurm."""
    with Folder() as folder:
        with tempfile.TemporaryDirectory() as empty:
            absent = subprocess.run(command(folder, "--executor", "slurm"), capture_output=True,
                                    text=True, cwd=folder.path, timeout=60, check=False,
                                    env={**os.environ, "PATH": empty})
        run = harness.Run(absent, folder.path)
        run.check("no sbatch", run.code == 2 and "sbatch is not in PATH" in run.stderr, run.code)
        expect("nothing written", not (folder.path / "out").exists())
        with farm.Farm() as cluster:
            run = regress(cluster, folder, "--partition", "nowhere")
            run.check("no such partition", run.code == 2 and "invalid partition" in run.stderr,
                      run.code)
            run = regress(cluster, folder, "--sbatch=--time=1-00:00:00")
            run.check("more than the partition allows", run.code == 2 and
                      "PartitionTimeLimit" in run.stderr, run.code)
            cluster.wait_until(lambda: not cluster.jobs(), "empty queue", 20)
            cluster.kill("slurmctld")
            run = regress(cluster, folder)
            run.check("no controller", run.code == 2 and "Unable to contact" in run.stderr,
                      run.code)


def nothing_left():
    """A farm whose test is killed leaves no process and no folder."""
    farm.require()
    code = ("import time, farm\nwith farm.Farm() as cluster:\n"
            "    print(cluster.folder, cluster.guardian.pid, flush=True)\n    time.sleep(600)\n")
    test = subprocess.Popen(["python3", "-c", code], stdout=subprocess.PIPE, text=True,
                            cwd=pathlib.Path(__file__).parent)
    folder, guardian = test.stdout.readline().split()
    daemons = farm.descendants(int(guardian))
    expect("six daemons", len(daemons) >= 6, daemons)
    test.kill()
    test.wait()
    test.stdout.close()
    farm.Farm.wait_until(lambda: not pathlib.Path(folder).exists(), "empty place", 30)
    farm.Farm.wait_until(lambda: not any(map(farm.running, [int(guardian), *daemons])),
                         "end of all processes", 10)


CASES = {
    "same_as_local": same_as_local,
    "controller_killed": controller_killed,
    "controller_and_runner_killed": controller_and_runner_killed,
    "node_killed": node_killed,
    "worker_killed": worker_killed,
    "runner_killed": runner_killed,
    "cancelled": cancelled,
    "memory": memory,
    "interrupted": interrupted,
    "refused": refused,
    "nothing_left": nothing_left,
}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
