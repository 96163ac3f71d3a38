// SPDX-License-Identifier: Apache-2.0
//
// Receiver codes, input registers and phase tracking of all physical lanes.
//
// The input registers and wiring around one oio_phy_rx per column; lanes beyond the last physical
// one never have light.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_rx_array #(
  /// Physical lanes.
  parameter  int unsigned Physical    = 420,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi      = 8,
  /// Words from a phase code to the word sampled with it at the pins.
  parameter  int unsigned SampleWords = 1,
  localparam int unsigned Columns     = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic [WordUi-1:0]    word_i [Physical],
  input  wire logic                 los_i [Physical],
  output logic [5:0]                phase_o [Physical],
  output logic signed [7:0]         threshold_o [Physical],
  output logic [16*WordUi-1:0]      words_o [Columns],

  input  wire logic                 clear_i,
  input  wire logic                 update_i,
  input  wire logic [5:0]           phase_offset_i,
  input  wire logic signed [8:0]    threshold_offset_i,
  input  wire logic                 write_i,
  input  wire logic [6:0]           write_column_i,
  input  wire logic [3:0]           write_lane_i,
  input  wire logic                 write_phase_i,
  input  wire logic                 write_threshold_i,
  input  wire logic                 write_monitor_i,
  input  wire logic [5:0]           phase_i,
  input  wire logic [4:0]           half_width_i,
  input  wire logic signed [7:0]    threshold_i,

  input  wire logic                 window_i,
  input  wire logic [4:0]           countdown_i,
  input  wire logic [16*5-1:0]      delay_i [Columns],
  input  wire logic [15:0]          slip_odd_i [Columns],
  input  wire logic                 late_i,
  input  wire logic                 decide_i,

  output logic                      lost_o,
  output logic                      lit_o,

  input  wire logic                 read_i,
  input  wire logic [6:0]           read_column_i,
  input  wire logic [3:0]           read_lane_i,
  output logic      [19:0]          result_o
);

  localparam int unsigned ColW = Columns > 1 ? $clog2(Columns) : 1;

  logic [19:0]        result [Columns];
  logic [Columns-1:0] lost, lit;
  logic [ColW-1:0]    column_q;

  // Through unpacked arrays, so that Verilator compiles the column module once, not per column.
  /* verilator tracing_off */  // waves show them as ports of the columns
  logic [6:0]           number [Columns];
  logic [16*WordUi-1:0] words [Columns];
  logic [15:0]          los [Columns];
  logic [15:0]          present [Columns];
  logic [16*6-1:0]      phase [Columns];
  logic [16*8-1:0]      threshold [Columns];
  /* verilator tracing_on */

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    assign number[c] = 7'(c);

    // The pins end here: nothing combinational hangs on them. Of a part column the last lane stands
    // in for those that do not exist; they are masked.
    localparam int unsigned Last = Physical - c*16 > 16 ? 15 : Physical - c*16 - 1;
    localparam logic [15:0] Mask = 16'hFFFF >> (15 - Last);
    localparam logic [16*WordUi-1:0] WordMask = {(16*WordUi){1'b1}} >> ((15 - Last) * WordUi);
    logic [16*WordUi-1:0] word_q;
    logic [15:0]          los_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        word_q <= '0;
        los_q  <= '1;
      end else begin
        word_q <= WordMask
                  & {word_i[c*16 + (Last < 15 ? Last : 15)], word_i[c*16 + (Last < 14 ? Last : 14)],
                     word_i[c*16 + (Last < 13 ? Last : 13)], word_i[c*16 + (Last < 12 ? Last : 12)],
                     word_i[c*16 + (Last < 11 ? Last : 11)], word_i[c*16 + (Last < 10 ? Last : 10)],
                     word_i[c*16 + (Last < 9 ? Last : 9)], word_i[c*16 + (Last < 8 ? Last : 8)],
                     word_i[c*16 + (Last < 7 ? Last : 7)], word_i[c*16 + (Last < 6 ? Last : 6)],
                     word_i[c*16 + (Last < 5 ? Last : 5)], word_i[c*16 + (Last < 4 ? Last : 4)],
                     word_i[c*16 + (Last < 3 ? Last : 3)], word_i[c*16 + (Last < 2 ? Last : 2)],
                     word_i[c*16 + (Last < 1 ? Last : 1)], word_i[c*16]};
        los_q  <= ~Mask
                  | {los_i[c*16 + (Last < 15 ? Last : 15)], los_i[c*16 + (Last < 14 ? Last : 14)],
                     los_i[c*16 + (Last < 13 ? Last : 13)], los_i[c*16 + (Last < 12 ? Last : 12)],
                     los_i[c*16 + (Last < 11 ? Last : 11)], los_i[c*16 + (Last < 10 ? Last : 10)],
                     los_i[c*16 + (Last < 9 ? Last : 9)], los_i[c*16 + (Last < 8 ? Last : 8)],
                     los_i[c*16 + (Last < 7 ? Last : 7)], los_i[c*16 + (Last < 6 ? Last : 6)],
                     los_i[c*16 + (Last < 5 ? Last : 5)], los_i[c*16 + (Last < 4 ? Last : 4)],
                     los_i[c*16 + (Last < 3 ? Last : 3)], los_i[c*16 + (Last < 2 ? Last : 2)],
                     los_i[c*16 + (Last < 1 ? Last : 1)], los_i[c*16]};
      end
    end

    assign words[c]   = word_q;
    assign los[c]     = los_q;
    assign present[c] = Mask;

    for (genvar i = 0; i <= Last; i++) begin : gen_lane
      assign phase_o[c*16+i]     = phase[c][i*6 +: 6];
      assign threshold_o[c*16+i] = threshold[c][i*8 +: 8];
    end

    oio_phy_rx #(
      .WordUi      (WordUi),
      .SampleWords (SampleWords)
    ) u_rx (
      .clk_i              (clk_i),
      .rst_ni             (rst_ni),
      .words_i            (words[c]),
      .los_i              (los[c]),
      .phase_o            (phase[c]),
      .threshold_o        (threshold[c]),
      .clear_i            (clear_i),
      .update_i           (update_i),
      .phase_offset_i     (phase_offset_i),
      .threshold_offset_i (threshold_offset_i),
      .column_i           (number[c]),
      .write_i            (write_i),
      .write_column_i     (write_column_i),
      .write_lane_i       (write_lane_i),
      .write_phase_i      (write_phase_i),
      .write_threshold_i  (write_threshold_i),
      .write_monitor_i    (write_monitor_i),
      .phase_i            (phase_i),
      .half_width_i       (half_width_i),
      .threshold_i        (threshold_i),
      .window_i           (window_i),
      .countdown_i        (countdown_i),
      .delay_i            (delay_i[c]),
      .slip_odd_i         (slip_odd_i[c]),
      .late_i             (late_i),
      .decide_i           (decide_i),
      .present_i          (present[c]),
      .lost_o             (lost[c]),
      .lit_o              (lit[c]),
      .read_i             (read_i),
      .read_lane_i        (read_lane_i),
      .result_o           (result[c])
    );

    logic unused_lanes;
    assign unused_lanes = ^{phase[c], threshold[c]};
    assign words_o[c]   = words[c];
  end

  // Registered: the training reacts within microseconds, and the reduction over all columns is wide.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lost_o   <= 1'b0;
      lit_o    <= 1'b0;
      column_q <= '0;
    end else begin
      lost_o <= |lost;
      lit_o  <= |lit;
      if (read_i) column_q <= ColW'(read_column_i);
    end
  end

  assign result_o = result[column_q];

  logic unused_column;
  assign unused_column = ^read_column_i;

  `OIO_CHECK(ColumnExists_A, 32'(column_q) < Columns)

endmodule

`default_nettype wire
