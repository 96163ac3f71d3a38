#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lanes of devices at run time: the scenarios that use them, and a ramp of temperature that the
receivers' phases must follow."""
import sys

import harness

# Colour that moves 0.45 nm/K, eleven times the usual: over 10 m the light of a link that warms up
# by 40 K comes 150 ps, 20 of 64 phases, earlier; the eye is open over 20 to 25 of them. Lanes of
# one bandwidth, so that a step of temperature costs one grid.
RAMP = ("physics.micro_led.wavelength_nm_per_k=0.45", "channel.bandwidth_sigma=0",
        "channel.temperature_profile=['200:25', '1000:65']")


def physics():
    """Jitter, crosstalk and level-dependent noise: the lanes err as the model predicts, the traffic
    does not."""
    run = harness.run("physics")
    result = run.passed()
    ways = result["links"][0]["directions"]
    for way in ways:
        expected = sum(bits * 10 ** log10 for bits, log10 in
                       zip(way["lane_bits"], way["lane_predicted_log10_ber"]))
        errors = sum(way["lane_errors"])
        # The codes still move a little after training, so the prediction is of their end.
        run.check("errors as predicted", errors <= 10 * expected + 10, errors, expected)
    run.check("lanes differ", len(set(ways[0]["lane_predicted_log10_ber"])) > 10)


def warming_up():
    """From 25 to 65 C while data flow: no retrain, no loss, and the lanes are worse at the end."""
    run = harness.run("warming_up")
    result = run.passed()
    run.check("the ramp ended while traffic ran", result["simulated_us"] > 1000,
              result["simulated_us"])
    run.check("no retrain", result["links"][0]["retrains"] == 0, result["events"])
    cold = harness.run("warming_up", "channel.temperature_profile=['200:25']",
                       "workload.payload_bytes=100_000").passed()
    def worst(of):
        return max(max(way["lane_predicted_log10_ber"]) for way in of["links"][0]["directions"])
    run.check("heat costs margin", worst(result) > worst(cold) + 0.5, worst(result), worst(cold))


def phases_must_follow():
    """A ramp that moves the light by 20 phases: followed by a link that looks every 31 us, lost by
    one that looks a quarter as often."""
    quick = harness.run("warming_up", *RAMP)
    result = quick.passed()
    quick.check("the ramp ended while traffic ran", result["simulated_us"] > 1000,
                result["simulated_us"])
    quick.check("no retrain", result["links"][0]["retrains"] == 0, result["events"])
    few = result["ber"]["errors_injected"]
    slow = harness.run("warming_up", *RAMP, "link.marker_rows=4096")
    slow.check("a result", slow.result is not None, slow.code)
    many = slow.result["ber"]["errors_injected"]
    slow.check("without tracking the errors come", many > 30 * (few + 1), many, few)


if __name__ == "__main__":
    sys.exit(harness.main({f.__name__: f for f in (physics, warming_up, phases_must_follow)}))
