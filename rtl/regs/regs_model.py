# SPDX-License-Identifier: Apache-2.0
"""Reads and checks oio_regs.toml. What every generated file agrees on is decided here."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ACCESSES = ("ro", "rw", "rw1c", "w1p")
REGISTER_KEYS = {"name", "offset", "access", "description", "field", "request", "captured", "set",
                 "counter"}
FIELD_KEYS = {"name", "bits", "description", "reset", "max", "value", "busy"}


class BadSource(Exception):
    """The source breaks a rule; the message says where and which."""


@dataclass
class Field:
    name: str
    high: int
    low: int
    description: str
    reset: int = 0
    max: str = ""
    value: str = ""
    busy: str = ""

    @property
    def width(self) -> int:
        return self.high - self.low + 1

    @property
    def mask(self) -> int:
        return ((1 << self.width) - 1) << self.low


@dataclass
class Register:
    name: str
    offset: int
    access: str
    description: str
    fields: list[Field] = field(default_factory=list)
    request: str = ""
    captured: str = ""
    set: str = ""
    counter: bool = False
    snapshot_of: str = ""

    @property
    def mask(self) -> int:
        return sum(f.mask for f in self.fields)

    @property
    def reset(self) -> int:
        return sum(f.reset << f.low for f in self.fields)

    def port(self, f: Field) -> str:
        """Stem of the port that belongs to a field: the register alone if it has one field."""
        return self.name if len(self.fields) == 1 else f"{self.name}_{f.name}"


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _field(where: str, raw: dict) -> Field:
    unknown = set(raw) - FIELD_KEYS
    if unknown:
        raise BadSource(f"{where}: unknown key {sorted(unknown)[0]}")
    for key in ("name", "bits", "description"):
        if key not in raw:
            raise BadSource(f"{where}: {key} is missing")
    high, low = raw["bits"]
    if not 31 >= high >= low >= 0:
        raise BadSource(f"{where}.{raw['name']}: bits [{high}, {low}] are not within [31, 0]")
    rest = {k: v for k, v in raw.items() if k not in ("bits",)}
    made = Field(high=high, low=low, **rest)
    if made.reset >> made.width:
        raise BadSource(f"{where}.{made.name}: reset {made.reset} does not fit {made.width} bits")
    return made


def _register(raw: dict) -> Register:
    where = raw.get("name", "register without a name")
    unknown = set(raw) - REGISTER_KEYS
    if unknown:
        raise BadSource(f"{where}: unknown key {sorted(unknown)[0]}")
    for key in ("name", "offset", "access", "description"):
        if key not in raw:
            raise BadSource(f"{where}: {key} is missing")
    if raw["access"] not in ACCESSES:
        raise BadSource(f"{where}: access {raw['access']} is none of {', '.join(ACCESSES)}")
    if raw["offset"] % 4 or not 0 <= raw["offset"] <= 0xFFFC:
        raise BadSource(f"{where}: offset {raw['offset']:#x} is not a multiple of 4 up to 0xfffc")
    fields = [_field(where, f) for f in raw.get("field", [])]
    rest = {k: v for k, v in raw.items() if k != "field"}
    made = Register(fields=fields, **rest)
    if made.counter:
        if fields:
            raise BadSource(f"{where}: a counter has no fields of its own")
        made.fields = [Field("count", 31, 0, "Events, saturating.")]
    if not made.fields:
        raise BadSource(f"{where}: has no field")
    seen = 0
    for f in made.fields:
        if seen & f.mask:
            raise BadSource(f"{where}.{f.name}: overlaps another field")
        seen |= f.mask
    if (made.access == "rw1c") != bool(made.set):
        raise BadSource(f"{where}: rw1c needs `set`, and nothing else may have it")
    if made.request and (made.access != "rw" or len(made.fields) != 1):
        raise BadSource(f"{where}: a request needs a rw register of one field")
    return made


def load(path: Path) -> list[Register]:
    """All registers in the order of their offsets, snapshots included."""
    try:
        raw = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise BadSource(f"{path.name}: {error}") from error
    registers = [_register(r) for r in raw.get("register", [])]
    for r in [r for r in registers if r.counter]:
        text = f"{r.name} as it was at the last cmd.snapshot."
        copy = Field("count", 31, 0, "Events, saturating.")
        registers.append(Register(f"{r.name}_snapshot", r.offset + raw["snapshot_offset"], "ro",
                                  text, [copy], snapshot_of=r.name))
    for key in ("name", "offset"):
        seen: set = set()
        for r in registers:
            if getattr(r, key) in seen:
                raise BadSource(f"{r.name}: {key} is used twice")
            seen.add(getattr(r, key))
    requests = {r.request for r in registers if r.request}
    for r in registers:
        for used in [r.captured] + [f.busy for f in r.fields]:
            if used and used not in requests:
                raise BadSource(f"{r.name}: no register requests `{used}`")
    return sorted(registers, key=lambda r: r.offset)
