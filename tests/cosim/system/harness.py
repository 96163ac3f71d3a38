# SPDX-License-Identifier: Apache-2.0
"""What every system test needs: running the program, checks that name what they compare, and a
choice of cases by name. Exit codes: 0 passed, 1 failed, 77 skipped."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[3]
FULL = os.environ.get("OIO_FULL") == "1"
SKIPPED = 77


class Failed(Exception):
    """A check that did not hold."""


class Skipped(Exception):
    """A case that this machine cannot run."""


class Run:
    """One finished call of the program."""

    def __init__(self, done, folder):
        self.code = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.folder = folder
        self.result = json.loads(done.stdout) if done.stdout.lstrip().startswith("{") else None

    def check(self, claim, holds, *values):
        if not holds:
            shown = ", ".join(repr(value) for value in values)
            raise Failed(f"{claim} does not hold: {shown}\n{self.stderr}")

    def passed(self):
        """Exit code 0, payload compared, nothing wrong, lost or doubled."""
        self.check("exit code 0", self.code == 0, self.code)
        traffic = self.result["traffic"]
        self.check("status pass", self.result["status"] == "pass", self.result["status"])
        for name in ("mismatches", "lost", "duplicated"):
            self.check(f"traffic.{name} == 0", traffic[name] == 0, traffic[name])
        return self.result

    def repaired(self):
        """Errors were injected, found and repaired."""
        result = self.passed()
        traffic = result["traffic"]
        errors = result["ber"]["errors_injected"]
        self.check("ber.errors_injected > 0", errors > 0, errors)
        self.check("traffic.crc_errors > 0", traffic["crc_errors"] > 0, traffic["crc_errors"])
        self.check("traffic.replays > 0", traffic["replays"] > 0, traffic["replays"])
        return result

    def events(self, where):
        return [event["what"] for event in self.result["events"] if event["where"] == where]


def oio(*arguments, folder=None, timeout=280):
    """Calls the program; `folder` is its working folder and holds `out`."""
    program = os.environ["OIO_PROGRAM"]
    with tempfile.TemporaryDirectory(prefix="oio_system_") as scratch:
        base = pathlib.Path(folder or scratch)
        command = [program, *map(str, arguments)]
        try:
            done = subprocess.run(command, cwd=base, capture_output=True, text=True,
                                  timeout=timeout, check=False)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"no end after {timeout} s: {' '.join(command)}") from late
        return Run(done, base)


def run(scenario, *settings, seed=None, workload=None, folder=None):
    """`oio run` with --json and --set for every setting."""
    arguments = ["run", scenario, "--json", "--quiet"]
    if folder is None:
        arguments += ["--out", "out"]
    else:
        arguments += ["--out", str(folder)]
    for setting in settings:
        arguments += ["--set", setting]
    if seed is not None:
        arguments += ["--seed", str(seed)]
    if workload is not None:
        arguments += ["--workload", str(workload)]
    return oio(*arguments)


def write_trace(folder, name, ranks, size):
    """Our own traces of a ring all-reduce; returns the prefix that --workload takes."""
    subprocess.run([os.environ["OIO_WRITE_TRACE"], str(folder), name, str(ranks), str(size)],
                   check=True, env={**os.environ, "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1"})
    return pathlib.Path(folder) / name


def published(name):
    """A folder of published traces; skips where they are absent."""
    shared = pathlib.Path(os.environ.get("OIO_SHARED_DATA", SOURCE.parent / "shared" / "data"))
    folder = shared / "workloads" / name
    if not folder.is_dir():
        raise Skipped("no published traces (set OIO_SHARED_DATA to the folder with workloads/)")
    return folder


def main(cases):
    """Runs the case named on the command line, or every case."""
    chosen = sys.argv[1:] or list(cases)
    for name in chosen:
        try:
            cases[name]()
            print(f"{name}: passed")
        except Skipped as reason:
            print(f"{name}: skipped: {reason}")
            return SKIPPED
        except Failed as failure:
            print(f"{name}: {failure}")
            return 1
    return 0
