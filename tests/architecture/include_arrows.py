#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which layer may use what: the includes of the C++ and the instances of the RTL."""

import re
from pathlib import Path

import repository
from repository import STAGES, files, name_of

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Layers of the repository that a layer may include, itself included.
MAY_USE = {
    "models": {"models"},
    "systemc": {"systemc", "models"},
    "cosim": {"cosim", "systemc", "models"},
    "tests/models": {"models", "tests/support", "tests/models"},
    "tests/systemc": {"systemc", "models", "tests/support", "tests/systemc"},
    "tests/cosim": {"cosim", "systemc", "models", "tests/support", "tests/cosim"},
    "tests/rtl": {"tests/support", "tests/rtl"},
    "tests/support": {"tests/support", "systemc", "models"},
}
# Beyond the standard library: prefixes of headers in angle brackets.
EXTERNAL = {
    "models": ("Eigen/", "unsupported/Eigen/", "immintrin.h"),
    "systemc": ("systemc", "tlm", "sysc/"),
    "cosim": ("systemc", "tlm", "sysc/", "CLI/", "toml++/", "nlohmann/", "fmt/", "spdlog/",
              "google/protobuf/", "sys/", "unistd.h", "fcntl.h", "dlfcn.h", "csignal", "signal.h",
              "termios.h", "poll.h", "cxxabi.h", "execinfo.h", "gtkwave/fstapi.h",
              "fnmatch.h", "sqlite3.h", "pugixml.hpp"),
}
# A model computes; it does not read, print, keep time or draw numbers of its own.
NOT_IN = {
    "models": {"iostream", "fstream", "cstdio", "filesystem", "random", "thread", "chrono",
               "ctime"},
    "systemc": {"fstream", "filesystem"},
}
# Headers that the build writes, by the layer that may include them.
GENERATED = {"chakra.pb.h": "cosim", "cosim/build_info.hpp": "cosim"}
# Goes into the RTL library only, by way of RTL_BINDING; no one else may include it.
RTL_BINDING_PARTS = ("cosim/waves/verilated_trace.hpp", "cosim/waves/fst_file.hpp")
VERILATED = re.compile(r"^(V\w+\.h|verilated\w*\.h)$")
RTL_BINDING = "cosim/verilated_chiplet.cpp"
# Compiled into RTL libraries with coverage, beside the binding.
RTL_COVERAGE = "cosim/coverage/verilated_coverage.cpp"
# Includes that break a rule on purpose: (file, header) -> reason.
ALLOWED = {
    ("tests/rtl/regs/oio_regs_test.cpp", "cosim/chiplet_registers.hpp"):
        "generated beside the RTL from the same source; the test checks that they agree",
}
STANDARD = re.compile(r"^(c?[a-z_]+|stdint\.h)$")


def layer_of(name: str) -> str:
    parts = name.split("/")
    return "/".join(parts[:2]) if parts[0] == "tests" else parts[0]


def check_include(root: Path, name: str, kind: str, header: str) -> str:
    """What is wrong with one include, or nothing."""
    layer = layer_of(name)
    if (name, header) in ALLOWED:
        return ""
    base = header.rsplit("/", 1)[-1]
    if VERILATED.match(base):
        if name in (RTL_BINDING, RTL_COVERAGE) or name in RTL_BINDING_PARTS or layer == "tests/rtl":
            return ""
        return f"a Verilated header; only {RTL_BINDING} and tests/rtl may include one"
    if header in RTL_BINDING_PARTS and name != RTL_BINDING:
        return f"goes into the RTL library; only {RTL_BINDING} may include it"
    if kind == "<":
        if layer.startswith("tests/"):
            return ""
        if header in NOT_IN.get(layer, ()):
            return f"not for {layer}: it neither reads, prints, keeps time nor draws numbers"
        if header.startswith(EXTERNAL.get(layer, ())):
            return ""
        return "" if STANDARD.match(header) and not header.startswith(("systemc", "tlm")) else (
            f"not a library that {layer} may use")
    if header in GENERATED:
        return "" if layer in (GENERATED[header], "tests/" + GENERATED[header]) else (
            f"generated for {GENERATED[header]} only")
    if not (root / header).is_file():
        return "not a path from the repository root"
    target = layer_of(header)
    if target not in MAY_USE.get(layer, {layer}):
        return f"{layer} may use {', '.join(sorted(MAY_USE.get(layer, {layer})))} only"
    return ""


def reachable(root: Path, name: str) -> set[str]:
    """Headers in angle brackets that a file includes, directly or through the project's own."""
    seen, todo, external = set(), [name], set()
    while todo:
        current = todo.pop()
        if current in seen or not (root / current).is_file():
            continue
        seen.add(current)
        text = repository.without_cpp_comments((root / current).read_text())
        for kind, header in INCLUDE.findall(text):
            if kind == "<":
                external.add(header)
            else:
                todo.append(header)
    return external


def check_cpp(root: Path) -> list[str]:
    found = []
    for folder in ("models", "systemc", "cosim", "tests"):
        for path in files(root, folder, ".hpp", ".cpp", ".h"):
            name = name_of(root, path)
            text = repository.without_cpp_comments(path.read_text())
            for match in INCLUDE.finditer(text):
                wrong = check_include(root, name, match.group(1), match.group(2))
                if wrong:
                    line = text.count("\n", 0, match.start(2)) + 1
                    found.append(f"{name}:{line}: includes {match.group(2)}: {wrong}")
    for path in files(root, "rtl", ".cpp", ".hpp", ".h", ".c"):
        found.append(f"{name_of(root, path)}: rtl holds no C++")
    for header in sorted(reachable(root, RTL_BINDING)):
        if header.startswith(("systemc", "tlm", "sysc/")):
            found.append(f"{RTL_BINDING}: reaches <{header}>; the RTL library has no SystemC in it")
    return found


def check_stage(stage: str, used: str) -> str:
    """What is wrong with a module of `stage` using the module or package `used`, or nothing."""
    if stage in STAGES + ("common", "regs"):
        for other in STAGES + ("regs", "chiplet"):
            if other != stage and re.match(rf"oio_{other}(_|$)", used):
                return f"only top may connect {stage} with {other}"
    return ""


def check_rtl(root: Path) -> list[str]:
    found = []
    for path in files(root, "rtl", ".sv", ".svh"):
        name = name_of(root, path)
        text = repository.without_comments(path.read_text())
        stage = path.parent.name
        for used in sorted(repository.instances(text) | repository.packages(text)):
            wrong = check_stage(stage, used)
            if wrong:
                found.append(f"{name}: uses {used}: {wrong}")
        if re.search(r'import\s+"DPI|\$c\s*\(', text):
            found.append(f"{name}: reaches into C++")
        for header in re.findall(r'`include\s+"([^"]+)"', text):
            if header != "oio_assert.svh":
                found.append(f"{name}: includes {header}; the only header is oio_assert.svh")
    return found


if __name__ == "__main__":
    repository.run(lambda root: check_cpp(root) + check_rtl(root), __doc__)
