# SPDX-License-Identifier: Apache-2.0
"""Conditions of the rewind against a second source: each observable is computed anew from the raw
signals of a full dump, and the trigger must have fired in the first half microsecond in which that
value passes the bound."""
import json
import operator
import pathlib
import re
import tempfile

import harness
import raw_observables as raw
from harness import Failed
from wave_file import Waves

SCENARIO = """
[link]
preset = "small-16"
[workload]
path = "saturate"
payload_bytes = 400_000
# Off its sampling phase, faster than the tracker follows: the eye closes, bits are wrong, flits
# are sent again, payload takes longer.
[[fault]]
kind = "drift"
side = "a"
lanes = [5]
at_us = 197
duration_us = 4
ui_per_us = 0.095
# The latest lane, a spare one, by a whole unit interval.
[[fault]]
kind = "drift"
side = "a"
lanes = [17]
at_us = 205.25
duration_us = 1
ui_per_us = 1.0
[run]
max_sim_time_us = 209
"""
CONDITIONS = ("ber(lane a:5) > 1.2e-4", "eye_sigma(lane 5) < 5", "deskew_ui(any) > 23",
              "energy_pj_per_bit(1us) > 3", "replay_rate > 0.03")
PORTS = ("rx_word_i", "obs_sent_valid_o", "obs_sent_seq_o", "die_rx_valid_o", "die_rx_flit_o")
SLICE = raw.US // 2  # conditions are looked at every 0.5 us
SHOWN = 20_000_000  # what is counted at an instant is in the waves with the next clock edge


def run(folder, name, *options):
    """A run that ends at its limit of time; returns result.json."""
    done = harness.oio("run", "drifting.toml", "--quiet", "--out", name, *options, folder=folder)
    if done.code != 4:
        raise Failed(f"exit code {done.code}: {done.stderr}")
    return json.loads((pathlib.Path(folder) / name / "result.json").read_text())


class Recomputed:
    """Values by condition at the end of each slice since training, from the waves alone."""

    def __init__(self, path):
        wave = self.wave = Waves(path)
        both = [wave.words(f"transactions.chiplet_{side}.training") for side in "ab"]
        up = max(next(t for t, word in words if word == "active") for words in both)
        start = self.start = (up + SLICE - 1) // SLICE * SLICE
        self.times = list(range(start + SLICE, wave.last, SLICE))
        self.a_to_b = raw.Light(wave, "a_to_b", "chiplet_b", start)
        self.b_to_a = raw.Light(wave, "b_to_a", "chiplet_a", start)

    def ber(self):
        words = self.a_to_b.errors(5, self.start)
        for time in self.times:
            wrong = [bits for edge, bits in words if edge <= time]
            yield sum(wrong) / (len(wrong) * raw.WORD_UI)

    def eye_sigma(self):
        model = raw.FittedLane(10)
        for time in self.times:
            yield min(model.sigmas(*(self.wave.real(light.name(5, signal), time) for signal in
                                     ("received_dbm", "phase_ui", "threshold_uw")))
                      for light in (self.a_to_b, self.b_to_a))

    def deskew_ui(self):
        for shifts in zip(*(light.shifts(self.times) for light in (self.a_to_b, self.b_to_a))):
            yield max(max(lanes) - min(lanes) for lanes in shifts)

    def energy_pj_per_bit(self):
        payload = [item for side in "ab" for item in raw.payload(self.wave, f"chiplet_{side}")]
        for time in self.times:
            if time - raw.US < self.start:
                yield None
                continue
            bits = 8 * sum(size for at, size in payload if time - raw.US < at <= time)
            joules = (self.wave.real("energy.joules", time + SHOWN) -
                      self.wave.real("energy.joules", time + SHOWN - raw.US))
            yield joules * 1e12 / bits if bits else None

    def replay_rate(self):
        sent = [item for side in "ab" for item in raw.sent_flits(self.wave, f"chiplet_{side}")]
        for time in self.times:
            again = [before for at, before in sent if self.start < at <= time]
            yield sum(again) / again.count(False)


def crossing(values, compare, bound):
    """Index of the first value that passes the bound, -1 if none does."""
    return next((i for i, value in enumerate(values)
                 if value is not None and compare(value, bound)), -1)


def check_condition(condition, fired, recomputed):
    name, sign, bound = re.fullmatch(r"(\w+)(?:\(.*\))? ([<>]) (\S+)", condition).groups()
    compare = operator.gt if sign == ">" else operator.lt
    values = list(getattr(recomputed, name)())
    at = crossing(values, compare, float(bound))
    if at < 1 or recomputed.times[at] != round(fired["trigger_us"] * raw.US):
        raise Failed(f"{fired}: by the waves {name} is {list(zip(recomputed.times, values))}")
    told = float(re.search(r"= ([-+.\de]+)\)$", fired["cause"]).group(1))
    tolerance = 0.02 if name == "eye_sigma" else 1e-3 * abs(told)
    if abs(values[at] - told) > tolerance:
        raise Failed(f"{fired}: by the waves {name} is {values[at]}")
    # The check itself: a bound at the value, or one passed in the slice before, is another instant.
    before = values[at - 1]
    towards = 1 if sign == "<" else -1
    if crossing(values, compare, values[at]) == at or (before is not None and crossing(
            values, compare, before + towards * (abs(before) * 1e-9 + 1e-12)) == at):
        raise Failed(f"{condition}: the bound could be moved and nothing would be noticed")
    print(f"{condition}: {before} at {recomputed.times[at - 1] / raw.US} us, "
          f"{values[at]} at {fired['trigger_us']} us, told {told}")


def fires_at_the_crossing():
    with tempfile.TemporaryDirectory(prefix="oio_observables_") as folder:
        (pathlib.Path(folder) / "drifting.toml").write_text(SCENARIO, encoding="utf-8")
        when = [word for condition in CONDITIONS for word in ("--rewind-when", condition)]
        result = run(folder, "when", "--rewind-window-us", "0.5", "--set", "rewind.max_waves=12",
                     "--waves-lanes", "0", *when)
        scopes = [f"chiplet_{side}.oio_chiplet.{port}" for side in "ab" for port in PORTS]
        whole = run(folder, "full", "--waves", "full", "--waves-from", "192us", "--waves-scope",
                    ",".join(["light", "transactions", "energy"] + scopes))
        if whole["links"] != result["links"]:
            raise Failed("the run that was dumped is another one")
        recomputed = Recomputed(pathlib.Path(folder) / "full/waves.fst")
    for condition in CONDITIONS:
        fired = [wave for wave in result["rewind"] if wave["cause"].startswith(condition)]
        if len(fired) != 1 or not fired[0]["ok"]:
            raise Failed(f"{condition}: {result['rewind']}")
        check_condition(condition, fired[0], recomputed)


if __name__ == "__main__":
    raise SystemExit(harness.main({"fires_at_the_crossing": fires_at_the_crossing}))
