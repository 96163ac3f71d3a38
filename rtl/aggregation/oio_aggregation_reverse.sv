// SPDX-License-Identifier: Apache-2.0
//
// Mirrors the lane array for one column: position p takes lane Physical-1-p when `reverse_i`.
//
// Combinational. The 16 mirrored lanes come from at most two columns, `far_high_i` above
// `far_low_i`; `remainder_i` = Physical mod 16 tells where the mirrored group begins.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_reverse #(
  /// Bits of a lane: those of its word, or of something else that belongs to it.
  parameter int unsigned WordUi = 8
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic                  reverse_i,
  input  wire logic [3:0]            remainder_i,
  input  wire logic [16*WordUi-1:0]  own_i,
  input  wire logic [16*WordUi-1:0]  far_low_i,
  input  wire logic [16*WordUi-1:0]  far_high_i,
  output logic      [16*WordUi-1:0]  words_o
);
  /*verilator no_inline_module*/

  /* verilator tracing_off */  // inputs side by side, and the last turn of a loop
  logic [32*WordUi-1:0] far;

  assign far = {far_high_i, far_low_i};

  always_comb begin
    words_o = own_i;
    if (reverse_i) begin
      for (int i = 0; i < 16; i++) begin
        words_o[i*WordUi +: WordUi] = far[(15 + 32'(remainder_i) - i)*WordUi +: WordUi];
      end
    end
  end
  /* verilator tracing_on */

  `OIO_CHECK(StraightIsOwn_A, reverse_i || words_o == own_i)

endmodule

`default_nettype wire
