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


def example():
    """The variant without naks repairs the same errors by time-outs; its list follows ours."""
    ours = [(RTL / name).resolve() for name in sources((RTL / "oio_chiplet.f").read_text())]
    folder = SOURCE / "testbench" / "own_rtl"
    theirs = [(folder / name).resolve() for name in sources((folder / "no_nak.f").read_text())]
    changed = [(a.name, b) for a, b in zip(ours, theirs) if a != b]
    if len(ours) != len(theirs) or [name for name, _ in changed] != ["oio_ucie_llr_rx.sv"]:
        raise harness.Failed(f"no_nak.f does not follow oio_chiplet.f: {changed}")
    if not harness.FULL:
        raise harness.Skipped("the list follows ours; the run builds RTL (OIO_FULL=1)")
    settings = ["--set", "link.preset=small-16", "--set", "workload.payload_bytes=500000",
                "--set", "checks.min_errors_injected=3", "--json", "--quiet"]
    ours = oio("run", "noisy_lanes", *settings).passed()
    done = oio("run", "noisy_lanes", *settings, "--rtl", folder / "no_nak.f", timeout=900)
    theirs = done.passed()
    done.check("errors are repaired", theirs["traffic"]["crc_errors"] > 0)
    done.check("which takes longer", theirs["workload_us"] > 1.5 * ours["workload_us"],
               theirs["workload_us"], ours["workload_us"])


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
    sys.exit(harness.main({f.__name__: f for f in (example, wrong_ports)}))
