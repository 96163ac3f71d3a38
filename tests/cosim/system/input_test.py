# SPDX-License-Identifier: Apache-2.0
"""Bad input: a clear message, exit code 2, nothing on standard output, nothing half written."""
import os
import pathlib
import tempfile

import harness

SCENARIO = """[link]
preset = "small-16"
[workload]
path = "saturate"
"""


def refused(arguments, *phrases, prepare=None):
    """The call ends with 2, says every phrase and leaves the folder as it was."""
    with tempfile.TemporaryDirectory(prefix="oio_input_") as name:
        folder = pathlib.Path(name)
        if prepare:
            prepare(folder)
        before = sorted(folder.rglob("*"))
        run = harness.oio(*arguments, folder=folder)
        run.check("exit code 2", run.code == 2, run.code)
        run.check("nothing on standard output", run.stdout == "", run.stdout)
        for phrase in phrases:
            run.check(f"the message says {phrase!r}", phrase in run.stderr, run.stderr)
        after = sorted(folder.rglob("*"))
        run.check("nothing written", before == after, [str(path) for path in after])


def file_of(text):
    return lambda folder: (folder / "bad.toml").write_text(text, encoding="utf-8")


def run_bad(text, *phrases):
    refused(["run", "bad.toml", "--json"], *phrases, prepare=file_of(text))


def missing_file():
    refused(["run", "nowhere.toml", "--json"], "nowhere.toml")
    refused(["run", "small-17", "--json"], "small-17", "small-16")
    refused(["run", "small-16", "--json", "--workload", "nowhere"], "no such workload")


def malformed_toml():
    run_bad("[link]\npreset = = 3\n", "bad.toml:2:10")


def unknown_key():
    run_bad(SCENARIO + "[channel]\nnoize = true\n", "bad.toml:6:1", "noize", "noise")
    refused(["run", "small-16", "--json", "--set", "link.lenght_m=3"], "lenght_m", "length_m")


def out_of_range():
    run_bad('[link]\npreset = "small-16"\nlanes = 17\n', "bad.toml:3", "link.lanes", "[16, 1024]")
    run_bad('[link]\npreset = "small-16"\nspares = 65\n', "bad.toml:3", "[0, 64]")
    refused(["run", "small-16", "--json", "--set", "link.word_ui=9"], "8, 16 or 32")
    refused(["run", "small-16", "--json", "--seed", "-1"], "run.seed")
    refused(["run", "small-16", "--json", "--set", "workload.path=latency", "--set",
             'topology.rtl_links=["0-3"]'], "0-3")


def refused_by_the_rtl():
    """What a module says of its parameters ends the run, by whichever key they were given."""
    refused(["run", "small-16", "--json", "--set", "rtl.parameters.DeskewUi=512"],
            "DeskewUi is 512, must be 64 to 256")
    refused(["run", "small-16", "--json", "--set", "rtl.parameters.MarkerRows=128"],
            "MarkerRows is 128, must be a multiple of 256")
    refused(["run", "small-16", "--json", "--set", "link.marker_rows=128"], "[256, 65536]")


def own_traces(folder):
    return harness.write_trace(folder, "ring", 4, 4096)


def truncated_trace():
    def cut(folder):
        own_traces(folder)
        file = folder / "ring.2.et"
        os.truncate(file, file.stat().st_size - 5)

    refused(["run", "small-16", "--json", "--workload", "ring"], "ring.2.et", "byte", prepare=cut)


def missing_rank():
    def take_away(folder):
        own_traces(folder)
        (folder / "ring.2.et").unlink()

    refused(["run", "small-16", "--json", "--workload", "ring"], "2", prepare=take_away)


def peer_outside():
    """A workload whose ranks name a peer that has no trace."""
    def take_away(folder):
        own_traces(folder)
        (folder / "ring.3.et").unlink()

    refused(["run", "small-16", "--json", "--workload", "ring"], "rank 3", prepare=take_away)


def unwritable_output():
    """A file in the way of the folder; holds for every user, root too."""
    def block(folder):
        (folder / "out").write_text("in the way", encoding="utf-8")

    refused(["run", "small-16", "--json", "--out", "out/here"], "--out out/here", prepare=block)
    refused(["run", "small-16", "--json", "--out", "out"], "--out out", prepare=block)


if __name__ == "__main__":
    raise SystemExit(harness.main({
        "missing_file": missing_file,
        "malformed_toml": malformed_toml,
        "unknown_key": unknown_key,
        "out_of_range": out_of_range,
        "refused_by_the_rtl": refused_by_the_rtl,
        "truncated_trace": truncated_trace,
        "missing_rank": missing_rank,
        "peer_outside": peer_outside,
        "unwritable_output": unwritable_output,
    }))
