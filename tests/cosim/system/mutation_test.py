#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Planted bugs (mutations.toml): the smoke list and its gates catch all but one at most, and
different bugs end in different buckets. Some of them here; all with OIO_FULL=1, which writes the
table cosim/doc/planted_bugs.md."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import harness
from harness import FULL, SOURCE, Failed, oio

LIST = SOURCE / "testbench" / "lists" / "smoke.toml"
MUTATIONS = tomllib.loads((pathlib.Path(__file__).parent / "mutations.toml").read_text())


def plant(name, mutation):
    """Settings that run the mutation: a list of RTL files with one edited copy, or keys. The copy
    stays in the build folder: the library of a list of files is known by their paths."""
    if "set" in mutation:
        return mutation["set"]
    folder = pathlib.Path(os.environ["OIO_PROGRAM"]).parent / "mutations" / name
    folder.mkdir(parents=True, exist_ok=True)
    source = SOURCE / "rtl" / mutation["file"]
    text = source.read_text()
    if text.count(mutation["from"]) != 1:
        raise Failed(f"{name}: `from` is not once in {mutation['file']}: the RTL has changed")
    copy = folder / source.name
    copy.write_text(text.replace(mutation["from"], mutation["to"]))
    files = []
    for line in (SOURCE / "rtl" / "oio_chiplet.f").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            files.append(str(copy if line == mutation["file"] else SOURCE / "rtl" / line))
    (folder / "mutated.f").write_text("\n".join(files) + "\n")
    return [f"rtl.file_list='{folder / 'mutated.f'}'"]


def smoke(folder, settings, waves="off"):
    """The smoke list with further settings; its result."""
    text = LIST.read_text()
    known = 'set = ["link.preset=small-16"]'
    if text.count(known) != 1:
        raise Failed(f"{LIST}: no line {known}")
    more = ", ".join(json.dumps(item) for item in ["link.preset=small-16", *settings])
    (folder / "smoke.toml").write_text(text.replace(known, f"set = [{more}]"))
    done = oio("regress", "smoke.toml", "--json", "--quiet", "--waves", waves, "--out", "out",
               "-j", 2, folder=folder, timeout=1500)
    done.check("the list runs", done.code in (0, 1), done.code, done.stderr[-2000:])
    return done.result


def catch(name):
    """The buckets of a mutation, those with most runs first: (bucket, runs), and runs planned."""
    with tempfile.TemporaryDirectory(prefix="oio_mutation_") as scratch:
        result = smoke(pathlib.Path(scratch), plant(name, MUTATIONS[name]))
    buckets = [(bucket["key"], bucket["runs"]) for bucket in result["buckets"]]
    failed = sum(count for _, count in buckets)
    shown = "; ".join(f"{count} x {key}" for key, count in buckets) or "MISSED"
    print(f"{name}: {failed} of {result['planned']} runs fail: {shown}", flush=True)
    return buckets, result["planned"]


def mutations(chosen):
    caught = {name: catch(name) for name in chosen}
    missed = [name for name in chosen if not caught[name][0]]
    if len(missed) > len(chosen) // 10:
        raise Failed(f"not caught: {', '.join(missed)}")
    # No bucket holds two bugs: a fix of one cannot hide that the other is still there.
    owner = {}
    for name, (buckets, _) in caught.items():
        for bucket, _ in buckets:
            if owner.setdefault(bucket, name) != name:
                raise Failed(f"{owner[bucket]} and {name} share the bucket {bucket}")
    return caught


def table(caught):
    """The committed table of all mutations."""
    rows = ["# Planted bugs and what catches them", "",
            "Ten bugs, one at a time, under the smoke list (`oio regress smoke`, two seeds per test,",
            "16 + 2 lanes). Written by `OIO_FULL=1 tests/cosim/system/mutation_test.py planted`; the",
            "bugs are in `tests/cosim/system/mutations.toml`.", "",
            "| bug | what | in | runs that fail | bucket |", "| --- | --- | --- | ---: | --- |"]
    for name, (buckets, planned) in caught.items():
        mutation = MUTATIONS[name]
        where = mutation.get("file", "model: " + ", ".join(mutation.get("set", [])))
        failed = sum(count for _, count in buckets)
        rows.append(f"| `{name}` | {mutation['what']} | `{where}` | {failed} of {planned} | "
                    + ("; ".join(key for key, _ in buckets) or "**missed**") + " |")
    found = sum(bool(buckets) for buckets, _ in caught.values())
    rows += ["", f"{found} of {len(caught)} caught, no bucket holds two bugs."]
    return "\n".join(rows) + "\n"


def planted():
    caught = mutations([name for name in MUTATIONS if FULL or MUTATIONS[name].get("quick")])
    if FULL:
        (SOURCE / "cosim" / "doc" / "planted_bugs.md").write_text(table(caught))


def bucket_is_shown():
    """The rerun of a bucket has a wave around its first divergence, and every report leads to it."""
    if shutil.which("fst2vcd") is None:
        raise harness.Skipped("no fst2vcd (package gtkwave)")
    with tempfile.TemporaryDirectory(prefix="oio_mutation_") as scratch:
        folder = pathlib.Path(scratch)
        settings = plant("half_crc", MUTATIONS["half_crc"])
        more = json.dumps(["link.preset=small-16", "workload.payload_bytes=100_000", *settings])
        (folder / "bug.toml").write_text(
            f'[[test]]\nname = "noisy"\nscenario = "noisy_lanes"\nreseed = 3\nset = {more}\n')
        done = oio("regress", "bug.toml", "--json", "--quiet", "--out", "out", folder=folder,
                   timeout=1500)
        done.check("it fails", done.code == 1, done.code)
        buckets = done.result["buckets"]
        done.check("three seeds, one cause", len(buckets) == 1, buckets)
        done.check("at the die", buckets[0]["key"] == "ucie/the die got an altered flit", buckets)
        wave = folder / "out" / buckets[0]["waves"]
        vcd = subprocess.run(["fst2vcd", "-f", str(wave)], capture_output=True, text=True,
                             check=True).stdout
        times_us = [int(line[1:]) / 1e9 for line in vcd.splitlines() if line.startswith("#")]
        at_us = float(re.search(r"\(at ([\d.]+) us\)", buckets[0]["message"]).group(1))
        done.check("the wave shows the divergence", times_us[0] < at_us < times_us[-1],
                   times_us[0], at_us, times_us[-1])
        done.check("and the time before it, no more", at_us - times_us[0] < 12, times_us[0])
        for report in ("dashboard.html", "junit.xml", "summary.md"):
            text = (folder / "out" / report).read_text(encoding="utf-8")
            done.check(f"{report} leads to it", wave.name in text and wave.parent.name in text)


def after_a_reset():
    """Flits are followed again after a reset under traffic: what it loses is no divergence, and a
    bug that shows after it is found, with its time."""
    reset_us = 180.0
    fault = f'fault=[{{at_us={reset_us}, kind="reset", side="a", duration_us=1}}]'
    for planted in (False, True):
        settings = plant("half_crc", MUTATIONS["half_crc"]) if planted else []
        run = harness.run("noisy_lanes", "link.preset=small-16", "workload.payload_bytes=300_000",
                          "checks.min_efficiency=0", "checks.min_errors_injected=3", fault,
                          *settings)
        run.check("flits were lost", run.result["traffic"]["lost"] > 0, run.result["traffic"])
        first = run.result.get("first_divergence")
        if not planted:
            run.check("rightly", first is None, first)
            continue
        run.check("altered", first["item"] == "the die got an altered flit", first)
        run.check("after the reset", first["time_us"] > reset_us, first)


def minimised():
    """A planted bug of the RTL that shows late in a run: the reproducer is ten times shorter."""
    if not FULL:
        raise harness.Skipped("runs milliseconds of simulated time (OIO_FULL=1)")
    with tempfile.TemporaryDirectory(prefix="oio_mutation_") as scratch:
        folder = pathlib.Path(scratch)
        # The burst loses a flit, and the receiver takes the next one.
        faults = ('fault=[{at_us=600, kind="flap", duration_us=5}, '
                  '{at_us=2600, kind="lane_dead", lanes=[5], duration_us=0.02}]')
        more = json.dumps(["link.preset=small-16", "link.dead_lanes=[7]", faults,
                           "workload.payload_bytes=12_000_000", "checks.min_efficiency=0",
                           *plant("takes_gaps", MUTATIONS["takes_gaps"])])
        (folder / "bug.toml").write_text(
            f'[[test]]\nname = "late"\nscenario = "saturate"\nset = {more}\n')
        done = oio("regress", "bug.toml", "--quiet", "--waves", "off", "--out", "out",
                   folder=folder, timeout=1500)
        done.check("it fails", done.code == 1, done.code)
        short = oio("regress", "minimise", "out", "--json", "--quiet", folder=folder, timeout=1500)
        short.check("exit code 0", short.code == 0, short.code)
        short.check("in the retry", short.result["bucket"].startswith("ucie/assertion"),
                    short.result)
        short.check("at least ten times shorter", short.result["factor"] >= 10.0, short.result)
        again = subprocess.run(
            short.result["reproduce"].replace("oio ", os.environ["OIO_PROGRAM"] + " ", 1)
            + " --quiet --out again", shell=True, cwd=folder, capture_output=True, text=True,
            check=False)
        short.check("it fails, too", again.returncode == 1, again.returncode, again.stderr)
        short.check("in the same way", "oio_ucie_llr_rx.sv" in again.stderr, again.stderr)
        print(f"minimised: {short.result['factor']:.1f} times shorter")


def sound():
    """Without a mutation the same list passes: what the others fail by is theirs."""
    with tempfile.TemporaryDirectory(prefix="oio_mutation_") as scratch:
        result = smoke(pathlib.Path(scratch), [])
    if result["status"] != "pass":
        raise Failed(f"the smoke list fails without a mutation: {result['buckets']}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["only"]:
        mutations(sys.argv[2:])
        sys.exit(0)
    sys.exit(harness.main({f.__name__: f for f in (planted, bucket_is_shown, after_a_reset, minimised,
                                                     sound)}))
