# SPDX-License-Identifier: Apache-2.0
"""Branches of a run: the same up to the instant, other conditions after it."""
import json
import pathlib
import tempfile

import harness
from harness import Failed
from wave_compare import Wave, compare

US = 10**9  # fs
AT_US = 185

NOISY = ("run", "small-16", "--quiet", "--workload", "saturate", "--set",
         "workload.payload_bytes=100000", "--set", "link.length_m=22", "--out", "out")
WHAT_IF = ("replay", "out", "--at-us", AT_US, "--window-us", "1", "--out", "what_if")


def scratch():
    return tempfile.TemporaryDirectory(prefix="oio_what_if_")


def expect(claim, holds, *values):
    if not holds:
        raise Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def branch(folder, *branches, code=0):
    options = [word for text in branches for word in ("--branch", text)]
    done = harness.oio(*WHAT_IF, *options, folder=folder)
    expect(f"exit code {code}", done.code == code, done.code, done.stderr)
    if code != 0:
        return done.stderr
    report = json.loads((pathlib.Path(folder) / "what_if/branches.json").read_text())
    expect("a row for each", len(report["branches"]) == len(branches) + 1, report)
    return report["branches"]


def same_until_the_instant():
    """No change: the base to the last bit. Loss: equal before the instant, another after it."""
    with scratch() as folder:
        first = harness.oio(*NOISY, folder=folder)
        expect("the run passed", first.code == 0, first.stderr)
        base, same, loss = branch(folder, "link.extra_loss_db=+0", "link.extra_loss_db=+3")
        result = json.loads((pathlib.Path(folder) / "out/result.json").read_text())
        expect("the base is the run", base["errors_injected"] == result["ber"]["errors_injected"]
               and base["replays"] == result["traffic"]["replays"], base)
        for name in base:
            if name not in ("branch", "waves"):
                expect(f"no change in {name}", base[name] == same[name], base, same)
        expect("loss makes errors", loss["errors_injected"] > 2 * base["errors_injected"], loss)
        expect("and closes the eye", loss["worst_eye_sigma"] < base["worst_eye_sigma"], loss)
        waves = [Wave(f"{folder}/what_if/{row['waves']}") for row in (base, same, loss)]
        instant = AT_US * US
        begin, end = waves[0].times[0], waves[0].times[-1]
        expect("around the instant", begin < instant - 0.4 * US < instant + US < end + 0.5 * US,
               begin, end)
        compare(waves[0], waves[1], begin, end)
        compare(waves[0], waves[2], begin, instant)
        try:
            compare(waves[0], waves[2], begin, end)
        except Failed:
            pass
        else:
            raise Failed("the loss changed nothing in the wave")
        lane = "light.a_to_b.lane_003.received_dbm"
        powers = [float(wave.values(lane, end, end)[0][1][1:]) for wave in (waves[0], waves[2])]
        expect("3 dB less arrives", abs(powers[0] - powers[1] - 3.0) < 1e-6, powers)


def warmer():
    """20 degrees more under lane model physics: the waves have the step at the instant, and less
    light with it."""
    with scratch() as folder:
        harness.oio(*NOISY, "--set", "channel.lane_model=physics", "--set", "link.length_m=20",
                    folder=folder)
        rows = branch(folder, "channel.temperature_c=+20")
        base, warm = [Wave(f"{folder}/what_if/{row['waves']}") for row in rows]
        begin, end = base.times[0], base.times[-1]
        for light in ("light.a_to_b.", "light.b_to_a."):
            name = light + "temperature_c"
            expect("nothing warms the base", base.values(name, begin, end) == [(begin, "r25")])
            steps = warm.values(name, begin, end)
            expect("one step", [value for _, value in steps] == ["r25", "r45"], steps)
            expect("at the instant", 0 < steps[1][0] - AT_US * US < 0.5 * US, steps)
            for power in ("emitted_dbm", "received_dbm"):
                lost = [float(wave.values(f"{light}lane_003.{power}", end, end)[0][1][1:])
                        for wave in (base, warm)]
                expect("less light", 0.03 < lost[0] - lost[1] < 1, power, lost)


def outcomes():
    """A dead lane makes the link train again; a pulled connector ends the run."""
    with scratch() as folder:
        harness.oio(*NOISY, "--set", "run.watchdog_us=300", folder=folder)
        base, dead, dark = branch(folder, "link.dead_lanes=b:4", "link.light=false")
        expect("the base passes", base["status"] == "pass" and base["retrains"] == 0, base)
        expect("trained again", dead["status"] == "pass" and dead["retrains"] >= 1, dead)
        expect("it takes longer", dead["simulated_us"] > base["simulated_us"] + 100, dead)
        expect("no light, no end", dark["status"] in ("fail", "timeout"), dark)


def after_the_end():
    """An instant that the run never reaches: no figures, and it is said when the run ended."""
    with scratch() as folder:
        harness.oio(*NOISY, folder=folder)
        done = harness.oio("replay", "out", "--at-us", 5000, "--branch", "link.light=false", "--out",
                           "what_if", folder=folder)
        expect("exit code 1", done.code == 1, done.code, done.stderr)
        row = [line.split() for line in done.stdout.splitlines() if line.startswith("link.light")][0]
        expect("nothing was measured", row[1:8] == ["lost"] + ["-"] * 6, row)
        end = json.loads((pathlib.Path(folder) / "out/result.json").read_text())["simulated_us"]
        expect("the end is told", f"ended at {end:g} us" in done.stdout, done.stdout)
        report = json.loads((pathlib.Path(folder) / "what_if/branches.json").read_text())
        expect("null in the file", report["branches"][1]["ber"] is None, report)


def refused():
    """Keys that cannot change, with those that can; values that are none; nothing runs."""
    with scratch() as folder:
        harness.oio(*NOISY, folder=folder)
        errors = branch(folder, "link.lanes=32", code=2)
        expect("what can is said", "channel.temperature_c" in errors, errors)
        errors = branch(folder, "channel.temperature_c=+20", code=2)
        expect("the fitted set has one temperature", "physics" in errors, errors)
        branch(folder, "link.extra_loss_db=99", code=2)
        errors = branch(folder, "link.extra_los_db=1", code=2)
        expect("a typing error is one", "did you mean link.extra_loss_db?" in errors, errors)
        errors = branch(folder, "", code=2)
        expect("an empty branch is none", "--branch key=value" in errors, errors)
        done = harness.oio("replay", "out", "--at-us", "5", "--out", "what_if", folder=folder)
        expect("an instant without a branch", done.code == 2 and "--at-us" in done.stderr,
               done.code, done.stderr)
        expect("nothing is left", not (pathlib.Path(folder) / "what_if").exists())


if __name__ == "__main__":
    raise SystemExit(harness.main({case.__name__: case for case in
                                   (same_until_the_instant, warmer, outcomes, after_the_end, refused)}))
