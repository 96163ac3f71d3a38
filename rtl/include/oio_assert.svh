// SPDX-License-Identifier: Apache-2.0
//
// The assertion macro of the project: on under Verilator, empty for synthesis.

`ifndef OIO_ASSERT_SVH
`define OIO_ASSERT_SVH

`ifdef SYNTHESIS
  `define OIO_ASSERT(name, prop, clk = clk_i, rst_n = rst_ni)
  `define OIO_COVER(name, prop, clk = clk_i, rst_n = rst_ni)
`else
  `define OIO_ASSERT(name, prop, clk = clk_i, rst_n = rst_ni) \
    name: assert property (@(posedge clk) disable iff (!rst_n) prop) \
      else $error("assertion %s failed", `"name`");
  `define OIO_COVER(name, prop, clk = clk_i, rst_n = rst_ni) \
    name: cover property (@(posedge clk) disable iff (!rst_n) prop);
`endif

`endif
