// SPDX-License-Identifier: Apache-2.0
//
// Reset synchroniser: `rst_no` falls with `rst_ni` at once and rises two edges of `clk_i` after it.

`include "oio_assert.svh"

`default_nettype none

module oio_reset_sync (
  input  wire logic clk_i,
  /// Asynchronous reset, active low.
  input  wire logic rst_ni,
  /// Reset for the domain of `clk_i`: asserted asynchronously, released synchronously.
  output logic      rst_no
);

  logic meta_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      meta_q <= 1'b0;
      rst_no <= 1'b0;
    end else begin
      meta_q <= 1'b1;
      rst_no <= meta_q;
    end
  end

  `OIO_ASSERT(StaysReleased_A, rst_no |=> rst_no)

endmodule

`default_nettype wire
