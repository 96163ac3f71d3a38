#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lints RTL modules, each as its own top, with all warnings and assertions on.

Usage: lint_rtl.py [--root DIR] [module...]      without modules: every one in rtl/oio_chiplet.f
"""

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import repository


def lint(root: Path, module: str) -> str:
    """Verilator's complaints, or nothing."""
    rtl = root / "rtl"
    command = ["verilator", "--lint-only", "-Wall", "--assert", f"-I{rtl / 'include'}",
               str(rtl / "lint" / "waivers.vlt"), *map(str, repository.rtl_list(root)),
               "--top-module", module]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0 and not done.stderr:
        return ""
    return done.stderr or f"{module}: verilator ended with {done.returncode}"


def modules(root: Path) -> list[str]:
    return [p.stem for p in repository.rtl_list(root) if not p.stem.endswith("_pkg")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("modules", nargs="*")
    args = parser.parse_args()
    known = modules(args.root)
    chosen = args.modules or known
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for module, text in zip(chosen, pool.map(lambda m: lint(args.root, m), chosen)):
            if text:
                failed += 1
                print(f"{module}:\n{text}")
    print(f"{len(chosen)} modules, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
