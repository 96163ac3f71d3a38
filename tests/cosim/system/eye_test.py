#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`oio eye` from the command line: fast for all lanes, right at a point of the table, same bytes
twice, and bad input refused."""
import json
import math
import pathlib
import resource
import sys
import tempfile

import harness
from harness import oio


def all_lanes():
    """The 420 lanes of the default preset in less than 5 s of processor time, eye included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = oio("eye", "microled-800g", "--set", "channel.coupling_sigma_db=0.1", "--json")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    run.check("exit code 0", run.code == 0, run.code)
    lanes = run.result["lanes"]
    run.check("420 lanes", len(lanes) == 420, len(lanes))
    deepest = min(lane["log10_ber"] for lane in lanes)
    run.check("lanes below 1e-15", deepest < -15, deepest)
    worst = max(lanes, key=lambda lane: lane["log10_ber"])
    run.check("the worst lane is shown", run.result["lane"] == worst["lane"], run.result["lane"])
    run.check("below 5 s", spent < 5.0, spent)


def table_point():
    """Set M at 1.3 Gb/s over 30 m: 6.2e-9 (physics reference, section 1.8), open at 1e-6 only."""
    settings = ["--set", "channel.lane_variation=false", "--set", "link.lane_rate_gbps=1.3",
                "--set", "link.length_m=30"]
    run = oio("eye", "small-16", *settings, "--lane", 3, "--ber", "1e-6", "--json")
    run.check("exit code 0", run.code == 0, run.code)
    found = math.log10(run.result["ber"])
    run.check("5 % of log10", abs(found / math.log10(6.2e-9) - 1) < 0.05, found)
    run.check("lane", run.result["lane"] == 3, run.result["lane"])
    run.check("open at 1e-6", run.result["eye_height_sigma"] > 0 < run.result["eye_width_ui"])
    closed = oio("eye", "small-16", *settings, "--ber", "1e-12", "--json").result
    run.check("closed at 1e-12", closed["eye_height_sigma"] == 0 == closed["eye_width_ui"])


def files():
    """Without --json: three files, a summary, and the same bytes again but for `wall`."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        texts = []
        for out in ("one", "two"):
            run = oio("eye", "small-16", "--out", out, folder=folder)
            run.check("exit code 0", run.code == 0, run.code)
            run.check("a summary", run.stdout.startswith("eye of lane"), run.stdout)
            result = json.loads((folder / out / "eye.json").read_text())
            del result["wall"]
            pictures = [(folder / out / file).read_text() for file in ("eye.html", "eye.svg")]
            texts.append([json.dumps(result), *pictures])
        run.check("same bytes", texts[0] == texts[1])


def bad_input():
    """Exit code 2, what is wrong on standard error, nothing on standard output, no file."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for arguments, word in ((("--lane", "99"), "lanes 0 to 17"), (("--ber", "2"), "--ber"),
                                (("--set", "link.lengthm=3"), "link.length_m"),
                                (("--set", "link.length_m=2000"), "1000")):
            run = oio("eye", "small-16", "--json", "--out", "out", *arguments, folder=folder)
            run.check("exit code 2", run.code == 2, run.code, arguments)
            run.check("the reason", word in run.stderr, run.stderr)
            run.check("no output", run.stdout == "", run.stdout)
            run.check("no file", not (folder / "out").exists())


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (all_lanes, table_point, files, bad_input)}))
