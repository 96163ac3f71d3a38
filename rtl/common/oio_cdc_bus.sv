// SPDX-License-Identifier: Apache-2.0
//
// Moves a bus to another clock domain with a toggle handshake; meant for rare transfers.
//
// A word is taken when `src_valid_i && src_ready_o`. It appears on `dst_data_o`, with one clock of
// `dst_valid_o`, three edges of `clk_dst_i` later and stays there until the next one. `src_ready_o`
// is low until the far side has answered: about three clocks of either domain per word. Both sides
// are reset together.

`include "oio_assert.svh"

`default_nettype none

module oio_cdc_bus #(
  /// Bits in a word.
  parameter int unsigned Width = 8
) (
  input  wire logic             clk_src_i,
  input  wire logic             rst_src_ni,
  input  wire logic             src_valid_i,
  output logic                  src_ready_o,
  input  wire logic [Width-1:0] src_data_i,

  input  wire logic             clk_dst_i,
  input  wire logic             rst_dst_ni,
  output logic                  dst_valid_o,
  output logic      [Width-1:0] dst_data_o
);

  logic             toggle_q;
  logic [Width-1:0] src_data_q;
  logic             arrived;
  logic             seen_q;
  logic             returned;

  assign src_ready_o = toggle_q == returned;

  always_ff @(posedge clk_src_i or negedge rst_src_ni) begin
    if (!rst_src_ni) begin
      toggle_q   <= 1'b0;
      src_data_q <= '0;
    end else if (src_valid_i && src_ready_o) begin
      toggle_q   <= !toggle_q;
      src_data_q <= src_data_i;
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

  // The source holds src_data_q still from before `arrived` changes until `returned` does.
  always_ff @(posedge clk_dst_i or negedge rst_dst_ni) begin
    if (!rst_dst_ni) begin
      seen_q      <= 1'b0;
      dst_valid_o <= 1'b0;
      dst_data_o  <= '0;
    end else begin
      seen_q      <= arrived;
      dst_valid_o <= arrived != seen_q;
      if (arrived != seen_q) dst_data_o <= src_data_q;
    end
  end

  `OIO_ASSERT(OnePulse_A, dst_valid_o |=> !dst_valid_o, clk_dst_i, rst_dst_ni)

endmodule

`default_nettype wire
