#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A user's chiplet in place of ours: the example variant, and tops whose ports do not fit."""
import pathlib
import re
import sys
import tempfile

import harness
from harness import SOURCE, oio

RTL = SOURCE / "rtl"


def sources(text):
    return [line.split("#")[0].strip() for line in text.splitlines() if line.split("#")[0].strip()]


SETTINGS = ["--set", "link.preset=small-16", "--set", "workload.payload_bytes=100000",
            "--set", "checks.min_efficiency=0.5", "--json", "--quiet"]
FOLDER = SOURCE / "testbench" / "own_rtl"
MINE = ["--rtl", FOLDER / "my_chiplet.f", "--top", "my_chiplet"]


def emitter_watts(result):
    joules = [entry["joules"] for entry in result["energy"]["entries"] if entry["name"] == "emitter"]
    return joules[0] / result["workload_us"]


def example():
    """The example carries the same flits with three quarters of the emitters' power."""
    ours = oio("run", "saturate", *SETTINGS).passed()
    done = oio("run", "saturate", *SETTINGS, *MINE, timeout=900)
    theirs = done.passed()
    ratio = emitter_watts(theirs) / emitter_watts(ours)
    done.check("its emitters take 96/128 of the power", abs(ratio - 0.75) < 0.005, ratio)
    hashes = [[direction["flit_hash"] for direction in result["links"][0]["directions"]]
              for result in (ours, theirs)]
    done.check("the same flits arrive", hashes[0] == hashes[1], hashes)
    # The receivers of a reversed array must probe the phase in the pads of their own lanes: elsewhere
    # they spoil payload.
    done.check("no bad flit without a wrong bit",
               theirs["traffic"]["crc_errors"] <= theirs["ber"]["errors_injected"],
               theirs["traffic"], theirs["ber"])


def regression():
    """`oio regress --rtl --top` runs a list on it; the runs are others than those of our RTL."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "list.toml").write_text(
            '[[test]]\nname = "saturate"\nscenario = "saturate"\nreseed = 2\n'
            'set = ["link.preset=small-16", "workload.payload_bytes=20000", '
            '"checks.min_efficiency=0.3"]\n', encoding="utf-8")
        command = ["regress", "list.toml", "--out", "out", "--json", "--quiet", "-j", 2]
        ours = oio(*command, folder=folder)
        ours.check("ours passes", ours.code == 0, ours.code)
        done = oio(*command, *MINE, folder=folder, timeout=900)
        done.check("theirs passes", done.code == 0, done.code)
        done.check("two runs of its own", done.result["planned"] == 2 and
                   done.result["wall"]["attempts"]["recorded"] == 2, done.result["wall"])
        power = [result.result["runs"][0]["metrics"]["energy_pj_per_bit"] for result in (ours, done)]
        done.check("which take less energy", power[1] < power[0], power)
        again = oio(*command, *MINE, folder=folder)
        again.check("which are not repeated", again.result["wall"]["attempts"]["recorded"] == 2,
                    again.result["wall"])
        refused = oio("regress", "list.toml", "--out", "none", "--rtl", "absent.f", folder=folder)
        refused.check("a missing list is refused", refused.code == 2, refused.code)
        refused.check("and nothing written", not (folder / "none").exists())


def wrong_ports():
    """Missing, extra and wrongly sized ports are named, nothing is written, exit code 2."""
    top = (RTL / "top" / "oio_chiplet.sv").read_text()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        mine = re.sub(r"(?<!\.)\bprdata_o\b", "read_data_o", top)
        mine = re.sub(r"(input\s+wire logic\s+)(clk_core_i)", r"\1[1:0] \2", mine, count=1)
        if mine == top:
            raise harness.Failed("oio_chiplet.sv has changed")
        (folder / "oio_chiplet.sv").write_text(mine)
        files = [folder / "oio_chiplet.sv" if source == "top/oio_chiplet.sv" else RTL / source
                 for source in sources((RTL / "oio_chiplet.f").read_text())
                 if "chiplet_serial" not in source]
        (folder / "mine.f").write_text("\n".join(map(str, files)) + "\n")
        refused = oio("run", "saturate", "--set", "link.preset=small-16", "--rtl", "mine.f",
                      folder=folder)
        refused.check("exit code 2", refused.code == 2, refused.code)
        for part in ("prdata_o is missing (output, 32 bits)", "read_data_o (output, 32 bits) is not",
                     "clk_core_i is input, 2 bits, must be input, 1 bit", "mine.f"):
            refused.check(part, part in refused.stderr)
        refused.check("nothing written", not (folder / "out").exists())

        missing = oio("run", "saturate", "--set", "link.preset=small-16", "--top", "my_chiplet",
                      folder=folder)
        missing.check("an unknown top is refused", missing.code == 2, missing.code)
        missing.check("by name", "my_chiplet" in missing.stderr)
        absent = oio("run", "saturate", "--rtl", "absent.f", folder=folder)
        absent.check("a missing list is refused", absent.code == 2, absent.code)


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (example, regression, wrong_ports)}))
