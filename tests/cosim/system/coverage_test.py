#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Coverage from the command line: runs, their union, holes and rank; the RTL's with lcov's reader."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import harness
from harness import SOURCE, oio

SHORT = ["--set", "workload.payload_bytes=20000", "--set", "workload.path=saturate"]


def collect(folder, seed, *more):
    done = oio("run", "link_faults", "--seed", seed, *SHORT, "--json", "--quiet", "--out",
               f"run{seed}", *more, folder=folder)
    done.check("exit code 0", done.code == 0, done.code)
    return done


def functional():
    """Coverage leaves the result as it is; the union has the bins of both; what both lack is a hole."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plain = collect(folder, 1).result
        counted = collect(folder, 1, "--cov")
        for result in (plain, counted.result):
            result.pop("wall")
        counted.check("the same result with coverage", plain == counted.result)
        collect(folder, 2, "--cov")

        merged = oio("coverage", "merge", "run1", "run2", "--out", "all", folder=folder)
        merged.check("merge ends well", merged.code == 0, merged.code)
        hits = {}
        for part in ("run1", "run2", "all"):
            data = json.loads((folder / part / "coverage.json").read_text())
            hits[part] = {data["bins"][hit[0]] for run in data["runs"] for hit in run["hits"]}
        merged.check("the union", hits["all"] == hits["run1"] | hits["run2"])
        merged.check("the states of a training",
                     {"training.way.exchange * active", "events.event.link up"} <= hits["all"])

        holes = oio("coverage", "holes", "all", "--json", folder=folder)
        listed = json.loads(holes.stdout)
        missing = {bin for feature in listed["features"] for bin in feature["holes"]}
        holes.check("holes fail", holes.code == 1, holes.code)
        holes.check("no hole was hit", not missing & hits["all"], missing & hits["all"])
        holes.check("a reset of one side was not run", "events.event.peer reset" in missing)

        rank = oio("coverage", "rank", "all", "--json", folder=folder)
        ranks = json.loads(rank.stdout)["ranks"]
        best = max(len(hits["run1"]), len(hits["run2"]))
        rank.check("the best run is first", ranks[0]["new_bins"] == best, ranks, best)
        rank.check("all bins in the end", ranks[-1]["total_bins"] == len(hits["all"]), ranks)


def every_bin():
    """The shipped list hits every bin of the plan or the plan says why not; writes the table. With
    OIO_COVERAGE_OUT, a folder, its runs stay, and those that are there are not repeated."""
    if not harness.FULL:
        raise harness.Skipped("244 runs (OIO_FULL=1)")
    with tempfile.TemporaryDirectory() as scratch:
        out = os.environ.get("OIO_COVERAGE_OUT", pathlib.Path(scratch) / "all")
        done = oio("regress", "coverage", "--cov", "--quiet", "--waves", "off", "--out", out,
                   timeout=3000)
        done.check("all runs pass", done.code == 0, done.code)
        # Of this session: the folder may hold runs of others.
        holes = oio("coverage", "holes", pathlib.Path(out) / "coverage", "--json")
        write_table(json.loads(holes.stdout))
        holes.check("no hole without a reason", holes.code == 0, holes.stdout)


def write_table(listed):
    rows = ["# Functional coverage of the shipped lists", "",
            "`oio regress coverage --cov`, then `oio coverage holes`; written by",
            "`OIO_FULL=1 tests/cosim/system/coverage_test.py every_bin`. Bins are those of",
            "`testbench/coverage_plan.toml`, features those of `testbench/testplan.toml`.", "",
            f"{listed['hit']} of {listed['bins']} bins hit in {listed['runs']} runs, "
            f"{len(listed['excluded'])} more left out with a reason.", "",
            "| feature | hit | bins |", "| --- | ---: | ---: |"]
    rows += [f"| {feature['name']} | {feature['hit']} | {feature['bins']} |"
             for feature in listed["features"]]
    missing = [bin for feature in listed["features"] for bin in feature["holes"]]
    rows += ["", "Holes: " + (", ".join(f"`{bin}`" for bin in missing) or "none") + ".", "",
             "| bin that nothing needs to hit | reason |", "| --- | --- |"]
    rows += [f"| `{item['bin']}` | {item['reason']} |" for item in listed["excluded"]]
    (SOURCE / "cosim" / "doc" / "coverage.md").write_text("\n".join(rows) + "\n")


def rtl():
    """Line counts of two runs add up; verilator_coverage and genhtml read what we write."""
    if not harness.FULL:
        raise harness.Skipped("builds a chiplet with coverage (OIO_FULL=1)")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for seed in (1, 2):
            collect(folder, seed, "--cov=rtl")
        merged = oio("coverage", "merge", "run1", "run2", "--out", "all", folder=folder)
        merged.check("merge ends well", merged.code == 0, merged.code)
        counts = {}
        for part in ("run1", "run2", "all"):
            text = (folder / part / "coverage.dat").read_text(errors="replace")
            counts[part] = dict(re.findall(r"^C '(.*)' (\d+)$", text, re.MULTILINE))
        for point, count in counts["all"].items():
            parts = sum(int(counts[part].get(point, 0)) for part in ("run1", "run2"))
            merged.check(f"counts of {point!r} add up", int(count) == parts, count, parts)
        user = [point for point in counts["all"] if "v_user" in point]
        merged.check("cover points are there", len(user) >= 20, len(user))
        merged.check("no path of this machine", str(SOURCE) not in str(counts["all"]))
        if shutil.which("genhtml") is None:
            raise harness.Skipped("genhtml (lcov) is missing")
        page = subprocess.run(["genhtml", folder / "all" / "coverage.info", "-o", folder / "html"],
                              cwd=SOURCE, capture_output=True, text=True, check=False)
        merged.check("genhtml reads it", page.returncode == 0, page.stderr)
        lines = re.search(r"lines\.+: ([\d.]+)% \((\d+) of (\d+) lines\)", page.stdout)
        merged.check("genhtml counts lines", lines is not None, page.stdout)
        info = (folder / "all" / "coverage.info").read_text()
        hit = sum(not line.endswith(",0") for line in info.splitlines() if line.startswith("DA:"))
        merged.check("genhtml counts the same lines", int(lines.group(2)) == hit, lines.group(2), hit)


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (functional, every_bin, rtl)}))
