# SPDX-License-Identifier: Apache-2.0
"""Waves of a run: one file has RTL, light and transactions at the instant of an error, and a window
equals the same part of a longer dump."""
import functools
import json
import pathlib
import shutil
import subprocess
import tempfile

import harness
import wave_file

# A link so long that single errors come and are repaired; trained before 180 us, with traffic
# beyond 220 us.
NOISY = ["run", "small-16", "--quiet", "--json", "--workload", "saturate",
         "--set", "link.length_m=23.5", "--set", "workload.payload_bytes=100000"]


def waves(folder, *options):
    run = harness.oio(*NOISY, "--waves", "full", "--out", folder, *options)
    run.check("exit code 0", run.code == 0, run.code)
    return run


@functools.lru_cache(maxsize=1)
def short_run():
    """A window of everything, kept for the cases of one call."""
    folder = tempfile.TemporaryDirectory(prefix="oio_waves_")
    waves(folder.name, "--waves-from", "200us", "--waves-to", "201.6us")
    return folder


def window_equals_longer_dump():
    """Every signal, every change: the RTL, the light, the transactions."""
    start = [] if harness.FULL else ["--waves-from", "199.8us", "--waves-to", "201.7us"]
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


def full_window():
    return wave_file.Waves(pathlib.Path(short_run().name) / "waves.fst")


def failure_instant_is_shown():
    """From the photon to the repair, at their times: the error in the light, the bad CRC in the RTL
    of the receiver, its nak, the replay of the sender."""
    shown = full_window()
    for light, sender, receiver in (("light.a_to_b", "chiplet_a", "chiplet_b"),
                                    ("light.b_to_a", "chiplet_b", "chiplet_a")):
        marks = [t for t, v in zip(shown.times[light + ".any_error"],
                                   shown.values[light + ".any_error"]) if v == "1"]
        words = shown.words(f"transactions.{receiver}.rx_flit")
        bad = [t for t, word in words if word == "BAD CRC"]
        for error in marks:
            chain = [next((t for t in bad if t > error), None)]
            chain.append(first(shown, f"transactions.{receiver}.tx_flit", "NAK", chain[-1]))
            chain.append(first(shown, f"transactions.{sender}.rx_flit", "NAK", chain[-1]))
            chain.append(first(shown, f"transactions.{sender}.tx_flit", "REPLAY", chain[-1]))
            if None not in chain:
                look_at(shown, light, receiver, error, chain)
                return
    raise harness.Failed("no error of the window has its chain to the replay within it")


def first(shown, name, word, after):
    return None if after is None else next(
        (t for t, text in shown.words(name) if t > after and text.startswith(word)), None)


def look_at(shown, light, receiver, error, chain):
    """Values of every kind at the instant, and causes before effects in a plausible time."""
    bad_crc, nak, heard, replay = chain
    claims = {
        "a lane is marked": [n for n in shown.times if n.startswith(light + ".lane_")
                             and n.endswith(".error") and shown.at(n, error) == "1"],
        "the RTL sees the bad CRC": shown.at(
            f"{receiver}.oio_chiplet.u_ucie.u_llr_rx.spoiled", bad_crc) == "1",
        "the link is active": shown.word(f"transactions.{receiver}.training", error) == "active",
        "a frame later at most": bad_crc - error < 100e6,
        "the nak follows at once": nak - bad_crc < 200e6,
        "the way back is the fibre": 100e6 < heard - nak < 400e6,
        "the replay follows at once": replay - heard < 200e6}
    lane = (claims["a lane is marked"] or [light + ".lane_000.error"])[0].rsplit(".", 1)[0]
    for name, low, high in (("received_dbm", -30, -24), ("emitted_dbm", -15.5, -15.3),
                            ("eye_margin_sigma", 0, 8), ("phase_ui", 0, 1),
                            ("threshold_uw", 0.5, 5)):
        value = shown.real(f"{lane}.{name}", error)
        claims[f"{name} = {value} between {low} and {high}"] = low < value < high
    power = shown.real("energy.power_w", error)
    claims[f"power {power} W"] = 0.01 < power < 1.0
    claims["joules = power x 1 us"] = joules_are_the_sum(shown)
    for claim, holds in claims.items():
        if not holds:
            raise harness.Failed(f"at {error} fs, {lane}, {chain}: not so: {claim}")


def joules_are_the_sum(shown):
    times = shown.times["energy.joules"]
    return len(times) > 1 and all(
        abs(shown.real("energy.joules", t) - shown.real("energy.joules", t - 1)
            - shown.real("energy.power_w", t) * 1e-6) < 1e-12 for t in times[1:])


def lanes_and_scopes():
    """One lane is cheap; what is shown is what the full file has."""
    whole = full_window()
    size = (pathlib.Path(short_run().name) / "waves.fst").stat().st_size
    window = ["--waves-from", "200.2us", "--waves-to", "200.7us"]
    for options, expected, unwanted in (
            (["--waves-lanes", "3"], "light.b_to_a.lane_003.eye_margin_sigma", "lane_004"),
            (["--waves-scope", "chiplet_b.oio_chiplet.u_ucie,energy"],
             "chiplet_b.oio_chiplet.u_ucie.u_llr_rx.spoiled", "light")):
        with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
            waves(folder, *options, *window)
            file = pathlib.Path(folder) / "waves.fst"
            part = wave_file.Waves(file)
            if expected not in part.times or any(unwanted in name for name in part.times):
                raise harness.Failed(f"{options}: {sorted(part.times)[:20]}")
            wave_file.compare(part, whole)
            if options[0] == "--waves-lanes" and file.stat().st_size * 10 > size:
                raise harness.Failed(f"one lane: {file.stat().st_size} of {size} bytes")


def vcd():
    """The same values as VCD."""
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        waves(folder, "--waves-format", "vcd", "--waves-from", "200.1us", "--waves-to", "200.2us")
        part = wave_file.Waves(pathlib.Path(folder) / "waves.vcd")
        if wave_file.compare(part, full_window()) < 20_000:
            raise harness.Failed("hardly anything compared")
        if list(pathlib.Path(folder).glob("*.part*")) or (pathlib.Path(folder) / "waves.fst").exists():
            raise harness.Failed("files left over")


def bad_options():
    """Each ends with 2 and says what would be right."""
    for options, phrases in (
            (["--waves-lanes", "3,18"], ["--waves-lanes 3,18", "0 to 17"]),
            (["--waves-scope", "lihgt"], ["--waves-scope lihgt", "did you mean light?"]),
            (["--waves-scope", "chiplet_a.oio_chiplet.u_uciee"], ["did you mean", "u_ucie?"]),
            (["--waves-from", "12"], ["--waves-from 12", "us"]),
            (["--waves-lanes", ""], ["--waves-lanes", "empty"]),
            (["--rewind-at", "190"], ["--waves full", "--rewind off"]),
            (["--rewind", "off", "--rewind-at", "190"], ["--rewind-at", "rewind is off"]),
            (["--waves-from", "2us", "--waves-to", "1us"], ["must be after"])):
        with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
            out = pathlib.Path(folder) / "out"
            run = harness.oio(*NOISY, "--waves", "full", "--out", out, *options)
            run.check("exit code 2", run.code == 2, run.code)
            for phrase in phrases:
                run.check(f"the message says {phrase!r}", phrase in run.stderr, run.stderr)
            run.check("nothing is left", not out.exists(), list(pathlib.Path(folder).rglob("*")))


def window_after_the_end():
    """A wave that was asked for and is not there is a failure of the run."""
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        run = harness.oio("run", "small-16", "--quiet", "--waves", "full", "--waves-from", "10ms",
                          "--out", folder)
        run.check("exit code 1", run.code == 1, run.code)
        run.check("it is said", "before --waves-from" in run.stderr, run.stderr)
        result = json.loads((pathlib.Path(folder) / "result.json").read_text())
        run.check("in the result", [f["check"] for f in result["failures"]] == ["waves"],
                  result["failures"])


def disk_full():
    """No room for the waves: named, nothing half left, and what the run measured is kept."""
    small = ("run", "small-16", "--workload", "saturate", "--set", "workload.payload_bytes=30000")
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        disk = pathlib.Path(folder) / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
                          capture_output=True, check=False).returncode != 0:
            raise harness.Skipped("no right to mount a small file system")
        try:
            # In the end the file does not fit, or not even the names in it: the writer then reads
            # pages of its own file that the disk does not have.
            for filler in (0, 800_000):
                out = disk / "out"
                (disk / "filler").write_bytes(bytes(filler))
                run = harness.oio(*small, "--out", out, "--waves", "full", "--waves-from", "170us")
                run.check("exit code 1", run.code == 1, run.code)
                run.check("the cause is named", f"{out}: No space left on device" in run.stderr,
                          run.stderr)
                result = json.loads((out / "result.json").read_text())
                run.check("the run's own figures", result["traffic"]["payload_bytes"] > 30000 and
                          result["training"]["time_us"] > 100, result["traffic"])
                run.check("nothing of the waves is left", not list(out.glob("waves*")),
                          list(out.iterdir()))
                run.check("no waves in the summary", "gtkwave" not in run.stdout, run.stdout)
                shutil.rmtree(out)
        finally:
            subprocess.run(["umount", str(disk)], check=False)


def energy_without_payload():
    """In a microsecond in which no write ends there is no energy per bit: the last one stays."""
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        run = harness.oio("run", "small-16", "--quiet", "--workload", "saturate", "--set",
                          "workload.payload_bytes=60000", "--set", "link.length_m=23",
                          "--waves", "full", "--waves-scope", "energy", "--out", folder)
        run.check("exit code 0", run.code == 0, run.code, run.stderr)
        shown = wave_file.Waves(pathlib.Path(folder) / "waves.fst")
    last, without = 0.0, 0
    for time in range(1_500_000_000, shown.last, 1_000_000_000):  # The middle of each us.
        payload, energy, power = (shown.real(f"energy.{name}", time)
                                  for name in ("payload_gbps", "pj_per_bit", "power_w"))
        if payload > 0:
            last = power * 1e3 / payload
        elif last > 0:
            without += 1
        if abs(energy - last) > 1e-6 * last:
            raise harness.Failed(f"{energy} pJ per bit at {time} fs, expected {last}")
    if last == 0 or without == 0:
        raise harness.Failed(f"nothing was compared: {last}, {without}")


def warming_up(folder, first, last):
    run = harness.oio("run", "warming_up", "--quiet", "--waves", "full", "--waves-lanes", "5",
                      "--set", "workload.payload_bytes=1_300_000", "--waves-from", first,
                      "--waves-to", last, "--out", folder)
    run.check("exit code 0", run.code == 0, run.code, run.stderr)
    return wave_file.Waves(pathlib.Path(folder) / "waves.fst")


def temperature_profile():
    """The temperature of both directions is the profile's at every change, in steps of 2 C, the
    light of an LED falls with it, and the viewer shows it as a curve."""
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        shown = warming_up(folder, "270us", "390us")
        save = (pathlib.Path(folder) / "waves.gtkw").read_text().splitlines()
        # A file that is opened right before a step has it at the same times.
        at_step = warming_up(folder, "299.999us", "300.02us")
    wave_file.compare(at_step, shown)
    if len(at_step.times["light.b_to_a.temperature_c"]) != 2:
        raise harness.Failed("no step in the short window")
    for light in ("light.a_to_b", "light.b_to_a"):
        name = light + ".temperature_c"
        if len(shown.times.get(name, ())) != 4:  # The first sample and three steps of 40 us.
            raise harness.Failed(f"{name}: {shown.values.get(name)}")
        for time in shown.times[name] + [t - 1 for t in shown.times[name][1:]] + [shown.last]:
            profile = 25.0 + 40.0 * (time / 1e9 - 200.0) / 800.0
            value = shown.real(name, time)
            # Whole steps from 25 C on, half a step off at most.
            if abs(value - profile) > 1.001 or abs(value % 2 - 1) > 1e-9:
                raise harness.Failed(f"{name} is {value} at {time} fs, not {profile}")
        for signal in ("emitted_dbm", "received_dbm"):
            powers = [shown.real(f"{light}.lane_005.{signal}", t)
                      for t in (shown.first, shown.last)]
            if not 0.005 < powers[0] - powers[1] < 1:
                raise harness.Failed(f"{light}: {signal} does not fall: {powers}")
        row = save.index(name)
        if int(save[row - 2][1:], 16) & (1 << 15) == 0:  # Flags, colour, name: analog.
            raise harness.Failed(f"{name} is no curve: {save[row - 2:row + 1]}")


def temperature_of_fitted_lanes():
    """The fitted sets hold at 25 C; powers are of the default lane's budget at any time."""
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        waves(folder, "--waves-lanes", "3", "--waves-from", "200us", "--waves-to", "200.1us")
        shown = wave_file.Waves(pathlib.Path(folder) / "waves.fst")
    for light in ("light.a_to_b", "light.b_to_a"):
        found = [shown.real(f"{light}.{name}", shown.last)
                 for name in ("temperature_c", "lane_003.emitted_dbm")]
        if found[0] != 25.0 or abs(found[1] + 15.406) > 0.001:  # 28.8 uW
            raise harness.Failed(f"{light}: {found}")


def powers_of_the_devices():
    """Under lane model physics, emitted and received power of the best, median and worst lane are
    those of `oio budget`."""
    sets = ["--set", "channel.lane_model=physics", "--set", "link.extra_loss_db=1.5"]
    done = harness.oio("budget", "small-16", *sets, "--json")
    done.check("a budget", done.code == 0, done.code, done.stderr)
    budgets = {budget["lane"]: budget for budget in done.result["budgets"]}
    with tempfile.TemporaryDirectory(prefix="oio_waves_") as folder:
        run = harness.oio("run", "small-16", "--quiet", "--workload", "saturate", *sets,
                          "--set", "workload.payload_bytes=100000", "--waves", "full",
                          "--waves-lanes", ",".join(map(str, budgets)), "--waves-from", "200us",
                          "--waves-to", "200.2us", "--out", folder)
        run.check("exit code 0", run.code == 0, run.code, run.stderr)
        shown = wave_file.Waves(pathlib.Path(folder) / "waves.fst")
    for lane, budget in budgets.items():
        running, at = budget["wall_plug_dbm"], {}
        for term in budget["terms"]:
            running += term["db"]
            at[term["name"]] = running
        for signal, term, tolerance in (("emitted_dbm", "extraction", 0.001),
                                        ("received_dbm", "fibre to photodiode", 0.05)):
            value = shown.real(f"light.a_to_b.lane_{lane:03}.{signal}", shown.last)
            if abs(value - at[term]) > tolerance:
                raise harness.Failed(f"lane {lane}: {signal} {value}, budget {at[term]}")


CASES = {case.__name__: case for case in (
    window_equals_longer_dump, failure_instant_is_shown, lanes_and_scopes, vcd, bad_options,
    window_after_the_end, disk_full, energy_without_payload,
    temperature_profile, temperature_of_fitted_lanes, powers_of_the_devices)}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
