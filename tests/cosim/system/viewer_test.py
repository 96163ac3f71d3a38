# SPDX-License-Identifier: Apache-2.0
"""The files for viewers: GTKWave itself, on a display without a screen, takes the save file and has
every signal, group and filter of it."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import harness
from waves_test import waves

SCRIPT = """
puts "traces [gtkwave::getTotalNumTraces]"
puts "marker [gtkwave::getMarker]"
gtkwave::/File/Write_Save_File_As %s
gtkwave::/File/Quit
"""


class Display:
    """An X server of its own, ended with it."""

    def __enter__(self):
        if shutil.which("Xvfb") is None or shutil.which("gtkwave") is None:
            raise harness.Skipped("needs Xvfb and gtkwave (packages xvfb, gtkwave)")
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24"],
            pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.name = ":" + pipe.readline().strip()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def traces_of(save):
    """Names, flags and groups in the order of a save file."""
    names, groups, flags, flag, filters = [], [], [], "", 0
    for line in save.read_text().splitlines():
        if line.startswith("@"):
            flag = line[1:]
        elif line.startswith("-"):
            groups.append(line[1:])
        elif line.startswith("^"):
            filters += 1
        elif line and line[0] not in "[*":
            names.append(line)
            flags.append(int(flag, 16))
    return names, flags, groups, filters


def gtkwave_takes_the_save_file():
    with tempfile.TemporaryDirectory(prefix="oio_viewer_") as folder, Display() as display:
        waves(folder, "--waves-from", "200us", "--waves-to", "200.5us")
        base = pathlib.Path(folder)
        save = base / "waves.gtkw"
        names, flags, groups, filters = traces_of(save)
        analog = sum(1 for flag in flags if flag & 1 << 15)
        if len(names) < 40 or analog < 10 or filters == 0 or len(groups) < 10:
            raise harness.Failed(f"{len(names)} signals, {analog} analog, {filters} filters, "
                                 f"groups {groups}")
        script = base / "look.tcl"
        script.write_text(SCRIPT % (base / "again.gtkw"))
        done = subprocess.run(
            ["gtkwave", "-S", str(script), str(base / "waves.fst"), str(save)], text=True,
            env={**os.environ, "DISPLAY": display.name, "HOME": folder}, timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        # What GTKWave writes down again is what it has understood.
        again = base / "again.gtkw"
        if done.returncode != 0 or not again.exists():
            raise harness.Failed(f"GTKWave ended with {done.returncode}:\n{done.stdout}")
        if re.search(r"error|could not|unknown|malformed", done.stdout, re.IGNORECASE):
            raise harness.Failed(f"GTKWave complains:\n{done.stdout}")
        names2, flags2, groups2, filters2 = traces_of(again)
        if (names2, groups2, filters2) != (names, groups, filters):
            missing = sorted(set(names) - set(names2))
            raise harness.Failed(f"GTKWave has {len(names2)} of {len(names)} signals; not {missing}"
                                 f"\n{groups2}\n{groups}")
        shown = 0x1_0000_0000 | 1 << 15 | 1 << 13 | 1 << 11  # enumeration, analog, filter, ASCII
        for name, before, after in zip(names, flags, flags2):
            if before & shown != after & shown:
                raise harness.Failed(f"{name}: format {before:x} became {after:x}")


CASES = {case.__name__: case for case in (gtkwave_takes_the_save_file,)}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
