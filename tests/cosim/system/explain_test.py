# SPDX-License-Identifier: Apache-2.0
"""From a wrong bit to its cause, its flit, the check and the replay: `oio explain`, held against
the RTL's counters, the waves and the result."""
import json
import pathlib
import tempfile

import harness
from harness import Failed
from wave_file import Waves

NOISY = ("run", "small-16", "--quiet", "--workload", "saturate", "--set",
         "workload.payload_bytes=60000")


def scratch():
    return tempfile.TemporaryDirectory(prefix="oio_explain_")


def expect(claim, holds, *values):
    if not holds:
        raise Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def read(folder, name):
    return json.loads((pathlib.Path(folder) / name).read_text())


def errors_of(counts):
    return sum(count for name, count in counts.items() if name != "dead lane")


def run(folder, *arguments, code=0, out="out"):
    done = harness.oio(*arguments, "--out", out, folder=folder)
    expect(f"exit code {code}", done.code == code, done.code, done.stderr)
    return read(folder, f"{out}/result.json")


def explain(folder, *options, code=0):
    done = harness.oio("explain", "out", *options, folder=folder)
    expect(f"exit code {code}", done.code == code, done.code, done.stderr)
    return done


def bits_between(left, right):
    """Places at which two values of one width differ, bit 0 the least significant."""
    differs = int(left[1:], 2) ^ int(right[1:], 2)
    return [place for place in range(differs.bit_length()) if differs >> place & 1]


def chain_and_counters():
    """Every wrong bit has its flit, its check and its repair; the RTL counts the same checks."""
    with scratch() as folder:
        result = run(folder, *NOISY, "--set", "link.length_m=23")
        counts = result["causes"]["counts"]
        expect("errors were injected", result["ber"]["errors_injected"] > 10, counts)
        expect("all of them have a cause", errors_of(counts) == result["ber"]["errors_injected"])
        expect("it is noise", counts["noise"] > 0.9 * errors_of(counts), counts)
        explain(folder)
        again = read(folder, "out/explain/result.json")
        for part in (again, result):
            part.pop("wall")
        expect("the same run", again == result)
        report = read(folder, "out/explain/chains.json")
        chains = report["chains"]
        expect("a chain for each", len(chains) == errors_of(counts), len(chains))
        expect("in the order of time", chains == sorted(chains, key=lambda c: c["time_us"]))
        hit = [c for c in chains if c["flit"] is not None]
        expect("every bad CRC is explained", report["bad_crcs_without_known_bit"] == 0)
        checks = {(c["direction"], c["check"]["time_us"]) for c in hit}
        expect("one check per flit", len(checks) == report["bad_crcs"], len(checks))
        # The RTL's counter is read over its register port a little after the end.
        by_the_end = [c for c in checks if c[1] < result["simulated_us"]]
        counted = result["traffic"]["crc_errors"]
        expect("the RTL counts as many", len(by_the_end) <= counted <= len(checks), counted)
        for chain in hit:
            expect("caught", chain["check"]["verdict"] == "bad CRC", chain)
            if chain["flit"]["kind"] in ("data", "replay"):
                repair = chain["repair"]
                expect("repaired by a replay", "replay" in repair["how"], chain)
                expect("later", repair["accepted_us"] > chain["check"]["time_us"], chain)
        expect("the report shows them", "<h2>Causes</h2>" in
               (pathlib.Path(folder) / "out/report.html").read_text())
        page = (pathlib.Path(folder) / "out/explain/report.html").read_text()
        flit = hit[0]["flit"]
        expect("and, explained, what came of them",
               f"{flit['kind']} {flit['seq']}, byte {flit['byte']}, bit {flit['bit']}" in page)


def fs(us):
    return round(us * 1e9)


def flit_sent(wave, chain, sent_flit):
    """The flit that a chain names, as its sender gave it to the rows."""
    flit = chain["flit"]
    name = f"{'REPLAY' if flit['kind'] == 'replay' else 'DATA'} {flit['seq']}"
    left = [time for time, word in wave.words(f"transactions.{chain['sender']}.tx_flit")
            if word == name and time < fs(flit["launched_us"])]
    expect("the flit leaves in the window", left, name)
    return wave.at(sent_flit, left[-1])


def chain_in_the_wave(*cut, retry=".oio_chiplet.u_ucie."):
    """What the chain says is in the waves: the word with the error, the very bit of the flit, the
    bad CRC, the nak, the replay and the flit that is accepted."""
    with scratch() as folder:
        run(folder, *NOISY, *cut, "--set", "link.length_m=22")
        explain(folder)
        chains = [c for c in read(folder, "out/explain/chains.json")["chains"]
                  if c["flit"] is not None and c["repair"]["how"] == "replay after its nak"]
        alone = [c for c in chains if sum(
            d["flit"] is not None and d["check"]["time_us"] == c["check"]["time_us"]
            for d in chains) == 1]
        chain = alone[0]
        flit, check, repair = chain["flit"], chain["check"], chain["repair"]
        run(folder, *NOISY, *cut, "--set", "link.length_m=22", "--waves", "full", "--waves-from",
            f"{flit['launched_us'] - 1}us", "--waves-to", f"{repair['accepted_us'] + 0.05}us",
            out="waves")
        sender, receiver = chain["sender"], chain["receiver"]
        lane = f"light.{chain['direction']}.lane_{chain['lane']:03}."
        sent_flit = sender + retry + "u_llr_tx.tx_flit_o"
        got_flit = receiver + retry + "u_llr_rx.in_flit_q"
        wanted = {lane + "error", sent_flit, got_flit}
        wave = Waves(pathlib.Path(folder) / "waves/waves.fst",
                     lambda name: name.startswith("transactions.") or name in wanted)
        expect("the lane is marked", wave.at(lane + "error", fs(chain["time_us"])) == "1", chain)
        rx, tx = f"transactions.{receiver}.", f"transactions.{sender}."
        words = {"bad CRC": (rx + "rx_flit", check["time_us"], "BAD CRC"),
                 "replay": (tx + "tx_flit", repair["replayed_us"], f"REPLAY {flit['seq']}"),
                 "accepted": (rx + "rx_flit", repair["accepted_us"], f"DATA {flit['seq']}")}
        for what, (name, time, word) in words.items():
            expect(f"{what} in the wave", wave.word(name, fs(time)) == word,
                   wave.word(name, fs(time)), word)
        expect("nak in the wave",
               wave.word(rx + "tx_flit", fs(repair["nak_sent_us"])).startswith("NAK"))
        expect("nak arrives",
               wave.word(tx + "rx_flit", fs(repair["nak_received_us"])).startswith("NAK"))
        # The flit as it left and as it arrived differ in the bit that the chain names, alone.
        arrived = wave.at(got_flit, fs(check["time_us"]))
        differs = bits_between(flit_sent(wave, chain, sent_flit), arrived)
        expect("one bit differs", differs == [flit["byte"] * 8 + flit["bit"]], differs, flit)


def serial_cut():
    """The same through serialisers: the bit is found in spite of their delay."""
    chain_in_the_wave("--set", "link.cut=serial", retry=".oio_chiplet_serial.u_chiplet.u_ucie.")


def crosstalk_and_jitter():
    """Crosstalk and jitter are called by their names."""
    short = ("--set", "workload.payload_bytes=25000")
    with scratch() as folder:
        quiet = ("--set", "channel.q0=20", "--set", "link.length_m=0")
        counts = run(folder, *NOISY, *short, *quiet)["causes"]["counts"]
        expect("none without", errors_of(counts) == 0, counts)
        counts = run(folder, *NOISY, *short, *quiet, "--set",
                     "channel.crosstalk_db=-11.8")["causes"]["counts"]
        expect("crosstalk", counts["crosstalk"] > 0.5 * max(errors_of(counts), 1), counts)
    with scratch() as folder:
        jitter = ("--set", "channel.jitter_rj_ui=0.115")
        counts = run(folder, *NOISY, *short, *jitter)["causes"]["counts"]
        expect("jitter", counts["jitter"] > 0.8 * max(errors_of(counts), 1), counts)


def dead_lane(cut="word", retry=".oio_chiplet.u_ucie."):
    """A lane that dies is called so, with the flits that it spoils and what repairs them."""
    with scratch() as folder:
        scenario = pathlib.Path(folder) / "dies.toml"
        scenario.write_text(f"""
[link]
preset = "small-16"
cut = "{cut}"
[workload]
path = "saturate"
payload_bytes = 60000
[[fault]]
kind = "lane_dead"
side = "b"
lanes = [9]
at_us = 200
""")
        result = run(folder, "run", "dies.toml", "--quiet")
        counts = result["causes"]["counts"]
        expect("one dead lane", counts["dead lane"] == 1, counts)
        expect("no other cause", errors_of(counts) == counts["while training"] +
               counts["not examined"], counts)
        chain = json.loads(explain(folder, "--json").stdout)["chain"]
        report = read(folder, "out/explain/chains.json")
        expect("every bad CRC is explained", report["bad_crcs_without_known_bit"] == 0, report)
        spoiled = [c for c in report["chains"] if c["flit"] is not None
                   and c["check"]["verdict"] == "bad CRC"]
        expect("one wrong bit of each flit", len(spoiled) > 5 and len(spoiled) +
               report["bad_crcs_going_down"] == report["bad_crcs"], len(spoiled))
        run(folder, "run", "dies.toml", "--quiet", "--waves", "full", "--waves-from", "199us",
            "--waves-to", f"{spoiled[-1]['check']['time_us'] + 0.05}us", out="waves")
        sent, got = (f"chiplet_{side}{retry}{name}" for side, name in (
            ("b", "u_llr_tx.tx_flit_o"), ("a", "u_llr_rx.in_flit_q")))
        wave = Waves(pathlib.Path(folder) / "waves/waves.fst",
                     lambda name: name.startswith("transactions.") or name in (sent, got))
        for c in spoiled:
            # Eight rows of a flit on 16 lanes have bytes of one lane, 16 bytes apart.
            flit = c["flit"]
            differs = bits_between(flit_sent(wave, c, sent),
                                   wave.at(got, fs(c["check"]["time_us"])))
            expect("the bit differs", flit["byte"] * 8 + flit["bit"] in differs, differs, c)
            expect("and bits of this lane alone",
                   {bit // 8 % 16 for bit in differs} == {flit["byte"] % 16}, differs, c)
        expect("the lane", chain["lane"] == 9 and chain["direction"] == "b_to_a", chain)
        expect("at its time", 200 <= chain["time_us"] < 200.3, chain)
        expect("its flit fails", chain["check"]["verdict"] == "bad CRC", chain)
        expect("its flit arrives at last", chain["repair"]["accepted_us"] is not None, chain)
        retrains = [event for event in result["events"] if event["what"].startswith("retrain")]
        expect("after training again", retrains and chain["repair"]["how"] == "retrain" and
               chain["repair"]["accepted_us"] > retrains[0]["time_us"] + 100, chain, retrains)


def serial_dead_lane():
    """The same through serialisers."""
    dead_lane("serial", ".oio_chiplet_serial.u_chiplet.u_ucie.")


def dies_while_training():
    """A lane dies while the link trains for the first time, after lanes have been chosen: it
    counts once the link is up, and every bad CRC has its account."""
    with scratch() as folder:
        scenario = pathlib.Path(folder) / "dies.toml"
        scenario.write_text("""
[link]
preset = "small-16"
[workload]
path = "saturate"
payload_bytes = 60000
[[fault]]
kind = "lane_dead"
side = "b"
lanes = [5]
at_us = 185
""")
        result = run(folder, "run", "dies.toml", "--quiet")
        ups = [event["time_us"] for event in result["events"] if event["what"] == "link up"]
        expect("the link comes up after it, trains again and comes up", len(ups) == 4 and
               185 < ups[0] < ups[1] < 200 < ups[2], ups)
        counts = result["causes"]["counts"]
        expect("one dead lane", counts["dead lane"] == 1, counts)
        expect("no other cause", errors_of(counts) == counts["while training"], counts)
        explain(folder)
        report = read(folder, "out/explain/chains.json")
        chains = report["chains"]
        expect("chains of this lane alone", {(c["lane"], c["direction"], c["cause"])
               for c in chains} == {(5, "b_to_a", "dead lane")}, chains)
        expect("between the two", all(ups[1] < c["time_us"] < ups[2] for c in chains), chains)
        checks = {c["check"]["time_us"] for c in chains if c["flit"] is not None
                  and c["check"]["verdict"] == "bad CRC"}
        expect("its flits fail", checks, chains)
        counted = [report[f"bad_crcs_{name}"] for name in
                   ("without_known_bit", "without_chain", "going_down")]
        expect("every bad CRC has its account", len(checks) + sum(counted) == report["bad_crcs"],
               checks, counted, report["bad_crcs"])
        # Until both sides are up, 0.1 us later, wrong bits are not followed: flits of 60 ns.
        expect("few are a riddle", counted[0] <= 2, counted)


def closed_eyes(cut="word"):
    """All lanes move off their samplers faster than these can follow: a run looks at few of the
    wrong bits of a word, `explain` at all of them."""
    with scratch() as folder:
        scenario = pathlib.Path(folder) / "drift.toml"
        scenario.write_text(f"""
[link]
preset = "small-16"
cut = "{cut}"
length_m = 24
[workload]
path = "saturate"
payload_bytes = 20000
[[fault]]
kind = "drift"
side = "b"
ui_per_us = 1.0
at_us = 180
duration_us = 0.5
""")
        result = run(folder, "run", "drift.toml", "--quiet")
        counts, injected = result["causes"]["counts"], result["ber"]["errors_injected"]
        expect("a run leaves some out", counts["not examined"] > 1000, counts)
        explain(folder)
        report = read(folder, "out/explain/chains.json")
        expect("explain has a chain for each", len(report["chains"]) + report["left_out"] ==
               injected, len(report["chains"]), report["left_out"], injected)
        expect("every bad CRC is explained", report["bad_crcs_without_known_bit"] == 0 and
               report["bad_crcs"] > 100, report["bad_crcs"], report["bad_crcs_without_known_bit"])
        again = read(folder, "out/explain/result.json")["causes"]
        expect("nothing else changes", again == result["causes"], again["counts"])


def serial_closed_eyes():
    """The same through serialisers."""
    closed_eyes("serial")


def after_a_retrain():
    """Of thousands of wrong bits around a retrain each has its repair, in the order of time."""
    with scratch() as folder:
        result = run(folder, "run", "phase_jump", "--quiet", "--set",
                     "workload.payload_bytes=200_000")
        up = max(e["time_us"] for e in result["events"] if e["what"] == "link up")
        explain(folder)
        chains = [c for c in read(folder, "out/explain/chains.json")["chains"]
                  if c["flit"] is not None and c["flit"]["kind"] in ("data", "replay")]
        expect("both kinds", len(chains) > 100, len(chains))
        for c in chains:
            repair, how = c["repair"], c["repair"]["how"]
            expect("an end", how != "none", c)
            if how == "accepted before":
                expect("nothing done for it", repair["nak_sent_us"] is None and
                       repair["accepted_us"] is None and repair["cost_ns"] == 0, c)
                continue
            for what, left, arrived in (("replay", repair["replayed_us"], repair["accepted_us"]),
                                        ("nak", repair["nak_sent_us"], repair["nak_received_us"])):
                if arrived is None:
                    continue
                # 24 m of fibre and both chiplets take some 200 ns; the first flits of a link that
                # comes back wait for a marker, at most a frame of 16 us.
                longest = 17 if abs(left - up) < 17 else 0.5
                expect(f"{what}: one and the same", 0.12 < arrived - left < longest, c)


def any_error():
    """Of thousands of wrong bits each can be asked for, though a report keeps the first and the
    latest; and the first of each lane."""
    with scratch() as folder:
        run(folder, "run", "phase_jump", "--quiet", "--set", "workload.payload_bytes=100_000")
        explain(folder)
        report = read(folder, "out/explain/chains.json")
        kept = {c["number"] for c in report["chains"]}
        total = max(kept)
        expect("some are left out", report["left_out"] == total - len(kept) > 500, len(kept))
        wanted = next(n for n in range(total // 2, total) if n not in kept)
        chain = json.loads(explain(folder, "--json", "--error", wanted).stdout)["chain"]
        expect("the one asked for", chain["number"] == wanted, chain)
        again = read(folder, "out/explain/chains.json")["chains"]
        before = max((c for c in again if c["number"] < wanted), key=lambda c: c["number"])
        expect("between its neighbours", before["time_us"] <= chain["time_us"] and
               {c["number"] for c in again} == kept | {wanted}, before, chain)


def questions():
    """Which error: by number, by lane, behind a failure; and what cannot be answered."""
    with scratch() as folder:
        run(folder, *NOISY, "--set", "link.length_m=23", "--set", "checks.max_p99_latency_ns=100",
            code=1)
        answer = json.loads(explain(folder, "--json").stdout)
        chains = read(folder, "out/explain/chains.json")["chains"]
        costs = [c["repair"]["cost_ns"] for c in chains if c["flit"] is not None]
        expect("the longest repair", answer["chain"]["repair"]["cost_ns"] == max(costs), answer)
        second = json.loads(explain(folder, "--json", "--error", "2").stdout)["chain"]
        expect("number 2", second == chains[1], second)
        done = explain(folder, "--error", "100000", code=2)
        expect("the range is said", f"wrong bits 1 to {chains[-1]['number']}" in done.stderr,
               done.stderr)
        done = explain(folder, "--lane", "c:3", code=2)
        expect("a lane that is none", "write 17, a:17 or b:17" in done.stderr, done.stderr)
    with scratch() as folder:
        run(folder, *NOISY)
        done = explain(folder, code=1)
        expect("nothing to explain", "without a wrong bit" in done.stdout, done.stdout)


if __name__ == "__main__":
    raise SystemExit(harness.main({case.__name__: case for case in
                                   (chain_and_counters, chain_in_the_wave, serial_cut,
                                    crosstalk_and_jitter, dead_lane, serial_dead_lane,
                                    dies_while_training,
                                    closed_eyes, serial_closed_eyes,
                                    after_a_retrain, any_error, questions)}))
