# SPDX-License-Identifier: Apache-2.0
"""Rewrites a module with unpacked array ports, which Yosys 0.23 does not read, to flat vectors.

`logic [W-1:0] a [N]` becomes `logic [N*W-1:0] a`, and `a[i]`, `a[i][j]`, `a[i][j +: k]` become the
slices of it; element 0 is lowest. Both sides of a connection are rewritten alike, so that
hierarchies keep fitting together. An inner array that is only written by clocked processes stays: it
is a memory to Yosys. Only for synthesis: the sources stay as they are.
"""

import re
from dataclasses import dataclass

import repository

_ARRAY = re.compile(
    r"\blogic(?P<signed>\s+signed)?\s*(?P<packed>\[[^\]]*\])?\s*(?P<name>\w+)\s*\[(?P<size>[^\]]*)\]"
    r"(?=\s*(?:[,;)]|$))", re.MULTILINE)


@dataclass
class Array:
    width: str
    count: str


def _split(text: str, mark: str) -> tuple[str, str] | None:
    """The two sides of `mark` outside of all brackets."""
    depth = 0
    for at, char in enumerate(text):
        depth += char in "([{"
        depth -= char in ")]}"
        if depth == 0 and text.startswith(mark, at):
            return text[:at].strip(), text[at + len(mark):].strip()
    return None


def _bracket(text: str, start: int) -> tuple[str, int] | None:
    """The content of the bracket that opens at or after white space from `start`, and its end."""
    at = start
    while at < len(text) and text[at] in " \n":
        at += 1
    if at >= len(text) or text[at] != "[":
        return None
    depth = 0
    for end in range(at, len(text)):
        depth += text[end] == "["
        depth -= text[end] == "]"
        if depth == 0:
            return text[at + 1:end], end + 1
    return None


def _select(array: Array, index: str, inner: str | None) -> str:
    """The slice of the flat vector that stands for one element, or for a part of it."""
    base = f"({index})*({array.width})"
    if inner is None:
        return f"[{base} +: ({array.width})]"
    part = _split(inner, "+:")
    if part:
        return f"[{base} + ({part[0]}) +: ({part[1]})]"
    part = _split(inner, ":")
    if part:
        return f"[{base} + ({part[1]}) +: (({part[0]})-({part[1]})+1)]"
    return f"[{base} + ({inner})]"


def _rewrite(text: str, arrays: dict[str, Array]) -> str:
    use = re.compile(r"(?<![.\w])(" + "|".join(arrays) + r")\b(?=\s*\[)")
    done, at = [], 0
    while match := use.search(text, at):
        index, end = _bracket(text, match.end())
        second = _bracket(text, end)
        inner = None
        if second:
            inner, end = _rewrite(second[0], arrays), second[1]
        done += [text[at:match.end()],
                 _select(arrays[match.group(1)], _rewrite(index, arrays), inner)]
        at = end
    return "".join(done) + text[at:]


def has_array_ports(text: str) -> bool:
    header = repository.without_comments(text).split(");", 1)[0]
    return _ARRAY.search(header) is not None


def _is_memory(text: str, match: re.Match) -> bool:
    """An inner array that no assignment outside of a clocked process and no connection touches."""
    name = match["name"]
    port = re.search(r"\b(?:input|output)\b[^,;]*$", text[:match.start()])
    rest = text[:match.start()] + text[match.end():]
    whole = re.search(rf"(?<![.\w]){name}\b(?!\s*\[)", rest)
    assigned = re.search(rf"assign\s+{name}\b|\b{name}\s*\[[^=;]*\]\s*=[^=]", rest)
    return not port and not whole and not assigned


def flatten(text: str) -> str:
    """The module with every unpacked array in it made flat."""
    text = repository.without_comments(text)
    arrays: dict[str, Array] = {}

    def declare(match: re.Match) -> str:
        if _is_memory(text, match):
            return match.group()
        width, size = "1", match["size"]
        if match["packed"]:
            high, low = _split(match["packed"][1:-1], ":")
            width = f"({high})-({low})+1"
        bounds = _split(size, ":")
        count = f"({bounds[1]})-({bounds[0]})+1" if bounds else size
        arrays[match["name"]] = Array(width, count)
        # A mark that the rewriting of the uses does not touch.
        return f"logic [({count})*({width})-1:0] {match['name']}"

    text = _ARRAY.sub(declare, text)
    return _rewrite(text, arrays) if arrays else text
