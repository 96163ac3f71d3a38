// SPDX-License-Identifier: Apache-2.0
//
// Emitter enables and bias codes at the pins of the lanes.
//
// All lanes are lit while the transmitter is not dark, one clock from `light_i`, and share a code.
// The code of a dark lane is zero, so that no current flows before the enable.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_tx #(
  /// Physical lanes.
  parameter int unsigned Physical = 420
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       light_i,
  input  wire logic [7:0] bias_i,
  output logic            enable_o [Physical],
  output logic [7:0]      drive_o [Physical]
);

  logic       light_q;
  logic [7:0] drive_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      light_q <= 1'b0;
      drive_q <= '0;
    end else begin
      light_q <= light_i;
      drive_q <= light_i ? bias_i : '0;
    end
  end

  for (genvar p = 0; p < Physical; p++) begin : gen_lane
    assign enable_o[p] = light_q;
    assign drive_o[p]  = drive_q;
  end

  `OIO_CHECK(DarkMeansNoCurrent_A, light_q || drive_q == '0)

endmodule

`default_nettype wire
