// SPDX-License-Identifier: Apache-2.0
//
// Two-flop synchroniser for single bits, or for bits that are independent of each other or change
// so rarely that a mixture of old and new values for one clock does no harm. A bus whose bits
// belong together crosses with oio_cdc_bus or oio_fifo_async.
//
// A change of `d_i` is on `q_o` after two edges of `clk_i`.

`default_nettype none

module oio_sync #(
  /// Number of independent bits.
  parameter int unsigned       Width      = 1,
  /// Value of `q_o` in reset.
  parameter logic [Width-1:0]  ResetValue = '0
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic [Width-1:0] d_i,
  output logic      [Width-1:0] q_o
);

  logic [Width-1:0] meta_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      meta_q <= ResetValue;
      q_o    <= ResetValue;
    end else begin
      meta_q <= d_i;
      q_o    <= meta_q;
    end
  end

endmodule

`default_nettype wire
