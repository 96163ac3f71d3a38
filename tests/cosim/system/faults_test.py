# SPDX-License-Identifier: Apache-2.0
"""Errors and faults: repaired where the link can, named where it cannot, never silent."""
import tempfile
import pathlib

import harness

PAYLOAD_BITS = 100_000_000


def scenario(folder, text):
    path = pathlib.Path(folder) / "fault.toml"
    path.write_text(text, encoding="utf-8")
    return path


def noisy_lanes():
    """Lanes near a BER of 1e-5: the scenario carries 1e8 payload bits in each direction."""
    settings = [] if harness.FULL else ["workload.payload_bytes=2_000_000"]
    result = harness.run("noisy_lanes", *settings).repaired()
    if harness.FULL:
        bits = 8 * result["traffic"]["payload_bytes"]
        if bits < PAYLOAD_BITS:
            raise harness.Failed(f"payload of {bits} bits, wanted {PAYLOAD_BITS}")


def dead_lanes():
    """Dead from the start: found and mapped, on each side what is dead there."""
    if harness.FULL:
        result = harness.run("dead_lanes").passed()
        expected = 8
    else:
        result = harness.run("small-64", "workload.path=saturate",
                             "link.dead_lanes=[0,17,63]").passed()
        expected = 3
    if result["lanes"]["mapped"] != expected or result["lanes"]["dead"] != expected:
        raise harness.Failed(f"{expected} lanes are dead: {result['lanes']}")


def all_spares_used():
    """As many dead lanes as spares, one of the spares among them in the other direction."""
    result = harness.run("small-64", "workload.path=saturate",
                         'link.dead_lanes=["a:1","a:2","a:3","a:63","b:64"]').passed()
    if result["lanes"]["mapped"] != 4:
        raise harness.Failed(f"4 lanes are mapped: {result['lanes']}")


def too_many_dead():
    """One more dead lane than spares ends with exit code 1 and says so."""
    run = harness.run("small-16", "workload.path=saturate", "link.dead_lanes=[1,2,3]")
    run.check("exit code 1", run.code == 1, run.code)
    run.check("the message names too few lanes", "too few lanes" in run.stderr, run.stderr)


def light_off():
    """No light at all: exit code 1 and a named failure, no hang."""
    run = harness.run("small-16", "workload.path=saturate", "link.light=false")
    run.check("exit code 1", run.code == 1, run.code)
    run.check("the message names the missing signal", "no signal" in run.stderr, run.stderr)


def retrained(name, least):
    def case():
        run = harness.run(name)
        result = run.passed()
        for side in ("chiplet_a", "chiplet_b"):
            events = run.events(side)
            ups = events.count("link up")
            run.check(f"{side} came up again", ups >= 2, events)
            retrains = [event for event in events if event.startswith("retrain")]
            run.check(f"{side} names its retrain", len(retrains) >= least, events)
        run.check("links[0].retrains", result["links"][0]["retrains"] >= least)
        if name == "lane_dies":
            run.check("one lane mapped", result["lanes"]["mapped"] == 1, result["lanes"])
    return case


def phase_jump():
    """Samplers end beside the eye, yet markers come and no lane goes dark: only the retry can tell
    that nothing gets through, and the link trains again."""
    retrained("phase_jump", 1)()
    run = harness.run("phase_jump")
    events = run.events("chiplet_a") + run.events("chiplet_b")
    run.check("the retry asks for it", "retrain: replay" in events, events)
    run.check("nothing else did", {event for event in events if event.startswith("retrain")} <=
              {"retrain: replay", "retrain: peer"}, events)


def lane_dies_fast_core():
    """With a core clock of 2 GHz many time-outs fit into the first frame of a link that comes back:
    its silence is no stall."""
    with tempfile.TemporaryDirectory(prefix="oio_fast_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            core_clock_mhz = 2000
            [workload]
            path = "saturate"
            payload_bytes = 500_000
            [[fault]]
            at_us = 200
            kind = "lane_dead"
            lanes = [3]
            side = "b"
            """))
    result = run.passed()
    run.check("one retrain", result["links"][0]["retrains"] == 1, result["events"])


def lane_dies_unverified():
    """A lane that dies in training between its placing and its verification is mapped out, and
    nobody watches it: the link need not train again."""
    with tempfile.TemporaryDirectory(prefix="oio_unverified_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            [workload]
            path = "saturate"
            payload_bytes = 20_000
            [[fault]]
            at_us = 150
            kind = "lane_dead"
            lanes = [5]
            side = "b"
            """))
    result = run.passed()
    run.check("mapped out", result["lanes"]["mapped"] == 1, result["lanes"])
    run.check("up once", run.events("chiplet_a") == ["link up"], result["events"])
    run.check("after it", result["events"][0]["time_us"] > 150, result["events"])


def spare_dies():
    """A spare that goes dark in service carries nothing: the link stays up."""
    with tempfile.TemporaryDirectory(prefix="oio_spare_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            dead_lanes = [2]
            [workload]
            path = "saturate"
            payload_bytes = 200_000
            [[fault]]
            at_us = 200
            kind = "lane_dead"
            lanes = [17]
            side = "b"
            """))
    result = run.passed()
    run.check("it dies in service", result["simulated_us"] > 230, result["simulated_us"])
    run.check("up once", run.events("chiplet_a") == run.events("chiplet_b") == ["link up"],
              result["events"])
    run.check("nothing sent again", result["traffic"]["replays"] == 0, result["traffic"])


def slow_lanes():
    """At 0.25 Gb/s per lane 64 flits take longer than a time-out in core clocks: acks come late, and
    nothing is wrong. Eyes are flat from end to end."""
    result = harness.run("small-16", "workload.path=saturate", "workload.payload_bytes=60_000",
                         "link.lane_rate_gbps=0.25", "run.max_sim_time_us=20_000").passed()
    traffic = result["traffic"]
    wanted = {"timeouts": 0, "replays": 0, "crc_errors": 0}
    for name, value in wanted.items():
        if traffic[name] != value:
            raise harness.Failed(f"{name} is {traffic[name]}, should be {value}")
    if result["ber"]["errors_injected"] != 0 or result["links"][0]["retrains"] != 0:
        raise harness.Failed(f"errors or retrains: {result['ber']}, {result['events']}")


def reset_of_one_side():
    """Side a is reset in mid-traffic: both hosts hear a name for it."""
    with tempfile.TemporaryDirectory(prefix="oio_reset_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            [workload]
            path = "saturate"
            payload_bytes = 2_000_000
            [[fault]]
            at_us = 250
            kind = "reset"
            side = "a"
            duration_us = 1
            """))
    run.check("a result", run.result is not None, run.code)
    run.check("a names its own reset", "local reset" in run.events("chiplet_a"),
              run.result["events"])
    run.check("b names the reset of its peer", "peer reset" in run.events("chiplet_b"),
              run.result["events"])
    traffic = run.result["traffic"]
    run.check("no data differs", traffic["mismatches"] == 0, traffic)
    # What lay in the replay buffers of the side that was reset is lost, counted and no pass.
    run.check("exit code 1", run.code == 1, run.code)
    run.check("losses are counted", traffic["lost"] > 0, traffic)


def overlapping():
    """Of faults that overlap the last one to end counts: light, and resets."""
    with tempfile.TemporaryDirectory(prefix="oio_overlapping_") as folder:
        for kind, sides in (("light_off", ("both", "b")), ("reset", ("a", "a"))):
            run = harness.run(scenario(folder, f"""
                [link]
                preset = "small-16"
                [workload]
                path = "saturate"
                payload_bytes = 300_000
                [[fault]]
                at_us = 200
                kind = "{kind}"
                side = "{sides[0]}"
                duration_us = 20
                [[fault]]
                at_us = 210
                kind = "{kind}"
                side = "{sides[1]}"
                duration_us = 150
                """))
            ups = [event["time_us"] for event in run.result["events"]
                   if event["what"] in ("link up", "local reset", "peer reset")]
            run.check(f"{kind}: up again behind the second", len(ups) >= 4 and
                      all(up < 200 or up > 360 + 150 for up in ups), run.result["events"])


def dark_one_way():
    """One direction is dark in training, twice, for longer than a start takes: the other one would
    run ahead, and both attempts would be spent, if the late side did not start both together."""
    with tempfile.TemporaryDirectory(prefix="oio_dark_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            [workload]
            path = "saturate"
            payload_bytes = 10_000
            [[fault]]
            at_us = 62.1
            kind = "flap"
            side = "a"
            duration_us = 24.9
            [[fault]]
            at_us = 194.1
            kind = "flap"
            side = "a"
            duration_us = 10.6
            """))
    result = run.passed()
    # The light is there for good from 205 us on; a whole training of small-16 takes 193 us.
    run.check("one training after the last darkness", result["training"]["time_us"] < 205 + 193 + 15,
              result["training"])


def ber_without_training():
    """The connector comes out: training again decides tens of thousands of bits wrongly on purpose,
    and the bit error rate stays that of the model."""
    with tempfile.TemporaryDirectory(prefix="oio_ber_") as folder:
        run = harness.run(scenario(folder, """
            [link]
            preset = "small-16"
            length_m = 23
            [workload]
            path = "saturate"
            payload_bytes = 500_000
            [[fault]]
            at_us = 250
            kind = "flap"
            duration_us = 10
            """))
    result = run.passed()
    ber = result["ber"]
    run.check("the link trained again", result["links"][0]["retrains"] >= 1, result["events"])
    run.check("training decides wrongly", ber["training_errors"] > 10_000, ber)
    run.check("causes agree", result["causes"]["counts"]["while training"] == ber["training_errors"])

    def agrees(errors, bits):
        # Two trainings settle on neighbouring codes, the model has those of the end: a factor 1.6.
        expected = ber["predicted"] * bits
        return (expected / 1.6 - 3 * expected ** 0.5 <= errors
                <= expected * 1.6 + 3 * expected ** 0.5)

    run.check("enough errors to tell", ber["errors_injected"] > 20, ber)
    run.check("the rate is the model's", agrees(ber["errors_injected"], ber["bits"]), ber)
    run.check("with the errors of training it would not be",
              not agrees(ber["errors_injected"] + ber["training_errors"],
                         ber["bits"] + ber["training_bits"]), ber)


def slow_drift():
    """A drift of half a unit interval in small steps is followed without a retrain."""
    run = harness.run("slow_drift")
    result = run.passed()
    run.check("the drift ended while traffic ran", result["simulated_us"] > 1850,
              result["simulated_us"])
    run.check("no retrain", result["links"][0]["retrains"] == 0, result["events"])


if __name__ == "__main__":
    raise SystemExit(harness.main({
        "noisy_lanes": noisy_lanes,
        "dead_lanes": dead_lanes,
        "all_spares_used": all_spares_used,
        "too_many_dead": too_many_dead,
        "light_off": light_off,
        "lane_dies": retrained("lane_dies", 1),
        "connector_flap": retrained("connector_flap", 1),
        "reset_of_one_side": reset_of_one_side,
        "overlapping": overlapping,
        "dark_one_way": dark_one_way,
        "slow_drift": slow_drift,
        "phase_jump": phase_jump,
        "lane_dies_fast_core": lane_dies_fast_core,
        "lane_dies_unverified": lane_dies_unverified,
        "spare_dies": spare_dies,
        "slow_lanes": slow_lanes,
        "ber_without_training": ber_without_training,
    }))
