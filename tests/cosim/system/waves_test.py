# SPDX-License-Identifier: Apache-2.0
"""Waves of a run: one file has RTL, light and transactions at the instant of an error, and a window
equals the same part of a longer dump."""
import functools
import pathlib
import tempfile

import harness
import wave_file

# A link so long that single errors come and are repaired; trained after about 160 us.
NOISY = ["run", "small-16", "--quiet", "--json", "--workload", "saturate",
         "--set", "link.length_m=23.5", "--set", "workload.payload_bytes=40000"]


def waves(folder, *options):
    run = harness.oio(*NOISY, "--waves", "full", "--out", folder, *options)
    run.check("exit code 0", run.code == 0, run.code)
    return run


@functools.lru_cache(maxsize=1)
def short_run():
    """A window of everything, kept for the cases of one call."""
    folder = tempfile.TemporaryDirectory(prefix="oio_waves_")
    waves(folder.name, "--waves-from", "163us", "--waves-to", "166us")
    return folder


def window_equals_longer_dump():
    """Every signal, every change: the RTL, the light, the transactions."""
    start = [] if harness.FULL else ["--waves-from", "162us", "--waves-to", "166.5us"]
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as longer:
        waves(longer, *start)
        whole = wave_file.Waves(pathlib.Path(longer) / "waves.fst")
    part = wave_file.Waves(pathlib.Path(short_run().name) / "waves.fst")
    compared = wave_file.compare(part, whole)
    if compared < 100_000 or not any(".u_llr_tx." in name for name in part.times):
        raise harness.Failed(f"only {compared} values of {len(part.times)} signals compared")
    refuse_a_changed_value(part, whole)


def refuse_a_changed_value(part, whole):
    """The comparison itself: one changed value, one lost change, one signal less must not pass."""
    name = "light.a_to_b.lane_003.eye_margin_sigma"
    kept = part.values[name][0]
    for damage in ("r1.5", kept + "1"):
        part.values[name][0] = damage
        expect_difference(part, whole, name)
    part.values[name][0] = kept
    name = "transactions.chiplet_a.tx_flit"
    times, values = part.times[name], part.values[name]
    part.times[name], part.values[name] = times[:-1], values[:-1]
    expect_difference(part, whole, name)
    part.times[name], part.values[name] = times, values
    lost = whole.times.pop(name)
    expect_difference(part, whole, name)
    whole.times[name] = lost


def expect_difference(part, whole, name):
    try:
        wave_file.compare(part, whole)
    except wave_file.WaveError as difference:
        if name in str(difference):
            return
        raise harness.Failed(f"another difference than the planted one: {difference}") from None
    raise harness.Failed(f"a changed {name} was not seen")


CASES = {case.__name__: case for case in (window_equals_longer_dump,)}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
