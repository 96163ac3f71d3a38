# SPDX-License-Identifier: Apache-2.0
"""Regressions as a user runs them: equal twice, kinds of failure apart, reports that other tools
accept. Small lists here, 500 runs with OIO_FULL=1."""
import html.parser
import json
import os
import re
import shutil
import subprocess
import urllib.parse

import harness
from regression import (LIST, SEEDS, TESTS, Folder, exactly_once, expect, load, regress,
                        without_wall)

SCHEMA = harness.SOURCE / "tests/cosim/regress/junit.xsd"


def kinds():
    """Each kind of failure has a state and a bucket of its own, with a command that repeats it."""
    with Folder() as folder:
        run = regress(folder)
        run.check("exit code 1", run.code == 1, run.code)
        result = load(folder)
        expect("states", result["states"] == {
            "pass": 2 * SEEDS, "fail": 2 * SEEDS, "crash": 0, "hang": 0, "timeout": SEEDS,
            "bad_input": 0, "bad_exit": 0}, result["states"])
        expect("three buckets", len(result["buckets"]) == 3,
               [bucket["key"] for bucket in result["buckets"]])
        bucket = next(b for b in result["buckets"] if "few_lanes" == b["first"]["test"])
        words = bucket["reproduce"].replace("'", "").split()
        expect("a command of oio", words[:2] == ["oio", "run"], words)
        again = harness.oio(*words[1:], "--json", "--quiet")
        again.check("it fails again", again.code == 1, again.code)
        again.check("in the same way", "too few lanes" in again.stderr, again.stderr)


def twice_the_same():
    """Two runs of a list differ in their wall times only, file by file."""
    with Folder() as folder:
        regress(folder, out="one")
        regress(folder, out="two")
        one, two = load(folder, "one"), load(folder, "two")
        expect("equal summaries", without_wall(one) == without_wall(two))
        files = sorted((folder.path / "one" / "runs").rglob("result.json"))
        expect("a result per run", len(files) == SEEDS * TESTS, len(files))
        for file in files:
            other = folder.path / "two" / file.relative_to(folder.path / "one")
            expect(f"{file.name} is equal", without_wall(json.loads(file.read_text())) ==
                   without_wall(json.loads(other.read_text())), file)
        again = regress(folder, out="one")
        again.check("nothing is repeated", f"{SEEDS * TESTS} of {SEEDS * TESTS} runs are recorded"
                    in again.stderr, again.stderr)
        exactly_once(folder, "one")
        third = regress(folder, "--seed", 2, "--reseed", 1, out="three")
        seeds = {run["seed"] for run in load(folder, "three")["runs"]}
        third.check("another run seed gives other seeds",
                    not seeds & {run["seed"] for run in one["runs"]})


class Links(html.parser.HTMLParser):
    """All addresses of a page, and the ids that a link may point at."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src"):
                self.links.append(value)
            if name == "id":
                self.ids.add(value)


def reports():
    """JUnit is valid, the dashboard's links work offline, the Markdown names the failures."""
    with Folder() as folder:
        regress(folder)
        out = folder.path / "out"
        check_junit(out / "junit.xml")
        text = (out / "dashboard.html").read_text(encoding="utf-8")
        page = Links(text)
        expect("links", len(page.links) > 10, len(page.links))
        for link in page.links:
            expect("nothing from a network", not re.match(r"[a-z]+:|//", link), link)
            target = urllib.parse.unquote(link)
            found = target[1:] in page.ids if target.startswith("#") else (out / target).is_file()
            expect("the link leads somewhere", found, link)
        expect("no script", "<script" not in text)
        markdown = (out / "summary.md").read_text(encoding="utf-8")
        expect("causes in Markdown", "gate training_us" in markdown, markdown)


def check_junit(path):
    def valid(file):
        return subprocess.run(["xmllint", "--noout", "--schema", str(SCHEMA), str(file)],
                              capture_output=True, text=True, check=False)
    if shutil.which("xmllint") is None:
        raise harness.Skipped("no xmllint (package libxml2-utils)")
    done = valid(path)
    expect("junit.xml is valid", done.returncode == 0, done.stderr)
    text = path.read_text(encoding="utf-8")
    cases = text.count("<testcase ")
    expect("a case per run", cases == SEEDS * TESTS, cases)
    expect("failures", text.count("<failure ") == 2 * SEEDS, text.count("<failure "))
    expect("errors", text.count("<error ") == SEEDS, text.count("<error "))
    # The check itself can fail.
    for broken in (text.replace(' time="', ' tame="', 1), text.replace("</testsuites>", "", 1),
                   text.replace('tests="', 'tests="x', 1)):
        wrong = path.with_name("wrong.xml")
        wrong.write_text(broken, encoding="utf-8")
        expect("a broken report is refused", valid(wrong).returncode != 0)


def processor_s(command, cwd):
    """Of a command and its children, as the kernel counts it."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def overhead():
    """What the runner adds to a run is small beside it: a regression of many seeds against one of a
    single seed, per seed, and against `oio run`."""
    seeds = 100 if harness.FULL else 8
    text = LIST.format(seeds=seeds).split("[[test]]")
    with Folder("[[test]]".join(text[:2])) as folder:
        program = os.environ["OIO_PROGRAM"]
        used = {}
        for number in (1, seeds):
            command = [program, "regress", str(folder.list), "-j", "1", "--waves", "off",
                       "--reseed", str(number), "--out", str(folder.path / str(number))]
            used[number], code = processor_s(command, folder.path)
            expect("it passes", code == 0, code)
        per_run = (used[seeds] - used[1]) / (seeds - 1)
        runs = load(folder, str(seeds))["runs"]
        alone = 0.0
        for run in runs[1:4]:
            once, code = processor_s(
                [program, "run", "saturate", "--set", "link.preset=small-16", "--set",
                 "workload.payload_bytes=10_000", "--set", "checks.min_efficiency=0.1", "--quiet",
                 "--seed", str(run["seed"])], folder.path)
            expect("it passes", code == 0, code)
            alone += once / 3
        stated = load(folder, str(seeds))["wall"]["overhead_ms_per_run"]
        print(f"a run in a regression takes {per_run / alone:.3f} of the processor time of the run "
              f"alone ({1e3 * alone:.0f} ms); the runner says that it adds {stated:.1f} ms")
        expect("a run costs no more than it does alone", per_run < 1.1 * alone, per_run, alone)
        expect("what the runner says of itself", 0.0 < stated < 1e3 * 0.2 * alone, stated, alone)


def bad_input():
    """Wrong lists and options end with exit code 2, a place, and nothing written."""
    with Folder(LIST.format(seeds=1).replace("min_efficiency", "min_eficiency")) as folder:
        run = regress(folder)
        run.check("exit code 2", run.code == 2, run.code)
        run.check("file and line", re.search(r"mixed\.toml:\d+:\d+", run.stderr), run.stderr)
        run.check("nearest key", "did you mean checks.min_efficiency" in run.stderr, run.stderr)
        run.check("nothing written", not (folder.path / "out").exists())
        unknown = harness.oio("regress", "smok")
        unknown.check("nearest list", unknown.code == 2 and "did you mean smoke" in unknown.stderr,
                      unknown.stderr)
    with Folder() as folder:
        run = regress(folder, "--resume")
        run.check("nothing to resume", run.code == 2 and "no session" in run.stderr, run.stderr)
        expect("no ledger made", not (folder.path / "out").exists())
        for option in ("--chunk=5", "--partition=sim", "--mem=600", "--sbatch=--account=chips"):
            run = regress(folder, "--executor", "local", option, out="none")
            run.check("refused by name", run.code == 2 and option.split("=")[0] in run.stderr and
                      "--executor slurm" in run.stderr, run.code)
        expect("nothing written", not (folder.path / "none").exists())


CASES = {
    "kinds": kinds,
    "twice_the_same": twice_the_same,
    "reports": reports,
    "bad_input": bad_input,
    "overhead": overhead,
}

if __name__ == "__main__":
    raise SystemExit(harness.main(CASES))
