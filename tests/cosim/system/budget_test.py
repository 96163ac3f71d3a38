#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`oio budget`: sums that close, refusals, and the same cause from a run that cannot come up."""
import math
import sys

import harness
from harness import oio

PHYSICS = ("--set", "channel.lane_model=physics")


def sums():
    """Every lane's terms add up to its Q; worst, median and best are in that order."""
    done = oio("budget", "small-16", *PHYSICS, "--set", "link.length_m=20", "--json")
    done.check("exit code 0", done.code == 0, done.code)
    done.check("works", done.result["works"])
    budgets = done.result["budgets"]
    for budget in budgets:
        total = budget["wall_plug_dbm"] + sum(term["db"] for term in budget["terms"])
        done.check("the sum", abs(total - 10 * math.log10(budget["q"])) < 1e-6, total, budget["q"])
        lane = done.result["lanes_log10_ber"][budget["lane"]]
        done.check("the lane's rate", abs(lane - budget["log10_ber"]) < 0.01, lane)
    done.check("order", budgets[0]["q"] <= budgets[1]["q"] <= budgets[2]["q"])
    loss = {term["name"]: term["db"] for term in budgets[0]["terms"]}
    done.check("attenuation", abs(loss["attenuation"] + 20 * 0.0725) < 1e-9, loss["attenuation"])
    text = oio("budget", "small-16")
    done.check("a screen of text", text.code == 0 and 10 < text.stdout.count("\n") < 45)
    done.check("the limit is named", "limited by " in text.stdout, text.stdout)


def closed():
    """50 m: exit code 1 and dispersion named, by the budget and by a run that never trains."""
    budget = oio("budget", "small-16", *PHYSICS, "--set", "link.length_m=50")
    budget.check("exit code 1", budget.code == 1, budget.code)
    budget.check("dispersion", "limited by chromatic dispersion" in budget.stdout, budget.stdout)
    budget.check("the cause", "chromatic dispersion" in budget.stdout and
                 "closes the eye" in budget.stdout, budget.stdout)
    run = harness.run("small-16", "channel.lane_model=physics", "link.length_m=60")
    run.check("exit code 1", run.code == 1, run.code)
    run.check("the cause", "light: the link cannot work" in run.stderr and
              "chromatic dispersion" in run.stderr, run.stderr)
    # Too few lanes are no matter of light.
    lanes = harness.run("small-16", "link.dead_lanes=[0,1,2,3]")
    lanes.check("no light to blame", lanes.code == 1 and "light:" not in lanes.stderr, lanes.stderr)


def refused():
    """Bad physics: exit code 2 with the field and its range."""
    for setting, phrases in (
            ("physics.photodiode.responsivity_a_per_w=0.5", ("responsivity_a_per_w", "0.5")),
            ("physics.coupling.fibre_na=1.2", ("physics.coupling.fibre_na", "1.2", "1]")),
            ("physics.driver.modulation_ua=-1", ("physics.driver.modulation_ua", "-1")),
            ("link.lane_rate_gbps=9", ("link.lane_rate_gbps", "[0.1, 8]")),
            ("channel.temperature_c=400", ("channel.temperature_c", "125")),
            ("physics.driver.modulation_ua=60000", ("thermal_k_per_w", "no temperature"))):
        done = oio("budget", "small-16", *PHYSICS, "--set", setting)
        done.check(f"{setting}: exit code 2", done.code == 2, done.code, done.stdout)
        for phrase in phrases:
            done.check(f"{setting}: {phrase}", phrase in done.stderr, done.stderr)
        done.check("nothing on standard output", done.stdout == "", done.stdout)
    typo = oio("budget", "small-16", "--ber", "2")
    typo.check("--ber", typo.code == 2, typo.code)


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (sums, closed, refused)}))
