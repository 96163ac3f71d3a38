#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Synthesizes every leaf module of the RTL with Yosys: cells and logic depth, against limits.

Usage: synth_table.py [--write] [--cache DIR] [--root DIR] [module...]
  --write   renew the table in rtl/SYNTHESIS.md
  --cache   folder for results by hash of sources and script; a second run is then quick
Limits, parameters and the list of modules that only wire others are in synth_limits.toml. oio_ram
stands for a memory macro and is a black box; generic gates, nothing is mapped to a technology.
Modules with unpacked array ports are read through flatten_arrays.py.
"""

import argparse
import hashlib
import json
import re
import resource
import signal
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import flatten_arrays
import repository

BLACK_BOXES = ("oio_ram",)
SECONDS = 240  # of CPU time for one module; on a busy machine the clock may show more
FOLDER = Path(__file__).resolve().parent


@dataclass
class Result:
    module: str
    cells: int = 0
    flops: int = 0
    depth: int = 0
    error: str = ""


def dependencies(sources: dict[str, Path], module: str) -> list[str]:
    """The module and what it needs, in the order of the list."""
    needed, todo = set(), [module]
    while todo:
        name = todo.pop()
        if name in needed or name not in sources:
            continue
        needed.add(name)
        if name in BLACK_BOXES and name != module:
            continue
        text = sources[name].read_text()
        todo += repository.instances(text) | repository.packages(text)
    return [name for name in sources if name in needed]


def readable(source: Path, cache: Path) -> Path:
    """The source, or a copy with flat ports where Yosys could not read it."""
    text = source.read_text()
    if not flatten_arrays.has_array_ports(text):
        return source
    copy = cache / f"flat_{source.name}"
    copy.write_text(flatten_arrays.flatten(text))
    return copy


def script(sources: dict[str, Path], include: Path, module: str, parameters: dict) -> str:
    read = f"read_verilog -sv -DSYNTHESIS -I{include}"
    lines = []
    for name in dependencies(sources, module):
        box = " -lib" if name in BLACK_BOXES and name != module else ""
        lines.append(f"{read}{box} {sources[name]}")
    values = " ".join(f"-chparam {key} {value}" for key, value in parameters.items())
    lines += [
        f"hierarchy -check -top {module} {values}",
        f"synth -flatten -top {module}",
        "check -assert",
        "tee -q -o {stat} stat",
        # A macro's output starts a path of its own.
        "delete " + " ".join(f"t:$paramod*{name}* t:{name}" for name in BLACK_BOXES),
        "ltp -noff",
    ]
    return "\n".join(lines)


def digest(sources: dict[str, Path], root: Path, module: str, text: str, tool: str) -> str:
    """Changes with anything that the result depends on."""
    state = hashlib.sha256(tool.encode())
    state.update(re.sub(r"\S*/", "", text).encode())
    for name in dependencies(sources, module):
        state.update(sources[name].read_bytes())
    state.update((FOLDER / "flatten_arrays.py").read_bytes())
    state.update((root / "rtl" / "include" / "oio_assert.svh").read_bytes())
    return state.hexdigest()


def synthesize(sources: dict[str, Path], root: Path, module: str, parameters: dict, cache: Path,
               tool: str) -> Result:
    text = script(sources, root / "rtl" / "include", module, parameters)
    key = cache / f"{module}-{digest(sources, root, module, text, tool)[:16]}.json"
    if key.is_file():
        return Result(**json.loads(key.read_text()))
    stat = cache / f"{module}.stat"
    done = subprocess.run(["yosys", "-Q", "-T", "-p", text.replace("{stat}", str(stat))],
                          capture_output=True, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU,
                                                                (SECONDS, SECONDS)))
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Result(module, error=f"not done in {SECONDS} s; give it smaller parameters")
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        return Result(module, error=lines[-1] if lines else f"yosys ended with {done.returncode}")
    counts = stat.read_text()
    stat.unlink()
    cells = re.findall(r"Number of cells:\s+(\d+)", counts)
    flops = sum(int(n) for n in re.findall(r"\$_(?:S?DFF|DFFSR|ALDFF)\w*\s+(\d+)", counts))
    depth = re.findall(r"Longest topological path .*\(length=(\d+)\)", done.stdout)
    latch = re.search(r"\$_DLATCH\w*", counts)
    if latch:
        return Result(module, error=f"infers a latch ({latch.group()})")
    result = Result(module, int(cells[-1]) if cells else 0, flops, int(depth[-1]) if depth else 0)
    key.write_text(json.dumps(vars(result)))
    return result


def table(results: list[Result], limits: dict, wiring: dict) -> str:
    lines = [
        "# Synthesis of every leaf module",
        "",
        "<!-- Written by tests/architecture/synth_table.py --write: do not edit. -->",
        "",
        "Yosys, generic gates, parameters as given. Depth is gates between flip-flops or ports.",
        "A test holds every module to the limits in `tests/architecture/synth_limits.toml`.",
        "`oio_ram` stands for a memory macro: elsewhere it is a black box.",
        "",
        "| module | parameters | cells | of these flip-flops | depth | limit cells | limit depth |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for r in results:
        limit = limits_of(limits, r.module)
        given = ", ".join(f"{k} {v}" for k, v in limit.get("parameters", {}).items())
        lines.append(f"| `{r.module}` | {given} | {r.cells} | {r.flops} | {r.depth} | "
                     f"{limit['cells']} | {limit['depth']} |")
    if wiring:
        lines += ["", "Not leaves:", ""]
        lines += [f"- `{name}`: {reason}" for name, reason in sorted(wiring.items())]
    return "\n".join(lines + [""])


def limits_of(limits: dict, module: str) -> dict:
    return limits["default"] | limits.get("module", {}).get(module, {})


def judge(result: Result, limit: dict) -> list[str]:
    """What is wrong with a result."""
    if result.error:
        return [f"{result.module}: {result.error}"]
    return [f"{result.module}: {what} {value} is above its limit {limit[what]}"
            for what, value in (("cells", result.cells), ("depth", result.depth))
            if value > limit[what]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--root", type=Path, default=FOLDER.parents[1])
    parser.add_argument("modules", nargs="*")
    args = parser.parse_args()
    root = args.root.resolve()
    cache = args.cache or root / "build" / "synthesis"
    cache.mkdir(parents=True, exist_ok=True)
    limits = tomllib.loads((root / "tests/architecture/synth_limits.toml").read_text())
    wiring = limits.get("wiring", {})
    sources = {p.stem: readable(p, cache) for p in repository.rtl_list(root) if p.is_file()}
    leaves = [m for m in sources if not m.endswith("_pkg") and m not in wiring]
    chosen = args.modules or leaves
    tool = subprocess.run(["yosys", "-V"], capture_output=True, text=True).stdout

    on_disk = {p.stem for p in repository.files(root, "rtl", ".sv")}
    found = [f"synth_limits.toml: there is no module {name}"
             for name in [*wiring, *limits.get("module", {})] if name not in on_disk]

    def work(module: str) -> Result:
        parameters = limits_of(limits, module).get("parameters", {})
        return synthesize(sources, root, module, parameters, cache, tool)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(work, chosen))
    for r in results:
        print(f"{r.module:32} {r.cells:8} cells {r.flops:7} flip-flops  depth {r.depth:4}"
              f"{'  ' + r.error if r.error else ''}")
        found += judge(r, limits_of(limits, r.module))
    if args.write and not args.modules and not any(r.error for r in results):
        (root / "rtl" / "SYNTHESIS.md").write_text(table(results, limits, wiring))
    for violation in found:
        print(violation)
    print(f"{len(results)} modules, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
