# SPDX-License-Identifier: Apache-2.0
"""Sweeps, comparisons of two regressions, and what happens to a failure afterwards."""
import csv
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

import harness

POINTS = 1000 if harness.FULL else 12
FAST = ["--set", "link.preset=small-16", "--set", "workload.payload_bytes=10_000",
        "--set", "checks.min_efficiency=0.1"]


def expect(claim, holds, *values):
    if not holds:
        raise harness.Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def scratch():
    return tempfile.TemporaryDirectory(prefix="oio_sweep_")


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sweep_physics():
    """More fibre, less margin: a point per value and key, figures in CSV and JSON alike."""
    with scratch() as folder:
        out = pathlib.Path(folder) / "out"
        run = harness.oio("sweep", "saturate", *FAST, "--over", "link.length_m=0:20:3", "--over",
                          "link.extra_loss_db=0,0.5", "--out", out, folder=folder)
        run.check("exit code 0", run.code == 0, run.code)
        rows = rows_of(out / "sweep.csv")
        expect("a row per point", len(rows) == 6, len(rows))
        expect("the last key runs fastest", [row["link.extra_loss_db"] for row in rows[:2]] ==
               ["0", "0.5"])
        margins = [float(row["ber_margin_median_db"]) for row in rows]
        for fixed in (margins[0::2], margins[1::2]):
            expect("margin falls with length", fixed == sorted(fixed, reverse=True), margins)
        for less, more in zip(margins[0::2], margins[1::2]):
            expect("0.5 dB of loss cost 0.5 dB", abs(less - more - 0.5) < 0.1, margins)
        points = json.loads((out / "sweep.json").read_text())["points"]
        for row, point in zip(rows, points):
            same = abs(float(row["training_us"]) - point["metrics"]["training_us"]) < 1e-6
            expect("CSV and JSON agree", same, row, point)
        page = (out / "sweep.html").read_text(encoding="utf-8")
        expect("a plot per figure", page.count("<svg ") >= 5 and "<script" not in page)


def sweep_resumed():
    """Killed and started again, a sweep repeats no point."""
    with scratch() as folder:
        out = pathlib.Path(folder) / "out"
        arguments = ["sweep", "saturate", *FAST, "--over", f"link.extra_loss_db=0:0.5:{POINTS}",
                     "-j", "2", "--out", str(out)]
        process = subprocess.Popen([os.environ["OIO_PROGRAM"], *arguments], cwd=folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while recorded(out)[0] < 3:
            expect("points are evaluated", time.monotonic() < end and process.poll() is None)
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = recorded(out)[0]
        expect("some points are open", 3 <= before < POINTS, before)
        run = harness.oio(*arguments, folder=folder, timeout=1700)
        run.check("exit code 0", run.code == 0, run.code)
        run.check("it says what it need not do", "points are recorded already" in run.stderr,
                  run.stderr)
        expect("each point once", recorded(out) == (POINTS, POINTS), recorded(out))
        expect("a row per point", len(rows_of(out / "sweep.csv")) == POINTS)


EYE_SIDE = 32 if harness.FULL else 12
EYE = ["sweep", "microled-800g", "--method", "eye", "--over", f"link.length_m=2:40:{EYE_SIDE}",
       "--over", f"link.lane_rate_gbps=1:2.8:{EYE_SIDE}"]


def sweep_eye():
    """420 lanes at every point without RTL: killed with SIGKILL, gone on with, the same figures as
    in one go, and as `oio eye` has them."""
    points = EYE_SIDE * EYE_SIDE
    with scratch() as folder:
        base = pathlib.Path(folder)
        process = subprocess.Popen([os.environ["OIO_PROGRAM"], *EYE, "-j", "1", "--out", "out"],
                                   cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        end = time.monotonic() + 120
        while recorded(base / "out")[0] < points // 8:
            expect("points are evaluated", time.monotonic() < end and process.poll() is None)
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = recorded(base / "out")[0]
        expect("some points are open", before < points, before)
        start = time.monotonic()
        run = harness.oio(*EYE, "--out", "out", "--resume", folder=folder, timeout=1700)
        wall = time.monotonic() - start
        run.check("exit code 0", run.code == 0, run.code)
        run.check("it says what it need not do", f"{before} of {points} points are recorded" in
                  run.stderr, run.stderr)
        expect("each point once", recorded(base / "out") == (points, points))
        print(f"{points} points of 420 lanes, killed at {before}: the other {points - before} in "
              f"{wall:.1f} s, {(points - before) / wall:.0f} points per second")
        again = harness.oio(*EYE, "--out", "whole", folder=folder, timeout=1700)
        again.check("exit code 0", again.code == 0, again.code)
        for name in ("sweep.csv", "sweep.svg"):
            expect(f"the same {name}", (base / "out" / name).read_bytes() ==
                   (base / "whole" / name).read_bytes())
        rows = rows_of(base / "out" / "sweep.csv")
        rates = [float(row["eye_worst_log10_ber"]) for row in rows]
        expect("longer is worse", all(a < b + 1e-9 for a, b in zip(rates, rates[EYE_SIDE:])))
        expect("points that reach 1e-12 pass, the others do not",
               all((row["state"] == "pass") == (rate <= -12) for row, rate in zip(rows, rates)))
        row = rows[EYE_SIDE * (EYE_SIDE // 2) + EYE_SIDE // 2]
        eye = harness.oio("eye", "microled-800g", "--json", *(
            word for key in ("link.length_m", "link.lane_rate_gbps")
            for word in ("--set", f"{key}={row[key]}"))).result
        worst = max(lane["log10_ber"] for lane in eye["lanes"])
        expect("as oio eye", abs(worst - float(row["eye_worst_log10_ber"])) < 1e-4, worst, row)


def sweep_eye_refused():
    """Nothing to resume, an unknown figure, a device that has no solution: each is said."""
    with scratch() as folder:
        run = harness.oio(*EYE[:4], "--over", "link.length_m=2:40:3", "--resume", "--out", "none",
                          folder=folder)
        run.check("exit code 2", run.code == 2 and "no sweep in" in run.stderr, run.stderr)
        run = harness.oio(*EYE[:4], "--over", "link.length_m=2:40:3", "--plot", "ber_margn_db",
                          folder=folder)
        run.check("exit code 2", run.code == 2 and "ber_margin_db" in run.stderr, run.stderr)
        run = harness.oio("sweep", "small-16", "--method", "eye", "--set",
                          "channel.lane_model=physics", "--lanes", "nominal", "--over",
                          "physics.driver.modulation_ua=160,60000", "--json", "--out", "hot",
                          folder=folder)
        run.check("exit code 1", run.code == 1, run.code)
        states = [point["state"] for point in run.result["points"]]
        expect("one point is refused", states[1] == "bad_input", run.result["points"])
        message = run.result["points"][1]
        expect("with the reason", "thermal_k_per_w" in message["message"] and
               message["reproduce"].startswith("oio budget small-16"), message)


def recorded(out):
    """Records of the ledger, and launches that ended in one."""
    if not (out / "ledger.sqlite").exists():
        return 0, 0
    with sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True, timeout=20) as ledger:
        one = lambda text: ledger.execute(text).fetchone()[0]
        try:
            return (one("SELECT count(*) FROM record"),
                    one("SELECT count(*) FROM attempt WHERE ended = 'recorded'"))
        except sqlite3.OperationalError:
            return 0, 0


def sweep_input():
    """Bad axes and keys are refused before anything is written."""
    with scratch() as folder:
        for over, word in (("link.length_m=0:10", "from:to:steps"), ("link.lenth_m=0:10:3",
                           "did you mean link.length_m"), ("link.length_m=0:1e9:3", "out of range")):
            run = harness.oio("sweep", "saturate", "--over", over, "--out", "out", folder=folder)
            run.check("exit code 2", run.code == 2, run.code)
            run.check(f"names it: {word}", word in run.stderr, run.stderr)
            expect("nothing is written", not (pathlib.Path(folder) / "out").exists())


LIST = """
[[test]]
name = "saturate"
scenario = "saturate"
set = ["link.preset=small-16", "workload.payload_bytes=10_000", "checks.min_efficiency=0.1"{more}]
reseed = {seeds}
"""


def regress(folder, name, more="", seeds=4, arguments=("--waves", "off")):
    path = pathlib.Path(folder) / "list.toml"
    path.write_text(LIST.format(more=more, seeds=seeds), encoding="utf-8")
    return harness.oio("regress", path, "--out", pathlib.Path(folder) / name, *arguments,
                       folder=folder)


def compare_loss():
    """A loss of 0.4 dB leaves every test green and does not stay hidden; the same again is none."""
    with scratch() as folder:
        for name, more in (("base", ""), ("again", ""), ("loss", ', "link.extra_loss_db=0.4"')):
            run = regress(folder, name, more)
            run.check("all tests pass", run.code == 0, run.stdout)
        same = harness.oio("regress", "compare", "base", "again", folder=folder)
        same.check("no change", same.code == 0, same.stdout)
        worse = harness.oio("regress", "compare", "base", "loss", "--json", folder=folder)
        worse.check("exit code 1", worse.code == 1, worse.stdout)
        found = {entry["metric"]: entry for entry in worse.result["metrics"]}
        margin = found["ber_margin_median_db"]
        expect("the margin is worse", margin["verdict"] == "WORSE", margin)
        # 0.4 dB of light is 0.4 dB of margin where Q is proportional to light.
        expect("by 0.4 dB", abs(margin["change"] + 0.4) < 0.05, margin)
        text = harness.oio("regress", "compare", "base", "loss", folder=folder)
        text.check("a table for people", "ber_margin_median_db" in text.stdout, text.stdout)


def minimise_failure():
    """A failure among faults and traffic on 64 lanes shrinks at least ten times and stays itself."""
    with scratch() as folder:
        base = pathlib.Path(folder)
        (base / "bug.toml").write_text("""
            [link]
            preset = "small-64"
            dead_lanes = [7]
            [workload]
            path = "saturate"
            payload_bytes = 14_000_000
            [[fault]]
            at_us = 300
            kind = "reset"
            side = "a"
            duration_us = 1
            [[fault]]
            at_us = 700
            kind = "flap"
            side = "a"
            duration_us = 5
            """, encoding="utf-8")
        (base / "list.toml").write_text('[[test]]\nname = "bug"\nscenario = "bug.toml"\n',
                                        encoding="utf-8")
        run = harness.oio("regress", base / "list.toml", "--out", base / "out", "--waves", "off",
                          folder=folder)
        run.check("it fails", run.code == 1, run.stdout)
        done = harness.oio("regress", "minimise", base / "out", "--json", "--quiet",
                           folder=folder, timeout=1700)
        done.check("exit code 0", done.code == 0, done.code)
        result = done.result
        expect("at least ten times smaller", result["factor"] >= 10.0, result)
        words = result["reproduce"]
        again = subprocess.run(words.replace("oio ", os.environ["OIO_PROGRAM"] + " ", 1) + " --quiet",
                               shell=True, cwd=folder, capture_output=True, text=True, check=False)
        expect("the short one fails too", again.returncode == 1, again.stderr)


def waves_of_failure():
    """A new kind of failure is rerun at once with waves of its end."""
    if shutil.which("fst2vcd") is None:
        raise harness.Skipped("no fst2vcd (package gtkwave)")
    with scratch() as folder:
        run = regress(folder, "out", ', "link.dead_lanes=[1,2,3]"', 2, ("--waves", "fail"))
        run.check("exit code 1", run.code == 1, run.code)
        result = json.loads((pathlib.Path(folder) / "out/regress.json").read_text())
        buckets = result["buckets"]
        expect("one cause, one set of waves", len(buckets) == 1 and "waves" in buckets[0], buckets)
        waves = pathlib.Path(folder) / "out" / buckets[0]["waves"]
        vcd = subprocess.run(["fst2vcd", "-f", str(waves)], capture_output=True, text=True,
                             check=True).stdout
        times_us = [int(line[1:]) / 1e9 for line in vcd.splitlines() if line.startswith("#")]
        # Training gives its first attempt up long before its second and last one.
        at_us = float(re.search(r"\(at ([\d.]+) us\)", buckets[0]["message"]).group(1))
        expect("the window shows where training gave up",
               times_us and times_us[0] < at_us < times_us[-1], (times_us[:1], at_us))


CASES = {
    "sweep_physics": sweep_physics,
    "sweep_resumed": sweep_resumed,
    "sweep_eye": sweep_eye,
    "sweep_eye_refused": sweep_eye_refused,
    "sweep_input": sweep_input,
    "compare_loss": compare_loss,
    "minimise_failure": minimise_failure,
    "waves_of_failure": waves_of_failure,
}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
