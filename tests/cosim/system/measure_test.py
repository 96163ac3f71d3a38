# SPDX-License-Identifier: Apache-2.0
"""What a run measures: the same for the same seed, latency by stage, saturated throughput."""
import json
import pathlib
import tempfile

import harness

PRESET = "microled-800g" if harness.FULL else "small-64"
FLIT_BITS = 2048
ROW_UI = 8
MARKER_UI = 64 + 2 * 8  # with its two pad words


def without_wall(text):
    """The bytes of a result.json up to its last object, `wall`."""
    result = json.loads(text)
    if list(result)[-1] != "wall":
        raise harness.Failed("wall is not the last entry of result.json")
    return text[:text.rindex('"wall"')]


def determinism():
    """Same seed, same bytes; another seed, other bytes."""
    texts = []
    for seed in (5, 5, 6):
        with tempfile.TemporaryDirectory(prefix="oio_seed_") as name:
            run = harness.run("small-16", "workload.path=saturate", "link.length_m=22",
                              "workload.payload_bytes=200_000", seed=seed,
                              folder=pathlib.Path(name) / "out")
            run.passed()
            text = (run.folder / name / "out" / "result.json").read_text(encoding="utf-8")
            run.check("--json prints result.json", text == run.stdout)
            texts.append(without_wall(text).replace(f'"seed": {seed}', '"seed": S'))
    if texts[0] != texts[1]:
        raise harness.Failed("two runs with one seed differ")
    if texts[0] == texts[2]:
        raise harness.Failed("two runs with different seeds are equal")


def latency():
    """Both chiplets without fibre and skew: at most 100 ns apart from markers, by stage."""
    run = harness.run("latency", f"link.preset={PRESET}")
    result = run.passed()
    figures = result["latency_ns"]
    settings = {"small-64": 64, "microled-800g": 400}
    lanes = settings[PRESET]
    ui_ns = 1 / 2.125
    slot_ns = FLIT_BITS / lanes * ui_ns
    row_ns = ROW_UI * ui_ns
    marker_ns = MARKER_UI * ui_ns
    total = sum(stage["mean"] for stage in figures["stages"])
    run.check("stages sum to the total within a clock of 2 ns", abs(total - figures["mean"]) <= 2,
              total, figures["mean"])
    spread = figures["max"] - figures["min"]
    run.check("spread at most a slot, a row and a marker",
              spread <= slot_ns + row_ns + marker_ns + 0.01, spread, slot_ns, row_ns, marker_ns)
    # The limit holds for 400 lanes; with fewer a flit takes longer to come and to go.
    limit = 100 + 2 * (slot_ns - FLIT_BITS / 400 * ui_ns)
    run.check("latency apart from markers", figures["p99"] <= limit, figures["p99"], limit)
    print({name: figures[name] for name in ("min", "mean", "p50", "p99", "max")})


def saturated():
    """Saturated both ways and error-free at 10 m: 0.95 of what flits and markers leave."""
    run = harness.run("saturate", f"link.preset={PRESET}",
                      *([] if harness.FULL else ["workload.payload_bytes=1_000_000"]))
    result = run.passed()
    run.check("error-free at 10 m", result["ber"]["errors_injected"] == 0
              and result["traffic"]["replays"] == 0, result["ber"], result["traffic"])
    least = 0.95 * 828 / 850
    run.check("efficiency", result["efficiency"] >= least, result["efficiency"], least)
    run.check("training", result["training"]["time_us"] <= 500, result["training"])
    print(f"efficiency {result['efficiency']:.4f}, training {result['training']['time_us']:.1f} us")


def longer_words():
    """The whole link with lane words of 16 and 32: the same payload, as efficient."""
    for word in (16, 32):
        run = harness.run("small-16", "workload.path=saturate", f"link.word_ui={word}",
                          "workload.payload_bytes=300_000")
        result = run.passed()
        run.check("payload", result["traffic"]["payload_bytes"] >= 600_000, result["traffic"])
        run.check("efficiency", result["efficiency"] >= 0.925, result["efficiency"])
        run.check("training", result["training"]["time_us"] <= 500, result["training"])


if __name__ == "__main__":
    raise SystemExit(harness.main({
        "determinism": determinism,
        "latency": latency,
        "saturated": saturated,
        "longer_words": longer_words,
    }))
