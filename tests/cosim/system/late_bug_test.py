# SPDX-License-Identifier: Apache-2.0
"""A bug planted in the RTL that shows late: one command leaves the wave of it, and the wave is that
of a full dump."""
import json
import os
import pathlib
import tempfile

import harness
from harness import SOURCE, Failed
from wave_compare import Wave, compare
from wave_file import as_text

US = 10**9  # fs

# From the 1024th flit on the retry takes flits whose upper CRC is wrong.
FILE = "ucie/oio_ucie_llr_rx.sv"
SOUND = "crc_low == in_flit_q[1023:1008] && crc_high == in_flit_q[2047:2032]"
PLANTED = ("crc_low == in_flit_q[1023:1008] && "
           "(crc_high == in_flit_q[2047:2032] || expected_q[10])")

RUN = ("run", "small-16", "--quiet", "--workload", "saturate", "--set",
       "workload.payload_bytes=400000", "--set", "link.length_m=22")


def expect(claim, holds, *values):
    if not holds:
        raise Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def variant_list(name, file, sound, planted):
    """A list of RTL files with one edited copy, at a place of its own so that its build is kept."""
    folder = pathlib.Path(os.environ["OIO_PROGRAM"]).parent / name
    folder.mkdir(exist_ok=True)
    text = (SOURCE / "rtl" / file).read_text()
    expect("the RTL is as it was", text.count(sound) == 1, file)
    copy = folder / pathlib.Path(file).name
    planted = text.replace(sound, planted)
    if not copy.exists() or copy.read_text() != planted:
        copy.write_text(planted)
    files = []
    for line in (SOURCE / "rtl/oio_chiplet.f").read_text().splitlines():
        source = line.split("#")[0].strip()
        if source:
            files.append(str(copy if source == file else SOURCE / "rtl" / source))
    (folder / f"{name}.f").write_text("\n".join(files) + "\n")
    return folder / f"{name}.f"


def late_bug():
    variant = ("--rtl", variant_list("late_bug", FILE, SOUND, PLANTED))
    with tempfile.TemporaryDirectory(prefix="oio_late_") as name:
        folder = pathlib.Path(name)
        done = harness.oio(*RUN, *variant, "--rewind", "on", "--rewind-window-us", "3", "--out",
                           "out", folder=folder, timeout=800)
        expect("the data differ", done.code == 1 and "mismatch" in done.stderr, done.stderr)
        result = json.loads((folder / "out/result.json").read_text())
        shown = next(wave for wave in result["rewind"] if wave["cause"].startswith("mismatch"))
        expect("the window is there", shown["ok"], shown)
        trained = result["training"]["time_us"]
        expect("it shows late", shown["trigger_us"] > trained + 55, shown, trained)

        # The cause, by name: a wrong bit that passed the check.
        answer = harness.oio("explain", "out", "--json", folder=folder)
        expect("explained", answer.code == 0, answer.stderr)
        chain = json.loads(answer.stdout)["chain"]
        expect("it was not caught", chain["check"]["verdict"] == "accepted", chain)
        expect("which is said", "no check caught" in json.loads(answer.stdout)["why"])
        expect("where the bug is", chain["flit"]["byte"] >= 128, chain)
        passed = round(chain["check"]["time_us"] * US)
        receiver = chain["receiver"]

        wave = Wave(folder / "out" / shown["file"])
        begin, end = wave.times[0], wave.times[-1]
        expect("the instant is in the window", begin < passed < end, begin, passed, end)
        expect("and the trigger", begin < shown["trigger_us"] * US < end, shown)
        rtl = f"{receiver}.oio_chiplet.u_ucie.u_llr_rx."
        light = f"light.{chain['direction']}.lane_{chain['lane']:03}."
        expect("RTL", wave.values(rtl + "accept", passed, passed)[0][1] == "1", chain)
        expect("a real", float(wave.values(light + "eye_margin_sigma", passed, passed)[0][1][1:]) > 0)
        error = wave.values(light + "error", round(chain["time_us"] * US), end)[0][1]
        expect("the wrong bit", error == "1", chain)
        flit = f"transactions.{receiver}.rx_flit "  # A vector: its range was behind the space.
        word = as_text(wave.values(flit, passed, passed)[0][1])
        expect("the transaction", word == f"DATA {chain['flit']['seq']}", word)

        done = harness.oio(*RUN, *variant, "--waves", "full", "--waves-from",
                           f"{begin / US - 1}us", "--waves-to", f"{end / US + 0.2}us", "--out",
                           "full", folder=folder)
        expect("the same failure", done.code == 1 and "mismatch" in done.stderr, done.stderr)
        compare(wave, Wave(folder / "full/waves.fst", end), begin, end)


if __name__ == "__main__":
    raise SystemExit(harness.main({"late_bug": late_bug}))
