# SPDX-License-Identifier: Apache-2.0
"""The serial cut: the same workload bit by bit through serialisers and deserialisers."""
import harness


def agrees_with_word_cut():
    """Trains, carries every byte, and takes the same time as the word cut; no error without noise."""
    results = {}
    for cut in ("word", "serial"):
        run = harness.run("serial_cut", f"link.cut={cut}", "channel.noise=false",
                          "workload.payload_bytes=100_000")
        results[cut] = run.passed()
        errors = results[cut]["ber"]["errors_injected"]
        run.check("no error without noise", errors == 0, errors)
        run.check("no replay", results[cut]["traffic"]["replays"] == 0)
    word, serial = results["word"], results["serial"]

    def near(claim, values, tolerance):
        run.check(f"{claim}: within {tolerance:g}", abs(values[0] - values[1]) <= tolerance, *values)

    near("throughput, Gb/s", [r["throughput_gbps"] for r in (word, serial)],
         0.02 * word["throughput_gbps"])
    near("training, us", [r["training"]["time_us"] for r in (word, serial)], 20)
    # Serialiser and deserialiser: a few words of 3.8 ns each.
    least = [r["latency_ns"]["min"] for r in (word, serial)]
    run.check("the serial cut is later, by at most 8 words", 0 < least[1] - least[0] <= 30, *least)


if __name__ == "__main__":
    raise SystemExit(harness.main({"agrees_with_word_cut": agrees_with_word_cut}))
