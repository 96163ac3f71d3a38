# SPDX-License-Identifier: Apache-2.0
"""The C++ constants and the documentation of the registers."""

from regs_model import Register, camel

MARK = "Generated from oio_regs.toml by rtl/regs/generate.py: do not edit."


def header_text(registers: list[Register]) -> str:
    """cosim/chiplet_registers.hpp."""
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        "//",
        f"// {MARK}",
        "// The registers of the chiplet, byte addresses and bit positions. rtl/regs/README.md says",
        "// what they mean.",
        "#pragma once",
        "",
        "#include <cstdint>",
        "",
        "namespace oio {",
        "",
        "/// What a register lets a program do.",
        "enum class RegisterAccess { ReadOnly, ReadWrite, WriteOneClears, WriteOnePulses };",
        "",
        "/// One register, for programs that walk through all of them.",
        "struct RegisterInfo {",
        "    const char* name;",
        "    std::uint16_t address;",
        "    RegisterAccess access;",
        "    std::uint32_t mask;   ///< Bits that exist.",
        "    std::uint32_t reset;  ///< After reset; of no meaning for a read-only register.",
        "};",
        "",
    ]
    for r in registers:
        stem = f"kReg{camel(r.name)}"
        lines.append(f"constexpr std::uint16_t {stem} = 0x{r.offset:03x};")
        for f in r.fields if len(r.fields) > 1 else []:
            lines.append(f"constexpr unsigned {stem}{camel(f.name)}Shift = {f.low};")
            lines.append(f"constexpr std::uint32_t {stem}{camel(f.name)}Mask = 0x{f.mask:08x};")
    kinds = {"ro": "ReadOnly", "rw": "ReadWrite", "rw1c": "WriteOneClears", "w1p": "WriteOnePulses"}
    lines += ["", "/// Every register in the order of its address.",
              "constexpr RegisterInfo kRegisters[] = {"]
    for r in registers:
        start = f'    {{"{r.name}", kReg{camel(r.name)}, RegisterAccess::{kinds[r.access]},'
        rest = [f"0x{r.mask:08x},", f"0x{r.reset:08x}}},"]
        while rest and len(start) + 1 + len(rest[0]) <= 100:
            start += " " + rest.pop(0)
        lines.append(start)
        if rest:
            lines.append("     " + " ".join(rest))
    lines += ["};", "", "}  // namespace oio", ""]
    return "\n".join(lines)


def table_text(registers: list[Register]) -> str:
    """rtl/regs/README.md."""
    lines = [
        "# Registers of the chiplet",
        "",
        f"<!-- {MARK} -->",
        "",
        "APB on the core clock, 32-bit words, no wait states. `pslverr` answers an address that is not",
        "in this table or not a multiple of 4, a write to a read-only register, a value above its",
        "limit, and a lane read asked for while another is under way; such a write changes nothing.",
        "",
        "Access: `ro` read-only, `rw` read and write, `rw1c` sticky and a 1 clears (an event in the",
        "same clock wins), `w1p` a 1 is a pulse and reads 0.",
        "",
        "| address | register | access | bits | field | reset | meaning |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in registers:
        single = len(r.fields) == 1
        if not single:
            lines.append(f"| 0x{r.offset:03X} | `{r.name}` | {r.access} | | | | {r.description} |")
        for f in r.fields:
            bits = str(f.low) if f.width == 1 else f"{f.high}:{f.low}"
            reset = f"0x{f.reset:X}" if r.access == "rw" else ""
            value = f" `{f.value}`" if f.value else ""
            limit = f" At most `{f.max}`." if f.max else ""
            head = f"| 0x{r.offset:03X} | `{r.name}` | {r.access}" if single else "| | |"
            text = f"{r.description} {f.description}" if single else f.description
            lines.append(f"{head} | {bits} | `{f.name}` | {reset} | {text}{limit}{value} |")
    lines += [
        "",
        "Change `oio_regs.toml`, then run `rtl/regs/generate.py`; a test fails while a generated file",
        "is stale.",
        "",
    ]
    return "\n".join(lines)
