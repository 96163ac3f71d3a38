# SPDX-License-Identifier: Apache-2.0
"""What a failed run leaves to be run again: not lost when it is run in its own place, and honest
about what it cannot repeat."""
import json
import pathlib
import shutil
import tempfile

import harness
from harness import Failed

NOISY = ("run", "small-16", "--quiet", "--workload", "saturate", "--set", "link.length_m=23")
FAILED = (*NOISY, "--set", "workload.payload_bytes=20000", "--set", "checks.max_ber=1e-9")


def scratch():
    return tempfile.TemporaryDirectory(prefix="oio_capsule_")


def expect(claim, holds, *values):
    if not holds:
        raise Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def call(folder, *arguments, code=0):
    done = harness.oio(*arguments, folder=folder)
    expect(f"exit code {code} of {arguments}", done.code == code, done.code, done.stderr)
    return done


def read(path):
    return json.loads(pathlib.Path(path).read_text())


def in_its_own_place():
    """Results written where the capsule lies: it can be run again and again, by every command."""
    with scratch() as folder:
        base = pathlib.Path(folder)
        call(folder, *FAILED, "--out", "out/small-16", code=1)
        capsule = base / "out/small-16/capsule"
        first = read(capsule / "capsule.json")
        again = (("replay", "out/small-16", "--out", "out/small-16"),
                 ("replay", "out/small-16", "--out", "out/small-16"),
                 ("explain", "out/small-16/capsule", "--out", "out/small-16"),
                 ("replay", "out/small-16", "--branch", "link.extra_loss_db=+0", "--out",
                  "out/small-16"))
        for arguments in again:
            call(folder, *arguments)
            now = read(capsule / "capsule.json")
            for name in ("failure", "trigger_us", "window_us", "flit_hashes", "build", "seed"):
                expect(f"{name} after {arguments}", now[name] == first[name], now[name])
        # A run from the capsule's scenario has the same default place, here without the check.
        call(folder, "run", "out/small-16/capsule/small-16.toml", "--quiet", "--workload",
             "saturate", "--set", "link.preset=small-16", "--set", "workload.payload_bytes=2000")
        expect("a pass keeps it", (capsule / "small-16.toml").exists())
        left = sorted(path.name for path in (base / "out/small-16").glob("capsule*"))
        expect("nothing else is left", left == ["capsule"], left)


def outside_of_it():
    """Results do not go into a capsule: neither when asked for nor by default."""
    with scratch() as folder:
        base = pathlib.Path(folder)
        call(folder, *FAILED, "--out", "out", code=1)
        before = sorted(path.name for path in (base / "out/capsule").iterdir())
        for inside in ("out/capsule", "out/capsule/deep"):
            for arguments in (("replay", "out"), ("explain", "out"),
                              ("replay", "out", "--branch", "link.light=false"),
                              ("run", "out/capsule/small-16.toml")):
                done = call(folder, *arguments, "--out", inside, code=2)
                expect("it is said", "lies in the capsule" in done.stderr, done.stderr)
        call(folder, "explain", "out/capsule")
        expect("in the results", (base / "out/explain/chains.json").exists())
        shutil.copytree(base / "out/capsule", base / "moved")
        call(folder, "explain", "moved/")
        expect("beside it", (base / "moved_explain/chains.json").exists())
        for place in ("out/capsule", "moved"):
            now = sorted(path.name for path in (base / place).iterdir())
            expect(f"{place} is as it was", now == before, now)


def wall_limit():
    """A limit of wall time: the wave before it is written all the same, and a replay ends at the
    same instant without it."""
    with scratch() as folder:
        base = pathlib.Path(folder)
        call(folder, *NOISY, "--set", "run.wall_limit_s=1", "--set",
             "workload.payload_bytes=9000000", "--rewind", "on", "--out", "out", code=4)
        result = read(base / "out/result.json")
        failure = result["failures"][0]
        expect("the limit ended it", failure["check"] == "wall_limit", failure)
        wave = result["rewind"][0]
        expect("its wave is there", wave["ok"] and (base / "out" / wave["file"]).exists(), wave)
        expect("and ends at the limit",
               wave["from_us"] < failure["time_us"] - 1 < wave["until_us"], wave, failure)
        done = call(folder, "replay", "out", "--out", "again")
        expect("it is said", "wall time cannot repeat" in done.stderr, done.stderr)
        expect("same", "NOT the same" not in done.stderr, done.stderr)
        again = read(base / "again/result.json")
        expect("to the same instant", again["simulated_us"] == result["simulated_us"])
        expect("the same flits", again["traffic"] == result["traffic"], again["traffic"])
        expect("with waves", (base / "again/waves.fst").exists())


def edited():
    """Whatever was changed in a capsule is warned of, and what is broken is told by its key."""
    with scratch() as folder:
        base = pathlib.Path(folder)
        call(folder, *FAILED, "--out", "out", code=1)
        shutil.copytree(base / "out/capsule", base / "cap")
        done = call(folder, "replay", "cap", "--out", "same")
        expect("nothing to warn of", "warning" not in done.stderr, done.stderr)
        expect("the purpose of the run", read(base / "same/result.json")["purpose"]
               == read(base / "out/result.json")["purpose"])
        path = base / "cap/capsule.json"
        good = read(path)
        path.write_text(json.dumps({**good, "seed": 7}))
        with open(base / "cap/small-16.toml", "a", encoding="utf-8") as scenario:
            scenario.write("[run]\nwatchdog_us = 77\n")
        for command in ("replay", "explain"):
            done = call(folder, command, "cap", "--out", "other", code=1)
            for word in ("another scenario", "not as the run left it", "NOT the same"):
                expect(f"{word} is said by {command}", word in done.stderr, done.stderr)
        for broken, word in ({}, "schema (not given)"), ({**good, "seed": -1}, "seed = -1"), \
                ({**good, "trigger_us": -4}, "trigger_us = -4: must be a number in [0,"):
            path.write_text(json.dumps(broken))
            done = call(folder, "replay", "cap", code=2)
            expect(f"{word} is said", f"cap/capsule.json: {word}" in done.stderr, done.stderr)
        path.write_text("{\n")
        done = call(folder, "replay", "cap", code=2)
        expect("the place is said", "capsule.json:2:1: not valid JSON" in done.stderr, done.stderr)


if __name__ == "__main__":
    raise SystemExit(harness.main({case.__name__: case for case in
                                   (in_its_own_place, outside_of_it, wall_limit, edited)}))
