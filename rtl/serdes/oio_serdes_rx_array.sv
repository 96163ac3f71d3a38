// SPDX-License-Identifier: Apache-2.0
//
// Receive side of the SerDes for all physical lanes: word alignment and training instruments.
//
// Wiring around one oio_serdes_rx per column; results of the column read last.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_rx_array #(
  /// Physical lanes.
  parameter  int unsigned Physical = 420,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic [16*WordUi-1:0] words_i [Columns],
  output logic [16*WordUi-1:0]      words_o [Columns],
  output logic [15:0]               slip_odd_o [Columns],
  input  wire logic                 restart_i,
  input  wire logic                 count_clear_i,
  input  wire logic                 count_ones_i,
  input  wire logic                 count_errors_i,
  input  wire logic [1:0]           prbs_select_i,
  input  wire logic                 hunt_i,
  input  wire logic                 slip_step_i,
  input  wire logic                 capture_i,
  input  wire logic                 capture_clear_i,
  input  wire logic [15:0]          common_word_i,
  input  wire logic [7:0]           time_i,
  output logic                      captured_o,
  input  wire logic                 read_i,
  input  wire logic [6:0]           read_column_i,
  input  wire logic [3:0]           read_lane_i,
  output logic      [95:0]          result_o
);

  localparam int unsigned ColW = Columns > 1 ? $clog2(Columns) : 1;

  logic [95:0]        result [Columns];
  logic [Columns-1:0] captured;
  logic [ColW-1:0]    column_q;

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    oio_serdes_rx #(
      .WordUi (WordUi)
    ) u_rx (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .words_i         (words_i[c]),
      .words_o         (words_o[c]),
      .slip_odd_o      (slip_odd_o[c]),
      .restart_i       (restart_i),
      .count_clear_i   (count_clear_i),
      .count_ones_i    (count_ones_i),
      .count_errors_i  (count_errors_i),
      .prbs_select_i   (prbs_select_i),
      .hunt_i          (hunt_i),
      .slip_step_i     (slip_step_i),
      .capture_i       (capture_i),
      .capture_clear_i (capture_clear_i),
      .common_word_i   (common_word_i),
      .time_i          (time_i),
      .captured_o      (captured[c]),
      .read_i          (read_i),
      .read_lane_i     (read_lane_i),
      .result_o        (result[c])
    );
  end

  assign captured_o = |captured;
  assign result_o   = result[column_q];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      column_q <= '0;
    end else if (read_i) begin
      column_q <= ColW'(read_column_i);
    end
  end

  logic unused_column;
  assign unused_column = ^read_column_i;

  `OIO_CHECK(ColumnExists_A, 32'(column_q) < Columns)

endmodule

`default_nettype wire
