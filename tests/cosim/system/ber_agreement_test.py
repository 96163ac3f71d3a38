#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`oio ber-agreement --full`: four ways to a bit error rate, down to 1e-7. Takes minutes."""
import sys

import harness
from harness import oio


def full():
    """At least twelve points compared three ways, all within 0.15 decades, one of them at 1e-7."""
    run = oio("ber-agreement", "--full", "--json", timeout=7000)
    run.check("exit code 0", run.code == 0, run.code)
    points = run.result["points"]
    compared = [p for p in points if p["monte_carlo"]["compared"] and p["word_cut"]["compared"]]
    run.check("twelve points", len(compared) >= 12, len(compared))
    run.check("0.15 decades", all(p["spread_decades"] <= 0.15 for p in points))
    deepest = min(p["statistical_eye"]["log10_ber"] for p in compared)
    run.check("down to 1e-7", deepest <= -7, deepest)


if __name__ == "__main__":
    sys.exit(harness.main({"full": full}))
