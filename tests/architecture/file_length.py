#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports long files. Above the soft limit a file is named, above the hard one the check fails."""

from pathlib import Path

import repository
from repository import files, name_of

SOFT = {".sv": 350, ".hpp": 200, ".cpp": 350, ".py": 350, ".sh": 200}
HARD = 700
# Longer for a reason.
ALLOWED = {"rtl/regs/oio_regs.sv": "generated", "rtl/top/oio_chiplet.sv": "nothing but wires"}


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, ".", *SOFT):
        name = name_of(root, path)
        length = path.read_text().count("\n")
        if name in ALLOWED:
            continue
        if length > HARD:
            found.append(f"{name}: {length} lines, at most {HARD}: what is the second part?")
        elif length > SOFT[path.suffix]:
            print(f"note: {name}: {length} lines, {SOFT[path.suffix]} is the usual most")
    return found


if __name__ == "__main__":
    repository.run(check, __doc__)
