#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The C++ is formatted as .clang-format says; text files are clean and carry their licence line.

Usage: format_check.py [--fix] [--root DIR]      --fix formats the C++ in place
"""

import subprocess
import sys
from pathlib import Path

import repository
from repository import files, name_of

FIX = "--fix" in sys.argv
LAYERS = ("models", "systemc", "cosim", "tests")
TEXT = (".sv", ".svh", ".vlt", ".f", ".cpp", ".hpp", ".h", ".in", ".py", ".sh", ".toml", ".txt",
        ".md", ".json", ".proto", ".cmake")
LICENSED = (".sv", ".svh", ".cpp", ".hpp", ".h", ".py", ".sh", ".proto")
# Width in columns: 100, and a little tolerance where no tool breaks the lines.
COLUMNS = {".sv": 105, ".svh": 105, ".py": 105, ".sh": 105}


def check_cpp(root: Path) -> list[str]:
    sources = [p for layer in LAYERS for p in files(root, layer, ".cpp", ".hpp", ".h")]
    if not sources:
        return []
    mode = ["-i"] if FIX else ["--dry-run", "-Werror"]
    done = subprocess.run(["clang-format", *mode, "--style=file", *map(str, sources)],
                          capture_output=True, text=True, cwd=root)
    # One line per place; the file's name is enough to repair it.
    bad = {line.split(":", 1)[0] for line in done.stderr.splitlines() if "error:" in line}
    found = [f"{name_of(root, Path(name))}: not formatted; run tests/architecture/format_check.py --fix"
             for name in sorted(bad)]
    if done.returncode and not found:
        found.append(f"clang-format ended with {done.returncode}: {done.stderr.strip()[:200]}")
    return found


def check_text(root: Path) -> list[str]:
    found = []
    for path in files(root, ".", *TEXT):
        name = name_of(root, path)
        text = path.read_bytes().decode("utf-8", errors="replace")
        lines = text.split("\n")
        if text and not text.endswith("\n"):
            found.append(f"{name}: no newline at the end")
        if path.suffix in LICENSED and not any("SPDX-License-Identifier: Apache-2.0" in line
                                               for line in lines[:4]):
            found.append(f"{name}: no licence line at the top")
        for number, line in enumerate(lines, 1):
            if line.rstrip() != line:
                found.append(f"{name}:{number}: white space at the end of the line")
            if "\t" in line:
                found.append(f"{name}:{number}: tab")
            if len(line) > COLUMNS.get(path.suffix, 1000):
                found.append(f"{name}:{number}: {len(line)} columns, at most {COLUMNS[path.suffix]}")
            if path.suffix in (".sv", ".svh") and not line.isascii():
                found.append(f"{name}:{number}: not ASCII")
    return found


if __name__ == "__main__":
    sys.argv = [a for a in sys.argv if a != "--fix"]
    repository.run(lambda root: check_cpp(root) + check_text(root), __doc__.splitlines()[0])
