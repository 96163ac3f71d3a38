// SPDX-License-Identifier: Apache-2.0
//
// Reads what the receive side knows of one lane for the registers, between scans of the training.
//
// A request from the core clock (`req_i` with `index_i`) is answered by one `ack_o` with five words,
// held until the next answer. Scans have priority; a request waits for the end of the running one.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_lane_access #(
  /// Physical lanes.
  parameter int unsigned Physical = 420
) (
  input  wire logic                clk_core_i,
  input  wire logic                rst_core_ni,
  input  wire logic                req_i,
  input  wire logic [11:0]         index_i,
  output logic                     ack_o,
  output logic      [31:0]         status_o,
  output logic      [31:0]         codes_o,
  output logic      [31:0]         errors_o,
  output logic      [31:0]         words_o,
  output logic      [31:0]         id_o,

  input  wire logic                clk_i,
  input  wire logic                rst_ni,
  input  wire logic                scan_busy_i,
  output logic                     read_o,
  output logic      [6:0]          column_o,
  output logic      [3:0]          lane_o,
  input  wire logic [95:0]         serdes_i,
  input  wire logic [19:0]         phy_i,
  input  wire logic [26:0]         align_i,
  input  wire logic [Physical-1:0] dead_i
);

  logic         req_valid, req_ready, pending_q, read_q, answer_q, answer_ready;
  logic [11:0]  req_index, index_q;
  logic [159:0] answer, answer_core;
  logic         dead;

  oio_cdc_bus #(
    .Width (12)
  ) u_request (
    .clk_src_i   (clk_core_i),
    .rst_src_ni  (rst_core_ni),
    .src_valid_i (req_i),
    .src_ready_o (req_ready),
    .src_data_i  (index_i),
    .clk_dst_i   (clk_i),
    .rst_dst_ni  (rst_ni),
    .dst_valid_o (req_valid),
    .dst_data_o  (req_index)
  );

  assign read_o   = pending_q && !scan_busy_i && !read_q && !answer_q;
  assign column_o = index_q[10:4];
  assign lane_o   = index_q[3:0];
  assign dead     = index_q < 12'(Physical) ? dead_i[$clog2(Physical)'(index_q)] : 1'b1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pending_q <= 1'b0;
      read_q    <= 1'b0;
      answer_q  <= 1'b0;
      index_q   <= '0;
      answer    <= '0;
    end else begin
      if (req_valid) begin
        pending_q <= 1'b1;
        index_q   <= req_index < 12'(Physical) ? req_index : '0;
      end
      read_q <= read_o;
      if (read_q) begin
        pending_q <= 1'b0;
        answer_q  <= 1'b1;
        answer    <= {8'd0, serdes_i[79:56],                                // identity
                      serdes_i[55:24],                                      // words counted
                      8'd0, serdes_i[23:0],                                 // errors counted
                      3'd0, align_i[22:18], 3'd0, serdes_i[92:88],          // delay, slip
                      phy_i[13:6], 2'd0, phy_i[5:0],                        // threshold, phase
                      1'b0, align_i[15] ? 15'h7FFF : align_i[14:0],         // markers missed
                      4'd0, align_i[26:23],                                 // source of the position
                      1'b0, align_i[17:16], serdes_i[94], serdes_i[93], dead, serdes_i[95],
                      !phy_i[19]};
      end else if (answer_ready) begin
        answer_q <= 1'b0;
      end
    end
  end

  oio_cdc_bus #(
    .Width (160)
  ) u_answer (
    .clk_src_i   (clk_i),
    .rst_src_ni  (rst_ni),
    .src_valid_i (answer_q),
    .src_ready_o (answer_ready),
    .src_data_i  (answer),
    .clk_dst_i   (clk_core_i),
    .rst_dst_ni  (rst_core_ni),
    .dst_valid_o (ack_o),
    .dst_data_o  (answer_core)
  );

  assign {id_o, words_o, errors_o, codes_o, status_o} = answer_core;

  logic unused_bits;
  assign unused_bits = ^{req_ready, serdes_i[87:80], phy_i[18:14]};

  `OIO_ASSERT(OneAnswerAtATime_A, answer_q |-> !read_q, clk_i, rst_ni)

endmodule

`default_nettype wire
