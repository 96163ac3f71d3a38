# SPDX-License-Identifier: Apache-2.0
"""The SystemVerilog of the registers: oio_regs_pkg.sv and oio_regs.sv."""

from regs_model import Field, Register, camel
from regs_text import MARK

HEAD = f"""// SPDX-License-Identifier: Apache-2.0
//
// {MARK}
//
"""

PURPOSE = """// The chiplet's registers behind an APB port on the core clock.
//
// No wait states: the answer to a read is taken in the setup phase and shown in the access phase,
// so it is the value of one clock before `penable_i`. A write acts at the end of the access phase;
// commands are pulses of one clock after it. `pslverr_o` answers what is not mapped or not allowed,
// and such a write changes nothing. The lane registers are read from another clock domain: a write
// of lane_select gives one clock of `lane_req_o`, and `lane_ack_i` brings the values.
//
// A counter input may only rise, or fall to 0: clearing remembers its value and subtracts it.
"""

PORT_HEAD = """
`include "oio_assert.svh"

`default_nettype none

module oio_regs #(
  /// Active lanes; multiple of 16, 16 to 1024.
  parameter int unsigned Lanes  = 16,
  /// Spare lanes; at most 64.
  parameter int unsigned Spares = 0,
  /// Unit intervals in a lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        psel_i,
  input  wire logic        penable_i,
  input  wire logic        pwrite_i,
  input  wire logic [15:0] paddr_i,
  input  wire logic [31:0] pwdata_i,
  output logic      [31:0] prdata_o,
  output logic             pready_o,
  output logic             pslverr_o,
"""


def _span(width: int) -> str:
    return "" if width == 1 else f"[{width - 1}:0]"


def _port(direction: str, width: int, name: str) -> str:
    kind = "input  wire logic" if direction == "i" else "output logic     "
    return f"  {kind} {_span(width):<6} {name}_{direction}"


def _ports(registers: list[Register]) -> str:
    groups: list[list[str]] = []
    for r in registers:
        group = []
        if r.snapshot_of:
            continue
        if r.access == "rw":
            group += [_port("o", f.width, r.request and f"{r.request}_{f.name}" or r.port(f))
                      for f in r.fields]
            if r.request:
                group = [_port("o", 1, f"{r.request}_req")] + group
                group.append(_port("i", 1, f"{r.request}_ack"))
        elif r.access == "w1p":
            if any(f.width > 1 for f in r.fields):
                group.append(_port("o", 1, f"{r.name}_load"))
                group += [_port("o", f.width, f"{r.name}_{f.name}") for f in r.fields]
            else:
                group += [_port("o", 1, r.port(f)) for f in r.fields]
        elif r.access == "rw1c":
            group += [_port("i", 1, f"{r.set}_valid"), _port("i", 4, f"{r.set}_code")]
        elif r.captured:
            group.append(_port("i", 32, r.name))
        else:
            group += [_port("i", f.width, r.port(f)) for f in r.fields
                      if not f.value and not f.busy]
        if group:
            same = groups and (r.captured or r.counter or r.name.startswith("train_"))
            if same and groups[-1][0] and r.offset % 0x80:
                groups[-1] += group
            else:
                groups.append(group)
    return ",\n\n".join(",\n".join(g) for g in groups)


def _slice(f: Field) -> str:
    return f"[{f.low}]" if f.width == 1 else f"[{f.high}:{f.low}]"


def _read_value(r: Register) -> list[str]:
    """Statements that put the register's value into prdata_q."""
    if r.access == "rw1c":
        return [f"prdata_q[15:0] <= {r.name}_q;"]
    out = [f"prdata_q <= {r.name}_q;"] if r.captured else []
    for f in r.fields:
        target = "prdata_q" + ("" if f.width == 32 else _slice(f))
        if f.value:
            out.append(f"{target} <= {f.value};")
        elif f.busy:
            out.append(f"{target} <= {f.busy}_busy_q;")
        elif r.counter:
            out.append(f"{target} <= since_clear({r.name}_i, {r.name}_base_q);")
        elif r.snapshot_of:
            out.append(f"{target} <= {r.name}_q;")
        elif r.access == "rw":
            out.append(f"{target} <= {r.name}_{f.name}_q;")
        elif r.access == "ro" and not r.captured:
            out.append(f"{target} <= {r.port(f)}_i;")
    return out


def _refused(r: Register) -> str:
    """Condition under which a write to the register is refused."""
    terms = [f"32'(pwdata_i{_slice(f)}) > 32'({f.max})" for f in r.fields if f.max]
    if r.request:
        terms.append(f"{r.request}_busy_q")
    if not terms:
        return "1'b0"
    text = " || ".join(terms)
    return f"pwrite_i && ({text})" if len(terms) > 1 else f"pwrite_i && {text}"


def _read(registers: list[Register]) -> list[str]:
    lines = ["  // The answer of the setup phase. A clocked case, so that a simulator looks at it",
             "  // only when somebody asks.",
             "  always_ff @(posedge clk_i or negedge rst_ni) begin",
             "    if (!rst_ni) begin",
             "      prdata_q <= '0;",
             "      error_q  <= 1'b0;",
             "    end else if (setup) begin",
             "      prdata_q <= '0;",
             "      error_q  <= pwrite_i;",
             "      case (paddr_i)"]
    for r in registers:
        label = f"        oio_regs_pkg::{camel(r.name)}Address:"
        body = _read_value(r)
        if r.access != "ro":
            body.insert(0, f"error_q <= {_refused(r)};")
        if len(body) == 1 and len(label) + len(body[0]) < 100:
            lines.append(f"{label} {body[0]}")
        elif len(body) == 1:
            lines += [label, f"          {body[0]}"]
        else:
            lines += [f"{label} begin", *(f"          {line}" for line in body), "        end"]
    lines += ["        default: error_q <= 1'b1;",
              "      endcase",
              "    end else begin",
              "      error_q <= 1'b0;",
              "    end",
              "  end",
              ""]
    return lines


def _writable(r: Register) -> list[str]:
    """Registers that hold what was written."""
    wide = any(f.width > 1 for f in r.fields)
    pulse = r.access == "w1p"
    names = [f"{r.name}_{f.name}_q" for f in r.fields]
    load = f"{r.name}_load_q"
    lines = ["  always_ff @(posedge clk_i or negedge rst_ni) begin", "    if (!rst_ni) begin"]
    if pulse and wide:
        lines.append(f"      {load} <= 1'b0;")
    lines += [f"      {n} <= {f.width}'d{f.reset};" for n, f in zip(names, r.fields)]
    if r.request:
        lines += [f"      {r.request}_req_q <= 1'b0;", f"      {r.request}_busy_q <= 1'b0;"]
    lines.append("    end else begin")
    hit = f"write && paddr_i == oio_regs_pkg::{camel(r.name)}Address"
    if pulse and not wide:
        lines += [f"      {n} <= {hit} && pwdata_i{_slice(f)};" for n, f in zip(names, r.fields)]
    else:
        if pulse:
            lines.append(f"      {load} <= {hit};")
        if r.request:
            lines += [f"      {r.request}_req_q <= {hit};",
                      f"      if ({r.request}_ack_i) {r.request}_busy_q <= 1'b0;"]
        lines.append(f"      if ({hit}) begin")
        lines += [f"        {n} <= pwdata_i{_slice(f)};" for n, f in zip(names, r.fields)]
        if r.request:
            lines.append(f"        {r.request}_busy_q <= 1'b1;")
        lines.append("      end")
    return lines + ["    end", "  end", ""]


def _sticky(r: Register) -> list[str]:
    mask = f"16'h{r.mask:04X}"
    return [
        f"  // An event in the clock of a clear wins.",
        f"  assign {r.name}_set   = {r.set}_valid_i ? (16'd1 << {r.set}_code_i) & {mask} : '0;",
        f"  assign {r.name}_clear = write && paddr_i == oio_regs_pkg::{camel(r.name)}Address;",
        "",
        "  always_ff @(posedge clk_i or negedge rst_ni) begin",
        "    if (!rst_ni) begin",
        f"      {r.name}_q <= '0;",
        f"    end else if ({r.set}_valid_i || {r.name}_clear) begin",
        f"      {r.name}_q <= ({r.name}_q & ~({r.name}_clear ? pwdata_i[15:0] : '0)) | {r.name}_set;",
        "    end",
        "  end",
        "",
    ]


def _declarations(registers: list[Register]) -> list[str]:
    lines = ["  logic        setup;", "  logic        write;", "  logic [31:0] prdata_q;",
             "  logic        error_q;"]

    def declare(width: int, name: str) -> None:
        lines.append(f"  logic {_span(width):<6} {name};")

    for r in registers:
        if r.access in ("rw", "w1p"):
            if r.access == "w1p" and any(f.width > 1 for f in r.fields):
                declare(1, f"{r.name}_load_q")
            for f in r.fields:
                declare(f.width, f"{r.name}_{f.name}_q")
            if r.request:
                declare(1, f"{r.request}_req_q")
                declare(1, f"{r.request}_busy_q")
        elif r.access == "rw1c":
            for name in ("q", "set"):
                declare(16, f"{r.name}_{name}")
            declare(1, f"{r.name}_clear")
        elif r.captured or r.snapshot_of:
            declare(32, f"{r.name}_q")
        elif r.counter:
            declare(32, f"{r.name}_base_q")
    return lines + [""]


def _outputs(registers: list[Register]) -> list[str]:
    lines = []
    for r in registers:
        if r.access == "rw":
            if r.request:
                lines.append(f"  assign {r.request}_req_o = {r.request}_req_q;")
            for f in r.fields:
                stem = f"{r.request}_{f.name}" if r.request else r.port(f)
                lines.append(f"  assign {stem}_o = {r.name}_{f.name}_q;")
        elif r.access == "w1p":
            wide = any(f.width > 1 for f in r.fields)
            if wide:
                lines.append(f"  assign {r.name}_load_o = {r.name}_load_q;")
            for f in r.fields:
                stem = f"{r.name}_{f.name}" if wide else r.port(f)
                lines.append(f"  assign {stem}_o = {r.name}_{f.name}_q;")
    return lines + [""]


def _blocks(registers: list[Register]) -> list[str]:
    lines = []
    for r in registers:
        if r.access in ("rw", "w1p"):
            lines += _writable(r)
        elif r.access == "rw1c":
            lines += _sticky(r)
    captured = [r for r in registers if r.captured]
    for request in sorted({r.captured for r in captured}):
        mine = [r for r in captured if r.captured == request]
        lines += ["  always_ff @(posedge clk_i or negedge rst_ni) begin", "    if (!rst_ni) begin"]
        lines += [f"      {r.name}_q <= '0;" for r in mine]
        lines.append(f"    end else if ({request}_ack_i) begin")
        lines += [f"      {r.name}_q <= {r.name}_i & 32'h{_captured_mask(r):08X};" for r in mine]
        lines += ["    end", "  end", ""]
    counters = [r for r in registers if r.counter]
    lines += ["  // A snapshot with a clear in the same write holds the counts before the clear.",
              "  always_ff @(posedge clk_i or negedge rst_ni) begin", "    if (!rst_ni) begin"]
    for r in counters:
        lines += [f"      {r.name}_base_q <= '0;", f"      {r.name}_snapshot_q <= '0;"]
    lines += ["    end else begin", "      if (cmd_snapshot_q) begin"]
    lines += [f"        {r.name}_snapshot_q <= since_clear({r.name}_i, {r.name}_base_q);"
              for r in counters]
    lines += ["      end", "      if (cmd_clear_counters_q) begin"]
    lines += [f"        {r.name}_base_q <= {r.name}_i;" for r in counters]
    return lines + ["      end", "    end", "  end", ""]


def _captured_mask(r: Register) -> int:
    return sum(f.mask for f in r.fields if not f.busy)


def _assertions(registers: list[Register]) -> list[str]:
    lines = ["  ////////////////", "  // Assertions //", "  ////////////////", "",
             "  `OIO_ASSERT(SetupBeforeAccess_A, psel_i && penable_i |-> $past(setup))",
             "  `OIO_ASSERT(HeldInAccess_A, psel_i && penable_i |->",
             "              $stable(paddr_i) && $stable(pwrite_i) && $stable(pwdata_i))",
             "  `OIO_ASSERT(ErrorOnlyInAccess_A, pslverr_o |-> $past(setup))"]
    for r in registers:
        if r.request:
            stem = camel(r.request)
            lines += [f"  `OIO_CHECK({stem}AckExpected_A, !{r.request}_ack_i || {r.request}_busy_q)",
                      f"  `OIO_ASSERT({stem}ReqIsPulse_A, {r.request}_req_o |=> !{r.request}_req_o)",
                      f"  `OIO_ASSERT({stem}IndexHeld_A, {r.request}_busy_q && !{r.request}_req_q |->",
                      f"              $stable({r.request}_{r.fields[0].name}_o))"]
        if r.set:
            lines += [f"  `OIO_ASSERT({camel(r.set)}Sticks_A, {r.set}_valid_i |=>",
                      f"              ({r.name}_q & $past({r.name}_set)) == $past({r.name}_set))"]
    return lines + [""]


def package_text(registers: list[Register]) -> str:
    width = max(len(camel(r.name)) for r in registers) + len("Address")
    lines = [HEAD + "// Byte addresses of the registers.", "", "`default_nettype none", "",
             "package oio_regs_pkg;", ""]
    for r in registers:
        name = f"{camel(r.name)}Address"
        lines.append(f"  localparam logic [15:0] {name:<{width}} = 16'h{r.offset:04X};")
    return "\n".join(lines + ["", "endpackage", "", "`default_nettype wire", ""])


def slave_text(registers: list[Register]) -> str:
    body = _declarations(registers)
    body += ["  assign setup     = psel_i && !penable_i;",
             "  assign write     = psel_i && penable_i && pwrite_i && !error_q;",
             "  assign prdata_o  = prdata_q;",
             "  assign pready_o  = 1'b1;",
             "  assign pslverr_o = error_q;",
             ""]
    body += _outputs(registers)
    body += ["  // Events since the last clear. A saturated counter stays so; one that fell was",
             "  // reset outside.",
             "  function automatic logic [31:0] since_clear(input logic [31:0] now,",
             "                                              input logic [31:0] base);",
             "    since_clear = (now == '1 || now < base) ? now : now - base;",
             "  endfunction",
             ""]
    body += _read(registers) + _blocks(registers) + _assertions(registers)
    checks = ["  if (Lanes < 16 || Lanes > 1024 || Lanes % 16 != 0) begin : gen_check_lanes",
              '    $fatal(1, "oio_regs: Lanes is %0d, must be a multiple of 16 from 16 to 1024",',
              "           Lanes);",
              "  end", "  if (Spares > 64) begin : gen_check_spares",
              '    $fatal(1, "oio_regs: Spares is %0d, must be at most 64", Spares);', "  end", ""]
    return (HEAD + PURPOSE + PORT_HEAD + "\n" + _ports(registers) + "\n);\n\n"
            + "\n".join(checks + body) + "\nendmodule\n\n`default_nettype wire\n")
