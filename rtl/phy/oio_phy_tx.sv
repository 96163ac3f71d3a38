// SPDX-License-Identifier: Apache-2.0
//
// Emitter enables and bias codes of one column.
//
// A lane is lit while the transmitter is not dark and the lane exists; one clock from `light_i`.
// The code of a dark lane is zero, so that no current flows before the enable.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_tx (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,
  input  wire logic          light_i,
  /// Lanes that exist: the last column may be part full.
  input  wire logic [15:0]   present_i,
  input  wire logic [7:0]    bias_i,
  output logic      [15:0]   enable_o,
  output logic      [127:0]  drive_o
);
  /*verilator no_inline_module*/

  logic [15:0]  enable_d;
  logic [127:0] drive_d;

  assign enable_d = light_i ? present_i : '0;

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    assign drive_d[i*8 +: 8] = enable_d[i] ? bias_i : '0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      enable_o <= '0;
      drive_o  <= '0;
    end else if (enable_d != enable_o || light_i != enable_o[0]) begin
      enable_o <= enable_d;
      drive_o  <= drive_d;
    end
  end

  `OIO_CHECK(DarkMeansNoCurrent_A, enable_o != '0 || drive_o == '0)

endmodule

`default_nettype wire
