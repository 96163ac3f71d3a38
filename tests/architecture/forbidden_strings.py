#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No file carries what holds on one machine only: absolute paths, hosts of package registries."""

import re
from pathlib import Path

import repository
from repository import files, name_of

# The patterns are written so that they do not match themselves.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.$}])/(?:wor[k]|roo[t]|hom[e]|User[s])/\w"),
    "a temporary folder of one machine": re.compile(r"(?<![\w.$}])/tm[p]/\w"),
    "a registry or mirror": re.compile(
        r"deb\.debia[n]\.org|pyp[i]\.org|npmj[s]\.org|proxy\.golan[g]|crates\.i[o]"
        r"|artifactor[y]|index-ur[l]|extra-inde[x]|sources\.lis[t]\.d", re.IGNORECASE),
    "a conflict marker": re.compile(r"^(<{7}|>{7}) ", re.MULTILINE),
}
# Any other host is an error, so that nothing is fetched or named by accident.
HOST = re.compile(r"\bhttps?://([\w.-]+)")
HOSTS = {
    "www.apache.org": "text of the licence",
    "www.w3.org": "name space of SVG",
    "json-schema.org": "name of the schema language",
    "doi.org": "sources of physical numbers",
    "github.com": "sources of formats",
}
ADDRESS = re.compile(r"(?<![\d.])(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])")


def check(root: Path) -> list[str]:
    found = []
    for path in files(root, "."):
        raw = path.read_bytes()
        if b"\0" in raw[:4096]:
            continue
        text = raw.decode("utf-8", errors="replace")
        name = name_of(root, path)

        def report(what: str, match: re.Match) -> None:
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{name}:{line}: {what}: {match.group().strip()}")

        for what, pattern in FORBIDDEN.items():
            for match in pattern.finditer(text):
                report(what, match)
        for match in HOST.finditer(text):
            if match.group(1) not in HOSTS:
                report("a host that is not in the list of this check", match)
        for match in ADDRESS.finditer(text):
            report("a network address", match)
    return found


if __name__ == "__main__":
    repository.run(check, __doc__)
