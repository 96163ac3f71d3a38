# SPDX-License-Identifier: Apache-2.0
"""Workloads over a link in RTL: the published traces and our own, with errors on the light."""
import tempfile

import harness

# A lane's BER near 1e-6 at this length: some errors in every run of a megabyte.
LENGTH = "link.length_m=22"
# Ring all-reduce of 1 MiB on 8 ranks: 14 steps of 128 KiB from every rank.
RING_BYTES = 14 * (1 << 20) // 8
PRESET = "microled-800g" if harness.FULL else "small-16"


def ranks_sent(run, ranks, size):
    got = [rank["sent_bytes"] for rank in run.result["ranks"]]
    run.check(f"every rank sent {size} bytes", got == [size] * ranks, got)


def ring_all_reduce():
    """The eight unmodified files, each rank exactly 1,835,008 bytes, errors repaired."""
    folder = harness.published("chakra_ring_allreduce_8npus_1MB")
    run = harness.run(PRESET, LENGTH, workload=folder)
    run.repaired()
    ranks_sent(run, 8, RING_BYTES)


def micro(name, size):
    def case():
        folder = harness.published("chakra_micro_8npus_1MB") / name
        run = harness.run(PRESET, LENGTH, workload=folder)
        run.passed()
        ranks_sent(run, 8, size)
    return case


def own_trace():
    """An all-reduce of 64 KiB on 8 ranks from our own writer: needs no file from outside."""
    with tempfile.TemporaryDirectory(prefix="oio_trace_") as folder:
        prefix = harness.write_trace(folder, "ring", 8, 65536)
        run = harness.run(PRESET, "link.length_m=23.5", workload=prefix)
    run.repaired()
    ranks_sent(run, 8, 14 * 65536 // 8)


def duration_us(run):
    """From the start of the workload to the end of the last rank."""
    result = run.passed()
    start_us = result["simulated_us"] - result["workload_us"]
    return max(rank["end_us"] for rank in result["ranks"]) - start_us


def surrogates_keep_time(preset):
    """Without RTL the same workload ends within 2 % of the same time, be it short messages that
    wait for latency or long ones that wait for bandwidth."""
    def case():
        for size in (1 << 14, 1 << 20):
            with tempfile.TemporaryDirectory(prefix="oio_trace_") as folder:
                prefix = harness.write_trace(folder, "ring", 8, size)
                rtl = harness.run(preset, workload=prefix)
                model = harness.run(preset, "topology.rtl_links=[]", workload=prefix)
            with_rtl = duration_us(rtl)
            without = duration_us(model)
            print(f"{size} bytes: {with_rtl:.3f} us in RTL, {without:.3f} us as surrogate")
            rtl.check("surrogate time within 2 % of RTL",
                      abs(without / with_rtl - 1.0) <= 0.02, with_rtl, without)
    return case


def gpt_layer():
    """The default workload, a tensor-parallel layer of GPT-13B."""
    run = harness.run(PRESET, "workload.path=gpt13b_tp8_layer")
    run.passed()
    run.check("ranks", len(run.result["ranks"]) == 8, len(run.result["ranks"]))


if __name__ == "__main__":
    raise SystemExit(harness.main({
        "ring_all_reduce": ring_all_reduce,
        "all_reduce": micro("all_reduce", RING_BYTES),
        "all_gather": micro("all_gather", 7 * (1 << 20) // 8),
        "reduce_scatter": micro("reduce_scatter", 7 * (1 << 20) // 8),
        "all_to_all": micro("all_to_all", 7 * (1 << 20) // 8),
        "own_trace": own_trace,
        "gpt_layer": gpt_layer,
        "surrogate_small": surrogates_keep_time("small-64"),
        "surrogate_full": surrogates_keep_time("microled-800g"),
    }))
