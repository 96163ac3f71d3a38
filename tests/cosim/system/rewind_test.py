# SPDX-License-Identifier: Apache-2.0
"""Going back in time, and the known ways in which snapshots by fork() fail."""
import os
import pathlib
import resource
import signal
import subprocess
import tempfile
import time

import harness
from harness import Failed
from wave_compare import Wave, compare

US = 10**9  # fs

# In training of small-16, which takes 175 us: nothing has to be waited for.
SHORT = ("run", "small-16", "--quiet", "--set", "run.max_sim_time_us=30")
TRIGGER = ("--rewind-window-us", "1", "--rewind-at", "7")


def scratch():
    return tempfile.TemporaryDirectory(prefix="oio_rewind_")


def start(folder, *arguments, **options):
    """The program in a session of its own, so that whatever it leaves behind can be found."""
    return subprocess.Popen([os.environ["OIO_PROGRAM"], *map(str, arguments)], cwd=folder,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True, **options)


def session(leader):
    """Processes of a session that still live, and zombies among the leader's children."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        state, parent, group = fields[0], int(fields[1]), int(fields[3])
        if group == leader and (state not in "ZX" or parent == leader):
            found.append((int(entry.name), state))
    return found


def expect(claim, holds, *values):
    if not holds:
        raise Failed(f"{claim} does not hold: {', '.join(map(repr, values))}")


def expect_gone(leader):
    for _ in range(100):
        left = session(leader)
        if not left:
            return
        time.sleep(0.05)
    raise Failed(f"processes are left: {left}")


def result_of(folder):
    import json
    return json.loads((pathlib.Path(folder) / "out/result.json").read_text())


def waves_of(folder):
    return sorted(path.name for path in (pathlib.Path(folder) / "out").glob("*.fst*"))


def run(folder, *arguments, timeout=100, **options):
    process = start(folder, *arguments, "--out", "out", **options)
    try:
        _, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        raise Failed(f"no end after {timeout} s") from late
    expect_gone(process.pid)
    return process.returncode, errors


def window():
    """The wave of a replay has the values of a full dump."""
    with scratch() as left, scratch() as right:
        run(left, *SHORT, *TRIGGER)
        run(right, "run", "small-16", "--quiet", "--waves", "full", "--set",
            "run.max_sim_time_us=8")
        wave = Wave(f"{left}/out/rewind_1.fst")
        begin, end = wave.times[0], wave.times[-1]
        expect("begins at 6 us", 5.4 * US < begin <= 6.004 * US, begin)
        expect("holds the trigger", begin < 7 * US < end < 8 * US, end)
        full = Wave(f"{right}/out/waves.fst", end)
        compare(wave, full, begin, end)
        # The comparison itself must see a difference.
        name = max(wave.changes, key=lambda key: len(wave.changes[key]))
        wave.changes[name].pop()
        try:
            compare(wave, full, begin, end)
        except Failed:
            return
        raise Failed("a changed value was not seen")


def window_of_the_page():
    """A window in the middle of a run is as long as the README says."""
    with scratch() as folder:
        run(folder, *SHORT, "--rewind-at", "20", "--rewind-at", "27.3", "--rewind-window-us", "5")
        for wave, begin in zip(result_of(folder)["rewind"], (14.5, 21.5)):
            expect("half a microsecond early, or up to a whole one",
                   begin <= wave["from_us"] < begin + 0.01, wave)
            after = wave["until_us"] - wave["trigger_us"]
            expect("a fifth after", 0.95 < after <= 1.5, wave)


def no_trigger():
    """Nothing fires: no wave, and the result is that of a run without rewind or waves."""
    with scratch() as plain, scratch() as rewound:
        for folder, options in ((plain, ()), (rewound, ("--rewind", "on"))):
            code, errors = run(folder, "run", "small-16", "--quiet", *options)
            expect("exit code 0", code == 0, code, errors)
        expect("no wave", waves_of(rewound) == [], waves_of(rewound))
        first, second = result_of(plain), result_of(rewound)
        expect("snapshots were taken", second["wall"]["rewind_snapshots"] >= 7)
        expect("memory is told", second["wall"]["rewind_peak_mb"] > 0.1)
        first.pop("wall"), second.pop("wall")
        expect("the same result", first == second)


def before_first_snapshot():
    """The oldest snapshot is of time 0: the wave starts with the first edge of a clock."""
    with scratch() as folder:
        run(folder, *SHORT, "--rewind-window-us", "2", "--rewind-at", "0.1")
        result = result_of(folder)
        wave = result["rewind"][0]
        expect("the wave is there", wave["ok"], wave)
        expect("from time 0", wave["from_us"] < 0.01 and wave["until_us"] < 1, wave)
        expect("it can be read", Wave(f"{folder}/out/rewind_1.fst").times[-1] < US)
        save = (pathlib.Path(folder) / "out/rewind_1.gtkw").read_text()
        expect("GTKWave opens at the trigger", f" {US // 10} " in save and
               "[markername] Aat 0.1 us" in save and "rewind_1.fst" in save, save[:600])


def after_the_end():
    """A time that the run never reaches is a failure, not silence."""
    with scratch() as folder:
        code, errors = run(folder, "run", "small-16", "--quiet", "--rewind-at", "5000")
        expect("exit code 1", code == 1, code)
        expect("it is said", "the run ended at" in errors, errors)


def two_triggers():
    """Two times, and a third inside the window of the second."""
    with scratch() as folder:
        run(folder, *SHORT, "--rewind-window-us", "1", "--rewind-at", "12", "--rewind-at", "24.6",
            "--rewind-at", "24.5")
        waves = [wave for wave in result_of(folder)["rewind"] if wave["cause"].startswith("at")]
        expect("three are told", [wave["trigger_us"] for wave in waves] == [12, 24.5, 24.6], waves)
        expect("all are shown", all(wave["ok"] for wave in waves), waves)
        expect("in two files", len({wave["file"] for wave in waves}) == 2, waves)
        for wave in waves:
            times = Wave(f"{folder}/out/{wave['file']}").times
            expect("the trigger is in it", times[0] < wave["trigger_us"] * US < times[-1], wave)


def wait_for_snapshots(process, count=2):
    for _ in range(400):
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()]
        if len(pids) >= count:
            return pids
        time.sleep(0.01)
    raise Failed("no snapshot was taken")


def parent_killed():
    """kill -9 of the run: no snapshot and no replay lives on."""
    with scratch() as folder:
        process = start(folder, *SHORT, "--rewind-interval-us", "2", "--rewind-at", "20",
                        "--rewind-window-us", "20", "--out", "out")
        wait_for_snapshots(process, 3)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=20)
        expect_gone(process.pid)
        expect("no result", not (pathlib.Path(folder) / "out/result.json").exists())


def child_killed():
    """Snapshots that something kills: the run goes on, an older one or none serves, and it is
    said."""
    with scratch() as folder:
        process = start(folder, *SHORT, "--rewind-interval-us", "2", "--rewind-window-us", "1",
                        "--rewind-at", "28", "--out", "out")
        for pid in wait_for_snapshots(process, 3)[1:]:
            os.kill(pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=100)
        expect_gone(process.pid)
        result = result_of(folder)
        expect("losses are counted", result["wall"]["rewind_lost_snapshots"] >= 2, result["wall"])
        wave = result["rewind"][0]
        expect("the wave is there", wave["ok"], wave, errors)


def disk_full():
    """The wave cannot be written in full: said, nothing half left, the verdict of the run stands."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    with scratch() as folder:
        code, errors = run(folder, *SHORT, *TRIGGER, preexec_fn=limit)
        expect("the run's own verdict", code == 4, code, errors)
        wave = result_of(folder)["rewind"][0]
        expect("no wave", not wave["ok"] and "File too large" in wave["note"], wave)
        expect("nothing half left", waves_of(folder) == [], waves_of(folder))


def at_the_end():
    """A limit that the run misses is judged at its end: that time is told, and the wave goes a
    little past it."""
    with scratch() as folder:
        code, errors = run(folder, "run", "small-16", "--quiet", "--rewind", "on", "--workload",
                           "saturate", "--set", "workload.payload_bytes=2000", "--set",
                           "checks.max_replays=0", "--set", "link.length_m=23", "--set",
                           "checks.min_throughput_gbps=1000")
        expect("exit code 1", code == 1, code, errors)
        result = result_of(folder)
        failure, wave = result["failures"][0], result["rewind"][0]
        expect("the time of the end", failure["time_us"] == result["simulated_us"] and
               failure["at_end"], failure)
        expect("of the wave, too", wave["ok"] and wave["trigger_us"] == failure["time_us"], wave)
        expect("a little past it", wave["until_us"] > wave["trigger_us"], wave)
        end = Wave(f"{folder}/out/rewind_1.fst").times[-1]
        expect("as the file has it", abs(end - wave["until_us"] * US) < 1000, end, wave)
        log = (pathlib.Path(folder) / "out/log.txt").read_text()
        expect("in the log", f"(at the end, {failure['time_us']:.6f} us)" in log, log)
        code, errors = run(folder, "replay", "out", "--window-us", "1")
        expect("the same failure", code == 0 and "NOT" not in errors, errors)


def output_closed():
    """Nobody reads what the run prints."""
    with scratch() as folder:
        process = subprocess.Popen(
            [os.environ["OIO_PROGRAM"], *SHORT, *TRIGGER, "--out", "out"], cwd=folder,
            stdin=subprocess.DEVNULL, start_new_session=True, close_fds=True,
            preexec_fn=lambda: (os.close(1), os.close(2)))
        code = process.wait(timeout=100)
        expect_gone(process.pid)
        expect("the run's own verdict", code == 4, code, result_of(folder)["failures"])
        wave = result_of(folder)["rewind"][0]
        expect("the wave is there", wave["ok"], wave, result_of(folder)["failures"])
        expect("it can be read", Wave(f"{folder}/out/rewind_1.fst").times)


def reader_sees_the_end():
    """A snapshot that lives must not hold the pipe of a reader open."""
    with scratch() as folder:
        process = start(folder, *SHORT, "--rewind", "on", "--rewind-interval-us", "1", "--out",
                        "out")
        wait_for_snapshots(process, 2)
        began = time.monotonic()
        os.kill(process.pid, signal.SIGTERM)
        process.communicate(timeout=20)
        expect("at once", time.monotonic() - began < 10)
        expect_gone(process.pid)


def under_timeout():
    """`timeout` ends the run in the middle of a replay."""
    with scratch() as folder:
        done = subprocess.Popen(
            ["timeout", "1", os.environ["OIO_PROGRAM"], "run", "small-16", "--quiet",
             "--rewind-interval-us", "5", "--rewind-at", "10", "--rewind-window-us", "500",
             "--set", "run.max_sim_time_us=100000", "--workload", "saturate", "--set",
             "workload.payload_bytes=1000000000", "--out", "out"],
            cwd=folder, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        done.communicate(timeout=60)
        expect("ended by timeout", done.returncode == 124, done.returncode)
        expect_gone(done.pid)


def many_at_once():
    """Parallel runs in one folder each do not disturb each other."""
    count = 12 if harness.FULL else 4
    with scratch() as folder:
        processes = []
        for index in range(count):
            processes.append(start(folder, *SHORT, *TRIGGER, "--seed", "7", "--out",
                                   f"out{index}"))
        for process in processes:
            process.communicate(timeout=200)
            expect_gone(process.pid)
        waves = [Wave(f"{folder}/out{index}/rewind_1.fst") for index in range(2)]
        begin, end = waves[0].times[0], waves[0].times[-1]
        compare(waves[0], waves[1], begin, end)
        sizes = {(pathlib.Path(folder) / f"out{index}/rewind_1.fst").stat().st_size
                 for index in range(count)}
        expect("equal waves", len(sizes) == 1, sizes)


def expression():
    """A condition on what the simulation shows: one wave, at the time it becomes true."""
    with scratch() as folder:
        code, errors = run(folder, "run", "small-16", "--quiet", "--rewind-window-us", "1",
                           "--rewind-when", "active == 1", "--rewind-when", "bit_errors(any) > 99999")
        expect("exit code 0", code == 0, code, errors)
        waves = result_of(folder)["rewind"]
        expect("one wave", len(waves) == 1 and waves[0]["ok"], waves)
        up = max(event["time_us"] for event in result_of(folder)["events"]
                 if event["what"] == "link up")
        expect("within a look of the link's start", 0 <= waves[0]["trigger_us"] - up <= 0.5, waves)
        code, errors = run(folder, *SHORT, "--rewind-window-us", "1", "--rewind-when",
                           "active == 1 and time_us < 3 or time_us > 2 and time_us < 3",
                           "--rewind-when", "active == 0")
        waves = [wave for wave in result_of(folder)["rewind"] if "active" in wave["cause"]]
        # True from the start: at the first look. The other one when what follows `or` holds.
        expect("once each", [wave["trigger_us"] for wave in waves] == [0.5, 2.5], waves)
        code, errors = run(folder, "run", "small-16", "--rewind-when", "eye_sgima(any) < 5")
        expect("exit code 2", code == 2, code)
        expect("column and name", "column 1" in errors and "did you mean eye_sigma" in errors, errors)


def capsule():
    """A failed run's capsule, moved to another folder, gives the same failure and the same wave."""
    with scratch() as left, scratch() as right:
        code, errors = run(left, *SHORT, "--rewind", "on", "--rewind-window-us", "1")
        expect("the run failed", code == 4, code, errors)
        first = result_of(left)["rewind"][0]
        os.rename(f"{left}/out/capsule", f"{right}/moved")
        code, errors = run(right, "replay", "moved")
        expect("the same failure", code == 0, code, errors)
        expect("the same build", "another" not in errors, errors)
        wave, again = Wave(f"{left}/out/{first['file']}"), Wave(f"{right}/out/waves.fst")
        begin = max(wave.times[0], again.times[0])
        end = min(wave.times[-1], again.times[-1])
        expect("a microsecond in common", end - begin > 0.8 * US, begin, end)
        compare(wave, again, begin, end)
        import json
        path = pathlib.Path(right) / "moved/capsule.json"
        text = json.loads(path.read_text())
        text["build"]["program"] = "another"
        text["failure"]["time_us"] += 1
        path.write_text(json.dumps(text))
        code, errors = run(right, "replay", "moved")
        expect("another build is said", "another program" in errors, errors)
        expect("another failure is said", code == 1 and "NOT the same" in errors, code, errors)


if __name__ == "__main__":
    raise SystemExit(harness.main({
        case.__name__: case for case in
        (window, window_of_the_page, no_trigger, before_first_snapshot, after_the_end, two_triggers,
         parent_killed, child_killed, disk_full, at_the_end, output_closed,
         reader_sees_the_end, under_timeout,
         many_at_once, expression, capsule)}))
