#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""testbench/testplan.toml names only stages, scenarios and tests that exist, every scenario is in
it, and the lists run every feature that has scenarios."""

import tomllib
from pathlib import Path

import repository
from repository import files

KEYS = {"claim", "stages", "scenarios", "tests"}
LAYERS = ("rtl", "models", "systemc", "cosim")


def listed_features(root: Path) -> set[str] | None:
    """Features that a test of some list names; none where there are no lists."""
    lists = files(root, "testbench/lists", ".toml")
    if not lists:
        return None
    return {feature for path in lists for test in tomllib.loads(path.read_text()).get("test", [])
            for feature in test.get("features", [])}


def check(root: Path) -> list[str]:
    plan_file = root / "testbench" / "testplan.toml"
    if not plan_file.is_file():
        return []
    found = []
    scenarios = {p.stem for p in files(root, "testbench/scenarios", ".toml")}
    planned = set()
    listed = listed_features(root)
    for feature, entry in tomllib.loads(plan_file.read_text()).items():
        place = f"testbench/testplan.toml: [{feature}]"
        if set(entry) != KEYS:
            found.append(f"{place} must have exactly {', '.join(sorted(KEYS))}")
            continue
        planned |= set(entry["scenarios"])
        found += [f"{place}: there is no stage {name}" for name in entry["stages"] or [""]
                  if not any((root / layer / name).is_dir() and name for layer in LAYERS)]
        found += [f"{place}: there is no scenario {name}"
                  for name in entry["scenarios"] if name not in scenarios]
        found += [f"{place}: there is no tests/{name}"
                  for name in entry["tests"] if not (root / "tests" / name).is_file()]
        if entry["scenarios"] and listed is not None and feature not in listed:
            found.append(f"{place}: has scenarios, but no test of testbench/lists names it")
        if not entry["tests"] and not entry["scenarios"]:
            found.append(f"{place}: nothing covers it")
    found += [f"testbench/scenarios/{name}.toml: covers no feature of testbench/testplan.toml"
              for name in sorted(scenarios - planned)]
    return found


if __name__ == "__main__":
    repository.run(check, __doc__.splitlines()[0])
