# SPDX-License-Identifier: Apache-2.0
"""Reads waves through fst2vcd, a program of its own, and compares two of them value by value."""
import bisect
import pathlib
import subprocess


class WaveError(Exception):
    """Waves that cannot be read, or that differ."""


class Waves:
    """Changes of each signal: `times[name]` and `values[name]`, ascending; `name` has dots."""

    def __init__(self, path, keep=lambda name: True):
        path = pathlib.Path(path)
        text = path.read_text() if path.suffix == ".vcd" else subprocess.run(
            ["fst2vcd", str(path)], capture_output=True, text=True, check=True).stdout
        self.times, self.values, self.kinds, self.widths = {}, {}, {}, {}
        by_code = {}
        scope = []
        head, _, body = text.partition("$enddefinitions $end")
        if not body:
            raise WaveError(f"{path}: no definitions in it")
        for line in head.splitlines():
            words = line.split()
            if words[:1] == ["$scope"]:
                scope.append(words[2])
            elif words[:1] == ["$upscope"]:
                scope.pop()
            elif words[:1] == ["$var"]:
                name = ".".join(scope + [words[4]])
                if keep(name):
                    by_code.setdefault(words[3], []).append(name)
                    self.times[name], self.values[name] = [], []
                    self.kinds[name], self.widths[name] = words[1], int(words[2])
        time = 0
        self.first = self.last = None
        for line in body.splitlines():
            if not line or line[0] == "$":
                continue
            if line[0] == "#":
                time = int(line[1:])
                self.first = time if self.first is None else self.first
                self.last = time
                continue
            if line[0] in "br":
                value, _, code = line.partition(" ")
            else:
                value, code = line[0], line[1:]
            for name in by_code.get(code, ()):
                self.times[name].append(time)
                self.values[name].append(value)

    def at(self, name, time):
        """Value at a time, None before the first."""
        index = bisect.bisect_right(self.times[name], time) - 1
        return None if index < 0 else self.values[name][index]

    def real(self, name, time):
        return float(self.at(name, time)[1:])

    def word(self, name, time):
        """An ASCII vector as text."""
        return as_text(self.at(name, time))

    def words(self, name):
        """Every (time, text) of an ASCII vector."""
        return [(t, as_text(v)) for t, v in zip(self.times[name], self.values[name])]


def as_text(value):
    bits = value[1:]
    bits = bits.zfill((len(bits) + 7) // 8 * 8)
    return "".join(chr(int(bits[k:k + 8], 2)) for k in range(0, len(bits), 8)).strip(" \0")


def compare(part, whole):
    """Every signal of `part` has in its time the value, and the changes, that it has in `whole`.

    Returns the number of values compared. Raises WaveError at the first that differs.
    """
    compared = 0
    if part.first is None or part.first < whole.first or part.last > whole.last:
        raise WaveError(f"time {part.first} to {part.last} is not within {whole.first} to "
                        f"{whole.last}")
    for name, times in part.times.items():
        if name not in whole.times:
            raise WaveError(f"{name} is missing")
        start = bisect.bisect_right(whole.times[name], part.first)
        end = bisect.bisect_right(whole.times[name], part.last)
        expected = [(part.first, whole.at(name, part.first))]
        expected += list(zip(whole.times[name][start:end], whole.values[name][start:end]))
        found = list(zip(times, part.values[name]))
        if found != expected:
            for f, e in zip(found + [None] * len(expected), expected + [None] * len(found)):
                if f != e:
                    raise WaveError(f"{name}: {f} where {e} is expected")
        compared += len(found)
    return compared
