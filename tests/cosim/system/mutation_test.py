#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Planted bugs (mutations.toml): the smoke list and its gates catch all but one at most, and
different bugs end in different buckets. Three of them here, all with OIO_FULL=1."""
import json
import pathlib
import sys
import tempfile
import tomllib

import harness
from harness import FULL, SOURCE, Failed, oio

LIST = SOURCE / "testbench" / "lists" / "smoke.toml"
MUTATIONS = tomllib.loads((pathlib.Path(__file__).parent / "mutations.toml").read_text())


def plant(name, mutation, folder):
    """Settings that run the mutation: a list of RTL files with one edited copy, or keys."""
    if "set" in mutation:
        return mutation["set"]
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


def smoke(folder, settings):
    """The smoke list with further settings; its result."""
    text = LIST.read_text()
    known = 'set = ["link.preset=small-16"]'
    if text.count(known) != 1:
        raise Failed(f"{LIST}: no line {known}")
    more = ", ".join(json.dumps(item) for item in ["link.preset=small-16", *settings])
    (folder / "smoke.toml").write_text(text.replace(known, f"set = [{more}]"))
    done = oio("regress", "smoke.toml", "--json", "--quiet", "--waves", "off", "--out", "out",
               "-j", 2, folder=folder, timeout=1500)
    done.check("the list runs", done.code in (0, 1), done.code, done.stderr[-2000:])
    return done.result


def mutations(chosen):
    main_bucket, missed = {}, []
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="oio_mutation_") as scratch:
            folder = pathlib.Path(scratch)
            result = smoke(folder, plant(name, MUTATIONS[name], folder))
        buckets = [(bucket["key"], bucket["runs"]) for bucket in result["buckets"]]
        failed = sum(count for _, count in buckets)
        shown = "; ".join(f"{count} x {key}" for key, count in buckets) or "MISSED"
        print(f"{name}: {failed} of {result['planned']} runs fail: {shown}", flush=True)
        if buckets:
            main_bucket[name] = {key for key, _ in buckets}
        else:
            missed.append(name)
    if len(missed) > len(chosen) // 10:
        raise Failed(f"not caught: {', '.join(missed)}")
    # Each bug shows in a bucket set of its own: no two look the same.
    for one in main_bucket:
        for other in main_bucket:
            if one < other and main_bucket[one] == main_bucket[other]:
                raise Failed(f"{one} and {other} end in the same buckets: {main_bucket[one]}")


def planted():
    mutations([name for name in MUTATIONS if FULL or MUTATIONS[name].get("quick")])


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
    sys.exit(harness.main({f.__name__: f for f in (planted, sound)}))
