#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random scenarios from the command line: one seed is one scenario, and the result says which."""
import json
import pathlib
import sys
import tempfile
import tomllib

import harness
from harness import oio

RANGES = """
purpose = "a short random run"
[scenario]
link.preset = "small-16"
workload.path = "saturate"
[draw]
workload.payload_bytes = { range = [2000, 20000] }
link.dead_lanes = { subset = [0, 17], count = [0, 4] }
[[constraint]]
rule = "count(link.dead_lanes) <= link.spares"
"""


def generate_and_run():
    """`oio run RANGES --seed` and `oio run FILE` of the scenario that `oio generate` wrote give the
    same bytes, and `draws` holds what the file says."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "short.toml").write_text(RANGES)
        printed = oio("generate", "short.toml", "--seed", 11, folder=folder)
        printed.check("exit code 0", printed.code == 0, printed.code)
        written = oio("generate", "short.toml", "--seed", 11, "--out", "drawn/short.toml",
                      folder=folder)
        written.check("a missing folder is refused", written.code == 2, written.code)
        (folder / "drawn").mkdir()
        oio("generate", "short.toml", "--seed", 11, "--out", "drawn/short.toml", folder=folder)
        text = (folder / "drawn" / "short.toml").read_text()
        printed.check("the same scenario twice", text == printed.stdout, text, printed.stdout)

        direct = oio("run", "short.toml", "--seed", 11, "--json", "--quiet", folder=folder)
        result = direct.passed()
        scenario = tomllib.loads(text)
        direct.check("run.seed", scenario["run"]["seed"] == result["seed"] == 11)
        direct.check("draws", result["draws"] == {
            "link.dead_lanes": scenario["link"]["dead_lanes"],
            "workload.payload_bytes": scenario["workload"]["payload_bytes"]}, result["draws"])

        again = oio("run", "drawn/short.toml", "--json", "--quiet", folder=folder).passed()
        for each in (result, again):
            for key in ("wall", "draws"):
                each.pop(key, None)
        direct.check("equal results", result == again, json.dumps(result)[:2000])


def contradiction():
    """Constraints that no draw meets: exit code 2, each constraint named."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bad.toml").write_text(
            RANGES + '[[constraint]]\nrule = "count(link.dead_lanes) > 2"\n')
        refused = oio("run", "bad.toml", folder=folder)
        refused.check("exit code 2", refused.code == 2, refused.code)
        for part in ("contradiction", "<= link.spares", "> 2", "bad.toml:11"):
            refused.check(part, part in refused.stderr)
        refused.check("nothing written", not (folder / "out").exists())


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (generate_and_run, contradiction)}))
