#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every unit has its test at the mirrored path, every test has its unit, and all of them are built.

A hole is listed with its reason in mirror_exceptions.toml; an entry that is no longer a hole is an
error too.
"""

import re
import tomllib
from pathlib import Path

import repository
from repository import files, name_of

# Modules without behaviour of their own.
PACKAGE = re.compile(r"_?pkg\.sv$")


def units(root: Path) -> list[str]:
    """Sources that need a test; a header counts if no source file stands beside it."""
    found = [name_of(root, p) for p in files(root, "rtl", ".sv") if not PACKAGE.search(p.name)]
    for folder in ("models", "systemc"):
        sources = files(root, folder, ".cpp")
        found += [name_of(root, p) for p in sources]
        found += [name_of(root, p) for p in files(root, folder, ".hpp")
                  if p.with_suffix(".cpp") not in sources]
    return found


def stem(unit: str) -> str:
    return unit.rsplit(".", 1)[0]


def listed(root: Path, folder: str, path: Path) -> bool:
    """The file is in a CMakeLists.txt of its folder or of one above."""
    for place in path.parents:
        script = place / "CMakeLists.txt"
        if script.is_file():
            if re.search(rf"(^|[\s/]){re.escape(path.name)}\b", script.read_text()):
                return True
        if place == root / folder:
            return False
    return False


def check(root: Path) -> list[str]:
    exceptions_file = Path("tests/architecture/mirror_exceptions.toml")
    exceptions = tomllib.loads((root / exceptions_file).read_text())
    untested, covered, extra, unbuilt = (
        exceptions.get(k, {}) for k in ("untested", "covered", "extra", "unbuilt"))
    found = []
    tests = {name_of(root, p) for p in files(root, "tests", "_test.cpp")}
    every = units(root)

    for unit in every:
        has = f"tests/{stem(unit)}_test.cpp" in tests
        if not has and unit not in untested and unit not in covered:
            found.append(f"{unit}: has no tests/{stem(unit)}_test.cpp")
        if has and (unit in untested or unit in covered):
            found.append(f"{exceptions_file}: {unit} has a test now")
    for unit in untested | covered:
        if unit not in every:
            found.append(f"{exceptions_file}: there is no {unit}")

    for unit, test in covered.items():
        if not (root / test).is_file():
            found.append(f"{exceptions_file}: {unit} is said to be covered by {test}, which is missing")

    cosim = {stem(name_of(root, p)) for p in files(root, "cosim", ".cpp", ".hpp")}
    stems = {stem(u) for u in every} | cosim
    for test in sorted(tests):
        if test.removeprefix("tests/").removesuffix("_test.cpp") not in stems and test not in extra \
                and test not in covered.values():
            found.append(f"{test}: mirrors no source")
    for test in extra:
        if test not in tests:
            found.append(f"{exceptions_file}: there is no {test}")

    # What is on the disk but not in a list would silently not be built.
    for folder in ("models", "systemc", "cosim", "tests"):
        for path in files(root, folder, ".cpp"):
            name = name_of(root, path)
            if not listed(root, folder, path) and name not in unbuilt:
                found.append(f"{name}: is in no CMakeLists.txt")
            if listed(root, folder, path) and name in unbuilt:
                found.append(f"{exceptions_file}: {name} is built now")
    in_list = {name_of(root, p) for p in repository.rtl_list(root)}
    on_disk = {name_of(root, p) for p in files(root, "rtl", ".sv")}
    found += [f"{name}: is not in rtl/oio_chiplet.f" for name in sorted(on_disk - in_list)]
    found += [f"rtl/oio_chiplet.f: there is no {name}" for name in sorted(in_list - on_disk)]

    for group in (untested, extra, unbuilt):
        for name, reason in group.items():
            if not isinstance(reason, str) or len(reason) < 10:
                found.append(f"{exceptions_file}: {name} has no reason")
    return found


if __name__ == "__main__":
    repository.run(check, __doc__.splitlines()[0])
