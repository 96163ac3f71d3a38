#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Both cuts tell the same: without noise the same flits and the same PRBS words arrive at the word
cut and at the serial cut, and with noise both count the bit errors that the lane model predicts."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "system"))

from harness import main, run  # noqa: E402

CUTS = {"word": "rtl_word", "serial": "rtl_serial"}
LANES = 18  # small-16, spares too
# Two-sided 99.9 % of a normal distribution; hundreds of errors are expected.
SIGMAS = 3.29


def call(cut, path, *settings, seed=1):
    done = run("small-16", f"link.cut={cut}", f"workload.path={path}", *settings, seed=seed)
    result = done.passed()
    level = result["links"][0]["level"]
    done.check(f"level {CUTS[cut]}", level == CUTS[cut], level)
    return done, result


def hashes(result):
    return [way["flit_hash"] for way in result["links"][0]["directions"]]


def same_flits(path):
    settings = ("channel.noise=false", "workload.payload_bytes=20000")
    seen = {}
    for cut in CUTS:
        done, result = call(cut, path, *settings)
        errors = result["ber"]["errors_injected"]
        done.check("no bit errors without noise", errors == 0, cut, errors)
        done.check("nothing replayed", result["traffic"]["replays"] == 0, cut)
        done.check("flits delivered", result["traffic"]["flits"] > 100, result["traffic"])
        seen[cut] = hashes(result)
        one, other = seen[cut]
        done.check("the two directions carry different flits", one != other, cut, one)
    done.check("equal streams of flits at both cuts", seen["word"] == seen["serial"], seen)
    # And the hash can tell streams apart.
    done, other = call("word", path, *settings, seed=2)
    done.check("another stream for another seed", hashes(other) != seen["word"], seen)


def loaded_flits():
    same_flits("saturate")


def unloaded_flits():
    same_flits("latency")


def pattern_words():
    """The RTL's checkers know every bit of every lane in advance."""
    for cut in CUTS:
        bits = 20000
        done, result = call(cut, "prbs", "channel.noise=false", f"workload.bits={bits}",
                            "run.max_sim_time_us=400")
        ber = result["ber"]
        done.check("every lane compared", ber["detected_bits"] >= 2 * LANES * bits, cut, ber)
        done.check("no wrong bit", ber["errors_detected"] == 0, cut, ber)


def predicted_errors(length_m, at_least, at_most, bits=100_000, settings=()):
    for cut in CUTS:
        done, result = call(cut, "prbs", f"link.length_m={length_m}", "link.allow_over_reach=true",
                            f"workload.bits={bits}", "run.max_sim_time_us=2000", *settings)
        ber = result["ber"]
        done.check(f"{at_least} < predicted < {at_most}", at_least < ber["predicted"] < at_most,
                   cut, ber)
        for errors, counted in (("errors_detected", "detected_bits"), ("errors_injected", "bits")):
            expected = ber["predicted"] * ber[counted]
            done.check(f"{errors} at least 100", ber[errors] >= 100, cut, ber)
            off = abs(ber[errors] - expected) / expected ** 0.5
            done.check(f"{errors} within 99.9 % of {expected:.0f}", off < SIGMAS, cut, off, ber)


def rare_errors():
    predicted_errors(23, 4e-6, 4e-5, bits=1_200_000)


def few_errors():
    predicted_errors(25, 2e-5, 2e-4)


def many_errors():
    predicted_errors(30, 5e-4, 5e-3)


def payload_errors():
    """Payload instead of a known pattern: what the light got wrong is what the model says at the
    codes in use."""
    for cut in CUTS:
        done, result = call(cut, "saturate", "link.length_m=25", "link.allow_over_reach=true",
                            "workload.payload_bytes=500000" if cut == "word" else
                            "workload.payload_bytes=200000", "run.max_sim_time_us=2000")
        ber = result["ber"]
        expected = ber["predicted"] * ber["bits"]
        done.check("at least 50 expected", expected > 50, cut, ber)
        off = abs(ber["errors_injected"] - expected) / expected ** 0.5
        done.check(f"within 99.9 % of {expected:.0f}", off < SIGMAS, cut, off, ber)


def physics_errors():
    """Lanes of devices: large signals, jitter, crosstalk, noise that depends on the level."""
    predicted_errors(22, 2e-5, 2e-3, settings=("channel.lane_model=physics",))


if __name__ == "__main__":
    sys.exit(main({case.__name__: case for case in
                   (loaded_flits, unloaded_flits, pattern_words, rare_errors, few_errors, many_errors,
                    payload_errors, physics_errors)}))
