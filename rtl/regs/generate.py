#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes everything that follows from oio_regs.toml: the RTL, the C++ constants and the table.

Usage: generate.py [--check] [--root DIR]
  --check  write nothing; exit 1 and name the stale files if an output differs from its source
  --root   repository to read and write (default: the one this script is in)
Needs Python 3.11 and nothing else.
"""

import argparse
import sys
from pathlib import Path

from regs_model import BadSource, load
from regs_rtl import package_text, slave_text
from regs_text import header_text, table_text


def outputs(root: Path) -> dict[Path, str]:
    """The text of every generated file by its path."""
    folder = root / "rtl" / "regs"
    registers = load(folder / "oio_regs.toml")
    return {
        folder / "oio_regs_pkg.sv": package_text(registers),
        folder / "oio_regs.sv": slave_text(registers),
        root / "cosim" / "chiplet_registers.hpp": header_text(registers),
        folder / "README.md": table_text(registers),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    args = parser.parse_args()
    try:
        texts = outputs(args.root)
    except BadSource as error:
        print(f"generate.py: {error}", file=sys.stderr)
        return 2
    if args.check:
        stale = [p for p, text in texts.items() if not p.is_file() or p.read_text() != text]
        for path in stale:
            print(f"stale: {path.relative_to(args.root)}; run rtl/regs/generate.py")
        return 1 if stale else 0
    for path, text in texts.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
