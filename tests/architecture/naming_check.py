#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Names and habits of the C++, judged by clang-tidy with the repository's .clang-tidy.

Usage: naming_check.py --build DIR [--full] [--cache DIR] [--root DIR] [file...]
  --build  build folder with compile_commands.json
  --full   every source with every check; else naming only, of models/ and of what was changed last
  --cache  folder for verdicts by hash of a source and all of the project's headers it reaches
"""

import argparse
import hashlib
import json
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import repository
from include_arrows import INCLUDE

NAMING = "--checks=-*,readability-identifier-naming"
LAYERS = ("models", "systemc", "cosim", "tests")


def flags(entry: dict) -> list[str]:
    """Where to look for headers and what is defined: all that clang needs of a g++ command."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    kept, previous = [], ""
    for word in words:
        if previous in ("-I", "-isystem", "-D"):
            kept += [previous, word]
        elif re.match(r"-(I|D|isystem).", word):
            kept.append(word)
        previous = word if word in ("-I", "-isystem", "-D") else ""
    return ["-std=c++17", *kept]


def changed(root: Path) -> set[str]:
    """Sources that differ from the commit before the last; empty where there is no history."""
    found: set[str] = set()
    for command in (["diff", "--name-only", "HEAD~1"], ["ls-files", "-o", "--exclude-standard"]):
        done = subprocess.run(["git", "-C", str(root), *command], capture_output=True, text=True)
        if done.returncode == 0:
            found.update(done.stdout.split())
    return found


def digest(root: Path, name: str, arguments: list[str]) -> str:
    state = hashlib.sha256(" ".join(arguments).encode())
    state.update((root / ".clang-tidy").read_bytes())
    seen, todo = set(), [name]
    while todo:
        current = todo.pop()
        path = root / current
        if current in seen or not path.is_file():
            continue
        seen.add(current)
        text = path.read_text()
        todo += [header for kind, header in INCLUDE.findall(text) if kind == '"']
    for header in sorted(seen):
        state.update((root / header).read_bytes())
    return state.hexdigest()[:24]


def examine(root: Path, name: str, arguments: list[str], checks: list[str], cache: Path) -> list[str]:
    """Complaints about one source and the headers that it includes."""
    key = cache / digest(root, name, arguments + checks)
    if key.is_file():
        return []
    done = subprocess.run(["clang-tidy", "--quiet", *checks, name, "--", *arguments],
                          capture_output=True, text=True, cwd=root)
    found = sorted({line.replace(f"{root}/", "") for line in done.stdout.splitlines()
                    if re.search(r": (warning|error): ", line)})
    if done.returncode and not found:
        found = [f"{name}: clang-tidy ended with {done.returncode}"]
    if not found:
        key.touch()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    root = args.root.resolve()
    cache = args.cache or args.build / "tidy"
    cache.mkdir(parents=True, exist_ok=True)
    known = {}
    for entry in json.loads((args.build / "compile_commands.json").read_text()):
        path = (Path(entry["directory"]) / entry["file"]).resolve()
        if path.is_relative_to(root) and not path.is_relative_to(args.build.resolve()):
            name = repository.name_of(root, path)
            if name.startswith(tuple(f"{layer}/" for layer in LAYERS)):
                known[name] = flags(entry)
    if args.files:
        chosen = [f for f in args.files if f in known]
    elif args.full:
        chosen = sorted(known)
    else:
        recent = changed(root)
        chosen = sorted(n for n in known if n.startswith("models/") or n in recent)
    checks = [] if args.full else [NAMING]
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda n: examine(root, n, known[n], checks, cache), chosen)
        found = sorted({line for result in results for line in result})
    for line in found:
        print(line)
    print(f"{len(chosen)} of {len(known)} sources, {len(found)} violations")
    return 1 if found or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
