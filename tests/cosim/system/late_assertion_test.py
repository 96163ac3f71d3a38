# SPDX-License-Identifier: Apache-2.0
"""A bug planted in the RTL that an RTL assertion catches late: one command names the assertion,
leaves the waves of its instant, and ends with 1."""
import json
import pathlib
import tempfile

import harness
import wave_file
from late_bug_test import RUN, expect, variant_list

US = 10**9  # fs

# From the 1024th flit on the retry takes a flit whose number is ahead of the one it waits for. Its
# own assertion, that a flit gets one verdict, sees that when a flit before was lost.
FILE = "ucie/oio_ucie_llr_rx.sv"
SOUND = "assign accept     = is_data && distance == '0;"
PLANTED = "assign accept     = is_data && (distance == '0 || (expected_q[10] && !distance[11]));"
ASSERTION = "u_llr_rx.OneVerdict_A"


def late_assertion():
    variant = ("--rtl", variant_list("late_assertion", FILE, SOUND, PLANTED))
    with tempfile.TemporaryDirectory(prefix="oio_late_") as name:
        folder = pathlib.Path(name)
        done = harness.oio(*RUN, *variant, "--rewind", "on", "--rewind-window-us", "2", "--out",
                           "out", folder=folder, timeout=800)
        expect("exit code 1", done.code == 1, done.code, done.stderr)
        expect("it is named", ASSERTION in done.stderr and "oio_ucie_llr_rx.sv:" in done.stderr,
               done.stderr)
        result = json.loads((folder / "out/result.json").read_text())
        expect("the status", result["status"] == "rtl_assertion", result["status"])
        failure = result["failures"][0]
        expect("the result names it", failure["check"] == "rtl_assertion" and
               ASSERTION in failure["message"], failure)
        expect("the report, too", ASSERTION in (folder / "out/report.html").read_text())
        expect("it fails late", failure["time_us"] > 200, failure)
        window = next(wave for wave in result["rewind"] if wave["cause"] == "rtl_assertion")
        expect("the window is there", window["ok"], window)
        expect("around the assertion", abs(window["trigger_us"] - failure["time_us"]) < 1e-3,
               window, failure)
        shows_the_instant(folder / "out", window["file"], failure)


def shows_the_instant(out, file, failure):
    """The last sample is that of the edge before, whose values the assertion saw."""
    shown = wave_file.Waves(out / file)
    failed = round(failure["time_us"] * US)
    # A replay opens its file between two steps of half a microsecond.
    expect("two microseconds before it", 2 * US < failed - shown.first < 3.1 * US,
           shown.first, failed)
    expect("up to the instant", 0 <= failed - shown.last < 4_000_000, shown.last, failed)
    side = "chiplet_a" if "in chiplet_a." in failure["message"] else "chiplet_b"
    rtl = f"{side}.oio_chiplet.u_ucie.u_llr_rx."
    verdicts = {signal: shown.at(rtl + signal, shown.last) for signal in
                ("accept", "ahead", "duplicate", "is_control", "spoiled")}
    expect("the two verdicts", verdicts == {"accept": "1", "ahead": "1", "duplicate": "0",
                                            "is_control": "0", "spoiled": "0"}, verdicts)
    # The lost flit, and the wrong bit in the light that cost it.
    lost = [t for t, word in shown.words(f"transactions.{side}.rx_flit") if word == "BAD CRC"]
    expect("the lost flit", lost, shown.words(f"transactions.{side}.rx_flit")[-5:])
    light = "light.b_to_a" if side == "chiplet_a" else "light.a_to_b"
    wrong = [t for t, value in zip(shown.times[light + ".any_error"],
                                   shown.values[light + ".any_error"]) if value == "1"]
    expect("the wrong bit", any(t < lost[-1] for t in wrong), wrong, lost)
    margin = shown.real(light + ".lane_000.eye_margin_sigma", shown.last)
    expect("a real", 0 < margin < 10, margin)
    save = (out / file).with_suffix(".gtkw").read_text()
    expect("the viewer opens at it", f" {failed} " in save and "rtl_assertion" in save, save[:400])


if __name__ == "__main__":
    raise SystemExit(harness.main({"late_assertion": late_assertion}))
