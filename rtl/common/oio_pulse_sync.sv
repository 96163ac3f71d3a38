// SPDX-License-Identifier: Apache-2.0
//
// Carries one-clock pulses to another clock domain as a toggle.
//
// A pulse on `src_pulse_i` becomes one pulse of one clock on `dst_pulse_o` three edges of
// `clk_dst_i` later. Two pulses must be at least two clocks of the slower domain apart, or they
// merge; `src_busy_o` says that a further pulse would be too early. Both sides are reset together.

`include "oio_assert.svh"

`default_nettype none

module oio_pulse_sync (
  input  wire logic clk_src_i,
  input  wire logic rst_src_ni,
  input  wire logic src_pulse_i,
  /// The last pulse has not been seen to arrive yet; `src_pulse_i` must be 0.
  output logic      src_busy_o,

  input  wire logic clk_dst_i,
  input  wire logic rst_dst_ni,
  output logic      dst_pulse_o
);

  logic toggle_q;
  logic arrived;
  logic seen_q;
  logic returned;

  assign src_busy_o = toggle_q != returned;

  always_ff @(posedge clk_src_i or negedge rst_src_ni) begin
    if (!rst_src_ni) begin
      toggle_q <= 1'b0;
    end else if (src_pulse_i) begin
      toggle_q <= !toggle_q;
    end
  end

  oio_sync u_forward (
    .clk_i  (clk_dst_i),
    .rst_ni (rst_dst_ni),
    .d_i    (toggle_q),
    .q_o    (arrived)
  );

  oio_sync u_return (
    .clk_i  (clk_src_i),
    .rst_ni (rst_src_ni),
    .d_i    (seen_q),
    .q_o    (returned)
  );

  always_ff @(posedge clk_dst_i or negedge rst_dst_ni) begin
    if (!rst_dst_ni) begin
      seen_q      <= 1'b0;
      dst_pulse_o <= 1'b0;
    end else begin
      seen_q      <= arrived;
      dst_pulse_o <= arrived != seen_q;
    end
  end

  `OIO_CHECK(NotTooEarly_A, !(src_pulse_i && src_busy_o), clk_src_i, rst_src_ni)

endmodule

`default_nettype wire
