// SPDX-License-Identifier: Apache-2.0
//
// The assertion macros of the project: on under Verilator, empty for synthesis.
//
//   OIO_CHECK (Name_A, expression)   must be true before every clock edge
//   OIO_ASSERT(Name_A, property)     the same for what spans clocks: |=>, $past, $stable
//   OIO_COVER (Name_C, property)
//
// Both take clock and reset as third and fourth argument where they are not clk_i and rst_ni.
// Prefer OIO_CHECK: it costs one test per clock. For OIO_ASSERT Verilator copies every signal that
// the property names, at each evaluation, also behind a wire that narrows a vector, and 5.006
// emits C++ that does not compile when such a vector has 64 words or more.

`ifndef OIO_ASSERT_SVH
`define OIO_ASSERT_SVH

`ifdef SYNTHESIS
  `define OIO_CHECK(name, expr, clk = clk_i, rst_n = rst_ni)
  `define OIO_ASSERT(name, prop, clk = clk_i, rst_n = rst_ni)
  `define OIO_COVER(name, prop, clk = clk_i, rst_n = rst_ni)
`else
  `define OIO_CHECK(name, expr, clk = clk_i, rst_n = rst_ni) \
    always @(posedge clk) begin \
      if (rst_n) begin \
        name: assert (expr) else $error("assertion %s failed", `"name`"); \
      end \
    end
  `define OIO_ASSERT(name, prop, clk = clk_i, rst_n = rst_ni) \
    name: assert property (@(posedge clk) disable iff (!rst_n) prop) \
      else $error("assertion %s failed", `"name`");
  `define OIO_COVER(name, prop, clk = clk_i, rst_n = rst_ni) \
    name: cover property (@(posedge clk) disable iff (!rst_n) prop);
`endif

`endif
