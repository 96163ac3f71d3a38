# SPDX-License-Identifier: Apache-2.0
"""Reads waves through fst2vcd and compares two files signal by signal over a window of time."""
import re
import subprocess

from harness import Failed


class Wave:
    """Changes of every signal, by its full name. Times in fs; reads no further than `until`."""

    def __init__(self, path, until=None):
        self.names = {}
        self.changes = {}
        self.times = []
        process = subprocess.Popen(["fst2vcd", str(path)], stdout=subprocess.PIPE, text=True)
        scope = []
        now = 0
        by_id = {}
        for line in process.stdout:
            first = line[:1]
            if first == "#":
                now = int(line[1:])
                if until is not None and now > until:
                    break
                self.times.append(now)
            elif first in "01xzXZ":
                by_id.setdefault(line[1:].rstrip(), []).append((now, first))
            elif first in "brs":
                value, name = line.split()
                by_id.setdefault(name, []).append((now, value))
            elif first == "$":
                words = line.split()
                if words[0] == "$scope":
                    scope.append(words[2])
                elif words[0] == "$upscope":
                    scope.pop()
                elif words[0] == "$var":
                    name = ".".join(scope + [re.sub(r"\[.*", "", " ".join(words[4:-1]))])
                    self.names.setdefault(name, words[3])
        process.kill()
        process.wait()
        for name, key in self.names.items():
            self.changes[name] = by_id.get(key, [])

    def values(self, name, start, end):
        """The value at `start` and every later change up to `end`, without repeats."""
        value = None
        found = []
        for time, new in self.changes[name]:
            if time > end:
                break
            if time <= start:
                value = new
                continue
            if new != (found[-1][1] if found else value):
                found.append((time, new))
        return [(start, value)] + found


def compare(left, right, start, end, least_changes=1000):
    """Raises Failed unless both waves have the same signals with the same values in the window,
    and enough happens in it. Returns the number of changes compared."""
    if left.names.keys() != right.names.keys():
        raise Failed(f"not the same signals: {sorted(left.names.keys() ^ right.names.keys())[:5]}")
    count = 0
    for name in left.names:
        mine, other = left.values(name, start, end), right.values(name, start, end)
        if mine != other:
            raise Failed(f"{name} differs: {mine[:4]} and {other[:4]}")
        count += len(mine) - 1
    if count < least_changes:
        raise Failed(f"only {count} changes from {start} to {end}: nothing was compared")
    return count
