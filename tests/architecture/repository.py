# SPDX-License-Identifier: Apache-2.0
"""What the repository checks share: finding files, reading RTL, and reporting."""

import argparse
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

SKIPPED = {".git", "build", "out", "__pycache__", ".cache"}
STAGES = ("ucie", "aggregation", "serdes", "phy")

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_CPP_COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_INSTANCE = re.compile(r"^\s*(oio_\w+)\s*(?:#\s*\(|u_\w+\s*(?:\[[^\]]*\]\s*)?\()", re.MULTILINE)
_PACKAGE = re.compile(r"\b(oio_\w*pkg)::")


def files(root: Path, folder: str, *suffixes: str) -> list[Path]:
    """All files below root/folder with one of the suffixes, sorted; build folders left out."""
    found = []
    for place, folders, names in os.walk(root / folder):
        folders[:] = sorted(d for d in folders if d not in SKIPPED)
        names = [n for n in names if n not in SKIPPED]  # .git is a file in a linked work tree
        found += [Path(place) / n for n in names if not suffixes or n.endswith(suffixes)]
    return sorted(found)


def name_of(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def without_comments(text: str) -> str:
    """The text with comments blanked, line numbers kept."""
    return _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def without_cpp_comments(text: str) -> str:
    """As above for C++: what looks like a comment inside a string is none."""
    def blank(match: re.Match) -> str:
        text = match.group()
        return text if text.startswith('"') else re.sub(r"[^\n]", " ", text)
    return _CPP_COMMENT.sub(blank, text)


def rtl_list(root: Path) -> list[Path]:
    """The files of rtl/oio_chiplet.f in its order."""
    lines = (root / "rtl" / "oio_chiplet.f").read_text().splitlines()
    return [root / "rtl" / line.strip() for line in lines if line.strip().endswith(".sv")
            and not line.startswith("#")]


def instances(text: str) -> set[str]:
    """Names of the project's modules that a module instantiates."""
    return set(_INSTANCE.findall(without_comments(text)))


def packages(text: str) -> set[str]:
    return set(_PACKAGE.findall(without_comments(text)))


def run(check: Callable[[Path], list[str]], description: str) -> None:
    """The main program of a check: prints what it found and exits 1 if that is anything."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2],
                        help="repository to look at")
    violations = check(parser.parse_args().root.resolve())
    for violation in violations:
        print(violation)
    print(f"{len(violations)} violations")
    sys.exit(1 if violations else 0)
