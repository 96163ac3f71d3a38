// SPDX-License-Identifier: Apache-2.0
//
// Received lanes into the transmitter's order and in time: mirror, deskew and reorder, marker check.
//
// Wiring around one column module each, plus the vote over three lanes that carries the training
// messages. One clock from `words_i` to `words_o` for the latest lane.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_align #(
  /// Active lanes.
  parameter  int unsigned Lanes       = 400,
  /// Spare lanes.
  parameter  int unsigned Spares      = 20,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi      = 8,
  /// Words of deskew per lane.
  parameter  int unsigned DeskewWords = 16,
  localparam int unsigned Physical    = Lanes + Spares,
  localparam int unsigned Columns     = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic [16*WordUi-1:0] words_i [Columns],
  output logic [16*WordUi-1:0]      words_o [Columns],
  /// Words by which each lane is held back, by the pins it comes from.
  output logic [16*5-1:0]           delay_o [Columns],

  input  wire logic                 clear_i,
  input  wire logic                 reverse_i,
  input  wire logic                 place_i,
  input  wire logic [6:0]           place_column_i,
  input  wire logic [3:0]           place_lane_i,
  input  wire logic [3:0]           place_position_i,
  input  wire logic [4:0]           place_delay_i,

  input  wire logic                 marker_i,
  input  wire logic [2:0]           marker_index_i,
  input  wire logic                 close_i,
  input  wire logic                 expect_active_i,
  input  wire logic                 watch_i,
  input  wire logic [6:0]           watch_column_i,
  input  wire logic [3:0]           watch_lane_i,
  input  wire logic                 clear_counts_i,
  output logic                      loss_o,
  output logic                      drift_o,

  /// Vote of three lanes, 11 bits each, while `vote_i`; and whether the last marker announced payload.
  input  wire logic                 vote_i,
  input  wire logic [32:0]          voters_i,
  output logic [WordUi-1:0]         voted_o,
  output logic                      frame_is_active_o,

  input  wire logic                 read_i,
  input  wire logic [6:0]           read_column_i,
  input  wire logic [3:0]           read_lane_i,
  /// One clock later, of the column read: {source, delay, watched, missed, markers missed[15:0]}
  output logic      [26:0]          result_o
);

  localparam int unsigned Remainder = Physical % 16;
  localparam int unsigned Whole     = Physical / 16;
  localparam int unsigned ColW      = Columns > 1 ? $clog2(Columns) : 1;

  // What differs from column to column reaches the column modules through unpacked arrays: Verilator
  // then compiles each of them once instead of once per column.
  logic [6:0]           number [Columns];
  logic [16*24-1:0]     identities [Columns];
  logic [16*WordUi-1:0] ordered [Columns];
  logic [16*4-1:0]      source [Columns];
  logic [17:0]          check [Columns];
  /* verilator tracing_off */  // waves show them as ports of the columns
  logic [16*WordUi-1:0] far_low [Columns];
  logic [16*WordUi-1:0] far_high [Columns];
  logic [16*WordUi-1:0] mirrored [Columns];
  logic [15:0]          missed [Columns];
  logic [16*5-1:0]      delay [Columns];
  logic [16*5-1:0]      delay_low [Columns];
  logic [16*5-1:0]      delay_high [Columns];
  /* verilator tracing_on */
  logic [Columns-1:0]   loss, drift;
  logic [15:0]          common_word;

  assign common_word = expect_active_i ? oio_pkg::CwActive : oio_pkg::CwTrain;
  assign loss_o      = |loss;
  assign drift_o     = |drift;

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    // Mirrored lanes of column c lie in columns Whole-c (part) and Whole-c-1.
    assign number[c] = 7'(c);
    if (Whole >= c && Whole - c < Columns) begin : gen_high
      assign far_high[c]   = words_i[Whole-c];
      assign delay_high[c] = delay[Whole-c];
    end else begin : gen_no_high
      assign far_high[c]   = '0;
      assign delay_high[c] = '0;
    end
    if (Whole >= c + 1) begin : gen_low
      assign far_low[c]   = words_i[Whole-c-1];
      assign delay_low[c] = delay[Whole-c-1];
    end else begin : gen_no_low
      assign far_low[c]   = '0;
      assign delay_low[c] = '0;
    end

    oio_aggregation_reverse #(
      .WordUi (WordUi)
    ) u_reverse (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .reverse_i   (reverse_i),
      .remainder_i (4'(Remainder)),
      .own_i       (words_i[c]),
      .far_low_i   (far_low[c]),
      .far_high_i  (far_high[c]),
      .words_o     (mirrored[c])
    );

    oio_aggregation_deskew #(
      .WordUi (WordUi),
      .Depth  (DeskewWords)
    ) u_deskew (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .words_i          (mirrored[c]),
      .words_o          (ordered[c]),
      .clear_i          (clear_i),
      .column_i         (number[c]),
      .write_i          (place_i),
      .write_column_i   (place_column_i),
      .write_lane_i     (place_lane_i),
      .write_position_i (place_position_i),
      .delay_i          (place_delay_i),
      .delay_o          (delay[c]),
      .source_o         (source[c])
    );

    // The deskew counts lanes behind the mirror, the receivers in front of it.
    oio_aggregation_reverse #(
      .WordUi (5)
    ) u_reverse_delay (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .reverse_i   (reverse_i),
      .remainder_i (4'(Remainder)),
      .own_i       (delay[c]),
      .far_low_i   (delay_low[c]),
      .far_high_i  (delay_high[c]),
      .words_o     (delay_o[c])
    );

    for (genvar i = 0; i < 16; i++) begin : gen_identity
      assign identities[c][i*24 +: 24] = oio_pkg::golay_encode(12'(c*16 + i));
    end

    oio_aggregation_marker_check #(
      .WordUi (WordUi)
    ) u_marker_check (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .words_i        (ordered[c]),
      .window_i       (marker_i),
      .index_i        (marker_index_i),
      .close_i        (close_i),
      .common_word_i  (common_word),
      .identities_i   (identities[c]),
      .clear_i        (clear_i),
      .clear_counts_i (clear_counts_i),
      .column_i       (number[c]),
      .watch_i        (watch_i),
      .watch_column_i (watch_column_i),
      .watch_lane_i   (watch_lane_i),
      .missed_o       (missed[c]),
      .loss_o         (loss[c]),
      .drift_o        (drift[c]),
      .read_i         (read_i),
      .read_lane_i    (read_lane_i),
      .result_o       (check[c])
    );

    logic unused_missed;
    assign unused_missed = ^missed[c];
    assign words_o[c] = ordered[c];
  end

  // The vote. Three good lanes; two of them decide each bit.
  logic [WordUi-1:0] vote [3];
  logic              active_q;

  for (genvar v = 0; v < 3; v++) begin : gen_voter
    /* verilator tracing_off */  // a column of `ordered`
    logic [16*WordUi-1:0] column;
    /* verilator tracing_on */
    assign column  = ordered[ColW'(voters_i[v*11+4 +: 7])];
    assign vote[v] = vote_i ? column[voters_i[v*11 +: 4]*WordUi +: WordUi] : '0;
  end

  assign voted_o = (vote[0] & vote[1]) | (vote[0] & vote[2]) | (vote[1] & vote[2]);

  // The common word fills the first 16 unit intervals of the marker.
  localparam int unsigned CommonWords = WordUi >= 16 ? 1 : 16 / WordUi;
  localparam int unsigned CompareUi   = WordUi >= 16 ? 16 : WordUi;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (clear_i) begin
      active_q <= 1'b0;
    end else if (vote_i && marker_i && 32'(marker_index_i) < CommonWords) begin
      active_q <= (active_q || marker_index_i == '0)
                  && voted_o[CompareUi-1:0]
                     == CompareUi'(oio_pkg::CwActive >> (5'(marker_index_i) * 5'(CompareUi)));
    end
  end

  assign frame_is_active_o = active_q;

  logic [ColW-1:0] column_q;
  logic [3:0]      lane_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      column_q <= '0;
      lane_q   <= '0;
    end else if (read_i) begin
      column_q <= ColW'(read_column_i);
      lane_q   <= read_lane_i;
    end
  end
  assign result_o = {source[column_q][lane_q*4 +: 4], delay_o[column_q][lane_q*5 +: 5],
                     check[column_q]};

  logic unused_column;
  assign unused_column = ^read_column_i;

  `OIO_CHECK(CloseNotInMarker_A, !(marker_i && close_i))

endmodule

`default_nettype wire
